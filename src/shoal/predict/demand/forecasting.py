"""Demand of segments in the weeks to come: means that add up to the total, and bands that held on earlier days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.errors import PredictError
from shoal.predict.arrays import Floats
from shoal.predict.demand.courses import WARM_UP, Course, course, likeness
from shoal.predict.demand.paces import standing
from shoal.predict.demand.rates import TRIED, learn_rates
from shoal.predict.demand.reconcile import learn_heed, reconciled
from shoal.predict.demand.seasons import seasons
from shoal.predict.demand.spread import Spread, fit_spread
from shoal.predict.demand.weeks import Weeks
from shoal.stats.rounding import RESULT_DIGITS, significant

LEAST_DAYS = 4
"""Earlier weeks that rates are learnt from at least, and on which the whole is tried at least."""

NEWEST = 0.4
"""How much of the total's level the newest week is."""


@dataclass(frozen=True)
class Way:
    """How lines are told, as far as that depends on the data.

    Parameters
    ----------
    has_season : bool
        Whether so much is known that the year before says how busy weeks are.
    heed : tuple of float
        By measure, how far the lines follow what the total says by itself: 0 is not at all, 1 all the way.
    """

    has_season: bool
    heed: tuple[float, ...]


@dataclass(frozen=True)
class Forecast:
    """What is expected of lines: segments, then new customers, then all together.

    Parameters
    ----------
    mean, low, high : float array (weeks ahead + 1, lines, measures)
        In the last row, all weeks together.
    way : Way
    """

    mean: Floats
    low: Floats
    high: Floats
    way: Way


@dataclass(frozen=True)
class _Base:
    """What groups and new customers are expected to do, what the total says by itself, and the size of an order."""

    parts: Floats
    total: Floats
    size: Floats

    def agreed(self, heed: Floats) -> _Base:
        return _Base(*reconciled(self.parts, self.total, heed), self.size)


def needed_weeks(ahead: int) -> int:
    """Give the weeks that must be known to look so many ahead.

    Examples
    --------
    >>> needed_weeks(4)
    20
    """
    return WARM_UP + 2 * LEAST_DAYS + 2 * ahead


def refuse_short(n_weeks: int, ahead: int) -> None:
    """Refuse a history too short for what is asked, with what is missing and what is possible meanwhile."""
    needed = needed_weeks(ahead)
    if n_weeks >= needed:
        return
    most = (n_weeks - needed_weeks(0)) // 2
    sooner = f"ask for --weeks {most}, or " if most >= 1 else ""
    raise PredictError(
        f"orders are known for {n_weeks} whole weeks, and looking {ahead} weeks ahead takes {needed}:"
        f" {needed - n_weeks} weeks are missing",
        expected="as much to learn from as to be tried on",
        do=sooner + "use `shoal predict`, which says what each customer will order and needs less",
        where="predict demand",
    )


def forecast(weeks: Weeks, segment: NDArray[np.intp], n_segments: int, ahead: int) -> Forecast:
    """Look ahead from the last week that is known.

    What a segment will do is told from what it did of late and from how customers like its members went on after
    earlier days. New customers are a line of their own. The total is told by itself, by exponential smoothing, and the
    lines are reconciled with it as far as it knew better on earlier days. The bands are how far the same was off on
    those days.

    Parameters
    ----------
    weeks : Weeks
        Nothing after it is looked at.
    segment : int array (customers,)
        Of every customer, as of the last week: 0 to ``n_segments - 1``.
    n_segments : int
    ahead : int
        Weeks.

    Raises
    ------
    PredictError
        If too little is known.

    References
    ----------
    Hyndman & Athanasopoulos (2021), Forecasting: Principles and Practice, 3rd edition, chapters 8, 11 and 13.4.
    """
    refuse_short(weeks.n_weeks, ahead)
    now, totals = weeks.n_weeks, weeks.totals()
    first = max(WARM_UP, now - ahead - 2 * TRIED - ahead - 10)
    alike = likeness(standing(weeks, now), segment, n_segments)
    courses = {
        origin: course(weeks, origin, ahead, alike.group(standing(weeks, origin)), n_segments)
        for origin in range(first, now)
    }
    tried = range(max(first + LEAST_DAYS + ahead - 1, now - ahead - TRIED + 1), now - ahead + 1)
    came = np.array([_came(courses[origin]) for origin in tried])
    known = seasons(totals[:, 0], ahead)
    season = np.ones(now + ahead) if known is None else known
    told = [_told(courses, courses[origin], ahead, totals, season) for origin in tried]
    heed = learn_heed(*_totals(told), came[:, :, -1])
    spreads = _spreads([base.agreed(heed) for base in told], came)
    ours = course(weeks, now, ahead, segment, n_segments)
    way = Way(known is not None, tuple(map(float, significant(heed, RESULT_DIGITS))))
    return _banded(_told(courses, ours, ahead, totals, season).agreed(heed), spreads, way)


