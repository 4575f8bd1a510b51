"""What models of points share: squared distances and the nearest of several, as array and as SQL, to the last bit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from shoal.engine import literal, quote
from shoal.terms import Matrix, Placed

Point = tuple[float, ...]


def squares(rows: Matrix, point: Point) -> Matrix:
    """Give the squared distances of rows (n, columns) to a point, added column by column from the left as the SQL does.

    Examples
    --------
    >>> squares(np.array([[0.0, 0.0], [3.0, 4.0]]), (0.0, 0.0))
    array([ 0., 25.])
    """
    away = np.zeros(len(rows))
    for column, centre in enumerate(point):
        difference = rows[:, column] - centre
        away += difference * difference
    return away


def squares_sql(columns: Sequence[str], point: Point) -> str:
    """Give the same as SQL over the columns.

    Examples
    --------
    >>> squares_sql(("x",), (2.0,)).replace("0" * 17, "0")
    '("x" - (2.0e+00)) * ("x" - (2.0e+00))'
    """
    parts = []
    for column, centre in zip(columns, point, strict=True):
        difference = f"({quote(column)} - ({literal(centre)}))"
        parts.append(f"{difference} * {difference}")
    return " + ".join(parts)


def nearest_two(n: int, aways: Iterable[Matrix]) -> tuple[NDArray[np.int64], Matrix, Matrix]:
    """Find the group of least distance, ties to the lowest, with that distance and the next one.

    Parameters
    ----------
    n : int
        Rows.
    aways : iterable of float array (n,)
        One per group, in order; they need not be there all at once.

    Returns
    -------
    int array (n,), float array (n,), float array (n,)
        The second distance is infinite where there is one group.
    """
    group = np.zeros(n, dtype=np.int64)
    first, second = np.full(n, np.inf), np.full(n, np.inf)
    for index, away in enumerate(aways):
        closer = away < first
        np.minimum(second, np.where(closer, first, away), out=second)
        group[closer] = index
        np.minimum(first, away, out=first)
    return group, first, second


def placed_by_distance(group: NDArray[np.int64], first: Matrix, second: Matrix) -> Placed:
    """Add the confidence to squared distances: 1 - nearest / second nearest distance."""
    ratio = np.divide(np.sqrt(first), np.sqrt(second), out=np.ones(len(first)), where=second > 0)
    return Placed(group, 1.0 - ratio)


RATIO_SQL = "CASE WHEN second > 0 THEN 1 - sqrt(nearest) / sqrt(second) ELSE 0 END"
"""The confidence of `placed_by_distance` over the columns of `nearest_two_sql`."""


def nearest_two_sql(source: str, key: str, aways: Sequence[str], *, also: Sequence[str] = ()) -> str:
    """Give a query with the key, ``group_id``, ``nearest``, ``second`` and what else is asked for; two groups or more.

    Its steps are fenced, or PostgreSQL would write every distance out again wherever one is compared.

    Parameters
    ----------
    source : str
        What stands after FROM.
    key : str
    aways : sequence of str
        One SQL expression per group, over the columns of the source.
    also : sequence of str
        Further expressions with their names (``x AS y``) to carry along.
    """
    names = [f"away_{index}" for index in range(len(aways))]
    measured = ",\n  ".join((*(f"{away} AS {name}" for away, name in zip(aways, names, strict=True)), *also))
    carried = "".join(f", {expression.rpartition(' AS ')[2]}" for expression in also)
    whens = " ".join(f"WHEN {name} = nearest THEN {index}" for index, name in enumerate(names))
    others = ", ".join(f"CASE WHEN group_id <> {index} THEN {name} END" for index, name in enumerate(names))
    return f"""WITH measured AS MATERIALIZED (SELECT {quote(key)},
  {measured}
FROM {source} AS placed_rows),
compared AS MATERIALIZED (SELECT *, least({", ".join(names)}) AS nearest FROM measured),
grouped AS MATERIALIZED (SELECT *, CAST(CASE {whens} END AS BIGINT) AS group_id FROM compared)
SELECT {quote(key)}, group_id, nearest, least({others}) AS second{carried} FROM grouped"""


def fenced(sql: str) -> str:
    """Give a query as what stands after FROM, computed once: an engine may write it out again wherever it is read.

    Examples
    --------
    >>> fenced("SELECT 1 AS x")
    '(WITH once AS MATERIALIZED (SELECT 1 AS x) SELECT * FROM once)'
    """
    return f"(WITH once AS MATERIALIZED ({sql}) SELECT * FROM once)"


def everyone_sql(source: str, key: str) -> str:
    """Give the query of a model with one group: everyone belongs to it."""
    return (
        f"SELECT {quote(key)}, CAST(0 AS BIGINT) AS group_id, CAST(1 AS DOUBLE) AS confidence"
        f" FROM {source} AS placed_rows"
    )


def least_sql(expressions: list[str]) -> str:
    """Give the least of one or several expressions.

    Examples
    --------
    >>> least_sql(["a"]), least_sql(["a", "b"])
    ('a', 'least(a, b)')
    """
    return expressions[0] if len(expressions) == 1 else f"least({', '.join(expressions)})"
