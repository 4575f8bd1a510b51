"""What each customer will do within a horizon: means with their intervals, and bounds of what may well happen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.predict.arrays import Floats
from shoal.predict.lifetimes.histories import Histories, grouped
from shoal.predict.lifetimes.maximise import spread
from shoal.predict.lifetimes.orders import OrderModel, slopes
from shoal.predict.lifetimes.spend import Purchases, SpendModel
from shoal.stats.intervals import Z_95

COVERAGE = 0.8
"""Of the predictive intervals."""

N_DRAWS = 512
"""Futures drawn for customers who are alike, as evenly spread over the counts as so many can be."""

_ROWS = 1 << 12


@dataclass(frozen=True)
class Estimate:
    """A mean, with the 95 % interval of that mean: what the parameters could as well be.

    Parameters
    ----------
    value, low, high : float arrays (n,)
    """

    value: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Bounds:
    """A predictive interval: where the outcome itself, not its mean, lies for at least `COVERAGE` of customers.

    Parameters
    ----------
    low, high : float arrays (n,)
    """

    low: Floats
    high: Floats


@dataclass(frozen=True)
class Outlook:
    """What is expected of each customer within a horizon.

    Parameters
    ----------
    horizon : float
    p_alive : Estimate
    orders : Estimate
        Mean number of orders.
    order_bounds : Bounds
    spend : Estimate or None
        Mean sum of order values; None without money.
    value : Estimate or None
        The same discounted: lifetime value of the horizon.
    spend_bounds : Bounds or None
        Not discounted.
    """

    horizon: float
    p_alive: Estimate
    orders: Estimate
    order_bounds: Bounds
    spend: Estimate | None
    value: Estimate | None
    spend_bounds: Bounds | None


def outlook(
    orders: OrderModel,
    spend: SpendModel | None,
    each: Histories,
    paid: Purchases | None,
    *,
    horizon: float,
    discount: float = 0.0,
    seed: int = 0,
) -> Outlook:
    """Look ahead from the histories of customers.

    Parameters
    ----------
    orders : OrderModel
    spend : SpendModel or None
    each : Histories
        A row each.
    paid : Purchases or None
        Of the same customers.
    horizon : float
        In the unit of the histories, above 0.
    discount : float
        Continuous, per unit of time: ``log(1 + yearly rate) / 365.25`` for days.
    seed : int
        Of the futures from which the bounds of spend are read.
    """
    alike, place = grouped(each)
    standing = _standing(alike)
    means = _means(orders, alike, standing, horizon)
    alive = _within(orders, alike)
    mean = means.alive * means.if_alive[standing.place]
    expected = Estimate(mean, mean * np.exp(-Z_95 * means.error), mean * np.exp(Z_95 * means.error))
    bounds = _order_bounds(orders, means.alive, standing, horizon)
    told = (_taken(alive, place), _taken(expected, place), Bounds(bounds.low[place], bounds.high[place]))
    if spend is None or paid is None:
        return Outlook(horizon, *told, None, None, None)
    worth, doubt = spend.expected(paid), np.hypot(means.error[place], spend.doubt(paid))
    sum_ = mean[place] * worth
    left = orders.discounted_if_alive(standing.rows, horizon, discount) / means.if_alive
    value = sum_ * left[standing.place][place]
    return Outlook(
        horizon,
        *told,
        Estimate(sum_, sum_ * np.exp(-Z_95 * doubt), sum_ * np.exp(Z_95 * doubt)),
        # what discounting takes hardly depends on the parameters, and is taken as known
        Estimate(value, value * np.exp(-Z_95 * doubt), value * np.exp(Z_95 * doubt)),
        _spend_bounds(orders, spend, each, paid, means.alive[place], horizon=horizon, seed=seed),
    )


@dataclass(frozen=True)
class _Standing:
    """Histories that differ in count and age: all that matters to what comes, for those who have not left."""

    rows: Histories
    place: NDArray[np.intp]


@dataclass(frozen=True)
class _Means:
    """Of those alike P(alive) and the error of the mean's logarithm; of those who stand alike the mean if alive."""

    alive: Floats
    error: Floats
    if_alive: Floats


def _standing(alike: Histories) -> _Standing:
    # when the last order was is of no matter here, and may as well be now
    now = np.where(alike.repeat_count > 0, alike.age, 0.0)
    rows, place = grouped(Histories(alike.repeat_count, now, alike.age, alike.weight))
    return _Standing(rows, place)


