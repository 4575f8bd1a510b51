"""What is left to be merged: how far one cluster is from all others, and what two become."""

from __future__ import annotations

import numpy as np

from shoal.terms import Matrix

DOUBLE_ROWS = 10_000
"""The distances of the pairs of more rows than these are kept in single precision, or they would take gigabytes."""


class Centres:
    """Clusters by their means, which is all that Ward's rule asks for.

    The distance of two is the inertia that their merge adds, twice. It needs no distances of pairs in memory, so its
    cost in memory is that of the rows.

    Parameters
    ----------
    rows : float array (n, columns)
    size : float array (n,)
        How many customers a row stands for.
    """

    def __init__(self, rows: Matrix, size: Matrix) -> None:
        self.centres, self.size = np.array(rows.T, order="C"), size.copy()
        self.name = np.arange(len(size))

    def row(self, place: int) -> Matrix:
        """Give the distances of one cluster to all others; infinite to itself and to those that are no more."""
        difference = self.centres - self.centres[:, place : place + 1]
        row: Matrix = np.einsum("ij,ij->j", difference, difference)
        row *= 2 * self.size[place] * self.size / (self.size[place] + self.size)
        row[place] = np.inf
        return row

    def merge(self, a: int, b: int) -> None:
        """Let cluster b take up cluster a."""
        both = self.size[a] + self.size[b]
        # In this form the mean of equal rows is that row, to the last bit.
        self.centres[:, b] += (self.centres[:, a] - self.centres[:, b]) * (self.size[a] / both)
        self.centres[:, a], self.size[b] = np.inf, both

    def move_together(self, kept: np.ndarray[tuple[int], np.dtype[np.int64]]) -> None:
        """Take those that are no more out of the way."""
        self.centres, self.size, self.name = self.centres[:, kept].copy(), self.size[kept], self.name[kept]


class Pairs:
    """Clusters by the distances of all pairs of them (Lance & Williams).

    A merge writes one row of the distances. The column is left stale, as writing it would touch a line of memory for
    each cluster; whoever reads a row first fetches what changed since it was read last.

    Parameters
    ----------
    rows : float array (n, columns)
    size : float array (n,)
        How many customers a row stands for.
    is_average : bool
        The mean distance of pairs; else the largest.
    """

    def __init__(self, rows: Matrix, size: Matrix, *, is_average: bool) -> None:
        self.between, self.size, self.is_average = _distances(rows), size.copy(), is_average
        self._start(np.arange(len(size)))

    def _start(self, name: np.ndarray[tuple[int], np.dtype[np.int64]]) -> None:
        self.name, self.now = name, 0
        self.changed, self.read = np.zeros(len(name), dtype=np.int64), np.zeros(len(name), dtype=np.int64)

    def row(self, place: int) -> Matrix:
        """Give the distances of one cluster to all others; infinite to itself and to those that are no more."""
        stale = (self.changed > self.read[place]).nonzero()[0]
        self.between[place, stale] = self.between[stale, place]
        self.between[place, place] = np.inf
        self.read[place] = self.now
        row: Matrix = self.between[place]
        return row

    def merge(self, a: int, b: int) -> None:
        """Let cluster b take up cluster a."""
        to_a, to_b, both = self.row(a), self.row(b), self.size[a] + self.size[b]
        joined = (self.size[a] * to_a + self.size[b] * to_b) / both if self.is_average else np.maximum(to_a, to_b)
        self.between[b], self.between[a], self.between[b, b] = joined, np.inf, np.inf
        self.size[b] = both
        self.now += 1
        self.changed[[a, b]] = self.read[b] = self.now

    def move_together(self, kept: np.ndarray[tuple[int], np.dtype[np.int64]]) -> None:
        """Take those that are no more out of the way."""
        for place in kept.tolist():
            self.row(place)
        for place, old in enumerate(kept.tolist()):
            self.between[place, : len(kept)] = self.between[old, kept]
        self.between, self.size = self.between[: len(kept), : len(kept)], self.size[kept]
        self._start(self.name[kept])


def _distances(rows: Matrix) -> Matrix:
    """Give the distances of all pairs, row by row, so that nothing else is as large in memory."""
    between = np.empty((len(rows), len(rows)), dtype=np.float64 if len(rows) <= DOUBLE_ROWS else np.float32)
    columns = np.array(rows.T, order="C")
    for place in range(len(rows)):
        difference = columns - columns[:, place : place + 1]
        between[place] = np.sqrt(np.einsum("ij,ij->j", difference, difference))
    np.fill_diagonal(between, np.inf)
    return between
