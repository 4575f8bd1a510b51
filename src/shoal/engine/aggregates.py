"""Many aggregates of one relation, in as many queries as the memory needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shoal.terms import Engine

MOST_CELLS = 20_000_000
"""Values that one query holds at once: a median keeps every value of its column, and engines do not spill those."""

FEWEST = 8
"""So many aggregates share a query however many rows there are."""


def aggregates(
    engine: Engine, expressions: Sequence[str], source: str, *, n_rows: int, step: str, key: str = ""
) -> list[tuple[Any, ...]]:
    """Compute aggregates of a relation, for all of it or per key.

    Parameters
    ----------
    engine : Engine
    expressions : sequence of str
        SQL, at least one.
    source : str
        What stands after FROM.
    n_rows : int
        About how many rows that has.
    step : str
    key : str
        SQL of what to group by; empty for one row of everything. Keys are never NULL.

    Returns
    -------
    list of tuple
        The key, where there is one, then the aggregates; in the order of the keys.

    Examples
    --------
    >>> from pathlib import Path
    >>> from shoal.engine import DuckEngine
    >>> engine = DuckEngine(Path("spill"))
    >>> source = "(VALUES (1, 2), (1, 4), (2, 5)) AS t(k, x)"
    >>> aggregates(engine, ["count(*)", "max(x)"], source, n_rows=10**9, step="example", key="k")
    [(1, 2, 4), (2, 1, 5)]
    >>> engine.close()
    """
    size = max(MOST_CELLS // max(n_rows, 1), FEWEST)
    first = f"{key}, " if key else ""
    after = f" GROUP BY {key} ORDER BY {key}" if key else ""
    found: list[tuple[Any, ...]] = []
    for start in range(0, len(expressions), size):
        columns = ", ".join(expressions[start : start + size])
        rows = engine.rows(f"SELECT {first}{columns} FROM {source}{after}", step=step)
        if start == 0:
            found = [tuple(row) for row in rows]
        else:
            found = [(*before, *row[1 if key else 0 :]) for before, row in zip(found, rows, strict=True)]
    return found
