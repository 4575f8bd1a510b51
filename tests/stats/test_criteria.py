"""The criteria for a number of groups, against scikit-learn, brute force and the papers."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial.distance import cdist
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score

from shoal.stats.calinski_harabasz import calinski_harabasz
from shoal.stats.davies_bouldin import davies_bouldin
from shoal.stats.density_validity import density_validity
from shoal.stats.prediction_strength import prediction_strength, strength_interval, strengths


def crowd(seed, k=4, n=300, columns=3):
    random = np.random.default_rng(seed)
    labels = random.permutation(np.arange(n) % k)
    return 4 * random.standard_normal((k, columns))[labels] + random.standard_normal((n, columns)), labels


@pytest.mark.parametrize("seed", range(5))
def test_indices_are_those_of_scikit_learn(seed):
    rows, labels = crowd(seed)
    whole = float(np.square(rows - rows.mean(axis=0)).sum())
    inside = sum(float(np.square(rows[labels == g] - rows[labels == g].mean(axis=0)).sum()) for g in range(4))
    assert calinski_harabasz(whole, inside, n=300, k=4) == pytest.approx(calinski_harabasz_score(rows, labels))
    assert davies_bouldin(rows, labels) == pytest.approx(davies_bouldin_score(rows, labels))


def test_indices_say_nothing_of_one_group_or_of_nothing():
    rows = np.arange(6.0)[:, None]
    assert calinski_harabasz(10.0, 10.0, n=6, k=1) is None
    assert calinski_harabasz(10.0, 0.0, n=6, k=2) is None
    assert davies_bouldin(rows, np.zeros(6, dtype=np.int64)) is None
    assert davies_bouldin(rows, np.full(6, -1)) is None
    assert davies_bouldin(np.zeros((4, 1)), np.array([0, 0, 1, 1])) is None


def test_noise_belongs_to_no_group():
    rows, labels = crowd(0)
    far = np.concatenate([rows, [[99.0, 99.0, 99.0]]])
    assert davies_bouldin(far, np.append(labels, -1)) == pytest.approx(davies_bouldin(rows, labels))


@given(st.lists(st.tuples(st.integers(-1, 4), st.integers(-1, 4)), min_size=1, max_size=40))
def test_strength_counts_pairs_that_stay_together(pairs):
    own, placed = (np.array(side, dtype=np.int64) for side in zip(*pairs, strict=True))
    expected = []
    for group in np.unique(own[own >= 0]):
        both = list(combinations(placed[own == group].tolist(), 2))
        expected.append(np.mean([a == b and a >= 0 for a, b in both]) if both else 1.0)
    np.testing.assert_allclose(strengths(own, placed), expected)
    assert prediction_strength(own, placed) == pytest.approx(min(expected, default=1.0))


def test_strength_intervals_stay_within_bounds_and_widen_with_the_splits():
    sure, unsure = strength_interval([0.9, 0.91, 0.9]), strength_interval([1.0, 0.2, 0.9])
    assert sure.low > unsure.low == 0.0
    assert unsure.high == 1.0


def naive_tree(reach):
    """Grow the shortest tree from the first row; ties to the lowest row, then to the earliest in the tree."""
    inside, steps = [0], []
    while len(inside) < len(reach):
        options = [(reach[a, b], b, place, a) for place, a in enumerate(inside) for b in range(len(reach))]
        length, new, _, old = min(one for one in options if one[1] not in inside)
        inside.append(new)
        steps.append((old, new, length))
    assert sum(step[2] for step in steps) == pytest.approx(minimum_spanning_tree(reach).sum())
    return steps


def validity_by_brute_force(rows, labels):
    """The formulas of the paper, one by one."""
    columns, groups, total = rows.shape[1], np.unique(labels[labels >= 0]), 0.0
    core = np.zeros(len(rows))
    for group in groups:
        who = np.flatnonzero(labels == group)
        for i in who:
            inverse = [(1 / np.linalg.norm(rows[i] - rows[j])) ** columns for j in who if j != i]
            core[i] = (sum(inverse) / (len(who) - 1)) ** (-1 / columns)
    reach = np.maximum(cdist(rows, rows), np.maximum(core[:, None], core[None, :]))
    inner, sparse = {}, {}
    for group in groups:
        who = np.flatnonzero(labels == group)
        steps = naive_tree(reach[np.ix_(who, who)])
        degree = np.bincount([end for step in steps for end in step[:2]], minlength=len(who))
        inner[group] = who[degree > 1]
        sparse[group] = max(w for a, b, w in steps if degree[a] > 1 and degree[b] > 1)
    for group in groups:
        apart = min(reach[np.ix_(inner[group], inner[other])].min() for other in groups if other != group)
        total += np.mean(labels == group) * (apart - sparse[group]) / max(apart, sparse[group])
    return total


@pytest.mark.parametrize("seed", range(4))
def test_density_validity_is_that_of_the_paper(seed):
    rows, labels = crowd(seed, k=3, n=90, columns=2)
    labels[:7] = -1
    assert density_validity(rows, labels) == pytest.approx(validity_by_brute_force(rows, labels))


def test_density_validity_sees_shapes_and_noise():
    random = np.random.default_rng(0)
    turn = random.uniform(0, 2 * np.pi, 300)
    ring = 6 * np.stack([np.cos(turn), np.sin(turn)], axis=1) + 0.2 * random.standard_normal((300, 2))
    rows = np.concatenate([ring, 0.5 * random.standard_normal((200, 2))])
    true = np.repeat([0, 1], [300, 200])
    halved = (rows[:, 0] > 0).astype(np.int64)
    found = density_validity(rows, true)
    assert found > 0.5
    assert density_validity(rows, halved) < 0
    assert density_validity(np.concatenate([rows, rows + 100]), np.append(true, np.full(500, -1))) == pytest.approx(
        found / 2
    )


def test_density_validity_of_equal_customers_and_of_one_group():
    rows = np.repeat([[0.0, 0.0], [5.0, 5.0]], 10, axis=0)
    assert density_validity(rows, np.repeat([0, 1], 10)) == 1.0
    assert density_validity(rows, np.zeros(20, dtype=np.int64)) is None
    wide = np.random.default_rng(0).standard_normal((40, 60)) + 50 * (np.arange(40) % 2)[:, None]
    assert density_validity(wide, np.arange(40) % 2) > 0.5
