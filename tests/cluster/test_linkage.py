"""The tree of merges beside SciPy's, and rows that stand for several."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster
from scipy.cluster.hierarchy import linkage as scipy_linkage

from shoal.cluster.hierarchical import hierarchical
from shoal.cluster.linkage import cut, linkage
from shoal.stats.agreement import adjusted_rand

METHODS = ("ward", "average", "complete")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("n", [2, 3, 50, 300])
def test_the_tree_is_that_of_scipy(method, n):
    rows = np.random.default_rng(n).standard_normal((n, 3))
    ours, theirs = linkage(rows, method), scipy_linkage(rows, method)
    np.testing.assert_allclose(ours[:, 2:], theirs[:, 2:])
    for k in {1, 2, min(5, n), n}:
        assert adjusted_rand(cut(ours, k), fcluster(theirs, k, "maxclust")) == 1.0


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_weight_merges_like_equal_rows(method, seed):
    random = np.random.default_rng(seed)
    rows, weights = random.standard_normal((15, 2)), random.integers(1, 5, 15)
    ours = linkage(rows, method, weights.astype(float))
    theirs = scipy_linkage(np.repeat(rows, weights, axis=0), method)
    np.testing.assert_allclose(ours[:, 2], theirs[-14:, 2], rtol=1e-6)


def test_equal_rows_merge_at_no_height_and_the_work_ends():
    tree = linkage(np.ones((40, 2)), "average")
    np.testing.assert_array_equal(tree[:, 2], 0.0)
    assert tree[-1, 3] == 40


def test_many_customers_are_drawn_together_first_and_the_groups_stay():
    random = np.random.default_rng(0)
    truth = random.integers(0, 4, 3000)
    rows = 6.0 * np.eye(4, 3)[truth] + random.standard_normal((3000, 3))
    exact = hierarchical(("a", "b", "c"), rows, 4, method="ward", seed=0)
    drawn = hierarchical(("a", "b", "c"), rows, 4, method="ward", seed=0, exact_rows=2000)
    assert adjusted_rand(exact.labels, drawn.labels) > 0.95
    assert list(exact.heights) == sorted(exact.heights, reverse=True)
