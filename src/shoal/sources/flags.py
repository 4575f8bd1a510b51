"""Reading flags: pairs of words that mean yes and no."""

from __future__ import annotations

from collections.abc import Iterable

from shoal.engine import literal
from shoal.languages import DENIED, GRANTED, NO, YES


def are_flags(values: Iterable[str]) -> bool:
    """Say whether all the values are words of yes and no, and not several of the one only, such as ``S`` and ``O``.

    Examples
    --------
    >>> are_flags(["Yes", "no"]), are_flags(["ja", "weiß nicht"]), are_flags([]), are_flags(["S", "O", "X"])
    (True, False, False, False)
    """
    words = {value.strip().lower() for value in values}
    if not words or not words <= {*YES, *NO}:
        return False
    return len(words) == 1 or not (words.isdisjoint(YES) or words.isdisjoint(NO))


def flag_sql(expression: str, sql_type: str) -> str:
    """Write a flag as DOUBLE 0 or 1, NULL where it is neither."""
    if sql_type == "BOOLEAN":
        return f"CAST(CAST({expression} AS INTEGER) AS DOUBLE)"
    text = f"lower(trim(CAST({expression} AS VARCHAR)))"
    yes, no = (", ".join(literal(word) for word in words) for words in (YES + GRANTED, NO + DENIED))
    return f"CASE WHEN {text} IN ({yes}) THEN CAST(1 AS DOUBLE) WHEN {text} IN ({no}) THEN CAST(0 AS DOUBLE) END"
