"""k-means with many starts: found in single precision on a bounded sample, finished exactly on every row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.cluster import lloyd
from shoal.cluster.placing import nearest_points
from shoal.errors import ClusterError
from shoal.terms import Matrix

START_ROWS = 5000
"""Rows on which starts compete: more would change which start wins only among starts that are nearly equal."""
TOLERANCE = 1e-4
"""A start rests when its centroids move less than this share of the variance; the exact finish goes to zero."""
SWAP_ROUNDS = 2


@dataclass(frozen=True)
class Clustering:
    """Centroids and who belongs to them.

    Parameters
    ----------
    centroids : float array (k, columns)
    labels : int array (n,)
    inertia : float
        Sum of squared distances to the own centroid.
    """

    centroids: Matrix
    labels: NDArray[np.int64]
    inertia: float


def kmeans(
    rows: Matrix,
    k: int,
    *,
    seed: int,
    n_starts: int = 10,
    max_iterations: int = 300,
    weights: NDArray[np.float64] | None = None,
) -> Clustering:
    """Find k groups of least inertia.

    Seeds by greedy k-means++; the best start is then shaken: one centroid is moved to where another start would put
    one, and what improves is kept. Groups come in canonical order: largest first, ties by centroid.

    Parameters
    ----------
    rows : float array (n, columns), finite; the first rows are a random sample of all
    k : int, 1 to the number of distinct rows
    seed : int
    n_starts : int
    max_iterations : int
        After so many a start is taken as it is.
    weights : float array (n,), > 0, or None
        How many customers a row stands for.

    Raises
    ------
    ClusterError
        If k is larger than the number of distinct rows.

    References
    ----------
    Lloyd (1982); Arthur & Vassilvitskii (2007); Fränti (2018), Efficiency of random swap clustering.

    Examples
    --------
    >>> found = kmeans(np.array([[0.0], [0.1], [0.2], [9.0], [9.1]]), 2, seed=0)
    >>> found.labels
    array([0, 0, 0, 1, 1])
    """
    refuse_more_groups_than_rows(rows, k)
    random = np.random.default_rng(seed)
    sample, share = rows[:START_ROWS], None if weights is None else weights[:START_ROWS]
    stack = lloyd.with_ones((sample - sample.mean(axis=0))[None])
    mass = None if share is None else share[None].astype(np.float32)
    starts = lloyd.seeds(stack, mass, n_starts, k, random)
    best = search(stack, mass, starts, random, max_iterations=max_iterations)
    return finish(rows, best + sample.mean(axis=0), weights=weights, max_iterations=max_iterations)


def refuse_more_groups_than_rows(rows: Matrix, k: int) -> None:
    """Refuse k groups of fewer distinct rows."""
    if k < 1:
        raise ClusterError(f"{k} groups were asked for", expected="at least 1", do="set k to a positive number")
    found = count_distinct(rows, k)
    if found < k:
        raise ClusterError(
            f"{k} groups were asked for, but the customers have only {found} different rows of features",
            expected=f"k of at most {found}",
            do="lower k, or add features that tell customers apart",
        )


def count_distinct(rows: Matrix, limit: int) -> int:
    """Count distinct rows, up to a limit.

    Examples
    --------
    >>> count_distinct(np.array([[1.0], [1.0], [2.0], [3.0]]), 2)
    2
    """
    if len(np.unique(rows[: 4 * limit], axis=0)) >= limit:  # where there are many, the first rows show it
        return limit
    rest, found = rows, 0
    while len(rest) and found < limit:
        rest = rest[(rest != rest[0]).any(axis=1)]
        found += 1
    return found


def search(
    stack: lloyd.Singles,
    mass: lloyd.Singles | None,
    starts: lloyd.Singles,
    random: np.random.Generator,
    *,
    max_iterations: int,
) -> Matrix:
    """Give the best centroids (k, columns) that starts and then swaps of one centroid lead to.

    Parameters
    ----------
    stack : float array (1, n, columns + 1)
    mass : float array (1, n) or None
    starts : float array (1, starts, k, columns)
    random : numpy.random.Generator
    max_iterations : int
    """
    best = _best(stack, mass, starts, max_iterations)
    for _ in range(SWAP_ROUNDS if len(best) > 1 else 0):
        best = _best(stack, mass, _swapped(stack, mass, best, 1 + starts.shape[1] // 2, random), max_iterations)
    return best


def _best(
    stack: lloyd.Singles, mass: lloyd.Singles | None, starts: lloyd.Singles, max_iterations: int
) -> NDArray[np.float64]:
    ended = lloyd.converge(stack, mass, starts, max_iterations=max_iterations, tolerance=TOLERANCE)
    winner = int(np.argmin(lloyd.inertia(stack, mass, ended)[0]))
    best: Matrix = ended[0, winner].astype(np.float64)
    return best


def _swapped(
    stack: lloyd.Singles,
    mass: lloyd.Singles | None,
    best: NDArray[np.float64],
    n_swaps: int,
    random: np.random.Generator,
) -> lloyd.Singles:
    """Give the best centroids and variants with one centroid moved onto a customer far from its own."""
    k = len(best)
    variants = np.broadcast_to(best.astype(np.float32), (1, n_swaps + 1, *best.shape)).copy()
    square = np.einsum("ij,ij->i", stack[0, :, :-1], stack[0, :, :-1])
    far = np.maximum(lloyd.near(stack, variants[:, :1])[0, 0].min(axis=0) + square, 0)
    ladder = np.cumsum(far if mass is None else far * mass[0], dtype=np.float64)
    picks = np.searchsorted(ladder, random.random(n_swaps) * ladder[-1], side="right")
    variants[0, np.arange(1, n_swaps + 1), random.integers(0, k, n_swaps)] = stack[
        0, np.minimum(picks, len(ladder) - 1), :-1
    ]
    return variants


def finish(
    rows: Matrix,
    centroids: Matrix,
    *,
    weights: NDArray[np.float64] | None = None,
    max_iterations: int = 300,
) -> Clustering:
    """Move centroids to rest on every row, exactly, ties to the lowest id, and put groups in canonical order."""
    centroids = settle(rows, centroids, weights=weights, max_iterations=max_iterations)
    mass = np.ones(len(rows)) if weights is None else weights
    labels, _ = assign(rows, centroids)
    sizes = np.bincount(labels, weights=mass, minlength=len(centroids))
    # lexsort reads its keys from the last to the first: size decides, then the columns from the first on.
    order = np.lexsort((*centroids.T[::-1], -sizes))
    centroids = centroids[order]
    labels, away = assign(rows, centroids)
    return Clustering(centroids, labels, float(away @ mass))


def settle(
    rows: Matrix,
    centroids: Matrix,
    *,
    weights: NDArray[np.float64] | None = None,
    max_iterations: int = 300,
    rest: float = 0.0,
) -> Matrix:
    """Move centroids until nobody changes group, or none moves farther than `rest`; groups keep their order."""
    labels = np.full(len(rows), -1, dtype=np.int64)
    masses = np.ascontiguousarray(rows.T if weights is None else weights * rows.T)
    for _ in range(max_iterations):
        after, away = assign(rows, centroids)
        if np.array_equal(after, labels):
            break
        labels, before = after, centroids
        counts = np.bincount(labels, weights=weights, minlength=len(before)).astype(np.float64)
        sums = [np.bincount(labels, weights=mass, minlength=len(before)) for mass in masses]
        centroids = _means(np.asarray(sums, dtype=np.float64).T, counts, rows, away, before)
        if np.square(centroids - before).sum(axis=1).max() <= rest * rest and rest > 0:
            break
    return centroids


def assign(rows: Matrix, centroids: Matrix) -> tuple[NDArray[np.int64], Matrix]:
    """Give the nearest centroid of every row, ties to the lowest id, with the squared distance."""
    labels, away, _ = nearest_points(rows, centroids)
    return labels, away


def _means(sums: Matrix, counts: Matrix, rows: Matrix, away: Matrix, before: Matrix) -> Matrix:
    means = np.divide(sums, counts[:, None], out=before.copy(), where=counts[:, None] > 0)
    empty = np.flatnonzero(counts == 0)
    if len(empty):
        # A group that lost all its customers is given the one who is farthest from their own centroid.
        means[empty] = rows[np.argsort(-away, kind="stable")[: len(empty)]]
    return means
