"""Goals: what words mean, what is measured, how far it has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoal import prepare
from shoal.engine import DuckEngine
from shoal.settings import read_goal
from shoal.terms import Feature, FeatureTable, FeatureType, GoalProgress, Labels, Lens, Segment

SET_ON = datetime(2026, 1, 31, tzinfo=UTC)
YEAR_END, AOV = date(2026, 12, 31), "average_order_value"


def segment(number: int, group: int) -> Segment:
    return Segment(number, (group,), f"S{number}", True, 50, 0.5, None, {"x": None}, {}, {}, (), "")  # type: ignore[dict-item]


SEGMENTS = (segment(1, 0), segment(2, 1))


def measured(
    engine: DuckEngine, goal: str, columns: dict[str, list[Any]], *, as_of: datetime = SET_ON, **more: Any
) -> GoalProgress | None:
    """Measure a goal on 100 customers in two segments; a column of texts is a label."""
    ids = [f"K{i:03d}" for i in range(100)]
    labels = tuple(name for name, values in columns.items() if isinstance(values[0], str))
    relation = engine.register("feature_table", pa.table({"customer_id": ids} | columns))
    groups = engine.register("labels", pa.table({"customer_id": ids, "group_id": [i // 50 for i in range(100)]}))
    features = tuple(
        Feature(name, FeatureType.NUMBER, Lens.VALUE, "", "now", "A feature.") for name in columns if name not in labels
    )
    table = FeatureTable(relation, features, labels, "buyers", 100, as_of, "EUR")
    return prepare.progress(table, Labels(groups), SEGMENTS, read_goal(goal), churn_days=90, **more)


@pytest.mark.parametrize(
    ("text", "metric", "direction", "change", "target", "by", "within"),
    [
        ("reduce churn by 10 % in six months", "churn", "lower", "share", 0.1, None, (6, "months")),
        ("Abwanderung um 10 % senken in sechs Monaten", "churn", "lower", "share", 0.1, None, (6, "months")),
        ("cut churn by 2 percentage points", "churn", "lower", "points", 0.02, None, None),
        ("raise average order value to 60 by 2026-12-31", AOV, "higher", "to", 60, YEAR_END, None),
        ("Bestellwert auf mindestens 62,50 bis 31.12.2026", AOV, "higher", "to", 62.5, YEAR_END, None),
        ("keep 90 % of customers active", "active_share", "higher", "to", 0.9, None, None),
        ("90 % der Kunden aktiv halten", "active_share", "higher", "to", 0.9, None, None),
        ("halve returns within a year", "return_share", "lower", "share", 0.5, None, (12, "months")),
        ("increase revenue by 1,000 by end of 2027", "revenue", "higher", "points", 1000, date(2027, 12, 31), None),
        ("raise retention to 60", "retention", "higher", "to", 0.6, None, None),
        ("value", "revenue", "higher", "none", None, None, None),
        ("loyalty", "repeat_rate", "higher", "none", None, None, None),
        ("reduce churn by 10 % by 2026-13-45", "churn", "lower", "share", 0.1, None, None),
    ],
)  # fmt: skip
def test_the_grammar(text: str, metric: str, direction: str, change: str, target: Any, by: Any, within: Any) -> None:
    goal = read_goal(text)
    assert (goal.metric, goal.direction, goal.change, goal.by, goal.within) == (metric, direction, change, by, within)
    assert goal.target == (None if target is None else pytest.approx(target))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("abcdeinorst churn by in % 0123456789.,-äß\n"), max_size=60))
def test_any_words_are_read(text: str) -> None:
    goal = read_goal(text)
    assert goal.text == text
    assert goal.target is None or goal.target >= 0


def test_churn_is_counted_from_orders_and_shared_out(engine: DuckEngine) -> None:
    found = measured(engine, "reduce churn by 10 % in six months", {"recency_days": [100.0] * 40 + [5.0] * 60})
    assert found is not None
    assert (found.now.value, found.target, found.by, found.state) == (0.4, 0.36, date(2026, 7, 31), "just set")
    assert found.now.low == pytest.approx(0.3094, abs=1e-4)  # Wilson's interval of 40 of 100
    assert [(part.value, part.n_to_move) for part in found.segments] == [(0.8, 4), (0.0, 0)]
    assert "4 of 100 customers would have to change" in found.sentence


def test_a_label_comes_before_what_is_derived(engine: DuckEngine) -> None:
    columns = {"recency_days": [1.0] * 100, "Churned": ["Yes"] * 25 + ["No"] * 75}
    found = measured(engine, "reduce churn by 10 %", columns)
    assert found is not None
    assert found.now.value == 0.25
    assert found.measured_as == "share of customers with the known outcome Churned"


@pytest.mark.parametrize(
    ("n_gone", "month", "state"),
    [(40, 2, "too close to tell"), (80, 6, "behind"), (10, 3, "reached"), (40, 9, "missed")],
)
def test_progress_is_told_from_chance(engine: DuckEngine, n_gone: int, month: int, state: str) -> None:
    goal = "reduce churn by 25 % in six months"
    first = measured(engine, goal, {"recency_days": [100.0] * 40 + [5.0] * 60})
    assert first is not None
    engine.drop("feature_table")
    engine.drop("labels")
    later = measured(
        engine,
        goal,
        {"recency_days": [100.0] * n_gone + [5.0] * (100 - n_gone)},
        as_of=datetime(2026, month, 15, tzinfo=UTC),
        baselines={first.measured_as: first.baseline},
    )
    assert later is not None
    assert (later.baseline, later.target, later.by) == (first.baseline, 0.3, date(2026, 7, 31))
    assert later.state == state
    assert later.progress is not None
    assert later.progress[0] == pytest.approx((40 - n_gone) / 10)
    assert later.progress[1] < later.progress[0] < later.progress[2]


def test_an_order_value_is_a_ratio_of_sums(engine: DuckEngine) -> None:
    columns = {"average_order_value": [10.0] * 50 + [40.0] * 50, "order_count": [3.0] * 50 + [1.0] * 50}
    found = measured(engine, "raise average order value to 20", columns)
    assert found is not None
    assert found.now.value == 17.5
    assert found.now.low < 17.5 < found.now.high
    assert [part.n_to_move for part in found.segments] == [None, None]
    assert "17.50 EUR" in found.sentence


def test_a_baseline_of_the_same_day_or_later_is_measured_again(engine: DuckEngine) -> None:
    columns = {"recency_days": [100.0] * 40 + [5.0] * 60}
    first = measured(engine, "reduce churn by 10 %", columns)
    assert first is not None
    engine.drop("feature_table")
    engine.drop("labels")
    old = replace(first.baseline, value=0.9)
    again = measured(engine, "reduce churn by 10 %", columns, baselines={first.measured_as: old})
    assert again == first


def test_what_nothing_measures_is_said(engine: DuckEngine) -> None:
    assert measured(engine, "more glitter", {"recency_days": [1.0] * 100}) is None
    table = FeatureTable(engine.register("t", pa.table({"customer_id": ["a"]})), (), (), "known", 1, SET_ON)
    (said,) = prepare.said_of_goal(table, read_goal("more glitter"), None)
    assert "'glitter'" in said
    assert "no progress is shown" in said
    assert measured_by_name(engine) == "annual_income"


def measured_by_name(engine: DuckEngine) -> str:
    engine.drop("feature_table")
    engine.drop("labels")
    found = measured(engine, "raise annual income by 5 %", {"annual_income": [float(i) for i in range(100)]})
    assert found is not None
    return found.metric


@pytest.mark.parametrize(("longest", "expected"), [(400.0, 36_500.0), (200.0, 9_000.0)])
def test_revenue_is_that_of_a_window(engine: DuckEngine, longest: float, expected: float) -> None:
    columns = {"net_revenue": [900.0] * 100, "net_revenue_90d": [90.0] * 100, "net_revenue_365d": [365.0] * 100}
    found = measured(engine, "increase revenue by 1,000", columns | {"tenure_days": [longest] * 100})
    assert found is not None
    assert found.now.value == expected
