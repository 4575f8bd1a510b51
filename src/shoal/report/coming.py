"""What comes next, per segment: the part of the report that shows predictions, where there are any."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from shoal.report.foretold import STAGES, worth_in_words
from shoal.report.numbers import compact, count, percent
from shoal.terms import Ahead, SegmentAhead, Segmentation

MOST_SAID = 3
"""Sentences on how far to trust it; the page of predictions has all of them."""


@dataclass(frozen=True)
class Coming:
    """What comes next.

    Parameters
    ----------
    lede : str
    heads : tuple of str
    lines : tuple of tuples of str
        A segment each: its name, and a cell for each other head.
    trust : tuple of str
    note : str
        What the figures mean.
    pages : tuple of str
        Files that say more.
    """

    lede: str
    heads: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    trust: tuple[str, ...]
    note: str
    pages: tuple[str, ...]


def coming(segmentation: Segmentation, ahead: Ahead | None) -> Coming | None:
    """Say what predictions say of the segments.

    Parameters
    ----------
    segmentation : Segmentation
    ahead : Ahead or None
        None where nothing was predicted.
    """
    if ahead is None or not ahead.segments:
        return None
    names = {segment.id: segment.name for segment in segmentation.segments}
    columns = [
        column
        for column in _columns(ahead, segmentation.currency)
        if any(column.of(one) is not None for one in ahead.segments)
    ]
    return Coming(
        lede=_lede(ahead, names),
        heads=("Segment", *(column.head for column in columns)),
        lines=tuple((names[one.segment_id], *(_cell(column, one) for column in columns)) for one in ahead.segments),
        trust=ahead.trust[:MOST_SAID],
        note=" ".join(column.meaning for column in columns if column.meaning),
        pages=ahead.pages,
    )


def _cell(column: _Column, one: SegmentAhead) -> str:
    value = column.of(one)
    return "–" if value is None else column.write(value)


@dataclass(frozen=True)
class _Column:
    """A figure of segments: its head, what gives and writes it, and what it means."""

    head: str
    of: Callable[[SegmentAhead], float | str | None]
    write: Callable[[Any], str]
    meaning: str = ""


def _columns(ahead: Ahead, currency: str | None) -> tuple[_Column, ...]:
    leaving = "" if ahead.leaving_days is None else f" in {ahead.leaving_days} days"
    money = f", {currency}" if currency else ""
    return (
        _Column("Mostly", lambda one: one.lifecycle, lambda stage: STAGES[stage][0].lower()),
        _Column(
            f"Leave{leaving}",
            lambda one: one.probability,
            lambda share: percent(round(share, 3)),
            "Who leaves is the mean probability of those who are still here.",
        ),
        _Column(
            f"Value at risk{money}",
            lambda one: one.value_at_risk,
            compact,
            f"Value at risk is {worth_in_words(ahead.leaving_days)}, times that probability.",
        ),
        _Column("Share of it", lambda one: one.value_at_risk_share, lambda share: percent(round(share, 3))),
        _Column(f"Orders in {ahead.orders_days} days", lambda one: one.expected_orders, count),
        _Column(
            f"Value in {ahead.value_days} days{money}",
            lambda one: one.predicted_value,
            compact,
            "Orders and value to come are sums of the means of the buyers of today; money to come later counts less.",
        ),
        _Column("Share of value", lambda one: one.predicted_value_share, lambda share: percent(round(share, 3))),
    )


def _lede(ahead: Ahead, names: Mapping[int, str]) -> str:
    """Say where most is at risk, and where most of what is to come will come from."""
    at_risk = _leading(ahead, lambda one: one.value_at_risk_share)
    to_come = _leading(ahead, lambda one: one.predicted_value_share)
    leaving = _leading(ahead, lambda one: one.probability)
    said = []
    if at_risk is not None:
        who, share = at_risk
        said.append(f"“{names[who]}” holds {share} of the value at risk")
    elif leaving is not None:
        who, share = leaving
        said.append(f"“{names[who]}” is likeliest to leave: {share} of those who are still here")
    if to_come is not None:
        whose, share = to_come
        before = at_risk or leaving
        name = "it" if before is not None and before[0] == whose else f"“{names[whose]}”"
        said.append(f"{name} is expected to bring {share} of the value to come")
    return f"{', and '.join(said)}." if said else ""


def _leading(ahead: Ahead, of: Callable[[SegmentAhead], float | None]) -> tuple[int, str] | None:
    """Give the segment with the most of something, and how much that is."""
    found = [(value, one.segment_id) for one in ahead.segments if (value := of(one))]
    if not found:
        return None
    value, segment = max(found, key=lambda pair: pair[0])
    return segment, percent(round(value, 3))
