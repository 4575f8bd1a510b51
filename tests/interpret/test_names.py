from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from interpret.divided import feature, grouping
from shoal import interpret
from shoal.terms import Feature, FeatureType, Segment, Silent

Divide = Callable[..., Any]
ORDERS = (
    feature("net_revenue", unit="money"),
    feature("order_count", FeatureType.COUNT, "orders"),
    feature("recency_days", FeatureType.COUNT, "days"),
    feature("return_share", FeatureType.SHARE),
)
TRAITS = (
    feature("CASH_ADVANCE"),
    feature("purchases"),
    feature("CreditLimit"),
    feature("is_partner", FeatureType.FLAG),
    feature("plan", FeatureType.CATEGORY),
)


def order_columns(random: np.random.Generator, n: int) -> dict[str, Any]:
    orders = np.maximum(1, random.negative_binomial(1, random.uniform(0.15, 0.8), n)).astype(float)
    return {
        "net_revenue": orders * random.lognormal(3, 0.8, n) * np.where(random.random(n) < 0.05, -1, 1),
        "order_count": orders,
        "recency_days": np.floor(random.gamma(1, 80, n)),
        "return_share": np.where(random.random(n) < 0.7, 0.0, random.random(n)),
    }


def trait_columns(random: np.random.Generator, n: int) -> dict[str, Any]:
    return {
        "CASH_ADVANCE": np.where(random.random(n) < 0.6, 0.0, random.lognormal(6, 1, n)),
        "purchases": random.lognormal(5, 1.2, n),
        "CreditLimit": random.choice([500.0, 1000.0, 5000.0], n),
        "is_partner": (random.random(n) < 0.3).astype(float),
        "plan": random.choice(["basic", "pro", "team"], n, p=[0.6, 0.3, 0.1]),
    }


def random_groups(random: np.random.Generator, columns: dict[str, Any], k: int) -> np.ndarray[Any, Any]:
    """Divide along a random mixture of the columns, with some noise: from telling groups to none at all."""
    numbers = np.column_stack([np.argsort(np.argsort(c)) for c in columns.values() if c.dtype.kind == "f"])
    score = numbers @ random.normal(size=numbers.shape[1]) + random.normal(size=len(numbers)) * random.choice([0, 1e3])
    cuts = np.quantile(score, np.sort(random.random(k - 1)))
    return np.searchsorted(cuts, score)


def holds(segment: Segment, columns: dict[str, Any], mine: np.ndarray[Any, Any]) -> None:
    """Check every claim against the rows, by the definitions of its words and not by the code under test."""
    for claim in segment.claims:
        name, _, level = claim.feature.partition(" = ")
        values = columns[name]
        if level:
            share = (values[mine] == level).mean()
            assert claim.words == f"{name} mostly {level}"
            assert share > 0.5
            assert share >= 1.2 * (values == level).mean()
            continue
        median, mean = np.median(values[mine]), values[mine].mean()
        everyone, low, high, top = np.quantile(values, [0.5, 1 / 3, 2 / 3, 0.9])
        slack = 1e-6 * (1 + abs(median))
        if claim.direction == "high":
            assert mean > values.mean() - slack
            assert median >= min(high, everyone) - slack
        elif claim.direction == "low":
            assert mean < values.mean() + slack
            assert median <= max(low, everyone) + slack
        match claim.words:
            case "one-time" | "new":
                assert np.median(columns["order_count"][mine]) == 1
                assert (columns["order_count"][mine] == 1).mean() >= 0.75
            case "lapsed":
                assert median >= 2 * everyone - slack
            case "frequent" | "regular":
                assert median >= 3
            case "very frequent" | "top spenders":
                assert median >= top - slack
            case "active":
                assert median <= low + slack


