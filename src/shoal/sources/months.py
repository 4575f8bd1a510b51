"""Months as words, in the languages of Western Europe: brought to the English three letters that the engine reads."""

from __future__ import annotations

import re

from shoal.engine import literal

_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORDS = (
    "january jan januar janvier janv jänner enero ene gennaio gen janeiro januari",
    "february feb februar février fevrier févr fevr fév fev febrero febbraio fevereiro februari",
    "march mar märz maerz mär mrz mars marzo março marco maart mrt",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio mag maio mei",
    "june jun juni juin junio giugno giu junho",
    "july jul juli juillet juil julio luglio lug julho",
    "august aug août aout agosto ago augustus augusti",
    "september sep sept septembre septiembre settembre set setembro",
    "october oct oktober okt octobre octubre ottobre ott outubro out",
    "november nov novembre noviembre novembro",
    "december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro",
)
"""The names and short names of each month; no word stands for two months."""

MONTHS = {word: short for short, words in zip(_ENGLISH, _WORDS, strict=True) for word in words.split()}

_ORDINAL = r"\b([0-9]{1,2})(?:st|nd|rd|th|er|º|ª)"
_LETTERS = r"[^\W\d_]{3,10}"
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
