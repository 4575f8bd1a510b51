"""Orders: when each customer buys."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from shoal.simulate.calendar import Calendar
from shoal.simulate.chance import Chance
from shoal.simulate.population import Population
from shoal.simulate.seasons import Floats, Ints

SECONDS_PER_DAY = 86_400

# How busy the hours of a day are, from midnight: a shop that sleeps at night and is busiest in the evening.
HOURS = np.array(
    [2, 1, 1, 1, 1, 2, 4, 8, 14, 20, 24, 26, 28, 26, 25, 26, 28, 30, 34, 38, 36, 26, 14, 6], dtype=np.float64
)


@dataclass(frozen=True)
class Orders:
    """Purchases.

    Parameters
    ----------
    spell : int array (orders,)
        Row of the population whose rates the order follows.
    second : int array (orders,)
        Since the start of the history.
    is_guest : bool array (orders,)
        True where the buyer did not say who they are.
    """

    spell: Ints
    second: Ints
    is_guest: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.spell)

    def take(self, rows: Ints | npt.NDArray[np.bool_]) -> Orders:
        """Give some rows."""
        return Orders(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    def join(self, other: Orders) -> Orders:
        """Put other orders after these."""
        return Orders(
            **{
                field.name: np.concatenate([getattr(self, field.name), getattr(other, field.name)])
                for field in fields(self)
            }
        )

    def by_time(self) -> Orders:
        """Sort by time."""
        return self.take(np.lexsort((self.spell, self.second)))


def draw_orders(population: Population, calendar: Calendar, chance: Chance) -> Orders:
    """Draw the orders of everyone, up to the horizon of the calendar, by time.

    A customer's first order is the day of joining. The others follow a renewal process with gamma gaps, in a time that
    runs with the customer's own rate, trend and seasons, until the spell or the horizon ends.
    """
    spell, day = _order_days(population, calendar, chance("gaps"))
    return Orders(spell, seconds(day), np.zeros(len(spell), dtype=bool)).by_time()


def with_guests(orders: Orders, *, share: float, end: int, chance: Chance) -> Orders:
    """Put orders of guests after those of the customers, who keep theirs as they were.

    Parameters
    ----------
    orders : Orders
    share : float
        Of all orders of the history afterwards.
    end : int
        The second at which the history ends.
    chance : Chance
    """
    history = np.flatnonzero(orders.second < end)
    n_guests = round(len(history) * share / (1 - share))
    draw = chance("guests")
    # A guest shops like some customer, at the moment of some other order.
    guests = Orders(
        orders.spell[history[draw.integers(0, len(history), n_guests)]],
        orders.second[history[draw.integers(0, len(history), n_guests)]],
        np.ones(n_guests, dtype=bool),
    )
    return orders.join(guests.by_time())


def seconds(day: Floats) -> Ints:
    """Turn days into seconds, moved within their day to the hours when people shop; their order stays."""
    midnight = np.floor(day)
    passed = np.concatenate([[0.0], np.cumsum(HOURS) / HOURS.sum()])
    # The last instant of a day belongs to it: rounding must not push an order past midnight.
    hour = np.minimum(np.interp(day - midnight, passed, np.arange(25) / 24), 1 - 1 / SECONDS_PER_DAY)
    return np.asarray(np.floor((midnight + hour) * SECONDS_PER_DAY).astype(np.int64))


def _order_days(population: Population, calendar: Calendar, gaps: np.random.Generator) -> tuple[Ints, Floats]:
    """Draw (spell, day) pairs; one pass per order of the busiest customer, all customers at once."""
    seasons, horizon = calendar.seasons, float(calendar.horizon)
    # A spell that begins after the horizon has an empty span; first orders always lie before it.
    began = seasons.busy_at(np.minimum(population.since, horizon), population.type_id)
    span = seasons.busy_at(np.minimum(population.until, horizon), population.type_id) - began
    budget = population.orders_per_day * grown(span, population.trend)
    clock = np.zeros(len(population))
    active = np.arange(len(population))
    joining = np.flatnonzero(population.is_first)
    whos, clocks = [joining], [np.zeros(len(joining))]
    while len(active):
        shape = population.gap_shape[active]
        clock[active] += gaps.standard_gamma(shape) / shape
        active = active[clock[active] <= budget[active]]
        whos.append(active)
        clocks.append(clock[active])
    spell, spent = np.concatenate(whos), np.concatenate(clocks)
    since = ungrown(spent / population.orders_per_day[spell], population.trend[spell])
    return spell, seasons.day_at(began[spell] + since, population.type_id[spell])


def grown(span: Floats, trend: Floats) -> Floats:
    """Integrate exp(trend * t) from 0 to span."""
    return np.divide(np.expm1(trend * span), trend, out=span.copy(), where=trend != 0)


def ungrown(area: Floats, trend: Floats) -> Floats:
    """Invert `grown`."""
    return np.divide(np.log1p(trend * area), trend, out=area.copy(), where=trend != 0)
