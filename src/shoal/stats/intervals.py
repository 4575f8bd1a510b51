"""Intervals: what a figure could as well have been."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from shoal.terms import Interval

Z_95 = 1.959963984540054
"""Two-sided 95 % point of the normal distribution."""


def wilson(n_successes: int, n_trials: int, *, z: float = Z_95) -> Interval:
    """Give a share with its Wilson score interval.

    Parameters
    ----------
    n_successes : int
        0 to ``n_trials``.
    n_trials : int
        Independent trials; with none, nothing is known and the interval is 0 to 1 around 0.
    z : float
        Normal quantile of the coverage; 95 % by default.

    Raises
    ------
    ValueError
        If the successes are negative or more than the trials.

    References
    ----------
    Wilson (1927), JASA 22; Newcombe (1998), Statistics in Medicine 17, method 3.

    Examples
    --------
    >>> share = wilson(81, 263)
    >>> round(share.low, 4), round(share.high, 4)
    (0.2553, 0.3662)
    """
    if not 0 <= n_successes <= n_trials:
        raise ValueError(f"{n_successes} successes in {n_trials} trials")
    if n_trials == 0:
        return Interval(0.0, 0.0, 1.0)
    share, squared = n_successes / n_trials, z * z
    middle = share + squared / (2 * n_trials)
    half = z * math.sqrt(share * (1 - share) / n_trials + squared / (4 * n_trials * n_trials))
    scale = 1 + squared / n_trials
    # The bounds are exactly 0 and 1 at the ends; the formula leaves a rounding error there.
    low = 0.0 if n_successes == 0 else max(0.0, (middle - half) / scale)
    high = 1.0 if n_successes == n_trials else min(1.0, (middle + half) / scale)
    return Interval(share, low, high)


def mean_interval(values: NDArray[np.float64], *, z: float = Z_95) -> Interval:
    """Give a mean with its normal interval from the standard error.

    Assumes independent values and enough of them for the mean to be normal (some 30).

    Parameters
    ----------
    values : float array (n,), n >= 1
    z : float

    Examples
    --------
    >>> interval = mean_interval(np.array([1.0, 2.0, 3.0, 4.0]))
    >>> interval.value, round(interval.low, 3), round(interval.high, 3)
    (2.5, 1.235, 3.765)
    """
    value = float(np.mean(values))
    half = z * float(np.std(values, ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else 0.0
    return Interval(value, value - half, value + half)
