"""Reading flags: pairs of words that mean yes and no."""

from __future__ import annotations

from collections.abc import Iterable

from shoal.engine import literal

YES = ("yes", "true", "y", "t", "1", "1.0", "ja", "j", "wahr", "oui", "vrai", "si", "sí", "x", "on")
NO = ("no", "false", "n", "f", "0", "0.0", "nein", "falsch", "non", "faux", "off")
GRANTED = ("granted", "given", "accepted", "agreed", "opt-in", "optin", "opted in", "erteilt", "zugestimmt")
DENIED = ("denied", "declined", "refused", "withdrawn", "opt-out", "optout", "opted out", "abgelehnt", "widerrufen")
"""What is written where people were asked whether they agree."""


def are_flags(values: Iterable[str]) -> bool:
    """Say whether all the values are words of yes and no.

    Examples
    --------
    >>> are_flags(["Yes", "no"]), are_flags(["ja", "weiß nicht"]), are_flags([])
    (True, False, False)
    """
    words = {value.strip().lower() for value in values}
    return bool(words) and words <= set(YES) | set(NO)


def flag_sql(expression: str, sql_type: str) -> str:
    """Write a flag as DOUBLE 0 or 1, NULL where it is neither."""
    if sql_type == "BOOLEAN":
        return f"CAST(CAST({expression} AS INTEGER) AS DOUBLE)"
    text = f"lower(trim(CAST({expression} AS VARCHAR)))"
    yes, no = (", ".join(literal(word) for word in words) for words in (YES + GRANTED, NO + DENIED))
    return f"CASE WHEN {text} IN ({yes}) THEN CAST(1 AS DOUBLE) WHEN {text} IN ({no}) THEN CAST(0 AS DOUBLE) END"
