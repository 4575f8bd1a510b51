"""How demand went on after earlier days, week by week, and what follows for the weeks to come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.predict.arrays import Floats
from shoal.predict.demand.paces import N_KINDS, Standing, standing, sums_by, went_on
from shoal.predict.demand.weeks import Weeks

WARM_UP = LATELY = 4
"""Weeks that must be known of customers before they are looked at; those of which the newest level is read."""

LONGER = 8
"""Weeks of which a calmer level is read, as far as so many are known."""

LEARNT, TRIED = 26, 16
"""Earlier weeks that rates are learnt from, and those on which the whole is tried."""

HALVING = 2.0
"""An earlier week counts half for every so many that it lies back."""

YEAR, LEAST_SEASON = 52, 78
"""Weeks of a year; and those that must be known before its seasons are looked at."""

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


def seasons(totals: Floats, ahead: int) -> Floats | None:
    """Say how busy each week is for its time of the year, from the year before; None where too little is known.

    Parameters
    ----------
    totals : float array (weeks, measures)
    ahead : int

    Returns
    -------
    float array (weeks + ahead, measures)
        1 is usual; of the first year nothing is known, and it is taken to be.
    """
    n_weeks = len(totals)
    if n_weeks < LEAST_SEASON:
        return None
    found = np.ones((n_weeks + ahead, totals.shape[1]))
    for week in range(YEAR, n_weeks + ahead):
        before = week - YEAR
        near = totals[max(before - 1, 0) : before + 2].mean(axis=0)
        around = totals[max(before - 13, 0) : before + 14].mean(axis=0)
        found[week] = np.clip(near / np.maximum(around, 1e-12), 0.25, 4.0)
    return found


@dataclass(frozen=True)
class Rates:
    """What is learnt from earlier days for the weeks ahead of one.

    Parameters
    ----------
    kinds : float array (weeks ahead, kinds, measures)
        Of the pace of customers.
    fresh : float array (weeks ahead, measures)
        By those who have not ordered yet.
    """

    kinds: Floats
    fresh: Floats

    def opinions(self, now: Course, season: Floats | None) -> Floats:
        """Give what groups will do, new customers last: as such customers went on, and as the groups did of late.

        Parameters
        ----------
        now : Course
            Of the groups, on the day whose rates these are.
        season : float array (weeks, measures) or None

        Returns
        -------
        float array (opinions, weeks ahead, groups + 1, measures)
            As customers like that went on; as the last four weeks were, and the last eight.
        """
        n, ahead = len(now.lately), len(self.kinds)
        usual = np.ones((n + ahead, 1)) if season is None else season[now.origin - n :]
        plain = now.lately / usual[:n, None]
        levels = [plain[-LATELY:].mean(axis=0), plain.mean(axis=0)]
        alike = np.einsum("gkm,hkm->hgm", now.exposed, self.kinds)
        told = [alike, *(level[None] * usual[n : n + ahead, None] for level in levels)]
        return np.array([np.concatenate([one, self.fresh[:, None]], axis=1) for one in told])


def learn_rates(courses: dict[int, Course], origin: int, ahead: int, season: Floats | None) -> Rates:
    """Learn from the days of which everything was known by `origin`: the newer, the more it counts."""

    def usual(week: int) -> Floats | float:
        return 1.0 if season is None else season[week]

    kinds = []
    for step in range(ahead):
        days = _days(courses, origin - step - 1)
        weights = np.array([0.5 ** ((origin - step - 1 - one.origin) / HALVING) for one in days])
        came = np.array([one.came[step].sum(axis=0) / usual(one.origin + step) for one in days])
        exposed = np.array([one.exposed.sum(axis=0) for one in days])
        kinds.append(went_on(exposed, came, weights) * usual(origin + step))
    return Rates(np.array(kinds), _fresh(courses, origin, ahead, usual))


def _days(courses: dict[int, Course], newest: int) -> list[Course]:
    return [one for one in courses.values() if newest - LEARNT < one.origin <= newest]


def _fresh(courses: dict[int, Course], origin: int, ahead: int, usual: Callable[[int], Floats | float]) -> Floats:
    """Say what new customers will do: as many come as came of late, and order on as new ones of earlier days did.

    What is known of those who come in the first week ahead is newer than what is known of those who come later.
    """

    def did(day: Course, step: int) -> Floats:
        found: Floats = day.fresh[step] / usual(day.origin + step)
        return found

    level = np.mean([did(one, 0) for one in _days(courses, origin - 1)[-LATELY:]], axis=0)
    fresh = []
    for step in range(ahead):
        days = _days(courses, origin - step - 1)
        at_once = sum(did(one, 0) for one in days)
        in_time = sum(did(one, step) for one in days)
        fresh.append(level * in_time / np.maximum(at_once, 1e-12) * usual(origin + step))
    return np.array(fresh)
