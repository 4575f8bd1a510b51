"""Reading numbers that people wrote: ``1.234,56 €``, ``(12.00)``, ``12,5-``; in Python and as SQL, which agree."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from shoal.engine import literal
from shoal.sources.currency import UNIT

_NUMERIC = ("INTEGER", "UINTEGER", "DOUBLE", "FLOAT")
_BLANKS = " \t\r\n\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_UNSEEN = "\u200b\u200e\u200f\u2060\ufeff\u061c\u202a\u202b\u202c\u2066\u2067\u2069"
"""Marks without width, which spreadsheets set about numbers in texts that run from right to left."""

_MINUS = "\u2212\u2010\u2011\u2012\u2013\ufe63\uff0d"
_APOSTROPHES = "’ʼ′"
_DIGITS = "".join(chr(zero + digit) for zero in (0x0660, 0x06F0, 0x0966, 0xFF10) for digit in range(10))
"""Arabic, Persian, Devanagari and full-width digits."""

_FROM = _BLANKS + _MINUS + _APOSTROPHES + _DIGITS + "\uff0c\uff0e\uff0b" + _UNSEEN
_TO = " " * len(_BLANKS) + "-" * len(_MINUS) + "'" * len(_APOSTROPHES) + "0123456789" * 4 + ",.+"
_ARABIC_POINT, _ARABIC_GROUP = "\u066b", "\u066c"
_PLAIN = {**str.maketrans(_FROM[: len(_TO)], _TO), **dict.fromkeys(map(ord, _UNSEEN))}


_PIECE_WORDS = ("pcs", "pc", "pieces", "piece", "stück", "stuck", "stk", "units", "unit")
_PIECES = "(?:" + "|".join(f"[{w[0].upper()}{w[0]}]{w[1:]}" for w in _PIECE_WORDS) + ")"
"""Words behind a number of pieces: they say nothing that the number does not."""


def _form(point: str, group: str) -> str:
    """Write the pattern of a number: thousands are in threes by one mark throughout, or as in India in twos."""
    threes = "|".join(f"[1-9][0-9]{{0,2}}(?:{mark}[0-9]{{3}})+" for mark in (group, " ", "'"))
    indian = f"[1-9][0-9]?(?:{group}[0-9]{{2}})+{group}[0-9]{{3}}"
    whole = f"(?:{threes}|{indian}|[0-9]+)"
    body = f"(?:{whole}(?:{point}[0-9]*)?|{point}[0-9]+)(?:[eE][-+]?[0-9]+)?"
    return f"^\\(? *[-+]? *(?:{UNIT} *[-+]? *)?({body}) *(?:{UNIT}|{_PIECES}\\.?)? *-? *\\)?$"


_FORM = {".": _form("\\.", ","), ",": _form(",", "\\.")}
_PLAIN_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]*)?")
_NEGATIVE = "^[^0-9.,]*[-(]|- *$"


def read_number(text: str, decimal: str = ".") -> float | None:
    """Read a number; None where the text is none by this decimal mark.

    Thousands are grouped by the other mark, by blanks or apostrophes, in threes or as in India; brackets or a minus
    behind mean less than zero; a currency sign, one of the usual codes, a percent sign or a word for pieces (``3 pcs``)
    is set aside. Digits may be Arabic, Persian, Devanagari or full-width.

    Parameters
    ----------
    text : str
    decimal : str
        ``.`` or ``,``.

    Examples
    --------
    >>> read_number("1.234,56 €", ","), read_number("(1,200.50)"), read_number("12,5-", ","), read_number("n/a")
    (1234.56, -1200.5, -12.5, None)
    >>> read_number("1.5", ","), read_number("12 34"), read_number("1,23,456.50")
    (None, None, 123456.5)
    """
    if decimal == "." and _PLAIN_NUMBER.fullmatch(text):  # most are, and this is many times faster
        number = float(text)
        return number if math.isfinite(number) else None
    group = "," if decimal == "." else "."
    bare = text.translate(_PLAIN).replace(_ARABIC_POINT, decimal).replace(_ARABIC_GROUP, group).strip(" ")
    found = re.match(_FORM[decimal], bare, re.ASCII)
    if not found or "\n" in bare or bare.startswith("(") != bare.endswith(")"):
        return None
    body = re.sub(f"[{group} ']", "", found.group(1)).replace(",", ".")
    number = -float(body) if re.search(_NEGATIVE, bare) else float(body)
    return number if math.isfinite(number) else None


def number_sql(expression: str, sql_type: str, decimal: str) -> str:
    """Write `read_number` as SQL of type DOUBLE, NULL where there is no number; NaN and infinity are none either.

    Parameters
    ----------
    expression : str
        SQL of the column.
    sql_type : str
        Its type in the engine.
    decimal : str
    """
    if sql_type == "BOOLEAN":
        return f"CAST(CAST({expression} AS INTEGER) AS DOUBLE)"
    if sql_type == "VARCHAR":
        return _text_number_sql(expression, decimal)
    if not sql_type.endswith("INT") and sql_type not in _NUMERIC and not sql_type.startswith("DECIMAL"):
        return _text_number_sql(f"CAST({expression} AS VARCHAR)", decimal)
    number = f"CAST({expression} AS DOUBLE)"
    return _finite(number) if sql_type in ("DOUBLE", "FLOAT") else number


def decimal_mark(values: Mapping[str, int]) -> tuple[str, float]:
    """Find the decimal mark that reads most of the values.

    A mark that also groups thousands decides for itself: ``1.234,56`` is only a number by the comma. Where both read
    all (``1.234``), the point is given; whether that is right is asked elsewhere.

    Parameters
    ----------
    values : mapping of value to count

    Returns
    -------
    str
        ``.`` or ``,``.
    float
        The share of the values that it reads.

    Examples
    --------
    >>> decimal_mark({"1.234,56": 3, "12,00": 5}), decimal_mark({"12.5": 1, "1,200.00": 1}), decimal_mark({"a": 1})
    ((',', 1.0), ('.', 1.0), ('.', 0.0))
    """
    total = sum(values.values())
    point = sum(n for value, n in values.items() if read_number(value) is not None)
    if point == total:
        return ".", (1.0 if total else 0.0)
    comma = sum(n for value, n in values.items() if read_number(value, ",") is not None)
    mark = "," if comma > point else "."
    return mark, (max(point, comma) / total if total else 0.0)


def _text_number_sql(expression: str, decimal: str) -> str:
    # most numbers are plain; the careful way, many times slower, is for the rest (coalesce would take it for all)
    # (the engine's own reader takes 1_000 and +-5, which are no numbers)
    no_slip = f"NOT contains({expression}, '_') AND NOT contains({expression}, '+-')"
    quick = f"CASE WHEN {no_slip} THEN TRY_CAST({expression} AS DOUBLE) END"
    if decimal == ",":
        # what is written with a point is no plain number here; a comma for the point makes it one
        pointed = f"replace({expression}, ',', '.')"
        quick = f"CASE WHEN {no_slip} AND NOT contains({expression}, '.') THEN TRY_CAST({pointed} AS DOUBLE) END"
    return f"CASE WHEN isfinite({quick}) THEN {quick} ELSE {_careful_sql(expression, decimal)} END"


def _careful_sql(expression: str, decimal: str) -> str:
    """Read a text cell by cell; the parts are named in a list of one, so that each is worked out once."""
    group = "," if decimal == "." else "."
    source, target = _ARABIC_POINT + _ARABIC_GROUP + _FROM, decimal + group + _TO
    bare = f"trim(translate({expression}, {literal(source)}, {literal(target)}), ' ')"
    body = f"regexp_extract(b, {literal(_FORM[decimal])}, 1)"
    body = f"replace(replace(replace(replace({body}, '{group}', ''), ' ', ''), '''', ''), ',', '.')"
    sign = f"CASE WHEN regexp_matches(b, {literal(_NEGATIVE)}) THEN -1 ELSE 1 END"
    number = f"CASE WHEN (b LIKE '(%') = (b LIKE '%)') THEN TRY_CAST({body} AS DOUBLE) * {sign} END"
    read = f"list_transform([{bare}], lambda b: {number})[1]"
    return f"list_transform([{read}], lambda x: {_finite('x')})[1]"


def _finite(number: str) -> str:
    return f"CASE WHEN isfinite({number}) THEN {number} END"
