"""Prediction strength: whether groups found among some customers hold together others as those group themselves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from shoal.stats.agreement import crossing
from shoal.stats.intervals import Z_95
from shoal.terms import Interval

Groups = NDArray[np.int64]
ENOUGH = 0.8
"""Groups of at least this strength would be found again (Tibshirani & Walther: 0.8 to 0.9)."""


def strengths(own: Groups, placed: Groups) -> NDArray[np.float64]:
    """Give, for each group of its own, the share of its pairs of customers that the placement keeps together.

    Parameters
    ----------
    own : int array (n,)
        Groups that these customers form by themselves; negative: none, left out.
    placed : int array (n,)
        Where a model of other customers places them; negative: nowhere, together with nobody.

    Returns
    -------
    float array (own groups,)
        A group of one customer has no pairs and holds together.

    Examples
    --------
    >>> strengths(np.array([0, 0, 0, 1, 1]), np.array([7, 7, 7, 7, 5]))
    array([1., 0.])
    """
    kept = own >= 0
    # Whoever is placed nowhere gets a group alone.
    alone = placed.max(initial=0) + 1 + np.arange(len(placed))
    counts = crossing(own[kept], np.where(placed < 0, alone, placed)[kept]).astype(np.float64)
    sizes = counts.sum(axis=1)
    pairs = sizes * (sizes - 1)
    together = (counts * (counts - 1)).sum(axis=1)
    return np.asarray(np.divide(together, pairs, out=np.ones(len(sizes)), where=pairs > 0))


def prediction_strength(own: Groups, placed: Groups) -> float:
    """Give the strength of the weakest group; with one group or none it is 1.

    Parameters
    ----------
    own, placed : int array (n,)
        As of `strengths`.

    References
    ----------
    Tibshirani & Walther (2005), Cluster validation by prediction strength, JCGS 14(3).

    Examples
    --------
    >>> prediction_strength(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    return float(strengths(own, placed).min(initial=1.0))


def company(own: Groups, placed: Groups) -> float:
    """Give the share of the fellows of a customer, of the same group, that the placement leaves with them, on average.

    Where the weakest group asks of every group alike, this asks of the customers: a small one that is not found again
    counts for its few.

    Parameters
    ----------
    own, placed : int array (n,)
        As of `strengths`.

    Examples
    --------
    >>> company(np.array([0, 0, 0, 1, 1]), np.array([7, 7, 7, 7, 5]))
    0.6
    """
    kept = own >= 0
    if not kept.any():
        return 1.0
    sizes = np.bincount(np.unique(own[kept], return_inverse=True)[1].reshape(-1))
    return float(np.average(strengths(own, placed), weights=sizes))


def strength_interval(values: Sequence[float]) -> Interval:
    """Give the mean over splits, and an interval of the strength that one more split would have.

    Parts of one sample overlap from split to split, so their standard error would be too small: the bounds are those
    of a single split, drawn in to [0, 1].

    Parameters
    ----------
    values : sequence of float
        One per split, at least one.

    Examples
    --------
    >>> strength_interval([0.9, 0.9, 0.9])
    Interval(value=0.9, low=0.9, high=0.9)
    """
    each = np.asarray(values, dtype=np.float64)
    value = float(each.mean())
    half = Z_95 * float(each.std(ddof=1)) if len(each) > 1 else 0.0
    return Interval(value, max(0.0, value - half), min(1.0, value + half))
