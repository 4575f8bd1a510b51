"""How often suggestions come true: by how customers have bought so far, and by the place of the suggestion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.predict.arrays import Floats, Places
from shoal.predict.products.ranking import NOBODY
from shoal.predict.products.tastes import Sparse, Tastes

LATELY_DAYS = 90
"""Who has ordered within so many days is told from who has not."""

DAYS_BOUNDS, PLACE_BOUNDS = (2, 5), (1, 3)
"""Customers with orders on one day, on two to four, on more; suggestions in first place, second or third, further."""

USUAL_WEIGHT = 20.0
"""What is usual of a place counts as so many suggestions to each kind of customer."""


@dataclass(frozen=True)
class Chances:
    """How many suggestions came true.

    Parameters
    ----------
    hits, tries : float array (6 kinds of customers, 3 bands of places)
    """

    hits: Floats
    tries: Floats

    def of(self, kinds: NDArray[np.intp], n: int) -> tuple[Floats, Floats, Floats]:
        """Give the probability that a suggestion comes true, with the 95 % interval of that share.

        It is a beta distribution about what is usual of the place, drawn to what came of such customers.

        Parameters
        ----------
        kinds : int array (customers,)
        n : int
            Places.

        Returns
        -------
        three float arrays (customers, n)
        """
        from scipy.special import betaincinv  # noqa: PLC0415 - only predictions of products need it

        usual = (self.hits.sum(axis=0) + 0.5) / (self.tries.sum(axis=0) + 1.0)
        a = self.hits + USUAL_WEIGHT * usual
        b = self.tries - self.hits + USUAL_WEIGHT * (1 - usual)
        each = (a / (a + b), betaincinv(a, b, 0.025), betaincinv(a, b, 0.975))
        band = bands(n)
        value, low, high = (one[kinds][:, band] for one in each)
        return value, low, high


def kinds_of(tastes: Tastes) -> NDArray[np.intp]:
    """Say of each customer which of the six kinds it is: when and how often it has ordered.

    Examples
    --------
    >>> int(bands(4)[3])
    2
    """
    often = np.digitize(tastes.order_days, DAYS_BOUNDS)
    return (3 * (tastes.quiet_days > LATELY_DAYS) + often).astype(np.intp)


def bands(n: int) -> NDArray[np.intp]:
    """Say of each place which of the three bands it is in.

    Examples
    --------
    >>> bands(5)
    array([0, 1, 1, 2, 2])
    """
    return np.digitize(np.arange(n), PLACE_BOUNDS).astype(np.intp)


def came_true(first: Places, bought: Sparse) -> NDArray[np.bool_]:
    """Say of each suggestion whether the customer bought it then; False where there is none."""
    rows = np.repeat(np.arange(len(first)), first.shape[1])
    found = np.asarray(bought[rows, np.maximum(first, 0).ravel()]).ravel() > 0
    hit: NDArray[np.bool_] = found.reshape(first.shape) & (first != NOBODY)
    return hit


def count_chances(tastes: Tastes, first: Places, bought: Sparse) -> Chances:
    """Count what came true of the suggestions of an earlier day.

    Parameters
    ----------
    tastes : Tastes
        Of that day.
    first : int array (customers, n)
        The suggestions.
    bought : sparse matrix
        What was bought after it.
    """
    hit, is_told = came_true(first, bought), first != NOBODY
    cell = 3 * kinds_of(tastes)[:, None] + bands(first.shape[1])[None, :]
    hits = np.bincount(cell.ravel(), hit.ravel().astype(np.float64), minlength=18)
    tries = np.bincount(cell.ravel(), is_told.ravel().astype(np.float64), minlength=18)
    return Chances(hits.reshape(6, 3).astype(np.float64), tries.reshape(6, 3).astype(np.float64))
