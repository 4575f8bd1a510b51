"""Rules: what everyone in a segment lies between, and nobody else, in words."""

from __future__ import annotations

import math
from collections.abc import Mapping

from shoal.interpret.sentences import number, percent
from shoal.terms import Bound, Feature, FeatureType
from shoal.terms.titles import in_sentence


def rule(bounds: tuple[Bound, ...], features: tuple[Feature, ...]) -> str:
    """Say what a group lies between; numbers are rounded for reading, the model holds the exact ones.

    Parameters
    ----------
    bounds : tuple of Bound
    features : tuple of Feature
        Of the table.

    Examples
    --------
    >>> rule((Bound("order_count", 2.31, None), Bound("net_revenue", 120.0, 950.0), Bound("plan = pro", 0.5, None)), ())
    'orders above 2.31, net revenue above 120 up to 950, plan is pro'
    """
    known = {feature.name: feature for feature in features}
    return ", ".join(_said(bound, known) for bound in bounds)


def _said(bound: Bound, known: Mapping[str, Feature]) -> str:
    feature = known.get(bound.column)
    name, is_level, level = bound.column.partition(" = ")
    if feature is None and is_level:
        return f"{in_sentence(name)} is {level}" if bound.above is not None else f"{in_sentence(name)} is not {level}"
    if feature is not None and feature.type is FeatureType.FLAG:
        return f"{in_sentence(bound.column)}: {'no' if bound.above is None else 'yes'}"
    sides = [
        f"{words} {_written(value, feature)}"
        for words, value in (("above", bound.above), ("up to", bound.upto))
        if value is not None
    ]
    return f"{in_sentence(bound.column)} {' '.join(sides)}"


def _written(value: float, feature: Feature | None) -> str:
    if feature is not None and feature.type is FeatureType.SHARE:
        return percent(value)
    if feature is not None and feature.type is FeatureType.COUNT:
        value = math.floor(value)  # above 6.48 and up to 6.48 part the same whole numbers as 6 does
    is_said = feature is None or feature.unit in ("", "money", "ratio") or feature.unit in in_sentence(feature.name)
    return number(value) if is_said or feature is None else f"{number(value)} {feature.unit}"
