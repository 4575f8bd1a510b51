"""The goal and the interactions of a segmentation as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from shoal.registry.plain import instant, rounded
from shoal.terms import GoalFigure, GoalProgress, Interaction


def interactions_of(interactions: Sequence[Interaction]) -> list[dict[str, Any]]:
    """Give pairs of features worth trying, each with the line of shoal.toml that adds it."""
    return [
        {
            "pair": one.pair,
            "of": one.of,
            "gain": rounded(one.gain),
            "low": rounded(one.low),
            "high": rounded(one.high),
            "n_tested": one.n_tested,
            "toml": one.toml,
        }
        for one in interactions
    ]


def goal_of(progress: GoalProgress | None) -> dict[str, Any] | None:
    """Give how near a goal is; None where that is not known."""
    if progress is None:
        return None
    way = progress.progress
    return {
        "metric": progress.metric,
        "measured_as": progress.measured_as,
        "unit": progress.unit,
        "direction": progress.direction,
        "baseline": _figure(progress.baseline),
        "now": _figure(progress.now),
        "target": rounded(progress.target),
        "by": None if progress.by is None else progress.by.isoformat(),
        "progress": None if way is None else dict(zip(("value", "low", "high"), map(rounded, way), strict=True)),
        "state": progress.state,
        "sentence": progress.sentence,
        "segments": [
            {
                "id": part.segment,
                "value": rounded(part.value),
                "low": rounded(part.low),
                "high": rounded(part.high),
                "n_to_move": part.n_to_move,
            }
            for part in progress.segments
        ],
    }


def _figure(figure: GoalFigure) -> dict[str, Any]:
    return {
        "as_of": instant(figure.as_of),
        "value": rounded(figure.value),
        "low": rounded(figure.low),
        "high": rounded(figure.high),
    }


def goal_figure(plain: Mapping[str, Any]) -> GoalFigure:
    """Read the figure of a goal back from a published result.

    Examples
    --------
    >>> goal_figure({"as_of": "2026-06-01T00:00:00Z", "value": 0.3, "low": 0.2, "high": 0.4}).as_of.year
    2026
    """
    return GoalFigure(datetime.fromisoformat(plain["as_of"]), plain["value"], plain["low"], plain["high"])
