"""Valleys: whether the space between two groups is emptier than the groups themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CELL, CELLS_OF_A_WINDOW = 0.05, 4
"""Customers are counted in windows of a fifth of the way between two centres, moved by a twentieth."""
FROM, TO = -0.6, 1.6
"""Humps are looked for from here to there, the centres being at 0 and 1."""
MIDDLE = (0.15, 0.85)
"""The valley lies between the centres: nearer to the smaller or tighter group, not always halfway."""
Z_SURE = 1.645
"""One-sided 95 %."""
NEAREST = 9
"""Of more than ten groups, those whose centres are not among the nine nearest of either have no side in common."""
RIDGE = 0.25
"""Added to each variance within groups, as a share of their mean: features that are nearly sums of each other (money =
orders x basket) have directions without any spread, along which the whole numbers of one would look like groups."""


@dataclass(frozen=True)
class Valley:
    """How deep a valley is.

    Parameters
    ----------
    depth : float
        1 where nobody is in the valley, 0 on a plateau, negative where one hump was cut in two.
    low, high : float
        One-sided bounds of 95 % each, from the counts.
    """

    depth: float
    low: float
    high: float

    def beyond(self, typical: float) -> Valley:
        """Give the excess over a typical depth, as a share of what is left up to an empty valley."""
        base = min(max(typical, 0.0), 1 - 1e-9)
        return Valley(*((figure - base) / (1 - base) for figure in (self.depth, self.low, self.high)))


NO_VALLEY = Valley(0.0, 0.0, 0.0)


@dataclass(frozen=True)
class _Group:
    """The rows of one group, their mean and scatter around it."""

    rows: Floats
    mean: Floats
    scatter: Floats


def shallowest_valley(rows: Floats, labels: NDArray[np.int64]) -> Valley:
    """Give the valley of the least lower bound between any two groups.

    Parameters
    ----------
    rows : float array (n, columns)
    labels : int array (n,)
        At least two groups.

    Examples
    --------
    >>> hump = np.linspace(-1, 1, 201)[:, None]
    >>> shallowest_valley(np.concatenate([hump, hump + 9]), np.repeat([0, 1], 201)).depth
    1.0
    >>> shallowest_valley(np.concatenate([hump, hump + 9, hump + 10]), np.repeat([0, 1, 2], 201)).depth < 0.5
    True
    """
    return min((valley for _, valley in valleys(rows, labels)), key=lambda valley: valley.low, default=NO_VALLEY)


def valleys(rows: Floats, labels: NDArray[np.int64]) -> Iterator[tuple[tuple[int, int], Valley]]:
    """Measure the valley between every two groups near each other, along the direction that tells the two apart best.

    The direction is Fisher's, with the covariance within the two, drawn towards that within all groups where they are
    few. Of more than two groups only the half of the pair's customers is counted who stand nearest to the line between
    the centres: cells that are cut from one cloud touch along a side narrower than they are, and would show a neck
    where there is no valley. A window is moved along the line; the depth is 1 - its count / the smaller of the largest
    counts on either side, at the place where the lower bound is highest. The bound takes the counts as Poisson.

    Parameters
    ----------
    rows : float array (n, columns)
    labels : int array (n,)

    References
    ----------
    Fisher (1936), Annals of Eugenics 7; valleys between modes along such a line as a test of two groups: Hennig (2010),
    Methods for merging Gaussian mixture components, Advances in Data Analysis and Classification 4.
    """
    names = np.unique(labels).tolist()
    groups = [_group(rows[labels == name]) for name in names]
    columns = rows.shape[1]
    shared = sum((group.scatter for group in groups), np.zeros((columns, columns))) / len(rows)
    ridge = max(RIDGE * float(np.trace(shared)) / columns, 1e-12) * np.eye(columns)
    means = np.stack([group.mean for group in groups])
    away = np.linalg.norm(means[:, None] - means[None, :], axis=2)
    ranks = away.argsort(axis=1, kind="stable").argsort(axis=1)
    for i, j in combinations(range(len(groups)), 2):
        if min(ranks[i, j], ranks[j, i]) > NEAREST:
            continue
        yield (names[i], names[j]), _valley_along(_places(groups[i], groups[j], shared, ridge, means))


def _group(rows: Floats) -> _Group:
    mean = rows.mean(axis=0)
    centred = rows - mean
    return _Group(rows, mean, centred.T @ centred)


def _places(first: _Group, second: _Group, shared: Floats, ridge: Floats, means: Floats) -> Floats:
    """Give where customers stand between the two centres, at 0 and 1; of many groups those near to the line."""
    n, trust = len(first.rows) + len(second.rows), 2 * len(shared)
    within = (first.scatter + second.scatter + trust * shared) / (n + trust) + ridge
    whitening = np.linalg.inv(np.linalg.cholesky(within)).T
    way = (second.mean - first.mean) @ whitening
    square = float(way @ way)
    if square < 1e-12:
        return np.empty(0)
    white = (np.concatenate([first.rows, second.rows]) - first.mean) @ whitening
    place: Floats = white @ way / square
    if len(means) > 2:
        # Only in the space of the centres do cells have sides; the other directions would hide them.
        _, sizes, axes = np.linalg.svd((means - first.mean) @ whitening, full_matrices=False)
        axes = axes[sizes > 1e-6 * sizes.max()]
        aside = np.square(white @ axes.T).sum(axis=1) - place * place * square
        place = place[aside <= np.median(aside)]
    return place


def _valley_along(place: Floats) -> Valley:
    """Find the surest valley among windows between the centres."""
    edges = np.arange(FROM, TO + CELL / 2, CELL)
    crowd = np.convolve(np.histogram(place, edges)[0], np.ones(CELLS_OF_A_WINDOW), mode="valid")
    hump = np.minimum(np.maximum.accumulate(crowd), np.maximum.accumulate(crowd[::-1])[::-1])
    at = edges[: len(crowd)] + CELLS_OF_A_WINDOW * CELL / 2
    usable = (at > MIDDLE[0]) & (at < MIDDLE[1]) & (hump > 0)
    if not usable.any():
        # Nobody around the centres (a ring, or two far parts) is no hump, so there is nothing that a valley parts.
        return NO_VALLEY
    bounds = _bound(crowd[usable], hump[usable], Z_SURE)
    best = int(np.argmax(bounds))
    inside, beside = crowd[usable][best : best + 1], hump[usable][best : best + 1]
    return Valley(float(1 - inside[0] / beside[0]), float(bounds[best]), float(_bound(inside, beside, -Z_SURE)[0]))


def _bound(inside: Floats, beside: Floats, z: float) -> Floats:
    """Give the bound of 1 - inside / beside for two Poisson counts, by the normal law of the log of their ratio."""
    ratio = (inside + 0.5) / (beside + 0.5)
    answer: Floats = 1 - ratio * np.exp(z * np.sqrt(1 / (inside + 1) + 1 / (beside + 1)))
    return answer
