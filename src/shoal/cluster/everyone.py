"""The matrix of all customers, kept in the engine: sums over groups come out of it, never everybody's rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shoal.cluster.nearest import least_sql, squares_sql
from shoal.engine import literal, matrix
from shoal.engine.dialect import DIALECTS
from shoal.errors import ClusterError
from shoal.terms import FeatureTable, Matrix, Recipe, Relation

NAME = "matrix_of_everyone"
EXACT_BITS = 53
"""Of a column whose values stay below 2**e, each is counted as a whole number of 2**(e - 53): as fine as a float is
there, and sums of whole numbers are the same in whatever order threads add them."""
LEAST_UNIT = 2.0**-1000
"""The unit of columns of smaller numbers: they are zero beside anything else, and its inverse is still finite."""


@dataclass(frozen=True)
class Everyone:
    """The matrix of all customers.

    Parameters
    ----------
    relation : Relation
        One column per matrix column, customers in the order of their table.
    n : int
        Customers.
    units : tuple of float
        The power of two that the values of each column are counted in when they are added.
    """

    relation: Relation
    n: int
    units: tuple[float, ...]

    def first(self, n: int) -> Matrix:
        """Give the first n customers, who are a random sample of all."""
        source = f"(SELECT * FROM {self.relation.name} LIMIT {n}) AS first_customers"
        return matrix(self.relation.engine, self.relation.columns, source, step="first customers")

    def means(self, centroids: Matrix) -> Matrix:
        """Give the mean of those nearest to each centroid, in one pass.

        Ties go to the lowest id. A group that lost all its customers is given the one farthest from their own
        centroid; so there must be no more groups than customers.
        """
        names = self.relation.columns
        grouped = self._grouped(self.relation.name, centroids, "group_id")
        sums = ", ".join(
            f"sum(CAST(floor({name} * {literal(1 / unit)}) AS BIGINT))"
            for name, unit in zip(names, self.units, strict=True)
        )
        found = self._rows(
            f"WITH {grouped} SELECT group_id, count(*), {sums} FROM by_group_id GROUP BY group_id", "a pass of k-means"
        )
        means = centroids.copy()
        for group, count, *totals in found:
            # A quotient of Python's whole numbers is rounded once, and a power of two rounds nothing.
            means[group] = [int(total) / int(count) * unit for total, unit in zip(totals, self.units, strict=True)]
        empty = sorted(set(range(len(centroids))).difference(int(row[0]) for row in found))
        if empty:
            columns = ", ".join(names)
            means[empty] = self._rows(
                f"WITH {grouped} SELECT {columns} FROM by_group_id ORDER BY nearest DESC, {columns} LIMIT {len(empty)}",
                "customers far from every group",
            )
        return means

    def compared(self, before: Matrix, after: Matrix) -> tuple[NDArray[np.int64], float]:
        """Count the customers nearest to each of some centroids, and the share who were nearest to another before.

        Parameters
        ----------
        before, after : float array (k, columns)

        Returns
        -------
        int array (k,), float
        """
        first = self._grouped(self.relation.name, before, "group_before")
        second = self._grouped("by_group_before", after, "group_id", ("group_before",))
        found = self._rows(
            f"WITH {first}, {second} SELECT group_id, count(*), sum(CASE WHEN group_id <> group_before THEN 1 ELSE 0"
            " END) FROM by_group_id GROUP BY group_id",
            "how many changed their group",
        )
        sizes = np.zeros(len(after), dtype=np.int64)
        for group, count, _ in found:
            sizes[group] = int(count)
        return sizes, sum(int(changed) for _, _, changed in found) / self.n

    def drop(self) -> None:
        """Let the engine forget it."""
        self.relation.engine.drop(self.relation.name)

    def _grouped(self, source: str, centroids: Matrix, group: str, also: Sequence[str] = ()) -> str:
        """Give the steps of a query that end in ``by_<group>``: the columns, ``nearest`` and the group."""
        columns = self.relation.columns
        kept = ", ".join((*columns, *also))
        aways = [f"away_{index}" for index in range(len(centroids))]
        measured = ",\n".join(
            f"{squares_sql(columns, tuple(centroid))} AS {name}"
            for centroid, name in zip(centroids.tolist(), aways, strict=True)
        )
        whens = " ".join(f"WHEN {name} = nearest THEN {index}" for index, name in enumerate(aways))
        once = DIALECTS[self.relation.engine.dialect].once
        return f"""measured_{group} {once} (SELECT {kept}, {measured} FROM {source}),
compared_{group} {once} (SELECT *, {least_sql(aways)} AS nearest FROM measured_{group}),
by_{group} {once} (SELECT {kept}, nearest, CASE {whens} END AS {group} FROM compared_{group})"""

    def _rows(self, sql: str, step: str) -> list[tuple[Any, ...]]:
        return self.relation.engine.rows(sql, step=step)


def everyone(table: FeatureTable, recipe: Recipe) -> Everyone:
    """Let the engine prepare the matrix of all customers and keep it.

    Raises
    ------
    ClusterError
        If a value is missing or infinite.
    """
    engine = table.relation.engine
    expressions = [recipe.to_expressions()[column] for column in recipe.columns]
    columns = ", ".join(f"{expression} AS c{place}" for place, expression in enumerate(expressions))
    relation = engine.create(NAME, f"SELECT {columns} FROM {table.relation.name}", step="matrix of everyone")
    ranges = ", ".join(f"count({name}), max(abs({name}))" for name in relation.columns)
    (found,) = engine.rows(f"SELECT {ranges} FROM {NAME}", step="range of the matrix")
    largest = [float("nan") if size is None else float(size) for size in found[1::2]]
    broken = [
        f"'{column}'"
        for column, known, size in zip(recipe.columns, found[::2], largest, strict=True)
        if int(known) < table.n_customers or not math.isfinite(size)
    ]
    if broken:
        raise ClusterError(
            f"missing or infinite values in {', '.join(broken)}",
            expected="a number for every customer",
            do="let the recipe fill them, or leave the column out with --exclude",
        )
    return Everyone(relation, table.n_customers, tuple(_unit(size) for size in largest))


def _unit(largest: float) -> float:
    return max(math.ldexp(1.0, math.frexp(largest)[1] - EXACT_BITS), LEAST_UNIT)
