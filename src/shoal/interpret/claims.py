"""A claim is a word of a name with what must be true of the profile for it; nothing is said that is not checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shoal.terms import Claim, Figure, Segment

CLEAR_EFFECT = 0.2
"""Cohen's bound of a small effect: a mean must differ by more, over its whole interval, to carry a claim alone."""

ONE_TIME_MEAN = 1.25

NEARLY_NOBODY = 0.02
"""Share of customers with a flag up to which a segment is said to have none."""


@dataclass(frozen=True)
class Spread:
    """One feature over everyone.

    Parameters
    ----------
    mean, median : float
    low, high : float
        The lower and the upper tercile: a third of everyone lies below, a third above.
    top : float
        A tenth of everyone lies above.
    """

    mean: float
    median: float
    low: float
    high: float
    top: float


def direction(figure: Figure, spread: Spread) -> str | None:
    """Say where a segment's typical customer lies among everyone.

    ``high`` (``low``) where the segment's median is in the upper (lower) third of everyone, beyond everyone's median,
    and the mean lies on the same side. Where a third of everyone or more share one value, so that medians cannot
    tell (flags, amounts that are mostly zero), the mean decides, if its effect is clear. ``typical`` otherwise.

    Returns
    -------
    str or None
        None where the segment has no value.

    Examples
    --------
    >>> orders = Spread(mean=4.3, median=2.0, low=1.0, high=4.0, top=9.0)
    >>> direction(Figure(mean=12.1, median=9.0, index=281.0), orders)
    'high'
    >>> direction(Figure(mean=3.0, median=2.0, index=70.0), orders)
    'typical'
    """
    if figure.mean is None or figure.median is None:
        return None
    if figure.median >= spread.high and figure.median > spread.median and figure.mean > spread.mean:
        return "high"
    if figure.median <= spread.low and figure.median < spread.median and figure.mean < spread.mean:
        return "low"
    if spread.median in (spread.low, spread.high) and figure.low is not None and figure.high is not None:
        if figure.low > CLEAR_EFFECT and figure.median >= spread.median:
            return "high"
        if figure.high < -CLEAR_EFFECT and figure.median <= spread.median:
            return "low"
    return "typical"


def is_one_time(figure: Figure) -> bool:
    """Say whether an order count is that of people who bought once.

    A mean of at most 1.25 of counts that are at least 1 leaves room for at most a quarter above 1 (Markov).
    """
    return figure.median == 1 and figure.mean is not None and 1 <= figure.mean <= ONE_TIME_MEAN


def is_mostly(share: float, spread: Spread) -> bool:
    """Say whether a level is what sets a segment apart: more than half have it, clearly more than of everyone."""
    return share > 0.5 and share >= 1.25 * spread.mean


def _has_bought_once(profile: Mapping[str, Figure]) -> bool:
    return "order_count" in profile and is_one_time(profile["order_count"])


NEEDS: Mapping[str, Callable[[float, Spread, Mapping[str, Figure]], bool]] = {
    "one-time": lambda _median, _spread, profile: _has_bought_once(profile),
    "new": lambda _median, _spread, profile: _has_bought_once(profile),
    "lapsed": lambda median, spread, _profile: median >= 2 * spread.median,
    "cooling": lambda median, spread, _profile: median >= 1.25 * spread.median,
    "repeat": lambda median, _spread, _profile: median >= 2,
    "regular": lambda median, _spread, _profile: median >= 3,
    "frequent": lambda median, _spread, _profile: median >= 3,
    "very frequent": lambda median, spread, _profile: median >= max(3.0, spread.top),
    "top spenders": lambda median, spread, _profile: median >= spread.top,
}
"""What a word needs beyond its direction, of the segment's median, everyone's spread and the profile."""


def claim_holds(claim: Claim, profile: Mapping[str, Figure], everyone: Mapping[str, Spread]) -> bool:
    """Check a claim about a number: its direction, and what its words need beyond that.

    Examples
    --------
    >>> everyone = {"order_count": Spread(4.3, 2.0, 1.0, 4.0, 9.0)}
    >>> once = {"order_count": Figure(mean=1.1, median=1.0, index=25.6)}
    >>> claim_holds(Claim("order_count", "low", "one-time"), once, everyone)
    True
    >>> claim_holds(Claim("order_count", "high", "frequent"), once, everyone)
    False
    """
    figure, spread = profile.get(claim.feature), everyone.get(claim.feature)
    if figure is None or spread is None or figure.median is None or claim.direction != direction(figure, spread):
        return False
    if claim.words.startswith("mostly "):
        return figure.mean is not None and figure.mean > 0.5
    if claim.words.startswith("no "):
        return figure.mean is not None and figure.mean <= NEARLY_NOBODY
    needs = NEEDS.get(claim.words)
    return needs is None or needs(figure.median, spread, profile)


def claims_hold(segment: Segment, everyone: Mapping[str, Spread]) -> bool:
    """Check everything that a segment's name says against its profile.

    Parameters
    ----------
    segment : Segment
    everyone : mapping of feature to Spread
        As `shoal.interpret.everyone` gives it.

    Examples
    --------
    >>> everyone = {"age": Spread(40.0, 40.0, 33.0, 47.0, 60.0)}
    >>> profile = {"age": Figure(mean=61.0, median=62.0, index=152.5)}
    >>> claims = (Claim("age", "high", "high age"),)
    >>> claims_hold(Segment(1, (0,), "High age", True, 80, 0.2, None, profile, {}, {}, claims, ""), everyone)
    True
    """
    return all(
        claim_holds(claim, segment.profile, everyone)
        if claim.feature in segment.profile
        else _level_holds(claim, segment, everyone)
        for claim in segment.claims
    )


def _level_holds(claim: Claim, segment: Segment, everyone: Mapping[str, Spread]) -> bool:
    """Check a claim about a level of a category, ``feature = level``."""
    shares = {f"{name} = {level}": share for name, levels in segment.top_levels.items() for level, share in levels}
    spread = everyone.get(claim.feature)
    return (
        claim.direction == "high"
        and spread is not None
        and claim.feature in shares
        and is_mostly(shares[claim.feature], spread)
    )
