"""The common subset of SQL as PostgreSQL spells it."""

from __future__ import annotations

import re
from itertools import count

_TOKENS = re.compile(
    r"""
      (?P<kept>'(?:[^']|'')*' | "(?:[^"]|"")*" | --[^\n]*)   # texts, names and remarks mean the same everywhere
    | (?P<float>(?<![\w.]) \d+ (?:\.\d+)? [eE] [+-]? \d+)    # a number in exponent form is a 64-bit float
    | (?P<double>\b DOUBLE \b (?! \s+ PRECISION))            # and this is its type
    | (?P<bound>\?)                                          # what is bound by position
    """,
    re.VERBOSE,
)


def postgres_sql(sql: str) -> str:
    """Spell a query of the common subset as PostgreSQL does.

    Three things differ, and nothing else is touched: a number in exponent form would be a decimal of any length
    there, slow and of another precision; a 64-bit float has another name; what is bound is numbered.

    Parameters
    ----------
    sql : str

    Returns
    -------
    str

    Examples
    --------
    >>> print(postgres_sql("SELECT CAST(x AS DOUBLE) / 1.5e+00, '2e+00 ?' FROM t WHERE y > ?"))
    SELECT CAST(x AS DOUBLE PRECISION) / 1.5e+00::float8, '2e+00 ?' FROM t WHERE y > $1
    """
    numbers = count(1)

    def spelled(token: re.Match[str]) -> str:
        if token["float"]:
            return f"{token['float']}::float8"
        if token["double"]:
            return "DOUBLE PRECISION"
        return f"${next(numbers)}" if token["bound"] else token["kept"]

    return _TOKENS.sub(spelled, sql)
