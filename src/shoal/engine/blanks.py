"""What stands around a text and is not seen: blanks of every width, marks of direction and of order."""

from __future__ import annotations

from shoal.engine.quoting import literal

ASCII_BLANKS = " \t\n\r\v\f\x1c\x1d\x1e\x1f"
BLANKS = (
    ASCII_BLANKS
    + "\x85\u00a0\u00ad\u061c\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c"
    "\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u202f\u205f\u2060\u2066\u2067\u2068\u2069\u3000\ufeff"
)


def trimmed_sql(expression: str) -> str:
    """Write the SQL of a text without the blanks around it; one without any, as most are, is not taken apart.

    Examples
    --------
    >>> "trim" in trimmed_sql("name")
    True
    """
    # trimming by a list of letters is several times as slow as a look at both ends
    is_bare = f"{expression} BETWEEN '!' AND '~' AND right({expression}, 1) BETWEEN '!' AND '~'"
    return f"CASE WHEN {is_bare} THEN {expression} ELSE trim({expression}, {literal(BLANKS)}) END"
