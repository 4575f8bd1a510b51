"""Which segments a reader is shown one by one; where there are hundreds, the rest is a list."""

from __future__ import annotations

from dataclasses import dataclass

from shoal.report.numbers import count, percent
from shoal.terms import Segment, Segmentation

MOST_SHOWN = 24
"""Segments that have a card, a bar and a column of their own; more than these nobody reads side by side."""

MOST_LISTED = 300
"""Lines of the list of all segments; the files hold all."""


@dataclass(frozen=True)
class Line:
    """A segment in one line of a list."""

    id: int
    name: str
    customers: str
    value: str
    rule: str


def shown(segmentation: Segmentation) -> tuple[Segment, ...]:
    """Give all segments, in their order; of many, those that bring most of the value, or have most customers.

    Parameters
    ----------
    segmentation : Segmentation
    """
    ranked = sorted(segmentation.segments, key=lambda segment: (-_weight(segment), segment.id))
    kept = {segment.id for segment in ranked[:MOST_SHOWN]}
    return tuple(segment for segment in segmentation.segments if segment.id in kept)


def listing(segmentation: Segmentation) -> tuple[Line, ...]:
    """Give a line for each segment, where there are more than can be shown; empty where all are shown."""
    if len(segmentation.segments) <= MOST_SHOWN:
        return ()
    return tuple(
        Line(
            segment.id,
            segment.name,
            f"{count(segment.n_customers)} ({percent(segment.share)})",
            "" if segment.value_share is None else percent(segment.value_share),
            "" if segment.rule is None else segment.rule.text,
        )
        for segment in segmentation.segments[:MOST_LISTED]
    )


def _weight(segment: Segment) -> float:
    return segment.share if segment.value_share is None else segment.value_share
