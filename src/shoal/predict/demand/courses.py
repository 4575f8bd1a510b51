"""How demand went on after earlier days, week by week, of customers put in segments as those of today are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.predict.arrays import Floats
from shoal.predict.demand.paces import N_KINDS, Standing, standing, sums_by
from shoal.predict.demand.weeks import Weeks

WARM_UP = LATELY = 4
"""Weeks that must be known of customers before they are looked at; those of which the newest level is read."""

LONGER = 8
"""Weeks of which a calmer level is read, as far as so many are known."""

N_WORTHS = 5
"""Customers are in so many groups of like worth: it finds those of earlier days who stood as members do now."""


@dataclass(frozen=True)
class Course:
    """Where customers stood on an earlier day, added up, and what came in the weeks after it.

    Parameters
    ----------
    origin : int
        Weeks known by then.
    exposed : float array (groups, kinds, measures)
        Paces added up.
    came : float array (weeks ahead, groups, kinds, measures)
    fresh : float array (weeks ahead, measures)
        By who had not ordered before.
    size : float array (groups, measures)
        Of an order, larger ones counting more: what chance works in.
    lately : float array (weeks, groups, measures)
        What the same customers did in the last weeks before the day, at most eight, the newest last.
    """

    origin: int
    exposed: Floats
    came: Floats
    fresh: Floats
    size: Floats
    lately: Floats


def course(weeks: Weeks, origin: int, ahead: int, group: NDArray[np.intp], n_groups: int) -> Course:
    """Look at an earlier day and the weeks after it that are known.

    Parameters
    ----------
    weeks : Weeks
    origin, ahead : int
    group : int array (customers,)
    n_groups : int
    """
    stood = standing(weeks, origin)
    cell = group * (N_KINDS + 1) + stood.kind
    shape = (n_groups, N_KINDS + 1, len(weeks.measures))

    def of_week(week: int) -> Floats:
        of = weeks.week == week
        return sums_by(cell[weeks.customer[of]], weeks.done[of], n_groups * (N_KINDS + 1)).reshape(shape)

    came = np.zeros((ahead, *shape))
    for step in range(min(ahead, weeks.n_weeks - origin)):
        came[step] = of_week(origin + step)
    lately = np.array([of_week(week)[:, :N_KINDS].sum(axis=1) for week in range(max(origin - LONGER, 0), origin)])
    exposed = sums_by(cell, stood.pace, n_groups * (N_KINDS + 1)).reshape(shape)[:, :N_KINDS]
    size = order_sizes(group, stood.pace, stood.size, n_groups)
    return Course(origin, exposed, came[:, :, :N_KINDS], came[:, :, N_KINDS].sum(axis=1), size, lately)


@dataclass(frozen=True)
class Likeness:
    """Which segments customers are in who stand alike now, so that those of earlier days can be put in them.

    Parameters
    ----------
    shares : float array (places, segments)
        Of the customers of each kind and worth, added up along the segments.
    """

    shares: Floats

    def group(self, stood: Standing) -> NDArray[np.intp]:
        """Put customers of a day into segments: as many of each kind and worth as there are of them now.

        Which of them is decided by their place, which is random: customers are in the order of a hash.
        """
        place = _place(stood)
        order = np.argsort(place, kind="stable")
        sorted_ = place[order]
        begins = np.searchsorted(sorted_, sorted_)
        size = np.searchsorted(sorted_, sorted_, side="right") - begins
        part = (np.arange(len(place)) - begins + 0.5) / size
        found = np.zeros(len(place), dtype=np.intp)
        found[order] = (part[:, None] > self.shares[sorted_][:, :-1]).sum(axis=1)
        return found


def likeness(stood: Standing, segment: NDArray[np.intp], n_segments: int) -> Likeness:
    """Learn which segments customers are in by how they stand."""
    there = stood.kind < N_KINDS
    place = _place(stood)
    counts = np.zeros((N_WORTHS * (N_KINDS + 1), n_segments))
    np.add.at(counts, (place[there], segment[there]), 1.0)
    # where nobody stands now, those of the same worth say
    by_worth = counts.reshape(-1, N_WORTHS, n_segments).sum(axis=0)
    usual = np.tile((by_worth + 1e-9) / (by_worth + 1e-9).sum(axis=1, keepdims=True), (N_KINDS + 1, 1))
    shares = (counts + 1e-6 * usual) / (counts + 1e-6 * usual).sum(axis=1, keepdims=True)
    return Likeness(np.cumsum(shares, axis=1))


def _place(stood: Standing) -> NDArray[np.intp]:
    """Give the kind and the worth of customers as one number; worth is by rank among those who have ordered."""
    there = np.flatnonzero(stood.kind < N_KINDS)
    worth = np.zeros(len(stood.kind), dtype=np.intp)
    order = there[np.argsort(stood.worth[there], kind="stable")]
    worth[order] = np.arange(len(order)) * N_WORTHS // max(len(order), 1)
    return stood.kind * N_WORTHS + worth


def order_sizes(group: NDArray[np.intp], pace: Floats, size: Floats, n_groups: int) -> Floats:
    """Give the size of an order of each group, each counting by its size: with orders alone, one."""
    found: Floats = sums_by(group, pace * size, n_groups) / np.maximum(sums_by(group, pace, n_groups), 1e-12)
    return found
