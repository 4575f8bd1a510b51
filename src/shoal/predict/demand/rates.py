"""What follows from earlier days for the weeks ahead: of customers by their kind, of segments, of new customers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from shoal.predict.arrays import Floats
from shoal.predict.demand.courses import LATELY, Course
from shoal.predict.demand.paces import went_on

LEARNT, TRIED = 26, 16
"""Earlier weeks that rates are learnt from, and those on which the whole is tried."""

ALIKE = 0.2
"""How much of a forecast is what customers like those of a segment did; the rest is what the segment did itself."""

HALVING = 2.0
"""An earlier week counts half for every so many that it lies back."""


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

    def expected(self, now: Course, season: Floats) -> Floats:
        """Give what groups will do, new customers last.

        Partly as customers like those of a group went on, partly as the group itself did in the last four weeks and in
        the last eight: a mean of several ways to tell a thing is seldom far off, whichever would have been best.

        Parameters
        ----------
        now : Course
            Of the groups, on the day whose rates these are.
        season : float array (weeks,)
            How busy weeks are.

        Returns
        -------
        float array (weeks ahead, groups + 1, measures)

        References
        ----------
        Clemen (1989), Combining forecasts: a review, International Journal of Forecasting 5.
        """
        n, ahead = len(now.lately), len(self.kinds)
        busy = season[now.origin - n :, None, None]
        plain = now.lately / busy[:n]
        level = (plain[-LATELY:].mean(axis=0) + plain.mean(axis=0)) / 2
        alike = np.einsum("gkm,hkm->hgm", now.exposed, self.kinds)
        groups = ALIKE * alike + (1 - ALIKE) * level * busy[n : n + ahead]
        return np.concatenate([groups, self.fresh[:, None]], axis=1)


def learn_rates(courses: Mapping[int, Course], origin: int, ahead: int, season: Floats) -> Rates:
    """Learn from the days of which everything was known by `origin`: the newer, the more it counts.

    How kinds of customers go on is learnt from their orders, of which the newest weeks say most. What they spend is
    told by what each of them spends with an order, and by how far such expectations were right in all weeks that are
    looked at: of money the newest weeks say little, for a few large orders rule them.

    Parameters
    ----------
    courses : mapping of day to Course
        In rising order.
    origin, ahead : int
    season : float array (weeks,)
    """
    kinds = []
    for step in range(ahead):
        days = _days(courses, origin - step - 1)
        weights = np.array([0.5 ** ((origin - step - 1 - one.origin) / HALVING) for one in days])
        came = np.array([one.came[step].sum(axis=0) / season[one.origin + step] for one in days])
        exposed = np.array([one.exposed.sum(axis=0) for one in days])
        rate = went_on(exposed[:, :, 0], came[:, :, 0], weights)
        right = came.sum(axis=(0, 1)) / np.maximum(np.einsum("dkm,k->m", exposed, rate), 1e-12)
        right[0] = 1.0
        kinds.append(rate[:, None] * right * season[origin + step])
    return Rates(np.array(kinds), _fresh(courses, origin, ahead, season))


def _days(courses: Mapping[int, Course], newest: int) -> list[Course]:
    return [one for one in courses.values() if newest - LEARNT < one.origin <= newest]


def _fresh(courses: Mapping[int, Course], origin: int, ahead: int, season: Floats) -> Floats:
    """Say what new customers will do: as many come as came of late, and order on as new ones of earlier days did.

    What is known of those who come in the first week ahead is newer than what is known of those who come later.
    """

    def did(day: Course, step: int) -> Floats:
        found: Floats = day.fresh[step] / season[day.origin + step]
        return found

    level = np.mean([did(one, 0) for one in _days(courses, origin - 1)[-LATELY:]], axis=0)
    fresh = []
    for step in range(ahead):
        days = _days(courses, origin - step - 1)
        at_once = sum(did(one, 0) for one in days)
        in_time = sum(did(one, step) for one in days)
        fresh.append(level * in_time / np.maximum(at_once, 1e-12) * season[origin + step])
    return np.array(fresh)
