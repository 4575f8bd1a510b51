"""Features after orders that are not placed yet, counted by hand."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shoal.engine import DuckEngine
from shoal.features import Ahead, outlook
from shoal.terms import FeaturesSpec, Future, Relation

NAMES = ("net_revenue", "order_count", "recency_days", "cadence_days")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckEngine]:
    made = DuckEngine(tmp_path / "spill")
    yield made
    made.close()


def lines(engine: DuckEngine) -> Relation:
    """Give three orders, of 10, of 3 * 2.5 + 2 * 4 (the usual one) and of 40, 30 days apart, the last ten days ago."""
    rows = ", ".join(
        f"('K', '{order}', DATE '{on}', {quantity}, {amount}, TRUE)"
        for order, on, quantity, amount in (
            ("a", "2025-01-01", 1, 10.0),
            ("b", "2025-01-31", 3, 7.5),
            ("b", "2025-01-31", 2, 8.0),
            ("c", "2025-03-02", 1, 40.0),
        )
    )
    return engine.create(
        "kept_lines",
        "SELECT customer_id, order_key, occurred_on, CAST(quantity AS DECIMAL(18,4)) AS quantity,"
        f" CAST(amount AS DECIMAL(18,4)) AS amount, is_purchase FROM (VALUES {rows})"
        " AS v(customer_id, order_key, occurred_on, quantity, amount, is_purchase)",
    )


def told(engine: DuckEngine, *futures: Future) -> dict[Future, Ahead]:
    given = {"lines": lines(engine)}
    as_of = datetime(2025, 3, 12, tzinfo=UTC)
    found = outlook(given, futures, FeaturesSpec(), names=NAMES, as_of=as_of, timezone="UTC").of(engine)
    return {one.future: one for one in found}


def test_where_nothing_is_ordered_only_time_goes_by(engine: DuckEngine) -> None:
    idle = Future(0, 1.0, 30)
    found = told(engine, idle)[idle]
    assert found.amount is None
    assert found.features == {"net_revenue": 65.5, "order_count": 3, "recency_days": 40, "cadence_days": 30.0}


def test_orders_to_come_are_like_the_one_in_the_middle(engine: DuckEngine) -> None:
    two, larger = Future(2, 1.0, 60), Future(1, 1.5, 20)
    found = told(engine, Future(0, 1.0, 60), two, larger)
    assert found[two].like == found[larger].like == "b"
    assert found[two].amount == 15.5
    assert found[two].features["net_revenue"] == 65.5 + 2 * 15.5
    assert found[two].features["order_count"] == 5
    assert found[two].features["recency_days"] == 1
    # Of 3 and 2 pieces one and a half times as many are 4.5 and 3: 8 in all, the odd one of the cheaper kind.
    assert found[larger].amount == 5 * 2.5 + 3 * 4.0
    assert found[larger].features["net_revenue"] == 65.5 + 24.5


def test_a_future_is_the_same_whichever_are_asked_beside_it(engine: DuckEngine) -> None:
    futures = tuple(Future(n, times, days) for n in (1, 3) for times in (1.0, 2.0) for days in (30, 90))
    together = told(engine, *futures)
    assert {one: told(engine, one)[one] for one in futures} == together


def test_several_outlooks_do_not_mix(engine: DuckEngine) -> None:
    given, as_of = {"lines": lines(engine)}, datetime(2025, 3, 12, tzinfo=UTC)
    one, other = (
        outlook(given, (Future(n, 1.0, 30),), FeaturesSpec(), names=NAMES, as_of=as_of, timezone="UTC") for n in (1, 2)
    )
    assert [ahead.features["order_count"] for each in (one, other) for ahead in each.of(engine)] == [4, 5]


def test_orders_that_come_too_fast_are_left_out(engine: DuckEngine) -> None:
    given, as_of = {"lines": lines(engine)}, datetime(2025, 3, 12, tzinfo=UTC)
    futures = (Future(0, 1.0, 30), Future(4, 1.0, 30), Future(5, 1.0, 30))
    found = outlook(given, futures, FeaturesSpec(), names=NAMES, as_of=as_of, timezone="UTC")
    assert [ahead.future.n_orders for ahead in found.of(engine, gap_days=7.0)] == [0, 4]
