"""The model of k-means: a customer belongs to the nearest centroid."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from shoal.cluster.nearest import (
    RATIO_SQL,
    Point,
    everyone_sql,
    nearest_two_sql,
    placed_by_distance,
    squares_sql,
)
from shoal.cluster.placing import nearest_points
from shoal.cluster.rows import refuse_missing
from shoal.engine import quote
from shoal.terms import Matrix, Placed, Space


@dataclass(frozen=True)
class CentroidModel:
    """Nearest centroid; ties to the lowest id.

    The three forms add the squares column by column from the left, so that they agree to the last bit.

    Parameters
    ----------
    columns : tuple of str
        Matrix columns.
    centroids : tuple of tuples of float
        One per group, in canonical order (largest group first), 12 significant digits.

    Examples
    --------
    >>> model = CentroidModel(("x",), ((0.0,), (4.0,)))
    >>> model.apply_one(np.array([1.0])) == (0, 1 - 1 / 3)
    True
    """

    columns: tuple[str, ...]
    centroids: tuple[Point, ...]
    kind: str = "kmeans"
    reads: Space = "matrix"

    @property
    def n_groups(self) -> int:
        """Number of groups."""
        return len(self.centroids)

    def apply(self, rows: Matrix) -> Placed:
        """Place many rows (n, columns); confidence is 1 - nearest / second nearest distance, 1 with one group."""
        refuse_missing(rows, self.columns)
        group, first, second = nearest_points(rows, np.array(self.centroids))
        if self.n_groups == 1:
            return Placed(group, np.ones(len(rows)))
        return placed_by_distance(group, first, second)

    def apply_one(self, row: Matrix) -> tuple[int, float]:
        """Place one row (columns,); in plain numbers, which for one row cost a tenth of what arrays do."""
        values = np.asarray(row, dtype=np.float64)
        refuse_missing(values[None, :], self.columns)
        aways = [_square(values.tolist(), centroid) for centroid in self.centroids]
        nearest = min(aways)
        group = aways.index(nearest)
        second = min(aways[:group] + aways[group + 1 :], default=math.inf)
        return group, 1.0 - (math.sqrt(nearest) / math.sqrt(second) if second > 0 else 1.0)

    def to_sql(self, source: str, key: str) -> str:
        """Give a query with the key, ``group_id`` and ``confidence``."""
        if self.n_groups == 1:
            return everyone_sql(source, key)
        aways = [squares_sql(self.columns, centroid) for centroid in self.centroids]
        return f"""SELECT {quote(key)}, group_id, {RATIO_SQL} AS confidence
FROM ({nearest_two_sql(source, key, aways)}) AS doubted"""

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain data."""
        return {"kind": self.kind, "columns": list(self.columns), "centroids": [list(row) for row in self.centroids]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> CentroidModel:
        """Read what `to_dict` gave."""
        centroids = tuple(tuple(float(x) for x in row) for row in data["centroids"])
        return cls(tuple(data["columns"]), centroids, data["kind"])


def _square(values: list[float], centroid: Point) -> float:
    away = 0.0
    for value, centre in zip(values, centroid, strict=True):  # not sum(), which rounds otherwise from Python 3.12 on
        away += (value - centre) * (value - centre)
    return away
