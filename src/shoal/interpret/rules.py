"""Rules: who is in each segment, and the whole segmentation, in conditions that people and engines can read."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from shoal.interpret.conditions import Wording, in_words
from shoal.interpret.contrast import contrasts
from shoal.interpret.counted import best_counted
from shoal.interpret.cuts import coded, cuts_of
from shoal.interpret.membership import measured, taught
from shoal.interpret.rule_list import placed_by, rule_list
from shoal.interpret.sampled import Sampled, sampled
from shoal.interpret.search import GOOD, Searched, best_rule
from shoal.stats.intervals import wilson
from shoal.stats.rounding import written
from shoal.terms import (
    AllOf,
    AnyOf,
    Blank,
    Bound,
    FeatureTable,
    Grouping,
    Interval,
    Labels,
    Not,
    OneOf,
    Recipe,
    Rule,
    RuleLine,
    RuleList,
    Segment,
    SegmentRule,
)

COUNTING = 0.03
"""What a rule that counts must add to F1: it is longer to check than conditions that all hold."""
MOST_LISTED = 40
"""Segments beyond which nobody reads a list of rules for all of them."""


def ruled(
    table: FeatureTable,
    labels: Labels,
    segments: tuple[Segment, ...],
    grouping: Grouping,
    recipe: Recipe,
    *,
    min_count: int,
    full: bool = False,
) -> tuple[tuple[Segment, ...], RuleList | None]:
    """Find a rule for each segment that is described, and a list of rules for all of them.

    Rules are made on one half of a sample and measured on the other: precision, recall and coverage are those of
    customers whom the search never saw, with 95 % Wilson intervals. Groups that are cut on single columns have the
    rule of their own cuts.

    Parameters
    ----------
    table : FeatureTable
    labels : Labels
    segments : tuple of Segment
    grouping : Grouping
    recipe : Recipe
    min_count : int
        Fewest customers of a level that a rule names.
    full : bool
        Whether other models are taught the segments too.

    Returns
    -------
    segments : tuple of Segment
        With their rules, and what sets them apart on those held back.
    rules : RuleList or None
        None where there are fewer than two described segments, or too many to be listed.
    """
    model = grouping.model
    sample = sampled(
        table,
        labels,
        preferred=tuple(model.columns if model.reads == "features" else recipe.features),
        barred=frozenset(choice.feature for choice in recipe.choices if choice.is_barred),
        min_count=min_count,
    )
    known, held_back = sample.part(is_held_back=False), sample.part(is_held_back=True)
    cuts = tuple(cuts_of(column, known.values[:, place]) for place, column in enumerate(sample.columns))
    searched = Searched(cuts, *coded(cuts, known.values))
    wording = Wording({feature.name: feature for feature in table.features}, table.currency)
    described = [segment for segment in segments if segment.profile]
    answered = {
        segment.id: _rule_of(segment, len(described), grouping, recipe, known, searched) for segment in described
    }
    told = tuple(
        replace(segment, rule=_measured(answered[segment.id], segment, held_back, wording))
        if segment.id in answered
        else segment
        for segment in segments
    )
    if not 2 <= len(described) <= MOST_LISTED:
        return told, None
    apart = contrasts(described, known, held_back)
    told = tuple(replace(segment, contrasts=apart.get(segment.id, ())) for segment in told)
    return told, _listed(described, known, held_back, searched, wording, full=full)


def _rule_of(
    segment: Segment, n_described: int, grouping: Grouping, recipe: Recipe, known: Sampled, searched: Searched
) -> Rule:
    if n_described == 1 or not searched.cuts:
        return AllOf(())
    if grouping.bounds and len(segment.groups) == 1:
        own = _of_bounds(grouping.bounds[segment.groups[0]], recipe, known)
        if own is not None:
            return own
    return _found(searched, np.isin(known.groups, segment.groups))


def _found(searched: Searched, is_member: NDArray[np.bool_]) -> Rule:
    """Seek a rule of conditions that hold together; where it is poor, one that counts them, if that is better."""
    together = best_rule(searched, is_member)
    told = np.zeros(len(is_member), dtype=bool)
    for pieces in together:
        told[searched.inside(pieces)] = True
    score = _f1(told, is_member)
    counted = best_counted(searched, is_member) if score <= GOOD else None
    if counted is not None and _f1(counted.holds(searched), is_member) > score + COUNTING:
        return counted.rule(searched)
    return searched.rule(together)


def _f1(told: NDArray[np.bool_], is_member: NDArray[np.bool_]) -> float:
    return 2 * int((told & is_member).sum()) / max(int(told.sum() + is_member.sum()), 1)


def _of_bounds(bounds: tuple[Bound, ...], recipe: Recipe, known: Sampled) -> Rule | None:
    """Give the rule of a group's own cuts; None where one is on a pair of features, which no profile has.

    Who lacks a number is where the recipe puts it.
    """
    filled = dict(zip(recipe.columns, recipe.apply_one({}).tolist(), strict=True))
    numbers = {column.feature: place for place, column in enumerate(known.columns) if column.level is None}
    levels = {f"{column.feature} = {column.level}": column for column in known.columns if column.level is not None}
    parts: list[Rule] = []
    for bound in bounds:
        if bound.column in numbers:
            stand_in = recipe.in_real_units(bound.column, filled[bound.column])
            has_blank = bool(np.isnan(known.values[:, numbers[bound.column]]).any())
            is_in = has_blank and bound.holds({bound.column: stand_in})
            parts.append(AnyOf((bound, Blank(bound.column))) if is_in else bound)
        elif bound.column in levels:
            column = levels[bound.column]
            parts.append(_level(column.feature, str(column.level), has=bound.above is not None))
        else:
            return None
    return AllOf(tuple(parts))


def _level(feature: str, level: str, *, has: bool) -> Rule:
    return OneOf(feature, (level,)) if has else Not(OneOf(feature, (level,)))


def _measured(rule: Rule, segment: Segment, held_back: Sampled, wording: Wording) -> SegmentRule:
    is_told, is_member = held_back.truth(rule), np.isin(held_back.groups, segment.groups)
    n_both, n_told, n_members = int((is_told & is_member).sum()), int(is_told.sum()), int(is_member.sum())
    return SegmentRule(
        rule=rule,
        text=in_words(rule, wording),
        precision=_share(n_both, n_told),
        recall=_share(n_both, n_members),
        coverage=_share(n_told, len(is_told)),
        f1=written(2 * n_both / max(n_told + n_members, 1)),
        n_held_back=len(is_told),
    )


def _share(n: int, of: int) -> Interval:
    found = wilson(n, of)
    return Interval(written(found.value), written(found.low), written(found.high))


def _listed(
    described: list[Segment],
    known: Sampled,
    held_back: Sampled,
    searched: Searched,
    wording: Wording,
    *,
    full: bool,
) -> RuleList:
    """Make the list of rules on those who are known, and measure it on those held back."""
    ids = [segment.id for segment in described]
    here, there = _places(described, known.groups), _places(described, held_back.groups)
    is_here, is_there = here >= 0, there >= 0
    kept = Searched(searched.cuts, searched.codes[is_here], searched.n_bins)
    lines, otherwise = rule_list(kept, here[is_here], len(described))
    new = Searched(searched.cuts, coded(searched.cuts, held_back.values[is_there])[0], searched.n_bins)
    taught_by = (
        taught(known.values[is_here], here[is_here], held_back.values[is_there], there[is_there], len(ids))
        if full
        else ()
    )
    rules = [(line, line.rule(searched)) for line in lines]
    return RuleList(
        lines=tuple(RuleLine(ids[line.group], rule, in_words(rule, wording)) for line, rule in rules),
        otherwise=ids[otherwise],
        fidelity=measured("rules", placed_by(new, lines, otherwise), there[is_there], len(ids)),
        n_held_back=int(is_there.sum()),
        membership=taught_by,
    )


def _places(described: list[Segment], groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the place of each customer's segment in the list; -1 where theirs is not described."""
    places = np.full(len(groups), -1, dtype=np.int64)
    for place, segment in enumerate(described):
        places[np.isin(groups, segment.groups)] = place
    return places
