"""Worth: noise is called noise, what is planted is found, and the ways stand beside each other fairly."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from shoal.cluster import judge, worth
from shoal.terms import Feature, FeatureTable, FeatureType, Labels, Lens, Outcomes, Split

ORIGIN = datetime(2025, 1, 1, tzinfo=UTC)
N = 1200


@pytest.fixture
def judged(engine):
    """Judge made-up customers of several origins: groups, features and outcomes as given, a dict per origin."""

    def make(origins, *, spend=True):
        answers, windows = [], []
        for place, one in enumerate(origins):
            n = len(one["group"])
            ids = pa.array([f"c{i:05d}" for i in range(n)], pa.string())
            features = {"recency_days": one["recency"], "order_count": one["count"], "net_revenue": one["money"]}
            described = tuple(
                Feature(name, FeatureType.NUMBER, Lens.VALUE, "", "all history", name) for name in features
            )
            table = engine.register(f"table_{place}", pa.table({"customer_id": ids, **features}))
            labels = engine.register(f"labels_{place}", pa.table({"customer_id": ids, "group_id": one["group"]}))
            orders = np.asarray(one["orders"], dtype=np.int64)
            money = pa.array(orders * 10.0) if spend else pa.nulls(n, pa.float64())
            did = {
                "customer_id": ids,
                "person_id": ids,
                "half": np.random.default_rng(place).permutation(np.arange(n) % 2),
                "spend": money,
                "order_count": orders,
                "is_churned": (orders == 0).astype(np.int64),
            }
            outcomes = engine.register(f"outcomes_{place}", pa.table(did))
            at = ORIGIN + timedelta(days=90 * place)
            window = Outcomes(outcomes, at, at + timedelta(days=90), 90, n)
            split = Split(FeatureTable(table, described, (), "buyers", n, at), window)
            n_groups = int(np.max(one["group"])) + 1
            now = engine.register("groups_now", pa.table({"customer_id": ids, "group_id": one["group"]}))
            answers.append(judge(split, Labels(labels), n_groups, now, seed=0))
            windows.append(window)
        return answers, worth(answers, windows, seed=0)

    return make


def shop(seed: int, *, rate=None, n: int = N) -> dict[str, np.ndarray]:
    """Customers whose money says nothing of the future; their group does where a rate per group is given."""
    random = np.random.default_rng(seed)
    group = random.integers(0, 4, n)
    rates = np.full(n, 0.7) if rate is None else np.asarray(rate)[group]
    return {
        "group": group,
        "recency": random.uniform(0, 300, n),
        "count": random.integers(1, 9, n).astype(float),
        "money": random.lognormal(4, 1, n),
        "orders": random.poisson(rates),
    }


@pytest.mark.slow
def test_of_noise_intervals_cover_chance_as_often_as_they_say(judged) -> None:
    covered, figures = defaultdict(list), []
    for seed in range(10):
        _, found = judged([shop(2 * seed, n=150), shop(2 * seed + 1, n=150)])
        assert [one.outcome for one in found.outcomes] == ["spend", "orders", "churn"]
        assert (found.n_customers, found.horizon_days, len(found.origins)) == (150, 90, 2)
        for one in found.outcomes:
            chance = 0.5 if one.measure == "auc" else 0.0
            assert set(one.by) == {"segments", "rfm_grid", "value_tiers", "log_spend", "model"}
            for way, interval in one.by.items():
                covered[way].append(interval.low <= chance <= interval.high)
            for way, ahead in one.ahead.items():
                covered["ahead of", way].append(ahead.low <= 0 <= ahead.high)
        figures.append(found.outcomes[1].by["segments"].value)
    assert np.mean([held for each in covered.values() for held in each]) >= 0.95
    # of 30 intervals that hold in 95 of 100 cases, 24 or fewer hold in three cases of a thousand
    assert all(sum(each) > 24 for each in covered.values()), {way: sum(each) for way, each in covered.items()}
    # put in one order, the half that did more would be expected less, and chance would look like -0.1 or so
    assert abs(np.mean(figures)) < 3 * np.std(figures, ddof=1) / np.sqrt(len(figures))
    assert np.mean(figures) > -0.05


def test_groups_that_differ_in_their_rates_are_ahead_of_as_many_tiers(judged) -> None:
    planted = [shop(seed, rate=(0.05, 0.4, 1.2, 3.0)) for seed in (1, 2)]
    judgements, found = judged(planted)
    for one in found.outcomes:
        chance = 0.5 if one.measure == "auc" else 0.0
        assert one.by["segments"].low > chance + 0.2
        assert one.by["value_tiers"].low <= chance <= one.by["value_tiers"].high
        assert one.ahead["value_tiers"].low > 0.2
        assert one.ahead["value_tiers"].value == pytest.approx(
            one.by["segments"].value - one.by["value_tiers"].value, abs=1e-12
        )
    assert [one.now for one in judgements] == [1.0, 1.0]


def test_the_model_finds_what_stands_in_the_features(judged) -> None:
    told = shop(5)
    told["orders"] = np.random.default_rng(0).poisson(np.where(told["recency"] < 100, 2.5, 0.1))
    _, found = judged([told])
    churn = found.outcomes[2]
    assert churn.by["model"].low > 0.85
    assert churn.by["rfm_grid"].low > 0.8
    assert churn.by["segments"].low <= 0.5 <= churn.by["segments"].high


def test_without_money_spend_is_left_out(judged) -> None:
    _, found = judged([shop(1)], spend=False)
    assert [one.outcome for one in found.outcomes] == ["orders", "churn"]


def test_the_same_in_gives_the_same_out(judged) -> None:
    assert judged([shop(4)])[1] == judged([shop(4)])[1]


def test_where_nobody_did_anything_it_is_said(judged) -> None:
    still = shop(1) | {"orders": np.zeros(N, dtype=np.int64)}
    _, found = judged([still])
    assert found.outcomes == ()
    assert found.why_not == "not measurable: in every window all customers did the same, such as nothing at all"


def test_too_few_customers_are_said(judged) -> None:
    _, found = judged([shop(1, n=30)])
    assert found.why_not.startswith("not measurable: 30 customers had bought before the days that were looked at")
