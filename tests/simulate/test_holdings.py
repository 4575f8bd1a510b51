"""Holdings follow lives: plans by type, changes at the planted rate, ends and reasons when customers leave."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from shoal.simulate import SECTORS
from shoal.simulate.customer_types import CAUSES, DAYS_PER_MONTH
from shoal.simulate.holdings import CHANGED, REASONS, SILENT_SHARE, draw_holdings
from shoal.simulate.part import Part, parts
from shoal.simulate.plan import business
from shoal.simulate.sectors import Plan
from shoal.simulate.spans import Spans, bill, draw_spans


@pytest.fixture(scope="module")
def part() -> Part:
    return next(iter(parts(business(4000, seed=6, sector="telecom", files=("orders", "customers", "holdings")))))


@pytest.fixture(scope="module")
def spans(part: Part) -> Spans:
    return part.spans


@pytest.fixture(scope="module")
def holdings(part: Part) -> pa.Table:
    return draw_holdings(part)


def test_first_plans_have_the_shares_of_their_type(part: Part, spans: Spans) -> None:
    first = np.diff(spans.customer, prepend=-1) > 0
    names = [plan.name for plan in part.plan.sector.plans]
    for one, each in enumerate(part.plan.types):
        plans = spans.plan[first][part.lives.type_id == one]
        for name, share in each.plans:
            found = (plans == names.index(name)).mean()
            assert abs(found - share) <= 4 * np.sqrt(share * (1 - share) / len(plans))


def test_a_customers_plans_follow_one_another_from_joining_to_leaving(part: Part, spans: Spans) -> None:
    first = np.diff(spans.customer, prepend=-1) > 0
    assert np.array_equal(spans.customer[first], np.arange(len(part.lives)))
    assert np.allclose(spans.since[first], part.lives.joined)
    later = np.flatnonzero(~first)
    assert len(later) > 50
    assert np.allclose(spans.since[later], spans.until[later - 1])
    assert (spans.plan[later] != spans.plan[later - 1]).all()
    assert np.allclose(spans.until[spans.is_last], part.lives.left)
    category = np.array([plan.category for plan in part.plan.sector.plans])
    assert (category[spans.plan[later]] == category[spans.plan[later - 1]]).all()


def test_plans_change_at_the_planted_rate_once_the_term_is_over(part: Part) -> None:
    quick = replace(SECTORS["telecom"], plan_changes_per_month=0.2)
    span = draw_spans(part.lives, part.plan.types, quick, horizon=730.0, chance=part.chance)
    term = np.array([plan.term_months for plan in quick.plans])[span.plan] * DAYS_PER_MONTH
    # Plans with both neighbours: whatever the customer wants, there is one to go to.
    middle = span.plan == [plan.name for plan in quick.plans].index("Mobile M")
    free = np.maximum(np.minimum(span.until, 730.0) - span.since - term, 0)[middle].sum() / DAYS_PER_MONTH
    changes = (~span.is_last & middle).sum()
    assert changes > 100
    assert abs(changes - 0.2 * free) < 4 * np.sqrt(0.2 * free)
    assert ((span.until - span.since)[~span.is_last] >= term[~span.is_last]).all()


def test_holdings_end_when_customers_leave_with_their_cause_as_reason(part: Part, holdings: pa.Table) -> None:
    keys = {key: row for row, key in enumerate(part.people["customer_id"].to_pylist())}
    said = 0
    for row in holdings.to_pylist():
        life = keys[row["customer_id"]]
        has_left = part.lives.left[life] < part.plan.days
        assert (row["ended_on"] is None) == (row["status"] == "active")
        if row["status"] == "cancelled":
            assert has_left
            assert row["cancel_reason"] in {None, REASONS[CAUSES[part.lives.cause[life]]]}
            said += row["cancel_reason"] is not None
        elif row["status"] == "changed":
            assert row["cancel_reason"] == CHANGED
        else:
            assert row["cancel_reason"] is None
        assert row["ended_on"] is None or row["started_on"] <= row["ended_on"] <= part.plan.until
    n = pc.sum(pc.equal(holdings["status"], "cancelled")).as_py()
    assert n == (part.lives.left < part.plan.days).sum()
    assert abs(said / n - (1 - SILENT_SHARE)) < 4 * np.sqrt(SILENT_SHARE * (1 - SILENT_SHARE) / n)


def test_active_holdings_are_those_of_customers_who_are_there(part: Part, holdings: pa.Table) -> None:
    active = holdings.filter(pc.equal(holdings["status"], "active"))
    there = part.people["customer_id"].take(np.flatnonzero(part.lives.left >= part.plan.days))
    assert sorted(active["customer_id"].to_pylist()) == sorted(there.to_pylist())
    assert holdings["holding_id"].value_counts().field("counts").to_numpy().max() == 1


def test_bills_come_once_a_period_from_the_first_day_on(part: Part, spans: Spans) -> None:
    plans = part.plan.sector.plans
    bills = bill(spans, plans, n_goods=part.catalogue.n_goods, horizon=730.0)
    months = np.maximum(np.minimum(spans.until, 730.0) - spans.since, 0) / DAYS_PER_MONTH
    is_paid = np.array([plan.monthly_price > 0 for plan in plans])[spans.plan]
    assert len(bills) == np.ceil(months[is_paid]).sum()
    assert (bills.second < 730 * 86_400).all()
    assert set(bills.product.tolist()) <= set(range(part.catalogue.n_goods, len(part.catalogue)))
    assert np.array_equal(bills.cents, part.catalogue.cents[bills.product])
    assert (part.lives.joined[bills.customer] * 86_400 - 1 < bills.second).all()
    assert (bills.second <= part.lives.left[bills.customer] * 86_400).all()


def test_what_costs_nothing_is_not_billed_and_a_year_is_billed_once() -> None:
    two = np.array([0, 1])
    spans = Spans(two, two, np.zeros(2), np.full(2, 400.0), np.ones(2, dtype=bool))
    plans = (Plan("Free", "Clubs", 0.0), Plan("Year", "Clubs", 10.0, term_months=12, billed_months=12))
    bills = bill(spans, plans, n_goods=5, horizon=1000.0)
    assert bills.customer.tolist() == [1, 1]
    assert bills.cents.tolist() == [12_000, 12_000]
    assert (bills.second // 86_400).tolist() == [0, 365]


def test_a_sector_without_plans_has_no_spans(part: Part) -> None:
    shop = SECTORS["shop"]
    assert len(draw_spans(part.lives, shop.types, shop, horizon=730.0, chance=part.chance)) == 0
