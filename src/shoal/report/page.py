"""The page as a value: everything that its template shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shoal.report.cards import Card
from shoal.report.choice import ChoiceWords
from shoal.report.coming import Coming
from shoal.report.counting import Column, Counting
from shoal.report.figures import Chart
from shoal.report.goal import GoalPanel
from shoal.report.lasting import Lasting
from shoal.report.portraits import Portrait
from shoal.report.rules import RulePanel
from shoal.report.shown import Line
from shoal.report.sources import SourceCard
from shoal.report.tables import Grid, Setting
from shoal.report.who import Who
from shoal.report.words import Verdict
from shoal.report.worth import WorthPanel
from shoal.terms import Candidate, Feature, Fix


@dataclass(frozen=True)
class FeatureLine:
    """A feature of the dictionary: what it means, whether it forms segments and why, what was done with it."""

    feature: Feature
    name: str
    is_used: bool
    why: str
    step: str


@dataclass(frozen=True)
class FeatureGroup:
    """The features of a lens, those that form segments first, and how many more only dictionary.md lists."""

    lens: str
    summary: str
    lines: tuple[FeatureLine, ...]
    n_more: int


@dataclass(frozen=True)
class Refusal:
    """A reason for which rows were refused."""

    reason: str
    n_rows: str
    share: str
    meaning: str


@dataclass(frozen=True)
class Gauge:
    """The effect on a scale from 0 to 100 per cent of its width."""

    value: float
    low: float
    high: float
    threshold: float


@dataclass(frozen=True)
class Page:
    """What the report shows, section by section.

    Parameters
    ----------
    name, as_of : str
    verdict : Verdict
    key_figures : tuple of (figure, what it counts)
    cards : tuple of Card
    listing : tuple of Line
        All segments, where there are more than can be shown one by one.
    empty : tuple of str
        Names of groups that nobody is in.
    profile, units : Grid
    crossing : Grid or None
    is_marked : bool
        Whether the charts of the criteria mark the number of groups shown.
    criteria : tuple of (figure name, heading, how to read it and what it says)
    reason : str
        Why this k and this algorithm.
    candidates, not_tried : tuple of Candidate
    compared : tuple of Column
        What the candidates were compared by.
    effect : str
    counting : Counting
    real : str
        Whether there are groups, in a sentence.
    lasting : Lasting or None
    gauge : Gauge or None
    map_sentence : str
    rows : tuple of (figure, what it counts)
    sources : tuple of SourceCard
    refusals : tuple of Refusal
    fixes : tuple of Fix
    warnings, notes : tuple of str
    goal : GoalPanel or None
    choice : ChoiceWords
    features : tuple of FeatureGroup
    steps : tuple of FeatureLine
        Those that form segments.
    sensitive : str
        What was done about sensitive traits.
    facts : tuple of (name, value)
    settings : tuple of Setting
    charts : mapping of name to figure
    identity : Who or None
    worth : WorthPanel or None
    rules : RulePanel or None
    portraits : tuple of Portrait
    coming : Coming or None
        Predictions, where there are any.
    """

    name: str
    as_of: str
    verdict: Verdict
    key_figures: tuple[tuple[str, str], ...]
    cards: tuple[Card, ...]
    listing: tuple[Line, ...]
    empty: tuple[str, ...]
    profile: Grid
    units: Grid
    crossing: Grid | None
    is_marked: bool
    criteria: tuple[tuple[str, str, str], ...]
    reason: str
    candidates: tuple[Candidate, ...]
    not_tried: tuple[Candidate, ...]
    compared: tuple[Column, ...]
    effect: str
    counting: Counting
    real: str
    lasting: Lasting | None
    gauge: Gauge | None
    map_sentence: str
    rows: tuple[tuple[str, str], ...]
    sources: tuple[SourceCard, ...]
    refusals: tuple[Refusal, ...]
    fixes: tuple[Fix, ...]
    warnings: tuple[str, ...]
    notes: tuple[str, ...]
    goal: GoalPanel | None
    choice: ChoiceWords
    features: tuple[FeatureGroup, ...]
    steps: tuple[FeatureLine, ...]
    sensitive: str
    facts: tuple[tuple[str, str], ...]
    settings: tuple[Setting, ...]
    charts: Mapping[str, Chart]
    identity: Who | None
    worth: WorthPanel | None
    rules: RulePanel | None
    portraits: tuple[Portrait, ...]
    coming: Coming | None
