"""Populations: the personal rates of every customer, drawn type by type or from one smooth distribution."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from shoal.simulate.customer_types import DAYS_PER_MONTH, CustomerType
from shoal.simulate.seasons import Floats, Ints, Seasons, seasons
from shoal.simulate.streams import stream

EVERYONE = "everyone"


@dataclass(frozen=True)
class Population:
    """Personal rates: one element per customer, except for the names and seasons of the types.

    Parameters
    ----------
    type_names : tuple of str
    type_id : int array (n,)
    seasons : Seasons
    joined, left : float array (n,)
        Days from the start of the history to the first order, and to leaving for good (maybe after its end).
    orders_per_day : float array (n,)
        Per busy day, when the customer joins.
    trend : float array (n,)
        Growth of the logarithm of that rate per busy day.
    gap_shape, lines_per_order, quantity_per_line, log_price, return_share, discount_share : float array (n,)
    breadth : int array (n,)
    newsletter_share, birth_year : float array (n,)
    """

    type_names: tuple[str, ...]
    type_id: Ints
    seasons: Seasons
    joined: Floats
    left: Floats
    orders_per_day: Floats
    trend: Floats
    gap_shape: Floats
    lines_per_order: Floats
    quantity_per_line: Floats
    log_price: Floats
    return_share: Floats
    discount_share: Floats
    breadth: Ints
    newsletter_share: Floats
    birth_year: Floats

    def __len__(self) -> int:
        return len(self.type_id)


def typed_population(
    n_customers: int, types: tuple[CustomerType, ...], *, seed: int, start: date, days: int
) -> Population:
    """Draw customers of some types, each type's number exact to one customer, in random order."""

    def of(rate: str) -> Floats:
        by_type = np.array([getattr(each, rate) for each in types], dtype=np.float64)
        return np.asarray(by_type[type_id])

    def around(level: Floats, name: str) -> Floats:
        return np.asarray(level * np.exp(of("spread") * stream(seed, name).standard_normal(n_customers)))

    counts = _counts(n_customers, np.array([each.share for each in types]))
    type_id = stream(seed, "type").permutation(np.repeat(np.arange(len(types)), counts))
    calendar = seasons(
        np.array([each.weekend_share for each in types]),
        np.array([each.christmas for each in types]),
        start=start,
        days=days,
    )
    late, early = np.array([each.joined_days for each in types]).T[:, type_id]
    joined = _between(days - early, days - late, stream(seed, "joined").beta(1.4, 1.4, n_customers), calendar, type_id)
    stays = stream(seed, "stays").standard_gamma(of("stays_shape")) / of("stays_shape") * of("stays_months")
    rate = stream(seed, "rate").standard_gamma(of("rate_shape")) / of("rate_shape") * of("orders_per_month")
    return Population(
        type_names=tuple(each.name for each in types),
        type_id=type_id,
        seasons=calendar,
        joined=joined,
        left=joined + stays * DAYS_PER_MONTH,
        orders_per_day=rate / DAYS_PER_MONTH,
        trend=of("trend") / 365.25,
        gap_shape=of("gap_shape"),
        lines_per_order=1 + around(of("lines_per_order") - 1, "lines"),
        quantity_per_line=1 + around(of("quantity_per_line") - 1, "quantity"),
        log_price=np.log(around(of("price_level"), "price")),
        return_share=_personal_shares(of("return_share"), seed),
        discount_share=of("discount_share"),
        breadth=np.maximum(np.rint(around(of("breadth"), "breadth")), 1).astype(np.int64),
        newsletter_share=of("newsletter_share"),
        birth_year=of("birth_year"),
    )


# How far each personal rate follows the one thing that all of them share, a customer's attachment to the shop.
ATTACHMENT = {"rate": 0.6, "trend": 0.5, "lines": 0.4, "quantity": 0.3, "price": 0.2, "breadth": 0.5, "returns": 0.2}


def smooth_population(n_customers: int, *, seed: int, start: date, days: int) -> Population:
    """Draw customers of one population: correlated log-normal rates, no types, nobody apart.

    Customers fade or grow at a personal rate that is normally distributed. Few leave on a day: a wave of leavers among
    people who stay would be two groups.
    """
    attachment = stream(seed, "attachment").standard_normal(n_customers)

    def normal(name: str) -> Floats:
        own = stream(seed, name).standard_normal(n_customers)
        weight = ATTACHMENT[name]
        return np.asarray(weight * attachment + np.sqrt(1 - weight**2) * own)

    calendar = seasons(np.array([0.3]), np.array([1.4]), start=start, days=days)
    type_id = np.zeros(n_customers, dtype=np.int64)
    # Joining keeps no season: a Christmas wave of newcomers would be a group.
    joined = days * (0.02 + 0.8 * stream(seed, "joined").beta(2.0, 2.0, n_customers))
    stays_days = stream(seed, "stays").standard_gamma(2.0, n_customers) * 3 * 365.25
    return Population(
        type_names=(EVERYONE,),
        type_id=type_id,
        seasons=calendar,
        joined=joined,
        left=joined + stays_days,
        orders_per_day=1.3 * np.exp(0.4 * normal("rate")) / DAYS_PER_MONTH,
        trend=(-0.4 + 0.5 * normal("trend")) / 365.25,
        gap_shape=np.full(n_customers, 1.5),
        lines_per_order=1 + np.exp(0.35 * normal("lines")),
        quantity_per_line=1 + 0.7 * np.exp(0.4 * normal("quantity")),
        log_price=np.log(14.0) + 0.35 * normal("price"),
        return_share=1 / (1 + np.exp(1.7 - 0.4 * normal("returns"))),
        discount_share=np.full(n_customers, 0.2),
        breadth=np.maximum(np.rint(60 * np.exp(0.35 * normal("breadth"))), 1).astype(np.int64),
        newsletter_share=np.full(n_customers, 0.4),
        birth_year=np.full(n_customers, 1981.0),
    )


def _counts(n_customers: int, shares: Floats) -> Ints:
    """Share customers out by largest remainder."""
    exact = n_customers * shares / shares.sum()
    counts: Ints = np.floor(exact).astype(np.int64)
    first = np.argsort(counts - exact, kind="stable")[: n_customers - int(counts.sum())]
    counts[first] += 1
    return counts


def _between(low: Floats, high: Floats, share: Floats, calendar: Seasons, type_id: Ints) -> Floats:
    """Place days between two days, by their share of the busy time between them: people join when it is busy."""
    first, last = calendar.busy_at(low, type_id), calendar.busy_at(high, type_id)
    return calendar.day_at(first + share * (last - first), type_id)


def _personal_shares(mean: Floats, seed: int) -> Floats:
    """Draw personal chances around a mean: beta distributions worth 40 observations."""
    weight = 40.0
    inner = np.clip(mean, 1e-9, 1 - 1e-9)
    drawn = stream(seed, "returns").beta(weight * inner, weight * (1 - inner))
    return np.where((mean > 0) & (mean < 1), drawn, mean)
