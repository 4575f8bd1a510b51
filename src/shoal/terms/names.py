"""The names of columns and features as words: for matching, and as people say them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {"ß": "ss", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "ð": "d", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE",
     "ı": "i", "þ": "th"}
)  # fmt: skip
"""Letters that are none with an accent, and would be lost."""

_NUMERO = re.compile(r"\b[Nn] ?[°º][. ]*")
"""How number is written short in French, Spanish and Italian."""


@lru_cache(maxsize=4_096)  # each role asks for the words of each column again
def words_of(name: str) -> tuple[str, ...]:
    """Split the name of a column into plain lower-case words.

    Parameters
    ----------
    name : str
        In camel case, snake case or words, with or without accents.

    Examples
    --------
    >>> words_of("CustomerID"), words_of("Stückpreis (€)"), words_of("kundenNr2"), words_of("N° zamówień, płeć")
    (('customer', 'id'), ('stuckpreis',), ('kunden', 'nr', '2'), ('no', 'zamowien', 'plec'))
    """
    plain = unicodedata.normalize("NFKD", _NUMERO.sub("No ", name).translate(_LETTERS))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    spaced = re.sub(r"([a-z0-9])([A-Z])|([A-Z]+)([A-Z][a-z])|([A-Za-z])(\d)", _between, plain)
    return tuple(re.findall(r"[a-z]+|\d+", spaced.lower()))


def spoken(name: str) -> str:
    """Write a name as people say it.

    Examples
    --------
    >>> spoken("CASH_ADVANCE"), spoken("MonthlyCharges"), spoken("Umsätze.2024")
    ('cash advance', 'monthly charges', 'umsätze 2024')
    """
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return " ".join(re.sub(r"[_\W]+", " ", spaced).split()).lower() or name


def _between(found: re.Match[str]) -> str:
    first, second = [part for part in found.groups() if part is not None]
    return f"{first} {second}"
