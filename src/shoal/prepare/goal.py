"""How near a goal is: the metric now, where it stood when the goal was set, and what is left to do."""

from __future__ import annotations

import calendar
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType

from shoal.prepare.goal_sentences import not_understood, sentence
from shoal.prepare.metrics import Measure, measure_of
from shoal.prepare.relevance import named_by
from shoal.stats.intervals import Z_95, wilson
from shoal.stats.rounding import written
from shoal.terms import FeatureTable, Goal, GoalFigure, GoalPart, GoalProgress, Interval, Labels, Segment
from shoal.terms.goal import GoalState


@dataclass(frozen=True)
class _Sums:
    """Sums over customers of the two parts of a ratio."""

    n: int
    above: float
    below: float
    above_square: float
    product: float
    below_square: float

    def __add__(self, other: _Sums) -> _Sums:
        return _Sums(
            self.n + other.n,
            self.above + other.above,
            self.below + other.below,
            self.above_square + other.above_square,
            self.product + other.product,
            self.below_square + other.below_square,
        )


NOBODY = _Sums(0, 0.0, 0.0, 0.0, 0.0, 0.0)


def progress(
    table: FeatureTable,
    labels: Labels,
    segments: Sequence[Segment],
    goal: Goal,
    *,
    churn_days: int,
    baselines: Mapping[str, GoalFigure] = MappingProxyType({}),
) -> GoalProgress | None:
    """Measure a goal on a table.

    Parameters
    ----------
    table : FeatureTable
    labels : Labels
    segments : sequence of Segment
    goal : Goal
    churn_days : int
        Days without an order after which a buyer counts as gone.
    baselines : mapping of how it was measured to GoalFigure
        Where it stood when the goal was set; one that is not earlier than the table is measured again.

    Returns
    -------
    GoalProgress or None
        None where nothing known measures it.

    Notes
    -----
    Intervals are of the customers as a sample of those who might have come: Wilson's for a share, the delta method for
    a ratio of sums (Cochran 1977, Sampling techniques, chapter 6). Progress takes the two instants as independent
    samples; that they share customers makes its interval too wide rather than too narrow.
    """
    measure = measure_of(table, goal, churn_days=churn_days)
    if measure is None:
        return None
    by_group = _sums(table, labels, measure)
    whole = sum(by_group.values(), NOBODY)
    if not whole.n or not whole.below:
        return None
    now = _figure(measure, whole, table.as_of)
    began = baselines.get(measure.measured_as, now)
    began = began if began.as_of < table.as_of else now
    target = _target(goal, measure, began.value)
    by = _last_day(goal, began.as_of)
    way = _way(began, now, target)
    to_move = _to_move(goal, measure, whole, now.value, target)
    found = GoalProgress(
        metric=measure.metric,
        measured_as=measure.measured_as,
        unit=measure.unit,
        direction=goal.direction,
        baseline=began,
        now=now,
        target=target,
        by=by,
        progress=way,
        state=_state(goal, began, now, target, by, way),
        sentence="",
        segments=_parts(goal, measure, by_group, segments, to_move),
    )
    return replace(found, sentence=sentence(found, to_move, whole.n, table.currency))


def said_of_goal(table: FeatureTable, goal: Goal, measured: GoalProgress | None) -> tuple[str, ...]:
    """Say aloud what of a goal was not understood; nothing where all was."""
    named = (*named_by(goal, table.features), *table.labels)
    return not_understood(goal, is_measured=measured is not None, named=named)


def _sums(table: FeatureTable, labels: Labels, measure: Measure) -> Mapping[int, _Sums]:
    rows = table.relation.engine.rows(
        "SELECT group_id, count(*), sum(a), sum(b), sum(a * a), sum(a * b), sum(b * b) FROM"
        f" (SELECT l.group_id, CAST({measure.above} AS DOUBLE PRECISION) AS a,"
        f" CAST({measure.below} AS DOUBLE PRECISION) AS b FROM {table.relation.name} t"
        f" JOIN {labels.relation.name} l ON t.customer_id = l.customer_id) parts"
        " WHERE a IS NOT NULL AND b IS NOT NULL GROUP BY group_id ORDER BY group_id",
        step=f"goal: {measure.metric}",
    )
    return {int(group): _Sums(int(n), *map(float, sums)) for group, n, *sums in rows}


