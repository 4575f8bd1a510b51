"""Hierarchical clustering: the tree of merges, cut at k groups."""

from __future__ import annotations

import numpy as np

from shoal.cluster.found import Found, Groups, canonical
from shoal.cluster.kmeans import count_distinct, kmeans, refuse_more_groups_than_rows
from shoal.cluster.linkage import Linkage, cut, linkage
from shoal.cluster.represent import represent
from shoal.terms import Matrix

KIND = "hierarchical"
EXACT_ROWS = 20_000
"""Beyond these the distances between all pairs of rows would take more than two gigabytes."""
SMALL_CLUSTERS = 1500
SHOWN_MERGES = 30


def hierarchical(
    columns: tuple[str, ...],
    rows: Matrix,
    k: int,
    *,
    method: Linkage,
    seed: int,
    weights: Matrix | None = None,
    exact_rows: int = EXACT_ROWS,
) -> Found:
    """Cut the tree of merges at k groups.

    Up to `exact_rows` the tree is that of the rows. Beyond, k-means first draws them together in small clusters, which
    are merged by their weight; what that costs is measured in the benchmarks.

    Parameters
    ----------
    columns : tuple of str
    rows : float array (n, columns)
    k : int, 1 to the number of distinct rows
    method : str
        ``ward`` (least variance within), ``average`` or ``complete`` (mean and largest distance of pairs).
    seed : int
    weights : float array (n,) or None
    exact_rows : int

    Returns
    -------
    Found
        With the heights of the last merges.

    Examples
    --------
    >>> rows = np.array([[0.0], [1.0], [2.0], [20.0], [21.0]])
    >>> hierarchical(("x",), rows, 2, method="ward", seed=0).labels
    array([0, 0, 0, 1, 1])
    """
    labels, heights = merged(rows, k, method=method, seed=seed, weights=weights, exact_rows=exact_rows)
    return represent(KIND, columns, rows, labels, seed=seed, heights=heights, weights=weights)


def merged(
    rows: Matrix, k: int, *, method: Linkage, seed: int, weights: Matrix | None = None, exact_rows: int = EXACT_ROWS
) -> tuple[Groups, tuple[float, ...]]:
    """Give the groups of `hierarchical` without the model that places others, and the heights of the last merges."""
    refuse_more_groups_than_rows(rows, k)
    if len(rows) <= exact_rows:
        tree = linkage(rows, method, weights)
        labels = cut(tree, k)
    else:
        n_small = min(SMALL_CLUSTERS, count_distinct(rows, SMALL_CLUSTERS))
        small = kmeans(rows, n_small, seed=seed, n_starts=1, max_iterations=10, weights=weights)
        mass = np.bincount(small.labels, weights=weights, minlength=n_small).astype(np.float64)
        tree = linkage(small.centroids[mass > 0], method, mass[mass > 0])
        of_small = np.zeros(n_small, dtype=np.int64)
        of_small[mass > 0] = cut(tree, k)
        labels = of_small[small.labels]
    heights = tuple(float(height) for height in tree[::-1, 2][:SHOWN_MERGES])
    return canonical(rows, labels, weights), heights
