"""The play of a segment: the first of the playbook whose conditions are true of it, in the words of the sector."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shoal.interpret.beside import beside, levels_beside
from shoal.interpret.claims import Spread
from shoal.interpret.experiment import Spending, experiment
from shoal.interpret.facts import OUTCOMES, Facts, holds, outcome_of
from shoal.interpret.playbook import Playbook, PlayRule, Sector, When
from shoal.interpret.playbook_file import FAVOURITE, TIER
from shoal.interpret.sentences import percent
from shoal.interpret.timing import timing
from shoal.terms import Chosen, Feature, Play, Reach, Segment, Sign
from shoal.terms.titles import title

MOST_CHANNELS = 3
"""Ways to reach a segment that a play names; the first is the one to begin with."""

MOST_PRODUCT = 3
"""Hints to those who make the product."""

FAVOURITES = ("main_category", "current_plan")
"""What the favourite of a segment is read from."""

COMMON = 0.25
"""Share of a segment from which on what they buy most is called their favourite."""


@dataclass(frozen=True)
class Ground:
    """What plays are chosen on, besides the segment itself.

    Parameters
    ----------
    playbook : Playbook
    sector : Sector
    everyone : mapping of feature to Spread
    features : mapping of name to Feature
        Those that may be spoken of.
    currency : str or None
    lift : float
        That an experiment should be able to see.
    usual : mapping of known outcome to share
        Of everyone.
    """

    playbook: Playbook
    sector: Sector
    everyone: Mapping[str, Spread]
    features: Mapping[str, Feature]
    currency: str | None
    lift: float
    usual: Mapping[str, float] = field(default_factory=dict)


def play_of(segment: Segment, facts: Facts, ground: Ground, reach: Reach, spending: Spending | None) -> Play:
    """Choose what to do about a segment, with a reason for each choice.

    Parameters
    ----------
    segment : Segment
    facts : mapping of feature to word
    ground : Ground
    reach : Reach
    spending : Spending or None
    """
    rule = next(rule for rule in ground.playbook.plays if holds(rule.when, facts))
    words = {**ground.sector.words, FAVOURITE: _favourite(segment, ground)}
    kpi = ground.sector.kpis[rule.kpi]
    available = segment.n_customers if reach.n_allowed is None else reach.n_allowed
    return Play(
        name=rule.name,
        tier=rule.tier,
        goal=rule.goal.format(**words),
        why=" ".join([rule.why.format(**words), *_figures(rule.when, segment, ground)]),
        channels=_channels(rule, segment, facts, ground, words),
        timing=timing(segment, facts, ground.everyone, ground.features, rule.tier),
        offer=Chosen(_capital(ground.sector.offers[rule.offer]), rule.offer_why.format(**words)),
        creative=tuple(hint.format(**words) for hint in rule.creative),
        campaign=rule.campaign.format(**words),
        kpi=Chosen(kpi.name, f"{kpi.how}{'; lower is better' if kpi.better == 'lower' else ''}"),
        reach=reach,
        experiment=experiment(
            rule.kpi, kpi, segment, spending, n_available=available, lift=ground.lift, currency=ground.currency
        ),
        product=_product(segment, facts, ground, words),
    )


def _channels(
    rule: PlayRule, segment: Segment, facts: Facts, ground: Ground, words: Mapping[str, str]
) -> tuple[Chosen, ...]:
    """Name the ways to reach them, the best first, each once."""
    found: dict[str, Chosen] = {}
    for channel in ground.playbook.channels:
        if holds(channel.when, {**facts, TIER: rule.tier}):
            figures = "; ".join(_said(channel.when, segment, ground))
            why = channel.why.format(**words)
            found.setdefault(channel.channel, Chosen(channel.channel, f"{why} ({figures})" if figures else why))
    return tuple(found.values())[:MOST_CHANNELS]


def _product(segment: Segment, facts: Facts, ground: Ground, words: Mapping[str, str]) -> tuple[Sign, ...]:
    """Say what those who make the product could learn, the clearest first."""
    told = []
    for rule in ground.playbook.products:
        names = [name for name in rule.when if name in segment.profile and name in ground.features]
        if names and holds(rule.when, facts):
            size = abs(segment.profile[names[0]].effect or 0.0)
            because = "; ".join(_said(rule.when, segment, ground))
            told.append((-size, Sign(rule.text.format(**words), because, names[0])))
    return tuple(sign for _, sign in sorted(told, key=lambda item: item[0])[:MOST_PRODUCT])


def _figures(when: When, segment: Segment, ground: Ground) -> list[str]:
    """Give the figures that conditions rest on as one sentence; none where there are none."""
    said = _said(when, segment, ground)
    return [f"{'; '.join(said)}."] if said else []


def _said(when: When, segment: Segment, ground: Ground) -> list[str]:
    found = []
    for fact in when:
        name, _, level = fact.partition(" = ")
        if fact in segment.profile and fact in ground.everyone and fact in ground.features:
            figure, spread = segment.profile[fact], ground.everyone[fact]
            if figure.mean is not None:
                found.append(beside(ground.features[fact], figure, spread, ground.currency))
        elif level and name in ground.features and (share := dict(segment.top_levels.get(name, ())).get(level)):
            found.append(levels_beside(name, level, share, ground.everyone))
        elif fact in OUTCOMES and (outcome := outcome_of(fact, segment.labels)) is not None:
            share_here = percent(segment.labels[outcome].value)
            found.append(f"{title(outcome)}: {share_here}, {percent(ground.usual[outcome])} over everyone")
    return found


def _favourite(segment: Segment, ground: Ground) -> str:
    """Name what they buy most, with its share; in general words where no data say it."""
    for name in FAVOURITES:
        levels = segment.top_levels.get(name, ())
        if name in ground.features and levels and levels[0][1] >= COMMON:
            level, share = levels[0]
            return f"{level} (what {percent(share)} of them {ground.sector.words['buy']} most)"
    return f"the {ground.sector.words['products']} they {ground.sector.words['bought']} most"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
