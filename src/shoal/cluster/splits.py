"""The model of a tree of splits: at each fork a weighted sum of columns says left or right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
            beyond = self.sums(rows, fork, who) - fork.cut
            border[who] = np.minimum(border[who], np.abs(beyond))
            for follows, there in ((fork.left, who[beyond <= 0]), (fork.right, who[beyond > 0])):
                if follows < 0:
                    group[there] = -1 - follows
                else:
                    at[follows] = there
        return Placed(group, border / (border + self.spread))

    @staticmethod
    def sums(rows: Matrix, fork: Fork, who: NDArray[np.int64] | slice = slice(None)) -> Matrix:
        """Give the weighted sum of each row, or of some rows, terms added from the left."""
        total: Matrix | None = None
        for column, weight in enumerate(fork.weights):
            if weight:
                term = rows[who, column] * weight
                total = term if total is None else total + term
        return np.zeros(len(rows))[who] if total is None else total

    def apply_one(self, row: Matrix) -> tuple[int, float]:
        """Place one row (columns,), walking down the tree."""
        rows = np.asarray(row, dtype=np.float64)[None, :]
        refuse_missing(rows, self.columns)
        if not self.forks:
            return 0, 1.0
        place, border = 0, np.inf
        while place >= 0:
            fork = self.forks[place]
            beyond = float(self.sums(rows, fork)[0]) - fork.cut
            border = min(border, abs(beyond))
            place = fork.left if beyond <= 0 else fork.right
        return -1 - place, float(border / (border + self.spread))

    def to_sql(self, source: str, key: str) -> str:
        """Give a query with the key, ``group_id`` and ``confidence``.

        A fork that weighs several columns is measured once, in a step of its own; one that cuts a single column reads
        it where it stands, or a thousand forks would be a thousand columns.
        """
        if not self.forks:
            return everyone_sql(source, key)
        sums = [f"{self._sum_sql(fork)} AS beyond_{i}" for i, fork in enumerate(self.forks) if not _axis(fork)]
        measured = ",\n  ".join((*sums, *(quote(column) for column in self._cut_columns())))
        paths = self.paths()
        group = self._case(str)
        border = self._case(lambda group: least_sql([f"abs({self._beyond(place)})" for place, _ in paths[group]]))
        return f"""SELECT {quote(key)}, group_id, border / (border + {literal(self.spread)}) AS confidence
FROM (WITH measured AS MATERIALIZED (SELECT {quote(key)},
  {measured}
FROM {source} AS placed_rows)
SELECT {quote(key)}, CAST({group} AS BIGINT) AS group_id, {border} AS border FROM measured) AS doubted"""

    def _cut_columns(self) -> list[str]:
        """List the columns that some fork cuts alone."""
        places = {fork.weights.index(1.0) for fork in self.forks if _axis(fork)}
        return [self.columns[place] for place in sorted(places)]

    def _beyond(self, place: int) -> str:
        """Give how far a row lies beyond a fork."""
        fork = self.forks[place]
        if not _axis(fork):
            return f"beyond_{place}"
        return f"({quote(self.columns[fork.weights.index(1.0)])} - ({literal(fork.cut)}))"

    def _sum_sql(self, fork: Fork) -> str:
        parts = [
            f"{quote(column)} * ({literal(weight)})"
            for column, weight in zip(self.columns, fork.weights, strict=True)
            if weight
        ]
        return f"{' + '.join(parts)} - ({literal(fork.cut)})"

    def _case(self, at_the_end: Callable[[int], str], place: int = 0) -> str:
        """Give the tree as nested CASEs, with something for each group."""
        if place < 0:
            return at_the_end(-1 - place)
        fork = self.forks[place]
        left, right = (self._case(at_the_end, follows) for follows in (fork.left, fork.right))
        return f"CASE WHEN {self._beyond(place)} <= 0 THEN {left} ELSE {right} END"

    def paths(self) -> tuple[tuple[tuple[int, bool], ...], ...]:
        """Give the way to each group: the forks that are passed, and whether it goes right there."""
        reached: dict[int, tuple[tuple[int, bool], ...]] = {0 if self.forks else -1: ()}
        for place, fork in enumerate(self.forks):
            for follows, is_right in ((fork.left, False), (fork.right, True)):
                reached[follows] = (*reached[place], (place, is_right))
        return tuple(reached[-1 - group] for group in range(self.n_groups))

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


def _axis(fork: Fork) -> bool:
    """Say whether a fork cuts a single column as it is."""
    return fork.weights.count(0.0) == len(fork.weights) - 1 and 1.0 in fork.weights
