"""Segments as cards: what a reader should know of each at a glance."""

from __future__ import annotations

from dataclasses import dataclass

from shoal.report.contrast import Compared, compared
from shoal.report.numbers import number, percent
from shoal.report.palette import Palette
from shoal.report.rules import rule_words
from shoal.report.shown import shown
from shoal.report.telling import most_telling
from shoal.terms import Figure, Interval, Segment, Segmentation
from shoal.terms.titles import title

MOST_LEVELS = 3
CLEARLY_MORE = 1.25
MOST_DIFFERENCES = 4
"""Lines of a card about what sets its segment apart."""


@dataclass(frozen=True)
class Outcome:
    """A known outcome: its share and 95 % interval in words, and in per cent of a scale from 0 to 100."""

    name: str
    text: str
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Card:
    """A segment as it is shown; shares are (of what, in words, in per cent), the rule is (what it says, how good)."""

    id: int
    name: str
    colour: str
    shares: tuple[tuple[str, str, float], ...]
    description: str
    differences: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]
    outcomes: tuple[Outcome, ...]
    rule: tuple[str, str] | None
    compared: tuple[Compared, ...] = ()


def cards(segmentation: Segmentation) -> tuple[Card, ...]:
    """Give a card per segment that is shown and that somebody is in."""
    palette = Palette(segmentation)
    return tuple(_card(segment, segmentation, palette) for segment in shown(segmentation) if segment.n_customers)


def _card(segment: Segment, segmentation: Segmentation, palette: Palette) -> Card:
    return Card(
        id=segment.id,
        name=segment.name,
        colour=palette.colour(segment),
        shares=tuple(
            (of, percent(share), round(100 * max(share, 0.0), 2))
            for of, share in (("of customers", segment.share), ("of value", segment.value_share))
            if share is not None
        ),
        description=segment.description,
        differences=differences(segment, segmentation),
        levels=_levels(segment, segmentation),
        outcomes=tuple(_outcome(name, interval) for name, interval in segment.labels.items()),
        rule=rule_words(segment.rule),
        compared=compared(segment, segmentation),
    )


def differences(segment: Segment, segmentation: Segmentation) -> tuple[tuple[str, str], ...]:
    """Say in which features a segment differs most from everyone else, what goes together once.

    Parameters
    ----------
    segment : Segment
    segmentation : Segmentation
    """
    telling = most_telling(segmentation, of=segment)[:MOST_DIFFERENCES]
    return tuple((title(name), _times(segment.profile[name])) for name in telling)


def _levels(segment: Segment, segmentation: Segmentation) -> tuple[tuple[str, str], ...]:
    """Say which levels of categories are clearly more common than over all segments, the most telling first."""
    told = []
    for name, levels in segment.top_levels.items():
        level, share = levels[0] if levels else ("", 0.0)
        usual = _usual_share(segmentation, name, level)
        if share >= CLEARLY_MORE * usual:
            told.append((share / usual if usual else 0.0, title(name), f"{level} {percent(share)}"))
    told.sort(key=lambda item: -item[0])
    return tuple((name, said) for _, name, said in told[:MOST_LEVELS])


def _usual_share(segmentation: Segmentation, name: str, level: str) -> float:
    """Give the share of a level over the segments that have a profile; where a segment does not list it, none."""
    shares = [
        (segment.n_customers, dict(segment.top_levels.get(name, ())).get(level, 0.0))
        for segment in segmentation.segments
        if segment.profile
    ]
    return sum(n * share for n, share in shares) / max(sum(n for n, _ in shares), 1)


def _times(figure: Figure) -> str:
    """Say how the mean compares with everyone's.

    Examples
    --------
    >>> _times(Figure(9.0, 8.0, 214.0, 1.2)), _times(Figure(1.0, 1.0, 30.0, -0.6))
    ('2.1 × average', '70 % below average')
    """
    if figure.index is None or figure.index < 0:
        return "above average" if (figure.effect or 0) > 0 else "below average"
    if figure.index >= 200:
        return f"{number(round(figure.index / 100, 1 if figure.index < 1000 else 0))} × average"
    gap = round(figure.index - 100)
    if gap == 0:
        return "near the average"
    if gap == -100:
        return "almost none"
    return f"{abs(gap)} % {'above' if gap > 0 else 'below'} average"


def _outcome(name: str, interval: Interval) -> Outcome:
    return Outcome(
        name=title(name) if "=" not in name else name,
        text=f"{percent(interval.value)} ({percent(interval.low)} to {percent(interval.high)})",
        value=round(100 * interval.value, 2),
        low=round(100 * interval.low, 2),
        high=round(100 * interval.high, 2),
    )
