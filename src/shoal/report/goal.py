"""The goal on the page: where it stands, how far it has come, and which segments would have to move."""

from __future__ import annotations

from dataclasses import dataclass

from shoal.report.numbers import count, money, number, percent
from shoal.report.palette import Palette
from shoal.terms import GoalProgress, Segmentation
from shoal.terms.titles import title


@dataclass(frozen=True)
class GoalLine:
    """The metric in one segment, with its interval, and how many of its customers would have to change."""

    name: str
    colour: str
    value: str
    interval: str
    to_move: str


@dataclass(frozen=True)
class GoalPanel:
    """What the page says of the goal.

    Parameters
    ----------
    text : str
        As it was said.
    metric, state, sentence : str
    figures : tuple of (figure, what it is)
    lines : tuple of GoalLine
    counts_people : bool
        Whether the lines say how many would have to change.
    """

    text: str
    metric: str
    state: str
    sentence: str
    figures: tuple[tuple[str, str], ...]
    lines: tuple[GoalLine, ...]
    counts_people: bool


def goal_panel(segmentation: Segmentation) -> GoalPanel | None:
    """Gather what the page says of the goal; None where it is not measured."""
    progress = segmentation.goal_progress
    if progress is None:
        return None
    currency = segmentation.currency
    figures = [(in_metric(progress.now.value, progress, currency), "now")]
    if progress.baseline.as_of < progress.now.as_of:
        began = f"{progress.baseline.as_of.day} {progress.baseline.as_of:%B %Y}"
        figures.insert(0, (in_metric(progress.baseline.value, progress, currency), f"when it was set, {began}"))
    if progress.target is not None:
        by = "" if progress.by is None else f" by {progress.by.day} {progress.by:%B %Y}"
        figures.append((in_metric(progress.target, progress, currency), f"the goal{by}"))
    named, palette = {segment.id: segment for segment in segmentation.segments}, Palette(segmentation)
    lines = tuple(
        GoalLine(
            named[part.segment].name,
            palette.colour(named[part.segment]),
            in_metric(part.value, progress, currency),
            f"{in_metric(part.low, progress, currency)} to {in_metric(part.high, progress, currency)}",
            "" if part.n_to_move is None else count(part.n_to_move),
        )
        for part in progress.segments
    )
    return GoalPanel(
        text=segmentation.spec.goal or "",
        metric=title(progress.metric),
        state=progress.state,
        sentence=progress.sentence,
        figures=tuple(figures),
        lines=lines,
        counts_people=any(line.to_move for line in lines),
    )


def in_metric(value: float, progress: GoalProgress, currency: str | None) -> str:
    """Write a value in the unit of the metric."""
    if progress.unit == "share":
        return percent(round(value, 3))
    if progress.unit == "money":
        return money(value, currency)
    return f"{number(value)} {progress.unit}".rstrip()
