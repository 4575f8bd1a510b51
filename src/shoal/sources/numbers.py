"""Reading numbers that people wrote: ``1.234,56 €``, ``(12.00)``, ``12,5-``; in Python and as SQL, which agree."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from shoal.engine import literal

_NUMERIC = ("INTEGER", "UINTEGER", "DOUBLE", "FLOAT")
_FRAME = " \t\r\n\u00a0\u2007\u2009\u202f'’"
"""Blanks and apostrophes, which may stand around a number or between its thousands."""

_MONEY = "(?:[€$£¥₹%]|EUR|USD|GBP|CHF|JPY|SEK|NOK|DKK|PLN|CZK)"


def _form(point: str, group: str) -> str:
    whole = f"(?:[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]+)"
    body = f"(?:{whole}(?:{point}[0-9]*)?|{point}[0-9]+)(?:[eE][-+]?[0-9]{{1,3}})?"
    return f"^\\(?[-+]?(?:{_MONEY}[-+]?)?({body}){_MONEY}?-?\\)?$"


_FORM = {".": _form("\\.", ","), ",": _form(",", "\\.")}
_NEGATIVE = "^[^0-9.,]*[-(]|-$"


def read_number(text: str, decimal: str = ".") -> float | None:
    """Read a number; None where the text is none by this decimal mark.

    Thousands are grouped by the other mark, by blanks or apostrophes, and then in threes; brackets or a minus behind
    mean less than zero; a currency sign, one of the usual codes or a percent sign is set aside.

    Parameters
    ----------
    text : str
    decimal : str
        ``.`` or ``,``.

    Examples
    --------
    >>> read_number("1.234,56 €", ","), read_number("(1,200.50)"), read_number("12,5-", ","), read_number("n/a")
    (1234.56, -1200.5, -12.5, None)
    >>> read_number("1.5", ",")
    """
    bare = text.translate(str.maketrans("", "", _FRAME))
    found = re.match(_FORM[decimal], bare)
    if not found or bare.startswith("(") != bare.endswith(")"):
        return None
    body = found.group(1)
    body = body.replace(".", "").replace(",", ".") if decimal == "," else body.replace(",", "")
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
    all (``1.234``), the point is taken.

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
    comma = sum(n for value, n in values.items() if read_number(value, ",") is not None)
    mark = "," if comma > point else "."
    return mark, (max(point, comma) / total if total else 0.0)


def _text_number_sql(expression: str, decimal: str) -> str:
    bare = f"translate({expression}, {literal(_FRAME)}, '')"
    body = f"regexp_extract({bare}, {literal(_FORM[decimal])}, 1)"
    body = f"replace(replace({body}, '.', ''), ',', '.')" if decimal == "," else f"replace({body}, ',', '')"
    size = _finite(f"TRY_CAST({body} AS DOUBLE)")
    is_negative = f"regexp_matches({bare}, {literal(_NEGATIVE)})"
    is_balanced = f"({bare} LIKE '(%') = ({bare} LIKE '%)')"
    careful = f"CASE WHEN {is_balanced} THEN CASE WHEN {is_negative} THEN -({size}) ELSE {size} END END"
    if decimal == ",":
        return careful
    # most numbers are plain; the careful way, many times slower, is for the rest (coalesce would take it for all)
    quick = f"CASE WHEN NOT contains({expression}, '_') THEN TRY_CAST({expression} AS DOUBLE) END"
    return f"CASE WHEN isfinite({quick}) THEN {quick} ELSE {careful} END"


def _finite(number: str) -> str:
    return f"CASE WHEN isfinite({number}) THEN {number} END"
