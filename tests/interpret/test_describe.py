from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from interpret.divided import feature, grouping
from shoal import interpret
from shoal.stats.intervals import wilson
from shoal.terms import FeatureType, Grouping, Segment, Silent

Divide = Callable[..., Any]


def described(divided: Any, found: Grouping, min_count: int = 5) -> tuple[Segment, ...]:
    return interpret.describe(divided.table, divided.labels, found, min_count=min_count, progress=Silent())


def test_profiles_are_those_of_the_rows(divide: Divide) -> None:
    random = np.random.default_rng(0)
    groups = random.integers(0, 3, 400)
    income, spend = random.normal(50, 9, 400) + 10 * groups, random.normal(0, 1, 400)
    missing = random.random(400) < 0.3
    divided = divide(
        {"income": pa.array(income, mask=missing), "spend": spend}, (feature("income"), feature("spend")), groups
    )
    for segment in described(divided, grouping(3)):
        mine = (groups == segment.groups[0]) & ~missing
        other = (groups != segment.groups[0]) & ~missing
        figure = segment.profile["income"]
        assert figure.mean == pytest.approx(income[mine].mean(), rel=1e-8)
        assert figure.median == pytest.approx(np.median(income[mine]), rel=1e-8)
        assert figure.index == pytest.approx(100 * income[mine].mean() / income[~missing].mean(), rel=1e-8)
        df = mine.sum() + other.sum() - 2
        pooled = np.sqrt(
            ((mine.sum() - 1) * income[mine].var(ddof=1) + (other.sum() - 1) * income[other].var(ddof=1)) / df
        )
        d = (income[mine].mean() - income[other].mean()) / pooled
        assert figure.effect == pytest.approx(d * (1 - 3 / (4 * df - 1)), rel=1e-8)
        assert segment.share == pytest.approx((groups == segment.groups[0]).mean(), rel=1e-8)


