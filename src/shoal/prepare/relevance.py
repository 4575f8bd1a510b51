"""What a goal has to do with features: those it names come first, its own outcome is none of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shoal.settings.goal_words import METRICS
from shoal.terms import Feature, FeatureTable, Goal
from shoal.terms.names import words_of

UNIT_WORDS = frozenset(("days", "count", "share", "trait"))
"""Words of a feature's name that say its unit, and that people leave out."""


@dataclass(frozen=True)
class Relevance:
    """What a goal says of features.

    Parameters
    ----------
    named : tuple of str
        Features that its words name outright, used though they are no default.
    first : tuple of str
        Features that come first: those named, and those that say most about its metric.
    outcomes : tuple of (feature, label)
        Features that seem to tell the outcome which the goal is about.
    """

    named: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    outcomes: tuple[tuple[str, str], ...] = ()

    def outcome(self, feature: str) -> str:
        """Give the label that a feature seems to tell; empty where it does not."""
        return dict(self.outcomes).get(feature, "")


def relevance(table: FeatureTable, goal: Goal | None) -> Relevance:
    """Find what a goal says of the features of a table."""
    if goal is None:
        return Relevance()
    named = named_by(goal, table.features)
    known = {feature.name for feature in table.features}
    usual = METRICS[goal.metric].features if goal.metric else ()
    first = tuple(dict.fromkeys((*named, *(name for name in usual if name in known))))
    return Relevance(named, first, _outcomes(table, goal))


def named_by(goal: Goal, features: Sequence[Feature]) -> tuple[str, ...]:
    """List the features whose name a goal says: all its words but the unit, or the very name.

    Examples
    --------
    >>> from shoal.terms import FeatureType, Lens
    >>> charges = Feature("MonthlyCharges", FeatureType.NUMBER, Lens.VALUE, "", "now", "What is paid a month.")
    >>> named_by(Goal("raise monthly charges", subjects=("monthly", "charges")), [charges])
    ('MonthlyCharges',)
    """
    said = set(goal.subjects)
    found = []
    for feature in features:
        words = set(words_of(feature.name))
        if feature.name == goal.text or (words and (words - UNIT_WORDS or words) <= said):
            found.append(feature.name)
    return tuple(found)


def label_of(table: FeatureTable, goal: Goal) -> str:
    """Give the label that a goal is about: a word of it, or of its metric, is one of the label's; empty where none."""
    said = set(goal.subjects)
    stems = tuple(phrase.strip("*") for phrase in METRICS[goal.metric].phrases) if goal.metric else ()
    for label in table.labels:
        words = words_of(label)
        if set(words) & said or any(word.startswith(stem) for word in words for stem in stems if " " not in stem):
            return label
    return ""


def _outcomes(table: FeatureTable, goal: Goal) -> tuple[tuple[str, str], ...]:
    """Find the traits that share the telling word of the label: a churn reason or a churn score is churn."""
    label = label_of(table, goal)
    if not label:
        return ()
    # Five letters: churn, churned, churning.
    stems = {word[:5] for word in words_of(label) if len(word) >= 5}
    return tuple(
        (feature.name, label)
        for feature in table.features
        if feature.source and any(word[:5] in stems for word in words_of(feature.name))
    )
