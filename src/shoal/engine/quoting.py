"""Names and constants as SQL text; everything else is bound."""

from __future__ import annotations

import math


def quote(name: str) -> str:
    """Quote a column or table name.

    Examples
    --------
    >>> print(quote('12" vinyl'))
    "12"" vinyl"
    """
    return '"' + name.replace('"', '""') + '"'


def literal(value: float | int | str) -> str:
    """Write a constant so that every engine reads the same value.

    Floats are written in exponent form: a plain ``1.0`` is a DECIMAL on some engines and truncates what it meets.

    Examples
    --------
    >>> literal(0.1), literal(3), literal("it's")
    ('1.00000000000000006e-01', '3', "'it''s'")
    """
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        raise ValueError(f"{value} is not a finite number")
    return f"{value:.17e}"