def test_there_is_no_index_where_the_mean_is_not_positive(divide: Divide) -> None:
    divided = divide({"balance": np.linspace(-30, 10, 40)}, (feature("balance"),), np.arange(40) // 20)
    assert [segment.profile["balance"].index for segment in described(divided, grouping(2))] == [None, None]


def test_the_most_valuable_segment_comes_first_and_value_shares_add_up(divide: Divide) -> None:
    revenue = np.repeat([10.0, 90.0, 40.0], 20)
    divided = divide({"net_revenue": revenue}, (feature("net_revenue", unit="money"),), np.repeat([0, 1, 2], 20))
    segments = described(divided, grouping(3))
    assert [(s.id, s.groups) for s in segments] == [(1, (1,)), (2, (2,)), (3, (0,))]
    assert [s.value_share for s in segments] == pytest.approx([90 / 140, 40 / 140, 10 / 140], rel=1e-8)


def test_without_revenue_the_largest_comes_first_and_there_is_no_value(divide: Divide) -> None:
    divided = divide({"age": np.arange(30.0)}, (feature("age"),), [0] * 8 + [1] * 22)
    segments = described(divided, grouping(2))
    assert [(s.groups, s.value_share) for s in segments] == [((1,), None), ((0,), None)]


def test_small_and_empty_groups_become_others_and_are_not_described(divide: Divide) -> None:
    columns = {
        "net_revenue": np.arange(40.0),
        "country": ["FI"] * 40,
        "churned": ["yes", "no"] * 20,
    }
    features = (feature("net_revenue"), feature("country", FeatureType.CATEGORY))
    divided = divide(columns, features, [0] * 20 + [1] * 16 + [2] * 3 + [4], labels=("churned",))
    segments = described(divided, grouping(5), min_count=11)
    others = segments[-1]
    assert (others.name, others.groups, others.n_customers, others.share) == ("Others", (2, 3, 4), 4, 0.1)
    assert (others.value_share, others.profile, others.top_levels, others.labels, others.claims) == (
        None,
        {},
        {},
        {},
        (),
    )
    assert sum(s.n_customers for s in segments) == 40
    assert sorted(group for s in segments for group in s.groups) == [0, 1, 2, 3, 4]


def test_one_small_group_alone_is_others_too(divide: Divide) -> None:
    divided = divide({"age": np.arange(30.0)}, (feature("age"),), [0] * 28 + [1] * 2)
    assert [s.name for s in described(divided, grouping(2), min_count=11)] == ["All customers", "Others"]


def test_a_feature_that_few_have_a_value_for_is_not_described(divide: Divide) -> None:
    rare = pa.array([1.0, 2.0, *[None] * 38, *np.arange(40.0)], pa.float64())
    divided = divide({"rare": rare}, (feature("rare"),), np.repeat([0, 1], 40))
    figures = {s.groups[0]: s.profile["rare"] for s in described(divided, grouping(2), min_count=11)}
    assert (figures[0].mean, figures[0].median, figures[0].effect) == (None, None, None)
    assert figures[1].mean == pytest.approx(19.5)


def test_levels_that_point_at_a_few_are_not_listed(divide: Divide) -> None:
    country = ["FI"] * 30 + ["SE"] * 15 + ["AX"] * 3
    divided = divide({"country": country}, (feature("country", FeatureType.CATEGORY),), [0] * 48)
    (segment,) = described(divided, grouping(1), min_count=11)
    assert segment.top_levels == {"country": (("FI", 0.625), ("SE", 0.3125))}


@pytest.mark.parametrize(
    ("values", "name", "successes"),
    [
        (["Yes"] * 12 + ["No"] * 28, "outcome", 12),
        (["1"] * 5 + ["0"] * 35, "outcome", 5),
        (["1.0"] * 5 + ["0.0"] * 35, "outcome", 5),
        (["TRUE"] * 30 + ["false"] * 10, "outcome", 30),
        (["left"] * 9 + ["stayed"] * 31, "outcome = left", 9),
        (["no"] * 40, "outcome", 0),
    ],
)
def test_outcomes_are_the_share_of_yes_with_wilsons_interval(
    divide: Divide, values: list[str], name: str, successes: int
) -> None:
    divided = divide({"age": np.arange(40.0), "outcome": values}, (feature("age"),), [0] * 40, labels=("outcome",))
    (segment,) = described(divided, grouping(1))
    expected = wilson(successes, 40)
    assert list(segment.labels) == [name]
    assert segment.labels[name].value == pytest.approx(successes / 40)
    assert segment.labels[name].low == pytest.approx(expected.low, rel=1e-8)
    assert segment.labels[name].high == pytest.approx(expected.high, rel=1e-8)


def test_unknown_outcomes_are_left_out(divide: Divide) -> None:
    outcome = ["yes"] * 6 + ["no"] * 14 + [None] * 20
    divided = divide({"age": np.arange(40.0), "outcome": outcome}, (feature("age"),), [0] * 40, labels=("outcome",))
    (segment,) = described(divided, grouping(1))
    assert segment.labels["outcome"].value == pytest.approx(0.3)


def test_names_that_the_algorithm_gives_are_kept(divide: Divide) -> None:
    divided = divide({"net_revenue": np.arange(40.0)}, (feature("net_revenue"),), np.repeat([0, 1], 20))
    segments = described(divided, grouping(2, names=("Lower half", "Upper half"), natural=False))
    assert [s.name for s in segments] == ["Upper half", "Lower half"]
    assert [s.is_natural for s in segments] == [False, False]


def test_figures_are_written_with_nine_digits(divide: Divide) -> None:
    divided = divide({"x": np.random.default_rng(1).normal(5, 1, 60)}, (feature("x"),), np.arange(60) % 2)
    for segment in described(divided, grouping(2)):
        for figure in segment.profile.values():
            for value in (figure.mean, figure.median, figure.index, figure.effect, figure.low, figure.high):
                assert value == float(f"{value:.9g}")


def test_columns_with_odd_names_are_only_columns(divide: Divide) -> None:
    name = 'gro"up_id; DROP TABLE labels --'
    divided = divide(
        {name: np.arange(40.0), "group_id": np.arange(40.0)}, (feature(name), feature("group_id")), [0] * 40
    )
    (segment,) = described(divided, grouping(1))
    assert segment.profile[name].mean == segment.profile["group_id"].mean == pytest.approx(19.5)


def test_the_description_has_the_numbers(divide: Divide) -> None:
    columns = {
        "recency_days": np.repeat([12.0, 240.0], 20),
        "order_count": np.repeat([8.0, 1.0], 20),
        "net_revenue": np.repeat([2300.0, 100.0], 20),
    }
    divided = divide(columns, tuple(feature(name) for name in columns), np.repeat([0, 1], 20))
    first, second = described(divided, grouping(2))
    assert first.description == (
        "20 customers (50 %) typically placed 8 orders, the last 12 days ago, and spent 2,300 EUR; "
        "they bring 96 % of revenue."
    )
    assert "placed 1 order, 240 days ago" in second.description


def test_segments_cross_with_the_groups_of_another_grouping(divide: Divide) -> None:
    divided = divide({"x": np.arange(40.0)}, (feature("x"),), np.repeat([0, 1], [25, 15]))
    segments = described(divided, grouping(2))
    other = grouping(3, names=("low", "nobody", "high"))
    sql = "SELECT {key}, CAST(CASE WHEN x < 30 THEN 0 ELSE 2 END AS BIGINT) AS group_id FROM {source}"
    other.model.to_sql = lambda source, key: sql.format(source=source, key=key)  # type: ignore[method-assign]
    assert interpret.crossed(divided.table, divided.labels, segments, other) == (("low", "high"), ((25, 0), (5, 10)))
