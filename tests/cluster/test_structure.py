"""The verdict on shapes that are one population, and on planted groups."""

from __future__ import annotations

import numpy as np
import pytest

from shoal.cluster.choice import examine
from shoal.cluster.structure import EFFECT_THRESHOLD, find_structure
from shoal.stats.silhouette import distances

N_TRIALS = 2
"""Per family, to be quick."""


def gaussian(random, n, columns):
    return random.standard_normal((n, columns))


def uniform(random, n, columns):
    return random.uniform(size=(n, columns))


def lognormal(random, n, columns):
    return np.exp(random.standard_normal((n, columns)))


def correlated(random, n, columns):
    return random.standard_normal((n, columns)) @ random.standard_normal((columns, columns))


def heavy_tailed(random, n, columns):
    return random.standard_t(3, (n, columns))


def elliptic(random, n, columns):
    return random.standard_normal((n, columns)) / np.sqrt(random.chisquare(4, (n, 1)) / 4)


def flags_and_levels(random, n, columns):
    rows = random.standard_normal((n, columns + 3))
    rows[:, 0] = random.random(n) < 0.3
    rows[:, 1] = random.random(n) < 0.5
    rows[:, 2] = random.integers(0, 4, n)
    return rows


def smooth_shop(random, n, columns):
    tenure = random.uniform(30, 370, n)
    orders = 1 + random.poisson(random.gamma(0.8, 2, n) * tenure / 180)
    value = np.exp(random.normal(3.5, 0.7, n))
    recency = np.floor(tenure * np.where(orders > 1, random.beta(1, orders), 1))
    returned = np.where(random.random(n) < 0.75, 0, random.beta(1, 6, n))
    columns_ = [np.log(orders * value), np.log1p(orders), np.log1p(recency), np.log(value), np.log(tenure), returned]
    return np.stack(columns_, axis=1)


SMOOTH = (gaussian, uniform, lognormal, correlated, heavy_tailed, elliptic, flags_and_levels, smooth_shop)


def standard(rows):
    return (rows - rows.mean(axis=0)) / rows.std(axis=0)


def is_grouped(rows, seed):
    curve = examine(rows, distances(rows[:1000]), 10, n_starts=5, max_iterations=100, seed=seed)
    return find_structure(rows, 10, seed=seed).stands_out and curve.votes["valley"] is not None


@pytest.mark.parametrize("family", SMOOTH, ids=lambda family: family.__name__)
def test_one_smooth_population_is_no_group(family):
    for seed in range(N_TRIALS):
        random = np.random.default_rng([seed, 77])
        assert not is_grouped(standard(family(random, 900, int(random.integers(3, 9)))), seed)


@pytest.mark.parametrize("k", [2, 3, 5, 8])
def test_separated_groups_are_found(k):
    for seed in range(N_TRIALS):
        random = np.random.default_rng([seed, k])
        columns = int(random.integers(3, 11))
        while True:
            centres = 5.0 * random.standard_normal((k, columns))
            if (np.linalg.norm(centres[:, None] - centres, axis=2) + 99 * np.eye(k)).min() > 5:
                break
        shares = np.arange(2, k + 2) / np.arange(2, k + 2).sum()
        rows = centres[random.choice(k, 900, p=shares)] + random.standard_normal((900, columns))
        assert is_grouped(standard(rows), seed)


def test_p_is_as_rare_as_it_says_under_the_null():
    # Correlated Gaussians are exactly of the null; with 30 trials more than 5 below 0.05 has a chance of 0.003.
    small = 0
    for seed in range(30):
        random = np.random.default_rng([seed, 5])
        rows = standard(correlated(random, 200, 3))
        small += (find_structure(rows, 4, seed=seed).p_structure or 0.0) < 0.05
    assert small <= 5


def test_the_figures_are_whole_and_the_same_for_a_seed():
    rows = standard(gaussian(np.random.default_rng(0), 400, 4))
    found = find_structure(rows, 8, seed=1)
    assert found == find_structure(rows, 8, seed=1)
    assert found.p_structure is not None
    assert 1 / 60 <= found.p_structure <= 1
    assert found.effect is not None
    assert found.effect.low < found.effect.value < found.effect.high
    assert found.effect.threshold == EFFECT_THRESHOLD


@pytest.mark.parametrize(
    "rows", [np.zeros((0, 2)), np.ones((1, 2)), np.ones((500, 3)), np.random.default_rng(0).random((30, 2))]
)
def test_too_little_to_tell_is_no_group(rows):
    found = find_structure(rows, 10, seed=0)
    assert not found.stands_out
    assert found.p_structure is None
    assert found.effect is None
