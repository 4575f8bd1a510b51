"""Months and days of the week as words: brought to the English three letters that the engine reads."""

from __future__ import annotations

import re

from shoal.engine import literal
from shoal.languages import MONTHS as NAMES
from shoal.languages import WEEKDAYS

_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = {word: short for short, words in zip(_ENGLISH, NAMES, strict=True) for word in sorted(words)}

_ORDINAL = r"\b([0-9]{1,2})(?:st|nd|rd|th|er|º|ª)"
_LETTERS = r"[^\W\d_]{3,12}"
WORDED = re.compile(
    rf"^\d{{1,2}}(?:st|nd|rd|th|er|º|ª)?[-./ ]+(?:de +)?({_LETTERS})[-./, ]+(?:de +)?\d{{2,4}}\b"
    rf"|^({_LETTERS})[-. ]+\d{{1,2}}(?:st|nd|rd|th)?,? +\d{{4}}\b|^\d{{4}}[-/. ]({_LETTERS})[-/. ]\d{{1,2}}\b"
)


def names_a_month(text: str) -> bool:
    """Say whether a text is a day with its month as a word.

    Examples
    --------
    >>> names_a_month("3. März 2025"), names_a_month("April 3rd, 2025"), names_a_month("3 Bags 2025")
    (True, True, False)
    """
    found = WORDED.match(text)
    return found is not None and next(word for word in found.groups() if word).lower() in MONTHS


_DAYS = "|".join(sorted({word for words in WEEKDAYS for word in words}, key=lambda word: (-len(word), word)))
_WEEKDAY = rf"^ *(?:{_DAYS})(?:[.,]+ *| +)"
_BEGINS = re.compile(_WEEKDAY, re.IGNORECASE)


def after_weekday(text: str) -> str:
    """Give what stands behind the day of the week at the beginning of a text; empty where there is none.

    Examples
    --------
    >>> after_weekday("Mo., 03.03.2025"), after_weekday("lundi 3 mars 2025"), after_weekday("3 mars 2025")
    ('03.03.2025', '3 mars 2025', '')
    """
    found = _BEGINS.match(text)
    return text[found.end() :] if found else ""


def without_weekday_sql(text: str) -> str:
    """Write the SQL that takes the day of the week away from the beginning of a text.

    Parameters
    ----------
    text : str
        SQL of type VARCHAR.
    """
    return f"regexp_replace(lower({text}), {literal(_WEEKDAY)}, '')"


def english_months_sql(text: str) -> str:
    """Write the SQL that puts the English three letters in place of a month's name, and sets ordinals and ``de`` aside.

    Parameters
    ----------
    text : str
        SQL of type VARCHAR.
    """
    pairs = ", ".join(f"{literal(word)}: {literal(short)}" for word, short in MONTHS.items())
    bare = f"replace(regexp_replace(lower(trim({text})), {literal(_ORDINAL)}, '\\1'), ' de ', ' ')"
    word = rf"regexp_extract({bare}, '\pL{{3,}}')"
    month = f"MAP {{{pairs}}}[{word}]"
    # a word that is no month makes this NULL, and the cell is refused
    return f"replace(replace({bare}, {word}, {month}), {month} || '. ', {month} || ' ')"
