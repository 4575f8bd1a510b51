"""The model of groups of any shape: many prototypes, each of a group; whoever is far from all of them is an outlier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from shoal.cluster.nearest import (
    RATIO_SQL,
    Point,
    everyone_sql,
    fenced,
    least_sql,
    nearest_two,
    nearest_two_sql,
    placed_by_distance,
    squares,
    squares_sql,
)
from shoal.cluster.rows import refuse_missing
from shoal.engine import literal, quote
from shoal.terms import Matrix, Placed, Space


@dataclass(frozen=True)
class PrototypeModel:
    """The group of the nearest prototype; an outlier where every prototype is farther than its radius.

    A prototype is the mean of several customers, never one of them. Ties go to the lowest group. The last group is that
    of outliers, where the prototypes have radii.

    Parameters
    ----------
    kind : str
        The algorithm that found the groups.
    columns : tuple of str
        Matrix columns.
    points : tuple of tuples of points
        The prototypes of each group, 12 significant digits; groups in canonical order.
    radii : tuple of tuples of float
        One > 0 for each prototype; empty where the algorithm knows no outliers.

    Examples
    --------
    >>> ring = PrototypeModel("dbscan", ("x",), (((0.0,), (2.0,)), ((9.0,),)), ((1.5, 1.5), (1.5,)))
    >>> ring.apply(np.array([[2.5], [8.0], [30.0]])).group
    array([0, 1, 2])
    """

    kind: str
    columns: tuple[str, ...]
    points: tuple[tuple[Point, ...], ...]
    radii: tuple[tuple[float, ...], ...] = ()
    reads: Space = "matrix"

    @property
    def n_groups(self) -> int:
        """Number of groups, that of the outliers among them."""
        return len(self.points) + bool(self.radii)

    @property
    def outliers(self) -> int | None:
        """The group of outliers, or None."""
        return len(self.points) if self.radii else None

    def apply(self, rows: Matrix) -> Placed:
        """Place many rows (n, columns).

        The confidence is 1 - nearest / next distance, between groups; of an outlier, how much farther it is than the
        nearest radius: 1 - radius / distance.
        """
        refuse_missing(rows, self.columns)
        if not self.radii:
            group, first, second = nearest_two(len(rows), self._aways(rows))
            return placed_by_distance(group, first, second) if self.n_groups > 1 else Placed(group, np.ones(len(rows)))
        outside = np.full(len(rows), np.inf)
        group, first, second = nearest_two(len(rows), self._aways(rows, outside))
        inside = placed_by_distance(group, first, second).confidence if len(self.points) > 1 else np.ones(len(rows))
        is_out = outside > 1.0
        doubt = np.divide(1.0, np.sqrt(outside), out=np.ones(len(rows)), where=is_out)
        return Placed(np.where(is_out, len(self.points), group), np.where(is_out, 1.0 - doubt, inside))

    def _aways(self, rows: Matrix, outside: Matrix | None = None) -> Iterator[Matrix]:
        """Give the least squared distance to each group; note how far rows lie outside the radii, as a ratio."""
        for index, points in enumerate(self.points):
            least = np.full(len(rows), np.inf)
            for place, point in enumerate(points):
                away = squares(rows, point)
                np.minimum(least, away, out=least)
                if outside is not None:
                    radius = self.radii[index][place]
                    np.minimum(outside, away / (radius * radius), out=outside)
            yield least

    def apply_one(self, row: Matrix) -> tuple[int, float]:
        """Place one row (columns,)."""
        placed = self.apply(np.asarray(row, dtype=np.float64)[None, :])
        return int(placed.group[0]), float(placed.confidence[0])

    def to_sql(self, source: str, key: str) -> str:
        """Give a query with the key, ``group_id`` and ``confidence``.

        Every distance is computed once, in a query of its own; groups and radii read it by name.
        """
        if self.n_groups == 1:
            return everyone_sql(source, key)
        listed = [(group, place) for group, points in enumerate(self.points) for place in range(len(points))]
        measured = ",\n  ".join(
            f"{squares_sql(self.columns, self.points[group][place])} AS far_{group}_{place}" for group, place in listed
        )
        within = fenced(f"SELECT {quote(key)},\n  {measured}\nFROM {source} AS far_rows")
        aways = [
            least_sql([f"far_{group}_{place}" for place in range(len(points))])
            for group, points in enumerate(self.points)
        ]
        if not self.radii:
            two = nearest_two_sql(within, key, aways)
            return f"SELECT {quote(key)}, group_id, {RATIO_SQL} AS confidence\nFROM ({two}) AS doubted"
        outside = least_sql(
            [f"far_{g}_{p} / ({literal(self.radii[g][p])} * {literal(self.radii[g][p])})" for g, p in listed]
        )
        if len(self.points) == 1:
            nearest = f"SELECT {quote(key)}, CAST(0 AS BIGINT) AS group_id, {outside} AS outside FROM {within} AS one"
            inside = literal(1.0)
        else:
            nearest = nearest_two_sql(within, key, aways, also=[f"{outside} AS outside"])
            inside = RATIO_SQL
        return f"""SELECT {quote(key)},
  CASE WHEN outside > 1 THEN CAST({len(self.points)} AS BIGINT) ELSE group_id END AS group_id,
  CASE WHEN outside > 1 THEN 1 - 1 / sqrt(outside) ELSE {inside} END AS confidence
FROM ({nearest}) AS doubted"""

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain data."""
        return {
            "kind": self.kind,
            "columns": list(self.columns),
            "points": [[list(point) for point in points] for points in self.points],
            "radii": [list(radii) for radii in self.radii],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> PrototypeModel:
        """Read what `to_dict` gave."""
        return cls(
            data["kind"],
            tuple(data["columns"]),
            tuple(tuple(tuple(float(x) for x in point) for point in points) for points in data["points"]),
            tuple(tuple(float(x) for x in radii) for radii in data["radii"]),
        )
