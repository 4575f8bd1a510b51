"""The English words by which columns are known; `shoal.languages` says the words of others in English."""

from __future__ import annotations

from functools import cache

from shoal.languages import in_english
from shoal.terms.names import words_of


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


CUSTOMER = _words(
    "customer customers cust client buyer shopper member account user subscriber household visitor guest donor person "
    "patient traveller traveler passenger tenant cardholder policyholder accountholder"
)
ID = _words("id ids no nr num number key code ref unique uuid uid identifier master sample row index")
ORDER = _words(
    "order orders invoice transaction trans txn receipt basket purchase ticket booking checkout sale visit appointment "
    "reservation rental encounter"
)
EITHER = _words("trip ride course")
"""Words of what is bought once by one customer (``trip_id`` of a taxi) or often by many (``trip_id`` of an agency)."""

EVENT_TIME = _words("date time datetime timestamp day created occurred placed purchased ordered at when am")
NOT_EVENT_TIME = _words(
    "birth born dob birthday birthdate birthyear signup register registered registration join joined since enroll "
    "updated modified delivery delivered due expiry expires valid start end contract customer member first last cov "
    "ship shipping shipped estimated"
)
CALENDAR = _words("date datetime timestamp dob birthday birthdate")
"""Words of columns in which a five-digit number is the day of a spreadsheet."""

FIXED = _words(
    "birth born dob birthday birthdate birthyear signup register registered registration join joined since customer"
)
"""Words of days and years that never change for a customer."""

QUANTITY = _words(
    "quantity qty units unit items cds count pcs travellers travelers passengers guests persons participants pax seats"
)
PRICE = _words("price")
AMOUNT = _words(
    "amount amt total revenue sales value spend turnover dollar gross net monetary subtotal paid cost money"
)
FEE = _words("fee fees charge")
"""Words of money that is what was bought costs, or something on top of it: the rest of the name tells."""

ON_TOP = _words(
    "delivery shipping handling processing platform late service booking transaction card payment cancellation admin "
    "change convenience"
)
"""Words of fees that come on top of what was bought."""

OF_ONE = _words("unit each per piece")
TOTAL = _words("total line sum subtotal revenue sales turnover")
"""Words of money that say whether it is of one piece or of the whole line."""

NOT_MONEY = _words(
    "tax vat discount freight shipping delivery handling refund points score id count number lifetime avg average mean"
)
PRODUCT = _words(
    "stockcode stock sku product products item article asin isbn ean gtin upc material merchant treatment service plan "
    "tariff tarif menu dish"
)
DESCRIPTION = _words("description name title label text")
PRODUCT_CATEGORY = _words("category department group")
TYPE = ("type", "kind", "class")
"""Words that make the kind of a product out of a product."""

CURRENCY = _words("currency curr")
COUNTRY = _words("country nation countrycode")
LABEL = _words(
    "churn churned churner attrition response responded responder converted conversion convert y target outcome label "
    "exited cancelled canceled visit purchased bought revenue clicked opened retained"
)
ARM = _words("arm treatment variant segment experiment bucket holdout control cohort")
"""Words of what says which arm of an experiment a customer was in; ``segment`` and ``cohort`` also say other things."""

CONSENT = _words("consent optin optout gdpr permission newsletteroptin marketingoptin")
CATEGORY = _words(
    "channel region type category segment class group code gender browser system systems traffic zone district branch "
    "cluster tier status level kind plan contract sex genre area cat"
)
SESSION = _words("session device cookie row line index record event log position")


_WHOLE = _words("landline salesperson timeline timezone itemline")
"""Words that look like compounds of known words, and are none."""

_SHORT = ("id", "no", "nr")
"""What ends a compound though it is short."""

_VOCABULARIES = (
    CUSTOMER, ID, ORDER, EITHER, EVENT_TIME, NOT_EVENT_TIME, FIXED, QUANTITY, PRICE, FEE, ON_TOP, OF_ONE, TOTAL, AMOUNT,
    NOT_MONEY, PRODUCT, DESCRIPTION, PRODUCT_CATEGORY, CURRENCY, COUNTRY, LABEL, CONSENT, CATEGORY, SESSION, ARM,
    _WHOLE,
)  # fmt: skip
_KNOWN = frozenset(word for vocabulary in _VOCABULARIES for word in vocabulary)


def has(words: tuple[str, ...], vocabulary: tuple[str, ...]) -> bool:
    """Say whether one of the words of a name is in a vocabulary.

    A word counts as a whole, in its plural too, in another language, or as a part of a compound (`parts`); letters
    within a word do not: ``country`` has nothing of a count.

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
    """Give a word with what is in it: its singular, its English, or the known words it is put together from.

    Examples
    --------
    >>> sorted(parts("orderdate")), sorted(parts("country")), sorted(parts("versandkostenbetrag"))
    (['date', 'order', 'orderdate'], ['country'], ['amount', 'cost', 'shipping', 'versandkostenbetrag'])
    """
    if word in _WHOLE:
        return frozenset({word})
    if word not in _KNOWN and word.endswith("s") and word[:-1] in _KNOWN and len(word) > 4:
        return frozenset({word, word[:-1]})
    return frozenset({word, *(_split(word) or in_english((word,)))})


def _split(word: str) -> tuple[str, ...] | None:
    """Cut a word into two or more known ones, the longest first."""
    for length in range(len(word) - 2, 2, -1):
        first, rest = word[:length], word[length:]
        if first not in _KNOWN:
            continue
        if (rest in _KNOWN and len(rest) > 2) or rest in _SHORT:
            return (first, rest)
        others = _split(rest)
        if others:
            return (first, *others)
    return None


def joined(name: str) -> str:
    """Give the words of a name in one: what stands behind ``date_order_``.

    Examples
    --------
    >>> joined("Order Date")
    'order_date'
    """
    return "_".join(words_of(name)) or "column"
