"""The model of a Gaussian mixture: the component that most likely gave the customer, with soft membership."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from shoal.cluster.nearest import Point, everyone_sql, fenced, nearest_two, nearest_two_sql
from shoal.cluster.rows import refuse_missing
from shoal.engine import literal, quote
from shoal.terms import Matrix, Placed, Space


@dataclass(frozen=True)
class GaussianModel:
    """The component of highest posterior density; ties to the lowest id.

    Distances here are minus twice the log density, weight included, up to a constant that all components share:
    ``offset + |(x - mean) @ whitening|^2``. Terms are added from the left, as the SQL does.

    Parameters
    ----------
    columns : tuple of str
        Matrix columns.
    means : tuple of points
        One per component, in canonical order (heaviest first).
    whitenings : tuple of tuples of points
        Of each component the upper triangular root of its precision, row by row: (columns, columns).
    offsets : tuple of float
        ``-2 ln(weight) - 2 ln det(whitening)``.

    Examples
    --------
    >>> model = GaussianModel(("x",), ((0.0,), (4.0,)), (((1.0,),), ((1.0,),)), (0.0, 0.0))
    >>> model.apply(np.array([[1.0], [2.0]])).group, model.memberships(np.array([[2.0]]))
    (array([0, 0]), array([[0.5, 0.5]]))
    """

    columns: tuple[str, ...]
    means: tuple[Point, ...]
    whitenings: tuple[tuple[Point, ...], ...]
    offsets: tuple[float, ...]
    kind: str = "gaussian_mixture"
    reads: Space = "matrix"

    @property
    def n_groups(self) -> int:
        """Number of components."""
        return len(self.means)

    def memberships(self, rows: Matrix) -> Matrix:
        """Give the chance of each component for each row: (n, groups), rows sum to 1."""
        refuse_missing(rows, self.columns)
        aways = np.stack([self._away(rows, group) for group in range(self.n_groups)], axis=1)
        chances = np.exp((aways.min(axis=1, keepdims=True) - aways) / 2)
        answer: Matrix = chances / chances.sum(axis=1, keepdims=True)
        return answer

    def apply(self, rows: Matrix) -> Placed:
        """Place many rows (n, columns); confidence is 1 - (density of the next component / of the own)."""
        refuse_missing(rows, self.columns)
        group, first, second = nearest_two(len(rows), (self._away(rows, index) for index in range(self.n_groups)))
        if self.n_groups == 1:
            return Placed(group, np.ones(len(rows)))
        return Placed(group, 1.0 - np.exp((first - second) / 2))

    def _away(self, rows: Matrix, group: int) -> Matrix:
        mean, whitening = self.means[group], self.whitenings[group]
        away = np.full(len(rows), self.offsets[group])
        for j in range(len(mean)):
            part = (rows[:, 0] - mean[0]) * whitening[0][j]
            for i in range(1, j + 1):
                part = part + (rows[:, i] - mean[i]) * whitening[i][j]
            away = away + part * part
        return away

    def apply_one(self, row: Matrix) -> tuple[int, float]:
        """Place one row (columns,)."""
        placed = self.apply(np.asarray(row, dtype=np.float64)[None, :])
        return int(placed.group[0]), float(placed.confidence[0])

    def to_sql(self, source: str, key: str) -> str:
        """Give a query with the key, ``group_id`` and ``confidence``."""
        if self.n_groups == 1:
            return everyone_sql(source, key)
        parts = ",\n  ".join(
            f"{self._part_sql(group, j)} AS part_{group}_{j}"
            for group in range(self.n_groups)
            for j in range(len(self.columns))
        )
        within = fenced(f"SELECT {quote(key)},\n  {parts}\nFROM {source} AS part_rows")
        aways = [
            f"({literal(self.offsets[group])})"
            + "".join(f" + part_{group}_{j} * part_{group}_{j}" for j in range(len(self.columns)))
            for group in range(self.n_groups)
        ]
        return f"""SELECT {quote(key)}, group_id, 1 - exp((nearest - second) / 2) AS confidence
FROM ({nearest_two_sql(within, key, aways)}) AS doubted"""

    def _part_sql(self, group: int, j: int) -> str:
        mean, whitening = self.means[group], self.whitenings[group]
        return " + ".join(
            f"({quote(self.columns[i])} - ({literal(mean[i])})) * ({literal(whitening[i][j])})" for i in range(j + 1)
        )

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain data."""
        return {
            "kind": self.kind,
            "columns": list(self.columns),
            "means": [list(mean) for mean in self.means],
            "whitenings": [[list(row) for row in whitening] for whitening in self.whitenings],
            "offsets": list(self.offsets),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> GaussianModel:
        """Read what `to_dict` gave."""
        return cls(
            tuple(data["columns"]),
            tuple(tuple(float(x) for x in mean) for mean in data["means"]),
            tuple(tuple(tuple(float(x) for x in row) for row in whitening) for whitening in data["whitenings"]),
            tuple(float(x) for x in data["offsets"]),
        )