@pytest.mark.parametrize("kind", ["orders", "traits"])
def test_names_are_unique_and_true_on_random_segmentations(divide: Divide, kind: str) -> None:
    features: tuple[Feature, ...] = ORDERS if kind == "orders" else TRAITS
    for seed in range(100):
        random = np.random.default_rng(seed)
        n, k = int(random.integers(60, 400)), int(random.integers(2, 9))
        columns = (order_columns if kind == "orders" else trait_columns)(random, n)
        groups = random_groups(random, columns, k)
        divided = divide(columns, features, groups)
        segments = interpret.describe(divided.table, divided.labels, grouping(k), min_count=5, progress=Silent())
        names = [segment.name for segment in segments]
        assert len(set(names)) == len(names), names
        everyone = interpret.everyone(divided.table)
        for segment in segments:
            assert interpret.claims_hold(segment, everyone)
            holds(segment, columns, np.isin(groups, segment.groups))


def test_planted_shoppers_get_the_names_a_marketer_would_give(divide: Divide) -> None:
    random = np.random.default_rng(0)
    kinds = np.repeat([0, 1, 2, 3], 100)
    columns = {
        "net_revenue": np.array([3000, 25, 30, 300])[kinds] * random.uniform(0.9, 1.1, 400),
        "order_count": np.array([20, 1, 1, 4])[kinds].astype(float),
        "recency_days": np.array([5, 300, 8, 100])[kinds] + random.integers(0, 4, 400).astype(float),
    }
    divided = divide(columns, ORDERS[:3], kinds)
    segments = interpret.describe(divided.table, divided.labels, grouping(4), min_count=11, progress=Silent())
    names = {segment.groups[0]: segment.name for segment in segments}
    assert names[0] == "Very frequent big spenders"
    assert names[1] == "Lapsed one-time buyers"
    assert names[2].startswith("New")


def test_a_division_that_means_nothing_gets_no_invented_name(divide: Divide) -> None:
    columns = order_columns(np.random.default_rng(5), 4000)
    divided = divide(columns, ORDERS, np.arange(4000) % 3)
    segments = interpret.describe(divided.table, divided.labels, grouping(3), min_count=11, progress=Silent())
    assert {segment.name.split(",")[0] for segment in segments} == {"Typical buyers"}
    assert len({segment.name for segment in segments}) == 3
    assert all(claim.direction == "typical" for segment in segments for claim in segment.claims)


def test_customers_without_orders_are_named_by_what_sets_them_apart(divide: Divide) -> None:
    random = np.random.default_rng(2)
    group = np.arange(300) % 2
    columns = {
        "CASH_ADVANCE": random.normal(100, 10, 300) + 200 * group,
        "purchases": random.normal(100, 10, 300) - 50 * group,
        "CreditLimit": random.normal(100, 10, 300),
    }
    divided = divide(columns, TRAITS[:1] + TRAITS[1:2] + TRAITS[2:3], group)
    segments = interpret.describe(divided.table, divided.labels, grouping(2), min_count=11, progress=Silent())
    assert sorted(segment.name for segment in segments) == [
        "High cash advance, low purchases",
        "Low cash advance, high purchases",
    ]


def test_a_name_speaks_of_a_sensitive_trait_only_if_segments_were_formed_on_it(divide: Divide) -> None:
    group = np.arange(200) % 2
    columns = {"age": 30.0 + 40 * group + np.arange(200) % 7}
    divided = divide(columns, (feature("age", sensitive="age"),), group)

    def names(columns: tuple[str, ...]) -> set[str]:
        found = grouping(2, columns=columns)
        segments = interpret.describe(divided.table, divided.labels, found, min_count=11, progress=Silent())
        return {segment.name for segment in segments}

    assert names(("age",)) == {"High age", "Low age"}
    assert not any("age" in name for name in names(("visits",)))


def test_a_claim_that_does_not_hold_is_found_out(divide: Divide) -> None:
    from dataclasses import replace

    from shoal.terms import Claim

    columns = order_columns(np.random.default_rng(1), 300)
    divided = divide(columns, ORDERS, (columns["order_count"] > 3).astype(int))
    first, *_ = interpret.describe(divided.table, divided.labels, grouping(2), min_count=11, progress=Silent())
    everyone = interpret.everyone(divided.table)
    assert interpret.claims_hold(first, everyone)
    occasional, once = Claim("order_count", "low", "occasional"), Claim("order_count", "high", "one-time")
    for false in (occasional, once, Claim("unknown", "high", "high unknown")):
        assert not interpret.claims_hold(replace(first, claims=(false,)), everyone)
