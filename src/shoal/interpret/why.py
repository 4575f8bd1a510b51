"""Why this customer: what puts them in their segment, which is next, and the smallest change that would move them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from shoal.interpret.conditions import Wording, in_words
from shoal.terms import Bound, Feature, FeatureType, Matrix, Model, Recipe

STEPS = 60
"""Places looked at on the way to another segment."""
MOST_REASONS = 5
MOST_CHANGES = 3
TIME_ALONE = frozenset({"tenure_days", "active_days", "customer_age_days", "holding_tenure_days", "current_plan_days"})
"""Features that nothing but time, or the past, decides: nobody can have come earlier or later."""

Profile = Mapping[str, Any]


@dataclass(frozen=True)
class Placing:
    """What places customers, and what is typical of each segment.

    Parameters
    ----------
    recipe : Recipe
    model : Model
    segment_of_group : mapping of group to segment id
    typical : mapping of segment id to profile
        The medians of the segments that are described.
    """

    recipe: Recipe
    model: Model
    segment_of_group: Mapping[int, int]
    typical: Mapping[int, Profile]

    @property
    def reads(self) -> tuple[str, ...]:
        """Name the features that the segments were formed on."""
        return tuple(self.model.columns if self.model.reads == "features" else self.recipe.features)

    def point(self, profile: Profile) -> Matrix:
        """Give a profile as the model reads it (columns,)."""
        if self.model.reads == "features":
            values = (profile.get(name) for name in self.model.columns)
            return np.array([np.nan if value is None else float(value) for value in values])
        row = dict(zip(self.recipe.columns, self.recipe.apply_one(profile).tolist(), strict=True))
        return np.array([row[name] for name in self.model.columns])

    def segments(self, points: Matrix) -> list[int]:
        """Place points (n, columns) in segments."""
        return [self.segment_of_group[int(group)] for group in self.model.apply(points).group]

    def feature_of(self, column: str) -> str:
        """Name the feature that a column of the model belongs to."""
        return column if column in self.reads else column.partition(" = ")[0]


@dataclass(frozen=True)
class Reason:
    """A feature that speaks for the segment against the next one, or for the next one (`weight` < 0).

    Parameters
    ----------
    feature : str
    value, typical, typical_next : float or None
        Of the customer, of the segment, of the next segment (medians), in the unit of the feature.
    weight : float
        Share of all that speaks, for either.
    """

    feature: str
    value: float | None
    typical: float | None
    typical_next: float | None
    weight: float


@dataclass(frozen=True)
class Change:
    """One feature that would move the customer by itself, all else equal.

    Parameters
    ----------
    feature : str
    now, then : float
    text : str
        What would have to hold, in words.
    segment : int
        Where they would be.
    """

    feature: str
    now: float
    then: float
    text: str
    segment: int


@dataclass(frozen=True)
class Why:
    """The answer: the next segment, None where there is none, and what speaks for and against."""

    next_segment: int | None
    reasons: tuple[Reason, ...]
    changes: tuple[Change, ...]


def why(placing: Placing, profile: Profile, segment: int, features: Mapping[str, Feature], currency: str | None) -> Why:
    """Say why a customer is in a segment.

    The next segment is that whose typical customer is reached from here over the shortest way. A feature speaks for
    the segment as far as it brings the customer nearer to its typical customer than to that of the next one; for groups
    around centres that is just what decided, for others it is near to it.

    Parameters
    ----------
    placing : Placing
    profile : mapping of feature to value
    segment : int
        Where the customer is.
    features : mapping of name to Feature
        Those that behaviour can change; nothing else is offered as a change.
    currency : str or None
    """
    if segment not in placing.typical or np.isnan(placing.point(profile)).any():
        return Why(None, (), ())
    point = placing.point(profile)
    following = _next(placing, profile, point, segment)
    if following is None:
        return Why(None, (), ())
    changes = [
        change
        for name in placing.reads
        if name in features and profile.get(name) is not None
        for change in _changes(placing, profile, segment, features[name], currency)
    ]
    changes.sort(key=lambda one: one[0])
    return Why(
        following,
        _reasons(placing, profile, point, segment, following),
        tuple(change for _, change in changes[:MOST_CHANGES]),
    )


def _typical_point(placing: Placing, profile: Profile, segment: int) -> Matrix:
    """Give the typical customer of a segment, with the customer's own levels of categories."""
    medians = {name: value for name, value in placing.typical[segment].items() if value is not None}
    return placing.point({**profile, **medians})


