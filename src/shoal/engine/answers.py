"""What a database answers to a reader that only reads, and how its driver's errors are said in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from shoal.errors import SourceError

BATCH_ROWS = 20_000
"""Rows that are in memory at once."""


@dataclass(frozen=True)
class Answer:
    """The rows of a table or a query, a batch at a time.

    Parameters
    ----------
    names : tuple of str
        Of the columns; two may be the same.
    types : tuple of str
        The engine's type of each, to which its text is cast; empty where the batch has the right type already, and
        ``-`` for a column that holds no single values, which is left out.
    batches : iterator of pyarrow.RecordBatch
        Their columns are called ``c0``, ``c1`` and so on.
    """

    names: tuple[str, ...]
    types: tuple[str, ...]
    batches: Iterator[pa.RecordBatch]


def no_driver(what: str, extra: str, where: str) -> SourceError:
    """Say which extra is to be installed."""
    return SourceError(
        f"what reads {what} is not installed",
        expected=f"the extra `{extra}`",
        do=f"pip install 'shoal[{extra}]'",
        where=where,
    )


def would_write(where: str) -> SourceError:
    """Refuse a query that does more than read."""
    return SourceError(
        "the query would write, or is more than one statement; shoal only reads",
        expected="one SELECT",
        do="give a query that only selects, or the name of a table",
        where=where,
    )


def failed(message: str, where: str) -> SourceError:
    """Say that the database refused a query, in its own words."""
    return SourceError(
        f"the database refused it: {' '.join(message.split())[:300]}",
        expected="a table or a query that it answers",
        do="correct what stands after the #",
        where=where,
    )


def no_table(part: str, tables: tuple[str, ...], where: str) -> SourceError:
    """Say that there is no such table, and which there are."""
    shown = ", ".join(tables[:20]) + (", ..." if len(tables) > 20 else "")
    return SourceError(
        f"there is no table {part!r}", expected=f"one of {shown}" if shown else "", do="correct the name", where=where
    )
