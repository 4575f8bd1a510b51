"""The catalogue: goods in categories, with heavy-tailed prices, and the plans of businesses that have them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shoal.simulate.chance import Chance
from shoal.simulate.seasons import Floats, Ints
from shoal.simulate.sectors.sector import Plan, Words
from shoal.simulate.sectors.shop import SHOP_WORDS

FIRST_PRODUCT = 1001


@dataclass(frozen=True)
class Catalogue:
    """Goods by rising price, then plans.

    Parameters
    ----------
    product, category : tuple of str
    cents : int array (products,)
        List price of goods, rising; then what one bill of each plan asks for.
    n_goods : int
        Goods come first; plans stand from this row on, in the sector's order.
    """

    product: tuple[str, ...]
    category: tuple[str, ...]
    cents: Ints
    n_goods: int

    def __len__(self) -> int:
        return len(self.product)

    def nearest(self, log_price: Floats) -> Ints:
        """Find the goods whose list price is nearest to each price, given as logarithm."""
        log_list = np.log(self.cents[: self.n_goods] / 100)
        borders = (log_list[1:] + log_list[:-1]) / 2
        return np.searchsorted(borders, log_price).astype(np.int64)

    @property
    def product_id(self) -> pa.StringArray:
        """Name every product P1001, P1002, ...: in another order than that of the prices."""
        shuffled = np.argsort(np.array(self.product), kind="stable")
        number = np.empty(len(self), dtype=np.int64)
        number[shuffled] = np.arange(len(self)) + FIRST_PRODUCT
        return pc.binary_join_element_wise("P", pa.array(number).cast(pa.string()), "")


def draw_catalogue(seed: int, words: Words = SHOP_WORDS, plans: tuple[Plan, ...] = ()) -> Catalogue:
    """Draw list prices for all goods, log-normal with a long tail, and put the plans behind them.

    Examples
    --------
    >>> catalogue = draw_catalogue(0)
    >>> len(catalogue), len(set(catalogue.product))
    (576, 576)
    >>> with_plan = draw_catalogue(0, plans=(Plan("Club", "Clubs", 5.0),))
    >>> with_plan.product[-1], int(with_plan.cents[-1]), with_plan.n_goods
    ('Club', 500, 576)
    """
    named = [
        (f"{thing} {style}", category)
        for category, things in words.things.items()
        for thing in things
        for style in words.styles
    ]
    log_price = Chance(seed)("catalogue").normal(np.log(words.median_price), words.price_width, len(named))
    cents = np.maximum(np.rint(np.exp(log_price) * 100), 50).astype(np.int64)
    by_price = np.argsort(cents, kind="stable")
    bills = np.array([bill_cents(plan) for plan in plans], dtype=np.int64)
    return Catalogue(
        product=tuple(named[row][0] for row in by_price) + tuple(plan.name for plan in plans),
        category=tuple(named[row][1] for row in by_price) + tuple(plan.category for plan in plans),
        cents=np.concatenate([cents[by_price], bills]),
        n_goods=len(named),
    )


def bill_cents(plan: Plan) -> int:
    """Give what one bill of a plan asks for.

    Examples
    --------
    >>> bill_cents(Plan("Year", "Clubs", 9.9, billed_months=12))
    11880
    """
    return round(plan.monthly_price * plan.billed_months * 100)
