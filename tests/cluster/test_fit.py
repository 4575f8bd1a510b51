"""The whole of `cluster.fit` and `cluster.apply`: what is chosen, said, refused, and the same every time."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from shoal import cluster
from shoal.cluster.algorithms import ALGORITHMS
from shoal.cluster.axis import tier_names
from shoal.errors import ClusterError, Stopped
from shoal.terms import ClusterSpec, FeatureType, Silent

SHOP = ("recency_days", "order_count", "net_revenue", "tenure_days")


def groups(seed=0, k=4, columns=4, n=600):
    random = np.random.default_rng(seed)
    centres = np.eye(k, columns) * 12
    labels = np.sort(random.choice(k, n, p=np.arange(2, k + 2) / np.arange(2, k + 2).sum()))
    order = random.permutation(n)
    return (centres[labels] + random.standard_normal((n, columns)))[order]


def smooth(seed=0, n=600, columns=4):
    return np.random.default_rng(seed).standard_normal((n, columns))


def fit(made, spec=None, *, seed=0, min_count=11, goal=None, progress=None, **options):
    table, recipe = made
    spec = spec or ClusterSpec(**options)
    return cluster.fit(table, recipe, spec, seed=seed, min_count=min_count, progress=progress or Silent(), goal=goal)


def group_sizes(made, grouping):
    labels = cluster.apply(*made, grouping.model)
    counts = labels.relation.engine.rows(f"SELECT group_id, count(*) FROM {labels.relation.name} GROUP BY 1 ORDER BY 1")
    return [count for _, count in counts]


def test_natural_groups_are_found_and_explained(make_table):
    made = make_table(groups())
    grouping = fit(made)
    assert (grouping.algorithm, grouping.verdict, grouping.is_natural) == ("kmeans", "clusters", True)
    assert grouping.model.n_groups == 4
    evidence = grouping.evidence
    assert evidence.p_structure < 0.05
    assert evidence.effect.value > evidence.effect.threshold
    assert evidence.silhouette.low < evidence.silhouette.value < evidence.silhouette.high
    assert evidence.gap == evidence.by_k[3].gap
    assert [row.k for row in evidence.by_k] == list(range(1, 11))
    assert evidence.n_sample == 600
    assert set(evidence.votes) == {"elbow", "silhouette", "gap", "valley"}
    assert "natural groups" in evidence.reason
    chosen = [candidate for candidate in evidence.candidates if candidate.chosen]
    assert [(candidate.algorithm, candidate.k) for candidate in chosen] == [("kmeans", 4)]
    sizes = group_sizes(made, grouping)
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) == 600


def test_a_continuum_gets_value_tiers_with_the_evidence_beside(make_table):
    rows = smooth()
    rows[:, 2] = np.exp(rows[:, 2] + 5)
    made = make_table(rows, SHOP, currency="GBP")
    grouping = fit(made)
    assert (grouping.algorithm, grouping.verdict, grouping.is_natural) == ("value_tiers", "continuum", False)
    assert grouping.names == ("Top value", "High value", "Medium value", "Low value")
    assert grouping.axis == "net_revenue"
    assert grouping.model.reads == "features"
    assert group_sizes(made, grouping) == [150] * 4
    money = rows[:, 2]
    placed = grouping.model.apply(money[:, None]).group
    assert money[placed == 0].min() > money[placed == 1].max()
    assert grouping.evidence.p_structure > 0.05
    assert len(grouping.evidence.by_k) == 10
    listed = [candidate.algorithm for candidate in grouping.evidence.candidates]
    assert listed == ["kmeans", *ALGORITHMS, "rfm_grid", "value_tiers"]
    said = {one.algorithm: one.why for one in grouping.evidence.candidates if one.algorithm in ALGORITHMS}
    assert "there are no categories" in said.pop("kprototypes")
    assert all("ask for it" in why for why in said.values())
    assert sum(candidate.chosen for candidate in grouping.evidence.candidates) == 1


@pytest.mark.parametrize("algorithm", ["auto", "kmeans"])
def test_a_k_that_is_asked_for_is_obeyed_with_the_verdict_beside(make_table, algorithm):
    grouping = fit(make_table(smooth()), k=3, algorithm=algorithm)
    assert (grouping.algorithm, grouping.model.n_groups) == ("kmeans", 3)
    assert (grouping.verdict, grouping.is_natural) == ("continuum", False)
    assert "asked for" in grouping.evidence.reason


def test_an_algorithm_that_is_asked_for_is_obeyed(make_table):
    made = make_table(groups(), SHOP)
    tiers = fit(made, algorithm="value_tiers", k=6)
    assert (tiers.model.n_groups, tiers.verdict, tiers.is_natural) == (6, "clusters", False)
    assert len(tiers.names) == 6
    grid = fit(made, algorithm="rfm_grid")
    assert (grid.model.n_groups, grid.verdict, grid.names[0]) == (11, "clusters", "Champions")
    assert sum(group_sizes(made, grid)) == 600
    with pytest.raises(ClusterError, match="eleven"):
        fit(made, algorithm="rfm_grid", k=5)
    means = fit(make_table(smooth()), algorithm="kmeans")
    assert means.algorithm == "kmeans"
    assert means.model.n_groups >= 2


def test_without_money_the_goal_names_the_axis(make_table):
    made = make_table(smooth(), ("tenure_days", "visits", "age", "spend"))
    named = fit(made, goal="tenure")
    assert (named.axis, named.names[0]) == ("tenure_days", "Top tenure")
    unnamed = fit(made)
    assert unnamed.axis.startswith("the first principal axis, mostly ")
    assert unnamed.model.reads == "matrix"
    assert group_sizes(made, unnamed) == [150] * 4


def test_money_that_some_lack_cannot_place_everyone(make_table):
    rows = smooth()
    rows[:5, 2] = np.nan
    made = make_table(rows, SHOP, use=("recency_days", "order_count", "tenure_days"))
    grouping = fit(made)
    assert grouping.model.reads == "matrix"
    assert "5 customers have no value" in grouping.warnings[0]
    tiers = cluster.TierModel(("net_revenue",), (1.0,), (0.0,), 1.0, "features")
    with pytest.raises(ClusterError, match="5 customers lack"):
        cluster.apply(*made, tiers)


def test_a_category_is_no_axis(make_table):
    table, recipe = make_table(smooth(), ("plan", "visits", "age", "spend"))
    features = tuple(
        replace(feature, type=FeatureType.CATEGORY) if feature.name == "plan" else feature for feature in table.features
    )
    assert fit((replace(table, features=features), recipe), goal="plan").model.reads == "matrix"


def test_ties_leave_fewer_tiers_and_it_is_said(make_table):
    rows = smooth()
    rows[:, 2] = np.where(np.arange(600) % 10 < 6, 0.0, rows[:, 2] ** 2)
    grouping = fit(make_table(rows, SHOP))
    assert grouping.model.n_groups == 3
    assert any("3 of 4 tiers" in warning for warning in grouping.warnings)


def test_groups_that_would_be_too_small_are_not_kept(make_table):
    random = np.random.default_rng(0)
    rows = np.concatenate(
        [random.standard_normal((400, 3)), random.standard_normal((400, 3)) + 9, np.full((8, 3), 60.0)]
    )
    made = make_table(rows[random.permutation(808)])
    grouping = fit(made)
    assert min(group_sizes(made, grouping)) >= 0.02 * 808
    assert grouping.verdict == "clusters"
    assert grouping.algorithm == "value_tiers"
    assert "no number of groups leaves every group large enough" in grouping.evidence.candidates[0].why


@pytest.mark.parametrize("algorithm", ["auto", "kmeans", "value_tiers", "rfm_grid"])
@pytest.mark.parametrize("rows", [smooth(n=1), smooth(n=2), np.ones((300, 4)), smooth(n=7)], ids=["1", "2", "=", "7"])
def test_few_or_equal_customers_never_crash(make_table, algorithm, rows):
    made = make_table(rows, SHOP)
    grouping = fit(made, algorithm=algorithm)
    assert grouping.verdict == "continuum"
    assert grouping.evidence.p_structure is None
    assert "too few different customers" in grouping.evidence.reason
    assert sum(group_sizes(made, grouping)) == len(rows)
    if algorithm == "auto":
        assert (grouping.algorithm, grouping.model.n_groups) == ("value_tiers", 1)
        assert grouping.names == ("All customers",)


def test_more_groups_than_different_customers_are_refused(make_table):
    with pytest.raises(ClusterError, match="only 2 different rows"):
        fit(make_table(np.repeat([[0.0], [1.0]], 50, axis=0)), k=3)


def test_nobody_and_missing_values_are_refused(make_table):
    _, recipe = make_table(smooth())
    rows = smooth()
    rows[3, 1] = np.nan
    broken, _ = make_table(rows)
    with pytest.raises(ClusterError, match=r"'x1' \(1 customers\)"):
        fit((broken, recipe))
    empty, _ = make_table(np.zeros((0, 4)))
    with pytest.raises(ClusterError, match="no customers"):
        fit((empty, recipe))


def test_the_same_in_gives_the_same_out(make_table):
    for rows in (groups(), smooth()):
        first, second = fit(make_table(rows), seed=5), fit(make_table(rows), seed=5)
        assert json.dumps(first.model.to_dict()) == json.dumps(second.model.to_dict())
        assert first.evidence == second.evidence


def test_models_are_written_with_twelve_digits_and_place_alike(make_table):
    made = make_table(groups())
    data = fit(made).model.to_dict()
    assert all(float(f"{x:.11e}") == x for row in data["centroids"] for x in row)
    again = cluster.MODELS[data["kind"]].from_dict(json.loads(json.dumps(data)))
    labels = cluster.apply(*made, again)
    answer = labels.relation.engine.arrow(f"SELECT * FROM {labels.relation.name}")
    assert answer.column("customer_id").to_pylist() == [f"c{i:06d}" for i in range(600)]
    placed = again.apply(made[1].apply(made[0]))
    np.testing.assert_array_equal(answer.column("group_id").to_numpy(), placed.group)
    np.testing.assert_allclose(answer.column("confidence").to_numpy(), placed.confidence, rtol=1e-12)


def test_work_can_be_stopped_between_stages(make_table):
    class Impatient(Silent):
        def __init__(self):
            self.steps = []

        def step(self, share):
            self.steps.append(share)
            if share > 0.3:
                raise Stopped("enough")

    impatient = Impatient()
    with pytest.raises(Stopped):
        fit(make_table(smooth()), progress=impatient)
    assert impatient.steps == sorted(impatient.steps)
    assert len(impatient.steps) >= 2


def test_a_larger_population_is_studied_on_a_sample(make_table):
    made = make_table(groups(n=3000))
    grouping = fit(made, sample_size=1000)
    assert grouping.evidence.n_sample == 1000
    assert grouping.model.n_groups == 4
    assert sum(group_sizes(made, grouping)) == 3000


def test_many_tiers_are_numbered():
    assert tier_names(7, "value")[0] == "Value tier 1 of 7"
    assert len(tier_names(7, "value")) == 7


@pytest.mark.parametrize("name", [name for name, algorithm in ALGORITHMS.items() if not algorithm.cuts])
def test_every_other_algorithm_is_obeyed_too(make_table, name):
    made = make_table(groups(k=3, columns=3))
    grouping = fit(made, algorithm=name)
    assert (grouping.algorithm, grouping.model.kind, grouping.is_natural) == (name, name, True)
    assert grouping.model.n_groups - (grouping.outliers is not None) == 3
    assert grouping.evidence.agreement > 0.95
    assert [one.algorithm for one in grouping.evidence.candidates if one.chosen] == [name]
    assert sum(group_sizes(made, grouping)) == 600


def test_micro_segments_are_cut_not_found_and_each_has_its_bounds(make_table):
    made = make_table(groups(k=3, columns=3))
    grouping = fit(made, algorithm="micro_segments", k=12)
    assert (grouping.algorithm, grouping.verdict, grouping.is_natural) == ("micro_segments", "clusters", False)
    assert grouping.model.n_groups == len(grouping.bounds) == 12
    sizes = group_sizes(made, grouping)
    assert sum(sizes) == 600
    assert min(sizes) >= 20


@pytest.mark.parametrize("name", ["dbscan", "hdbscan"])
def test_an_algorithm_that_finds_the_number_itself_refuses_another(make_table, name):
    with pytest.raises(ClusterError, match="finds the number itself"):
        fit(make_table(groups()), algorithm=name, k=3)


def test_what_is_neither_smooth_nor_parted_is_said_to_be(make_table):
    random = np.random.default_rng(0)
    rows = random.standard_normal((600, 4)) + 1.84 * np.array([1, 1, 0, 0]) * (np.arange(600) % 2)[:, None]
    grouping = fit(make_table(rows))
    assert (grouping.verdict, grouping.evidence.p_structure) == ("continuum", 1 / 40)
    assert "no single smooth population, but no valleys part them" in grouping.evidence.reason
