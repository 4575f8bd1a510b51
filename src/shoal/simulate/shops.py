"""Shops with planted truth: the tables that a business would export, and beside them what is true of its customers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shoal.errors import ConfigError
from shoal.simulate.catalogue import Catalogue, draw_catalogue
from shoal.simulate.customer_types import DAYS_PER_MONTH, CustomerType, check_types
from shoal.simulate.distinct import DISTINCT_TYPES
from shoal.simulate.lines import Compact, Lines, doubled, draw_purchases, draw_returns
from shoal.simulate.orders import SECONDS_PER_DAY, Orders, draw_orders
from shoal.simulate.people import as_dates, draw_countries, draw_people
from shoal.simulate.population import Population, smooth_population, typed_population

UNTIL = date(2025, 12, 31)
DAYS = 730
LONGEST_DAYS = 20_000  # its seconds still fit in 32 bits
FIRST_ORDER_NUMBER = 500_001


@dataclass(frozen=True)
class Shop:
    """What a shop knows, and what only its maker knows.

    Parameters
    ----------
    orders : pa.Table
        ``order_id`` string (``C`` before the purchase's number for a return), ``customer_id`` string (null for guests),
        ``ordered_at`` timestamp, ``product``, ``category`` string, ``quantity`` int64 (negative for returns),
        ``unit_price`` decimal(12, 2), ``country`` string; by time.
    customers : pa.Table
        ``customer_id``, ``email``, ``name``, ``country``, ``signup_on`` date, ``newsletter`` yes/no,
        ``birth_year`` int64, ``churned`` yes/no; some values null. Everyone of ``truth``, then those who never ordered.
    truth : pa.Table
        ``customer_id``, ``type``, ``joined_on`` date, ``left_on`` date (null for who is still there),
        ``orders_per_month`` and ``return_share`` float (the customer's own); one row per buyer.
    """

    orders: pa.Table
    customers: pa.Table
    truth: pa.Table


@dataclass(frozen=True)
class _History:
    """The days that a shop covers, and the blemishes of its files."""

    seed: int
    until: date
    days: int
    guest_share: float
    duplicate_share: float
    silent_share: float

    def __post_init__(self) -> None:
        if self.seed < 0:
            raise ConfigError(f"the seed is {self.seed}", expected="0 or more", where="seed")
        if not 30 <= self.days <= LONGEST_DAYS:
            raise ConfigError(f"a history of {self.days} days", expected=f"30 to {LONGEST_DAYS}", where="days")
        for name in ("guest_share", "duplicate_share", "silent_share"):
            share = getattr(self, name)
            if not 0 <= share < 1:
                raise ConfigError(f"{name} is {share}", expected="a share in [0, 1)", where=name)

    @property
    def start(self) -> date:
        """Give the first day."""
        return self.until - timedelta(days=self.days - 1)


def shop(
    n_customers: int,
    *,
    seed: int,
    types: tuple[CustomerType, ...] = DISTINCT_TYPES,
    until: date = UNTIL,
    days: int = DAYS,
    guest_share: float = 0.02,
    duplicate_share: float = 0.004,
    silent_share: float = 0.03,
) -> Shop:
    """Simulate a shop whose customers are of planted types.

    Parameters
    ----------
    n_customers : int
        Customers who order at least once.
    seed : int
        At least 0; the same seed gives the same bytes.
    types : tuple of CustomerType
        Their shares add up to 1; each type's number is exact to one customer.
    until : date
        Last day of the history.
    days : int
        Its length.
    guest_share : float
        Share of the orders whose buyer is not known; they come on top of the customers' own.
    duplicate_share : float
        Exact copies of lines, as a share of the lines.
    silent_share : float
        People who signed up and never ordered, as a share of ``n_customers``; they come on top.

    Returns
    -------
    Shop

    Raises
    ------
    ConfigError
        Where an argument is out of its range.

    Examples
    --------
    >>> small = shop(100, seed=7)
    >>> small.truth.num_rows, small.customers.num_rows
    (100, 103)
    >>> small.orders.column_names[:4]
    ['order_id', 'customer_id', 'ordered_at', 'product']
    """
    history = _History(seed, until, days, guest_share, duplicate_share, silent_share)
    check_types(types, days=days)
    _check_size(n_customers)
    population = typed_population(n_customers, types, seed=seed, start=history.start, days=days)
    return _simulate(population, history)


def smooth_shop(
    n_customers: int,
    *,
    seed: int,
    until: date = UNTIL,
    days: int = DAYS,
    guest_share: float = 0.02,
    duplicate_share: float = 0.004,
    silent_share: float = 0.03,
) -> Shop:
    """Simulate a shop with one population and no types: whoever finds groups here has made them up.

    Parameters are those of `shop`. Every customer's type is ``everyone``.

    Examples
    --------
    >>> smooth_shop(50, seed=7).truth["type"].unique().to_pylist()
    ['everyone']
    """
    history = _History(seed, until, days, guest_share, duplicate_share, silent_share)
    _check_size(n_customers)
    return _simulate(smooth_population(n_customers, seed=seed, start=history.start, days=days), history)


def _check_size(n_customers: int) -> None:
    if n_customers < 1:
        raise ConfigError(f"{n_customers} customers", expected="at least 1", where="n_customers")


def _simulate(population: Population, history: _History) -> Shop:
    """Let a population shop."""
    seed, days = history.seed, history.days
    n_silent = round(len(population) * history.silent_share)
    catalogue = draw_catalogue(seed)
    orders = draw_orders(population, seed=seed, days=days, guest_share=history.guest_share)
    purchases = draw_purchases(orders, population, catalogue, seed=seed)
    returns = draw_returns(purchases, orders, population, seed=seed, days=days)
    lines = doubled(purchases.join(returns), seed=seed, share=history.duplicate_share).by_time()
    countries = draw_countries(len(population) + n_silent, seed=seed)
    customers = draw_people(population, n_silent, countries, seed=seed, start=history.start, days=days)
    return Shop(
        orders=_order_table(lines, orders, catalogue, customers, history.start),
        customers=customers,
        truth=_truth_table(population, customers["customer_id"], history),
    )


def _order_table(lines: Lines, orders: Orders, catalogue: Catalogue, customers: pa.Table, start: date) -> pa.Table:
    """Turn lines into the table that a shop exports."""
    number = pa.array(lines.order + FIRST_ORDER_NUMBER).cast(pa.string())
    buyer = orders.customer[lines.order]
    product = pa.array(lines.product)
    epoch = (start - date(1970, 1, 1)).days * SECONDS_PER_DAY
    return pa.table(
        {
            "order_id": pc.if_else(pa.array(lines.quantity < 0), pc.binary_join_element_wise("C", number, ""), number),
            "customer_id": _taken(customers["customer_id"], pa.array(buyer, mask=orders.is_guest[lines.order])),
            "ordered_at": pa.array(lines.second.astype(np.int64) + epoch).cast(pa.timestamp("s")),
            "product": pa.array(catalogue.product).take(product),
            "category": pa.array(catalogue.category).take(product),
            "quantity": pa.array(lines.quantity, pa.int64()),
            "unit_price": _decimal(lines.cents),
            "country": _taken(customers["country"], pa.array(buyer)),
        }
    )


def _taken(column: pa.ChunkedArray, rows: pa.Array) -> pa.Array:
    return column.combine_chunks().take(rows)


def _decimal(cents: Compact) -> pa.Decimal128Array:
    """Write cents as exact decimals: 128-bit little-endian integers whose upper half is zero."""
    halves = np.zeros((len(cents), 2), dtype="<i8")
    halves[:, 0] = cents
    return pa.Array.from_buffers(pa.decimal128(12, 2), len(cents), [None, pa.py_buffer(halves.tobytes())])


def _truth_table(population: Population, customer_id: pa.ChunkedArray, history: _History) -> pa.Table:
    """Tell what is true of each buyer."""
    has_left = population.left < history.days
    left_on = as_dates(np.floor(np.minimum(population.left, history.days)).astype(np.int64), history.start)
    return pa.table(
        {
            "customer_id": customer_id.slice(0, len(population)),
            "type": pa.array(population.type_names).take(pa.array(population.type_id)),
            "joined_on": as_dates(np.floor(population.joined).astype(np.int64), history.start),
            "left_on": pc.if_else(pa.array(has_left), left_on, pa.scalar(None, pa.date32())),
            "orders_per_month": pa.array(population.orders_per_day * DAYS_PER_MONTH),
            "return_share": pa.array(population.return_share),
        }
    )
