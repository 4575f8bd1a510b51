"""Which features tell most of the segments, with what goes together told once."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

from shoal.terms import Figure, Segment, Segmentation
from shoal.terms.titles import without_window

SMALL_EFFECT, MEDIUM_EFFECT = 0.2, 0.5
"""Cohen's bounds: smaller differences are not worth a line; from the second on what formed the segments comes first."""

SAME_COURSE = 0.95
"""Cosine of the effects of two features over the segments from which on the second says nothing new of them."""

FEWEST_SEGMENTS = 4
"""Over fewer segments than this any two features run alike."""


def formed_by(segmentation: Segmentation) -> tuple[str, ...]:
    """List the features that the segments were formed on, in the table's order."""
    choices = segmentation.choices()
    return tuple(
        feature.name for feature in segmentation.features if feature.name in choices and choices[feature.name].used
    )


def most_telling(
    segmentation: Segmentation, *, told: Collection[str] = (), of: Segment | None = None
) -> tuple[str, ...]:
    """Rank the features by how far a segment lies from everyone else, those left out that repeat what is told.

    A feature repeats another where the choice of features found that they say nearly the same, where they are one
    thing looked at through two windows, such as net revenue of a year and of ever, or where they run alike over the
    segments (what formed them was chosen to differ, whatever the segments show). Where a difference is not small, what
    formed the segments goes before what only describes them.

    Parameters
    ----------
    segmentation : Segmentation
    told : collection of str
        Features that are shown already.
    of : Segment or None
        The segment that is told of; None for all of them together.

    Returns
    -------
    tuple of str
        The most telling first; those of less than a small effect are not there.
    """
    profiles = [segment.profile for segment in segmentation.segments if segment.profile]
    courses = {
        feature.name: [_size(profile, feature.name) for profile in profiles] for feature in segmentation.features
    }
    size = {
        name: abs(_size(of.profile, name)) if of is not None else max(map(abs, course), default=0.0)
        for name, course in courses.items()
    }
    formed, family = set(formed_by(segmentation)), _families(segmentation)
    said, ranked = list(told), []
    for name in sorted(courses, key=lambda name: (not (name in formed and size[name] >= MEDIUM_EFFECT), -size[name])):
        if size[name] >= SMALL_EFFECT and not any(
            family[name] == family[other] or (name not in formed and _run_alike(courses[name], courses[other]))
            for other in said
        ):
            said.append(name)
            ranked.append(name)
    return tuple(ranked)


def _size(profile: Mapping[str, Figure], name: str) -> float:
    figure = profile.get(name)
    return 0.0 if figure is None or figure.effect is None else figure.effect


def _families(segmentation: Segmentation) -> Mapping[str, str]:
    """Name what each feature is told as: the one that stands for it, without its window."""
    leaders = {name: choice.same_as for name, choice in segmentation.choices().items() if choice.same_as}
    return {feature.name: without_window(leaders.get(feature.name, feature.name)) for feature in segmentation.features}


def _run_alike(one: list[float], other: list[float]) -> bool:
    if len(one) < FEWEST_SEGMENTS:
        return False
    lengths = math.hypot(*one) * math.hypot(*other)
    return lengths > 0 and abs(sum(a * b for a, b in zip(one, other, strict=True))) >= SAME_COURSE * lengths
