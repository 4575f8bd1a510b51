"""The gap, the elbow, unimodal margins, valleys and the smooth population."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import isotonic_regression
from scipy.stats import ks_2samp, spearmanr

from shoal.stats.elbow import elbow
from shoal.stats.gap import gap, principal_box
from shoal.stats.levels import spread_levels
from shoal.stats.population import fit_smooth_population
from shoal.stats.unimodal import nearest_unimodal, unimodal_density
from shoal.stats.valley import Valley, shallowest_valley, valleys


def test_gap_follows_its_definition():
    dispersions = np.array([50.0, 10.0, 9.0])
    references = np.array([[60.0, 40.0, 30.0], [70.0, 42.0, 33.0], [65.0, 44.0, 31.0]])
    found = gap(dispersions, references)
    logs = np.log(references)
    np.testing.assert_allclose(found.values, logs.mean(axis=0) - np.log(dispersions))
    np.testing.assert_allclose(found.errors, np.sqrt(((logs - logs.mean(axis=0)) ** 2).mean(axis=0)) * np.sqrt(4 / 3))
    assert found.best_k == 2


def test_gap_without_a_maximum_votes_for_nothing():
    references = np.exp(np.array([[3.0, 3.0, 3.0], [3.01, 3.01, 3.01]]))
    assert gap(np.exp(np.array([3.0, 2.0, 1.0])), references).best_k is None


def test_the_box_follows_the_principal_axes():
    random = np.random.default_rng(0)
    x = random.uniform(-1, 1, 4000)
    rows = np.stack([x, x + random.uniform(-0.01, 0.01, 4000)], axis=1)
    drawn = principal_box(rows, 2, random)
    assert drawn.shape == (2, 4000, 2)
    assert np.abs(drawn[..., 0] - drawn[..., 1]).max() < 0.05


@pytest.mark.parametrize("bend", [2, 3, 5])
def test_elbow_finds_the_bend_of_two_lines(bend):
    curve = [100.0 - 20 * min(k, bend) - 0.5 * max(0, k - bend) for k in range(1, 11)]
    assert elbow(curve) == bend


def test_no_elbow_in_a_line_or_a_point():
    assert elbow([3.0, 2.0, 1.0]) is None
    assert elbow([3.0]) is None
    assert elbow([1.0, 1.0, 1.0]) is None


@given(st.lists(st.tuples(st.integers(1, 50), st.floats(0.1, 5)), min_size=1, max_size=12))
def test_unimodal_density_is_the_likeliest_of_all_modes(cells):
    masses = np.array([mass for mass, _ in cells], dtype=np.float64)
    widths = np.array([width for _, width in cells])
    found = unimodal_density(masses, widths)
    assert float(found @ widths) == pytest.approx(masses.sum())
    top = int(np.argmax(found))
    assert (np.diff(found[: top + 1]) >= -1e-9).all()
    assert (np.diff(found[top:]) <= 1e-9).all()
    # The slow oracle: scipy's isotonic regression on either side of every mode.
    best = -np.inf
    for mode in range(len(cells)):
        left = isotonic_regression((masses / widths)[: mode + 1], weights=widths[: mode + 1]).x
        right = (masses / widths)[mode + 1 :]
        if len(right):
            right = isotonic_regression(right, weights=widths[mode + 1 :], increasing=False).x
        best = max(best, float(masses @ np.log(np.concatenate([left, right]))))
    assert float(masses @ np.log(found)) == pytest.approx(best, rel=1e-9)


@pytest.mark.parametrize("shape", ["normal", "uniform", "exponential", "lognormal"])
def test_a_one_humped_column_is_left_as_it_is(shape):
    random = np.random.default_rng(0)
    values = getattr(random, shape)(size=2000)
    drawn = nearest_unimodal(values).draw(random.standard_normal(4000))
    assert ks_2samp(values, drawn).statistic < 0.04


def test_two_humps_lose_their_valley():
    random = np.random.default_rng(0)
    values = np.concatenate([random.normal(-4, 1, 1000), random.normal(4, 1, 1000)])
    drawn = nearest_unimodal(values).draw(random.standard_normal(4000))
    assert np.mean(np.abs(values) < 1) < 0.01
    assert np.mean(np.abs(drawn) < 1) > 0.05


def test_counts_keep_their_lattice_and_zero_inflation_its_spike():
    random = np.random.default_rng(0)
    counts = 1.0 + random.poisson(1.2, 3000)
    drawn = nearest_unimodal(counts).draw(random.standard_normal(5000))
    assert set(np.unique(drawn)) <= set(np.unique(counts))
    assert ks_2samp(counts, drawn).statistic < 0.03
    shares = np.where(random.random(3000) < 0.7, 0.0, random.beta(4, 4, 3000))
    drawn = nearest_unimodal(shares).draw(random.standard_normal(5000))
    assert np.mean(drawn == 0.0) == pytest.approx(np.mean(shares == 0.0), abs=0.02)
    assert ks_2samp(shares, drawn).statistic < 0.04


def test_a_spike_in_the_middle_stays():
    random = np.random.default_rng(0)
    values = np.where(random.random(3000) < 0.4, 1.5, random.normal(1.0, 2.0, 3000))
    drawn = nearest_unimodal(values).draw(random.standard_normal(5000))
    assert np.mean(drawn == 1.5) == pytest.approx(0.4, abs=0.03)
    assert ks_2samp(values, drawn).statistic < 0.04


def test_a_constant_column_stays_constant():
    assert set(nearest_unimodal(np.full(50, 3.0)).draw(np.linspace(-3, 3, 20))) == {3.0}


def test_the_smooth_population_keeps_margins_and_rank_correlations():
    random = np.random.default_rng(0)
    z = random.standard_normal((3000, 3)) @ np.array([[1.0, 0.8, -0.5], [0.0, 0.6, 0.2], [0.0, 0.0, 0.8]])
    rows = np.stack([np.exp(z[:, 0]), np.floor(np.exp(z[:, 1])), np.maximum(z[:, 2], 0)], axis=1)
    drawn = fit_smooth_population(rows, random).draw((6000,), random)
    np.testing.assert_allclose(spearmanr(drawn).statistic, spearmanr(rows).statistic, atol=0.06)
    for column in range(3):
        assert ks_2samp(rows[:, column], drawn[:, column]).statistic < 0.04


def between(first, second):
    ((_, valley),) = valleys(np.concatenate([first, second]), np.repeat([0, 1], [len(first), len(second)]))
    return valley


def test_valleys_between_humps_and_none_within_one():
    random = np.random.default_rng(0)
    rows = random.standard_normal((2000, 3))
    near = rows[:, 0] < 0
    assert between(rows[near], rows[~near]).low < 0.05
    assert between(rows, rows + 6.0).low > 0.9
    labels = np.concatenate([np.where(near, 0, 1), np.full(2000, 2)])
    assert shallowest_valley(np.concatenate([rows, rows + 6.0]), labels).low < 0.05


def test_the_valley_is_seen_across_correlated_features():
    # Two parallel cigars: along the line between their centres they overlap, across their length they do not.
    random = np.random.default_rng(0)
    cigar = random.standard_normal((2000, 2)) * [3.0, 0.3]
    turned = np.concatenate([cigar[:1000], cigar[1000:] + np.array([1.0, 1.8])]) @ np.array([[1.0, 1.0], [-1.0, 1.0]])
    assert shallowest_valley(turned, np.repeat([0, 1], 1000)).low > 0.8


def test_cells_of_one_cloud_have_no_valley_between_them():
    random = np.random.default_rng(0)
    rows = random.uniform(-1, 1, (3000, 2))
    angle = np.arctan2(rows[:, 1], rows[:, 0])
    assert shallowest_valley(rows, np.floor((angle + np.pi) / (2 * np.pi) * 5).astype(np.int64)).low < 0.1


def test_few_customers_dig_no_sure_valley():
    few = between(np.array([[0.0], [0.1]]), np.array([[5.0], [5.1]]))
    assert few.depth == 1.0
    assert few.low < 0.3
    assert between(np.zeros((3, 1)), np.zeros((2, 1))).depth == 0.0


@given(st.floats(-1, 1), st.floats(0, 1))
def test_a_valley_beyond_a_typical_one_is_no_deeper(depth, typical):
    valley = Valley(depth, depth - 0.1, min(depth + 0.1, 1))
    beyond = valley.beyond(typical)
    assert beyond.low <= beyond.depth <= beyond.high <= 1
    assert beyond.depth <= depth + 1e-9
    assert valley.beyond(-0.3) == valley


def test_levels_fill_their_room_and_measures_stay():
    random = np.random.default_rng(0)
    rows = np.stack([random.integers(0, 3, 900).astype(float), random.standard_normal(900)], axis=1)
    spread = spread_levels(rows, random)
    np.testing.assert_array_equal(spread[:, 1], rows[:, 1])
    np.testing.assert_array_equal(np.round(spread[:, 0]), rows[:, 0])
    assert len(np.unique(spread[:, 0])) == 900
