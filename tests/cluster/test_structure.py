"""The verdict on shapes that are one population, and on planted groups."""

from __future__ import annotations

import numpy as np
import pytest

from shoal.cluster.choice import VALLEY_DEPTH, choose
from shoal.cluster.single import facts
from shoal.cluster.smooth import compare
from shoal.cluster.study import look_at
from shoal.terms import ClusterSpec

N_TRIALS = 2
"""Per family, to be quick."""
SPEC = ClusterSpec(n_starts=5)


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


def banana(random, n, columns):
    rows = random.standard_normal((n, columns))
    rows[:, 1] += np.square(rows[:, 0])
    return rows


def flags_and_levels(random, n, columns):
    rows = random.standard_normal((n, columns + 3))
    rows[:, 0] = random.random(n) < 0.3
    rows[:, 1] = random.random(n) < 0.5
    rows[:, 2] = random.integers(0, 4, n)
    return rows


def zero_inflated(random, n, columns):
    rows = random.standard_normal((n, columns))
    rows[:, 0] = np.where(random.random(n) < 0.4, 0.0, random.normal(4, 0.5, n))
    return rows


def smooth_shop(random, n, columns):
    tenure = random.uniform(30, 370, n)
    orders = 1 + random.poisson(random.gamma(0.8, 2, n) * tenure / 180)
    value = np.exp(random.normal(3.5, 0.7, n))
    recency = np.floor(tenure * np.where(orders > 1, random.beta(1, orders), 1))
    returned = np.where(random.random(n) < 0.75, 0, random.beta(1, 6, n))
    columns_ = [np.log(orders * value), np.log1p(orders), np.log1p(recency), np.log(value), np.log(tenure), returned]
    return np.stack(columns_, axis=1)


SMOOTH = (
    gaussian,
    uniform,
    lognormal,
    correlated,
    heavy_tailed,
    elliptic,
    banana,
    flags_and_levels,
    zero_inflated,
    smooth_shop,
)


def standard(rows):
    return (rows - rows.mean(axis=0)) / rows.std(axis=0)


def found(rows, seed=0):
    """Give the number of groups, 1 for a continuum."""
    structure, curve, _ = look_at(standard(rows), SPEC, seed)
    return choose(curve, 0.02 * len(rows))[0] if structure.stands_out else 1


@pytest.mark.parametrize("family", SMOOTH, ids=lambda family: family.__name__)
def test_one_smooth_population_is_no_group(family):
    for seed in range(N_TRIALS):
        random = np.random.default_rng([seed, 77])
        assert found(family(random, 900, int(random.integers(3, 9))), seed) == 1


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
        assert found(rows, seed) == k


def test_groups_that_differ_in_one_feature_only_are_found():
    random = np.random.default_rng(0)
    rows = random.standard_normal((1000, 4))
    rows[:300, 2] += 5
    assert found(random.permutation(rows)) == 2


def test_groups_on_the_corners_of_a_square_are_found():
    random = np.random.default_rng(0)
    corners = np.array([[0, 0], [0, 5], [5, 0], [5, 5]])
    rows = np.concatenate([corners[random.integers(0, 4, 1200)], np.zeros((1200, 3))], axis=1)
    assert found(rows + random.standard_normal((1200, 5))) == 4


def test_two_groups_of_one_shape_across_many_features_are_found():
    # Four deviations apart along one diagonal of ten features: next to no separation feature by feature.
    random = np.random.default_rng(0)
    rows = random.standard_normal((1500, 10)) + 4 / np.sqrt(10) * (np.arange(1500) % 2)[:, None]
    assert found(rows) == 2


@pytest.mark.parametrize(("apart", "k"), [(0.0, 1), (2.0, 1), (4.5, 2)])
def test_the_verdict_is_the_same_for_ten_times_as_many_customers(apart, k):
    for n in (1000, 10_000):
        random = np.random.default_rng(7)
        rows = random.standard_normal((n, 4)) + apart * np.array([1, 0, 0, 0]) * (np.arange(n) % 2)[:, None]
        assert found(rows) == k


def test_p_is_as_rare_as_it_says_under_the_null():
    # Correlated Gaussians are exactly of the null; with 30 trials more than 5 below 0.05 has a chance of 0.003.
    small = 0
    for seed in range(30):
        random = np.random.default_rng([seed, 5])
        small += compare(standard(correlated(random, 200, 3)), 4, seed=seed).p < 0.05
    assert small <= 5


def test_the_figures_are_whole_and_the_same_for_a_seed():
    rows = standard(gaussian(np.random.default_rng(0), 400, 4))
    one, again = (look_at(rows, SPEC, 1)[0] for _ in range(2))
    assert one == again
    assert 1 / 40 <= one.p_structure <= 1
    assert one.effect.low < one.effect.value < one.effect.high
    assert one.effect.threshold == VALLEY_DEPTH


@pytest.mark.parametrize("rows", [np.ones((1, 2)), np.ones((500, 3)), np.random.default_rng(0).random((30, 2))])
def test_too_little_to_tell_is_no_group(rows):
    structure, _, _ = look_at(rows, SPEC, 0)
    assert not structure.stands_out
    assert structure.p_structure is None
    assert structure.effect is None


def test_a_spike_does_not_hide_groups():
    random = np.random.default_rng(0)
    rows = zero_inflated(random, 1000, 4)
    rows[:, 1:] += 6 * (np.arange(1000) % 2)[:, None]
    assert found(rows) % 2 == 0


def test_single_features_are_talked_about_as_what_they_are(make_table):
    random = np.random.default_rng(0)
    rows = np.stack(
        [
            np.where(random.random(1000) < 0.4, 0.0, random.normal(4, 0.5, 1000)),
            random.standard_normal(1000) + 6 * (np.arange(1000) % 2),
            random.standard_normal(1000),
            random.random(1000) < 0.5,
        ],
        axis=1,
    )
    table, recipe = make_table(rows, ("returns", "visits", "age", "is_member"))
    share = np.mean(rows[:, 0] == 0)
    assert facts(recipe, recipe.apply(table)) == (
        f"returns is zero for {share:.0%} of the customers, which is no group by itself.",
        "One feature alone has two humps: visits.",
    )
