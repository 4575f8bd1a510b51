"""Valleys: whether the space between two groups is emptier than the groups themselves."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HALF_WINDOW = 0.1
"""Half the width of the windows in which customers are counted, as a share of the way between two centres."""


@dataclass(frozen=True)
class Valley:
    """How deep a valley is.

    Parameters
    ----------
    depth : float
        1 where nobody is halfway, 0 on a plateau, negative where the middle is the most crowded place.
    low : float
        The same with a standard error more, and one customer more, counted halfway.
    """

    depth: float
    low: float


def valley_between(first: NDArray[np.float64], second: NDArray[np.float64]) -> Valley:
    """Measure the valley between two groups, along the line between their centres.

    The customers of both groups are counted in three windows of equal width: at either centre and halfway. The depth is
    1 - halfway / the smaller of the centres; it is negative when one hump was cut in two.

    Parameters
    ----------
    first, second : float array (n, columns), each at least one row
        The customers of either group.

    Examples
    --------
    >>> hump = np.linspace(-1, 1, 201)[:, None]
    >>> valley_between(hump, hump + 9).depth
    1.0
    >>> valley_between(hump[:100], hump[100:]).low < 0
    True
    """
    start, end = first.mean(axis=0), second.mean(axis=0)
    way = end - start
    square = float(way @ way)
    if square == 0:
        return Valley(0.0, 0.0)
    place = np.concatenate([(first - start) @ way, (second - start) @ way]) / square
    at_start, halfway, at_end = (int(np.sum(np.abs(place - at) < HALF_WINDOW)) for at in (0.0, 0.5, 1.0))
    lower = min(at_start, at_end)
    if lower == 0:
        # Nobody near a centre (a ring, or two far parts) is no hump, so there is nothing that the valley parts.
        return Valley(0.0, 0.0)
    return Valley(1 - halfway / lower, 1 - (halfway + math.sqrt(halfway) + 1) / lower)


def shallowest_valley(rows: NDArray[np.float64], labels: NDArray[np.int64]) -> Valley:
    """Give the least depth of the valleys between any two groups, and the least of their lower bounds.

    Parameters
    ----------
    rows : float array (n, columns)
    labels : int array (n,)
        At least two groups.

    Examples
    --------
    >>> hump = np.linspace(-1, 1, 201)[:, None]
    >>> shallowest_valley(np.concatenate([hump, hump + 9, hump + 10]), np.repeat([0, 1, 2], 201)).depth < 0.5
    True
    """
    groups = [rows[labels == group] for group in np.unique(labels)]
    valleys = [valley_between(first, second) for i, first in enumerate(groups) for second in groups[:i]]
    return Valley(min(valley.depth for valley in valleys), min(valley.low for valley in valleys))
