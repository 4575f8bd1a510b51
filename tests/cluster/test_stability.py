"""Whether groups come back: what is measured, for every algorithm, and what joining those that would not does."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from shoal import cluster
from shoal.cluster.algorithms import ALGORITHMS
from shoal.cluster.merged import MODELS, MergedModel
from shoal.cluster.stability import FEWER_RESAMPLES, RESAMPLES, THRESHOLD, Repeats, stability
from shoal.cluster.tiers import feature_tiers
from shoal.stats.agreement import adjusted_rand, jaccard
from shoal.terms import ClusterSpec, Silent

FOUND = ("kmeans", *ALGORITHMS)


def apart(seed=0, k=3, columns=3, n=400, distance=9.0):
    random = np.random.default_rng(seed)
    labels = random.permutation(np.arange(n) % k)
    return distance * np.eye(k, columns)[labels] + random.standard_normal((n, columns))


def cloud(seed=0, columns=3, n=400):
    return np.random.default_rng(seed).standard_normal((n, columns))


def fit(made, *, seed=0, full=False, **options):
    return cluster.fit(*made, ClusterSpec(**options), seed=seed, min_count=11, progress=Silent(), full=full)


@pytest.mark.parametrize("algorithm", FOUND)
def test_groups_that_stand_apart_come_back(make_table, algorithm):
    chosen = {} if not ALGORITHMS.get(algorithm, ALGORITHMS["birch"]).takes_k else {"k": 3}
    grouping = fit(make_table(apart()), algorithm=algorithm, **chosen)
    found = grouping.evidence.stability
    assert found.n_resamples == (RESAMPLES if algorithm == "kmeans" else FEWER_RESAMPLES)
    assert len(found.groups) == grouping.model.n_groups
    real = [one for group, one in enumerate(found.groups) if group != grouping.outliers]
    assert all(one.low <= one.value <= one.high <= 1 for one in real)
    assert min(one.value for one in real) > 0.8
    assert found.overall.value > 0.8
    assert found.threshold == THRESHOLD == 0.75


def test_groups_cut_from_one_cloud_at_random_do_not_come_back(make_table):
    found = fit(make_table(cloud()), k=7).evidence.stability
    assert not any(found.is_stable(one) for one in found.groups)
    assert found.overall.value < 0.6


def test_stability_is_not_existence(make_table):
    """One cloud, longer than wide, is cut in the same two halves every time; the verdict is still no."""
    made = make_table(cloud(n=1500) * [4.0, 1.0, 1.0])
    table, recipe = made
    long = replace(recipe, deviations=(1.0, 1.0, 1.0))
    grouping = fit((table, long), k=2)
    found = grouping.evidence.stability
    assert all(found.is_stable(one) for one in found.groups)
    assert grouping.verdict == "continuum"
    assert not grouping.is_natural
    assert grouping == replace(
        fit((table, long), k=2, unstable="merge"), evidence=grouping.evidence
    )  # nothing to join, nothing joined


def test_cuts_are_cut_again(make_table):
    rows = np.exp(cloud(columns=3, n=800) + 3)
    made = make_table(rows, ("recency_days", "order_count", "net_revenue"))
    tiers = fit(made, algorithm="value_tiers")
    assert tiers.model.reads == "features"
    top, *middle, _ = tiers.evidence.stability.groups
    assert top.value > 0.85
    assert all(0.6 < one.value < top.value for one in middle)  # a border on either side
    grid = fit(made, algorithm="rfm_grid")
    assert len(grid.evidence.stability.groups) == 11
    along = fit(make_table(cloud(n=800) * [3.0, 1.0, 1.0]), algorithm="value_tiers")
    assert along.model.reads == "matrix"
    assert len(along.evidence.stability.groups) == 4


def test_the_same_in_gives_the_same_out(make_table):
    made = make_table(cloud())
    assert fit(made, k=3).evidence.stability == fit(made, k=3).evidence.stability
    assert fit(made, k=3, seed=1).evidence.stability != fit(made, k=3).evidence.stability


@pytest.mark.parametrize("rows", [np.zeros((50, 2)), cloud(n=15)])
def test_where_there_is_nothing_to_compare_nothing_is_said(make_table, rows):
    assert fit(make_table(rows), k=1).evidence.stability is None
    assert fit(make_table(cloud(n=15)), k=2).evidence.stability is None


def test_other_seeds_and_features_left_out_when_asked_to_take_long(make_table):
    random = np.random.default_rng(3)
    group = np.arange(400) % 2
    rows = np.stack([12.0 * group, *random.standard_normal((2, 400))], axis=1) + random.standard_normal((400, 3)) / 10
    made = make_table(rows)
    quick, found = (fit(made, k=2, full=full).evidence.stability for full in (False, True))
    assert (quick.seeds, quick.without) == (None, ())
    assert found.seeds > 0.95
    without = dict(found.without)
    assert list(without) == ["x0", "x1", "x2"]
    assert without["x0"] < 0.2
    assert min(without["x1"], without["x2"]) > 0.9


def test_cuts_at_quantiles_have_no_seed_to_depend_on(make_table):
    made = make_table(np.exp(cloud(n=300) + 3), ("recency_days", "order_count", "net_revenue"))
    for algorithm in ("value_tiers", "rfm_grid"):
        found = fit(made, algorithm=algorithm, full=True).evidence.stability
        assert (found.seeds, found.without) == (None, ())


def test_a_category_is_left_out_as_one_feature(make_table):
    random = np.random.default_rng(5)
    level = np.arange(300) % 3
    rows = np.stack([random.standard_normal(300), *(8.0 * (level == one) for one in range(3))], axis=1)
    table, recipe = make_table(rows, ("age", "plan = a", "plan = b", "plan = c"))
    recipe = replace(recipe, categories=((1, 2, 3),))
    for algorithm in ("kmeans", "kprototypes"):
        without = dict(fit((table, recipe), algorithm=algorithm, k=3, full=True).evidence.stability.without)
        assert list(without) == ["age", "plan"]
        assert without["age"] > 0.9
        assert without["plan"] < 0.2


def test_jaccard_of_groups_against_a_slow_count():
    random = np.random.default_rng(0)
    one, other = random.integers(0, 5, 60), random.integers(0, 4, 60)
    sets = [{i for i in range(60) if one[i] == group} for group in range(5)]
    others = [{i for i in range(60) if other[i] == group} for group in range(4)]
    slow = [max(len(s & o) / len(s | o) for o in others) for s in sets]
    np.testing.assert_allclose(jaccard(one, other, 5), slow)
    np.testing.assert_array_equal(jaccard(one, one, 6), [1, 1, 1, 1, 1, np.nan])


def test_joined_groups_are_judged_as_one():
    groups = np.repeat([0, 1, 2], 10)
    mixed = np.concatenate([np.tile([0, 1], 10), np.full(10, 2)])  # the first two are exchanged at will
    repeats = Repeats(groups, np.stack([mixed, mixed]))
    before, after = stability(repeats, 3), stability(repeats.joined((0, 0, 1)), 2)
    assert [before.is_stable(one) for one in before.groups] == [False, False, True]
    assert [one.value for one in after.groups] == [1.0, 1.0]
    assert after.overall.value == adjusted_rand([0, 1], [0, 1]) == 1.0


def test_groups_that_would_not_come_back_are_joined_with_the_nearest(make_table):
    rows = apart(k=2, n=600, distance=14.0)  # six groups of two: each is cut in three, as chance has it
    made = make_table(rows)
    warned, grouping = fit(made, k=6), fit(made, k=6, unstable="merge")
    assert warned.model.n_groups == 6
    assert not all(map(warned.evidence.stability.is_stable, warned.evidence.stability.groups))
    assert isinstance(grouping.model, MergedModel)
    assert grouping.model.parts == warned.model
    found = grouping.evidence.stability
    n_groups = grouping.model.n_groups
    assert 2 <= n_groups == len(found.groups) < 6
    assert all(map(found.is_stable, found.groups))
    assert grouping.verdict == warned.verdict
    assert f"6 became {n_groups}" in " ".join(grouping.warnings)
    assert f"6 became {n_groups}" in grouping.evidence.reason
    placed = grouping.model.apply(rows).group
    assert not set(placed[rows[:, 0] > 7]) & set(placed[rows[:, 0] <= 7])  # nothing was joined across the gap


def test_joined_tiers_keep_their_names(make_table):
    rows = np.exp(cloud(columns=3, n=60) + 3)
    made = make_table(rows, ("recency_days", "order_count", "net_revenue"))
    grouping = fit(made, algorithm="value_tiers", unstable="merge")
    assert grouping.model.n_groups < 4
    assert len(grouping.names) == grouping.model.n_groups
    assert any(" and " in name for name in grouping.names)
    highest = rows[grouping.model.apply(rows[:, 2:]).group == 0, 2]
    assert highest.max() == rows[:, 2].max()
    cuts = np.array(grouping.model.parts.cuts)
    apart_ = [grouping.model.apply_one(np.array([value]))[0] for value in (*(cuts - 1e-9), cuts[-1] + 1)]
    assert apart_ == sorted(apart_, reverse=True)  # only neighbours were joined


def test_outliers_are_never_joined(make_table):
    random = np.random.default_rng(1)
    rows = np.concatenate([apart(k=2, n=300, columns=2), 60 * random.random((12, 2)) + 20])
    grouping = fit(make_table(rows[random.permutation(312)]), algorithm="dbscan", unstable="merge")
    assert grouping.outliers == grouping.model.n_groups - 1
    assert (grouping.model.apply(np.array([[500.0, 500.0]])).group == grouping.outliers).all()


def test_the_merged_model_has_three_equal_forms_and_is_saved(engine):
    rows = np.random.default_rng(0).standard_normal((80, 1)) * 50
    model = MergedModel(feature_tiers("net_revenue", rows[:, 0], 5, 1), (0, 1, 1, 2, 1))
    placed = model.apply(rows)
    engine.register("rows", pa.table({"customer_id": [f"c{i:03}" for i in range(80)], "net_revenue": rows[:, 0]}))
    answer = engine.arrow(f"SELECT * FROM ({model.to_sql('rows', 'customer_id')}) ORDER BY customer_id")
    np.testing.assert_array_equal(answer.column("group_id").to_numpy(), placed.group)
    np.testing.assert_array_equal(answer.column("confidence").to_numpy(), placed.confidence)
    assert [model.apply_one(row) for row in rows] == list(
        zip(placed.group.tolist(), placed.confidence.tolist(), strict=True)
    )
    assert set(placed.group.tolist()) == {0, 1, 2}
    again = MODELS["merged"].from_dict(json.loads(json.dumps(model.to_dict())))
    assert again == model


def test_an_algorithm_that_finds_nothing_in_a_resample_does_not_come_back(make_table):
    """Groups that just fill the neighbourhood asked for are gone in half of the customers."""
    rows = np.concatenate([0.01 * cloud(n=22, columns=2), 100 * cloud(seed=1, n=30, columns=2)])
    found = fit(make_table(rows), algorithm="dbscan", neighbours=20, radius=0.5).evidence.stability
    assert found.groups[0].value < 0.6
    assert found.overall.value < 0.3
