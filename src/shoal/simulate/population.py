"""Populations: the personal rates of every customer, drawn type by type or from one smooth distribution."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from shoal.simulate.calendar import Calendar
from shoal.simulate.chance import Chance
from shoal.simulate.customer_types import DAYS_PER_MONTH, CustomerType
from shoal.simulate.lives import Lives
from shoal.simulate.seasons import Floats, Ints

RETURNS_WEIGHT = 40.0  # how many observations the beta distribution of personal shares of returns is worth


@dataclass(frozen=True)
class Population:
    """Personal rates: one element per spell, a stretch of time in which a customer acts like one type.

    Most customers have one spell, from joining to leaving; who turns into another type has a second.

    Parameters
    ----------
    customer : int array (n,)
        Row of the lives; the first spells of all customers come first, in their order.
    type_id : int array (n,)
    since, until : float array (n,)
        Days from the start of the history; maybe after its end.
    orders_per_day : float array (n,)
        Per busy day, when the spell begins.
    trend : float array (n,)
        Growth of the logarithm of that rate per busy day.
    gap_shape, lines_per_order, quantity_per_line, log_price, return_share, discount_share : float array (n,)
    breadth : int array (n,)
    newsletter_share, birth_year : float array (n,)
    """

    customer: Ints
    type_id: Ints
    since: Floats
    until: Floats
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

    @property
    def is_first(self) -> npt.NDArray[np.bool_]:
        """Tell the spells that begin with joining."""
        return np.concatenate([[True], np.diff(self.customer) > 0]).cumprod().astype(bool)


def typed_population(lives: Lives, types: tuple[CustomerType, ...], chance: Chance) -> Population:
    """Draw the personal rates of each spell around those of its type."""
    n_customers, turned = len(lives), np.flatnonzero(np.isfinite(lives.turned))
    customer = np.concatenate([np.arange(n_customers), turned])
    type_id = np.concatenate([lives.type_id, lives.turned_into[turned]])

    def of(rate: str) -> Floats:
        by_type = np.array([getattr(each, rate) for each in types], dtype=np.float64)
        return np.asarray(by_type[type_id])

    def around(level: Floats, name: str) -> Floats:
        return np.asarray(level * np.exp(of("spread") * chance(name).standard_normal(len(customer))))

    rate = chance("rate").standard_gamma(of("rate_shape")) / of("rate_shape") * of("orders_per_month")
    return Population(
        customer=customer,
        type_id=type_id,
        since=np.concatenate([lives.joined, lives.turned[turned]]),
        until=np.concatenate([np.minimum(lives.turned, lives.left), lives.left[turned]]),
        orders_per_day=rate / DAYS_PER_MONTH,
        trend=of("trend") / 365.25,
        gap_shape=of("gap_shape"),
        lines_per_order=1 + around(of("lines_per_order") - 1, "lines"),
        quantity_per_line=1 + around(of("quantity_per_line") - 1, "quantity"),
        log_price=np.log(around(of("price_level"), "price")),
        return_share=personal_shares(of("return_share"), RETURNS_WEIGHT, chance("returns")),
        discount_share=of("discount_share"),
        breadth=np.maximum(np.rint(around(of("breadth"), "breadth")), 1).astype(np.int64),
        newsletter_share=of("newsletter_share"),
        birth_year=of("birth_year"),
    )


# How far each personal rate follows the one thing that all of them share, a customer's attachment to the business.
ATTACHMENT = {"rate": 0.6, "trend": 0.5, "lines": 0.4, "quantity": 0.3, "price": 0.2, "breadth": 0.5, "returns": 0.2}


def smooth_lives(lives: Lives, calendar: Calendar, chance: Chance) -> Lives:
    """Let people join evenly: a Christmas wave of newcomers would be a group.

    Few leave on a day: a wave of leavers among people who stay would be two groups as well.
    """
    joined = calendar.days * (0.02 + 0.8 * chance("joined").beta(2.0, 2.0, len(lives)))
    return replace(lives, joined=joined, left=joined + (lives.left - lives.joined))


def smooth_population(lives: Lives, middle: CustomerType, chance: Chance) -> Population:
    """Draw customers of one population: correlated log-normal rates, no types, nobody apart.

    Customers fade or grow at a personal rate that is normally distributed.

    Parameters
    ----------
    lives : Lives
        All of one type.
    middle : CustomerType
        The rates in the middle of the population.
    chance : Chance
    """
    population = typed_population(lives, (middle,), chance)
    attachment = chance("attachment").standard_normal(len(lives))

    def normal(name: str) -> Floats:
        own = chance(f"{name} of one population").standard_normal(len(lives))
        weight = ATTACHMENT[name]
        return np.asarray((weight * attachment + np.sqrt(1 - weight**2) * own)[population.customer])

    share = np.clip(middle.return_share, 1e-4, 1 - 1e-4)
    odds = np.log(share / (1 - share))
    return replace(
        population,
        orders_per_day=middle.orders_per_month * np.exp(0.4 * normal("rate")) / DAYS_PER_MONTH,
        trend=(middle.trend + 0.5 * normal("trend")) / 365.25,
        lines_per_order=1 + (middle.lines_per_order - 1) * np.exp(0.35 * normal("lines")),
        quantity_per_line=1 + (middle.quantity_per_line - 1) * np.exp(0.4 * normal("quantity")),
        log_price=np.log(middle.price_level) + 0.35 * normal("price"),
        return_share=1 / (1 + np.exp(-odds - 0.4 * normal("returns"))),
        breadth=np.maximum(np.rint(middle.breadth * np.exp(0.35 * normal("breadth"))), 1).astype(np.int64),
    )


def personal_shares(mean: Floats, weight: float, draw: np.random.Generator) -> Floats:
    """Draw personal chances around means: beta distributions worth some observations; 0 and 1 stay what they are."""
    inner = np.clip(mean, 1e-9, 1 - 1e-9)
    drawn = draw.beta(weight * inner, weight * (1 - inner))
    return np.where((mean > 0) & (mean < 1), drawn, mean)
