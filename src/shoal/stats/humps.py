"""Groups in one feature: whether its values by themselves lie in humps with a valley between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FEWEST_VALUES = 10
"""A feature with fewer different values has levels, as a category has: they part customers without any group."""

MOST_ROWS = 5_000
"""Customers who are looked at."""

TAIL = 0.005
N_BINS, BINS_OF_A_WINDOW = 32, 4
"""Customers are counted in windows of an eighth of the range, tails aside: wide enough for whole numbers."""

LEAST_SHARE = 0.01
"""A window on a hump holds so many of the customers at least."""

LEAST_DEPTH, LEAST_Z = 0.4, 3.5
"""How much emptier than the lower hump a valley is: as a share of it, and in standard errors of the difference."""


def is_grouped(column: NDArray[np.float64]) -> bool:
    """Tell whether the values of one feature lie in humps with a valley between them.

    A window is moved along the values. Where it holds far fewer customers than another one before it and another one
    after it, there is a valley. The bound in standard errors keeps a table of hundreds of noisy features from
    showing any; the share keeps large numbers from making valleys of ripples.

    Parameters
    ----------
    column : float array (n,)
        Prepared numbers.

    References
    ----------
    Good & Gaskins (1980), Density estimation and bump-hunting, Journal of the American Statistical Association 75.

    Examples
    --------
    >>> hump = np.linspace(-1, 1, 201)
    >>> is_grouped(hump), is_grouped(np.concatenate([hump, hump[:60] + 5]))
    (False, True)
    """
    column = column[:MOST_ROWS]
    levels, counts = np.unique(column, return_counts=True)
    if len(levels) < FEWEST_VALUES:
        return False
    middles = (levels[1:] + levels[:-1]) / 2
    # Every value fills the room up to halfway to the next: between whole numbers there is no valley.
    borders = np.concatenate([[2 * levels[0] - middles[0]], middles, [2 * levels[-1] - middles[-1]]])
    below = np.concatenate([[0], np.cumsum(counts)])
    low, high = np.interp([TAIL * len(column), (1 - TAIL) * len(column)], below, borders).tolist()
    bins = np.diff(np.interp(np.linspace(low, high, N_BINS + 1), borders, below))
    crowd = np.convolve(bins, np.ones(BINS_OF_A_WINDOW), mode="valid")
    hump = np.minimum(np.maximum.accumulate(crowd), np.maximum.accumulate(crowd[::-1])[::-1])
    missing = hump - crowd
    is_valley = (missing >= LEAST_DEPTH * hump) & (missing > LEAST_Z * np.sqrt(hump + crowd))
    return bool(np.any(is_valley & (hump >= LEAST_SHARE * len(column))))
