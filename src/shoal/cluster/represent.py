"""From the labels of some rows to prototypes that give everyone the same groups."""

from __future__ import annotations

import numpy as np

from shoal.cluster.found import NOISE, Found, Groups, found
from shoal.cluster.kmeans import assign, kmeans
from shoal.cluster.nearest import squares
from shoal.cluster.prototypes import PrototypeModel
from shoal.stats.rounding import exactly, significant
from shoal.terms import Matrix

MOST_PROTOTYPES = 320
"""Enough for long and winding groups; each costs a distance for every customer."""
FEWEST_MEMBERS = 5
"""A prototype is the mean of at least so many customers (where its group has them), so that it describes nobody."""
GOOD_ENOUGH = 0.995
"""Share of rows placed as they were labelled beyond which no more prototypes are tried."""
STRETCHES = (0.7, 0.85, 1.0, 1.2, 1.5, 2.0)
"""What the radii are tried with; the one that repeats most labels is kept."""


def represent(
    kind: str,
    columns: tuple[str, ...],
    rows: Matrix,
    labels: Groups,
    *,
    seed: int,
    heights: tuple[float, ...] = (),
    knows_outliers: bool = False,
    weights: Matrix | None = None,
) -> Found:
    """Find prototypes: one a group, then more, until the nearest of them repeats the labels.

    Parameters
    ----------
    kind : str
    columns : tuple of str
    rows : float array (n, columns)
    labels : int array (n,)
        Groups 0, 1, ... in canonical order; -1 for noise.
    seed : int
    heights : tuple of float
        To hand on.
    knows_outliers : bool
        Whether the model has a last group for outliers, to which noise is given.
    weights : float array (n,) or None
        How many customers a row stands for.

    Examples
    --------
    >>> rows = np.array([[float(x)] for x in (*range(10), *range(50, 60), *range(100, 110))])
    >>> labels = np.repeat([0, 1, 0], 10)  # the first group lies on both sides of the second
    >>> three = represent("average", ("x",), rows, labels, seed=0)
    >>> three.agreement, [len(points) for points in three.model.points]
    (1.0, [3, 1])
    """
    n_groups = int(labels.max()) + 1
    mass = np.ones(len(rows)) if weights is None else weights
    sizes = np.bincount(labels[labels >= 0], weights=mass[labels >= 0], minlength=n_groups)
    best: Found | None = None
    total = n_groups
    while best is None or (best.agreement < GOOD_ENOUGH and total <= MOST_PROTOTYPES):
        counts = np.clip(np.round(total * sizes / sizes.sum()), 1, np.maximum(sizes // FEWEST_MEMBERS, 1)).astype(int)
        points = [_points(rows[labels == group], mass[labels == group], int(m), seed) for group, m in enumerate(counts)]
        tried = _tried(kind, columns, rows, labels, points, heights, knows_outliers=knows_outliers)
        if best is None or tried.agreement > best.agreement:
            best = tried
        total *= 2
    return best


def _points(members: Matrix, mass: Matrix, m: int, seed: int) -> Matrix:
    """Give up to m means of parts of a group."""
    distinct = len(np.unique(members, axis=0)) if len(members) <= 10 * m else m
    if min(m, distinct) <= 1:
        return significant(np.average(members, axis=0, weights=mass)[None, :])
    found_points = kmeans(members, min(m, distinct), seed=seed, n_starts=1, max_iterations=20, weights=mass)
    return significant(found_points.centroids)


def _tried(
    kind: str,
    columns: tuple[str, ...],
    rows: Matrix,
    labels: Groups,
    points: list[Matrix],
    heights: tuple[float, ...],
    *,
    knows_outliers: bool,
) -> Found:
    listed = tuple(tuple(tuple(point) for point in group.tolist()) for group in points)
    if not knows_outliers:
        return found(PrototypeModel(kind, columns, listed), rows, labels, heights=heights)
    numbered = np.where(labels == NOISE, len(points), labels)
    radii = [_radii(rows[labels == group], there) for group, there in enumerate(points)]
    models = (
        PrototypeModel(kind, columns, listed, tuple(tuple(exactly(r * stretch) for r in group) for group in radii))
        for stretch in STRETCHES
    )
    return max((found(model, rows, numbered, heights=heights) for model in models), key=lambda one: one.agreement)


def _radii(members: Matrix, points: Matrix) -> list[float]:
    """Give the distance of the farthest member of each prototype; one that nobody is away from takes the largest."""
    nearest, away = assign(members, points)
    far = np.array([np.sqrt(away[nearest == place].max(initial=0.0)) for place in range(len(points))])
    widest = far.max() if far.max() > 0 else _scale(members)
    return [float(r) if r > 0 else float(widest) for r in far]


def _scale(members: Matrix) -> float:
    """Give a size where all members are equal: rounding must not make them outliers."""
    return max(float(np.sqrt(squares(members[:1], (0.0,) * members.shape[1])[0])), 1.0) * 1e-6
