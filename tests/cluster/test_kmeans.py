"""k-means and the choice of k against scikit-learn, planted truth and the setting of the gap paper."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import KMeans

from shoal.cluster import lloyd
from shoal.cluster.choice import consensus, examine, gap_statistic
from shoal.cluster.kmeans import assign, count_distinct, finish, kmeans
from shoal.errors import ClusterError
from shoal.stats.agreement import adjusted_rand
from shoal.stats.silhouette import distances


def planted(seed: int, *, k: int, columns: int, n: int = 1200, apart: float = 6.0):
    """Give k Gaussian groups of unequal size whose centres are at least ``apart`` deviations apart."""
    random = np.random.default_rng(seed)
    while True:
        centres = random.standard_normal((k, columns)) * apart
        between = np.linalg.norm(centres[:, None] - centres[None], axis=2) + 1e9 * np.eye(k)
        if between.min() >= apart:
            break
    labels = random.choice(k, n, p=np.arange(2, k + 2) / np.arange(2, k + 2).sum())
    return centres[labels] + random.standard_normal((n, columns)), labels


def shop_like(seed: int, n: int = 1500):
    """Give a smooth shop: skewed money, counts, recency, shares that are mostly zero."""
    random = np.random.default_rng(seed)
    tenure = random.uniform(30, 370, n)
    orders = 1 + random.poisson(random.gamma(0.8, 2, n) * tenure / 180)
    value = np.exp(random.normal(3.5, 0.7, n))
    recency = np.floor(tenure * np.where(orders > 1, random.beta(1, orders), 1))
    returned = np.where(random.random(n) < 0.75, 0, random.beta(1, 6, n))
    rows = np.stack([np.log(orders * value), np.log1p(orders), np.log1p(recency), np.log(value), returned], axis=1)
    return (rows - rows.mean(axis=0)) / rows.std(axis=0)


@pytest.mark.parametrize("k", [3, 8])
@pytest.mark.parametrize("kind", ["shop", "planted"])
def test_inertia_is_no_worse_than_that_of_scikit_learn(kind, k):
    rows = shop_like(1) if kind == "shop" else planted(1, k=6, columns=5, apart=3.0)[0]
    found = kmeans(rows, k, seed=0)
    theirs = KMeans(k, n_init=10, random_state=0).fit(rows)
    assert found.inertia <= theirs.inertia_ * 1.001
    np.testing.assert_array_equal(found.labels, np.argmin(((rows[:, None] - found.centroids) ** 2).sum(axis=2), axis=1))


def test_groups_are_in_canonical_order_and_the_same_for_a_seed():
    rows, truth = planted(0, k=4, columns=3)
    found = kmeans(rows, 4, seed=3)
    assert (np.diff(np.bincount(found.labels)) <= 0).all()
    assert adjusted_rand(found.labels, truth) > 0.98
    again = kmeans(rows, 4, seed=3)
    np.testing.assert_array_equal(found.centroids, again.centroids)
    np.testing.assert_allclose(kmeans(rows, 4, seed=99).centroids, found.centroids, rtol=1e-9)


def test_groups_of_equal_size_are_ordered_by_centroid():
    found = kmeans(np.array([[5.0, 1.0], [5.0, 1.0], [-5.0, 2.0], [-5.0, 2.0]]), 2, seed=0)
    assert found.centroids.tolist() == [[-5.0, 2.0], [5.0, 1.0]]


def test_a_weight_is_so_many_customers():
    random = np.random.default_rng(0)
    rows, weights = random.standard_normal((120, 2)), random.integers(1, 5, 120)
    weighted = kmeans(rows, 3, seed=0, weights=weights.astype(np.float64))
    repeated = kmeans(np.repeat(rows, weights, axis=0), 3, seed=0)
    assert weighted.inertia == pytest.approx(repeated.inertia, rel=1e-6)
    np.testing.assert_allclose(weighted.centroids, repeated.centroids, atol=1e-6)


def test_more_rows_than_compete_are_all_used():
    rows, truth = planted(2, k=3, columns=4, n=12_000)
    found = kmeans(rows, 3, seed=0)
    assert adjusted_rand(found.labels, truth) > 0.98
    for group in range(3):
        np.testing.assert_allclose(found.centroids[group], rows[found.labels == group].mean(axis=0), rtol=1e-9)


@pytest.mark.parametrize("k", [0, -1])
def test_a_number_of_groups_below_one_is_refused(k):
    with pytest.raises(ClusterError, match="at least 1"):
        kmeans(np.ones((3, 1)), k, seed=0)


def test_more_groups_than_distinct_rows_are_refused():
    rows = np.repeat(np.arange(3.0), 50)[:, None]
    assert count_distinct(rows, 10) == 3
    assert kmeans(rows, 3, seed=0).inertia == 0.0
    with pytest.raises(ClusterError, match="only 3 different rows"):
        kmeans(rows, 4, seed=0)


def test_an_empty_group_moves_to_the_farthest_customer():
    rows = np.array([[0.0], [1.0], [2.0], [50.0]])
    found = finish(rows, np.array([[1.0], [1000.0]]))
    assert found.centroids.tolist() == [[1.0], [50.0]]
    stack = lloyd.with_ones(rows[None])
    ended = lloyd.converge(
        stack, None, np.array([[[[1.0], [1000.0]]]], dtype=np.float32), max_iterations=10, tolerance=1e-6
    )
    assert sorted(ended.reshape(-1).tolist()) == [1.0, 50.0]


def test_the_kernel_agrees_with_plain_lloyd():
    random = np.random.default_rng(0)
    rows = random.standard_normal((400, 3))
    starts = rows[:12].reshape(1, 3, 4, 3)
    stack = lloyd.with_ones(rows[None])
    ended = lloyd.converge(stack, None, starts.astype(np.float32), max_iterations=300, tolerance=0.0)
    for start, end in zip(starts[0], ended[0], strict=True):
        theirs = KMeans(4, init=start, n_init=1, tol=0.0, max_iter=300).fit(rows)
        np.testing.assert_allclose(end, theirs.cluster_centers_, atol=1e-4)
    many = lloyd.converge(
        np.repeat(stack, 3, axis=0),
        None,
        np.swapaxes(starts, 0, 1).astype(np.float32),
        max_iterations=300,
        tolerance=0.0,
    )
    np.testing.assert_allclose(many[:, 0], ended[0], atol=1e-4)


def test_assignment_is_the_same_in_blocks(monkeypatch):
    random = np.random.default_rng(0)
    rows, centroids = random.standard_normal((100, 2)), random.standard_normal((4, 2))
    whole = assign(rows, centroids)
    monkeypatch.setattr("shoal.cluster.placing.BLOCK_ROWS", 7)
    parts = assign(rows, centroids)
    np.testing.assert_array_equal(whole[0], parts[0])
    np.testing.assert_array_equal(whole[1], parts[1])


def test_gap_on_the_settings_of_tibshirani_walther_and_hastie_2001():
    three, one = [], []
    for seed in range(10):
        random = np.random.default_rng(seed)
        # Setting (b): three clusters in two dimensions, 25, 25 and 50 points, centred at (0,0), (0,5), (5,-3).
        centres = np.repeat([[0.0, 0.0], [0.0, 5.0], [5.0, -3.0]], [25, 25, 50], axis=0)
        three.append(gap_statistic(centres + random.standard_normal((100, 2)), 6, seed=seed).best_k)
        # Setting (a): 200 points uniform over the unit square in ten dimensions.
        one.append(gap_statistic(random.uniform(size=(200, 10)), 6, seed=seed).best_k)
    assert three.count(3) >= 9
    assert one.count(1) >= 9


@pytest.mark.parametrize(("k", "columns"), [(2, 3), (3, 10), (5, 4), (8, 6)])
def test_the_number_of_planted_groups_is_found(k, columns):
    rows, _ = planted(k, k=k, columns=columns)
    curve = examine(rows, distances(rows), 10, n_starts=10, max_iterations=300, seed=0)
    assert curve.votes["valley"] == k
    assert len(curve.by_k) == 10
    assert curve.by_k[0].silhouette is None
    inertias = [row.inertia for row in curve.by_k]
    assert inertias == sorted(inertias, reverse=True)
    assert curve.by_k[k - 1].smallest_share == pytest.approx(min(curve.smallest_counts[k - 1 : k]) / len(rows))


@pytest.mark.data
def test_five_groups_of_a_small_mall_are_found(datasets):
    path = datasets / "mall_customers" / "Mall_Customers.csv"
    rows = np.loadtxt(path, delimiter=",", skiprows=1, usecols=(3, 4))
    rows = (rows - rows.mean(axis=0)) / rows.std(axis=0)
    curve = examine(rows, distances(rows), 10, n_starts=10, max_iterations=300, seed=0)
    k, reason = consensus(curve, (2, 3, 4, 5))
    assert (k, reason) == (5, "elbow and silhouette agree on 5 groups")