def _next(placing: Placing, profile: Profile, point: Matrix, segment: int) -> int | None:
    found: list[tuple[float, int]] = []
    for other in placing.typical:
        if other == segment:
            continue
        way = _typical_point(placing, profile, other) - point
        steps = np.arange(1, STEPS + 1) / STEPS
        reached = placing.segments(point + steps[:, None] * way)
        first = next((place for place, there in enumerate(reached) if there == other), None)
        if first is not None:
            found.append((float(steps[first]) * float(np.sqrt((way * way).sum())), other))
    return min(found)[1] if found else None


def _reasons(placing: Placing, profile: Profile, point: Matrix, segment: int, following: int) -> tuple[Reason, ...]:
    own, other = (_typical_point(placing, profile, one) for one in (segment, following))
    pulls: dict[str, float] = {}
    for place, column in enumerate(placing.model.columns):
        feature = placing.feature_of(column)
        pull = float((point[place] - other[place]) ** 2 - (point[place] - own[place]) ** 2)
        pulls[feature] = pulls.get(feature, 0.0) + pull
    total = sum(map(abs, pulls.values()))
    told = sorted((name for name in pulls if pulls[name] != 0), key=lambda name: -abs(pulls[name]))[:MOST_REASONS]
    return tuple(
        Reason(
            name,
            _number(profile.get(name)),
            _number(placing.typical[segment].get(name)),
            _number(placing.typical[following].get(name)),
            pulls[name] / total,
        )
        for name in told
    )


def _number(value: Any) -> float | None:
    return None if value is None or isinstance(value, str) else float(value)


def _changes(
    placing: Placing, profile: Profile, segment: int, feature: Feature, currency: str | None
) -> list[tuple[float, Change]]:
    """Give the first value on either side at which the customer is elsewhere, with how far it is for the model."""
    is_fixed = feature.sensitive or feature.name in TIME_ALONE
    if is_fixed or feature.type in (FeatureType.CATEGORY, FeatureType.FLAG):
        return []
    now, start, found = float(profile[feature.name]), placing.point(profile), []
    typical = [value for each in placing.typical.values() if (value := _number(each.get(feature.name))) is not None]
    for end in (max([*typical, now]), min([*typical, now])):
        if end == now or (end < now and _only_rises(feature)):
            continue
        values = _way(now, end, is_whole=feature.type is FeatureType.COUNT)
        points = np.array([placing.point({**profile, feature.name: value}) for value in values])
        place = next((i for i, there in enumerate(placing.segments(points)) if there != segment), None)
        if place is None:
            continue
        then = values[place]
        least = then - 1 if feature.type is FeatureType.COUNT else then
        bound = Bound(feature.name, least, None) if then > now else Bound(feature.name, None, then)
        text = in_words(bound, Wording({feature.name: feature}, currency))
        there = placing.segments(points[place : place + 1])[0]
        away = points[place] - start
        found.append((float((away * away).sum()), Change(feature.name, now, then, text, there)))
    return found


def _only_rises(feature: Feature) -> bool:
    """Say whether it counts or adds up all history, which nothing takes back."""
    return feature.window.startswith("all history") and (
        feature.unit == "money" or (feature.type is FeatureType.COUNT and feature.unit != "days")
    )


def _way(now: float, end: float, *, is_whole: bool) -> list[float]:
    """Give values from here to there: whole ones where they are counted, at most so many."""
    if is_whole:
        first, last = math.floor(now), math.floor(end)
        step = max(abs(last - first) // STEPS, 1) * (1 if last > first else -1)
        return [float(value) for value in range(first + step, last + step, step)]
    return [float(f"{now + (end - now) * place / STEPS:.4g}") for place in range(1, STEPS + 1)]
