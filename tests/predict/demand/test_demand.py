"""Demand by segment: lines add up, bands hold, nothing is seen of the weeks ahead, too little is refused in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoal.engine import DuckEngine
from shoal.errors import PredictError
from shoal.predict import (
    Weeks,
    compared,
    demand_table,
    forecast,
    held_against_demand,
    membership,
    origins_back,
    read_weeks,
    refuse_short,
    told_lines,
)
from shoal.predict.demand.courses import course
from shoal.predict.demand.forecasting import needed_weeks
from shoal.predict.demand.paces import N_KINDS, standing
from shoal.predict.demand.reconcile import learn_heed, reconciled
from shoal.predict.demand.seasons import seasons
from shoal.predict.demand.spread import fit_spread

END = date(2025, 7, 1)


def drawn(n: int, n_weeks: int, seed: int = 0, *, leaves: float = 0.02, season: float = 0.0) -> Weeks:
    """Customers who come at any time, order at a rate of their own, and leave without a word."""
    random = np.random.default_rng(seed)
    rate, begins = random.gamma(0.7, 0.4, n), random.integers(-20, n_weeks, n)
    lasts = random.geometric(leaves, n)
    week = np.arange(n_weeks)
    busy = 1 + season * np.sin(2 * np.pi * week / 52)
    there = (week >= begins[:, None]) & (week < (begins + lasts)[:, None])
    orders = random.poisson(rate[:, None] * busy) * there
    at_first = np.clip(begins, 0, n_weeks - 1)
    orders[np.arange(n), at_first] += 1
    customer, at = np.nonzero(orders)
    count = orders[customer, at].astype(float)
    worth = count * random.gamma(4.0, 10.0, len(count))
    first = np.array([np.flatnonzero(row)[0] for row in orders])
    names = pa.array([f"K{row}" for row in range(n)])
    return Weeks(
        names, n_weeks, ("orders", "units", "revenue"), customer, at, np.column_stack([count, count, worth]), first
    )


@pytest.fixture(scope="module")
def shop() -> Weeks:
    return drawn(1_500, 44)


def test_lines_add_up_and_bands_hold_what_comes(shop: Weeks) -> None:
    inside, ours, theirs = [], 0.0, 0.0
    for at in range(32, 41, 4):
        past = shop.until(at)
        segment = (standing(past, at).kind % 5 > 1).astype(np.intp)
        found = forecast(past, segment, 2, 4)
        assert found.mean.shape == (5, 4, 3)
        assert found.mean[:, :-1].sum(axis=1) == pytest.approx(found.mean[:, -1])
        assert found.mean[:-1].sum(axis=0) == pytest.approx(found.mean[-1])
        assert (found.low <= found.mean).all()
        assert (found.mean <= found.high).all()
        assert (found.low >= 0).all()
        tried = held_against_demand(found, shop.until(at + 4), segment, 2, origin=None)  # type: ignore[arg-type]
        missed = tried.measures["orders"]
        inside.append(missed.inside)
        ours, theirs = ours + missed.ours, theirs + missed.four_weeks
    assert ours < theirs
    assert 0.6 <= np.mean(inside) <= 0.95


def test_nothing_is_seen_of_the_weeks_ahead(shop: Weeks) -> None:
    past = shop.until(30)
    segment = np.zeros(1_500, dtype=np.intp)
    done = shop.done.copy()
    done[shop.week >= 30] *= 1000
    planted = replace(shop, done=done)
    for name, values in vars(standing(past, 30)).items():
        assert np.array_equal(values, getattr(standing(planted, 30), name))
    then, now = course(past, 30, 4, segment, 1), course(planted, 30, 4, segment, 1)
    for name in ("exposed", "size", "lately"):
        assert np.array_equal(getattr(then, name), getattr(now, name))
    assert now.came.sum() > 100 * then.came.sum() == 0.0  # what was planted is there, and is what came
    # when those come who have not come yet is nothing that a forecast knows
    unmoved = replace(past, first=np.minimum(past.first, 30))
    one, other = forecast(past, segment, 1, 4), forecast(unmoved, segment, 1, 4)
    assert np.array_equal(one.mean, other.mean)
    assert np.array_equal(one.high, other.high)
    # who orders for the first time after the day is nobody's member yet
    assert (standing(shop, 30).kind == N_KINDS).tolist() == (shop.first >= 30).tolist()
    assert (standing(shop, 30).pace == standing(past, 30).pace).all()


def test_members_are_frozen_and_newcomers_are_a_line_of_their_own(shop: Weeks) -> None:
    at = 40
    segment = (np.arange(1_500) % 3).astype(np.intp)
    found = course(shop, at, 4, segment, 3)
    of = (shop.week >= at) & (shop.week < 44)
    new = shop.first[shop.customer] >= at
    assert found.fresh[:, 0].sum() == shop.done[of & new, 0].sum() > 0
    for group in range(3):
        theirs = of & ~new & (segment[shop.customer] == group)
        assert found.came[:, group, :, 0].sum() == shop.done[theirs, 0].sum()


def test_the_season_of_the_year_before_is_used_where_it_is_known() -> None:
    weeks = drawn(1_200, 110, leaves=1e-9, season=0.8)
    assert seasons(weeks.totals()[:70, 0], 4) is None
    # week 104 is as busy as usual and rising, as week 52 was
    found = forecast(weeks.until(106), np.zeros(1_200, dtype=np.intp), 1, 4)
    assert found.way.has_season
    assert found.mean[3, -1, 0] > found.mean[0, -1, 0]


@settings(max_examples=50, deadline=None)
@given(
    parts=st.lists(st.floats(0, 1e6), min_size=1, max_size=6),
    total=st.floats(0, 1e6),
    heed=st.floats(0, 1),
)
def test_reconciled_parts_are_the_total(parts: list[float], total: float, heed: float) -> None:
    held = np.array(parts)
    moved, told = reconciled(held[None, :, None], np.array([[total]]), np.array([heed]))
    assert moved.sum() == pytest.approx(told.item())
    assert (moved >= 0).all()
    assert told.item() == pytest.approx(held.sum() + heed * (total - held.sum()) if held.sum() > 0 else 0.0)


def test_the_total_is_heeded_where_it_knew_better() -> None:
    random = np.random.default_rng(2)
    came = random.normal(100.0, 10.0, (16, 4, 1))
    noisy = came + random.normal(0.0, 10.0, came.shape)
    assert learn_heed(noisy, came, came).item() == pytest.approx(0.5)  # half of it: earlier days may mislead
    assert learn_heed(came, noisy, came).item() == 0.0
    assert 0.1 < learn_heed(noisy, came + random.normal(0.0, 10.0, came.shape), came).item() < 0.4


def test_as_many_new_customers_are_expected_as_came_of_late() -> None:
    # two newcomers a week for long, and ten a week in the last four, each ordering again one week later
    joins = np.array([2] * 30 + [10] * 4)
    first = np.repeat(np.arange(34), joins)
    who = np.arange(len(first))
    customer, week = np.concatenate([who, who]), np.concatenate([first, first + 1])
    order = np.lexsort((week, customer))
    held = week[order] < 34
    done = np.ones((int(held.sum()), 2))
    names = pa.array([f"K{row}" for row in who])
    weeks = Weeks(names, 34, ("orders", "units"), customer[order][held], week[order][held], done, first)
    found = forecast(weeks, np.zeros(len(first), dtype=np.intp), 1, 2)
    assert found.mean[0, 1, 0] == pytest.approx(10, rel=0.3)
    assert found.mean[1, 1, 0] == pytest.approx(20, rel=0.3)  # those of the first week come again


def test_a_spread_tells_chance_from_what_all_share() -> None:
    random = np.random.default_rng(1)
    mean = np.tile([20.0, 2_000.0], 1_000)
    came = random.poisson(mean * (1 + 0.2 * random.standard_normal(2_000)).clip(0.1)).astype(float)
    found = fit_spread(mean, came, np.ones(2_000))
    assert 0.15 <= found.shared <= 0.3
    assert 0.4 <= found.chance <= 1.6
    low, high = found.bounds(mean, np.ones(2_000))
    assert np.mean((came >= low) & (came <= high)) == pytest.approx(0.8, abs=0.03)
    few = fit_spread(mean, came, np.ones(2_000), n_free=4)
    assert few.reach > 1.1 * found.reach


def test_origins_lie_apart_and_errors_are_compared_with_an_interval(shop: Weeks) -> None:
    assert needed_weeks(4) == 20
    assert origins_back(44, 4)[0] == 40
    assert min(origins_back(44, 4)) >= 20
    tried = []
    for at in origins_back(44, 4)[:3]:
        segment = np.zeros(1_500, dtype=np.intp)
        found = forecast(shop.until(at), segment, 1, 4)
        tried.append(held_against_demand(found, shop.until(at + 4), segment, 1, origin=None))  # type: ignore[arg-type]
    said = compared(tried, "orders", "four_weeks")
    assert said.low <= said.value <= said.high
    ours, theirs = (sum(getattr(one.measures["orders"], name) for one in tried) for name in ("ours", "four_weeks"))
    assert said.value == pytest.approx(1 - ours / theirs)


def test_a_short_history_says_what_is_missing() -> None:
    with pytest.raises(PredictError, match=r"18 whole weeks.*takes 20: 2 weeks are missing.*--weeks 3"):
        refuse_short(18, 4)
    with pytest.raises(PredictError, match=r"takes 64: 11 weeks are missing"):
        refuse_short(53, 26)
    with pytest.raises(PredictError, match=r"use `shoal predict`, which"):
        refuse_short(6, 1)
    refuse_short(20, 4)


def test_weeks_are_read_with_contacts_and_without_what_comes_later(engine: DuckEngine) -> None:
    rows = [
        ("K1", "a", 1, 2.0, 10.0),
        ("K1", "a", 1, 1.0, 5.0),  # a second line of the order
        ("K1", "b", 8, 1.0, 4.0),
        ("K2", "c", 20, 3.0, 9.0),
        ("K2", "d", 0, 1.0, 9.0),  # of the day itself
        ("K3", "e", 23, 1.0, 1.0),  # in the days left over: they count to the first week
        ("K3", "f", 5, 900.0, 9e3),  # a slip, taken back the same day
        ("K3", "g", 5, -900.0, -9e3),
        ("K2", "h", 4, 6.0, 60.0),  # of six, two were taken back the same day
        ("K2", "i", 4, -2.0, -20.0),
    ]
    key, order, ago, units, amount = zip(*rows, strict=True)
    orders = pa.table(
        {
            "source_key": key,
            "order_key": order,
            "occurred_on": [END - timedelta(days=days) for days in ago],
            "quantity": units,
            "amount": amount,
            "product": ["P"] * len(rows),
            "is_purchase": [n > 0 for n in units],
            "is_return": [n < 0 for n in units],
        }
    )
    texts = pa.table(
        {"source_key": ["K1", "K9"], "occurred_on": [END - timedelta(days=15)] * 2, "is_contact": [True] * 2}
    )
    keys = ["K1", "K2", "K3", "K9"]
    identity = engine.register("persons", pa.table({"source_key": keys, "customer_id": keys}))
    records = SimpleNamespace(orders=engine.register("orders", orders), texts=engine.register("texts", texts))
    weeks = read_weeks(engine, records, SimpleNamespace(relation=identity), None, before=END)  # type: ignore[arg-type]
    assert (weeks.n_weeks, weeks.measures) == (3, ("orders", "units", "revenue", "contacts"))
    names = weeks.customer_id.to_pylist()
    held = {
        (names[row], int(week)): tuple(done)
        for row, week, done in zip(weeks.customer, weeks.week, weeks.done, strict=True)
    }
    assert held == {
        ("K1", 2): (1, 3, 15, 0),
        ("K1", 1): (1, 1, 4, 0),
        ("K1", 0): (0, 0, 0, 1),
        ("K2", 0): (1, 3, 9, 0),
        ("K2", 2): (1, 4, 40, 0),
        ("K3", 0): (1, 1, 1, 0),
        ("K3", 2): (0, 0, 0, 0),
    }
    assert dict(zip(names, weeks.first.tolist(), strict=True)) == {"K1": 1, "K2": 0, "K3": 0}
    one_day = orders.filter(pa.array([days == 1 for days in ago]))
    engine.register("orders", one_day)
    with pytest.raises(PredictError, match="all orders are of one day"):
        read_weeks(engine, records, SimpleNamespace(relation=identity), None, before=END)  # type: ignore[arg-type]


def test_lines_become_a_table(shop: Weeks) -> None:
    past = shop.until(40)
    labels = pa.table({"customer_id": past.customer_id, "group_id": [row % 2 for row in range(1_500)]}).slice(0, 1_400)
    members = membership(past, labels, {0: (7, "Seven"), 1: (3, "Three")})
    assert members.ids == (3, 7, None)  # some have no segment
    known = past.first < 40
    assert sum(members.n_customers) == known.sum()
    lines = told_lines(forecast(past, members.segment, 3, 2), members, past.measures, END)
    assert [line["name"] for line in lines] == ["Three", "Seven", "in no segment", "new customers", "all customers"]
    table = demand_table(lines, past.measures)
    assert table.num_rows == 10
    assert table["starts_on"].to_pylist()[:2] == [END, END + timedelta(days=7)]
    orders = [line["together"]["orders"]["value"] for line in lines]
    assert sum(orders[:-1]) == pytest.approx(orders[-1])
