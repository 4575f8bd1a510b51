"""Order lines: what is in each order, what comes back, and what a careless export doubles."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from shoal.errors import ConfigError
from shoal.simulate.calendar import Calendar
from shoal.simulate.catalogue import Catalogue
from shoal.simulate.chance import Chance
from shoal.simulate.orders import SECONDS_PER_DAY, Orders
from shoal.simulate.population import Population
from shoal.simulate.seasons import Floats, Ints
from shoal.simulate.shifts import BrokenFeed, Shift

PRICE_WIDTH = 0.4  # standard deviation of the logarithm of prices within one personal assortment
PICKS_SHAPE, QUANTITY_SHAPE = 2.0, 1.5  # of the gamma distributions that overdisperse both counts
RETURN_DAYS, RETURN_WIDTH = 8.0, 0.6  # until a parcel comes back: median, and standard deviation of the logarithm
MOST = np.iinfo(np.int32).max  # of cents, pieces, seconds and rows
MOST_CENTS = 10**12 - 1  # of a price in a file, as `decimals` writes it
DISCOUNTS = np.array([10, 20, 30, 40], dtype=np.int64)  # percent


Compact = npt.NDArray[np.int32]  # lines are many: half the width keeps 100,000 customers under a gigabyte


@dataclass(frozen=True)
class Lines:
    """Order lines as columns of equal length.

    Parameters
    ----------
    order : int array (lines,)
        Row of the orders; a return has that of its purchase.
    second : int array (lines,)
        Since the start of the history.
    product : int array (lines,)
        Row of the catalogue.
    quantity : int array (lines,)
        Negative for returns.
    cents : int array (lines,)
        Price of one; what a broken feed makes of it may be wide.
    """

    order: Compact
    second: Compact
    product: Compact
    quantity: Compact
    cents: Compact | Ints

    def __len__(self) -> int:
        return len(self.order)

    def take(self, rows: Ints | npt.NDArray[np.bool_]) -> Lines:
        """Give some rows."""
        return Lines(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    def join(self, other: Lines) -> Lines:
        """Put other lines after these."""
        return Lines(
            **{
                field.name: np.concatenate([getattr(self, field.name), getattr(other, field.name)])
                for field in fields(self)
            }
        )

    def by_time(self) -> Lines:
        """Sort by time; lines of one moment keep their order."""
        return self.take(np.argsort(self.second, kind="stable"))


@dataclass(frozen=True)
class Assortments:
    """What each customer chooses from: products around their price level, favourites first.

    Parameters
    ----------
    product : int array (sum of the breadths,)
        Rows of the catalogue.
    first : int array (spells,)
        Where each spell's products begin.
    """

    product: Ints
    first: Ints

    def pick(self, spell: Ints, breadth: Ints, place: Floats) -> Ints:
        """Choose a product each, by a place in [0, 1): its square makes favourites.

        The first quarter of an assortment is half of what is bought.
        """
        return np.asarray(self.product[self.first[spell] + (place**2 * breadth).astype(np.int64)])

    def mean_cents(self, breadth: Ints, cents: Ints) -> Floats:
        """Give the mean list price of a pick of each spell."""
        rank = np.arange(len(self.product)) - np.repeat(self.first, breadth)
        size = np.repeat(breadth, breadth)
        weight = np.sqrt((rank + 1) / size) - np.sqrt(rank / size)
        return np.asarray(np.add.reduceat(weight * cents[self.product], self.first))


def draw_assortments(population: Population, catalogue: Catalogue, chance: Chance) -> Assortments:
    """Draw everyone's assortment around their price level."""
    log_price = np.repeat(population.log_price, population.breadth)
    draw = chance("assortment")
    product = catalogue.nearest(log_price + PRICE_WIDTH * draw.standard_normal(len(log_price)))
    return Assortments(product, np.cumsum(population.breadth) - population.breadth)


def draw_purchases(
    orders: Orders,
    population: Population,
    assortments: Assortments,
    catalogue: Catalogue,
    calendar: Calendar,
    chance: Chance,
) -> Lines:
    """Fill every order from the personal assortment of its customer; equal picks become one line."""
    picks = 1 + _overdispersed(population.lines_per_order[orders.spell] - 1, PICKS_SHAPE, chance, "picks")
    order = np.repeat(np.arange(len(orders)), picks)
    spell = orders.spell[order]
    product = assortments.pick(spell, population.breadth[spell], chance("place").random(len(order)))
    quantity = 1 + _overdispersed(population.quantity_per_line[spell] - 1, QUANTITY_SHAPE, chance, "amounts")
    order, product, quantity = _merged(order, product, quantity, len(catalogue))
    percent = _discounts(orders, population, chance)[order]
    full = catalogue.cents[product] * (100 - percent)
    day = orders.second[order] // SECONDS_PER_DAY
    cents = np.maximum(np.floor(full * calendar.price[day] / 100 + 0.5), 1)
    return compact(order, orders.second[order], product, quantity, cents)


