"""The words by which columns are known, English and German first, French and Spanish beside them."""

from __future__ import annotations

from shoal.terms.names import words_of


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


CUSTOMER = _words(
    "customer customers cust kunde kunden kund client cliente buyer shopper member account user subscriber household "
    "mitglied kaeufer kaufer besteller acheteur usuario konto visitor guest donor person"
)
ID = _words("id ids no nr num number nummer key code kennung ref unique uuid identifier master sample row index konto")
ORDER = _words(
    "order orders invoice bestell bestellung rechnung rechnungs auftrag auftrags beleg transaction trans txn receipt "
    "basket bon commande facture pedido factura purchase ticket booking buchung checkout sale"
)
EVENT_TIME = _words(
    "date time datetime timestamp datum zeit zeitpunkt uhrzeit day tag fecha jour created occurred placed purchased "
    "ordered at when am"
)
NOT_EVENT_TIME = _words(
    "birth born dob geburt birthday birthdate geburtsdatum naissance nacimiento signup register registered "
    "registration join joined since seit anmelde anmeldung enroll updated modified delivery delivered lieferdatum "
    "due expiry expires valid end start contract customer member first last cov ship shipping shipped versand estimated"
)
CALENDAR = _words(
    "date datum datetime timestamp zeitpunkt fecha dob birthday birthdate geburtstag geburtsdatum lieferdatum"
)
"""Words of columns in which a five-digit number is the day of a spreadsheet."""

FIXED = _words(
    "birth born dob birthday birthdate birthyear geburt geburtstag geburtsdatum geburtsjahr naissance nacimiento "
    "signup register registered registration join joined since seit anmelde anmeldung customer"
)
"""Words of days and years that never change for a customer."""

QUANTITY = _words(
    "quantity qty menge anzahl units unit pieces stuck stueck stuckzahl cantidad quantite items cds count pcs"
)
PRICE = _words("price preis prix precio")
AMOUNT = _words(
    "amount amt total revenue sales value betrag umsatz summe gesamt spend turnover montant importe dollar gross net "
    "brutto netto monetary subtotal paid erlos erloes wert cost money"
)
NOT_MONEY = _words(
    "tax vat mwst steuer discount rabatt freight fee refund points score id count number lifetime avg average mean"
)
PRODUCT = _words(
    "stockcode stock sku product products produkt item article artikel asin isbn ean gtin upc producto produit material"
)
DESCRIPTION = _words("description name title bezeichnung beschreibung titel label text libelle descripcion desc")
PRODUCT_CATEGORY = _words("category kategorie warengruppe department abteilung categoria categorie produktgruppe group")
CURRENCY = _words("currency wahrung waehrung devise moneda curr")
MISSING = (
    "", "nan", "null", "none", "nil", "na", "n/a", "n.a.", "<na>", "<null>", "\\n", "nat", "-", "--", "?", ".",
    "undefined", "#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!", "#spill!", "#calc!",
)  # fmt: skip
"""What is written where there is nothing, in lower case; the errors of spreadsheets among it."""

NOBODY = (
    "guest", "gast", "invité", "invite", "invitado", "anonymous", "anonym", "anonyme", "unknown", "unbekannt",
    "inconnu", "nobody", "walk-in", "walkin", "unassigned", "not set", "(not set)", "no customer",
)  # fmt: skip
"""What is written in a column of customers where nobody is named, in lower case."""

COUNTRY = _words("country land pays pais nation countrycode landercode")
LABEL = _words(
    "churn churned churner attrition response responded responder converted conversion convert y target outcome label "
    "abwanderung abgewandert gekundigt gekuendigt kundigung kuendigung exited cancelled canceled visit purchased "
    "bought revenue clicked opened retained resilie"
)
CONSENT = _words(
    "consent einwilligung optin optout gdpr dsgvo consentement consentimiento permission newsletteroptin marketingoptin"
)
CATEGORY = _words(
    "channel region type category segment class group code gender browser system systems traffic zone district kanal "
    "gruppe typ art cluster tier status level kind plan contract sex genre geschlecht area cat"
)
SESSION = _words("session device cookie row line index record event log zeile position")


def has(words: tuple[str, ...], vocabulary: tuple[str, ...]) -> bool:
    """Say whether one of the words is in a vocabulary, or is a German compound that ends or begins with such a word.

    Examples
    --------
    >>> has(words_of("Rechnungsdatum"), EVENT_TIME), has(words_of("Lieferland"), COUNTRY), has(("land",), ("and",))
    (True, True, False)
    """
    known = set(vocabulary)
    if known & set(words):
        return True
    long = tuple(word for word in vocabulary if len(word) >= 4)
    return any(len(word) > 6 and (word.endswith(long) or word.startswith(long)) for word in words)


def joined(name: str) -> str:
    """Give the words of a name in one: what stands behind ``date_order_``.

    Examples
    --------
    >>> joined("Order Date")
    'order_date'
    """
    return "_".join(words_of(name)) or "column"
