"""One form for the many spellings of a source key, in Python and as SQL; the two agree on every text."""

from __future__ import annotations

import re

from shoal.engine import literal

_ASCII_LOWER, _ASCII_UPPER = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BLANKS = (
    " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200a\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
_FLOAT_ID = re.compile(r"([0-9]+)\.0")


def _one_to_one_letters() -> tuple[str, str]:
    """Pair lower with upper letters of the Latin, Greek and Cyrillic scripts beyond ASCII.

    Engines differ on letters such as ``ß`` whose upper case is two letters, so only plain pairs are folded.
    """
    lower = [chr(code) for code in range(0xC0, 0x530)]
    pairs = [(low, low.upper()) for low in lower if len(low.upper()) == 1 and low.upper() != low]
    return "".join(low for low, _ in pairs), "".join(high for _, high in pairs)


_LOWER, _UPPER = _one_to_one_letters()
_FOLD = str.maketrans(_LOWER + _ASCII_LOWER, _UPPER + _ASCII_UPPER)


def normalise_key(text: str | None, *, fold_case: bool = True) -> str | None:
    """Bring a source key to its one form.

    Blanks around it go (no-break and zero-width ones too), the ``.0`` that spreadsheets add to whole numbers goes, and
    upper case stands for both cases. Leading zeros stay: an id is a text.

    Parameters
    ----------
    text : str or None
    fold_case : bool
        Whether keys that differ only in case are one customer.

    Returns
    -------
    str or None
        None where nothing is left.

    Examples
    --------
    >>> normalise_key(" 17850.0 "), normalise_key("ab-12"), normalise_key("00004"), normalise_key("  ")
    ('17850', 'AB-12', '00004', None)
    """
    if text is None:
        return None
    key = text.strip(_BLANKS)
    whole = _FLOAT_ID.fullmatch(key)
    if whole:
        key = whole.group(1)
    if fold_case:
        key = key.translate(_FOLD)
    return key or None


def normalise_key_sql(expression: str, *, fold_case: bool = True) -> str:
    """Write `normalise_key` as SQL.

    Parameters
    ----------
    expression : str
        SQL of type VARCHAR.
    fold_case : bool

    Examples
    --------
    >>> "trim" in normalise_key_sql("source_key")
    True
    """
    key = f"trim({expression}, {literal(_BLANKS)})"
    key = f"CASE WHEN regexp_full_match({key}, '[0-9]+\\.0') THEN left({key}, length({key}) - 2) ELSE {key} END"
    if fold_case:
        # upper() is the same everywhere for ASCII, and fast; beyond it engines differ, so the letters are listed
        listed = f"translate({key}, {literal(_LOWER + _ASCII_LOWER)}, {literal(_UPPER + _ASCII_UPPER)})"
        key = f"CASE WHEN bit_length({expression}) = 8 * length({expression}) THEN upper({key}) ELSE {listed} END"
    return f"nullif({key}, '')"
