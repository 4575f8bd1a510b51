"""Moats: how empty the closest crossing between two groups is beside a usual place inside them.

A valley along the line between two centres says nothing of a ring around a ball, whose centres are the same. A moat
asks only how far one must step to leave a group where that is easiest, so it holds for groups of any shape, and for
those of any algorithm.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
NEIGHBOURS = 10
"""The distance to the tenth neighbour says how crowded a place is; fewer say it too roughly."""


@dataclass(frozen=True)
class Terrain:
    """How crowded it is where customers stand.

    Parameters
    ----------
    reach : float array (n,)
        Distance to the tenth neighbour.
    steps : float array (n, n)
        From one customer to another: the distance, but never less than the reach of either.
    """

    reach: Floats
    steps: Floats


def terrain(rows: Floats) -> Terrain:
    """Look at customers; time and memory grow with the square of n, so give it a sample.

    Parameters
    ----------
    rows : float array (n, columns), n >= 2

    References
    ----------
    Steps are the mutual reachability of Campello, Moulavi & Sander (2013), PAKDD.
    """
    square = np.einsum("ij,ij->i", rows, rows)
    steps = square[:, None] + square[None, :] - 2 * (rows @ rows.T)
    np.maximum(steps, 0.0, out=steps)
    np.sqrt(steps, out=steps)
    np.fill_diagonal(steps, 0.0)
    place = min(NEIGHBOURS, len(rows) - 1)
    reach = np.partition(steps, place, axis=1)[:, place]
    np.maximum(steps, reach[:, None], out=steps)
    np.maximum(steps, reach[None, :], out=steps)
    return Terrain(reach, steps)


def moats(there: Terrain, labels: NDArray[np.int64]) -> Floats:
    """Give the narrowest moat of each group: 1 - usual step inside / shortest step across, the sparser group's inside.

    Near 1 it is surrounded by emptiness; at 0 one leaves it as one walks in it; negative, drawn in to
    -1, where a crowd was cut in two. Customers with a negative label belong to no group and are left out.

    Parameters
    ----------
    there : Terrain
    labels : int array (n,)

    Returns
    -------
    float array (groups,), -1 to 1
        Empty with fewer than two groups: there is nothing to cross to.

    Examples
    --------
    >>> walk = np.arange(30.0)[:, None]
    >>> two = terrain(np.concatenate([walk, walk + 129]))
    >>> moats(two, np.repeat([0, 1], 30)).round(2), moats(two, np.repeat([0, 1, 2], [15, 15, 30])).round(2)
    (array([0.95, 0.95]), array([0.  , 0.  , 0.95]))
    """
    members = [np.flatnonzero(labels == group) for group in np.unique(labels[labels >= 0])]
    if len(members) < 2:
        return np.empty(0)
    usual = np.array([np.median(there.reach[who]) for who in members])
    across = np.full((len(members), len(members)), np.inf)
    for i, who in enumerate(members):
        nearest = there.steps[who].min(axis=0)
        across[i] = [nearest[other].min() if j != i else np.inf for j, other in enumerate(members)]
    inside = np.maximum(usual[:, None], usual[None, :])
    # Customers who are all equal have no inside, and whoever is equal to them is across no moat.
    ratio = np.divide(inside, across, out=np.where(inside > 0, np.inf, 1.0), where=across > 0)
    ratio[across == np.inf] = 0.0
    np.fill_diagonal(ratio, -np.inf)
    return np.asarray(np.maximum(1.0 - ratio.max(axis=1), -1.0))
