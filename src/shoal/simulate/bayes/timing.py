"""Time: how likely each type is to join on that day, order on those days and be silent afterwards."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from shoal.simulate.bayes.evidence import Evidence
from shoal.simulate.bayes.special import TINY, beta_below, gamma_above, log_gamma, log_mean_exp
from shoal.simulate.customer_types import DAYS_PER_MONTH, CustomerType
from shoal.simulate.lives import JOINING_SHAPE
from shoal.simulate.orders import SECONDS_PER_DAY
from shoal.simulate.seasons import Floats, Ints, seasons

N_LEAVING = 40  # nodes between the last order and the end of the history
HALF_A_SECOND = 0.5 / SECONDS_PER_DAY


def log_timing(evidence: Evidence, each: CustomerType) -> Floats:
    """Give the log likelihood of the moments of all orders of each customer, for one type.

    The joining day is beta between two days in busy time. Later orders are a renewal process with gamma gaps in the
    time that runs with rate, trend and seasons. The personal rate is gamma, as are the gaps: it is integrated out in
    closed form, silence after the last order included (a ratio of gammas is below a bound with an incomplete beta
    function). The leaving day is integrated numerically, by Gauss-Legendre nodes that crowd after the last order.

    Returns
    -------
    float array (customers,)
        ``-inf`` who cannot be of the type.
    """
    clock = _Clock(evidence, each)
    first, last = evidence.first, np.append(evidence.first[1:], len(evidence.day)) - 1
    joined = evidence.day[first]
    since = clock.busy_at(evidence.day) - clock.busy_at(joined)[evidence.customer]
    grown = clock.grown(since)
    trend = each.trend / 365.25
    # Two orders of one second are as near as the file can tell, which is half a second.
    least = np.exp(trend * since) * clock.busyness(evidence.day) * HALF_A_SECOND
    gap = np.maximum(np.diff(grown, prepend=0.0), least)
    shape = each.gap_shape
    per_repeat = trend * since + np.log(clock.busyness(evidence.day)) + (shape - 1) * np.log(gap)
    per_repeat += shape * math.log(shape) - math.lgamma(shape)
    per_repeat[first] = 0.0
    n_repeats = np.diff(np.append(first, len(evidence.day))) - 1
    prior, scale = each.rate_shape, each.rate_shape / (each.orders_per_month / DAYS_PER_MONTH)
    after, rate = prior + shape * n_repeats, scale + shape * grown[last]
    log_rates = prior * math.log(scale) - math.lgamma(prior) + log_gamma(after) - after * np.log(rate)
    silence = _Silence(evidence.days, joined, evidence.day[last], after, rate, each, clock)
    return np.asarray(
        _log_joining(evidence.days, joined, each, clock)
        + evidence.of_customers(per_repeat)
        + log_rates
        + silence.log_chance()
    )


class _Clock:
    """Busy time of one type."""

    def __init__(self, evidence: Evidence, each: CustomerType) -> None:
        calendar = seasons(
            np.array([each.weekend_share]), np.array([each.christmas]), start=evidence.start, days=evidence.days
        )
        self._busy, self._midnights = calendar.busy[0], np.arange(evidence.days + 1, dtype=np.float64)
        self._trend = each.trend / 365.25

    def busy_at(self, day: Floats) -> Floats:
        return np.asarray(np.interp(day, self._midnights, self._busy))

    def busyness(self, day: Floats) -> Floats:
        whole: Ints = np.minimum(np.floor(day), len(self._midnights) - 2).astype(np.int64)
        return np.asarray(np.diff(self._busy)[whole])

    def grown(self, span: Floats) -> Floats:
        """Integrate the trend over busy time."""
        return np.asarray(np.expm1(self._trend * span) / self._trend if self._trend else span)


def _log_joining(days: int, joined: Floats, each: CustomerType, clock: _Clock) -> Floats:
    late, early = each.joined_days
    low, high = clock.busy_at(np.array([days - early, days - late], dtype=np.float64))
    place = (clock.busy_at(joined) - low) / (high - low)
    rounding = 2 * HALF_A_SECOND * float(np.diff(clock.busy_at(np.arange(days + 1.0))).max()) / (high - low)
    inside = np.clip(place, rounding / 2, 1 - rounding / 2)
    log_shape = math.lgamma(2 * JOINING_SHAPE) - 2 * math.lgamma(JOINING_SHAPE) - math.log(high - low)
    density = log_shape + (JOINING_SHAPE - 1) * np.log(inside * (1 - inside)) + np.log(clock.busyness(joined))
    return np.where((place > -rounding) & (place < 1 + rounding), density, -np.inf)


@dataclass(frozen=True)
class _Silence:
    """The time from the last order of each customer to the end of the history.

    Parameters
    ----------
    days : int
    joined, last : float array (customers,)
    after, rate : float array (customers,)
        Shape and rate of the gamma distribution of the personal order rate, given the orders.
    each : CustomerType
    clock : _Clock
    """

    days: int
    joined: Floats
    last: Floats
    after: Floats
    rate: Floats
    each: CustomerType
    clock: _Clock

    def log_chance(self) -> Floats:
        """Give the log chance of no further order: gone on some day since the last one, or still there."""
        shape = self.each.stays_shape
        scale = self.each.stays_months * DAYS_PER_MONTH / shape
        node, weight = np.polynomial.legendre.leggauss(N_LEAVING)
        place = (node + 1) / 2
        rest = np.maximum(self.days - self.last, HALF_A_SECOND)[:, None]
        left = self.last[:, None] + rest * place**3
        stay = np.maximum(left - self.joined[:, None], HALF_A_SECOND)
        log_density = (shape - 1) * np.log(stay / scale) - stay / scale - math.log(scale) - math.lgamma(shape)
        log_width = np.log(weight / 2 * 3 * place**2) + np.log(rest)
        gone = log_mean_exp(self._log_quiet(left) + log_density + log_width, np.zeros(1))
        there = np.log(np.maximum(gamma_above(shape, (self.days - self.joined) / scale), TINY))
        end = np.full((len(self.last), 1), float(self.days))
        return np.logaddexp(gone, there + self._log_quiet(end)[:, 0])

    def _log_quiet(self, until: Floats) -> Floats:
        """Of who has not left: no order from the last one to some days, by the rates that the orders leave likely."""
        start = self.clock.busy_at(self.joined)[:, None]
        spent = self.clock.grown(self.clock.busy_at(self.last)[:, None] - start)
        more = np.maximum(self.clock.grown(self.clock.busy_at(until) - start) - spent, 0.0)
        odds = self.each.gap_shape * more / self.rate[:, None]
        chance = beta_below((1 / (1 + odds)).ravel(), np.repeat(self.after, until.shape[1]), self.each.gap_shape)
        return np.log(np.maximum(chance, TINY)).reshape(until.shape)
