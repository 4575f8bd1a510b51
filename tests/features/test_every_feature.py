"""Every feature of every kind of record against a slow oracle, and what none of them may depend on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from features.oracle import FORGOTTEN, Business, features_of
from features.rows import (
    TODAY,
    businesses,
    campaign,
    cells_of,
    event,
    holding,
    order_line,
    table_of,
    text,
)
from shoal.engine import DuckEngine
from shoal.features import defined
from shoal.terms import FeaturesSpec

YESTERDAY = TODAY - timedelta(days=1)
NOON = datetime(2025, 6, 1, 12)


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckEngine]:
    """Give one engine for all tests of this file: its relations are replaced each time."""
    engine = DuckEngine(tmp_path_factory.mktemp("spill"))
    yield engine
    engine.close()


def whole(more: int = 0) -> Business:
    """Give a small business whose records say something of everything."""
    told = {"occurred_hour": 19, "category": "toys", "channel": "web", "campaign": "k1"}
    lines = (
        order_line("a", "o1", TODAY - timedelta(days=400), "10", 2, **told, discount=1, cost=4),
        order_line("a", "o2", YESTERDAY, "30", 1, product="q", category="books", list_amount=40),
        order_line("a", "o1r", YESTERDAY, "-10", -2),
        order_line("b", "o3", TODAY - timedelta(days=30), "5", 1, **told),
    )
    seen = {"session_key": "s1", "product": "q", "category": "books", "device": "mobile", "referrer": "referral"}
    acts = tuple(
        event("a", action, NOON - timedelta(days=1, minutes=place), **seen)
        for place, action in enumerate(("view", "search", "cart", "checkout", "purchase", "login", "use"))
    )
    mails = tuple(
        event("b", action, NOON, campaign="k1") for action in ("sent", "opened", "clicked", "bounced", "unsubscribed")
    )
    asked = text("a", NOON, is_contact=True, topic="fault", rating=4.0, ended_at=NOON, n_letters=9, tone=0.5)
    said = text("b", NOON, is_contact=False, rating=2.0, n_letters=90, tone=-0.5)
    plans = (
        holding("a", "h1", "basic", date(2024, 1, 1), date(2025, 1, 1), "9"),
        holding("a", "h2", "pro", date(2025, 1, 1), None, "19"),
    )
    return Business(TODAY, lines, acts + mails, (asked, said), plans, (campaign("k1", "0.02"),), (("d1", "a"),))


@settings(max_examples=12, deadline=None)
@given(business=businesses)
@example(business=whole())
def test_every_feature_equals_the_slow_oracle(warm: DuckEngine, business: Business) -> None:
    table = table_of(warm, business)
    cells = cells_of(table)
    assert cells.keys() == set(business.people)
    for who, row in cells.items():
        expected = features_of(business, who)
        for name, value in row.items():
            assert same(value, expected.get(name)), (who, name, value, expected.get(name))


def same(found: Any, expected: Any) -> bool:
    if found is None or expected is None or isinstance(expected, str):
        return bool(found == expected)
    return bool(found == pytest.approx(float(expected), rel=1e-9, abs=1e-9))


def test_the_oracle_knows_every_feature_there_is(warm: DuckEngine) -> None:
    computed = {feature.name for feature in table_of(warm, whole()).features}
    assert computed == {feature.name for feature in defined()}
    assert computed == features_of(whole(), "a").keys()
    assert len(computed) >= 100


@settings(max_examples=5, deadline=None)
@given(business=businesses, seed=st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_change_a_bit(warm: DuckEngine, business: Business, seed: Any) -> None:
    kinds = {name: list(getattr(business, name)) for name in ("orders", "events", "texts", "holdings")}
    for rows in kinds.values():
        seed.shuffle(rows)
    shuffled = replace(business, **{name: tuple(rows) for name, rows in kinds.items()})
    assert cells_of(table_of(warm, shuffled)) == cells_of(table_of(warm, business))


@pytest.mark.parametrize("kind", ["orders", "events", "texts", "holdings", "campaigns"])
def test_a_kind_that_is_not_there_takes_its_features_along_and_changes_no_other(warm: DuckEngine, kind: str) -> None:
    with_it, without = table_of(warm, whole()), replace(whole(), **{kind: ()})
    before, cells = cells_of(with_it), cells_of(table_of(warm, without))
    gone = {feature.name for feature in with_it.features if kind in feature.kinds}
    assert gone
    for who, row in cells.items():
        assert row == {name: value for name, value in before[who].items() if name not in gone}


def test_every_definition_says_what_it_means() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "features.md").read_text(encoding="utf-8")
    names = [feature.name for feature in defined()]
    assert len(set(names)) == len(names)
    for feature in defined():
        assert feature.description.endswith("."), feature.name
        assert feature.unit, feature.name
        assert feature.window, feature.name
        assert feature.kinds, feature.name
        assert page.count(f"| `{feature.name}` | {feature.lens.value} |") == 1, feature.name


def test_what_has_no_value_says_when(warm: DuckEngine) -> None:
    nobody = replace(whole(), texts=(*whole().texts, text("c", NOON, is_contact=True)))
    only_order = replace(nobody, orders=(*nobody.orders, order_line("d", "o9", YESTERDAY, "5")))
    table = table_of(warm, only_order)
    cells = cells_of(table)
    for feature in table.features:
        empty = {who for who in cells if cells[who][feature.name] is None}
        buyers = {who for who in empty if cells[who]["order_count"] is not None}
        assert feature.null_means or not (buyers if "orders" in feature.kinds else empty), feature.name


def test_days_and_hours_are_those_of_the_business(warm: DuckEngine) -> None:
    # 23:30 UTC on a Friday is half past one on Saturday in Berlin; the rows carry the day and hour of the business.
    late = order_line("a", "o", date(2025, 5, 31), "5", occurred_hour=1)
    at = datetime(2025, 6, 1, 22, 30, tzinfo=UTC)  # already 2 June there
    row = cells_of(table_of(warm, Business(TODAY, (late,)), as_of=at, timezone="Europe/Berlin"))["a"]
    assert (row["weekend_share"], row["main_weekday"], row["night_share"]) == (1.0, "Saturday", 1.0)
    assert row["recency_days"] == 2.0
    assert cells_of(table_of(warm, Business(TODAY, (late,)), as_of=at))["a"]["recency_days"] == 1.0


def test_what_no_row_says_is_left_out_unless_it_is_asked_for(warm: DuckEngine) -> None:
    silent = Business(TODAY, (order_line("a", "o", YESTERDAY, "5"),))
    names = {feature.name for feature in table_of(warm, silent).features}
    assert {"net_revenue", "product_count", "country"} <= names
    assert not names & {"discount_share", "margin", "main_category", "evening_share", "summer_share", "session_count"}
    asked = FeaturesSpec(only=("discount_share", "net_revenue"))
    assert cells_of(table_of(warm, silent, asked)) == {"a": {"net_revenue": 5.0, "discount_share": None}}


def test_only_what_is_read_is_computed(warm: DuckEngine) -> None:
    engine = Listening(warm)
    table_of(engine, whole(), FeaturesSpec(only=("order_count",)))  # type: ignore[arg-type]
    (sql,) = [text for text in engine.texts if "feature_table" in text or "population" in text]
    assert "purchases" in sql
    for unread in ("sittings", "product_days", "gaps", "discount", "category", "cost"):
        assert unread not in sql


class Listening:
    """An engine that keeps the text of what it creates."""

    def __init__(self, engine: DuckEngine) -> None:
        self._engine = engine
        self.texts: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def create(self, name: str, sql: str, *rest: Any, **more: Any) -> Any:
        self.texts.append(sql)
        return self._engine.create(name, sql, *rest, **more)


def test_windows_that_the_history_does_not_fill_are_named(warm: DuckEngine) -> None:
    (warning,) = table_of(warm, Business(TODAY, (order_line("a", "o", TODAY - timedelta(days=100), "5"),))).warnings
    assert "2025-02-22" in warning
    assert "net_revenue_365d" in warning
    assert "net_revenue_90d" not in warning


def test_who_visits_nowhere_has_no_visits_but_who_never_bought_has_no_orders(warm: DuckEngine) -> None:
    cells = cells_of(table_of(warm, whole()))
    assert cells["b"]["session_count"] == 0.0
    assert cells["b"]["pages_per_session"] is None
    only_asked = replace(whole(), texts=(*whole().texts, text("c", NOON, is_contact=True)))
    cells = cells_of(table_of(warm, only_asked))
    assert (cells["c"]["order_count"], cells["c"]["contact_count"]) == (None, 1.0)


def test_an_event_of_a_device_is_its_customers_and_a_forgotten_persons_is_nobodys(warm: DuckEngine) -> None:
    known = whole()
    device = event(None, "view", NOON, anonymous_key="d1", session_key="s9")
    strange = event(None, "view", NOON, anonymous_key="d7", session_key="s9")
    forgotten = event(FORGOTTEN, "view", NOON, anonymous_key="d1", session_key="s9")
    cells = cells_of(table_of(warm, replace(known, events=(*known.events, device, strange, forgotten))))
    assert FORGOTTEN not in cells
    assert cells["a"]["session_count"] == 2.0
    assert cells["a"]["view_count"] == 2.0
    assert cells["b"]["view_count"] == 0.0
