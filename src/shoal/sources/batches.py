"""Wide tables a few columns at a time: the engine's time to plan a query grows faster than the query."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

T = TypeVar("T")

SIZE = 100


def batches(columns: tuple[T, ...], size: int = SIZE) -> Iterator[tuple[T, ...]]:
    """Cut columns into batches, in order.

    Examples
    --------
    >>> list(batches(("a", "b", "c"), 2))
    [('a', 'b'), ('c',)]
    """
    for start in range(0, len(columns), size):
        yield columns[start : start + size]
