"""How many bells: long, small and overlapping groups are counted, one population is one, and chance is ruled out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import t

from shoal.cluster import bells
from shoal.cluster.algorithms import ALGORITHMS, Task
from shoal.cluster.bells import MOST_OVERLAP, best, found_bells, gain, overlap, way_down
from shoal.cluster.chance import bells_chance
from shoal.errors import ClusterError
from shoal.stats.agreement import adjusted_rand
from shoal.stats.bell_evidence import moments, posterior, see, usual
from shoal.terms import ClusterSpec


def long_groups(n=450):
    random = np.random.default_rng(0)
    labels = random.integers(0, 3, n)
    return random.standard_normal((n, 2)) * [6.0, 1.0] + np.array([0.0, 7.0]) * labels[:, None], labels


def a_few_apart(n=600):
    random = np.random.default_rng(1)
    labels = (np.arange(n) % 25 == 0).astype(int)
    return random.standard_normal((n, 4)) + 5.0 * labels[:, None] * [1, 1, 0, 0], labels


def count(rows, seed=0):
    return best(way_down(rows, 6, seed=seed), 6, 0.02 * len(rows))


def small_and_alike(n=800):
    random = np.random.default_rng(5)
    labels = random.choice(5, n, p=[0.4, 0.3, 0.22, 0.04, 0.04])
    return random.standard_normal((n, 12)) + 3.2 * np.eye(5, 12)[labels], labels


def test_small_groups_of_many_columns_are_counted_where_groups_are_alike(monkeypatch):
    rows, labels = small_and_alike()
    tried = count(rows)
    assert tried.k == 5
    assert adjusted_rand(tried.members[:, :-1].argmax(axis=1), labels) > 0.9
    monkeypatch.setattr(bells, "LIKENESS", (bells.WHILE_SETTLING,))
    assert count(rows).k < 5


def test_a_handful_of_scattered_customers_is_left_to_the_background():
    rows, _ = long_groups(600)
    random = np.random.default_rng(3)
    scattered = np.concatenate([rows, random.uniform(-60, 60, (12, 2))])
    tried = count(scattered)
    assert tried.k == 3
    assert tried.members[600:, -1].mean() > 0.8
    assert tried.members[:600, -1].mean() < 0.02


@pytest.mark.parametrize(("make", "k"), [(long_groups, 3), (a_few_apart, 2)])
def test_long_groups_and_small_ones_are_counted(make, k):
    rows, labels = make()
    tried = count(rows)
    made = found_bells(("a", "b", "c", "d")[: rows.shape[1]], rows, tried)
    assert tried.k == k
    assert tried.overlap <= MOST_OVERLAP
    assert adjusted_rand(made.labels, labels) > 0.9
    # The model places by the same densities, but for the customers of the background.
    assert adjusted_rand(made.labels, tried.members[:, :-1].argmax(axis=1)) > 0.99


@pytest.mark.parametrize("family", ["standard_normal", "random", "standard_exponential"])
def test_one_population_is_one(family):
    random = np.random.default_rng(2)
    assert count(getattr(random, family)((500, 2))).k == 1


def test_customers_who_fit_no_bell_are_no_bell():
    rows, _ = long_groups()
    scattered = np.concatenate([rows, np.random.default_rng(3).uniform(-30, 30, (30, 2))])
    assert count(np.random.default_rng(4).permutation(scattered)).k == 3


def test_overlap_is_that_of_two_normal_groups():
    # Four deviations apart, 2.3 % of either are taken for the other.
    x = np.random.default_rng(0).standard_normal(20_000) + 4.0 * (np.arange(20_000) % 2)
    logs = -0.5 * np.square(x[:, None] - [0.0, 4.0])
    members = np.exp(logs - logs.max(axis=1, keepdims=True))
    assert overlap(members / members.sum(axis=1, keepdims=True)) == pytest.approx(0.0455, abs=0.004)


def test_evidence_is_the_density_averaged_over_centres_and_shapes():
    # Of one customer: Student's t with freedom - columns + 1 degrees.
    rows = np.array([[0.0], [2.0]])
    before = usual(rows, moments(see(rows), np.ones((2, 1))), 0.5, 4.0)
    one = posterior(before, moments(see(rows[1:]), np.ones((1, 1)))).log_evidence[0]
    scale = np.sqrt(before.shape[0, 0] * (4.0 - 2) * (1 + 1 / 0.5) / 4.0)
    assert one == pytest.approx(t(4.0, before.centre[0], scale).logpdf(2.0), abs=1e-6)


def task(rows, **options):
    columns = tuple(f"x{place}" for place in range(rows.shape[1]))
    return Task(columns, rows, None, ClusterSpec(**options), max(2, len(rows) // 50), (), 0)


def test_one_smooth_population_goes_through_the_same_count():
    rows, _ = long_groups()
    assert bells_chance(task(rows), 3, 0.02, 20, lambda _: None) == 1 / 21
    smooth = np.random.default_rng(0).standard_normal((450, 2))
    assert gain(smooth, 3, 9, seed=0) == 0
    assert bells_chance(task(smooth), 3, 0.02, 20, lambda _: None) == 1.0


def test_a_mixture_can_be_drawn_to_the_usual_shape():
    rows, labels = long_groups()
    ours = ALGORITHMS["gaussian_mixture"].find
    drawn = ours(task(rows, covariance="drawn"))
    assert adjusted_rand(drawn.labels, labels) > 0.95
    assert ours(replace(task(rows, covariance="drawn"), k=2)).model.n_groups == 2
    assert drawn.model == ours(task(rows, covariance="drawn")).model
    with pytest.raises(ClusterError, match="weights"):
        ours(replace(task(rows, covariance="drawn"), weights=np.ones(len(rows))))
