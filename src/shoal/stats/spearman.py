"""How well one order of customers follows another."""

from __future__ import annotations

import math

from shoal.stats.places import Floats, Places


def spearman(first: Places, second: Places, weights: Floats) -> float:
    """Give the rank correlation of two orders; equal values share their middle rank.

    Parameters
    ----------
    first, second : Places of n customers
    weights : float array (n,), >= 0
        How often each customer counts.

    Returns
    -------
    float
        1 for the same order, -1 for the opposite, about 0 for unrelated ones; 0 where one of them is no order at all,
        for it says nothing of the other.

    References
    ----------
    Spearman (1904), American Journal of Psychology 15; with weights, the correlation of weighted middle ranks.

    Examples
    --------
    >>> import numpy as np
    >>> from shoal.stats.places import places
    >>> spearman(places([1.0, 2.0, 9.0]), places([10.0, 20.0, 30.0]), np.ones(3))
    1.0
    """
    total = weights.sum()
    if total == 0:
        return 0.0
    # the middle of all weighted ranks is half the weight, whatever the ties
    one, other = first.ranks(weights) - total / 2, second.ranks(weights) - total / 2
    weighed = weights * one
    both = float(weighed @ one) * float((weights * other) @ other)
    return float(weighed @ other) / math.sqrt(both) if both > 0 else 0.0
