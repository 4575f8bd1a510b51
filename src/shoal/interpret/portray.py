"""Portraits: who each segment is, as a persona, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from shoal.engine import literal, quote
from shoal.interpret.claims import Spread
from shoal.interpret.experiment import Spending
from shoal.interpret.facts import facts_of
from shoal.interpret.persona import persona
from shoal.interpret.playbook import Playbook
from shoal.interpret.plays import Ground, play_of
from shoal.interpret.value import MONEY, tier_of_rank
from shoal.stats.rounding import written
from shoal.terms import (
    Feature,
    FeatureTable,
    Grouping,
    InterpretSpec,
    Labels,
    Reach,
    Segment,
    ValueTier,
)

RECENT_MONEY = "net_revenue_90d"
"""What customers spent lately: the KPI in money rests on it."""

GENERAL = "general"

TIERS_BY_NAME: Mapping[str, ValueTier] = {
    "Top": "top",
    "High": "high",
    "Medium": "middle",
    "Low": "low",
    "Lowest": "low",
}
"""What the first word of a tier's name says; where tiers are only numbered, their place says it."""


def portrayed(
    table: FeatureTable,
    labels: Labels,
    segments: tuple[Segment, ...],
    grouping: Grouping,
    *,
    everyone: Mapping[str, Spread],
    spoken: tuple[Feature, ...],
    playbook: Playbook,
    spec: InterpretSpec,
    reach: Mapping[int, Reach],
) -> tuple[Segment, ...]:
    """Give every segment that is described its persona and its play.

    Parameters
    ----------
    table : FeatureTable
    labels : Labels
    segments : tuple of Segment
    grouping : Grouping
    everyone : mapping of feature to Spread
        As `shoal.interpret.everyone` gives it.
    spoken : tuple of Feature
        Those that may be spoken of.
    playbook : Playbook
    spec : InterpretSpec
    reach : mapping of segment id to Reach
    """
    usual, tiers = _usual_outcomes(segments), _tiers(segments, grouping)
    ground = Ground(
        playbook,
        playbook.sectors[sector_of(table) if spec.sector == "auto" else spec.sector],
        everyone,
        {feature.name: feature for feature in spoken},
        table.currency,
        spec.lift,
        usual,
    )
    spent = _spending(table, labels, segments)

    def portrait(segment: Segment) -> Segment:
        facts = facts_of(
            segment,
            everyone,
            usual,
            tier=tiers.get(segment.id),
            is_outliers=segment.groups == (grouping.outliers,),
        )
        facts = {name: word for name, word in facts.items() if _may_be_said(name, ground)}
        return replace(
            segment,
            persona=persona(segment, facts, everyone, spoken, table.currency),
            play=play_of(segment, facts, ground, reach[segment.id], spent.get(segment.id)),
        )

    return tuple(portrait(segment) if segment.profile else segment for segment in segments)


def _tiers(segments: tuple[Segment, ...], grouping: Grouping) -> Mapping[int, ValueTier]:
    """Give the tiers of segments that were cut by value; empty where they were not."""
    if grouping.axis not in MONEY:
        return {}
    found: dict[int, ValueTier] = {}
    above = 0.0
    for segment in segments:
        name = grouping.names[segment.groups[0]] if grouping.names else ""
        found[segment.id] = TIERS_BY_NAME.get(name.partition(" ")[0]) or tier_of_rank(above, segment.share)
        above += segment.share
    return found


def _may_be_said(fact: str, ground: Ground) -> bool:
    """Say whether a fact is of no feature, or of one that may be spoken of."""
    return fact.partition(" = ")[0] in ground.features or fact not in ground.everyone


def sector_of(table: FeatureTable) -> str:
    """Guess the words for a business: those of a shop where there are orders, else general ones.

    Parameters
    ----------
    table : FeatureTable
    """
    return "shop" if table.feature("order_count") is not None else GENERAL


def _usual_outcomes(segments: tuple[Segment, ...]) -> Mapping[str, float]:
    """Give the share of every known outcome over the segments that tell it."""
    names = dict.fromkeys(name for segment in segments for name in segment.labels)
    found = {}
    for name in names:
        told = [(segment.n_customers, segment.labels[name].value) for segment in segments if name in segment.labels]
        found[name] = sum(n * share for n, share in told) / sum(n for n, _ in told)
    return found


def _spending(table: FeatureTable, labels: Labels, segments: tuple[Segment, ...]) -> Mapping[int, Spending]:
    """Compute what each segment's customers spent lately, and how much that differs from one to the next."""
    if table.feature(RECENT_MONEY) is None:
        return {}
    ids = ", ".join(f"({group}, {literal(segment.id)})" for segment in segments for group in segment.groups)
    money = f"t.{quote(RECENT_MONEY)}"
    rows = table.relation.engine.rows(
        f"""SELECT s.segment_id, avg({money}), stddev_samp({money})
            FROM {table.relation.name} t JOIN {labels.relation.name} l ON t.customer_id = l.customer_id
            JOIN (VALUES {ids}) AS s(group_id, segment_id) ON s.group_id = l.group_id
            GROUP BY s.segment_id ORDER BY s.segment_id""",
        step="what segments spent lately",
    )
    return {
        int(id_): Spending(written(mean), written(spread))
        for id_, mean, spread in rows
        if mean is not None and spread is not None
    }
