"""Cut points on values: equal values never part."""

from __future__ import annotations

import numpy as np

from shoal.stats.rounding import significant
from shoal.terms import Matrix


def quantile_cuts(values: Matrix, n_parts: int, *, keep_repeats: bool = False) -> tuple[float, ...]:
    """Cut values in parts of as equal size as ties allow; a value on a cut belongs below it.

    Each cut lies halfway between two neighbouring values, so that rounding cannot move a customer across it.

    Parameters
    ----------
    values : float array (n,), finite, n >= 1
    n_parts : int
    keep_repeats : bool
        Keep a cut for each quantile even where several fall on one value, or on the largest.

    Examples
    --------
    >>> quantile_cuts(np.array([1.0, 1.0, 1.0, 2.0, 3.0, 4.0]), 3)
    (1.5, 2.5)
    >>> quantile_cuts(np.array([1.0, 1.0, 1.0, 2.0]), 4, keep_repeats=True)
    (1.5, 1.5, 1.5)
    """
    levels, counts = np.unique(values, return_counts=True)
    upto = np.cumsum(counts)
    # The smallest level with at least the share at or below it; integers, so that 0.6 * 5 is exactly 3.
    wanted = np.arange(1, n_parts) * len(values)
    places = [int(np.searchsorted(upto * n_parts, want, side="left")) for want in wanted]
    if not keep_repeats:
        places = sorted({place for place in places if place < len(levels) - 1})
    return tuple(between(levels, place) for place in places)


def between(levels: Matrix, place: int) -> float:
    """Give a number that separates a level from the next, readable where possible.

    Parameters
    ----------
    levels : float array (n,), ascending
    place : int
        Of the level that belongs below.

    Examples
    --------
    >>> between(np.array([1.0, 2.0, 7.0]), 1)
    4.5
    """
    below = float(levels[place])
    if place == len(levels) - 1:
        return below
    above = float(levels[place + 1])
    middle = float(significant(below + (above - below) / 2).item())
    return middle if below <= middle < above else below


def merged_cuts(values: Matrix, cuts: tuple[float, ...], smallest: int) -> tuple[float, ...]:
    """Take out cuts until every part has enough customers: the smallest part joins its smaller neighbour.

    Examples
    --------
    >>> merged_cuts(np.array([1.0, 2.0, 3.0, 4.0, 5.0]), (1.5, 3.5), 2)
    (3.5,)
    """
    kept = list(cuts)
    while kept:
        sizes = np.bincount(np.searchsorted(np.array(kept), values, side="left"), minlength=len(kept) + 1)
        least = int(np.argmin(sizes))
        if sizes[least] >= smallest:
            break
        joins_below = least == len(kept) or (least > 0 and sizes[least - 1] <= sizes[least + 1])
        kept.pop(least - 1 if joins_below else least)
    return tuple(kept)
