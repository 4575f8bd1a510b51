"""How forecasts of demand of earlier days would have done, beside two plain ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from shoal.predict.arrays import Floats
from shoal.predict.demand.courses import LATELY, WARM_UP, course
from shoal.predict.demand.forecasting import Forecast, Way, needed_weeks
from shoal.predict.demand.seasons import YEAR
from shoal.predict.demand.weeks import Weeks
from shoal.stats.bootstrap import bootstrap_interval, redrawn
from shoal.terms import Interval

MOST_ORIGINS = 8
"""Earlier days that are looked at."""

N_DRAWS = 500


@dataclass(frozen=True)
class Missed:
    """How far forecasts of one measure were off on one earlier day; lines and weeks added up.

    Parameters
    ----------
    came : float
        What came, in all.
    ours, four_weeks, seasonal_naive : float
        Absolute differences: of the forecast, of the mean of the last four weeks, and of the same week a year before
        (of the last week where that is not known).
    inside : float
        Share of lines and weeks, the total among them, that lay within the 80 % bands.
    """

    came: float
    ours: float
    four_weeks: float
    seasonal_naive: float
    inside: float


@dataclass(frozen=True)
class DemandTried:
    """One earlier day."""

    origin: datetime
    n_lines: int
    way: Way
    measures: Mapping[str, Missed]


def origins_back(n_weeks: int, ahead: int) -> tuple[int, ...]:
    """Choose earlier days, as weeks known by then: their windows do not lie over each other if the history allows.

    Examples
    --------
    >>> origins_back(53, 4), origins_back(30, 4), origins_back(23, 4)
    ((49, 45, 41, 37, 33, 29, 25, 21), (26, 25, 24, 23, 22, 21, 20), ())
    """
    last, least = n_weeks - ahead, needed_weeks(ahead)
    apart = max(1, min(ahead, (last - least) // (MOST_ORIGINS - 1)))
    return tuple(range(last, least - 1, -apart))[:MOST_ORIGINS]


def held_against_demand(
    found: Forecast, weeks: Weeks, segment: NDArray[np.intp], n_segments: int, *, origin: datetime
) -> DemandTried:
    """Hold a forecast of an earlier day against what came.

    Parameters
    ----------
    found : Forecast
        Of that day.
    weeks : Weeks
        With the weeks ahead of it.
    segment : int array (customers,)
        Who was in which segment on that day.
    n_segments : int
    origin : datetime
    """
    ahead = len(found.mean) - 1
    at = weeks.n_weeks - ahead
    then = course(weeks, at, ahead, segment, n_segments)
    came = np.concatenate([then.came.sum(axis=2), then.fresh[:, None]], axis=1)
    month = course(weeks, at - ahead, ahead, segment, n_segments).fresh
    four_weeks = np.broadcast_to(np.vstack([then.lately[-LATELY:].mean(axis=0), month.mean(axis=0)]), came.shape)
    naive = _year_before(weeks, at, ahead, (segment, n_segments))
    if naive is None:
        naive = np.broadcast_to(np.vstack([then.lately[-1], month[-1]]), came.shape)
    with_total = np.concatenate([came, came.sum(axis=1, keepdims=True)], axis=1)
    inside = (with_total >= found.low[:-1]) & (with_total <= found.high[:-1])
    missed = [np.abs(one - came).sum(axis=(0, 1)) for one in (found.mean[:-1, :-1], four_weeks, naive)]
    measures = {
        name: Missed(
            float(came[:, :, place].sum()),
            float(missed[0][place]),
            float(missed[1][place]),
            float(missed[2][place]),
            float(inside[:, :, place].mean()),
        )
        for place, name in enumerate(weeks.measures)
    }
    return DemandTried(origin, came.shape[1] + 1, found.way, measures)


def _year_before(weeks: Weeks, at: int, ahead: int, groups: tuple[NDArray[np.intp], int]) -> Floats | None:
    """Give what the same customers did in the same weeks of the year before, and those who were new then."""
    before = at - YEAR
    if before < WARM_UP:
        return None
    then = course(weeks.until(at), before, ahead, *groups)
    member = np.where(weeks.first < at, groups[0], groups[1]).astype(np.intp)
    rows = []
    for step in range(ahead):
        of = weeks.week == before + step
        placed, done = member[weeks.customer[of]], weeks.done[of]
        rows.append(np.column_stack([np.bincount(placed, one, minlength=groups[1] + 1)[: groups[1]] for one in done.T]))
    found: Floats = np.concatenate([np.array(rows), then.fresh[:, None]], axis=1)
    return found


def compared(tried: Sequence[DemandTried], measure: str, other: str) -> Interval:
    """Say how much smaller our error is than another's, as a share of the other's; days are drawn again.

    Parameters
    ----------
    tried : sequence of DemandTried
    measure : str
    other : str
        ``four_weeks`` or ``seasonal_naive``.
    """
    ours = np.array([one.measures[measure].ours for one in tried])
    theirs = np.array([getattr(one.measures[measure], other) for one in tried])
    random = np.random.default_rng(0)
    weights = np.array(list(redrawn(len(tried), N_DRAWS, random)))
    drawn = 1 - (weights @ ours) / np.maximum(weights @ theirs, 1e-12)
    return bootstrap_interval(float(1 - ours.sum() / max(theirs.sum(), 1e-12)), drawn, least=-np.inf, most=1.0)


def said_of_demand(tried: Sequence[DemandTried]) -> tuple[str, ...]:
    """Say in words how far forecasts of earlier days were off, and how the bands held."""
    if not tried:
        return ()
    said = []
    days = "one earlier day" if len(tried) == 1 else f"{len(tried)} earlier days"
    for measure in tried[0].measures:
        missed = [one.measures[measure] for one in tried]
        came = max(sum(one.came for one in missed), 1e-12)
        ours, mean, naive = (
            sum(getattr(one, name) for one in missed) / came for name in ("ours", "four_weeks", "seasonal_naive")
        )
        inside = sum(one.inside for one in missed) / len(missed)
        said.append(
            f"On {days} the weeks of segments were off by {ours:.0%} of {measure}; the mean of the last four weeks by"
            f" {mean:.0%}, the same week a year before (or the last) by {naive:.0%}. {inside:.0%} lay within their 80 %"
            " bands."
        )
    return tuple(said)