def _told(courses: Mapping[int, Course], now: Course, ahead: int, totals: Floats, season: Floats) -> _Base:
    known = {origin: one for origin, one in courses.items() if origin < now.origin}
    parts = learn_rates(known, now.origin, ahead, season).expected(now, season)
    total = smoothed(totals[: now.origin], ahead, season)
    exposed = now.exposed.sum(axis=1)
    # a new customer's order is taken to be one of everybody's
    usual = (now.size * exposed).sum(axis=0) / np.maximum(exposed.sum(axis=0), 1e-12)
    return _Base(parts, total, np.maximum(np.vstack([now.size, usual, usual]), 1e-12))


def _totals(told: list[_Base]) -> tuple[Floats, Floats]:
    """Give the lines of earlier days added up, and what the total said by itself."""
    return np.array([base.parts.sum(axis=1) for base in told]), np.array([base.total for base in told])


def smoothed(totals: Floats, ahead: int, season: Floats) -> Floats:
    """Tell the total by itself: its level, the newest weeks counting most, times the season.

    Parameters
    ----------
    totals : float array (weeks, measures)
    ahead : int
    season : float array (weeks + ahead or more,)

    Returns
    -------
    float array (ahead, measures)

    Examples
    --------
    >>> smoothed(np.full((30, 1), 7.0), 2, np.ones(32))
    array([[7.],
           [7.]])
    """
    n = len(totals)
    plain = totals / season[:n, None]
    level = plain[0]
    for week in plain[1:]:
        level = NEWEST * week + (1 - NEWEST) * level
    found: Floats = level * season[n : n + ahead, None]
    return found


def _came(one: Course) -> Floats:
    """Give what came: groups, new customers, all together."""
    parts = np.concatenate([one.came.sum(axis=2), one.fresh[:, None]], axis=1)
    return np.concatenate([parts, parts.sum(axis=1, keepdims=True)], axis=1)


def _spreads(bases: list[_Base], came: Floats) -> list[list[tuple[Spread, Spread]]]:
    """Learn how groups, new customers and the total miss: a week, and all weeks together; by measure."""
    mean = np.array([np.concatenate([base.parts, base.total[:, None]], axis=1) for base in bases])
    size = np.array([base.size for base in bases])[:, None]
    n_lines = mean.shape[2]
    found = []
    windows = len(bases) / len(came[0])  # errors of windows that lie over each other are nearly one
    for lines, n_free in (
        (slice(0, n_lines - 2), np.inf),
        (slice(n_lines - 2, n_lines - 1), windows),
        (slice(n_lines - 1, n_lines), windows),
    ):
        by_measure = []
        for measure in range(mean.shape[3]):
            expected, did = mean[:, :, lines, measure], came[:, :, lines, measure]
            of = np.broadcast_to(size[:, :, lines, measure], expected.shape)
            together = (expected.sum(axis=1), did.sum(axis=1), of[:, 0])
            by_measure.append((fit_spread(expected, did, of, n_free=n_free), fit_spread(*together, n_free=n_free)))
        found.append(by_measure)
    return found


def _banded(told: _Base, spreads: list[list[tuple[Spread, Spread]]], way: Way) -> Forecast:
    """Put bands about the lines, each week and all weeks together."""
    by_week = np.concatenate([told.parts, told.total[:, None]], axis=1)
    mean = np.concatenate([by_week, by_week.sum(axis=0, keepdims=True)])
    low, high = np.empty_like(mean), np.empty_like(mean)
    n_lines = mean.shape[1]
    for line in range(n_lines):
        kind = spreads[max(line - n_lines + 3, 0)]
        for measure in range(mean.shape[2]):
            size = told.size[line, measure]
            for rows, spread in zip((slice(0, -1), slice(-1, None)), kind[measure], strict=True):
                low[rows, line, measure], high[rows, line, measure] = spread.bounds(mean[rows, line, measure], size)
    return Forecast(mean, low, high, way)
