"""Spans: who has which plan from when to when, and the bills that follow from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shoal.simulate.catalogue import bill_cents
from shoal.simulate.chance import Chance
from shoal.simulate.customer_types import DAYS_PER_MONTH, CustomerType
from shoal.simulate.decimals import Bools
from shoal.simulate.lives import Lives
from shoal.simulate.orders import SECONDS_PER_DAY
from shoal.simulate.seasons import Floats, Ints
from shoal.simulate.sectors.sector import Plan, Sector

UPGRADE_SHARE = 0.65  # of the changes of plan


@dataclass(frozen=True)
class Spans:
    """Plans that customers have: one element per customer and stretch of time with one plan.

    Parameters
    ----------
    customer : int array (n,)
        Row of the lives.
    plan : int array (n,)
        Row of the sector's plans.
    since, until : float array (n,)
        Days since the start of the history; `until` may lie after it.
    is_last : bool array (n,)
        True where the customer leaves at its end; else the next plan begins then.
    """

    customer: Ints
    plan: Ints
    since: Floats
    until: Floats
    is_last: Bools

    def __len__(self) -> int:
        return len(self.customer)


@dataclass(frozen=True)
class Bills:
    """Bills: one element each.

    Parameters
    ----------
    customer : int array (n,)
        Row of the lives.
    second : int array (n,)
        Since the start of the history.
    product : int array (n,)
        Row of the catalogue: `n_goods` and the row of the plan.
    quantity : int array (n,)
        1.
    cents : int array (n,)
        At the list price.
    """

    customer: Ints
    second: Ints
    product: Ints
    quantity: Ints
    cents: Ints

    def __len__(self) -> int:
        return len(self.customer)


def draw_spans(
    lives: Lives, types: tuple[CustomerType, ...], sector: Sector, *, horizon: float, chance: Chance
) -> Spans:
    """Draw everyone's plans from joining to leaving, or to the horizon.

    The first plan follows the shares of the type that a customer joins as. Changes to the next dearer or cheaper plan
    of the same category come at the sector's rate once the term is over.
    """
    plan = _first_plans(lives, types, sector.plans, chance)
    customer = np.arange(len(lives))
    since, end = lives.joined.copy(), np.minimum(lives.left, horizon)
    term = np.array([each.term_months for each in sector.plans]) * DAYS_PER_MONTH
    dearer, cheaper = _neighbours(sector.plans)
    changes_per_day = sector.plan_changes_per_month / DAYS_PER_MONTH
    done: list[Spans] = []
    step = 0
    while len(customer) and sector.plans:
        draw = chance(f"plan change {step}")
        # Drawn for everyone, so that one customer's changes do not depend on how many others go on.
        wait = draw.exponential(1.0, len(lives))[customer]
        wants_dearer = draw.random(len(lives))[customer] < UPGRADE_SHARE
        following = np.where(wants_dearer, dearer[plan], cheaper[plan])
        at = np.full(len(customer), np.inf)
        if changes_per_day > 0:
            at = since + term[plan] + wait / changes_per_day
        changes = (at < end) & (following >= 0)
        until = np.where(changes, at, lives.left[customer])
        done.append(Spans(customer, plan, since, until, ~changes))
        customer, plan, since, end = customer[changes], following[changes], at[changes], end[changes]
        step += 1
    return _joined(done)


def _joined(spans: list[Spans]) -> Spans:
    """Put spans together, by customer and time."""
    if not spans:
        none = np.zeros(0, dtype=np.int64)
        return Spans(none, none, np.zeros(0), np.zeros(0), np.zeros(0, dtype=bool))
    columns = {
        name: np.concatenate([getattr(each, name) for each in spans])
        for name in ("customer", "plan", "since", "until", "is_last")
    }
    order = np.lexsort((columns["since"], columns["customer"]))
    return Spans(**{name: column[order] for name, column in columns.items()})


def _first_plans(lives: Lives, types: tuple[CustomerType, ...], plans: tuple[Plan, ...], chance: Chance) -> Ints:
    names = [each.name for each in plans]
    place = chance("plan").random(len(lives))
    answer = np.zeros(len(lives), dtype=np.int64)
    for one, each in enumerate(types):
        shares = dict(each.plans)
        if shares:
            rows = lives.type_id == one
            borders = np.cumsum([shares.get(name, 0.0) for name in names])
            answer[rows] = np.searchsorted(borders / borders[-1], place[rows], side="right")
    return answer


def _neighbours(plans: tuple[Plan, ...]) -> tuple[Ints, Ints]:
    """Give the next dearer and the next cheaper plan of each plan's category; -1 for none."""
    dearer, cheaper = np.full(len(plans), -1, dtype=np.int64), np.full(len(plans), -1, dtype=np.int64)
    for row, plan in enumerate(plans):
        alike = [other for other, each in enumerate(plans) if each.category == plan.category]
        above = [other for other in alike if plans[other].monthly_price > plan.monthly_price]
        below = [other for other in alike if plans[other].monthly_price < plan.monthly_price]
        dearer[row] = min(above, key=lambda other: plans[other].monthly_price, default=-1)
        cheaper[row] = max(below, key=lambda other: plans[other].monthly_price, default=-1)
    return dearer, cheaper


def bill(spans: Spans, plans: tuple[Plan, ...], *, n_goods: int, horizon: float) -> Bills:
    """Bill every span in advance, from its first day on, until it or the horizon ends.

    Parameters
    ----------
    spans : Spans
    plans : tuple of Plan
        Those of the sector; a plan that costs nothing is not billed.
    n_goods : int
        Of the catalogue: where its plans begin.
    horizon : float
        Days since the start of the history.

    Returns
    -------
    Bills
        By span and time.

    Examples
    --------
    >>> one = np.zeros(1, dtype=np.int64)
    >>> year = Spans(one, one + 1, np.array([10.0]), np.array([99.0]), np.array([True]))
    >>> bills = bill(year, (Plan("Free", "Clubs", 0.0), Plan("Club", "Clubs", 5.0)), n_goods=7, horizon=365.0)
    >>> (bills.second // 86_400).tolist(), bills.product.tolist(), bills.cents.tolist()
    ([10, 40, 70], [8, 8, 8], [500, 500, 500])
    """
    period = np.array([each.billed_months for each in plans])[spans.plan] * DAYS_PER_MONTH
    cents = np.array([bill_cents(each) for each in plans], dtype=np.int64)[spans.plan]
    length = np.maximum(np.minimum(spans.until, horizon) - spans.since, 0)
    count = np.where(cents > 0, np.ceil(length / period), 0).astype(np.int64)
    span = np.repeat(np.arange(len(spans)), count)
    place = np.arange(len(span)) - np.repeat(np.cumsum(count) - count, count)
    second = np.floor((spans.since[span] + place * period[span]) * SECONDS_PER_DAY).astype(np.int64)
    return Bills(
        customer=spans.customer[span],
        second=second,
        product=n_goods + spans.plan[span],
        quantity=np.ones(len(span), dtype=np.int64),
        cents=cents[span],
    )
