from __future__ import annotations

import json
import warnings
from dataclasses import replace

import numpy as np
import pytest

from shoal.report.drawing import plotly_source, script_json
from shoal.report.figures import charts
from shoal.report.projection import MOST_POINTS, customer_map
from shoal.terms import Evidence


@pytest.fixture
def drawn(shop):
    points = customer_map(shop.segmentation, shop.table, shop.labels)
    return charts(shop.segmentation, 5, points)


def test_every_figure_is_one_that_plotly_knows(drawn) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of plotly's own import
        from plotly import graph_objects
    assert list(drawn) == ["sizes", "elbow", "silhouette", "gap", "map"]
    for chart in drawn.values():
        figure = graph_objects.Figure(chart)
        assert len(figure.data) == len(chart["data"])


def test_charts_without_figures_are_left_out(shop) -> None:
    bare = replace(shop.segmentation, grouping=replace(shop.segmentation.grouping, evidence=Evidence()))
    assert list(charts(bare, 5, None)) == ["sizes"]


def test_bars_show_the_shares(shop, drawn) -> None:
    customers, value = drawn["sizes"]["data"]
    assert customers["x"] == pytest.approx([100 * s.share for s in shop.segmentation.segments])
    assert value["x"][-1] is None  # nothing is said of the value of a segment that is too small


def test_the_number_shown_is_the_one_that_is_marked(drawn) -> None:
    for name in ("elbow", "silhouette", "gap"):
        line = drawn[name]["data"][0]
        assert [k for k, size in zip(line["x"], line["marker"]["size"], strict=True) if size > 10] == [5]


def test_the_map_is_the_principal_plane_of_the_matrix(shop) -> None:
    points = customer_map(shop.segmentation, shop.table, shop.labels)
    assert points is not None
    matrix = shop.segmentation.recipe.apply(shop.table)
    groups = np.array([row[0] for row in shop.table.relation.engine.rows(
        f"SELECT l.group_id FROM {shop.table.relation.name} t JOIN {shop.labels.relation.name} l"
        " ON t.customer_id = l.customer_id ORDER BY md5(t.customer_id), t.customer_id")])  # fmt: skip
    ids = {group: segment.id for segment in shop.segmentation.segments if segment.profile for group in segment.groups}
    kept = np.isin(groups, list(ids))
    matrix, groups = matrix[kept][:MOST_POINTS], groups[kept][:MOST_POINTS]
    assert points.segments.tolist() == [ids[group] for group in groups]
    variances, axes = np.linalg.eigh(np.cov(matrix.T))
    assert points.explained == pytest.approx(variances[-2:].sum() / variances.sum(), rel=1e-6)
    for place in (0, 1):
        expected = (matrix - matrix.mean(axis=0)) @ axes[:, -1 - place]
        sign = np.sign(expected @ points.points[:, place])
        assert points.points[:, place] == pytest.approx(sign * expected, abs=6e-4)


def test_customers_of_small_segments_are_not_on_the_map(shop, drawn) -> None:
    small = {segment.id for segment in shop.segmentation.segments if not segment.profile}
    points = customer_map(shop.segmentation, shop.table, shop.labels)
    assert small
    assert not small & set(points.segments.tolist())
    assert "Others" not in json.dumps(drawn["map"])


def test_names_cannot_bring_markup_into_a_chart(shop) -> None:
    evil = "<img src=x onerror=alert(1)> & <a href='javascript:x'>"
    segments = tuple(replace(s, name=f"{evil} {s.id}") for s in shop.segmentation.segments)
    segmentation = replace(shop.segmentation, segments=segments)
    drawn = charts(segmentation, 5, customer_map(segmentation, shop.table, shop.labels))
    texts = [*drawn["sizes"]["data"][0]["y"], *[trace["name"] for trace in drawn["map"]["data"]]]
    assert not any("<" in text.replace("<br>", "") for text in texts)


def test_json_in_a_script_cannot_end_it() -> None:
    text = script_json({"a": "</script><!-- & \u2028 \u2029 é"})
    assert not set("<>&\u2028\u2029é") & set(text)
    assert json.loads(text) == {"a": "</script><!-- & \u2028 \u2029 é"}


def test_plotly_is_embedded_whole_and_cannot_end_its_script() -> None:
    source = plotly_source()
    assert source.isascii()
    assert "</script" not in source
    assert "plotly.js v" in source[:100]
    assert len(source) > 4_000_000
