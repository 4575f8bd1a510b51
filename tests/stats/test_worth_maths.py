"""Order and pairs beside scipy and scikit-learn; weights stand for repeated customers; the bootstrap covers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr
from sklearn.metrics import roc_auc_score

from shoal.stats.auc import auc
from shoal.stats.bootstrap import bootstrap_interval, redrawn
from shoal.stats.places import places
from shoal.stats.spearman import spearman

FEW = st.lists(st.integers(0, 5), min_size=3, max_size=30)
UNHURRIED = settings(deadline=None, max_examples=60)


@UNHURRIED
@given(first=FEW, seed=st.integers(0, 100))
def test_the_rank_correlation_is_that_of_scipy(first: list[int], seed: int) -> None:
    second = np.random.default_rng(seed).integers(0, 4, len(first))
    assume(len(set(first)) > 1 and len(set(second.tolist())) > 1)
    ours = spearman(places(first), places(second), np.ones(len(first)))
    assert ours == pytest.approx(spearmanr(first, second).statistic, abs=1e-12)


@UNHURRIED
@given(scores=FEW, seed=st.integers(0, 100))
def test_the_pairs_in_order_are_those_of_scikit_learn(scores: list[int], seed: int) -> None:
    happened = np.random.default_rng(seed).integers(0, 2, len(scores)).astype(float)
    assume(0 < happened.sum() < len(scores))
    assert auc(places(scores), happened, np.ones(len(scores))) == pytest.approx(roc_auc_score(happened, scores))


@UNHURRIED
@given(scores=FEW, seed=st.integers(0, 100))
def test_a_weight_is_as_many_customers(scores: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    happened = random.integers(0, 2, len(scores)).astype(float)
    weights = random.integers(0, 4, len(scores))
    many_scores, many = np.repeat(scores, weights), np.repeat(happened, weights)
    weighed = weights.astype(float)
    assert auc(places(scores), happened, weighed) == pytest.approx(auc(places(many_scores), many, np.ones(len(many))))
    assert spearman(places(scores), places(happened), weighed) == pytest.approx(
        spearman(places(many_scores), places(many), np.ones(len(many))), abs=1e-9
    )


def test_what_says_nothing_is_chance() -> None:
    ones = np.ones(4)
    assert auc(places([3.0, 3.0, 3.0, 3.0]), np.array([0.0, 1.0, 0.0, 1.0]), ones) == 0.5
    assert auc(places([1.0, 2.0, 3.0, 4.0]), ones, ones) == 0.5
    assert spearman(places(ones), places([1.0, 2.0, 3.0, 4.0]), ones) == 0.0
    assert spearman(places(ones), places(ones), np.zeros(4)) == 0.0


def test_the_interval_of_people_with_several_times_is_wider_than_that_of_as_many_people() -> None:
    """Each person stands there four times with the same value: four times the rows are no more knowledge."""
    random = np.random.default_rng(3)
    values = random.standard_normal(200)
    person = np.repeat(np.arange(200), 4)
    draws = list(redrawn(200, 300, random))
    means = np.array([np.average(values[person], weights=draw[person]) for draw in draws])
    found = bootstrap_interval(float(values.mean()), means, least=-9.0, most=9.0)
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * values.std() / np.sqrt(200), rel=0.1)


def test_an_interval_stays_within_what_is_possible() -> None:
    found = bootstrap_interval(0.99, np.array([0.9, 1.0, 0.95, 1.0]), least=0.0, most=1.0)
    assert (found.value, found.high) == (0.99, 1.0)
    assert 0 < found.low < 0.99
