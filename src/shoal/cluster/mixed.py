"""k-prototypes: numbers have means, categories have a most frequent level."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shoal.cluster.centroid import CentroidModel
from shoal.cluster.found import Found, canonical, found
from shoal.cluster.kmeans import assign, kmeans, refuse_more_groups_than_rows
from shoal.stats.rounding import significant
from shoal.terms import Matrix

KIND = "kprototypes"
Blocks = tuple[tuple[int, ...], ...]
"""The matrix columns of each category, one per level."""


def kprototypes(
    columns: tuple[str, ...],
    rows: Matrix,
    k: int,
    *,
    blocks: Blocks,
    seed: int,
    n_starts: int,
    max_iterations: int,
    weights: Matrix | None = None,
) -> Found:
    """Find k groups around prototypes: the mean of each number, the most frequent level of each category.

    The recipe gives a category one column per level, scaled so that it weighs as much as one number. Two customers of
    different levels are then always equally far apart in it, which is the matching distance of k-prototypes; here the
    centre of a group is kept at a level, so that a prototype reads like a customer.

    Parameters
    ----------
    columns : tuple of str
    rows : float array (n, columns)
    k : int, 1 to the number of distinct rows
    blocks : tuple of tuples of int
    seed, n_starts, max_iterations : int
    weights : float array (n,) or None

    References
    ----------
    Huang (1998), Extensions to the k-means algorithm for clustering large data sets with categorical values.

    Examples
    --------
    >>> rows = np.array([[0.0, 1.0, 0.0], [0.1, 1.0, 0.0], [0.2, 0.0, 1.0], [0.1, 0.0, 1.0]])
    >>> both = kprototypes(("x", "a", "b"), rows, 2, blocks=((1, 2),), seed=0, n_starts=2, max_iterations=10)
    >>> both.labels, both.model.centroids[0][1:]
    (array([0, 0, 1, 1]), (1.0, 0.0))
    """
    refuse_more_groups_than_rows(rows, k)
    mass = np.ones(len(rows)) if weights is None else weights
    levels = [np.unique(rows[:, list(block)], axis=0, return_inverse=True) for block in blocks]
    tried = []
    for start in range(n_starts):
        centres = kmeans(rows, k, seed=seed + start, n_starts=1, max_iterations=20, weights=weights).centroids
        labels = np.full(len(rows), -1, dtype=np.int64)
        for _ in range(max_iterations):
            after, away = assign(rows, centres)
            if np.array_equal(after, labels):
                break
            labels, cost = after, float(away @ mass)
            centres = _prototypes(rows, mass, labels, centres, blocks, levels)
        tried.append((cost, start, centres))
    _, _, centres = min(tried, key=lambda one: one[:2])
    labels, _ = assign(rows, centres)
    order = canonical(rows, labels, weights)
    ranked = np.stack([centres[labels[np.argmax(order == group)]] for group in range(int(order.max()) + 1)])
    model = CentroidModel(columns, tuple(tuple(row) for row in significant(ranked).tolist()), kind=KIND)
    return found(model, rows, order)


def _prototypes(
    rows: Matrix,
    mass: Matrix,
    labels: NDArray[np.int64],
    centres: Matrix,
    blocks: Blocks,
    levels: list[tuple[Matrix, NDArray[np.int64]]],
) -> Matrix:
    """Give the mean of each number and the most frequent level of each category; ties to the first level."""
    moved = centres.copy()
    k = len(centres)
    counts = np.bincount(labels, weights=mass, minlength=k)
    there = counts > 0
    for column in range(rows.shape[1]):
        sums = np.bincount(labels, weights=mass * rows[:, column], minlength=k)
        moved[there, column] = sums[there] / counts[there]
    for block, (kinds, which) in zip(blocks, levels, strict=True):
        cells = np.bincount(labels * len(kinds) + which.reshape(-1), weights=mass, minlength=k * len(kinds))
        most = cells.reshape(k, len(kinds)).argmax(axis=1)
        moved[np.ix_(np.flatnonzero(there), np.array(block))] = kinds[most[there]]
    return moved
