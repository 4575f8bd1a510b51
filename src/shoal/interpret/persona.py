"""A persona: two sentences, what draws and what bothers them, and what they seem to prefer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shoal.interpret.beside import in_unit
from shoal.interpret.claims import Spread
from shoal.interpret.facts import VALUE, Facts
from shoal.interpret.sentences import listed, quantity, told_first
from shoal.interpret.signs import MOTIVES, PAINS, preferences, signs
from shoal.interpret.words import HABIT, ORDER_AXES, Described, other_claims
from shoal.terms import Feature, Persona, Segment, Sign, ValueTier
from shoal.terms.titles import without_window

MOST_TOLD = 2
"""Motives and habits that the second sentence tells; more is a list, and stands beside it."""

WORTH, PAUSE = "average_order_value", "cadence_days"

SAID_BY_ORDERS = frozenset(
    {
        "active_days",
        "category_entropy",
        "largest_order_value",
        "main_category_share",
        "net_revenue",
        "order_count",
        "order_value_spread",
        "product_count",
        "product_repeat_share",
        "repeat_count",
        "strongest_quarter_share",
        "tenure_days",
        "unit_count",
    }
)
"""Features that follow from how often somebody ordered and how much they spent, which the first sentence says."""


def persona(
    segment: Segment,
    facts: Facts,
    everyone: Mapping[str, Spread],
    features: tuple[Feature, ...],
    currency: str | None,
) -> Persona:
    """Describe a segment as a person would be described.

    The first sentence says how many they are and what is usual of them; the second what draws them, how they come and
    what bothers them, or, where no data speak of that, what else sets them apart.

    Parameters
    ----------
    segment : Segment
        Described.
    facts : mapping of feature to word
    everyone : mapping of feature to Spread
    features : tuple of Feature
        Those that may be spoken of.
    currency : str or None
    """
    by_name = {feature.name: feature for feature in features}
    motives, pains = (signs(each, segment, facts, everyone, by_name, currency) for each in (MOTIVES, PAINS))
    likes = preferences(segment, facts, everyone, by_name, currency)
    second = _second(motives, likes, pains) or _apart(segment, everyone, features, currency)
    tiers: Mapping[str, ValueTier] = {"top": "top", "high": "high", "middle": "middle", "low": "low"}
    return Persona(
        text=f"{segment.description} {second}",
        motives=motives,
        pains=pains,
        preferences=likes,
        value_tier=tiers.get(facts[VALUE]),
    )


def _second(motives: Sequence[Sign], likes: Sequence[Sign], pains: Sequence[Sign]) -> str:
    """Say what draws them and how they come, and what bothers them most."""
    good = [_verb(sign) for sign in (*motives[:MOST_TOLD], *likes)][:MOST_TOLD]
    bad = [_verb(sign) for sign in pains[:1]]
    if not good and not bad:
        return ""
    said = listed([good[0], *(_shortened(verb, good[0]) for verb in good[1:])]) if good else ""
    if bad:
        said += f", but {bad[0]}" if good else bad[0]
    return f"They {said}."


def _shortened(verb: str, first: str) -> str:
    """Leave out a verb that was just said.

    Examples
    --------
    >>> _shortened("come in office hours", "come on working days"), _shortened("buy at night", "come again")
    ('in office hours', 'buy at night')
    """
    word, _, rest = verb.partition(" ")
    return rest if first.startswith(f"{word} ") else verb


def _apart(
    segment: Segment, everyone: Mapping[str, Spread], features: tuple[Feature, ...], currency: str | None
) -> str:
    """Say what sets them apart besides what the first sentence says already; where nothing does, what is usual."""
    claims = other_claims(Described(segment.profile, segment.top_levels), everyone, features)
    told = () if HABIT in segment.profile else told_first(segment.profile, segment.claims, features)
    said = {*ORDER_AXES, *SAID_BY_ORDERS, *(claim.feature for claim in segment.claims), *(one.name for one in told)}
    more = [claim.words for claim in claims if without_window(claim.feature) not in said][:MOST_TOLD]
    if more:
        return f"What else sets them apart: {listed(more)}."
    usual = _usual(segment, {feature.name: feature for feature in features}, currency)
    return f"{usual}; nothing else sets them clearly apart." if usual else "Nothing else sets them clearly apart."


def _usual(segment: Segment, features: Mapping[str, Feature], currency: str | None) -> str:
    """Say what an order is usually worth and when the next one follows; empty where neither is known."""
    worth, pause = (_median(segment, name) for name in (WORTH, PAUSE))
    several = (_median(segment, HABIT) or 0.0) >= 2
    said = []
    if worth is not None and WORTH in features:
        said.append(f"a typical order of theirs is worth {in_unit(worth, features[WORTH], currency)}")
    if pause is not None and PAUSE in features and several:
        said.append(f"the next one follows after {quantity(float(round(pause)), 'day')}")
    text = listed(said)
    return text[:1].upper() + text[1:]


def _median(segment: Segment, name: str) -> float | None:
    figure = segment.profile.get(name)
    return None if figure is None else figure.median


def _verb(sign: Sign) -> str:
    return sign.text.removeprefix("They ")
