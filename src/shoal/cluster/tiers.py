"""Value tiers: the population cut along one axis, for when it has no natural groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from shoal.cluster.cuts import merged_cuts, quantile_cuts
from shoal.cluster.rows import refuse_missing
from shoal.engine import literal, quote
from shoal.stats.rounding import significant
from shoal.terms import Matrix, Placed, Space


@dataclass(frozen=True)
class TierModel:
    """Tiers of a weighted sum of columns, the highest first.

    A customer exactly on a cut belongs to the tier below it, and equal customers never part.

    Parameters
    ----------
    columns : tuple of str
    weights : tuple of float
        One per column.
    cuts : tuple of float
        Rising; one fewer than tiers.
    spread : float
        The median distance from the nearest cut, >= 0: half confidence lies there.
    reads : str
        ``features`` for one feature in its unit, ``matrix`` for the first principal axis.

    Examples
    --------
    >>> model = TierModel(("net_revenue",), (1.0,), (100.0, 500.0), 50.0, "features")
    >>> [model.apply_one(np.array([money]))[0] for money in (900.0, 500.0, 3.0)]
    [0, 1, 2]
    """

    columns: tuple[str, ...]
    weights: tuple[float, ...]
    cuts: tuple[float, ...]
    spread: float
    reads: Space
    kind: str = "value_tiers"

    @property
    def n_groups(self) -> int:
        """Number of tiers."""
        return len(self.cuts) + 1

    def scores(self, rows: Matrix) -> Matrix:
        """Give the position of rows (n, columns) on the axis; terms are added from the left, as the SQL does."""
        total = np.zeros(len(rows))
        for column, weight in enumerate(self.weights):
            total += rows[:, column] * weight
        return total

    def apply(self, rows: Matrix) -> Placed:
        """Place many rows; confidence is distance / (distance + spread) from the nearest cut, 1 with one tier."""
        refuse_missing(rows, self.columns)
        scores = self.scores(rows)
        group = np.zeros(len(rows), dtype=np.int64)
        if not self.cuts:
            return Placed(group, np.ones(len(rows)))
        border = np.full(len(rows), np.inf)
        for cut in self.cuts:
            group += scores <= cut
            np.minimum(border, np.abs(scores - cut), out=border)
        return Placed(group, np.divide(border, border + self.spread, out=np.zeros(len(rows)), where=border > 0))

    def apply_one(self, row: Matrix) -> tuple[int, float]:
        """Place one row (columns,)."""
        placed = self.apply(np.asarray(row, dtype=np.float64)[None, :])
        return int(placed.group[0]), float(placed.confidence[0])

    def to_sql(self, source: str, key: str) -> str:
        """Give a query with the key, ``group_id`` and ``confidence``; NULL where a column is NULL."""
        score = " + ".join(
            f"{quote(column)} * ({literal(weight)})" for column, weight in zip(self.columns, self.weights, strict=True)
        )
        if self.cuts:
            group = " + ".join(f"CASE WHEN score <= ({literal(cut)}) THEN 1 ELSE 0 END" for cut in self.cuts)
            border = f"least({', '.join(f'abs(score - ({literal(cut)}))' for cut in self.cuts)})"
        else:
            group, border = "0", "1"
        doubt = literal(self.spread) if self.cuts else literal(0.0)
        return f"""SELECT {quote(key)}, CASE WHEN score IS NOT NULL THEN CAST({group} AS BIGINT) END AS group_id,
  CASE WHEN score IS NULL THEN NULL WHEN border > 0 THEN border / (border + {doubt})
  ELSE CAST(0 AS DOUBLE) END AS confidence
FROM (SELECT *, CAST({border} AS DOUBLE) AS border
FROM (SELECT {quote(key)}, {score} AS score FROM {source} AS placed_rows) AS scored) AS measured"""

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain data."""
        return {
            "kind": self.kind,
            "columns": list(self.columns),
            "weights": list(self.weights),
            "cuts": list(self.cuts),
            "spread": self.spread,
            "reads": self.reads,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> TierModel:
        """Read what `to_dict` gave."""
        return cls(
            tuple(data["columns"]),
            tuple(float(weight) for weight in data["weights"]),
            tuple(float(cut) for cut in data["cuts"]),
            float(data["spread"]),
            data["reads"],
        )


def feature_tiers(name: str, values: Matrix, n_tiers: int, smallest: int) -> TierModel:
    """Cut one feature in its own unit at its quantiles.

    Parameters
    ----------
    name : str
    values : float array (n,), finite
    n_tiers : int
    smallest : int
        Customers that a tier must have at least; smaller tiers join a neighbour.

    Examples
    --------
    >>> feature_tiers("net_revenue", np.array([0.0, 0.0, 0.0, 5.0, 7.0, 9.0, 30.0, 80.0]), 4, 1).cuts
    (2.5, 6.0, 19.5)
    """
    return cut_tiers(TierModel((name,), (1.0,), (), 0.0, "features"), values, n_tiers, smallest)


def principal_axis(columns: tuple[str, ...], rows: Matrix) -> TierModel:
    """Find the first principal axis of rows (n, columns), turned so that its heaviest column counts upwards; uncut."""
    centred = rows - rows.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    # Rounded before the heaviest column is looked for, so that equal weights take the first column.
    axis = significant(axes[:, -1], 9)
    axis = axis * np.sign(axis[int(np.argmax(np.abs(axis)))])
    return TierModel(columns, tuple(axis.tolist()), (), 0.0, "matrix")


def cut_tiers(model: TierModel, scores: Matrix, n_tiers: int, smallest: int) -> TierModel:
    """Cut the axis of a model at the quantiles of all customers' scores (n,) on it."""
    cuts = merged_cuts(scores, quantile_cuts(scores, n_tiers), smallest)
    border = np.abs(scores[:, None] - np.array(cuts)[None, :]).min(axis=1) if cuts else np.zeros(1)
    return replace(model, cuts=cuts, spread=float(significant(np.median(border)).item()))
