"""Leakage: every kind that is planted is found and named, and nothing honest is accused."""

from __future__ import annotations

import numpy as np
import pytest

from predict.made import customers
from shoal.predict.examples import Examples
from shoal.predict.facts import Facts
from shoal.predict.outcomes.leaks import leaks
from shoal.terms import Feature, FeatureType, Lens

HONEST = customers(2500)


def feature(name: str, unit: str = "") -> Feature:
    return Feature(name, FeatureType.NUMBER, Lens.BEHAVIOUR, unit, "", "", source=name)


def with_one(values: np.ndarray, name: str = "planted") -> Examples:
    numbers, texts = dict(HONEST.facts.numbers), dict(HONEST.facts.texts)
    (texts if values.dtype.kind == "U" else numbers)[name] = values
    return Examples(Facts(numbers, texts), HONEST.happened, HONEST.person, HONEST.day, {})


def _planted() -> dict[str, np.ndarray]:
    random, y = np.random.default_rng(5), HONEST.happened
    n, left = len(y), HONEST.happened > 0
    return {
        "the outcome in other words": np.where(left, "closed", "open"),
        "the outcome, written down with slips": np.where(random.random(n) < 0.03, 1 - y, y),
        "a reason that only leavers have": np.where(left, random.choice(["price", "moved"], n), ""),
        "calls of those who have gone": np.where(left & (random.random(n) < 0.6), 1.0 + random.poisson(1, n), 0.0),
        "a sum that goes on after the day": HONEST.facts.numbers["net_revenue"] + np.where(left, 0.0, 12.5),
        "rows sorted by the outcome": np.argsort(np.argsort(-y, kind="stable"), kind="stable").astype(np.float64),
        "a score that has seen the outcome": 5 * y + random.normal(0, 1.2, n),
        "small groups made of the outcome": np.array(
            [f"g{int(k)}" for k in np.where(left, random.integers(0, 25, n), 25 + random.integers(0, 60, n))]
        ),
    }


PLANTED = _planted()


@pytest.mark.parametrize("kind", PLANTED)
def test_what_gives_the_outcome_away_is_found(kind: str) -> None:
    found = leaks(with_one(PLANTED[kind]), (), seed=0)
    assert [leak.feature for leak in found] == ["planted"]
    assert "Planted" in found[0].why


def test_a_date_after_the_day_is_found_by_its_nature() -> None:
    later = np.where(HONEST.happened > 0, 40.0, np.random.default_rng(0).integers(-30, 60, len(HONEST)))
    found = leaks(with_one(later, "seen_days_ago"), (feature("seen_days_ago", "days"),), seed=0)
    assert [leak.feature for leak in found] == ["seen_days_ago"]
    assert "after the day" in found[0].why


def test_predictions_and_segments_are_never_learnt_from() -> None:
    noise = np.random.default_rng(0).random(len(HONEST))
    found = leaks(with_one(noise, "p_churn_90d"), (feature("p_churn_90d"),), seed=0)
    assert [leak.feature for leak in found] == ["p_churn_90d"]


def test_the_same_persons_twice_are_found() -> None:
    rows = np.concatenate([np.arange(2500), np.arange(400)])
    twice = HONEST.rows(rows)
    person = np.array([f"P{place}" for place in range(len(rows))])
    found = leaks(Examples(twice.facts, twice.happened, person, twice.day, {}), (), seed=0)
    assert [leak.feature for leak in found] == [""]
    assert "the very row of another" in found[0].why


def test_one_leak_does_not_hide_behind_another() -> None:
    both = with_one(PLANTED["the outcome in other words"])
    both.facts.numbers["second"] = PLANTED["the outcome, written down with slips"]
    assert {leak.feature for leak in leaks(both, (), seed=0)} == {"planted", "second"}
    trusted = leaks(both, (), seed=0, trusted=("second",))
    assert {leak.feature for leak in trusted} == {"planted"}


@pytest.mark.parametrize("seed", range(3))
def test_honest_features_are_not_accused(seed: int) -> None:
    assert leaks(customers(2500, seed=seed), (), seed=seed) == ()


def test_a_feature_that_tells_much_and_could_be_known_is_not_accused() -> None:
    """Two that follow from the same cause tell nearly all, and each what the other does."""
    random, y = np.random.default_rng(3), HONEST.happened
    cause = 2.0 * y + random.normal(0, 0.9, len(y))
    numbers = dict(HONEST.facts.numbers)
    for place in range(3):
        numbers[f"told_{place}"] = cause + random.normal(0, 0.35, len(y))
    strong = Examples(Facts(numbers, HONEST.facts.texts), y, HONEST.person, HONEST.day, {})
    assert leaks(strong, (), seed=0) == ()


def test_customers_who_are_alike_by_chance_are_not_taken_for_one() -> None:
    """Half of them ordered once, on one of ten days, one of three things."""
    random = np.random.default_rng(0)
    once = random.random(len(HONEST)) < 0.5
    numbers = {
        "recency_days": np.where(once, random.integers(1, 11, len(HONEST)), HONEST.facts.numbers["recency_days"]),
        "net_revenue": np.where(
            once, random.choice([9.0, 12.0, 15.0], len(HONEST)), HONEST.facts.numbers["net_revenue"]
        ),
    }
    alike = Examples(Facts(numbers, {}), HONEST.happened, HONEST.person, HONEST.day, {})
    assert leaks(alike, (), seed=0) == ()
