"""What sets a segment apart, as plain data."""

from __future__ import annotations

from typing import Any

from shoal.registry.plain import rounded
from shoal.terms import Contrast, Difference, Interval


def contrast_of(told: tuple[Contrast, ...]) -> dict[str, Any]:
    """Give a segment against everyone else and against its nearest neighbour; null where it was not compared."""
    return {
        "everyone_else": next((_contrast(one) for one in told if one.against is None), None),
        "nearest": next((_contrast(one) for one in told if one.against is not None), None),
    }


def _contrast(one: Contrast) -> dict[str, Any]:
    return {
        "segment": one.against,
        "n_customers": one.n_customers,
        "n_others": one.n_others,
        "n_compared": one.n_compared,
        "differences": [_difference(each) for each in one.differences],
    }


def _difference(one: Difference) -> dict[str, Any]:
    return {
        "feature": one.feature,
        "level": one.level,
        "value": rounded(one.value),
        "other": rounded(one.other),
        "effect": _interval(one.effect),
        "index": rounded(one.index),
        "lift": None if one.lift is None else _interval(one.lift),
        "is_descriptive": one.is_descriptive,
        "along_with": list(one.along_with),
    }


def _interval(of: Interval) -> dict[str, Any]:
    return {"value": rounded(of.value), "low": rounded(of.low), "high": rounded(of.high)}
