"""The figures behind the pictures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.cluster.hierarchy import linkage

from shoal.report.palette import COLOURS, OTHERS, Palette
from shoal.report.pictures.points import SHAPES, mark
from shoal.report.pictures.radar import radar
from shoal.report.pictures.treemap import squarified, treemaps
from shoal.report.projection import MOST_POINTS, customer_map
from shoal.report.sample import Sample, sample_of
from shoal.report.spread import Spread, spreads
from shoal.report.standing import Standing, standing
from shoal.report.tree import Branch, leaves, tree
from shoal.terms import Episode, Feature, FeatureType, Lens

MONEY = Feature("net_revenue", FeatureType.NUMBER, Lens.VALUE, "money", "", "")
SHARE = Feature("return_share", FeatureType.SHARE, Lens.BEHAVIOUR, "share", "", "")


def sample(segments: list[int], *columns: list[float], features: tuple[Feature, ...] = (MONEY,)) -> Sample:
    values = np.array(columns, dtype=float).T
    return Sample(np.array(segments), tuple(f"x{i}" for i in range(values.shape[1])), values, features, values)


def test_the_sample_is_the_matrix_and_the_values_of_the_same_customers(shop) -> None:
    found = sample_of(shop.segmentation, shop.table, shop.labels, (shop.table.features[0],))
    centre, scale = shop.segmentation.recipe.centres[0], shop.segmentation.recipe.scales[0]
    assert found.matrix[:, 0] == pytest.approx((np.log1p(found.values[:, 0]) - centre) / scale)
    small = {segment.id for segment in shop.segmentation.segments if not segment.profile}
    assert small
    assert not small & set(found.segments.tolist())
    assert len(found.segments) == sum(s.n_customers for s in shop.segmentation.segments if s.profile)


def test_the_map_is_the_principal_plane_of_the_matrix(shop) -> None:
    drawn = sample_of(shop.segmentation, shop.table, shop.labels)
    points = customer_map(drawn)
    assert points is not None
    matrix = drawn.matrix[:MOST_POINTS]
    variances, axes = np.linalg.eigh(np.cov(matrix.T))
    assert points.explained == pytest.approx(variances[-2:].sum() / variances.sum(), rel=1e-6)
    for place in (0, 1):
        expected = (matrix - matrix.mean(axis=0)) @ axes[:, -1 - place]
        sign = np.sign(expected @ points.points[:, place])
        assert points.points[:, place] == pytest.approx(sign * expected, abs=6e-4)
    deep = customer_map(drawn, 3)
    assert deep is not None
    assert deep.points[:, :2] == pytest.approx(points.points)
    assert deep.explained > points.explained


def test_a_mean_rank_is_how_often_one_has_more_than_another() -> None:
    random = np.random.default_rng(3)
    values, segments = random.poisson(2, 400).astype(float), random.integers(1, 4, 400)
    found = standing(sample(segments.tolist(), values.tolist()))
    for id_, (rank,) in found.ranks.items():
        mine = values[segments == id_][:, None]
        assert rank == pytest.approx(100 * ((mine > values) + 0.5 * (mine == values)).mean(), abs=0.05)


def test_features_in_which_all_are_alike_and_segments_of_few_have_no_rank() -> None:
    ids = [1] * 60 + [2] * 29
    found = standing(sample(ids, [5.0] * 89, list(map(float, range(89))), features=(MONEY, SHARE)))
    assert found.features == (SHARE,)
    assert list(found.ranks) == [1]


def test_a_radar_needs_three_features(shop) -> None:
    assert (
        radar(Standing((MONEY, SHARE), {1: (60.0, 40.0)}), shop.segmentation.segments, Palette(shop.segmentation))
        is None
    )


@given(st.lists(st.floats(0.01, 1.0), min_size=1, max_size=24))
def test_tiles_are_as_large_as_their_share_and_fill_the_room(sizes: list[float]) -> None:
    sizes = sorted(sizes, reverse=True)
    tiles = squarified(sizes, (0.0, 0.0, 340.0, 230.0))
    areas = [width * height for _, _, width, height in tiles]
    assert areas == pytest.approx([340 * 230 * size / sum(sizes) for size in sizes])
    for x, y, width, height in tiles:
        assert min(x, y) > -1e-6
        assert x + width < 340 + 1e-6
        assert y + height < 230 + 1e-6
    overlap = [
        max(0.0, min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0]))
        * max(0.0, min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1]))
        for place, a in enumerate(tiles)
        for b in tiles[:place]
    ]
    assert max(overlap, default=0.0) < 1e-6


def test_segments_that_bring_nothing_have_no_tile_and_stand_in_the_table(shop) -> None:
    first, second = shop.segmentation.segments[:2]
    segments = (replace(first, value_share=1.0), replace(second, value_share=0.0))
    _, value = treemaps(segments, Palette(shop.segmentation))
    assert second.name not in value.svg
    assert [(row[0], row[2]) for row in value.rows] == [(first.name, "100 %"), (second.name, "0 %")]


def test_the_tree_is_that_of_ward() -> None:
    centres = np.random.default_rng(5).normal(size=(7, 3))
    found = tree(sample([i + 1 for i in range(7) for _ in range(4)], *np.repeat(centres, 4, axis=0).T.tolist()))
    assert isinstance(found, Branch)
    expected = linkage(centres, "ward")[:, 2]
    assert sorted(_heights(found)) == pytest.approx((expected / expected[-1]).tolist(), abs=2e-3)
    assert sorted(leaves(found)) == list(range(1, 8))


def _heights(branch: Branch | int) -> list[float]:
    return [] if isinstance(branch, int) else [branch.height, *_heights(branch.left), *_heights(branch.right)]


def test_one_segment_or_segments_in_one_place_are_no_tree() -> None:
    assert tree(sample([1] * 5, [1.0, 2.0, 3.0, 4.0, 5.0])) is None
    assert tree(sample([1, 2], [3.0, 3.0])) is None


def test_the_spread_of_money_is_seen_by_ratios_and_of_shares_by_differences() -> None:
    random = np.random.default_rng(1)
    ids, money = [1] * 300 + [2] * 300, np.exp(random.normal(5, 2, 600))
    shares = random.uniform(0, 1, 600)
    by_money, by_share = spreads(sample(ids, money.tolist(), shares.tolist(), features=(MONEY, SHARE)))
    assert (by_money.is_log, by_share.is_log) == (True, False)
    for found, values in ((by_money, money), (by_share, shares)):
        assert found.medians[1] == pytest.approx(float(np.median(values[:300])))
        assert max(found.curves[2]) == 1.0
        assert 3 <= len(found.ticks()) <= 6
        assert all(0 <= found.place(tick) <= 1 for tick in found.ticks())
    # As many lie left of the median as right of it.
    left = sum(c for i, c in enumerate(by_share.curves[1]) if (i + 0.5) / 60 < by_share.place(by_share.medians[1]))
    assert left / sum(by_share.curves[1]) == pytest.approx(0.5, abs=0.06)


@pytest.mark.parametrize(("low", "high"), [(12.0, 95.0), (2.0, 50.0), (21.0, 49.0), (0.0, 99.0), (0.0, 1e6)])
def test_a_scale_of_ratios_has_ticks(low: float, high: float) -> None:
    ticks = Spread(MONEY, low, high, is_log=True, curves={}, medians={}).ticks()
    assert 2 <= len(ticks) <= 6
    assert all(low <= tick <= high for tick in ticks)


def test_flags_and_few_customers_have_no_spread() -> None:
    assert spreads(sample([1] * 60, [0.0, 1.0] * 30)) == ()
    assert spreads(sample([1] * 20, list(map(float, range(20))))) == ()


def test_every_segment_has_another_shape() -> None:
    assert len({mark(place, 0, 0, 5) for place in range(SHAPES)}) == SHAPES
    assert mark(SHAPES, 0, 0, 5) == mark(0, 0, 0, 5)


def test_a_segment_keeps_its_colour_as_long_as_its_name_lives_on(shop) -> None:
    a, b, c, d, small = shop.segmentation.segments
    before = Episode("v1", "2011-11-01", 9, ((c.name, 3, 0.4), ("Gone", 3, 0.3), (a.name, 3, 0.3)))
    segmentation = replace(shop.segmentation, history=(before,))
    palette = Palette(segmentation)
    assert [palette.colour(each) for each in (c, a)] == [COLOURS[0], COLOURS[2]]
    assert [palette.colour(each) for each in (b, d, small)] == [COLOURS[1], COLOURS[3], OTHERS]
    first = Palette(shop.segmentation)
    assert [first.colour(each) for each in (a, b, c, d)] == list(COLOURS[:4])


def test_one_that_comes_back_does_not_take_the_colour_of_one_that_was_there(shop) -> None:
    a, b, *_ = shop.segmentation.segments
    history = (
        Episode("v1", "2011-10-01", 9, ((a.name, 9, 1.0),)),
        Episode("v2", "2011-11-01", 9, ((b.name, 9, 1.0),)),
    )
    palette = Palette(replace(shop.segmentation, history=history))
    assert [palette.colour(each) for each in (a, b)] == [COLOURS[1], COLOURS[0]]
