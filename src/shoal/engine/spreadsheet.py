"""Cells that no spreadsheet takes for a formula: an apostrophe makes them text, and can be taken off again."""

from __future__ import annotations

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n", "\r", "\0", "|", "%", "＝", "＋", "－", "＠")
"""What a formula begins with, in both widths; numbers are typed and exempt."""


def safe_cell(text: str) -> str:
    """Write a text as a safe cell: an apostrophe before what would begin a formula.

    A text that has such an apostrophe already gets another one, so that `original_cell` is never in doubt.

    Examples
    --------
    >>> safe_cell("=1+1"), safe_cell("  @SUM(A1)"), safe_cell("'=1"), safe_cell("Ann"), safe_cell("'n")
    ("'=1+1", "'  @SUM(A1)", "''=1", 'Ann', "'n")
    """
    return f"'{text}" if _begins_a_formula(text) else text


def original_cell(cell: str) -> str:
    """Read a safe cell back.

    Examples
    --------
    >>> original_cell("'=1+1"), original_cell("''=1"), original_cell("Ann"), original_cell("'n")
    ('=1+1', "'=1", 'Ann', "'n")
    """
    return cell[1:] if cell.startswith("'") and _begins_a_formula(cell) else cell


def safe_cell_sql(expression: str) -> str:
    """Write `safe_cell` as SQL."""
    starts = ", ".join(f"chr({ord(start)})" for start in FORMULA_STARTS)
    bare = f"ltrim({expression}, '''')"
    firsts = (f"substr({bare}, 1, 1)", f"substr(ltrim({bare}, ' '), 1, 1)")
    found = " OR ".join(f"{first} IN ({starts})" for first in firsts)
    return f"CASE WHEN {found} THEN '''' || {expression} ELSE {expression} END"


def _begins_a_formula(text: str) -> bool:
    bare = text.lstrip("'")
    return bare.startswith(FORMULA_STARTS) or bare.lstrip(" ").startswith(FORMULA_STARTS)
