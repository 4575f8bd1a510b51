"""Rules on the page: a sentence per segment, and the list of rules with how well it gives back the segments."""

from __future__ import annotations

from dataclasses import dataclass

from shoal.report.numbers import count, percent
from shoal.terms import Membership, Segmentation, SegmentRule

MODELS = {
    "decision_tree": "Decision tree",
    "random_forest": "Random forest",
    "logistic_regression": "Logistic regression",
}


@dataclass(frozen=True)
class RulePanel:
    """The list of rules.

    Parameters
    ----------
    lines : tuple of (conditions, name of the segment)
    otherwise : str
        The segment of everyone else.
    fidelity : str
        How well it gives back the segments, in a sentence.
    models : tuple of (name, share told right, interval)
        Other models that were taught the segments; empty where none was.
    """

    lines: tuple[tuple[str, str], ...]
    otherwise: str
    fidelity: str
    models: tuple[tuple[str, str, str], ...]


def rule_panel(segmentation: Segmentation) -> RulePanel | None:
    """Give the list of rules; None where there is none."""
    told = segmentation.rules
    if told is None:
        return None
    names = {segment.id: segment.name for segment in segmentation.segments}
    right = told.fidelity.accuracy
    return RulePanel(
        lines=tuple((_sentence(line.text), names[line.segment]) for line in told.lines),
        otherwise=names[told.otherwise],
        fidelity=(
            f"It was made on other customers and tried on {count(told.n_held_back)}: of them {percent(right.value)}"
            f" ({percent(right.low)} to {percent(right.high)}) are told the segment that they are in."
        ),
        models=tuple(_model(one) for one in told.membership),
    )


def _model(one: Membership) -> tuple[str, str, str]:
    right = one.accuracy
    return MODELS[one.model], percent(right.value), f"{percent(right.low)} to {percent(right.high)}"


def rule_words(told: SegmentRule | None) -> tuple[str, str] | None:
    """Give a segment's rule as a sentence, and how far it can be relied on.

    Examples
    --------
    >>> from shoal.terms import AllOf, Interval
    >>> share = Interval(0.97, 0.95, 0.98)
    >>> rule_words(SegmentRule(AllOf(()), "last order within 45 days", share, share, share, 0.97, 900))[1]
    'Of 900 customers it was tried on, it names 97 %; 97 % of those (95 % to 98 %) are in this segment, and it finds \
97 % of them (95 % to 98 %).'
    """
    if told is None:
        return None
    right, found = told.precision, told.recall
    return _sentence(told.text), (
        f"Of {count(told.n_held_back)} customers it was tried on, it names {percent(told.coverage.value)};"
        f" {percent(right.value)} of those ({percent(right.low)} to {percent(right.high)}) are in this segment,"
        f" and it finds {percent(found.value)} of them ({percent(found.low)} to {percent(found.high)})."
    )


def _sentence(text: str) -> str:
    return text if text.startswith("(") else text[0].upper() + text[1:]
