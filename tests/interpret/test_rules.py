"""Rules find what was planted, are measured on others than they were made on, and are said in real units."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from interpret.divided import feature, grouping
from shoal.interpret import describe, ruled
from shoal.interpret.conditions import Wording, in_words
from shoal.interpret.cuts import Column, cuts_of
from shoal.terms import AllOf, AnyOf, Blank, Bound, Choice, FeatureType, Not, OneOf, RuleList, Segment, Silent, SomeOf

N = 3_000


class Reads:
    """A recipe that says what it reads."""

    def __init__(self, *features: str, barred: tuple[str, ...] = ()) -> None:
        self.features, self.columns = features, features
        self.choices = tuple(Choice(name, False, "", is_barred=True) for name in barred)

    def apply_one(self, profile: Any) -> Any:
        return np.array([7.0 for _ in self.columns])

    def in_real_units(self, column: str, value: float) -> float:
        return value


def told(divide: Any, columns: Any, features: Any, groups: Any, recipe: Any = None, **changes: Any) -> Any:
    divided = divide(columns, features, groups)
    made = grouping(int(max(groups)) + 1)
    model = made.model
    model.reads = "matrix"
    made = replace(made, **changes)
    segments = describe(divided.table, divided.labels, made, min_count=11, progress=Silent())
    names = tuple(f.name for f in features)
    return ruled(divided.table, divided.labels, segments, made, recipe or Reads(*names), min_count=11)


def rule_of_group(segments: tuple[Segment, ...], group: int) -> Any:
    return next(segment.rule for segment in segments if segment.groups == (group,))


@pytest.fixture
def planted() -> Any:
    """Three groups in boxes: few orders; many orders lately; many orders long ago."""
    random = np.random.default_rng(1)
    orders = random.integers(1, 20, N).astype(float)
    days = random.integers(1, 400, N).astype(float)
    groups = np.where(orders <= 5, 0, np.where(days <= 90, 1, 2))
    features = (
        feature("order_count", FeatureType.COUNT, "orders"),
        feature("recency_days", FeatureType.NUMBER, "days"),
    )
    return {"order_count": orders, "recency_days": days}, features, groups


def test_planted_boxes_are_found_and_said(divide: Any, planted: Any) -> None:
    segments, rules = told(divide, *planted)
    assert rule_of_group(segments, 0).text == "at most 5 orders"
    assert rule_of_group(segments, 1).text == "at least 6 orders and last order within 90 days"
    assert rule_of_group(segments, 2).text == "at least 6 orders and last order more than 90 days ago"
    assert all(segment.rule.f1 > 0.98 for segment in segments)
    assert isinstance(rules, RuleList)
    assert rules.fidelity.macro_f1 > 0.98
    assert len(rules.lines) <= 3
    columns, _, groups = planted
    ids = {segment.groups[0]: segment.id for segment in segments}
    profiles = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    right = [rules.segment_of(profile) == ids[group] for profile, group in zip(profiles, groups, strict=True)]
    assert np.mean(right) > 0.98


def test_what_is_chance_is_not_called_good(divide: Any) -> None:
    random = np.random.default_rng(2)
    columns = {f"x{i}": random.normal(size=N) for i in range(8)}
    segments, rules = told(divide, columns, tuple(feature(name) for name in columns), random.integers(0, 3, N))
    for segment in segments:
        assert segment.rule.precision.low <= segment.share + 0.02
        assert segment.rule.n_held_back == N // 2
    assert rules.fidelity.accuracy.low < 0.36


def test_rules_know_blanks_and_levels(divide: Any) -> None:
    random = np.random.default_rng(3)
    country = np.where(random.random(N) < 0.3, "France", "Spain").tolist()
    cadence = np.where(random.random(N) < 0.4, np.nan, random.integers(1, 90, N)).tolist()
    groups = [0 if c == "France" else 1 if np.isnan(d) else 2 for c, d in zip(country, cadence, strict=True)]
    features = (feature("country", FeatureType.CATEGORY), feature("cadence_days", unit="days"))
    columns = {"country": country, "cadence_days": [None if np.isnan(d) else d for d in cadence]}
    segments, rules = told(divide, columns, features, groups)
    assert rule_of_group(segments, 0).rule == AllOf((OneOf("country", ("France",)),))
    assert rule_of_group(segments, 1).text == "country Spain and days between orders not known"
    assert all(segment.rule.f1 == 1.0 for segment in segments)
    assert rules.fidelity.accuracy.value == 1.0


def test_sensitive_and_barred_features_are_not_named(divide: Any) -> None:
    random = np.random.default_rng(4)
    age, visits = random.normal(40, 9, N), random.normal(10, 3, N)
    groups = (age > 40).astype(int)
    columns = {"age": age, "visits": visits, "noise": random.normal(size=N)}
    features = (feature("age", sensitive="age"), feature("visits"), feature("noise"))
    segments, rules = told(divide, columns, features, groups, Reads("noise", barred=("visits",)))
    named = {part["column"] for part in _leaves([segment.rule.rule for segment in segments])}
    named |= {part["column"] for part in _leaves([line.rule for line in rules.lines])}
    assert named <= {"noise"}


def _leaves(rules: Any) -> Any:
    for rule in rules:
        match rule:
            case AllOf(parts) | AnyOf(parts) | SomeOf(parts):
                yield from _leaves(parts)
            case Not(part):
                yield from _leaves([part])
            case _:
                yield {"column": rule.column}


def test_a_rule_has_at_most_five_conditions(divide: Any) -> None:
    random = np.random.default_rng(5)
    rows = random.normal(size=(N, 9))
    groups = (np.abs(rows).sum(axis=1) > 7).astype(int) + (rows[:, 0] * rows[:, 1] > 0)
    columns = {f"x{i}": rows[:, i] for i in range(9)}
    segments, rules = told(divide, columns, tuple(feature(name) for name in columns), groups)
    for segment in segments:
        assert 1 <= len(list(_leaves([segment.rule.rule]))) <= 5
    assert all(len({leaf["column"] for leaf in _leaves([line.rule])}) <= 5 for line in rules.lines)


def test_a_small_segment_has_no_rule_and_everyone_has_a_plain_one(divide: Any, planted: Any) -> None:
    columns, features, _ = planted
    few = np.where(np.arange(N) < 5, 1, 0)
    segments, rules = told(divide, columns, features, few)
    assert [segment.rule is None for segment in segments] == [False, True]
    assert segments[0].rule.text == "everyone"
    assert rules is None


def test_groups_cut_on_columns_have_the_rule_of_their_cuts(divide: Any, planted: Any) -> None:
    columns, features, _ = planted
    days = [None if n % 10 == 0 else day for n, day in enumerate(columns["recency_days"])]
    inside = np.array([(7 if day is None else day) <= 90.25 for day in days])
    bounds = ((Bound("recency_days", None, 90.25),), (Bound("recency_days", 90.25, None),))
    segments, _ = told(divide, columns | {"recency_days": days}, features, np.where(inside, 0, 1), bounds=bounds)
    assert rule_of_group(segments, 0).rule == AllOf((AnyOf((bounds[0][0], Blank("recency_days"))),))
    assert all(segment.rule.f1 == 1.0 for segment in segments)


def test_the_same_customers_give_the_same_rules(divide: Any, planted: Any) -> None:
    assert told(divide, *planted) == told(divide, *planted)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Bound("order_count", 0.0, 1.0), "just 1 order"),
        (Bound("order_count", 2.5, None), "at least 3 orders"),
        (Bound("order_count", None, 0.0), "no orders"),
        (Bound("order_count", 2.0, 8.0), "3 to 8 orders"),
        (Bound("recency_days", 45.0, 90.0), "last order more than 45 and up to 90 days ago"),
        (Bound("return_share", None, 0.05), "share of spending returned up to 5 %"),
        (Bound("net_revenue", 950.0, None), "net revenue above 950 EUR"),
        (Bound("is_unsubscribed", None, 0.5), "not unsubscribed"),
        (Bound("cadence_days", None, 30.0), "at most 30 days between orders"),
        (AnyOf((AllOf((Blank("a"), Blank("b"))), Blank("c"))), "(a not known and b not known) or c not known"),
    ],
)
def test_conditions_in_words(rule: Any, said: str) -> None:
    features = (
        feature("order_count", FeatureType.COUNT, "orders"),
        feature("recency_days", FeatureType.COUNT, "days"),
        feature("return_share", FeatureType.SHARE, "share"),
        feature("net_revenue", unit="money"),
        feature("is_unsubscribed", FeatureType.FLAG),
        feature("cadence_days", unit="days"),
    )
    assert in_words(rule, Wording({f.name: f for f in features}, "EUR")) == said


def test_cuts_are_round_and_between_customers() -> None:
    spend = np.random.default_rng(6).lognormal(6, 1, 5_000)
    cut = cuts_of(Column("net_revenue", None, True), spend)
    assert list(cut.cuts) == sorted(set(cut.cuts))
    assert all(value == float(f"{value:.3g}") for value in cut.cuts)
    shares = np.searchsorted(np.sort(spend), cut.cuts) / len(spend)
    assert np.diff(shares, prepend=0, append=1).max() < 0.05


def test_a_segment_along_an_axis_of_many_features_is_counted(divide: Any) -> None:
    random = np.random.default_rng(8)
    columns = {f"x{i}": random.normal(size=N) for i in range(6)}
    along = sum(columns.values())
    groups = np.digitize(along, np.quantile(along, [1 / 3, 2 / 3]))
    segments, rules = told(divide, columns, tuple(feature(name) for name in columns), groups)
    assert isinstance(rules, RuleList)
    for group in (0, 2):
        rule = rule_of_group(segments, group)
        assert isinstance(rule.rule, SomeOf)
        assert len(rule.rule.parts) == 5
        assert " of these 5: " in rule.text
        assert rule.f1 > 0.65


def test_counting_is_said_as_people_count() -> None:
    parts = (Bound("age", 30.0, None), Bound("visits", 5.0, None), Blank("phone"))
    assert in_words(SomeOf(parts, 2, 3), Wording({})) == (
        "at least 2 of these 3: age above 30; visits above 5; phone not known"
    )


def test_models_that_were_taught_the_segments_are_measured_on_the_same_customers(divide: Any, planted: Any) -> None:
    columns, features, groups = planted
    divided = divide(columns, features, groups)
    made = grouping(3)
    made.model.reads = "matrix"
    segments = describe(divided.table, divided.labels, made, min_count=11, progress=Silent())
    _, rules = ruled(divided.table, divided.labels, segments, made, Reads(*columns), min_count=11, full=True)
    assert isinstance(rules, RuleList)
    by_model = {one.model: one for one in rules.membership}
    assert set(by_model) == {"decision_tree", "random_forest", "logistic_regression"}
    for name in ("decision_tree", "random_forest"):
        assert by_model[name].accuracy.low > 0.97
    # three boxes are no linear matter
    assert 0.8 < by_model["logistic_regression"].macro_f1 < by_model["decision_tree"].macro_f1
    for one in rules.membership:
        assert one.accuracy.low < one.accuracy.value < one.accuracy.high or one.accuracy.value == 1.0
