"""Facts about a segment in single words: where its typical customer lies among everyone, feature by feature."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from shoal.interpret.claims import CLEAR_EFFECT, Spread, direction, is_mostly
from shoal.interpret.value import value_tier
from shoal.interpret.words import HABIT
from shoal.languages import english_words
from shoal.terms import Figure, Interval, Segment, ValueTier

VALUE, BUYS, KIND, LEAVES, ANSWERS = "value", "buys", "kind", "leaves", "answers"
"""Facts that are no feature: the value tier, whether they bought once or again, whether it is a group at all, and
whether more of them than of others are known to have left, or to have answered."""

OF_A_FEATURE = ("high", "low", "typical", "unknown")

WORDS: Mapping[str, tuple[str, ...]] = {
    VALUE: ("top", "high", "middle", "low", "unknown"),
    BUYS: ("once", "again", "unknown"),
    KIND: ("group", "outliers"),
    LEAVES: OF_A_FEATURE,
    ANSWERS: OF_A_FEATURE,
}
"""What the facts that are no feature may be; a feature is one of `OF_A_FEATURE`."""

OUTCOMES: Mapping[str, frozenset[str]] = {
    LEAVES: frozenset({"churn", "churned", "left", "exited", "attrition", "attrited", "cancelled", "lost"}),
    ANSWERS: frozenset({"response", "responded", "converted", "accepted", "visit", "conversion"}),
}
"""English words in the name of a known outcome that say what it is of."""

Facts = Mapping[str, str]


def facts_of(
    segment: Segment,
    everyone: Mapping[str, Spread],
    usual: Mapping[str, float] | None = None,
    *,
    tier: ValueTier | None = None,
    is_outliers: bool = False,
) -> Facts:
    """Collect the facts of a segment; a feature that is not there is not known.

    They are read off the same medians and thirds as the words of its name, so that the two cannot disagree. Where the
    means differ by less than a small effect, over the whole 95 % interval, a feature is typical whatever its median.

    Parameters
    ----------
    segment : Segment
        Described.
    everyone : mapping of feature to Spread
    usual : mapping of known outcome to share, or None
        Of everyone.
    tier : str or None
        The value tier that its cut gives it; None where it was not cut by value, then its median decides.
    is_outliers : bool
        Whether it is those who belong to no group.

    Examples
    --------
    >>> everyone = {"order_count": Spread(mean=4.3, median=2.0, low=1.0, high=4.0, top=9.0)}
    >>> profile = {"order_count": Figure(mean=12.1, median=9.0, index=281.0)}
    >>> found = facts_of(Segment(1, (0,), "", True, 80, 0.2, None, profile, {}, {}, (), ""), everyone)
    >>> found["order_count"], found["buys"], found["value"]
    ('high', 'again', 'unknown')
    """
    found: dict[str, str] = {}
    for name, figure in segment.profile.items():
        where = direction(figure, everyone[name]) if name in everyone else None
        if where is not None:
            found[name] = where if _is_clear(figure, where) else "typical"
    for name, levels in segment.top_levels.items():
        level, share = levels[0]
        spread = everyone.get(f"{name} = {level}")
        if spread is not None and is_mostly(share, spread):
            found[f"{name} = {level}"] = "high"
    found[VALUE] = tier or value_tier(segment.profile, everyone) or "unknown"
    found[BUYS] = _buys(segment.profile.get(HABIT))
    found[KIND] = "outliers" if is_outliers else "group"
    for fact in OUTCOMES:
        outcome = outcome_of(fact, segment.labels)
        found[fact] = "unknown"
        if outcome is not None and usual is not None:
            found[fact] = _beside(segment.labels[outcome], usual[outcome])
    return found


def outcome_of(fact: str, labels: Collection[str]) -> str | None:
    """Name the known outcome that says a fact; None where there is none.

    Examples
    --------
    >>> outcome_of("leaves", ["Churn"]), outcome_of("leaves", ["plan = basic"])
    ('Churn', None)
    """
    return next((name for name in labels if OUTCOMES[fact] & set(english_words(name))), None)


def _is_clear(figure: Figure, where: str) -> bool:
    """Say whether the means differ as clearly as the medians; where nobody differs from anybody there is no effect."""
    if where == "typical" or figure.low is None or figure.high is None:
        return True
    return figure.low > CLEAR_EFFECT if where == "high" else figure.high < -CLEAR_EFFECT


def _beside(share: Interval, usual: float) -> str:
    """Compare a share with that of everyone; one whose interval holds it is typical."""
    return "high" if share.low > usual else "low" if share.high < usual else "typical"


def holds(when: Mapping[str, tuple[str, ...]], facts: Facts) -> bool:
    """Say whether every condition is true of a segment; without conditions it is true of each.

    Examples
    --------
    >>> holds({"value": ("top", "high")}, {"value": "high"}), holds({"recency_days": ("high",)}, {})
    (True, False)
    """
    return all(facts.get(name, "unknown") in words for name, words in when.items())


def _buys(orders: Figure | None) -> str:
    """Say whether most of them bought once, or most again; where just half did, neither."""
    if orders is None or orders.median is None or orders.median < 1:
        return "unknown"
    return "once" if orders.median == 1 else "again" if orders.median >= 2 else "unknown"
