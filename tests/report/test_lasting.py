"""What the page says of stability: a verdict in words, a bar for each segment, and what was done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shoal.report.lasting import agreement, lasting
from shoal.terms import Interval, Segmentation, Stability


def with_stability(segmentation: Segmentation, *lows: float | None, **found: object) -> Segmentation:
    """Give the segments these low ends, in order; those beyond have none."""
    ranges = [None if low is None else Interval(low + 0.05, low, low + 0.1) for low in lows]
    ranges += [None] * (len(segmentation.segments) - len(ranges))
    segments = tuple(replace(one, stability=low) for one, low in zip(segmentation.segments, ranges, strict=True))
    stability = Stability(Interval(0.93, 0.9, 0.96), tuple(ranges), 20, 0.75, 900, **found)  # type: ignore[arg-type]
    grouping = segmentation.grouping
    evidence = replace(grouping.evidence, stability=stability)
    return replace(segmentation, segments=segments, grouping=replace(grouping, evidence=evidence))


@pytest.mark.parametrize(
    ("lows", "verdict"),
    [
        ((0.75, 0.8, 0.9, 0.85), "Yes: each of the four segments would be found again"),
        ((0.8, 0.7, 0.9, 0.85), "Three of the four segments would be found again"),
        ((0.8, 0.7, 0.4, 0.85), "the borders of the other two are partly chance."),
        ((0.5, 0.7, 0.2, 0.3), "No: among other customers like these, other segments would be found."),
        ((0.9,), "Yes: the one segment would be found again"),
        ((), "The segments are too small to say"),
    ],
)
def test_the_verdict_counts_what_would_be_found_again(shop, lows, verdict) -> None:
    assert verdict in lasting(with_stability(shop.segmentation, *lows)).verdict


def test_every_judged_segment_has_a_bar_and_words_that_fit_it(shop) -> None:
    said = lasting(with_stability(shop.segmentation, 0.89, 0.76, 0.6, 0.1))
    names = [segment.name for segment in shop.segmentation.segments[:4]]
    assert [(bar.name, bar.words) for bar in said.bars] == list(
        zip(
            names,
            ("comes back almost whole", "comes back", "a pattern whose border moves", "mostly chance"),
            strict=True,
        )
    )
    assert [(bar.low, bar.value, bar.high) for bar in said.bars[:2]] == [(89, 94, 99), (76, 81, 86)]
    assert said.bars[0].text == "94 % (89 to 99)"
    assert said.threshold == 75
    assert said.how.startswith("From a sample of 900 customers half as many were drawn by lot, 20 times over")
    assert "75 %" in said.how
    assert "It does not say that the groups are real" in said.overall


def test_the_features_that_matter_most_come_first(shop) -> None:
    said = lasting(
        with_stability(
            shop.segmentation, 0.9, seeds=0.99, without=(("order_count", 0.95), ("net_revenue", 0.31)),
            windows=((datetime(2025, 3, 1, tzinfo=UTC), 0.7),),
        )
    )  # fmt: skip
    assert said.without == (
        ("Net revenue", "largely different (0.31)"),
        ("Orders", "nearly the same (0.95)"),
    )
    assert said.windows == (("1 March 2025", "alike (0.70)"),)
    assert said.ageing.endswith("Here most stayed where they were.")
    assert "nearly the same (0.99)" in said.seeds


def test_what_was_not_measured_has_no_page(shop) -> None:
    grouping = shop.segmentation.grouping
    without = replace(grouping, evidence=replace(grouping.evidence, stability=None))
    assert lasting(replace(shop.segmentation, grouping=without)) is None


def test_a_negative_agreement_has_a_true_minus() -> None:
    assert agreement(-0.02) == "largely different (−0.02)"
