"""auto when it may take its time: who competes, who is out and why, and what is chosen."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from shoal import cluster
from shoal.cluster import entrants
from shoal.cluster.algorithms import ALGORITHMS, Task
from shoal.cluster.auto import CANDIDATES, _best
from shoal.cluster.chance import chances
from shoal.cluster.criteria import bics, kmeans_strengths
from shoal.cluster.density import joined, near_at_any_density
from shoal.cluster.entrants import Ask, Entrant, Limits, enter
from shoal.cluster.found import NOISE
from shoal.cluster.kmeans import kmeans
from shoal.cluster.strength import Parted, Strength, strength_of
from shoal.errors import ClusterError, Stopped
from shoal.stats.moat import moats, terrain
from shoal.stats.prediction_strength import ENOUGH
from shoal.stats.within import within_whitening
from shoal.terms import ClusterSpec, Interval, Silent

LIMITS = Limits(most_groups=10, smallest_share=0.02, most_outliers=0.1)


def fit(made, *, full=False, progress=None, seed=0, **options):
    table, recipe = made
    return cluster.fit(
        table, recipe, ClusterSpec(**options), seed=seed, min_count=11, progress=progress or Silent(), full=full
    )


def ring_around_a_ball(seed=0, n=300):
    random = np.random.default_rng(seed)
    turn = random.uniform(0, 2 * np.pi, n)
    is_ring = random.random(n) < 0.6
    ring = 6 * np.stack([np.cos(turn), np.sin(turn)], axis=1) + 0.3 * random.standard_normal((n, 2))
    return np.where(is_ring[:, None], ring, random.standard_normal((n, 2))), is_ring


def long_groups(seed=0, n=300):
    random = np.random.default_rng(seed)
    labels = random.integers(0, 3, n)
    return random.standard_normal((n, 2)) * [6.0, 1.0] + np.array([0.0, 7.0]) * labels[:, None], labels


def balls(seed=0, n=240, k=4):
    random = np.random.default_rng(seed)
    labels = random.integers(0, k, n)
    return 9 * np.eye(k)[labels] + random.standard_normal((n, k)), labels


def task(rows, **options):
    columns = tuple(f"x{place}" for place in range(rows.shape[1]))
    return Task(columns, rows, None, ClusterSpec(**options), max(2, len(rows) // 50), (), 0)


def rows_of(grouping):
    return {one.algorithm: one for one in grouping.evidence.candidates}


def agreement(first, second):
    return np.mean((first[:, None] == first[None, :]) == (second[:, None] == second[None, :]))


def test_a_ring_around_a_ball_is_for_a_density_method(make_table):
    rows, is_ring = ring_around_a_ball()
    made = make_table(rows)
    grouping = fit(made, candidates=("kmeans", "hdbscan"), max_k=4)
    assert (grouping.algorithm, grouping.verdict, grouping.is_natural) == ("hdbscan", "clusters", True)
    placed = grouping.model.apply(made[1].apply(made[0])).group
    assert agreement(placed, is_ring.astype(int)) > 0.97
    listed = rows_of(grouping)
    assert listed["hdbscan"].chosen
    assert listed["hdbscan"].strength.value >= ENOUGH
    assert listed["hdbscan"].agreement >= 0.95
    assert listed["hdbscan"].outlier_share <= 0.1
    assert listed["hdbscan"].density_validity > 0.3
    assert listed["kmeans"].density_validity is None
    assert not listed["kmeans"].chosen
    assert listed["birch"].why.startswith("not tried")
    assert "hdbscan holds best of 2 algorithms: 2 groups" in grouping.evidence.reason
    # Verdict, effect and p are those of the groups that are published, not of what k-means saw.
    assert grouping.evidence.p_structure < 0.05
    assert grouping.evidence.effect.name == "prediction strength"
    assert grouping.evidence.effect.value == listed["hdbscan"].strength.value
    assert "valley" not in grouping.evidence.reason
    assert grouping.evidence.stability.n_resamples > 0
    assert len(grouping.evidence.by_k) == 4
    assert fit(made).algorithm != "hdbscan"


def test_long_groups_are_for_a_mixture(make_table):
    rows, labels = long_groups()
    made = make_table(rows)
    grouping = fit(made, candidates=("kmeans", "gaussian_mixture"), max_k=4)
    assert (grouping.algorithm, grouping.model.n_groups, grouping.verdict) == ("gaussian_mixture", 3, "clusters")
    assert agreement(grouping.model.apply(made[1].apply(made[0])).group, labels) > 0.97


def test_round_groups_are_for_k_means_whoever_else_finds_them(make_table):
    rows, _ = balls()
    grouping = fit(make_table(rows), full=True, max_k=5)
    assert (grouping.algorithm, grouping.model.n_groups) == ("kmeans", 4)
    listed = rows_of(grouping)
    assert {name for name, one in listed.items() if one.tried} == set(CANDIDATES) - {"kprototypes"}
    assert listed["gaussian_mixture"].strength.value > 0.95
    assert "hold no better" in listed["hierarchical"].why
    assert "240 of 240 customers, 4 columns" in grouping.evidence.reason


@pytest.mark.parametrize("seed", range(2))
def test_a_continuum_stays_one(make_table, seed):
    rows = np.random.default_rng(seed).standard_normal((240, 3))
    grouping = fit(make_table(rows), candidates=("kmeans", "hierarchical", "gaussian_mixture", "hdbscan"), max_k=5)
    assert (grouping.algorithm, grouping.verdict) == ("value_tiers", "continuum")
    assert all(not one.chosen for name, one in rows_of(grouping).items() if name in CANDIDATES)


def test_without_full_nobody_competes_with_k_means(make_table):
    listed = rows_of(fit(make_table(balls()[0])))
    assert all(listed[name].why.startswith("not tried") for name in ALGORITHMS)
    assert listed["kmeans"].strength is None


def test_what_is_asked_for_is_not_compared(make_table):
    made = make_table(balls()[0])
    assert fit(made, full=True, algorithm="birch", k=3).model.n_groups == 3
    assert fit(made, full=True, k=3).algorithm == "kmeans"


def test_same_seed_same_answer_and_the_order_of_customers_is_that_of_the_table(make_table):
    rows, _ = ring_around_a_ball(seed=1, n=300)
    made = make_table(rows)
    first, second = (fit(made, candidates=("kmeans", "hdbscan"), max_k=3) for _ in range(2))
    assert first == second


def test_it_steps_for_each_algorithm_and_can_be_stopped(make_table):
    class Watcher:
        steps: list[float]

        def __init__(self):
            self.steps = []

        def stage(self, name, share):
            pass

        def step(self, share):
            self.steps.append(share)
            if len(self.steps) == 6:
                raise Stopped("stopped", where="here")

    watcher = Watcher()
    with pytest.raises(Stopped):
        fit(make_table(balls()[0]), full=True, progress=watcher, max_k=4)
    assert watcher.steps == sorted(watcher.steps)


def test_who_leaves_many_out_is_out():
    random = np.random.default_rng(0)
    crowd = np.concatenate([balls(n=300, k=2)[0], random.uniform(-10, 20, (100, 2))])
    strict = enter("hdbscan", task(crowd), (), replace(LIMITS, most_outliers=0.01))
    assert "out of every group" in strict.fault
    assert strict.strength is None
    assert enter("hdbscan", task(crowd), (), replace(LIMITS, most_outliers=0.5)).fault == ""


def test_outliers_beyond_what_is_allowed_join_the_nearest_group():
    random = np.random.default_rng(0)
    crowd = np.concatenate([balls(n=300, k=2)[0], random.uniform(-10, 20, (60, 2))])
    entrant = enter("hdbscan", task(crowd), (), LIMITS)
    assert (entrant.n_groups, entrant.fault) == (2, "")
    assert 0 < entrant.outlier_share <= 0.1
    alone = near_at_any_density(crowd, smallest=10, neighbours=10)
    some = joined(crowd, alone, 0.02)
    assert np.mean(alone == NOISE) > 0.02
    assert np.sum(some == NOISE) == int(0.02 * len(crowd))
    kept = alone != NOISE
    assert agreement(alone[kept], some[kept]) == 1.0
    assert joined(crowd, alone, 1.0) is alone


def test_the_thin_end_of_an_arm_follows_its_own_arm_and_who_is_far_stays_outside():
    arm, end = np.arange(0, 10, 0.1), np.arange(10.2, 20, 0.3)
    other = np.column_stack([np.arange(15, 25, 0.1), np.full(100, 3.0)])
    rows = np.concatenate([np.column_stack([arm, 0 * arm]), np.column_stack([end, 0 * end]), other, [[60.0, 60.0]]])
    labels = np.repeat([0, NOISE, 1, NOISE], [len(arm), len(end), 100, 1])
    found = joined(rows, labels, 0.1)
    assert len(np.unique(found[: len(arm) + len(end)])) == 1
    assert found[0] != found[len(arm) + len(end)]
    assert found[-1] == NOISE
    assert (joined(rows, labels, 1.0) == labels).all()
    assert (joined(rows, labels, 0.0) >= 0).all()


def test_outliers_are_no_group():
    rows = np.concatenate([balls(n=300, k=2)[0], [[60.0, 60.0], [-60.0, 60.0], [60.0, -60.0]]])
    entrant = enter("hdbscan", task(rows), (), LIMITS)
    assert (entrant.n_groups, entrant.fault) == (2, "")
    assert entrant.outlier_share == pytest.approx(3 / 303)
    assert entrant.is_apart
    assert entrant.strength.interval.value > 0.95


def test_whose_model_does_not_keep_the_groups_is_out(monkeypatch):
    rows, _ = balls()
    real = entrants.finder

    def poor(name, given, ask):
        return lambda part: replace(real(name, given, ask)(part), agreement=0.94)

    monkeypatch.setattr(entrants, "finder", poor)
    assert "its model places only 94%" in enter("hierarchical", task(rows), (4,), LIMITS).fault


def test_limits_of_the_business_hold():
    rows, _ = balls()
    few = enter("hierarchical", task(rows), (2, 3, 4), replace(LIMITS, most_groups=3))
    assert few.n_groups <= 3
    crumbs = np.concatenate([rows, rows[:4] + 60.0])
    assert "smallest group" in enter("hierarchical", task(crumbs), (5,), LIMITS).fault
    assert enter("hierarchical", task(crumbs), (5,), replace(LIMITS, smallest_share=0.001)).fault == ""


def test_what_refuses_says_why():
    alone = 1000.0 * np.random.default_rng(0).standard_normal((60, 2))
    refused = enter("hdbscan", task(alone, neighbours=200), (), LIMITS)
    assert "60 customers" in refused.fault


def entrant(name, n_groups, skill, *, moat=0.5, strength=0.9):
    value = Strength(Interval(strength, strength, strength), skill)
    return Entrant(name, Ask(n_groups), n_groups, moat, 0.0, 1.0, 0.0, "", value)


def test_the_most_groups_that_stand_apart_then_strength_then_simplicity():
    few, many = entrant("kmeans", 3, 0.99), entrant("hdbscan", 5, 0.9)
    assert _best([few, many]) is many
    assert _best([few, replace(many, moat=0.1)]) is few
    equal = entrant("gaussian_mixture", 3, 1.0)
    assert _best([few, equal]) is few
    assert _best([replace(few, strength=Strength(few.strength.interval, 0.9)), equal]) is equal


def test_of_bells_told_apart_the_customers_are_asked_not_the_weakest_group(monkeypatch):
    """A small group that is not found again counts for its few."""
    large, small = np.repeat(np.arange(3), 100), np.full(20, 3)
    own = np.concatenate([large, small])
    where = np.concatenate([large, np.arange(20)])
    asked = []
    monkeypatch.setattr(entrants, "strength_of", lambda part, rows, *, seed, measure: asked.append(measure(own, where)))
    cut = entrant("gaussian_mixture", 4, 0.7)
    rows, _ = balls()
    for one in (cut, replace(cut, overlap=0.05)):
        entrants.strength(one, task(rows))
    assert asked == [0.0, pytest.approx(300 / 320)]


def test_few_customers_are_judged_on_parts_larger_than_halves():
    sizes = []

    def part(rows):
        sizes.append(len(rows))
        return Parted((rows[:, 0] > 0).astype(np.int64), lambda others: (others[:, 0] > 0).astype(np.int64))

    for n in (100, 600, 2000):
        assert strength_of(part, np.linspace(-1, 1, n)[:, None], seed=0).interval.value == 1.0
    assert sizes == [80] * 10 + [400] * 6 + [1000] * 4


def test_strength_tells_groups_from_cuts():
    rows, _ = balls()
    smooth = np.random.default_rng(0).standard_normal((400, 3))
    sure = strength_of(entrants.parter("hierarchical", task(rows), Ask(4)), rows, seed=0)
    unsure = strength_of(entrants.parter("hierarchical", task(smooth), Ask(4)), smooth, seed=0)
    assert sure.interval.value > 0.95
    assert sure.skill > 0.95
    assert unsure.interval.value < 0.6
    assert unsure.skill < unsure.interval.value


def test_an_algorithm_that_finds_nothing_has_no_strength():
    def refuse(rows):
        raise ClusterError("nothing", expected="something", do="go home")

    assert strength_of(refuse, np.zeros((10, 1)), seed=0).interval == Interval(0.0, 0.0, 0.0)


def test_strengths_of_k_means_are_those_of_the_paper():
    rows, _ = balls(n=600)
    values = kmeans_strengths(rows, 8, seed=0)
    assert max(k for k, value in enumerate(values, 1) if value >= 0.8) == 4
    assert values[0] == 1.0
    same = kmeans_strengths(np.repeat([[0.0], [1.0]], 20, axis=0), 4, seed=0)
    assert same[2:] == (None, None)


def test_the_evidence_by_k_has_every_criterion(make_table):
    by_k = fit(make_table(balls()[0])).evidence.by_k
    four = by_k[3]
    assert four.silhouette_low < four.silhouette < four.silhouette_high
    assert four.calinski_harabasz == max(row.calinski_harabasz for row in by_k[1:])
    assert four.davies_bouldin == min(row.davies_bouldin for row in by_k[1:])
    assert four.prediction_strength > 0.95
    assert by_k[0].calinski_harabasz is None
    assert by_k[0].davies_bouldin is None
    assert four.bic is None  # no mixture competed


def test_mixtures_have_a_bic_for_every_number_of_groups():
    rows, _ = long_groups()
    spec = ClusterSpec()
    centroids = tuple(kmeans(rows, k, seed=0).centroids for k in (1, 2, 3, 4))
    values = bics(SimpleNamespace(rows=rows, spec=spec, curve=SimpleNamespace(centroids=centroids)))
    assert len(values) == 4
    assert values[2] == min(values)
    alike = bics(
        SimpleNamespace(rows=rows, spec=replace(spec, covariance="tied"), curve=SimpleNamespace(centroids=centroids))
    )
    assert alike[0] == pytest.approx(values[0])
    assert alike[2] < values[2]  # three equal shapes need fewer numbers than three of their own


def test_chance_is_the_widest_that_any_algorithm_leaves():
    ring, _ = ring_around_a_ball(n=400)
    smooth = np.random.default_rng(0).standard_normal((300, 2))
    names = ("kmeans", "hdbscan")
    found = enter("hdbscan", task(ring), (), LIMITS)
    cut = enter("kmeans", task(smooth), (2,), LIMITS)
    assert found.emptiness > 1 > cut.emptiness
    assert chances((found,), names, task(ring), (2,), LIMITS, 20, lambda _: None) == {"hdbscan": 1 / 21}
    assert chances((cut,), names, task(smooth), (2,), LIMITS, 20, lambda _: None)["kmeans"] > 0.05


def test_more_groups_win_only_if_nearly_as_firm():
    few, many = entrant("hdbscan", 3, 0.95), entrant("gaussian_mixture", 5, 0.9)
    assert _best([few, many]) is many
    loose = replace(many, strength=Strength(many.strength.interval, 0.5))
    assert _best([few, loose]) is few


def test_emptiness_all_around_comes_before_a_valley_between_centres():
    by_valley, by_moat = entrant("kmeans", 3, 1.0, moat=-0.1), entrant("hdbscan", 3, 1.0)
    by_valley = replace(by_valley, valley=0.9)
    assert by_valley.is_apart
    assert _best([by_valley, by_moat]) is by_moat


def test_a_cut_by_centres_is_not_asked_whether_chance_makes_it():
    cut = entrant("kmeans", 2, 0.8, moat=-0.5)
    assert not cut.may_be_natural
    assert replace(cut, algorithm="hdbscan").may_be_natural
    assert replace(cut, algorithm="gaussian_mixture").may_be_natural


def test_a_moat_is_where_nobody_stands():
    rows, is_ring = ring_around_a_ball()
    land = terrain(rows)
    assert moats(land, is_ring.astype(np.int64)).min() > 0.3
    assert moats(land, (rows[:, 0] > 0).astype(np.int64)).max() < 0.1
    assert len(moats(land, np.zeros(len(rows), dtype=np.int64))) == 0


def test_close_pairs_show_the_shape_inside_groups():
    rows, labels = long_groups(n=450)
    seen = rows @ within_whitening(rows, 3)
    spread = np.stack([seen[labels == group].std(axis=0) for group in range(3)]).mean(axis=0)
    assert 0.7 < spread[0] / spread[1] < 1.4
    assert np.isfinite(within_whitening(np.ones((5, 3)), 2)).all()
