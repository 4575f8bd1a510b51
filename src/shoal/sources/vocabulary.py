"""The words by which columns are known, English and German first, French and Spanish beside them."""

from __future__ import annotations

from functools import cache

from shoal.terms.names import words_of


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


CUSTOMER = _words(
    "customer customers cust kunde kunden kund client cliente buyer shopper member account user subscriber household "
    "mitglied kaeufer kaufer besteller acheteur usuario konto visitor guest donor person patient traveller traveler "
    "passenger tenant cardholder policyholder accountholder"
)
ID = _words("id ids no nr num number nummer key code kennung ref unique uuid identifier master sample row index konto")
ORDER = _words(
    "order orders invoice bestell bestellung rechnung rechnungs auftrag auftrags beleg transaction trans txn receipt "
    "basket bon commande facture pedido factura purchase ticket booking buchung checkout sale visit appointment "
    "reservation rental encounter termin"
)
EITHER = _words("trip ride course")
"""Words of what is bought once by one customer (``trip_id`` of a taxi) or often by many (``trip_id`` of an agency)."""

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
    "quantity qty menge anzahl units unit pieces stuck stueck stuckzahl cantidad quantite items cds count pcs "
    "travellers travelers passengers guests persons participants pax seats"
)
PRICE = _words("price preis prix precio")
AMOUNT = _words(
    "amount amt total revenue sales value betrag umsatz summe gesamt spend turnover montant importe dollar gross net "
    "brutto netto monetary subtotal paid erlos erloes wert cost money"
)
FEE = _words("fee fees charge honorar")
"""Words of money that is what was bought costs, or something on top of it: the rest of the name tells."""

ON_TOP = _words(
    "delivery shipping handling processing platform late service booking transaction card payment cancellation admin "
    "change convenience versand liefer"
)
"""Words of fees that come on top of what was bought."""

OF_ONE = _words("unit each per piece einzel stuck stueck unitario unitaire")
TOTAL = _words("total gesamt line sum summe subtotal revenue sales umsatz turnover erlos erloes")
"""Words of money that say whether it is of one piece or of the whole line."""

NOT_MONEY = _words(
    "tax vat mwst steuer discount rabatt freight shipping delivery handling refund points score id count number "
    "lifetime avg average mean"
)
PRODUCT = _words(
    "stockcode stock sku product products produkt item article artikel asin isbn ean gtin upc producto produit "
    "material merchant treatment service plan tariff menu dish behandlung leistung tarif"
)
DESCRIPTION = _words("description name title bezeichnung beschreibung titel label text libelle descripcion desc")
PRODUCT_CATEGORY = _words("category kategorie warengruppe department abteilung categoria categorie produktgruppe group")
TYPE = ("type", "kind", "class", "typ", "art")
"""Words that make the kind of a product out of a product."""

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
ARM = _words("arm treatment variant segment experiment bucket holdout control cohort")
"""Words of what says which arm of an experiment a customer was in; ``segment`` and ``cohort`` also say other things."""

CONSENT = _words(
    "consent einwilligung optin optout gdpr dsgvo consentement consentimiento permission newsletteroptin marketingoptin"
)
CATEGORY = _words(
    "channel region type category segment class group code gender browser system systems traffic zone district kanal "
    "gruppe typ art cluster tier status level kind plan contract sex genre geschlecht area cat"
)
SESSION = _words("session device cookie row line index record event log zeile position")


_WHOLE = _words("landline salesperson timeline timezone itemline")
"""Words that look like compounds of known words, and are none."""

_FIRST = _words(
    "liefer lieferungs rechnungs herkunfts wohn ziel heimat waren kauf verkaufs zahl zahlungs end geburts ship"
)
"""First parts of compounds that mean nothing here alone."""

_HEADS = _words(
    "datum nummer preis betrag menge anzahl umsatz summe kategorie wahrung waehrung zeitpunkt artikel bezeichnung "
    "beschreibung"
)
"""German nouns that decide what a compound means, whatever stands before them; too long to end a word by chance."""

_SHORT = ("id", "no", "nr")
"""What ends a compound though it is short."""

_VOCABULARIES = (
    CUSTOMER, ID, ORDER, EITHER, EVENT_TIME, NOT_EVENT_TIME, FIXED, QUANTITY, PRICE, FEE, ON_TOP, OF_ONE, TOTAL, AMOUNT,
    NOT_MONEY, PRODUCT, DESCRIPTION, PRODUCT_CATEGORY, CURRENCY, COUNTRY, LABEL, CONSENT, CATEGORY, SESSION, ARM,
    _WHOLE, _FIRST, _HEADS,
)  # fmt: skip
_KNOWN = frozenset(word for vocabulary in _VOCABULARIES for word in vocabulary)


def has(words: tuple[str, ...], vocabulary: tuple[str, ...]) -> bool:
    """Say whether one of the words of a name is in a vocabulary.

    A word counts as a whole, in its plural too, or as a part of a compound (`parts`); letters within a word do not:
    ``country`` has nothing of a count.

    Examples
    --------
    >>> has(words_of("Rechnungsdatum"), EVENT_TIME), has(words_of("Lieferland"), COUNTRY), has(("land",), ("and",))
    (True, True, False)
    >>> has(("country",), QUANTITY), has(("account",), QUANTITY), has(("orderdate",), ORDER), has(("invoices",), ORDER)
    (False, False, True, True)
    """
    return any(not parts(word).isdisjoint(vocabulary) for word in words)


@cache
def parts(word: str) -> frozenset[str]:
    """Give a word with what is in it: its singular, or the known words it is put together from.

    Examples
    --------
    >>> sorted(parts("orderdate")), sorted(parts("country")), sorted(parts("versandkostenbetrag"))
    (['date', 'order', 'orderdate'], ['country'], ['betrag', 'versandkostenbetrag'])
    """
    if word in _WHOLE:
        return frozenset({word})
    if word not in _KNOWN and word.endswith("s") and word[:-1] in _KNOWN and len(word) > 4:
        return frozenset({word, word[:-1]})
    head = next((head for head in _HEADS if word.endswith(head)), None)
    return frozenset({word, *(_split(word) or (() if head is None else (head,)))})


def _split(word: str) -> tuple[str, ...] | None:
    """Cut a word into two or more known ones, the longest first; a German ``s`` or ``n`` may join them."""
    for length in range(len(word) - 2, 2, -1):
        first, rest = word[:length], word[length:]
        if first not in _KNOWN and not (first[-1] in "sn" and first[:-1] in _KNOWN and len(first) > 5):
            continue
        if (rest in _KNOWN and len(rest) > 2) or rest in _SHORT:
            return (first if first in _KNOWN else first[:-1], rest)
        others = _split(rest)
        if others:
            return (first if first in _KNOWN else first[:-1], *others)
    return None


def joined(name: str) -> str:
    """Give the words of a name in one: what stands behind ``date_order_``.

    Examples
    --------
    >>> joined("Order Date")
    'order_date'
    """
    return "_".join(words_of(name)) or "column"
