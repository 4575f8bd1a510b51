"""Why this customer: what puts them in their segment, and which is next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from shoal.terms import Matrix, Model, Recipe

STEPS = 60
"""Places looked at on the way to another segment."""
MOST_REASONS = 5

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
        The medians of the segments that are described, and their most common levels.
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
        row: Matrix = self.points((profile,))[0]
        return row

    def points(self, profiles: Sequence[Profile]) -> Matrix:
        """Give profiles as the model reads them (profiles, columns)."""
        if self.model.reads == "features":
            values = [[profile.get(name) for name in self.model.columns] for profile in profiles]
            return np.array([[np.nan if value is None else float(value) for value in row] for row in values])
        places = [self.recipe.columns.index(name) for name in self.model.columns]
        rows: Matrix = self.recipe.apply_many(profiles)[:, places]
        return rows

    def segments(self, points: Matrix) -> list[int]:
        """Place points (n, columns) in segments."""
        return [self.segment_of_group[int(group)] for group in self.model.apply(points).group]

    def placed(self, profiles: Sequence[Profile]) -> list[tuple[int | None, float]]:
        """Place profiles: the segment of each, None where a value is lacking, and how sure that is."""
        points = self.points(profiles)
        is_known = ~np.isnan(points).any(axis=1)
        answer: list[tuple[int | None, float]] = [(None, 0.0)] * len(points)
        if is_known.any():
            found = self.model.apply(points[is_known])
            pairs = zip(np.flatnonzero(is_known).tolist(), found.group.tolist(), found.confidence.tolist(), strict=True)
            for place, group, confidence in pairs:
                answer[place] = (self.segment_of_group[int(group)], float(confidence))
        return answer

    def feature_of(self, column: str) -> str:
        """Name the feature that a column of the model belongs to."""
        return column if column in self.reads else column.partition(" = ")[0]


@dataclass(frozen=True)
class Reason:
    """A feature that speaks for the segment against the next one, or for the next one (`weight` < 0).

    Parameters
    ----------
    feature : str
    value, typical, typical_next : float, str or None
        Of the customer, of the segment, of the next segment: medians in the unit of the feature, the most common level
        of a category.
    weight : float
        Share of all that speaks, for either.
    """

    feature: str
    value: float | str | None
    typical: float | str | None
    typical_next: float | str | None
    weight: float


@dataclass(frozen=True)
class Why:
    """The answer: the next segment, None where there is none, and what speaks for and against."""

    next_segment: int | None
    reasons: tuple[Reason, ...]


def why(placing: Placing, profile: Profile, segment: int) -> Why:
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
    """
    if segment not in placing.typical or np.isnan(placing.point(profile)).any():
        return Why(None, ())
    point = placing.point(profile)
    following = _next(placing, profile, point, segment)
    if following is None:
        return Why(None, ())
    return Why(following, _reasons(placing, profile, point, segment, following))


def _typical_point(placing: Placing, profile: Profile, segment: int) -> Matrix:
    """Give the typical customer of a segment, with the customer's own values where it has none."""
    known = {name: value for name, value in placing.typical[segment].items() if value is not None}
    return placing.point({**profile, **known})


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
            _told(profile.get(name)),
            _told(placing.typical[segment].get(name)),
            _told(placing.typical[following].get(name)),
            pulls[name] / total,
        )
        for name in told
    )


def _told(value: Any) -> float | str | None:
    return value if value is None or isinstance(value, str) else float(value)
