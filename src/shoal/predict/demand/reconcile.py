"""Lines that add up: what the total says by itself is heeded as far as it knew better on earlier days."""

from __future__ import annotations

import numpy as np

from shoal.predict.arrays import Floats

DOUBT = 1.0
"""The total is heeded as if as many days again had shown that its own opinion adds nothing."""


def learn_heed(sums: Floats, totals: Floats, came: Floats) -> Floats:
    """Learn how far the sum of the lines should go towards what the total was told by itself.

    The two forecasts of one thing are combined with the weight that would have been best by least squares, halved: with
    few earlier days a weight is easily too large.

    Parameters
    ----------
    sums, totals, came : float arrays (days, weeks ahead, measures)
        Of earlier days: the lines added up, the total told by itself, and what came.

    Returns
    -------
    float array (measures,), 0 to 1

    References
    ----------
    Bates & Granger (1969), The Combination of Forecasts, Operational Research Quarterly 20; Clemen (1989),
    International Journal of Forecasting 5.

    Examples
    --------
    >>> sums, came = np.full((8, 1, 1), 10.0), np.full((8, 1, 1), 12.0)
    >>> learn_heed(sums, came, came), learn_heed(sums, 20.0 - came, came)
    (array([0.5]), array([0.]))
    """
    gap = totals - sums
    told, squares = (gap * (came - sums)).sum(axis=(0, 1)), (gap**2).sum(axis=(0, 1))
    heed: Floats = np.clip(told / np.maximum((1 + DOUBT) * squares, 1e-12), 0.0, 1.0)
    return heed


def reconciled(parts: Floats, total: Floats, heed: Floats) -> tuple[Floats, Floats]:
    """Make parts add up to the total: all go up or down by the same share.

    Parameters
    ----------
    parts : float array (weeks, parts, measures)
    total : float array (weeks, measures)
        Told by itself.
    heed : float array (measures,)
        How far the sum goes towards it: 0 is not at all, 1 all the way.

    Returns
    -------
    float arrays (weeks, parts, measures) and (weeks, measures)
        The total is the sum of the parts.

    Examples
    --------
    >>> parts, total = reconciled(np.array([[[10.0], [20.0]]]), np.array([[36.0]]), np.array([0.5]))
    >>> parts.ravel(), total.ravel()
    (array([11., 22.]), array([33.]))
    """
    sums = parts.sum(axis=1)
    share = 1 + heed * (total - sums) / np.where(sums > 0, sums, np.inf)  # of parts that are all 0 nothing can be said
    moved = parts * share[:, None]
    return moved, moved.sum(axis=1)
