"""Figures of a segment beside everyone's, as people say them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from shoal.interpret.claims import Spread
from shoal.interpret.sentences import number, percent
from shoal.terms import Feature, FeatureType, Figure
from shoal.terms.titles import title


def beside(feature: Feature, figure: Figure, spread: Spread, currency: str | None) -> str:
    """Say what is usual in a segment and over everyone.

    Examples
    --------
    >>> from shoal.terms import Lens
    >>> returned = Feature("return_share", FeatureType.SHARE, Lens.BEHAVIOUR, "share", "", "")
    >>> beside(returned, Figure(0.084, 0.05, 400.0), Spread(0.021, 0.0, 0.0, 0.02, 0.1), None)
    'Share of spending returned: 8.4 % on average, 2.1 % over everyone'
    """
    name = title(feature.name)
    # Its name says the unit already: "Different categories: 7.8", not "7.8 categories".
    counted = replace(feature, unit="") if feature.unit and feature.unit in name.lower() else feature
    inside, outside = (in_unit(value, counted, currency) for value in (figure.mean or 0.0, spread.mean))
    return f"{name}: {inside} on average, {outside} over everyone"


def levels_beside(name: str, level: str, share: float, everyone: Mapping[str, Spread]) -> str:
    """Say how many of a segment have a level of a category, and how many of everyone.

    Examples
    --------
    >>> levels_beside("main_weekday", "Sunday", 0.4, {"main_weekday = Sunday": Spread(0.15, 0, 0, 0, 1)})
    'Main day of the week: Sunday for 40 %, 15 % over everyone'
    """
    spread = everyone.get(f"{name} = {level}")
    usual = "" if spread is None else f", {percent(spread.mean)} over everyone"
    return f"{title(name)}: {level} for {percent(share)}{usual}"


def in_unit(value: float, feature: Feature, currency: str | None) -> str:
    """Write a value with the unit of its feature.

    Examples
    --------
    >>> from shoal.terms import Lens
    >>> in_unit(1234.5, Feature("net_revenue", FeatureType.NUMBER, Lens.VALUE, "money", "", ""), "GBP")
    '1,234 GBP'
    """
    if feature.type in (FeatureType.SHARE, FeatureType.FLAG):
        return percent(value)
    if feature.unit == "money":
        return f"{number(round(value, 2))} {currency}" if currency else number(round(value, 2))
    if feature.unit in ("", "ratio", "nats", "tone"):
        return number(float(f"{value:.3g}"))
    return f"{number(value)} {feature.unit}"
