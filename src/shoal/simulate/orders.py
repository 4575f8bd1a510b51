"""Orders: when each customer buys."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shoal.simulate.population import Population
from shoal.simulate.seasons import Floats, Ints
from shoal.simulate.streams import stream

SECONDS_PER_DAY = 86_400

# How busy the hours of a day are, from midnight: a shop that sleeps at night and is busiest in the evening.
HOURS = np.array(
    [2, 1, 1, 1, 1, 2, 4, 8, 14, 20, 24, 26, 28, 26, 25, 26, 28, 30, 34, 38, 36, 26, 14, 6], dtype=np.float64
)


@dataclass(frozen=True)
class Orders:
    """Purchases in the order of time.

    Parameters
    ----------
    customer : int array (orders,)
        Row of the population whose rates the order follows.
    second : int array (orders,)
        Since the start of the history.
    is_guest : bool array (orders,)
        True where the buyer did not say who they are.
    """

    customer: Ints
    second: Ints
    is_guest: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.customer)


def draw_orders(population: Population, *, seed: int, days: int, guest_share: float) -> Orders:
    """Draw the orders of everyone, and of guests beside them.

    A customer's first order is the day of joining. The others follow a renewal process with gamma gaps, in a time that
    runs with the customer's own rate, trend and seasons, until the customer leaves or the history ends.
    """
    customer, day = _order_days(population, days, stream(seed, "gaps"))
    second = np.floor(_waking_hours(day) * SECONDS_PER_DAY).astype(np.int64)
    n_guests = round(len(customer) * guest_share / (1 - guest_share))
    guests = stream(seed, "guests")
    # A guest shops like some customer, at the moment of some other order: nobody's own orders are taken away.
    customer = np.concatenate([customer, customer[guests.integers(0, len(customer), n_guests)]])
    second = np.concatenate([second, second[guests.integers(0, len(second), n_guests)]])
    is_guest = np.arange(len(customer)) >= len(customer) - n_guests
    by_time = np.lexsort((customer, second))
    return Orders(customer[by_time], second[by_time], is_guest[by_time])


def _order_days(population: Population, days: int, gaps: np.random.Generator) -> tuple[Ints, Floats]:
    """Draw (customer, day) pairs; one pass per order of the busiest customer, all customers at once."""
    ends = np.minimum(population.left, days)
    joined_busy = population.seasons.busy_at(population.joined, population.type_id)
    span = population.seasons.busy_at(ends, population.type_id) - joined_busy
    budget = population.orders_per_day * _grown(span, population.trend)
    clock = np.zeros(len(population))
    active = np.arange(len(population))
    whos, clocks = [active], [clock.copy()]
    while len(active):
        shape = population.gap_shape[active]
        clock[active] += gaps.standard_gamma(shape) / shape
        active = active[clock[active] <= budget[active]]
        whos.append(active)
        clocks.append(clock[active])
    customer, spent = np.concatenate(whos), np.concatenate(clocks)
    since = _ungrown(spent / population.orders_per_day[customer], population.trend[customer])
    return customer, population.seasons.day_at(joined_busy[customer] + since, population.type_id[customer])


def _grown(span: Floats, trend: Floats) -> Floats:
    """Integrate exp(trend * t) from 0 to span."""
    return np.divide(np.expm1(trend * span), trend, out=span.copy(), where=trend != 0)


def _ungrown(area: Floats, trend: Floats) -> Floats:
    """Invert `_grown`."""
    return np.divide(np.log1p(trend * area), trend, out=area.copy(), where=trend != 0)


def _waking_hours(day: Floats) -> Floats:
    """Move orders within their day to the hours when people shop; their order stays."""
    midnight = np.floor(day)
    passed = np.concatenate([[0.0], np.cumsum(HOURS) / HOURS.sum()])
    # The last instant of a day belongs to it: rounding must not push an order past midnight.
    return midnight + np.minimum(np.interp(day - midnight, passed, np.arange(25) / 24), 1 - 1 / SECONDS_PER_DAY)
