"""Expectations: what a customer's own rates promise, to whoever knows them."""

from __future__ import annotations

import numpy as np

from shoal.simulate.customer_types import DAYS_PER_MONTH, CustomerType
from shoal.simulate.lines import DISCOUNTS
from shoal.simulate.orders import grown
from shoal.simulate.part import Part
from shoal.simulate.seasons import Floats, Ints

STEPS = 48  # of the integral over the days ahead
FINE = 4_000  # points of the survival curve of a type


def expected_orders(part: Part, now: Ints, horizon: int) -> Floats:
    """Give the orders to expect of each buyer in the days after the history.

    The integral of the order rate (own rate, trend, seasons) times the chance not to have left, given that the customer
    is there at the end of the history; 0 for who has left. Exact for random gaps (``gap_shape`` 1); for regular or
    bursty ones it is the long-run rate, at most about half an order beside. Seasons are repeated year by year beyond
    the simulated one.

    Parameters
    ----------
    part : Part
    now : int array (buyers,)
        The spell that each is in.
    horizon : int
        Days.

    Returns
    -------
    float array (buyers,)
    """
    days, spells = float(part.plan.days), part.spells
    edges = np.linspace(0.0, horizon, STEPS + 1)
    busy = _busy_ahead(part, edges)
    answer = np.zeros(len(now))
    for one, each in enumerate(part.plan.types):
        rows = np.flatnonzero((spells.type_id[now] == one) & (part.lives.left >= days))
        if not len(rows):
            continue
        spell = now[rows]
        since = part.calendar.seasons.busy_at(spells.since[spell], spells.type_id[spell])
        age = days - part.lives.joined[rows]
        stays = survival(each, age[:, None] + (edges[:-1] + edges[1:]) / 2) / survival(each, age[:, None])
        spent = grown(busy[one] - since[:, None], spells.trend[spell][:, None] + np.zeros((1, STEPS + 1)))
        answer[rows] = spells.orders_per_day[spell] * (np.diff(spent, axis=1) * stays).sum(axis=1)
    return answer


def expected_order_value(part: Part) -> Floats:
    """Give the mean net value of an order of each spell, at the prices of the end of the history."""
    spells = part.spells
    cents = part.assortments.mean_cents(spells.breadth, part.catalogue.cents)
    discount = 1 - spells.discount_share * DISCOUNTS.mean() / 100
    price = cents / 100 * discount * part.calendar.price[-1]
    return np.asarray(spells.lines_per_order * spells.quantity_per_line * price * (1 - spells.return_share))


def _busy_ahead(part: Part, edges: Floats) -> Floats:
    """Give busy days from the start to instants after the history, for each type."""
    days, future = part.calendar.days, part.calendar.future
    tables = part.calendar.seasons.busy
    year = tables[:, -1:] - tables[:, days : days + 1]  # one more year of the same seasons
    rounds, rest = np.divmod(edges, future)
    midnights = np.arange(tables.shape[1], dtype=np.float64)
    within = np.stack([np.interp(days + rest, midnights, table) for table in tables])
    return np.asarray(within + rounds * year)


def survival(each: CustomerType, age: Floats) -> Floats:
    """Give the chance that a customer of a type stays longer than an age in days: the gamma survival, by quadrature."""
    shape, scale = each.stays_shape, each.stays_months * DAYS_PER_MONTH / each.stays_shape
    # In the variable u = t ** power the density is bounded for every shape, below 1 too.
    power = min(shape, 1.0)
    u = np.linspace(0.0, (shape + 12 * np.sqrt(shape) + 30) ** power, FINE)
    t = u ** (1 / power)
    density = t ** (shape - power) * np.exp(-t)
    mass = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2 * np.diff(u))])
    return np.asarray(np.maximum(1 - np.interp((age / scale) ** power, u, mass / mass[-1]), 1e-12))
