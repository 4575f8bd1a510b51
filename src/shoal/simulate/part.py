"""Parts: some thousands of a business's customers with everything they did; all files are written from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shoal.simulate.business import Business
from shoal.simulate.calendar import Calendar
from shoal.simulate.campaigns import Campaign, draw_sends
from shoal.simulate.catalogue import Catalogue
from shoal.simulate.chance import Chance
from shoal.simulate.identities import Identities, draw_identities, further_people, people_of_orders
from shoal.simulate.lines import (
    Assortments,
    Lines,
    compact,
    draw_assortments,
    draw_purchases,
    draw_returns,
)
from shoal.simulate.lives import Lives, draw_lives
from shoal.simulate.orders import SECONDS_PER_DAY, Orders, draw_orders, with_guests
from shoal.simulate.people import customer_ids, draw_people
from shoal.simulate.population import Population, smooth_lives, smooth_population, typed_population
from shoal.simulate.response import Response, draw_response, spell_at
from shoal.simulate.seasons import Ints
from shoal.simulate.sends import Sends
from shoal.simulate.spans import Bills, Spans, bill, draw_spans

FIRST_ORDER_NUMBER = 500_001
ORDERS_PER_PART = 10_000_000  # numbers that a part may use: parts need not know how many orders the others have


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
    spans : Spans
        The plans that buyers have.
    people : pa.Table
        The buyers, in the order of `lives`, then those who never order, then further keys of buyers.
    identities : Identities
        Whose the further keys are.
    campaigns : tuple of Campaign
    sends : Sends
        Whom the campaigns contact and hold out.
    response : Response
        What the campaigns do.
    orders : Orders
        Purchases of the customers by time, then those of guests, those that campaigns caused, and bills.
    order_key : int array (orders,)
        Row of `people` under whom each order was made.
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
    spans: Spans
    people: pa.Table
    identities: Identities
    campaigns: tuple[Campaign, ...]
    sends: Sends
    response: Response
    orders: Orders
    order_key: Ints
    lines: Lines

    @property
    def order_customer(self) -> Ints:
        """Give the row of `lives` of each order."""
        return self.spells.customer[self.orders.spell]

    @property
    def order_number(self) -> Ints:
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
    for number in range(plan.n_parts):
        yield draw_part(plan, number, calendar, catalogue)


def draw_part(plan: Business, number: int, calendar: Calendar, catalogue: Catalogue) -> Part:
    """Draw one part; it depends on the plan and its number, and on no other part."""
    chance, size = Chance(plan.seed, number), plan.size(number)
    lives, spells = _draw_lives_and_rates(plan, size.n_buyers, calendar, chance)
    people = draw_people(
        lives,
        spells,
        size.n_silent,
        first=size.first,
        countries=plan.sector.countries,
        calendar=calendar,
        chance=chance,
    )
    campaigns = plan.campaigns()
    sends = draw_sends(lives, _takes_newsletter(people, len(lives)), plan.types, campaigns, chance)
    own = draw_orders(spells, calendar, chance)
    response = draw_response(sends, own, lives, spells, calendar, chance)
    assortments = draw_assortments(spells, catalogue, chance)
    orders = with_guests(own, share=plan.guest_share, end=plan.days * SECONDS_PER_DAY, chance=chance)
    orders = orders.join(response.added)
    purchases = draw_purchases(orders, spells, assortments, catalogue, calendar, chance)
    returns = draw_returns(purchases, orders, spells, calendar, chance)
    is_kept = np.ones(len(orders), dtype=bool)
    is_kept[: len(own)] = ~response.kept_away
    orders, lines = _only(is_kept, orders, purchases.join(returns))
    spans = draw_spans(lives, plan.types, plan.sector, horizon=float(calendar.horizon), chance=chance)
    bills = bill(spans, plan.sector.plans, n_goods=catalogue.n_goods, horizon=float(calendar.horizon))
    billed = spell_at(bills.second / SECONDS_PER_DAY, bills.customer, lives, spells)
    orders, lines = _with_bills(orders, lines, bills, billed, calendar)
    identities = draw_identities(len(lives), plan.duplicate_identities, chance)
    further = further_people(people, identities, customer_ids(size.first + len(people), len(identities)), chance)
    return Part(
        plan=plan,
        number=number,
        chance=chance,
        calendar=calendar,
        catalogue=catalogue,
        lives=lives,
        spells=spells,
        assortments=assortments,
        spans=spans,
        people=pa.concat_tables([people, further]),
        identities=identities,
        campaigns=campaigns,
        sends=sends,
        response=response,
        orders=orders,
        order_key=people_of_orders(identities, spells.customer[orders.spell], len(people), chance),
        lines=lines.by_time(),
    )


def _with_bills(orders: Orders, lines: Lines, bills: Bills, spell: Ints, calendar: Calendar) -> tuple[Orders, Lines]:
    """Put the bills of plans behind the purchases, an order and a line each."""
    price = calendar.price[bills.second // SECONDS_PER_DAY]
    cents = np.floor(bills.cents * price + 0.5)
    row = len(orders) + np.arange(len(bills))
    billed = Orders(spell, bills.second, np.zeros(len(bills), dtype=bool))
    return orders.join(billed), lines.join(compact(row, bills.second, bills.product, bills.quantity, cents))


def _only(is_kept: npt.NDArray[np.bool_], orders: Orders, lines: Lines) -> tuple[Orders, Lines]:
    """Leave orders out after everything is drawn: the others are what they would have been."""
    if is_kept.all():
        return orders, lines
    row = np.cumsum(is_kept) - 1
    lines = lines.take(is_kept[lines.order])
    return orders.take(is_kept), replace(lines, order=row[lines.order].astype(np.int32))


def _takes_newsletter(people: pa.Table, n_buyers: int) -> npt.NDArray[np.bool_]:
    takes = pc.equal(people["newsletter"].slice(0, n_buyers), "yes").fill_null(False)
    return np.asarray(takes.to_numpy())


def _draw_lives_and_rates(
    plan: Business, n_buyers: int, calendar: Calendar, chance: Chance
) -> tuple[Lives, Population]:
    types = plan.born_types()
    lives = draw_lives(n_buyers, types, plan.shifts, calendar, chance)
    if not plan.is_smooth:
        return lives, typed_population(lives, types, chance)
    lives = smooth_lives(lives, calendar, chance)
    return lives, smooth_population(lives, types[0], chance)
