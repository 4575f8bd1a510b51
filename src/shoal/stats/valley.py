"""Valleys: whether the space between two groups is emptier than the groups themselves."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

HALF_WINDOW = 0.1
"""Half the width of the windows in which customers are counted, as a share of the way between two centres."""


def valley_depth(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Give the depth of the valley between two groups, along the line between their centres.

    The customers of both groups are counted in three windows of equal width: at either centre and halfway. The depth is
    1 - halfway / the smaller of the centres: near 1 where nobody is halfway, 0 on a plateau, negative where the middle
    is the most crowded place, as it is when one hump was cut in two. The count halfway is taken with its standard
    error on top, and one more customer, so that the chance of small counts digs no valley.

    Parameters
    ----------
    first, second : float array (n, columns), each at least one row
        The customers of either group.

    Examples
    --------
    >>> hump = np.linspace(-1, 1, 201)[:, None]
    >>> round(valley_depth(hump, hump + 9), 2)
    0.99
    >>> valley_depth(hump[:100], hump[100:]) < 0
    True
    """
    start, end = first.mean(axis=0), second.mean(axis=0)
    way = end - start
    square = float(way @ way)
    if square == 0:
        return 0.0
    place = np.concatenate([(first - start) @ way, (second - start) @ way]) / square
    at_start, halfway, at_end = (int(np.sum(np.abs(place - at) < HALF_WINDOW)) for at in (0.0, 0.5, 1.0))
    lower = min(at_start, at_end)
    # Nobody near a centre (a ring, or two far parts) is no hump, so there is nothing that the valley parts.
    return 1 - (halfway + math.sqrt(halfway) + 1) / lower if lower else 0.0


def shallowest_valley(rows: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Give the depth of the shallowest valley between any two groups.

    Parameters
    ----------
    rows : float array (n, columns)
    labels : int array (n,)
        At least two groups.

    Examples
    --------
    >>> hump = np.linspace(-1, 1, 201)[:, None]
    >>> shallowest_valley(np.concatenate([hump, hump + 9, hump + 10]), np.repeat([0, 1, 2], 201)) < 0.5
    True
    """
    groups = [rows[labels == group] for group in np.unique(labels)]
    return min(valley_depth(first, second) for i, first in enumerate(groups) for second in groups[:i])
