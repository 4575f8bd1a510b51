"""Cells that no spreadsheet takes for a formula: an apostrophe before them makes them text."""

from __future__ import annotations

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n", "\r", "\0", "|", "%", "＝", "＋", "－", "＠")
"""What a formula begins with, in both widths; numbers are typed and exempt."""


def safe_cell(text: str) -> str:
    """Write a text as a safe cell.

    Examples
    --------
    >>> safe_cell("=1+1"), safe_cell("  @SUM(A1)"), safe_cell("Ann")
    ("'=1+1", "'  @SUM(A1)", 'Ann')
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) or text.lstrip(" ").startswith(FORMULA_STARTS) else text


def safe_cell_sql(expression: str) -> str:
    """Write the same as SQL."""
    starts = ", ".join(f"chr({ord(start)})" for start in FORMULA_STARTS)
    firsts = (f"substr({expression}, 1, 1)", f"substr(ltrim({expression}, ' '), 1, 1)")
    found = " OR ".join(f"{first} IN ({starts})" for first in firsts)
    return f"CASE WHEN {found} THEN '''' || {expression} ELSE {expression} END"
