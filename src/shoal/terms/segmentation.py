"""The result: groups with evidence, segments with meaning, and the whole with its lineage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shoal.terms.contrast import Contrast
from shoal.terms.evidence import Evidence, Interval, Verdict
from shoal.terms.features import Feature
from shoal.terms.goal import GoalProgress
from shoal.terms.interactions import Interaction
from shoal.terms.model import Choice, Model, Recipe
from shoal.terms.portrait import Episode, Persona, Play
from shoal.terms.records import Linking, Quality
from shoal.terms.relation import Relation
from shoal.terms.rules import Bound, RuleList, SegmentRule
from shoal.terms.spec import ByHand, SegmentationSpec


@dataclass(frozen=True)
class Grouping:
    """A fitted model with the verdict and the evidence.

    Parameters
    ----------
    algorithm : str
    model : Model
    verdict : str
    is_natural : bool
        False for groups that were cut rather than found (tiers, grids).
    names : tuple of str
        Names that the algorithm itself gives its groups (tiers, RFM); empty where it gives none.
    axis : str
        The feature or axis that tiers cut, or empty.
    evidence : Evidence
    warnings : tuple of str
    outliers : int or None
        The group of customers who belong to none, where the algorithm knows them.
    bounds : tuple of tuples of Bound
        What each group lies between, where groups are cut on single columns; empty for the others.
    """

    algorithm: str
    model: Model
    verdict: Verdict
    is_natural: bool
    evidence: Evidence
    names: tuple[str, ...] = ()
    axis: str = ""
    warnings: tuple[str, ...] = ()
    outliers: int | None = None
    bounds: tuple[tuple[Bound, ...], ...] = ()


@dataclass(frozen=True)
class Labels:
    """The group of every customer.

    Parameters
    ----------
    relation : Relation
        ``customer_id`` VARCHAR, ``group_id`` BIGINT, ``confidence`` DOUBLE.
    """

    relation: Relation


@dataclass(frozen=True)
class Figure:
    """One feature in one segment; ``index`` is 100 x segment / everyone, None where the mean is not positive."""

    mean: float | None
    median: float | None
    index: float | None
    effect: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Claim:
    """What a name says of its segment: a feature whose median lies above (or below) everyone's.

    ``direction`` is ``high``, ``low`` or ``typical``.
    """

    feature: str
    direction: str
    words: str


@dataclass(frozen=True)
class Segment:
    """A group with a name, a size and a meaning.

    Parameters
    ----------
    id : int
        1 is the segment with the highest mean value.
    groups : tuple of int
        The groups of the model that it holds (more than one for ``others``).
    name : str
    is_natural : bool
    n_customers : int
    share, value_share : float or None
        Of all customers of the population, of their net revenue.
    profile : mapping of feature to Figure
        Empty where the segment is too small to describe.
    top_levels : mapping of category feature to (level, share) pairs
    labels : mapping of label to Interval
        Share with the label, 95 % Wilson interval.
    claims : tuple of Claim
        What the name says, checked against the profile.
    description : str
        One sentence in plain words.
    stability : Interval or None
        How much of it comes back when other customers are drawn (mean Jaccard similarity); None where not measured.
    rule : SegmentRule or None
        Who is in it, in few conditions; None where it is too small to be described.
    contrasts : tuple of Contrast
        Against everyone else and against its nearest neighbour; empty where it is too small or the only one.
    persona : Persona or None
        None where it is too small to be described.
    play : Play or None
        What to do about it; None where it is too small to be described.
    by_hand : ByHand or None
        What a person decided about it.
    """

    id: int
    groups: tuple[int, ...]
    name: str
    is_natural: bool
    n_customers: int
    share: float
    value_share: float | None
    profile: Mapping[str, Figure]
    top_levels: Mapping[str, tuple[tuple[str, float], ...]]
    labels: Mapping[str, Interval]
    claims: tuple[Claim, ...]
    description: str
    stability: Interval | None = None
    rule: SegmentRule | None = None
    contrasts: tuple[Contrast, ...] = ()
    persona: Persona | None = None
    play: Play | None = None
    by_hand: ByHand | None = None


@dataclass(frozen=True)
class Segmentation:
    """The fitted whole: spec, recipe, model, segments, evidence, `as_of`; its version is a hash of its content.

    Parameters
    ----------
    spec : SegmentationSpec
    as_of : datetime
        UTC.
    population : str
    n_customers : int
    currency : str or None
    features : tuple of Feature
        Every feature computed, in the table's order.
    recipe : Recipe
    grouping : Grouping
    segments : tuple of Segment
    quality : Quality
    fingerprint : str
        Of the data.
    warnings : tuple of str
    linking : Linking
        How source keys became customers, in counts.
    goal_progress : GoalProgress or None
        How near the goal is; None where there is none, or nothing known measures it.
    interactions : tuple of Interaction
        Pairs of features worth trying; none of them is applied unasked.
    rules : RuleList or None
        The whole as a list of rules; None where nothing tells segments apart.
    history : tuple of Episode
        The versions that were published before; no part of what this one is.
    """

    spec: SegmentationSpec
    as_of: datetime
    population: str
    n_customers: int
    currency: str | None
    features: tuple[Feature, ...]
    recipe: Recipe
    grouping: Grouping
    segments: tuple[Segment, ...]
    quality: Quality
    fingerprint: str
    warnings: tuple[str, ...] = ()
    linking: Linking = Linking()
    goal_progress: GoalProgress | None = None
    interactions: tuple[Interaction, ...] = ()
    rules: RuleList | None = None
    history: tuple[Episode, ...] = ()

    def choices(self) -> Mapping[str, Choice]:
        """Say of every feature whether segments were formed on it, and why.

        Tiers and grids cut features in their own units, whatever the recipe prepared for seeking natural groups.
        """
        prepared = {choice.feature: choice for choice in self.recipe.choices}
        model, algorithm = self.grouping.model, self.grouping.algorithm
        if model.reads == "matrix":
            return prepared
        return {
            feature.name: Choice(feature.name, used=True, why=f"{algorithm} cuts it, in its own unit")
            if feature.name in model.columns
            else _sought(prepared[feature.name], algorithm)
            for feature in self.features
        }


def _sought(choice: Choice, algorithm: str) -> Choice:
    """Turn the choice of a feature into that of an algorithm that does not read it."""
    if not choice.used:
        return choice
    return Choice(
        choice.feature, used=False, why=f"looked at when natural groups were sought; {algorithm} does not read it"
    )


@dataclass(frozen=True)
class Version:
    """A published segmentation.

    Parameters
    ----------
    segmentation : str
        Its name.
    version : str
        Hash of its content.
    result : mapping
        The object of ``segments.json``.
    folder : str
        Where its files are, relative to the workspace.
    """

    segmentation: str
    version: str
    result: Mapping[str, Any]
    folder: str
