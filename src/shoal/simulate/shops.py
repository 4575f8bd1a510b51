"""Shops in memory: the tables that a business would export, and beside them what is true of its customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from shoal.simulate.business import Business
from shoal.simulate.customer_table import draw_customer_table
from shoal.simulate.everyone import EVERYONE
from shoal.simulate.order_table import draw_order_table
from shoal.simulate.part import parts
from shoal.simulate.truth import draw_truth


@dataclass(frozen=True)
class Shop:
    """What a shop knows, and what only its maker knows.

    Parameters
    ----------
    orders : pa.Table
        As `draw_order_table` gives them.
    customers : pa.Table
        As `draw_customer_table` gives them.
    truth : pa.Table
        As `draw_truth` gives it; one row per buyer.
    plan : Business or None
        What it was drawn from, where that is known.
    """

    orders: pa.Table
    customers: pa.Table
    truth: pa.Table
    plan: Business | None = None


def shop(n_customers: int, *, seed: int, **settings: Any) -> Shop:
    """Simulate a shop whose customers are of planted types.

    Parameters
    ----------
    n_customers, seed : int
    **settings
        Further parameters of `Business`, such as ``types``, ``until``, ``days`` and ``guest_share``.

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
    return _in_memory(Business(n_customers, seed, **settings))


def smooth_shop(n_customers: int, *, seed: int, **settings: Any) -> Shop:
    """Simulate a shop with one population and no types: whoever finds groups here has made them up.

    Parameters are those of `shop`, but for the types. Every customer's type is ``everyone``.

    Examples
    --------
    >>> smooth_shop(50, seed=7).truth["type"].unique().to_pylist()
    ['everyone']
    """
    return _in_memory(Business(n_customers, seed, types=(EVERYONE,), is_smooth=True, **settings))


def _in_memory(plan: Business) -> Shop:
    drawn = [(draw_order_table(part), draw_customer_table(part), draw_truth(part)) for part in parts(plan)]
    orders, customers, truth = (pa.concat_tables(tables) for tables in zip(*drawn, strict=True))
    return Shop(orders if plan.n_parts == 1 else orders.sort_by("ordered_at"), customers, truth, plan)
