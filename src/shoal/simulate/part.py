"""Parts: some thousands of a business's customers with everything they did; all files are written from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from shoal.simulate.business import Business
from shoal.simulate.calendar import Calendar
from shoal.simulate.catalogue import Catalogue
from shoal.simulate.chance import Chance
from shoal.simulate.lines import (
    Assortments,
    Lines,
    draw_assortments,
    draw_purchases,
    draw_returns,
)
from shoal.simulate.lives import Lives, draw_lives
from shoal.simulate.orders import SECONDS_PER_DAY, Orders, draw_orders, with_guests
from shoal.simulate.people import draw_people
from shoal.simulate.population import Population, smooth_lives, smooth_population, typed_population

FIRST_CUSTOMER_NUMBER = 10_001
FIRST_ORDER_NUMBER = 500_001
ORDERS_PER_PART = 100_000_000  # numbers that a part may use: parts need not know how many orders the others have


@dataclass(frozen=True)
class Part:
    """What is drawn of one part, including the year after the history.

    Parameters
    ----------
    plan : Business
    number : int
        Of the part, from 0.
    chance : Chance
        The part's streams.
    calendar : Calendar
    catalogue : Catalogue
    lives : Lives
        One element per buyer.
    spells : Population
        One element per stretch of time in which a buyer acts like one type.
    assortments : Assortments
    people : pa.Table
        The buyers, in the order of `lives`, then those who never order.
    orders : Orders
        Purchases of the customers by time, then those of guests.
    lines : Lines
        Purchases and returns by time.
    """

    plan: Business
    number: int
    chance: Chance
    calendar: Calendar
    catalogue: Catalogue
    lives: Lives
    spells: Population
    assortments: Assortments
    people: pa.Table
    orders: Orders
    lines: Lines

    @property
    def order_customer(self) -> npt.NDArray[np.int64]:
        """Give the row of `lives` of each order."""
        return self.spells.customer[self.orders.spell]

    @property
    def order_number(self) -> npt.NDArray[np.int64]:
        """Number the orders by time."""
        rank = np.empty(len(self.orders), dtype=np.int64)
        rank[np.argsort(self.orders.second, kind="stable")] = np.arange(len(self.orders))
        return rank + FIRST_ORDER_NUMBER + self.number * ORDERS_PER_PART

    @property
    def end(self) -> int:
        """Give the second at which the history ends."""
        return self.plan.days * SECONDS_PER_DAY


def parts(plan: Business) -> Iterator[Part]:
    """Draw a business part by part.

    Examples
    --------
    >>> [len(part.lives) for part in parts(Business(50, seed=1))]
    [50]
    """
    calendar, catalogue = plan.calendar(), plan.catalogue()
    sizes = list(plan.sizes())
    befores = accumulate((sum(size) for size in sizes), initial=FIRST_CUSTOMER_NUMBER)
    for number, ((n_buyers, n_silent), first) in enumerate(zip(sizes, befores, strict=False)):
        yield draw_part(plan, number, n_buyers, n_silent, first, calendar, catalogue)


def draw_part(
    plan: Business, number: int, n_buyers: int, n_silent: int, first: int, calendar: Calendar, catalogue: Catalogue
) -> Part:
    """Draw one part; it depends on the plan and its number, and on no other part.

    Parameters
    ----------
    plan : Business
    number, n_buyers, n_silent : int
    first : int
        Number of its first customer.
    calendar : Calendar
    catalogue : Catalogue
    """
    chance = Chance(plan.seed, number)
    lives, spells = _draw_lives_and_rates(plan, n_buyers, calendar, chance)
    assortments = draw_assortments(spells, catalogue, chance)
    own = draw_orders(spells, calendar, chance)
    orders = with_guests(own, share=plan.guest_share, end=plan.days * SECONDS_PER_DAY, chance=chance)
    purchases = draw_purchases(orders, spells, assortments, catalogue, calendar, chance)
    returns = draw_returns(purchases, orders, spells, calendar, chance)
    return Part(
        plan=plan,
        number=number,
        chance=chance,
        calendar=calendar,
        catalogue=catalogue,
        lives=lives,
        spells=spells,
        assortments=assortments,
        people=draw_people(lives, spells, n_silent, first=first, calendar=calendar, chance=chance),
        orders=orders,
        lines=purchases.join(returns).by_time(),
    )


def _draw_lives_and_rates(
    plan: Business, n_buyers: int, calendar: Calendar, chance: Chance
) -> tuple[Lives, Population]:
    types = plan.born_types()
    lives = draw_lives(n_buyers, types, () if plan.is_smooth else plan.shifts, calendar, chance)
    if not plan.is_smooth:
        return lives, typed_population(lives, types, chance)
    lives = smooth_lives(lives, calendar, chance)
    return lives, smooth_population(lives, types[0], chance)