def _means(orders: OrderModel, alike: Histories, standing: _Standing, horizon: float) -> _Means:
    staying = slopes(orders, lambda process, at: _log(process.p_alive(at, alike)))
    coming = slopes(orders, lambda process, at: _log(process.expected(at, standing.rows, horizon)))
    error = spread(staying + coming[:, standing.place], orders.found.covariance)
    return _Means(orders.p_alive(alike), error, orders.process.expected(orders.at, standing.rows, horizon))


def _within(orders: OrderModel, alike: Histories) -> Estimate:
    """Give P(alive) with an interval that stays between 0 and 1: normal on the scale of the logarithm of the odds."""
    alive = orders.p_alive(alike)
    error = spread(slopes(orders, lambda process, at: _odds(process.p_alive(at, alike))), orders.found.covariance)
    middle = _odds(alive)
    low, high = (1 / (1 + np.exp(-(middle + z * error))) for z in (-Z_95, Z_95))
    sure = alive >= 1.0
    return Estimate(alive, np.where(sure, 1.0, low), np.where(sure, 1.0, high))


def _order_bounds(orders: OrderModel, alive: Floats, standing: _Standing, horizon: float) -> Bounds:
    """Read the bounds from the probabilities of at least 1, 2, ... orders."""
    low, high = np.zeros(len(alive)), np.zeros(len(alive))
    for rows, tails in orders.process.tails(orders.at, standing.rows, horizon):
        here = np.flatnonzero((standing.place >= rows.start) & (standing.place < rows.stop))
        for some in np.array_split(here, max(1, len(here) * tails.shape[1] >> 22)):
            reached = alive[some][:, None] * tails[standing.place[some] - rows.start]
            low[some] = (reached >= (1 + COVERAGE) / 2).sum(axis=1)
            high[some] = (reached > (1 - COVERAGE) / 2).sum(axis=1)
    return Bounds(low, high)


def _spend_bounds(
    orders: OrderModel,
    spend: SpendModel,
    each: Histories,
    paid: Purchases,
    alive: Floats,
    *,
    horizon: float,
    seed: int,
) -> Bounds:
    """Read the bounds from drawn futures: for customers alike in counts the sum of orders differs by a scale alone.

    Given a rate, order values that are gamma distributed add up to a gamma distribution, and the rate itself is gamma
    distributed; so the sum is the ratio of two.
    """
    rows, place = grouped(Histories(each.repeat_count, paid.n_orders, each.age, np.ones(len(each))))
    order = np.argsort(place, kind="stable")
    begins = np.searchsorted(place[order], np.arange(len(rows) + 1))
    scale, (p, q, _) = spend.scale(paid), spend.at
    random = np.random.default_rng(seed)
    levels = (np.arange(N_DRAWS) + 0.5) / N_DRAWS
    low, high = np.zeros(len(each)), np.zeros(len(each))
    for part, tails in orders.process.tails(orders.at, rows, horizon):
        for begin in range(0, len(tails), _ROWS):
            some = slice(begin, begin + _ROWS)
            counts = np.array([np.searchsorted(-tail, levels - 1) for tail in tails[some]], dtype=np.float64)
            known = rows.active[part][some]  # orders whose value is known
            sums = random.standard_gamma(p * counts) / random.standard_gamma(q + p * known)[:, None]
            sums.sort(axis=1)
            first = part.start + begin
            who = order[begins[first] : begins[first + len(sums)]]
            draws = place[who] - first
            for side, level in ((low, (1 - COVERAGE) / 2), (high, (1 + COVERAGE) / 2)):
                side[who] = scale[who] * _level(sums, draws, 1 - (1 - level) / alive[who])
    return Bounds(low, high)


def _level(draws: Floats, row: NDArray[np.intp], level: Floats) -> Floats:
    """Read what a share of drawn futures stays below; 0 where the share is that of leaving alone."""
    spot = np.clip(level * N_DRAWS - 0.5, 0, N_DRAWS - 1)
    below = np.floor(spot).astype(np.intp)
    above = np.minimum(below + 1, N_DRAWS - 1)
    between = spot - below
    read = (1 - between) * draws[row, below] + between * draws[row, above]
    return np.where(level > 0, read, 0.0)


def _taken(estimate: Estimate, place: NDArray[np.intp]) -> Estimate:
    return Estimate(estimate.value[place], estimate.low[place], estimate.high[place])


def _log(values: Floats) -> Floats:
    logs: Floats = np.log(np.maximum(values, np.finfo(np.float64).tiny))
    return logs


def _odds(share: Floats) -> Floats:
    inside = np.clip(share, 1e-300, 1 - 1e-16)
    odds: Floats = np.log(inside / (1 - inside))
    return odds