def _figure(measure: Measure, sums: _Sums, as_of: datetime) -> GoalFigure:
    interval = _interval(measure, sums)
    return GoalFigure(as_of, written(interval.value), written(interval.low), written(interval.high))


def _interval(measure: Measure, sums: _Sums) -> Interval:
    if measure.kind == "share":
        return wilson(round(sums.above), sums.n)
    if measure.kind == "total":
        spread = max(sums.above_square - sums.above**2 / sums.n, 0.0)
        half = Z_95 * math.sqrt(spread)
        return Interval(sums.above, sums.above - half, sums.above + half)
    ratio = sums.above / sums.below if sums.below else 0.0
    left = max(sums.above_square - 2 * ratio * sums.product + ratio**2 * sums.below_square, 0.0)
    half = Z_95 * math.sqrt(left) / abs(sums.below) if sums.below else 0.0
    return Interval(ratio, ratio - half, ratio + half)


def _target(goal: Goal, measure: Measure, began: float) -> float | None:
    if goal.target is None:
        return None
    sign = -1.0 if goal.direction == "lower" else 1.0
    if goal.change == "share":
        target = began + sign * goal.target * abs(began)
    elif goal.change == "points":
        target = began + sign * goal.target
    else:
        target = goal.target
    return written(min(max(target, 0.0), 1.0) if measure.kind == "share" else target)


def _last_day(goal: Goal, began: datetime) -> date | None:
    if goal.by is not None or goal.within is None:
        return goal.by
    n, unit = goal.within
    day = began.date()
    if unit == "days":
        return day + timedelta(days=n)
    months = day.month - 1 + n
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _way(began: GoalFigure, now: GoalFigure, target: float | None) -> tuple[float, float, float] | None:
    """Give the share of the way that is done, with its interval."""
    if target is None or began.as_of == now.as_of or target == began.value:
        return None
    half = math.hypot(began.high - began.low, now.high - now.low) / 2
    moved, whole = now.value - began.value, target - began.value
    low, high = sorted(((moved - half) / whole, (moved + half) / whole))
    return written(moved / whole), written(low), written(high)


def _state(
    goal: Goal,
    began: GoalFigure,
    now: GoalFigure,
    target: float | None,
    by: date | None,
    way: tuple[float, float, float] | None,
) -> GoalState:
    if target is None:
        return "no target"
    if now.value <= target if goal.direction == "lower" else now.value >= target:
        return "reached"
    if way is None:
        return "just set"
    end = None if by is None else datetime.combine(by, time(), UTC) + timedelta(days=1)
    if end is not None and now.as_of >= end:
        return "missed"
    # Without a day nothing is late: it is on the way if it has moved towards the target at all.
    gone = 0.0 if end is None else (now.as_of - began.as_of) / (end - began.as_of)
    _, low, high = way
    if high < gone:
        return "behind"
    return "on the way" if low > 0 and way[0] >= gone else "too close to tell"


def _to_move(goal: Goal, measure: Measure, sums: _Sums, now: float, target: float | None) -> int | None:
    """Count the customers who would have to change; None where the metric is no share of customers."""
    if measure.kind != "share" or target is None:
        return None
    left = now - target if goal.direction == "lower" else target - now
    return math.ceil(round(max(left, 0.0) * sums.n, 6))


def _parts(
    goal: Goal, measure: Measure, by_group: Mapping[int, _Sums], segments: Sequence[Segment], to_move: int | None
) -> tuple[GoalPart, ...]:
    """Measure every segment that is large enough to describe; who must change is shared out by who could."""
    whole = sum(by_group.values(), NOBODY)
    could = whole.above if goal.direction == "lower" else whole.n - whole.above
    found = []
    for segment in segments:
        sums = sum((by_group.get(group, NOBODY) for group in segment.groups), NOBODY)
        if not segment.profile or not sums.n or not sums.below:
            continue
        its = _interval(measure, sums)
        own = sums.above if goal.direction == "lower" else sums.n - sums.above
        share = None if to_move is None else round(to_move * own / could) if could else 0
        found.append(GoalPart(segment.id, written(its.value), written(its.low), written(its.high), share))
    return tuple(found)
