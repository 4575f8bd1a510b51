"""From groups to segments: sizes, profiles, outcomes, names and sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from shoal.interpret.claims import Spread
from shoal.interpret.levels import Levels, levels_of
from shoal.interpret.moments import Moments
from shoal.interpret.names import named, named_by_hand
from shoal.interpret.others import OTHERS
from shoal.interpret.outcomes import outcomes_of
from shoal.interpret.profile import Group, everyone, figure, groups_of, merged, numeric
from shoal.interpret.sentences import sentence
from shoal.interpret.words import SPEND, Described
from shoal.stats.rounding import written
from shoal.terms import ByHand, Claim, Feature, FeatureTable, Figure, Grouping, Interval, Labels, Progress, Segment

OUTLIERS = "Outliers"
"""The segment of those who belong to no group."""


@dataclass(frozen=True)
class _Counted:
    """Everything that was counted inside the engine."""

    groups: Mapping[int, Group]
    everyone: Mapping[str, Spread]
    levels: Mapping[int, Levels]
    outcomes: Mapping[int, Mapping[str, Interval]]


def describe(
    table: FeatureTable,
    labels: Labels,
    grouping: Grouping,
    *,
    min_count: int,
    progress: Progress,
    spreads: Mapping[str, Spread] | None = None,
    by_hand: Mapping[int, ByHand] | None = None,
) -> tuple[Segment, ...]:
    """Describe the groups as segments, the most valuable first.

    Parameters
    ----------
    table : FeatureTable
    labels : Labels
        The group of every customer of the table.
    grouping : Grouping
        Whose own names are kept where it has any.
    min_count : int
        Smallest group that is described. Smaller ones become one segment, ``Others``, with a count and a share but no
        profile, outcomes or claims; groups that nobody is in belong there too, so that every group has a segment.
    progress : Progress
    spreads : mapping of feature to Spread, or None
        Of everyone, where they are known already.
    by_hand : mapping of group to ByHand, or None
        What a person decided about groups: a name of theirs is kept, and makes no claim.

    Returns
    -------
    tuple of Segment
        Ids from 1 by mean net revenue, highest first (where there is none, by size, or in the order of the
        algorithm's own names); ``Outliers`` come after them, and ``Others`` last. Numbers
        have nine significant digits. Effects are Hedges' g against everyone else, as a 95 % interval.
    """
    counted = _count(table, labels, spreads, min_count=min_count, progress=progress)
    described = [group for group in counted.groups if counted.groups[group].n_customers >= min_count]
    ordered = sorted(described, key=lambda group: (-_worth(counted.groups[group], grouping), group))
    ordered.sort(key=lambda group: group == grouping.outliers)
    segments = [_segment(group, table, grouping, counted, min_count=min_count) for group in ordered]
    segments = _with_names(segments, table, grouping, counted.everyone, by_hand or {})
    small = tuple(group for group in range(grouping.model.n_groups) if group not in described)
    if small:
        segments.append(_others(small, table, grouping, counted))
    return tuple(replace(segment, id=place) for place, segment in enumerate(segments, start=1))


def _count(
    table: FeatureTable, labels: Labels, spreads: Mapping[str, Spread] | None, *, min_count: int, progress: Progress
) -> _Counted:
    groups = groups_of(table, labels)
    progress.step(0.4)
    spreads = everyone(table) if spreads is None else spreads
    progress.step(0.7)
    levels = levels_of(table, labels, min_count=min_count)
    progress.step(0.85)
    outcomes = outcomes_of(table, labels, min_count=min_count)
    progress.step(1.0)
    return _Counted(groups, spreads, levels, outcomes)


def _worth(group: Group, grouping: Grouping) -> float:
    """Give what segments are ordered by; groups that have names of their own come in an order of their own."""
    if SPEND in group.moments:
        return group.moments[SPEND].mean
    return 0.0 if grouping.names else float(group.n_customers)


def _segment(number: int, table: FeatureTable, grouping: Grouping, counted: _Counted, *, min_count: int) -> Segment:
    """Describe one group, without a name yet."""
    group = counted.groups[number]
    features = numeric(table)
    rest = merged(tuple(other for key, other in counted.groups.items() if key != number), features)
    overall = {f.name: group.moments[f.name] + rest.moments[f.name] for f in features}
    profile: dict[str, Figure] = {
        f.name: figure(group, rest, overall[f.name], f.name, min_count=min_count) for f in features
    }
    return Segment(
        id=0,
        groups=(number,),
        name="",
        is_natural=grouping.is_natural and number != grouping.outliers,
        n_customers=group.n_customers,
        share=written(group.n_customers / table.n_customers),
        value_share=_value_share(group, overall.get(SPEND)),
        profile=profile,
        top_levels=counted.levels.get(number, {}),
        labels=counted.outcomes.get(number, {}),
        claims=(),
        description="",
        stability=_stability(number, grouping),
    )


def _stability(number: int, grouping: Grouping) -> Interval | None:
    """Give how well a group comes back; outliers are no group that could."""
    found = grouping.evidence.stability
    return None if found is None or number == grouping.outliers else found.groups[number]


def _value_share(group: Group, overall: Moments | None) -> float | None:
    """Give the share of net revenue; None where there is none to share."""
    if overall is None or overall.total <= 0:
        return None
    return written(group.moments[SPEND].total / overall.total)


def _with_names(
    segments: list[Segment],
    table: FeatureTable,
    grouping: Grouping,
    spreads: Mapping[str, Spread],
    by_hand: Mapping[int, ByHand],
) -> list[Segment]:
    spoken = spoken_of(table, grouping)
    names: list[tuple[str, tuple[Claim, ...]]]
    if grouping.names:
        names = [(grouping.names[segment.groups[0]], ()) for segment in segments]
    else:
        grouped = [segment for segment in segments if segment.groups != (grouping.outliers,)]
        found = iter(named([Described(s.profile, s.top_levels) for s in grouped], spreads, spoken))
        names = [next(found) if segment in grouped else (OUTLIERS, ()) for segment in segments]
    decided = [by_hand.get(segment.groups[0]) for segment in segments]
    names = named_by_hand(names, ["" if edit is None else edit.name for edit in decided])
    return [
        replace(
            segment,
            name=name,
            claims=claims,
            by_hand=edit,
            description=sentence(
                segment.n_customers,
                segment.share,
                segment.value_share,
                segment.profile,
                claims,
                features=spoken,
                currency=table.currency,
            ),
        )
        for segment, (name, claims), edit in zip(segments, names, decided, strict=True)
    ]


def spoken_of(table: FeatureTable, grouping: Grouping) -> tuple[Feature, ...]:
    """List the features that may be spoken of: a sensitive trait only where segments were formed on it.

    Parameters
    ----------
    table : FeatureTable
    grouping : Grouping
    """
    columns = grouping.model.columns
    return tuple(
        feature
        for feature in table.features
        if not feature.sensitive
        or any(column == feature.name or column.startswith(f"{feature.name} = ") for column in columns)
    )


def _others(groups: tuple[int, ...], table: FeatureTable, grouping: Grouping, counted: _Counted) -> Segment:
    n = sum(counted.groups[group].n_customers for group in groups if group in counted.groups)
    share = n / table.n_customers
    return Segment(
        id=0,
        groups=groups,
        name=OTHERS,
        is_natural=grouping.is_natural,
        n_customers=n,
        share=written(share),
        value_share=None,
        profile={},
        top_levels={},
        labels={},
        claims=(),
        description=f"{n:,} customers in groups too small to be described.",
    )
