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
    """Write the SQL of a text without the blanks around it; a text of ASCII letters, which most are, is trimmed fast.

    Examples
    --------
    >>> "trim" in trimmed_sql("name")
    True
    """
    is_plain = f"strlen({expression}) = length({expression})"
    wide, narrow = (f"trim({expression}, {literal(blanks)})" for blanks in (BLANKS, ASCII_BLANKS))
    return f"CASE WHEN {is_plain} THEN {narrow} ELSE {wide} END"
