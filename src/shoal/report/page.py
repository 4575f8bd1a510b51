"""The page as a value: everything that its template shows."""

from __future__ import annotations

from dataclasses import dataclass

from shoal.report.cards import Card
from shoal.report.choice import ChoiceWords
from shoal.report.coming import Coming
from shoal.report.counting import Column, Counting
from shoal.report.gallery import Gallery
from shoal.report.goal import GoalPanel
from shoal.report.lasting import Lasting
from shoal.report.pictures.picture import Picture
from shoal.report.portraits import Portrait
from shoal.report.readings import Change, ReadingPanel
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
    rfm : Grid or None
    crossings : tuple of (segmentation, Grid)
    change : Change or None
        Who entered and left since the version before.
    readings : ReadingPanel or None
        Fewer groups, those shown, and more.
    gallery : Gallery
    is_marked : bool
        Whether the charts of the criteria mark the number of groups shown.
    criteria : tuple of Picture
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
    rfm: Grid | None
    crossings: tuple[tuple[str, Grid], ...]
    change: Change | None
    readings: ReadingPanel | None
    gallery: Gallery
    is_marked: bool
    criteria: tuple[Picture, ...]
    reason: str
    candidates: tuple[Candidate, ...]
    not_tried: tuple[Candidate, ...]
    compared: tuple[Column, ...]
    effect: str
    counting: Counting
    real: str
    lasting: Lasting | None
    gauge: Gauge | None
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
    identity: Who | None
    worth: WorthPanel | None
    rules: RulePanel | None
    portraits: tuple[Portrait, ...]
    coming: Coming | None
