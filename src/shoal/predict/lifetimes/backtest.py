"""How the same would have done on an earlier day, beside what came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa

from shoal.predict.arrays import Floats
from shoal.predict.lifetimes.foresee import Asked, Fitted
from shoal.predict.lifetimes.outlook import Outlook, outlook
from shoal.predict.lifetimes.reading import Buyers, chosen

MANY = 7
"""Customers with at least so many repeat orders are one line."""


@dataclass(frozen=True)
class Line:
    """Customers with the same number of orders after their first: how many orders were expected of one, and came."""

    repeat_count: int
    n_customers: int
    expected: float
    came: float


@dataclass(frozen=True)
class Tried:
    """One earlier day: what was told of the window after it, and what came.

    Parameters
    ----------
    origin : datetime
        UTC.
    horizon_days : int
    n_customers : int
        Buyers of that day.
    model : str
    expected_orders, came_orders : float
        In all: days with orders.
    expected_spend, came_spend : float or None
    error, error_of_pace : float
        Root of the mean squared difference per customer between the orders expected and those that came, for that is
        what a mean makes least; of the model, and of letting everyone go on at their own pace so far.
    inside : float
        Share of customers whose count lies in the middle 80 % of its prediction, chance deciding between equal counts.
    spend_below : float or None
        Share of customers who paid no more than the upper bound says; 90 % are meant to.
    lines : tuple of Line
    """

    origin: datetime
    horizon_days: int
    n_customers: int
    model: str
    expected_orders: float
    came_orders: float
    expected_spend: float | None
    came_spend: float | None
    error: float
    error_of_pace: float
    inside: float
    spend_below: float | None
    lines: tuple[Line, ...]


def held_against(
    buyers: Buyers, fitted: Fitted, asked: Asked, later: pa.Table, *, origin: datetime, min_count: int
) -> Tried:
    """Hold what a fit of an earlier day expects against what came.

    Parameters
    ----------
    buyers : Buyers
        As of that day.
    fitted : Fitted
        On them.
    asked : Asked
    later : pa.Table
        ``customer_id``, ``order_days`` and ``spend`` of the window after it.
    origin : datetime
    min_count : int
        Lines of fewer customers are left out.
    """
    some, (came, spent) = chosen(buyers, later, ("order_days", "spend"))
    ahead = outlook(
        fitted.orders, fitted.spend, some.histories, some.purchases, horizon=float(asked.horizon_days), seed=asked.seed
    )
    each = some.histories
    pace = each.repeat_count / np.maximum(each.age, 1.0) * asked.horizon_days
    has_money = ahead.spend is not None and ahead.spend_bounds is not None
    return Tried(
        origin=origin,
        horizon_days=asked.horizon_days,
        n_customers=len(each),
        model=fitted.orders.process.name,
        expected_orders=float(ahead.orders.value.sum()),
        came_orders=float(came.sum()),
        expected_spend=float(ahead.spend.value.sum()) if ahead.spend is not None else None,
        came_spend=float(spent.sum()) if has_money else None,
        error=float(np.sqrt(np.mean((ahead.orders.value - came) ** 2))),
        error_of_pace=float(np.sqrt(np.mean((pace - came) ** 2))),
        inside=_inside(some, fitted, asked, came),
        spend_below=float(np.mean(spent <= ahead.spend_bounds.high)) if ahead.spend_bounds is not None else None,
        lines=tuple(one for one in _lines(each.repeat_count, ahead, came) if one.n_customers >= min_count),
    )


def _inside(buyers: Buyers, fitted: Fitted, asked: Asked, came: Floats) -> float:
    """Give the share of randomised probability integral transforms between 0.1 and 0.9: Czado et al. (2009)."""
    order = np.argsort(buyers.histories.repeat_count, kind="stable")
    least, more = fitted.orders.reaching(buyers.histories.rows(order), float(asked.horizon_days), came[order])
    placed = 1 - least + np.random.default_rng(asked.seed).random(len(order)) * (least - more)
    return float(np.mean((placed >= 0.1) & (placed <= 0.9)))


def _lines(repeat_count: Floats, ahead: Outlook, came: Floats) -> tuple[Line, ...]:
    line = np.minimum(repeat_count, MANY).astype(np.intp)
    return tuple(
        Line(
            int(count),
            int((line == count).sum()),
            float(ahead.orders.value[line == count].mean()),
            float(came[line == count].mean()),
        )
        for count in np.unique(line)
    )


def said_of(tried: tuple[Tried, ...]) -> tuple[str, ...]:
    """Say in words how far what was told on earlier days was from what came."""
    if not tried:
        return ()
    expected, came = (sum(getattr(one, name) for one in tried) for name in ("expected_orders", "came_orders"))
    n = sum(one.n_customers for one in tried)
    error, pace = (
        (sum(getattr(one, name) ** 2 * one.n_customers for one in tried) / n) ** 0.5
        for name in ("error", "error_of_pace")
    )
    days = "one earlier day" if len(tried) == 1 else f"{len(tried)} earlier days"
    off = "" if came == 0 else f" ({expected / came - 1:+.0%})"
    better = "nearer to the truth than" if error < pace else "no nearer to the truth than"
    return (
        f"On {days} {expected:,.0f} orders were expected in the {tried[0].horizon_days} days after and {came:,.0f}"
        f" came{off}. Per customer it was off by {error:.2f} orders (root mean square), {better} letting"
        " everyone go on at their own pace"
        f" ({pace:.2f}).",
    )
