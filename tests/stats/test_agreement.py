"""Agreement and silhouettes against scikit-learn; rounding against Python's own text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score, silhouette_samples

from shoal.stats.agreement import adjusted_rand, crossing
from shoal.stats.rounding import significant
from shoal.stats.silhouette import distances, silhouettes

groupings = st.integers(1, 40).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 4), min_size=n, max_size=n) for _ in range(2)])
)


@given(groupings)
def test_adjusted_rand_equals_scikit_learn(pair):
    assert adjusted_rand(*pair) == pytest.approx(adjusted_rand_score(*pair), abs=1e-12)


@given(groupings)
def test_adjusted_rand_knows_no_names_and_no_order(pair):
    first, second = (np.array(labels) for labels in pair)
    assert adjusted_rand(first, second) == pytest.approx(adjusted_rand(second, 7 - first))


def test_adjusted_rand_of_millions_of_customers_does_not_overflow():
    labels = np.repeat([0, 1], 3_000_000)
    assert adjusted_rand(labels, labels) == 1.0


def test_groupings_of_different_customers_are_refused():
    with pytest.raises(ValueError, match="3 and 2 customers"):
        crossing([0, 1, 1], [0, 1])


@pytest.mark.parametrize("k", [2, 5, 9])
def test_silhouettes_equal_scikit_learn(k):
    random = np.random.default_rng(k)
    rows = random.standard_normal((300, 4)) + 1000.0
    labels = random.integers(0, k, 300)
    other = np.arange(300) % 3
    both = silhouettes(distances(rows), [labels, other])
    np.testing.assert_allclose(both[0], silhouette_samples(rows, labels), atol=1e-4)
    np.testing.assert_allclose(both[1], silhouette_samples(rows, other), atol=1e-4)


def test_a_customer_alone_has_silhouette_zero():
    rows = np.array([[0.0], [0.5], [9.0]])
    labels = np.array([0, 0, 1])
    found = silhouettes(distances(rows), [labels])[0]
    assert found[2] == 0.0
    np.testing.assert_allclose(found, silhouette_samples(rows, labels), atol=1e-6)


def test_identical_customers_in_two_groups_have_silhouette_zero():
    rows = np.ones((6, 2))
    assert silhouettes(distances(rows), [np.array([0, 0, 0, 1, 1, 1])])[0].tolist() == [0.0] * 6


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_rounding_is_within_a_unit_of_the_twelfth_digit_and_settles(values):
    once = significant(values)
    expected = np.array([float(f"{value:.11e}") for value in values])
    np.testing.assert_allclose(once, expected, rtol=1.01e-11)
    normal = np.abs(expected) > 1e-290
    np.testing.assert_array_equal(significant(once)[normal], once[normal])


def test_rounding_leaves_what_is_no_number_alone():
    found = significant([np.nan, np.inf, -np.inf, 0.0])
    np.testing.assert_array_equal(found, [np.nan, np.inf, -np.inf, 0.0])
