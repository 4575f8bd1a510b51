"""What every picture has to be: drawn, told in words and numbers, of everybody who may be shown and nobody else."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from report.sold import orders_of
from shoal.report import maps
from shoal.report.bought import Purchases, bought
from shoal.report.gallery import gallery
from shoal.report.palette import Palette
from shoal.report.sample import sample_of
from shoal.terms import Segmentation

EVIL = "<img src=x onerror=alert(1)> & </svg><script>alert(1)</script> =1+1"


def drawn(shop, segmentation: Segmentation, purchases: Purchases):
    found = gallery(segmentation, shop.table, shop.labels, bought(segmentation, shop.labels, purchases))
    return found, (
        *found.sizes, *found.beside, *found.spread, *found.maps, *found.products, *found.months, *found.hours,
        *found.of_segment.values(),
    )  # fmt: skip


@pytest.fixture(scope="module")
def purchases(shop):
    return orders_of(shop, EVIL)


@pytest.fixture(scope="module")
def pictures(shop, purchases):
    return drawn(shop, shop.segmentation, purchases)[1]


def test_there_is_a_picture_of_everything_there_are_figures_for(shop, pictures) -> None:
    names = [picture.name for picture in pictures]
    assert len(names) == len(set(names))
    described = [segment.id for segment in shop.segmentation.segments if segment.profile]
    wanted = {"treemap-size", "treemap-value", "radar", "parallel", "map", "space", "dendrogram", "spread-net-revenue"}
    wanted |= {f"{kind}-{id_}" for kind in ("months", "hours", "radar") for id_ in described}
    assert wanted <= set(names)


def test_every_picture_is_well_formed_and_told_in_words_and_numbers(pictures) -> None:
    for picture in pictures:
        root = ElementTree.fromstring(picture.svg)  # noqa: S314 - ours
        assert root.get("role") == "img"
        assert len(root.get("aria-label", "")) > 20, picture.name
        assert len(list(root.iter())) > 3, picture.name
        assert picture.rows, picture.name
        assert {len(row) for row in picture.rows} == {len(picture.head)}, picture.name
        assert "nan" not in picture.svg.lower().replace("finance", "")


def test_what_data_say_cannot_bring_markup_into_a_picture(shop, purchases) -> None:
    segments = tuple(replace(s, name=f"{EVIL} {s.id}") for s in shop.segmentation.segments)
    for picture in drawn(shop, replace(shop.segmentation, segments=segments), purchases)[1]:
        tags = {element.tag for element in ElementTree.fromstring(picture.svg).iter()}  # noqa: S314 - ours
        assert tags <= {"svg", "g", "path", "rect", "circle", "text", "title"}, picture.name


def test_segments_too_small_to_be_described_have_a_tile_and_nothing_else(shop, pictures) -> None:
    (small,) = (segment for segment in shop.segmentation.segments if not segment.profile)
    where = {picture.name for picture in pictures if small.name in picture.svg or small.name in str(picture.rows)}
    assert where == {"treemap-size"}


def test_without_orders_there_is_no_picture_of_them(shop) -> None:
    found = gallery(shop.segmentation, shop.table, shop.labels, None)
    assert (found.products, found.months, found.hours, found.bought_of(1)) == ((), (), (), ())


def test_a_segment_without_orders_in_these_months_has_no_picture_of_them(shop, purchases) -> None:
    sold = bought(shop.segmentation, shop.labels, purchases)
    first = shop.segmentation.segments[0].id
    found = gallery(
        shop.segmentation, shop.table, shop.labels, replace(sold, by_month={**sold.by_month, first: (0, 0)})
    )
    assert f"months-{first}" not in {picture.name for picture in found.months}
    assert f"hours-{first}" in {picture.name for picture in found.hours}


def test_a_map_says_what_distance_means_and_maps_of_neighbours_are_drawn_when_asked_for(shop, monkeypatch) -> None:
    monkeypatch.setattr("shoal.report.embedded.MOST_POINTS", 130)
    monkeypatch.setattr("shoal.report.embedded.has_umap", lambda: False)
    segmentation = replace(shop.segmentation, spec=replace(shop.segmentation.spec, full=True))
    sample = sample_of(segmentation, shop.table, shop.labels)
    found, missing = maps.maps(segmentation, sample, Palette(segmentation))
    told = {picture.name: picture for picture in found}
    assert list(told) == ["map", "tsne", "space", "dendrogram"]
    assert "near each other are alike" in told["map"].reading
    assert maps.NEIGHBOURS in told["tsne"].reading
    assert sum(int(row[1]) for row in told["tsne"].rows) == 130
    assert missing == ("UMAP is not drawn: umap-learn is not installed; add it with pip install 'shoal[umap]'.",)
    assert maps.maps(segmentation, sample, Palette(segmentation))[0] == found
