"""The bootstrap: what a figure would have been with other customers of the same kind."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from shoal.stats.intervals import Z_95
from shoal.terms import Interval

Floats = NDArray[np.float64]


def redrawn(n_people: int, n_draws: int, random: np.random.Generator) -> Iterator[Floats]:
    """Draw as many people as there are, with replacement, so many times.

    Whatever belongs to one person is drawn together, so that what a person did at several times counts as one.

    Parameters
    ----------
    n_people, n_draws : int
    random : numpy.random.Generator

    Yields
    ------
    float array (people,)
        How often each was drawn.

    References
    ----------
    Efron & Tibshirani (1993), An Introduction to the Bootstrap; Davison & Hinkley (1997), section 3.8.

    Examples
    --------
    >>> [int(drawn.sum()) for drawn in redrawn(5, 2, np.random.default_rng(0))]
    [5, 5]
    """
    for _ in range(n_draws):
        drawn = random.integers(n_people, size=n_people)
        yield np.bincount(drawn, minlength=n_people).astype(np.float64)


def bootstrap_interval(value: float, drawn: Floats, *, least: float, most: float) -> Interval:
    """Give a figure with the normal interval of its bootstrap standard error, kept within what is possible.

    Two hundred draws give the standard error to 5 %, while the tails of so few would be a matter of luck.

    Parameters
    ----------
    value : float
        Of the customers as they are.
    drawn : float array (draws,) or (draws, parts), at least 2 draws
        Of each draw. Parts of which the figure is the mean are not taken to be independent: its standard error is the
        mean of theirs, which is the most that it can be.
    least, most : float

    Examples
    --------
    >>> found = bootstrap_interval(0.9, np.array([0.8, 0.9, 1.0]), least=0.0, most=1.0)
    >>> found.value, round(found.low, 3), found.high
    (0.9, 0.704, 1.0)
    """
    half = Z_95 * float(np.mean(np.std(drawn, axis=0, ddof=1)))
    return Interval(value, max(least, value - half), min(most, value + half))
