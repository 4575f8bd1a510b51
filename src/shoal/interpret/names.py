"""Names: short, unique, and made only of claims that hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from shoal.interpret.claims import Spread
from shoal.interpret.words import (
    HABIT,
    ORDER_AXES,
    RECENCY,
    SPEND,
    Described,
    is_telling,
    order_claims,
    other_claims,
    typical_claims,
)
from shoal.terms import Claim, Feature

USUAL_CLAIMS = 2
"""Claims in a name; more only where two segments would be called the same."""

MOST_CLAIMS = 4
"""Claims that a name may come to; segments that need more to be told apart are numbered."""


@dataclass(frozen=True)
class Draft:
    """A name in the making: the claims it says, and those it could still say, the most telling first."""

    said: tuple[Claim, ...]
    more: tuple[Claim, ...]
    noun: str

    def text(self) -> str:
        """Give the name."""
        by_axis = {claim.feature: claim.words for claim in self.said if claim.words != "typical"}
        if by_axis.get(RECENCY) == "new":
            by_axis.pop(HABIT, None)  # whoever is new has bought once
        head = [by_axis[axis] for axis in (RECENCY, HABIT) if axis in by_axis]
        noun = by_axis.get(SPEND, self.noun)
        others = [words for axis, words in by_axis.items() if axis not in ORDER_AXES]
        if not by_axis:
            head = ["typical"]
        if head or SPEND in by_axis:
            others.insert(0, " ".join([*head, noun]))
        name = ", ".join(others)
        return name[0].upper() + name[1:]


def named(
    segments: Sequence[Described], everyone: Mapping[str, Spread], features: tuple[Feature, ...]
) -> list[tuple[str, tuple[Claim, ...]]]:
    """Name segments and give the claims that each name makes.

    Tables with orders are named by recency, habit and spend, others by the features with the largest effects. A
    segment that differs from everyone in nothing is called typical.

    Parameters
    ----------
    segments : sequence of Described
    everyone : mapping of feature to Spread
    features : tuple of Feature
        Those that may be spoken of, in the table's order.

    Returns
    -------
    list of (name, claims)
        In the order of the segments; names are unique.
    """
    has_orders = set(ORDER_AXES) <= {feature.name for feature in features}
    drafts = [_draft(segment, everyone, features, has_orders=has_orders) for segment in segments]
    if len(drafts) == 1:
        return [("All buyers" if has_orders else "All customers", ())]
    drafts = _told_apart(drafts)
    return list(zip(_numbered([draft.text() for draft in drafts]), (draft.said for draft in drafts), strict=True))


def named_by_hand(
    names: Sequence[tuple[str, tuple[Claim, ...]]], given: Sequence[str]
) -> list[tuple[str, tuple[Claim, ...]]]:
    """Put the names that a person gave in the place of ours; what they say is theirs, so they make no claim.

    A name of ours that a person gave to another segment gets a number.

    Parameters
    ----------
    names : sequence of (name, claims)
    given : sequence of str
        Empty where nobody gave one.

    Examples
    --------
    >>> named_by_hand([("Lapsed buyers", ()), ("Top value", ())], ["Top value", ""])
    [('Top value', ()), ('Top value, group 2', ())]
    """
    taken = {name.casefold() for name in given if name}
    kept: list[tuple[str, tuple[Claim, ...]]] = []
    for (name, claims), own in zip(names, given, strict=True):
        if own:
            kept.append((own, ()))
            continue
        number, told = 1, name
        while told.casefold() in taken:
            number += 1
            told = f"{name}, group {number}"
        taken.add(told.casefold())
        kept.append((told, claims))
    return kept


def _draft(
    segment: Described, everyone: Mapping[str, Spread], features: tuple[Feature, ...], *, has_orders: bool
) -> Draft:
    about_orders = order_claims(segment, everyone) if has_orders else []
    others = other_claims(segment, everyone, features, skip=ORDER_AXES if has_orders else ())
    telling = [claim for claim in about_orders if is_telling(claim, everyone)]
    spare = [claim for claim in about_orders if claim not in telling]
    noun = "buyers" if has_orders else "customers"
    ordered = (telling or others[:USUAL_CLAIMS]) if has_orders else others
    if not ordered:
        return Draft(typical_claims(segment, everyone), (*spare, *others), noun)
    said = tuple(ordered[:USUAL_CLAIMS])
    if any(claim.words == "new" for claim in said):  # "new" says one-time too, so there is room for one more
        said = tuple(ordered[: USUAL_CLAIMS + 1])
    return Draft(said, tuple(claim for claim in (*ordered, *spare, *others) if claim not in said), noun)


def _told_apart(drafts: list[Draft]) -> list[Draft]:
    """Let segments of the same name say more, until names differ or nothing is left to say."""
    drafts = list(drafts)
    while True:
        counts = Counter(draft.text() for draft in drafts)
        same = [place for place, draft in enumerate(drafts) if counts[draft.text()] > 1]
        grown = {place: draft for place in same if (draft := _grown(place, drafts)) is not drafts[place]}
        if not grown:
            return drafts
        for place, draft in grown.items():
            drafts[place] = draft


def _grown(place: int, drafts: list[Draft]) -> Draft:
    """Let a draft say its most telling claim that some other segment of the same name cannot say."""
    draft = drafts[place]
    if len(draft.said) >= MOST_CLAIMS:
        return draft
    rivals = [other for other in drafts if other is not draft and other.text() == draft.text()]
    for claim in draft.more:
        if any(claim not in rival.more for rival in rivals):
            said = tuple(said for said in draft.said if said.feature != claim.feature and said.words != "typical")
            return replace(draft, said=(*said, claim), more=tuple(more for more in draft.more if more != claim))
    return draft


def _numbered(names: list[str]) -> list[str]:
    """Add a number to names that nothing true could tell apart."""
    counts, seen = Counter(names), Counter[str]()
    unique = []
    for name in names:
        seen[name] += 1
        unique.append(f"{name}, group {seen[name]}" if counts[name] > 1 else name)
    return unique
