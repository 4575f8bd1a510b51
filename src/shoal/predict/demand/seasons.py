"""How busy weeks are for their time of the year."""

from __future__ import annotations

import numpy as np

from shoal.predict.arrays import Floats

YEAR, LEAST_SEASON = 52, 78
"""Weeks of a year; and those that must be known before its seasons are looked at."""

NEAR, AROUND = 1, 13
"""Weeks to either side that say how busy a week was, and how busy it is usual to be."""

LASTING = 0.5
"""Of what one year shows half is taken to come again: the rest was chance, or of that year alone."""


def seasons(orders: Floats, ahead: int) -> Floats | None:
    """Say how busy each week is for its time of the year, from the year before; None where too little is known.

    Read from orders, and used for units and money as well: a few large orders would be taken for a season.

    Parameters
    ----------
    orders : float array (weeks,)
        Of everybody.
    ahead : int

    Returns
    -------
    float array (weeks + ahead,)
        1 is usual; of the first year nothing is known, and it is taken to be.

    Examples
    --------
    >>> year = np.where(np.arange(52) == 20, 30.0, 10.0)  # one busy week
    >>> found = seasons(np.tile(year, 2), 4)
    >>> found[[52 + 5, 52 + 20]].round(2)
    array([1.  , 1.28])
    """
    n_weeks = len(orders)
    if n_weeks < LEAST_SEASON:
        return None
    found = np.ones(n_weeks + ahead)
    for week in range(YEAR, n_weeks + ahead):
        before = week - YEAR
        near = orders[max(before - NEAR, 0) : before + NEAR + 1].mean()
        around = orders[max(before - AROUND, 0) : before + AROUND + 1].mean()
        found[week] = 1 + LASTING * (np.clip(near / max(around, 1e-12), 0.25, 4.0) - 1)
    return found
