"""Response: what being contacted does to a customer's orders, known exactly because the orders without it are known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shoal.simulate.calendar import Calendar
from shoal.simulate.chance import Chance
from shoal.simulate.lives import Lives
from shoal.simulate.orders import SECONDS_PER_DAY, Orders, grown, seconds, ungrown
from shoal.simulate.population import Population
from shoal.simulate.seasons import Floats, Ints
from shoal.simulate.sends import Sends

EFFECT_DAYS = 14


@dataclass(frozen=True)
class Response:
    """What campaigns did.

    Parameters
    ----------
    expected : float array (sends,)
        Orders to expect more (or fewer) of each send if treated, known to whoever knows the customer's own rates.
    added : Orders
        Orders that would not have been.
    cause : int array (orders added,)
        The send that caused each.
    kept_away : bool array (orders,)
        Orders that would have been.
    culprit : int array (orders,)
        The send that kept each away; -1 for none.
    """

    expected: Floats
    added: Orders
    cause: Ints
    kept_away: npt.NDArray[np.bool_]
    culprit: Ints

    def extra_orders(self) -> Ints:
        """Count the orders that each send added, less those that it kept away."""
        lost = self.culprit[self.culprit >= 0]
        n = len(self.expected)
        return (np.bincount(self.cause, minlength=n) - np.bincount(lost, minlength=n)).astype(np.int64)


def draw_response(
    sends: Sends, orders: Orders, lives: Lives, spells: Population, calendar: Calendar, chance: Chance
) -> Response:
    """Draw what the sends change in the 14 days after each.

    A customer whose `response` is r > 0 orders r times their ordinary rate on top, at random times; one with r < 0
    leaves each order of those days out with chance -r. The first order is never left out: it is what makes a customer.

    Parameters
    ----------
    sends : Sends
    orders : Orders
        What the customers would do if nobody were contacted, by time.
    lives, spells, calendar, chance
    """
    begin = sends.second / SECONDS_PER_DAY
    spell = spell_at(begin, sends.customer, lives, spells)
    since, first, last = _window(begin, spell, spells, calendar)
    rate, trend = spells.orders_per_day[spell], spells.trend[spell]
    before, after = rate * grown(first - since, trend), rate * grown(last - since, trend)
    response = lives.response[sends.customer]
    expected = response * (after - before)
    n_added = chance("response counts").poisson(np.where(sends.is_treated, np.maximum(expected, 0), 0))
    cause = np.repeat(np.arange(len(sends)), n_added)
    place = chance("response times").random(len(cause))
    spent = before[cause] + place * (after - before)[cause]
    busy = since[cause] + ungrown(spent / rate[cause], trend[cause])
    second = seconds(calendar.seasons.day_at(busy, spells.type_id[spell[cause]]))
    added = Orders(spell[cause], second, np.zeros(len(cause), dtype=bool))
    culprit = _culprits(sends, response, orders, spells, chance)
    return Response(expected, added, cause, culprit >= 0, culprit)


def spell_at(day: Floats, customer: Ints, lives: Lives, spells: Population) -> Ints:
    """Give the spell in which each customer is on a day."""
    second_spell = np.full(len(lives), -1, dtype=np.int64)
    second_spell[spells.customer[len(lives) :]] = np.arange(len(lives), len(spells))
    return np.where(lives.turned[customer] <= day, second_spell[customer], customer)


def _window(begin: Floats, spell: Ints, spells: Population, calendar: Calendar) -> tuple[Floats, Floats, Floats]:
    """Give the busy days at which the spell, and the window of effect within it, begin and end."""
    type_id, horizon = spells.type_id[spell], float(calendar.horizon)
    end = np.minimum(np.minimum(begin + EFFECT_DAYS, spells.until[spell]), horizon)

    def busy_at(day: Floats) -> Floats:
        return calendar.seasons.busy_at(day, type_id)

    return busy_at(spells.since[spell]), busy_at(begin), busy_at(np.maximum(end, begin))


def _culprits(sends: Sends, response: Floats, orders: Orders, spells: Population, chance: Chance) -> Ints:
    """Choose the orders that are left out, each with the first send that keeps it away."""
    customer = spells.customer[orders.spell]
    key = customer * 2**33 + orders.second
    by_key = np.argsort(key, kind="stable")
    repels = np.flatnonzero(sends.is_treated & (response < 0))
    start = sends.customer[repels] * 2**33 + sends.second[repels]
    low = np.searchsorted(key[by_key], start)
    high = np.searchsorted(key[by_key], start + EFFECT_DAYS * SECONDS_PER_DAY)
    send = np.repeat(repels, high - low)
    place = np.arange(len(send)) - np.repeat(np.cumsum(high - low) - (high - low), high - low)
    order = by_key[np.repeat(low, high - low) + place]
    is_joining = np.zeros(len(orders), dtype=bool)
    is_joining[by_key[np.flatnonzero(np.diff(customer[by_key], prepend=-1))]] = True
    is_left_out = (chance("left out").random(len(send)) < -response[send]) & ~is_joining[order]
    culprit = np.full(len(orders), -1, dtype=np.int64)
    # Written from the last to the first: an order that two sends keep away is the earlier one's doing.
    culprit[order[is_left_out][::-1]] = send[is_left_out][::-1]
    return culprit
