"""Order lines: what is in each order, what comes back, and what a careless export doubles."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from shoal.simulate.catalogue import Catalogue
from shoal.simulate.orders import SECONDS_PER_DAY, Orders
from shoal.simulate.population import Population
from shoal.simulate.seasons import Floats, Ints
from shoal.simulate.streams import stream

PRICE_WIDTH = 0.4  # standard deviation of the logarithm of prices within one personal assortment
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
        Price of one.
    """

    order: Compact
    second: Compact
    product: Compact
    quantity: Compact
    cents: Compact

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


def draw_purchases(orders: Orders, population: Population, catalogue: Catalogue, *, seed: int) -> Lines:
    """Fill every order from the personal assortment of its customer; equal picks become one line."""
    assortment, first = _assortments(population, catalogue, stream(seed, "assortment"))
    picks = 1 + _overdispersed(population.lines_per_order[orders.customer] - 1, 2.0, stream(seed, "picks"))
    order = np.repeat(np.arange(len(orders)), picks)
    customer = orders.customer[order]
    # The square makes favourites: the first quarter of an assortment is half of what is bought.
    place = stream(seed, "place").random(len(order)) ** 2 * population.breadth[customer]
    product = assortment[first[customer] + place.astype(np.int64)]
    quantity = 1 + _overdispersed(population.quantity_per_line[customer] - 1, 1.5, stream(seed, "amounts"))
    order, product, quantity = _merged(order, product, quantity, len(catalogue))
    percent = _discounts(orders, population, stream(seed, "discounts"))[order]
    cents = np.maximum((catalogue.cents[product] * (100 - percent) + 50) // 100, 1)
    return _compact(order, orders.second[order], product, quantity, cents)


def draw_returns(lines: Lines, orders: Orders, population: Population, *, seed: int, days: int) -> Lines:
    """Send lines back, at the price paid, the next day or later; what comes after the history is not seen.

    All that comes back of one order comes back at once.
    """
    is_returned = stream(seed, "is_returned").random(len(lines)) < population.return_share[orders.customer[lines.order]]
    delays = stream(seed, "return_delay")
    waits = 1 + np.floor(np.exp(np.log(8.0) + 0.6 * delays.standard_normal(len(orders))))
    hour = 9 + 8 * delays.random(len(orders))  # returns are booked in office hours
    second = ((orders.second // SECONDS_PER_DAY + waits + hour / 24) * SECONDS_PER_DAY).astype(np.int64)
    back = lines.take(is_returned & (second[lines.order] < days * SECONDS_PER_DAY))
    return _compact(back.order, second[back.order], back.product, -back.quantity, back.cents)


def doubled(lines: Lines, *, seed: int, share: float) -> Lines:
    """Add exact copies of a share of the lines."""
    n_copies = round(len(lines) * share)
    return lines.join(lines.take(np.sort(stream(seed, "copies").choice(len(lines), n_copies, replace=False))))


def _compact(*columns: npt.NDArray[Any]) -> Lines:
    return Lines(*(column.astype(np.int32, copy=False) for column in columns))


def _assortments(population: Population, catalogue: Catalogue, chance: np.random.Generator) -> tuple[Ints, Ints]:
    """Draw everyone's assortment around their price level: the products, and where each customer's begin."""
    log_price = np.repeat(population.log_price, population.breadth)
    product = catalogue.nearest(log_price + PRICE_WIDTH * chance.standard_normal(len(log_price)))
    return product, np.cumsum(population.breadth) - population.breadth


def _overdispersed(mean: Floats, shape: float, chance: np.random.Generator) -> Ints:
    """Draw negative binomial counts: Poisson with gamma means."""
    return chance.poisson(mean * chance.standard_gamma(shape, len(mean)) / shape).astype(np.int64)


def _merged(order: Ints, product: Ints, quantity: Ints, n_products: int) -> tuple[Ints, Ints, Ints]:
    """Add up equal products of one order: an exact duplicate is then always a fault of the export."""
    key = order * n_products + product
    by_key = np.argsort(key, kind="stable")
    key = key[by_key]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    total = np.add.reduceat(quantity[by_key], first)
    return key[first] // n_products, key[first] % n_products, total


def _discounts(orders: Orders, population: Population, chance: np.random.Generator) -> Ints:
    """Draw the discount of each order, in percent."""
    is_cheaper = chance.random(len(orders)) < population.discount_share[orders.customer]
    return np.where(is_cheaper, DISCOUNTS[chance.integers(0, len(DISCOUNTS), len(orders))], 0)
