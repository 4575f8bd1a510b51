"""The model of k-means: a customer belongs to the nearest centroid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from shoal.cluster.rows import refuse_missing
from shoal.engine import literal, quote
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
    centroids: tuple[tuple[float, ...], ...]
    kind: str = "kmeans"
    reads: Space = "matrix"

    @property
    def n_groups(self) -> int:
        """Number of groups."""
        return len(self.centroids)

    def apply(self, rows: Matrix) -> Placed:
        """Place many rows (n, columns); confidence is 1 - nearest / second nearest distance, 1 with one group."""
        refuse_missing(rows, self.columns)
        group = np.zeros(len(rows), dtype=np.int64)
        first = np.full(len(rows), np.inf)
        second = np.full(len(rows), np.inf)
        for index, centroid in enumerate(self.centroids):
            away = self._squares(rows, centroid)
            closer = away < first
            np.minimum(second, np.where(closer, first, away), out=second)
            group[closer] = index
            np.minimum(first, away, out=first)
        if self.n_groups == 1:
            return Placed(group, np.ones(len(rows)))
        ratio = np.divide(np.sqrt(first), np.sqrt(second), out=np.ones(len(rows)), where=second > 0)
        return Placed(group, 1.0 - ratio)

    @staticmethod
    def _squares(rows: Matrix, centroid: tuple[float, ...]) -> Matrix:
        away = np.zeros(len(rows))
        for column, centre in enumerate(centroid):
            difference = rows[:, column] - centre
            away += difference * difference
        return away

    def apply_one(self, row: Matrix) -> tuple[int, float]:
        """Place one row (columns,)."""
        placed = self.apply(np.asarray(row, dtype=np.float64)[None, :])
        return int(placed.group[0]), float(placed.confidence[0])

    def to_sql(self, source: str, key: str) -> str:
        """Give a query with the key, ``group_id`` and ``confidence``."""
        if self.n_groups == 1:
            return (
                f"SELECT {quote(key)}, CAST(0 AS BIGINT) AS group_id, CAST(1 AS DOUBLE) AS confidence"
                f" FROM {source} AS placed_rows"
            )
        names = [f"away_{index}" for index in range(self.n_groups)]
        squares = ",\n  ".join(
            f"{self._square_sql(centroid)} AS {name}" for name, centroid in zip(names, self.centroids, strict=True)
        )
        whens = " ".join(f"WHEN {name} = nearest THEN {index}" for index, name in enumerate(names))
        others = ", ".join(f"CASE WHEN group_id <> {index} THEN {name} END" for index, name in enumerate(names))
        # Fenced steps: PostgreSQL would otherwise write every distance out again wherever one is compared.
        return f"""SELECT {quote(key)}, group_id,
  CASE WHEN second > 0 THEN 1 - sqrt(nearest) / sqrt(second) ELSE 0 END AS confidence
FROM (WITH measured AS MATERIALIZED (SELECT {quote(key)},
  {squares}
FROM {source} AS placed_rows),
compared AS MATERIALIZED (SELECT *, least({", ".join(names)}) AS nearest FROM measured),
grouped AS MATERIALIZED (SELECT *, CAST(CASE {whens} END AS BIGINT) AS group_id FROM compared)
SELECT {quote(key)}, group_id, nearest, least({others}) AS second FROM grouped) AS doubted"""

    def _square_sql(self, centroid: tuple[float, ...]) -> str:
        parts = []
        for column, centre in zip(self.columns, centroid, strict=True):
            difference = f"({quote(column)} - ({literal(centre)}))"
            parts.append(f"{difference} * {difference}")
        return " + ".join(parts)

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain data."""
        return {"kind": self.kind, "columns": list(self.columns), "centroids": [list(row) for row in self.centroids]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> CentroidModel:
        """Read what `to_dict` gave."""
        return cls(tuple(data["columns"]), tuple(tuple(float(x) for x in row) for row in data["centroids"]))
