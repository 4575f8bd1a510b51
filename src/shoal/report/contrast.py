"""What sets a segment apart, in words: against everyone else, and against its nearest neighbour."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass

from shoal.report.numbers import count, estimate, number, percent
from shoal.terms import Contrast, Difference, Feature, FeatureType, Segment, Segmentation
from shoal.terms.titles import in_sentence, title

SIZES = ((0.5, "a small"), (0.8, "a medium"), (float("inf"), "a large"))
"""What Cohen calls differences up to so many standard deviations."""


@dataclass(frozen=True)
class Compared:
    """One comparison.

    Parameters
    ----------
    against : str
        Whom the segment is compared with.
    lines : tuple of (what, how it differs)
    note : str
        On whom it was measured, and what that does not say.
    """

    against: str
    lines: tuple[tuple[str, str], ...]
    note: str


def compared(segment: Segment, segmentation: Segmentation) -> tuple[Compared, ...]:
    """Give the comparisons of a segment that have enough customers on both sides."""
    features = {feature.name: feature for feature in segmentation.features}
    names = {one.id: one.name for one in segmentation.segments}
    return tuple(_compared(one, features, names) for one in segment.contrasts if one.n_compared)


def _compared(one: Contrast, features: Mapping[str, Feature], names: Mapping[int, str]) -> Compared:
    against = "everyone else" if one.against is None else names[one.against]
    shares = frozenset(
        name for name, feature in features.items() if feature.type in (FeatureType.SHARE, FeatureType.FLAG)
    )
    return Compared(against, tuple((what(each), how(each, shares)) for each in one.differences), measured_on(one))


def measured_on(one: Contrast) -> str:
    """Say on whom a comparison was measured, and what it does not say."""
    of = f"Measured on {count(one.n_customers)} customers held back, and {count(one.n_others)} others."
    if not one.differences:
        return f"{of} None of {count(one.n_compared)} features and levels differs clearly."
    marked = " * The segments were formed on it: it differs by design, and the figure says how far."
    return of + (marked if any(each.is_descriptive for each in one.differences) else "")


def what(one: Difference) -> str:
    """Name what differs, and what says the same."""
    name = title(one.feature) + ("" if one.level is None else f": {one.level}") + (" *" if one.is_descriptive else "")
    also = ", ".join(in_sentence(name) for name in one.along_with[:3])
    more = len(one.along_with) - 3
    return name + (f" (and so {also}{f' and {more} more' if more > 0 else ''})" if also else "")


def how(one: Difference, shares: Container[str]) -> str:
    """Say how it differs, with the interval.

    Parameters
    ----------
    one : Difference
    shares : container of str
        Features that are shares.
    """
    is_share = one.level is not None or one.feature in shares
    value, other = ((percent if is_share else number)(each) for each in (one.value, one.other))
    if one.lift is not None:
        lift = one.lift
        return (
            f"{value} against {other}: {number(lift.value)} times as common ({number(lift.low)} to {number(lift.high)})"
        )
    size = next(words for most, words in SIZES if abs(one.effect.value) < most)
    low, high = sorted((abs(one.effect.low), abs(one.effect.high)))
    return (
        f"{value} against {other}: {size} difference ({estimate(abs(one.effect.value))} standard deviations,"
        f" {estimate(low)} to {estimate(high)})"
    )
