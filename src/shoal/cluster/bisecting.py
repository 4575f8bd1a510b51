"""Bisecting k-means: the widest group is parted in two, again and again."""

from __future__ import annotations

import numpy as np

from shoal.cluster.found import Found, Groups, canonical, found
from shoal.cluster.kmeans import count_distinct, kmeans, refuse_more_groups_than_rows
from shoal.cluster.splits import Fork, SplitModel
from shoal.stats.rounding import exactly, significant
from shoal.terms import Matrix

KIND = "bisecting_kmeans"
TREES = 3
"""Grown from other seeds, the starts shared out among them; the one that leaves the least inertia is kept, because
where several splits are as good the luck of the first decides all others."""
SEED_STEP = 10_000
"""More splits than a tree may have, so that no two trees share a seed."""


def bisecting(
    columns: tuple[str, ...],
    rows: Matrix,
    k: int,
    *,
    seed: int,
    n_starts: int,
    weights: Matrix | None = None,
) -> Found:
    """Part the group of largest inertia in two by k-means until there are k; of several such trees the best is kept.

    Customers are placed by walking down the tree of splits: at each the nearer of two centroids decides, which is a
    weighted sum of columns against a cut.

    Parameters
    ----------
    columns : tuple of str
    rows : float array (n, columns)
    k : int, 1 to the number of distinct rows
    seed, n_starts : int
    weights : float array (n,) or None

    References
    ----------
    Steinbach, Karypis & Kumar (2000), A comparison of document clustering techniques.

    Examples
    --------
    >>> rows = np.array([[0.0], [1.0], [20.0], [21.0], [90.0]])
    >>> bisecting(("x",), rows, 3, seed=0, n_starts=2).labels
    array([0, 0, 1, 1, 2])
    """
    refuse_more_groups_than_rows(rows, k)
    mass = np.ones(len(rows)) if weights is None else weights
    n_trees = min(TREES, n_starts) if k > 2 else 1
    grown = [_grown(rows, mass, k, seed + SEED_STEP * tree, n_starts // n_trees) for tree in range(n_trees)]
    labels, forks = min(grown, key=lambda one: _left(rows, mass, one[0]))
    order = canonical(rows, labels, weights)
    place = {int(old): int(order[np.argmax(labels == old)]) for old in np.unique(labels)}
    named = tuple(_named(fork, place) for fork in forks)
    return found(SplitModel(KIND, columns, named, spread_of(named, rows)), rows, order)


def _grown(rows: Matrix, mass: Matrix, k: int, seed: int, n_starts: int) -> tuple[Groups, list[Fork]]:
    """Grow one tree."""
    labels = np.zeros(len(rows), dtype=np.int64)
    forks: list[Fork] = []
    hung: dict[int, tuple[int, str]] = {}
    for new in range(1, k):
        widest = max(range(new), key=lambda group: (_inertia(rows[labels == group], mass[labels == group]), -group))
        inside = np.flatnonzero(labels == widest)
        two = kmeans(rows[inside], 2, seed=seed + new, n_starts=n_starts, weights=mass[inside])
        fork = _fork(two.centroids, left=-1 - widest, right=-1 - new)
        if widest in hung:  # the fork that led to this group leads to its split now
            above, side = hung[widest]
            forks[above] = _led(forks[above], side, len(forks))
        hung[widest], hung[new] = (len(forks), "left"), (len(forks), "right")
        forks.append(fork)
        labels[inside[_right(rows[inside], fork)]] = new
    return labels, forks


def _left(rows: Matrix, mass: Matrix, labels: Groups) -> float:
    """Give the inertia of all groups together."""
    return sum(max(0.0, _inertia(rows[labels == group], mass[labels == group])) for group in np.unique(labels))


def _inertia(members: Matrix, mass: Matrix) -> float:
    """Give the sum of squares around the mean; nothing where all rows are equal, as they cannot be parted."""
    if count_distinct(members, 2) < 2:
        return -1.0
    centred = members - np.average(members, axis=0, weights=mass)
    return float(mass @ np.einsum("ij,ij->i", centred, centred))


def _fork(centroids: Matrix, *, left: int, right: int) -> Fork:
    """Give the plane halfway between two centroids; rows of the first are left of it."""
    first, second = centroids
    length = float(np.linalg.norm(second - first))
    weights = significant((second - first) / length)
    return Fork(tuple(weights.tolist()), exactly(float(weights @ (first + second) / 2)), left, right)


def _right(rows: Matrix, fork: Fork) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.asarray(SplitModel.sums(rows, fork) - fork.cut > 0)


def _led(fork: Fork, side: str, to: int) -> Fork:
    left, right = (to, fork.right) if side == "left" else (fork.left, to)
    return Fork(fork.weights, fork.cut, left, right)


def _named(fork: Fork, place: dict[int, int]) -> Fork:
    left, right = (follows if follows >= 0 else -1 - place[-1 - follows] for follows in (fork.left, fork.right))
    return Fork(fork.weights, fork.cut, left, right)


def spread_of(forks: tuple[Fork, ...], rows: Matrix) -> float:
    """Give the median distance from the nearest cut: with a spread of 1, confidence c is at distance c / (1 - c)."""
    model = SplitModel(KIND, tuple(map(str, range(rows.shape[1]))), forks, 1.0)
    confidence = np.minimum(model.apply(rows).confidence, 1 - 1e-12)
    middle = float(np.median(confidence / (1 - confidence)))
    return exactly(middle) if middle > 0 else 1.0
