"""Texts in Markdown that nothing in them can break out of."""

from __future__ import annotations


def cell(text: str) -> str:
    r"""Keep a text from being read as Markdown or HTML.

    Examples
    --------
    >>> print(cell("a|b <i>_c"))
    a\|b &lt;i&gt;\_c
    """
    flat = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for mark in "\\`*_[]|#":
        flat = flat.replace(mark, "\\" + mark)
    return flat


def table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    """Write a table, a line each."""
    return [
        "| " + " | ".join(header) + " |",
        "|" + "---|" * len(header),
        *("| " + " | ".join(map(cell, row)) + " |" for row in rows),
    ]
