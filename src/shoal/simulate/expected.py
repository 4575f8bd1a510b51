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


def expected_orders(part: Part, now: Ints, horizon: int) -> tuple[Floats, Floats]:
    """Give the purchases to expect of each buyer in the days after the history, and their prices over list prices.

    The integral of the order rate (own rate, trend, seasons) times the chance not to have left, given that the customer
    is there at the end of the history; 0 for who has left. Exact for random gaps (``gap_shape`` 1); for regular or
    bursty ones it is the long-run rate, at most about half an order beside. Seasons are repeated year by year beyond
    the simulated one, promotions are not. Bills of plans are not counted.

    Parameters
    ----------
    part : Part
    now : int array (buyers,)
        The spell that each is in.
    horizon : int
        Days.

    Returns
    -------
    orders : float array (buyers,)
    priced : float array (buyers,)
        The same orders, each times the prices of its day over list prices.
    """
    spells = part.spells
    edges = np.linspace(0.0, horizon, STEPS + 1)
    by_type, paid = _busy_ahead(part, edges)
    price = np.diff(paid, axis=1) / np.diff(by_type, axis=1)
    busy = by_type[spells.type_id[now]]
    since = part.calendar.seasons.busy_at(spells.since[now], spells.type_id[now])
    middles = np.broadcast_to((edges[:-1] + edges[1:]) / 2, (len(now), STEPS))
    spent = grown(busy - since[:, None], np.repeat(spells.trend[now][:, None], STEPS + 1, axis=1))
    orders = spells.orders_per_day[now][:, None] * np.diff(spent, axis=1) * _staying(part, now, middles)
    return orders.sum(axis=1), (orders * price[spells.type_id[now]]).sum(axis=1)


def expected_bills(part: Part, horizon: int) -> tuple[Floats, Floats]:
    """Give the number and the value of the bills to expect of each buyer.

    The days of the coming bills are known; each is sent if the customer has not left by then. Changes of plan are left
    out: the plan is taken to last.

    Parameters
    ----------
    part : Part
    horizon : int
        Days after the history.
    """
    days, n = float(part.plan.days), len(part.lives)
    count, value = np.zeros(n), np.zeros(n)
    row = np.flatnonzero((part.spans.since < days) & (part.spans.until >= days))
    plans = part.plan.sector.plans
    row = row[np.array([each.monthly_price > 0 for each in plans], dtype=bool)[part.spans.plan[row]]]
    if not len(row):
        return count, value
    customer, plan = part.spans.customer[row], part.spans.plan[row]
    period = np.array([each.billed_months for each in plans])[plan] * DAYS_PER_MONTH
    following = np.ceil((days - part.spans.since[row]) / period)
    n_bills = int(np.ceil(horizon / period.min()))
    ahead = part.spans.since[row][:, None] + (following[:, None] + np.arange(n_bills)) * period[:, None] - days
    sent = _staying(part, customer, ahead) * (ahead < horizon)
    count[customer] = sent.sum(axis=1)
    price = _price_ahead(part, ahead)
    value[customer] = (sent * price).sum(axis=1) * part.catalogue.cents[part.catalogue.n_goods + plan] / 100
    return count, value


def expected_order_value(part: Part) -> Floats:
    """Give the mean net value of an order of each spell, at list prices."""
    spells = part.spells
    cents = part.assortments.mean_cents(spells.breadth, part.catalogue.cents)
    discount = 1 - spells.discount_share * DISCOUNTS.mean() / 100
    price = cents / 100 * discount
    return np.asarray(spells.lines_per_order * spells.quantity_per_line * price * (1 - spells.return_share))


def _busy_ahead(part: Part, edges: Floats) -> tuple[Floats, Floats]:
    """Give busy days from the start to instants after the history, for each type: as they are, and times prices."""
    calendar, days = part.calendar, part.calendar.days
    simulated = np.diff(calendar.seasons.busy, axis=1)
    later = simulated[:, days:] / calendar.lift[days:] * calendar.lasting_lift  # one more year without promotions
    busy = _run_on(simulated, later, days + edges)
    return busy, _run_on(simulated * calendar.price, later * calendar.lasting_price, days + edges)


def _run_on(simulated: Floats, later: Floats, day: Floats) -> Floats:
    """Add up rows of days until some instants, with the later ones again and again after the simulated ones."""
    rounds, rest = np.divmod(np.maximum(day - simulated.shape[1], 0), later.shape[1])
    first, then = _running(simulated), _running(later)
    midnights = np.arange(first.shape[1], dtype=np.float64)
    within = np.stack([np.interp(day, midnights, row) for row in first])
    beyond = np.stack([np.interp(rest, midnights[: then.shape[1]], row) for row in then])
    return np.asarray(within + rounds * then[:, -1:] + beyond)


def _running(each: Floats) -> Floats:
    """Add up days to the midnights between them."""
    return np.concatenate([np.zeros((len(each), 1)), np.cumsum(each, axis=1)], axis=1)


def _price_ahead(part: Part, ahead: Floats) -> Floats:
    """Give prices over list prices some days after the history."""
    price = np.append(part.calendar.price, part.calendar.lasting_price)
    return np.asarray(price[np.minimum(part.calendar.days + ahead.astype(np.int64), len(price) - 1)])


def _staying(part: Part, spell: Ints, ahead: Floats) -> Floats:
    """Give the chance that customers who are there at the end of the history are there some days later too.

    Parameters
    ----------
    part : Part
    spell : int array (n,)
        Rows of the population.
    ahead : float array (n, steps)
        Days after the history.
    """
    answer = np.zeros(ahead.shape)
    customer = part.spells.customer[spell]
    # Leaving follows the type that a customer joined as.
    kind = part.lives.type_id[customer]
    age = part.plan.days - part.lives.joined[customer]
    for one, each in enumerate(part.plan.types):
        rows = np.flatnonzero((kind == one) & (part.lives.left[customer] >= part.plan.days))
        now = survival(each, age[rows])[:, None]
        answer[rows] = survival(each, age[rows][:, None] + ahead[rows]) / now
    return answer


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
