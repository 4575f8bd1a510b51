"""Goals: what segments are for, and how near it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Change = Literal["share", "points", "to", "none"]
"""How a target is meant: a share of where it began, percentage points or units more, up or down to it; or no target."""

GoalState = Literal["no target", "just set", "on the way", "behind", "too close to tell", "reached", "missed"]


@dataclass(frozen=True)
class Goal:
    """A goal as it was understood.

    Parameters
    ----------
    text : str
        As it was said.
    metric : str
        What is to change: ``churn``, ``average_order_value``... or empty where no known word names it.
    direction : str
        ``lower`` or ``higher``.
    change : str
        How `target` is meant.
    target : float or None
        A share as 0.1, not as 10.
    by : date or None
        The last day.
    within : tuple of (number, ``days`` or ``months``) or None
        Time from when the goal was set, where no day was named.
    subjects : tuple of str
        The words of it that may name features, lower case.
    unknown : tuple of str
        Words that mean nothing to the grammar; they may still name a feature.
    """

    text: str
    metric: str = ""
    direction: Literal["lower", "higher"] = "higher"
    change: Change = "none"
    target: float | None = None
    by: date | None = None
    within: tuple[int, Literal["days", "months"]] | None = None
    subjects: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class GoalFigure:
    """A metric at an instant, with its 95 % interval: of the customers as a sample of those who might have come.

    Parameters
    ----------
    as_of : datetime
        UTC.
    value, low, high : float
        In the unit of the metric.
    """

    as_of: datetime
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class GoalPart:
    """A metric in one segment.

    Parameters
    ----------
    segment : int
        Its id.
    value, low, high : float
        The metric there, with its 95 % interval.
    n_to_move : int or None
        Customers who would have to change there, if every segment did its part; None where the metric is no share.
    """

    segment: int
    value: float
    low: float
    high: float
    n_to_move: int | None


@dataclass(frozen=True)
class GoalProgress:
    """How near a goal is.

    Parameters
    ----------
    metric : str
        What is measured.
    measured_as : str
        How, in words.
    unit : str
        ``share``, ``money``, ``days``... or empty.
    direction : str
        ``lower`` or ``higher`` is better.
    baseline : GoalFigure
        Where it stood when the goal was first set in this workspace.
    now : GoalFigure
    target : float or None
        In the unit of the metric.
    by : date or None
        The last day.
    progress : Interval of the share of the way from the baseline to the target, or None
        None where there is no target, or the goal has just been set.
    state : str
    sentence : str
        All of it in plain words.
    segments : tuple of GoalPart
        Segments that are large enough to describe, in order.
    """

    metric: str
    measured_as: str
    unit: str
    direction: Literal["lower", "higher"]
    baseline: GoalFigure
    now: GoalFigure
    target: float | None
    by: date | None
    progress: tuple[float, float, float] | None
    state: GoalState
    sentence: str
    segments: tuple[GoalPart, ...] = ()
