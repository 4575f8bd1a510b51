"""What the tables of a shop say of each buyer, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shoal.errors import ConfigError
from shoal.simulate.lines import DISCOUNTS
from shoal.simulate.orders import HOURS, SECONDS_PER_DAY
from shoal.simulate.seasons import Floats, Ints
from shoal.simulate.shops import Shop


@dataclass(frozen=True)
class Evidence:
    """Customers, their orders by customer and time, and the products of each customer.

    Parameters
    ----------
    start : date
    days : int
        The history.
    customer_id : pa.Array
        As in the truth of the shop.
    first : int array (customers,)
        Row of the first order of each.
    customer : int array (orders,)
    day : float array (orders,)
        Since the start, with the hours of the night taken out: what the simulator drew.
    n_lines, n_items, n_returned : int array (orders,)
        Different products, their quantity, and how many of the lines were sent back.
    is_cheaper : bool array (orders,)
        True where the order was bought at a discount.
    owner, product : int array (pairs,)
        Every customer with every product that they bought; products by rising list price.
    log_price : float array (products,)
        List prices.
    newsletter : float array (customers,)
        1, 0, or not a number.
    birth_year : float array (customers,)
        Or not a number.
    """

    start: date
    days: int
    customer_id: pa.Array
    first: Ints
    customer: Ints
    day: Floats
    n_lines: Ints
    n_items: Ints
    n_returned: Ints
    is_cheaper: np.ndarray[tuple[int], np.dtype[np.bool_]]
    owner: Ints
    product: Ints
    log_price: Floats
    newsletter: Floats
    birth_year: Floats

    def __len__(self) -> int:
        return len(self.first)

    def of_customers(self, per_order: Floats) -> Floats:
        """Add up what was said of each order, by customer."""
        return np.asarray(np.add.reduceat(per_order, self.first, axis=0))


def read_evidence(shop: Shop, *, until: date, days: int) -> Evidence:
    """Read the tables of a shop.

    Copies of lines are dropped: equal picks of one order are one line already, so that a copy is a fault of the export.

    Raises
    ------
    ConfigError
        Where a customer of the truth has no purchase.
    """
    customer_id = shop.truth["customer_id"].combine_chunks()
    start = until - timedelta(days=days - 1)
    list_cents, by_price = _catalogue(shop.orders)
    lines = _known_lines(shop.orders, customer_id, by_price)
    back = lines.filter(pc.less(lines["quantity"], 0))
    # By customer, then time: rows of one order follow each other, and so do orders of one customer.
    bought = lines.filter(pc.greater(lines["quantity"], 0)).sort_by(
        [(name, "ascending") for name in ("customer", "second", "order", "product")]
    )
    customer, order, product = (_ints(bought, name) for name in ("customer", "order", "product"))
    begins = np.flatnonzero(np.diff(order, prepend=-1))
    whose = customer[begins]
    n_silent = len(customer_id) - len(np.unique(whose))
    if n_silent:
        raise ConfigError(
            f"{n_silent} of {len(customer_id)} customers have bought nothing",
            expected="the shop as it was simulated",
            where="orders",
        )
    is_new = _is_new(customer, product)
    epoch = (start - date(1970, 1, 1)).days * SECONDS_PER_DAY
    return Evidence(
        start=start,
        days=days,
        customer_id=customer_id,
        first=np.searchsorted(whose, np.arange(len(customer_id))),
        customer=whose,
        day=_slept((_ints(bought, "second")[begins] - epoch) / SECONDS_PER_DAY),
        n_lines=np.diff(begins, append=len(order)),
        n_items=np.add.reduceat(_ints(bought, "quantity"), begins),
        n_returned=_returned(back, order[begins]),
        is_cheaper=_is_cheaper(_ints(bought, "cents"), list_cents[product], begins),
        owner=customer[is_new],
        product=product[is_new],
        log_price=np.log(list_cents / 100),
        **_traits(shop.customers, customer_id),
    )


def _catalogue(orders: pa.Table) -> tuple[Ints, pa.Array]:
    """Give list prices in cents, rising, and the products in that order: the most that each was ever sold for."""
    prices = orders.group_by("product").aggregate([("unit_price", "max")])
    cents = np.rint(prices["unit_price_max"].cast(pa.float64()).to_numpy() * 100).astype(np.int64)
    rows = np.lexsort((np.asarray(prices["product"].to_pylist()), cents))
    return cents[rows], prices["product"].combine_chunks().take(pa.array(rows))


def _known_lines(orders: pa.Table, customer_id: pa.Array, products: pa.Array) -> pa.Table:
    """Give the lines of known customers once each, everything as integers; a return has the order of its purchase."""
    known = orders.filter(orders["customer_id"].is_valid())
    number = pc.replace_substring_regex(known["order_id"], "^C", "")
    table = pa.table(
        {
            "customer": pc.index_in(known["customer_id"], value_set=customer_id),
            "order": number.combine_chunks().dictionary_encode().indices,
            "product": pc.index_in(known["product"], value_set=products),
            "quantity": known["quantity"],
            "second": known["ordered_at"].cast(pa.timestamp("s")).cast(pa.int64()),
            "cents": pc.round(pc.multiply(known["unit_price"].cast(pa.float64()), 100.0)).cast(pa.int64()),
        }
    )
    return table.group_by(table.column_names).aggregate([])


def _ints(table: pa.Table, name: str) -> Ints:
    return np.asarray(table[name].to_numpy(), dtype=np.int64)


def _is_cheaper(cents: Ints, list_cents: Ints, begins: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell the orders at a discount by all of their lines: rounding to cents matters least in the sum."""
    paid, full = np.add.reduceat(cents, begins), np.add.reduceat(list_cents, begins)
    return np.asarray(100 * (1 - paid / full) > DISCOUNTS[0] / 2)


def _is_new(customer: Ints, product: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Mark the first line of every pair of customer and product; lines are in the order of customer and time."""
    _, first = np.unique(customer * (product.max() + 1) + product, return_index=True)
    answer = np.zeros(len(customer), dtype=bool)
    answer[first] = True
    return answer


def _returned(back: pa.Table, orders: Ints) -> Ints:
    """Count the returned lines of each order."""
    counts = np.bincount(_ints(back, "order"), minlength=int(orders.max()) + 1)
    return np.asarray(counts[orders], dtype=np.int64)


def _slept(day: Floats) -> Floats:
    """Undo the crowding of orders in waking hours, which is the same for every type."""
    midnight = np.floor(day)
    passed = np.concatenate([[0.0], np.cumsum(HOURS) / HOURS.sum()])
    # The second is cut off when it is written: half of it is the best guess.
    return np.asarray(midnight + np.interp(day - midnight + 0.5 / SECONDS_PER_DAY, np.arange(25) / 24, passed))


def _traits(customers: pa.Table, customer_id: pa.Array) -> dict[str, Floats]:
    """Give what the customers file says of the buyers."""
    rows = customers.take(pc.index_in(customer_id, value_set=customers["customer_id"].combine_chunks()))
    takes = pc.equal(rows["newsletter"], "yes").cast(pa.float64())
    return {"newsletter": _floats(takes), "birth_year": _floats(rows["birth_year"].cast(pa.float64()))}


def _floats(column: pa.ChunkedArray) -> Floats:
    return np.asarray(column.fill_null(float("nan")).to_numpy(), dtype=np.float64)
