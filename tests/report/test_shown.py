"""Hundreds of segments: what the page and the terminal show of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shoal.report import documents, summary
from shoal.report.shown import MOST_LISTED, MOST_SHOWN, listing, shown
from shoal.terms import Bound, Interval, SegmentRule


@pytest.fixture
def many(shop):
    """The same shop with one segment four hundred times over, each with a rule."""
    one = shop.segmentation.segments[0]
    segments = tuple(
        replace(one, id=place, name=f"Micro {place}", value_share=1 / place, rule=told(place))
        for place in range(400, 0, -1)
    )
    return replace(shop.segmentation, segments=segments)


def told(place: int) -> SegmentRule:
    share = Interval(1.0, 1.0, 1.0)
    rule = Bound("net_revenue", float(place), None)
    return SegmentRule(rule, f"net revenue above {place}", share, share, share, 1.0, 100)


def test_few_are_all_shown_and_not_listed_again(shop):
    assert shown(shop.segmentation) == shop.segmentation.segments
    assert listing(shop.segmentation) == ()


def test_of_many_those_of_most_value_are_shown_in_their_order(many):
    kept = [segment.id for segment in shown(many)]
    assert kept == list(range(MOST_SHOWN, 0, -1))


def test_without_value_the_largest_are_shown(many):
    segments = tuple(replace(one, value_share=None, share=one.id / 1000) for one in many.segments)
    assert {one.id for one in shown(replace(many, segments=segments))} == set(range(400, 400 - MOST_SHOWN, -1))


def test_the_page_has_cards_for_some_and_a_list_with_the_rule_of_the_rest(shop, many):
    page = documents(many, shop.table, shop.labels)["report.html"]
    assert page.count('<article class="card"') == MOST_SHOWN
    assert "<p>Net revenue above 7.</p>" in page
    assert "All segments in one list" in page
    assert page.count("<td>net revenue above") == MOST_LISTED
    assert len(page) < 600_000
    assert page.count('<li><svg class="sign"') <= 4 * MOST_SHOWN  # each map and the radars name those shown


def test_a_terminal_gets_a_page_of_them():
    segments = [{"name": f"S{i}", "n_customers": 3, "share": 0.01, "value_share": None} for i in range(100)]
    result = {"verdict": "continuum", "n_customers": 300, "k": 100, "segments": segments, "algorithm": "micro_segments"}
    lines = summary(result).splitlines()
    assert lines[0] == "300 customers form a continuum, not natural groups; 100 segments by micro-segments for use."
    assert len(lines) == MOST_SHOWN + 2
    assert lines[-1] == "76 more are in segments.json."
