"""The model of a tree of splits: at each fork a weighted sum of columns says left or right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shoal.cluster.nearest import Point, everyone_sql, least_sql
from shoal.cluster.rows import refuse_missing
from shoal.engine import literal, quote
from shoal.terms import Matrix, Placed, Space


@dataclass(frozen=True)
class Fork:
    """One split of a tree.

    Parameters
    ----------
    weights : tuple of float
        One per column, of length 1 together, so that sums are distances.
    cut : float
        A customer at or below it goes left.
    left, right : int
        The fork that follows, or ``-1 - group`` where a group is reached.
    """

    weights: Point
    cut: float
    left: int
    right: int


@dataclass(frozen=True)
class SplitModel:
    """A tree of splits, from the first fork down.

    Parameters
    ----------
    kind : str
        The algorithm that grew the tree.
    columns : tuple of str
        Matrix columns.
    forks : tuple of Fork
        Each comes before those that follow it; none where there is one group.
    spread : float
        The median distance from the nearest cut on the way, > 0: half confidence lies there.

    Examples
    --------
    >>> model = SplitModel("bisecting_kmeans", ("x",), (Fork((1.0,), 5.0, -1, 1), Fork((1.0,), 9.0, -2, -3)), 1.0)
    >>> model.apply(np.array([[4.0], [8.0], [10.0]])).group
    array([0, 1, 2])
    """

    kind: str
    columns: tuple[str, ...]
    forks: tuple[Fork, ...]
    spread: float
    reads: Space = "matrix"

    @property
    def n_groups(self) -> int:
        """Number of groups."""
        return len(self.forks) + 1

    def apply(self, rows: Matrix) -> Placed:
        """Place many rows (n, columns); confidence is d / (d + spread), d the distance from the nearest cut passed."""
        refuse_missing(rows, self.columns)
        group = np.zeros(len(rows), dtype=np.int64)
        border = np.full(len(rows), np.inf)
        if not self.forks:
            return Placed(group, np.ones(len(rows)))
        at: list[NDArray[np.int64]] = [np.arange(len(rows))] + [np.zeros(0, dtype=np.int64)] * (len(self.forks) - 1)
        for place, fork in enumerate(self.forks):
            who = at[place]
            beyond = self.sums(rows[who], fork) - fork.cut
            border[who] = np.minimum(border[who], np.abs(beyond))
            for follows, there in ((fork.left, who[beyond <= 0]), (fork.right, who[beyond > 0])):
                if follows < 0:
                    group[there] = -1 - follows
                else:
                    at[follows] = there
        return Placed(group, border / (border + self.spread))

    @staticmethod
    def sums(rows: Matrix, fork: Fork) -> Matrix:
        """Give the weighted sum of each row, terms added from the left."""
        total = np.zeros(len(rows))
        for column, weight in enumerate(fork.weights):
            if weight:
                total = total + rows[:, column] * weight
        return total

    def apply_one(self, row: Matrix) -> tuple[int, float]:
        """Place one row (columns,)."""
        placed = self.apply(np.asarray(row, dtype=np.float64)[None, :])
        return int(placed.group[0]), float(placed.confidence[0])

    def to_sql(self, source: str, key: str) -> str:
        """Give a query with the key, ``group_id`` and ``confidence``."""
        if not self.forks:
            return everyone_sql(source, key)
        beyond = ",\n  ".join(f"{self._sum_sql(fork)} AS beyond_{i}" for i, fork in enumerate(self.forks))
        paths = self._paths()
        whens = " ".join(
            f"WHEN group_id = {group} THEN {least_sql([f'abs(beyond_{i})' for i in path])}"
            for group, path in sorted(paths.items())
        )
        return f"""SELECT {quote(key)}, group_id, border / (border + {literal(self.spread)}) AS confidence
FROM (WITH measured AS MATERIALIZED (SELECT {quote(key)},
  {beyond}
FROM {source} AS placed_rows),
grouped AS MATERIALIZED (SELECT *, CAST({self._group_sql(0)} AS BIGINT) AS group_id FROM measured)
SELECT {quote(key)}, group_id, CASE {whens} END AS border FROM grouped) AS doubted"""

    def _sum_sql(self, fork: Fork) -> str:
        parts = [
            f"{quote(column)} * ({literal(weight)})"
            for column, weight in zip(self.columns, fork.weights, strict=True)
            if weight
        ]
        return f"{' + '.join(parts)} - ({literal(fork.cut)})"

    def _group_sql(self, place: int) -> str:
        if place < 0:
            return str(-1 - place)
        fork = self.forks[place]
        return f"CASE WHEN beyond_{place} <= 0 THEN {self._group_sql(fork.left)} ELSE {self._group_sql(fork.right)} END"

    def _paths(self) -> dict[int, tuple[int, ...]]:
        """Give the forks that are passed on the way to each group."""
        reached: dict[int, tuple[int, ...]] = {0: ()}
        paths: dict[int, tuple[int, ...]] = {}
        for place, fork in enumerate(self.forks):
            path = (*reached[place], place)
            for follows in (fork.left, fork.right):
                if follows < 0:
                    paths[-1 - follows] = path
                else:
                    reached[follows] = path
        return paths

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain data."""
        return {
            "kind": self.kind,
            "columns": list(self.columns),
            "forks": [[list(fork.weights), fork.cut, fork.left, fork.right] for fork in self.forks],
            "spread": self.spread,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> SplitModel:
        """Read what `to_dict` gave."""
        forks = tuple(
            Fork(tuple(float(x) for x in weights), float(cut), int(left), int(right))
            for weights, cut, left, right in data["forks"]
        )
        return cls(data["kind"], tuple(data["columns"]), forks, float(data["spread"]))
