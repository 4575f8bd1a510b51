"""One form for the many spellings of a source key, in Python and as SQL; the two agree on every text."""

from __future__ import annotations

import re
import unicodedata

from shoal.engine import literal
from shoal.engine.blanks import ASCII_BLANKS, BLANKS

_ASCII_LOWER, _ASCII_UPPER = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
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

    Letters are composed (NFC). Blanks around it go (no-break and zero-width ones and marks of direction too), the
    ``.0`` that spreadsheets add to whole numbers goes, and upper case stands for both cases. Leading zeros stay: an id
    is a text; and so do letters that only look like others, such as a Cyrillic А.

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
    key = unicodedata.normalize("NFC", text).strip(BLANKS)
    whole = _FLOAT_ID.fullmatch(key)
    if whole:
        key = whole.group(1)
    if fold_case:
        key = unicodedata.normalize("NFC", key.translate(_FOLD))  # an ı that became I may join the accent behind it
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
    # upper() is the same everywhere for ASCII, and fast; beyond it engines differ, so the letters are listed
    plain = _bare_sql(f"trim({expression}, {literal(ASCII_BLANKS)})")
    wide = _bare_sql(f"trim(nfc_normalize({expression}), {literal(BLANKS)})")
    if fold_case:
        plain = f"upper({plain})"
        upper = f"translate({wide}, {literal(_LOWER + _ASCII_LOWER)}, {literal(_UPPER + _ASCII_UPPER)})"
        wide = f"nfc_normalize({upper})"
    key = f"CASE WHEN strlen({expression}) = length({expression}) THEN {plain} ELSE {wide} END"
    return f"nullif({key}, '')"


def _bare_sql(key: str) -> str:
    return f"CASE WHEN regexp_full_match({key}, '[0-9]+\\.0') THEN left({key}, length({key}) - 2) ELSE {key} END"
