"""The vocabulary of names: which true words there are for a segment, the most telling first."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from shoal.interpret.claims import NEARLY_NOBODY, ONE_TIME_MEAN, Spread, claim_holds, direction, is_mostly, is_one_time
from shoal.terms import Claim, Feature, FeatureType, Figure
from shoal.terms.names import spoken
from shoal.terms.titles import in_sentence

RECENCY, HABIT, SPEND = "recency_days", "order_count", "net_revenue"
ORDER_AXES = (RECENCY, HABIT, SPEND)

LONGEST_LEVEL = 24


@dataclass(frozen=True)
class Described:
    """What is known of a segment when it is named."""

    profile: Mapping[str, Figure]
    top_levels: Mapping[str, tuple[tuple[str, float], ...]]


def order_claims(described: Described, everyone: Mapping[str, Spread]) -> list[Claim]:
    """List the claims about orders: recency, habit and spend, the most telling first.

    Examples
    --------
    >>> everyone = {"recency_days": Spread(90, 50, 24, 100, 250), "order_count": Spread(4, 2, 1, 4, 9),
    ...             "net_revenue": Spread(2000, 650, 380, 1200, 3500)}
    >>> profile = {"recency_days": Figure(250, 240, 280), "order_count": Figure(1.2, 1, 30),
    ...            "net_revenue": Figure(300, 250, 15)}
    >>> [claim.words for claim in order_claims(Described(profile, {}), everyone)]
    ['lapsed', 'one-time', 'small baskets']
    """
    profile = described.profile
    claims = [
        next(
            (
                claim
                for words in _candidates(axis, profile, everyone)
                if claim_holds(claim := _claim(axis, words, profile, everyone), profile, everyone)
            ),
            None,
        )
        for axis in ORDER_AXES
    ]
    return sorted((claim for claim in claims if claim), key=lambda claim: _rank(claim, profile, everyone))


def is_telling(claim: Claim, everyone: Mapping[str, Spread]) -> bool:
    """Say whether a claim sets its segment apart: it differs from everyone, or bought once where others did not."""
    once = claim.words == "one-time" and everyone[HABIT].mean > ONE_TIME_MEAN
    return claim.direction != "typical" or once


def other_claims(
    described: Described, everyone: Mapping[str, Spread], features: tuple[Feature, ...], *, skip: tuple[str, ...] = ()
) -> list[Claim]:
    """List the claims about all other features that set a segment apart, the largest effect first."""
    claims: list[tuple[float, Claim]] = []
    for place, feature in enumerate(features):
        if feature.name in skip:
            continue
        if feature.type is FeatureType.CATEGORY:
            levels = described.top_levels.get(feature.name, ())
            spread = everyone.get(f"{feature.name} = {levels[0][0]}") if levels else None
            if spread is not None and is_mostly(levels[0][1], spread):
                claims.append((_level_distance(levels[0][1], spread.mean), _level_claim(feature.name, levels[0][0])))
            continue
        figure, spread = described.profile.get(feature.name), everyone.get(feature.name)
        if figure is None or spread is None or (where := direction(figure, spread)) in (None, "typical"):
            continue
        size = math.inf if figure.effect is None else abs(figure.effect)
        claims.append((size - place * 1e-9, Claim(feature.name, str(where), _phrase(feature, figure, str(where)))))
    return _varied([claim for _, claim in sorted(claims, key=lambda item: -item[0])])


def _varied(claims: list[Claim]) -> list[Claim]:
    """Move the first claim that shares no word with the strongest to second place: it says something new."""
    if len(claims) < 3:
        return claims
    said = set(spoken(claims[0].feature).split())
    second = next((claim for claim in claims[1:] if not said & set(spoken(claim.feature).split())), claims[1])
    return [claims[0], second, *(claim for claim in claims[1:] if claim is not second)]


def typical_claims(described: Described, everyone: Mapping[str, Spread]) -> tuple[Claim, ...]:
    """List the features in which a segment is like everyone."""
    return tuple(
        Claim(name, "typical", "typical")
        for name, figure in described.profile.items()
        if name in everyone and direction(figure, everyone[name]) == "typical"
    )


def _candidates(axis: str, profile: Mapping[str, Figure], everyone: Mapping[str, Spread]) -> tuple[str, ...]:
    """List the words of an axis for where the segment lies, the strongest first; the first that holds is said."""
    if axis not in profile or axis not in everyone:
        return ()
    where = direction(profile[axis], everyone[axis])
    baskets = HABIT in profile and is_one_time(profile[HABIT])
    vocabulary: Mapping[tuple[str, str | None], tuple[str, ...]] = {
        (RECENCY, "low"): ("new", "active"),
        (RECENCY, "typical"): ("cooling",),
        (RECENCY, "high"): ("lapsed", "quiet"),
        (HABIT, "low"): ("one-time", "occasional"),
        (HABIT, "typical"): ("one-time", "regular", "repeat", "occasional"),
        (HABIT, "high"): ("very frequent", "frequent", "repeat"),
        (SPEND, "low"): ("small baskets",) if baskets else ("small spenders",),
        (SPEND, "typical"): ("mid-sized baskets",) if baskets else ("mid spenders",),
        (SPEND, "high"): ("big baskets",) if baskets else ("top spenders", "big spenders"),
    }
    return vocabulary.get((axis, where), ())


def _claim(axis: str, words: str, profile: Mapping[str, Figure], everyone: Mapping[str, Spread]) -> Claim:
    return Claim(axis, str(direction(profile[axis], everyone[axis])), words)


def _rank(claim: Claim, profile: Mapping[str, Figure], everyone: Mapping[str, Spread]) -> tuple[bool, float, int]:
    """Order claims: a fact (bought once) and what differs from everyone come first, then the largest effect."""
    effect = profile[claim.feature].effect
    size = math.inf if claim.words == "one-time" or effect is None else abs(effect)
    return (not is_telling(claim, everyone), -size, ORDER_AXES.index(claim.feature))


PHRASES = {
    ("return_share", "high"): "many returns",
    ("return_share", "low"): "few returns",
    ("cadence_spread", "high"): "irregular orders",
    ("cadence_spread", "low"): "regular orders",
    ("cadence_days", "high"): "long pauses between orders",
    ("cadence_days", "low"): "short pauses between orders",
    ("product_count", "high"): "many different products",
    ("product_count", "low"): "few different products",
    ("average_order_value", "high"): "large orders",
    ("average_order_value", "low"): "small orders",
    ("units_per_order", "high"): "many items per order",
    ("units_per_order", "low"): "few items per order",
    ("weekend_share", "high"): "more weekend orders",
    ("weekend_share", "low"): "fewer weekend orders",
    ("revenue_trend", "high"): "growing spend",
    ("revenue_trend", "low"): "shrinking spend",
    ("tenure_days", "high"): "long known",
    ("tenure_days", "low"): "recently won",
    ("return_count", "high"): "many returns",
    ("return_count", "low"): "few returns",
    ("discount_share", "high"): "big discounts",
    ("discount_share", "low"): "small discounts",
    ("full_price_share", "high"): "more at full price",
    ("full_price_share", "low"): "less at full price",
    ("margin_share", "high"): "high margins",
    ("margin_share", "low"): "low margins",
    ("category_entropy", "high"): "many categories",
    ("category_entropy", "low"): "few categories",
    ("order_trend", "high"): "growing orders",
    ("order_trend", "low"): "shrinking orders",
    ("usage_trend", "high"): "growing usage",
    ("usage_trend", "low"): "shrinking usage",
    ("active_days_30d", "high"): "lately active",
    ("active_days_30d", "low"): "lately inactive",
    ("used_feature_count", "high"): "broad usage",
    ("used_feature_count", "low"): "narrow usage",
    ("overdue_days", "high"): "overdue",
    ("open_recency_days", "high"): "messages long unopened",
    ("open_recency_days", "low"): "messages lately opened",
}
"""What a high or low value of a feature is called; other features are called by their titles."""

DAYS_SINCE = "days since "


def _phrase(feature: Feature, figure: Figure, where: str) -> str:
    if (feature.name, where) in PHRASES:
        return PHRASES[feature.name, where]
    name = in_sentence(feature.name)
    if name.startswith(DAYS_SINCE):
        what = name.removeprefix(DAYS_SINCE).removeprefix("the ")
        return f"{what} long ago" if where == "high" else f"recent {what}"
    if feature.type is not FeatureType.FLAG:
        return f"{where} {name}"
    if where == "high":
        return f"mostly {name}" if figure.mean is not None and figure.mean > 0.5 else f"more often {name}"
    return f"no {name}" if figure.mean is not None and figure.mean <= NEARLY_NOBODY else f"less often {name}"


def _level_claim(feature: str, level: str) -> Claim:
    shown = level if len(level) <= LONGEST_LEVEL else level[: LONGEST_LEVEL - 1] + "…"
    return Claim(f"{feature} = {level}", "high", f"{in_sentence(feature)} mostly {shown}")


def _level_distance(share: float, everyone: float) -> float:
    """Give Cohen's h of two shares, on the scale of standard deviations like the effects of numbers."""
    return abs(2 * math.asin(math.sqrt(min(share, 1.0))) - 2 * math.asin(math.sqrt(min(everyone, 1.0))))