def draw_returns(lines: Lines, orders: Orders, population: Population, calendar: Calendar, chance: Chance) -> Lines:
    """Send lines back, at the price paid, the next day or later; what comes after the horizon is not seen.

    All that comes back of one order comes back at once.
    """
    is_returned = chance("is_returned").random(len(lines)) < population.return_share[orders.spell[lines.order]]
    log_wait = np.log(RETURN_DAYS) + RETURN_WIDTH * chance("return_delay").standard_normal(len(orders))
    waits = 1 + np.floor(np.exp(log_wait))
    hour = 9 + 8 * chance("return_hour").random(len(orders))  # returns are booked in office hours
    second = ((orders.second // SECONDS_PER_DAY + waits + hour / 24) * SECONDS_PER_DAY).astype(np.int64)
    back = lines.take(is_returned & (second[lines.order] < calendar.horizon * SECONDS_PER_DAY))
    return compact(back.order, second[back.order], back.product, -back.quantity, back.cents)


def doubled(lines: Lines, *, share: float, chance: Chance) -> Lines:
    """Add exact copies of a share of the lines."""
    n_copies = round(len(lines) * share)
    return lines.join(lines.take(np.sort(chance("copies").choice(len(lines), n_copies, replace=False))))


def misfed(lines: Lines, calendar: Calendar, shifts: tuple[Shift, ...], chance: Chance) -> Lines:
    """Export lines as a broken feed does: some lost, prices in a wrong unit.

    Raises
    ------
    ConfigError
        Where a price has more digits than a file holds.
    """
    for number, shift in enumerate(shifts):
        if isinstance(shift, BrokenFeed):
            day = lines.second // SECONDS_PER_DAY - calendar.day(shift.on)
            is_broken = (day >= 0) & (day < shift.days)
            cents = np.where(is_broken, np.rint(lines.cents * shift.unit_factor), lines.cents)
            cents = _within(cents, MOST_CENTS).astype(np.int64)
            is_lost = is_broken & (chance(f"feed {number}").random(len(lines)) < shift.lost_share)
            lines = replace(lines, cents=cents).take(~is_lost)
    return lines


def compact(*columns: npt.NDArray[Any]) -> Lines:
    """Make lines of columns in their order, in half the width.

    Raises
    ------
    ConfigError
        Where a number does not fit, such as a price of more than 21 million.
    """
    return Lines(*(_within(column, MOST).astype(np.int32, copy=False) for column in columns))


def _within(column: npt.NDArray[Any], most: int) -> npt.NDArray[Any]:
    """Refuse numbers that would not fit: a cast would turn them into others without a word."""
    largest = np.abs(column).max(initial=0)
    if not largest <= most:
        raise ConfigError(
            f"a line would have a price (in cents) or a quantity of {largest:,.0f}",
            expected=f"at most {most:,}",
            do="plan smaller prices, quantities or factors",
            where="order lines",
        )
    return column


def _overdispersed(mean: Floats, shape: float, chance: Chance, name: str) -> Ints:
    """Draw negative binomial counts: Poisson with gamma means.

    Two streams, so that what is drawn for the first elements does not depend on how many follow them.
    """
    own = mean * chance(f"{name} mean").standard_gamma(shape, len(mean)) / shape
    return chance(name).poisson(own).astype(np.int64)


def _merged(order: Ints, product: Ints, quantity: Ints, n_products: int) -> tuple[Ints, Ints, Ints]:
    """Add up equal products of one order: an exact duplicate is then always a fault of the export."""
    key = order * n_products + product
    by_key = np.argsort(key, kind="stable")
    key = key[by_key]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    total = np.add.reduceat(quantity[by_key], first)
    return key[first] // n_products, key[first] % n_products, total


def _discounts(orders: Orders, population: Population, chance: Chance) -> Ints:
    """Draw the discount of each order, in percent."""
    is_cheaper = chance("is_cheaper").random(len(orders)) < population.discount_share[orders.spell]
    return np.where(is_cheaper, DISCOUNTS[chance("discounts").integers(0, len(DISCOUNTS), len(orders))], 0)
