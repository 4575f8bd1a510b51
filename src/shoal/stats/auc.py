"""How often a score points to the right one of two customers."""

from __future__ import annotations

import numpy as np

from shoal.stats.places import Floats, Places


def auc(scores: Places, happened: Floats, weights: Floats) -> float:
    """Give the share of pairs, one customer to whom it happened and one to whom it did not, whom a score puts in order.

    Equal scores count one half. It is the area under the curve of a receiver operating characteristic.

    Parameters
    ----------
    scores : Places of n customers
        The higher, the likelier that it happens.
    happened : float array (n,), 0 or 1
    weights : float array (n,), >= 0
        How often each customer counts.

    Returns
    -------
    float
        0.5 for a score that says nothing, 1 for one that is never wrong; 0.5 where there is no such pair.

    References
    ----------
    Hanley & McNeil (1982), Radiology 143; Mann & Whitney (1947), Annals of Mathematical Statistics 18.

    Examples
    --------
    >>> from shoal.stats.places import places
    >>> auc(places([0.1, 0.4, 0.35, 0.8]), np.array([0.0, 0.0, 1.0, 1.0]), np.ones(4))
    0.75
    """
    yes = scores.weights(weights * happened)
    no = scores.weights(weights * (1 - happened))
    pairs = float(yes.sum() * no.sum())
    below = np.cumsum(no) - no / 2
    return float(yes @ below) / pairs if pairs > 0 else 0.5
