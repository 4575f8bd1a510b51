"""Why a customer is told to be likely, in the units of what is known of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from shoal.predict.arrays import Floats, Mask
from shoal.predict.facts import Facts
from shoal.predict.models.choosing import Model
from shoal.terms import Feature, FeatureType
from shoal.terms.titles import title

MOST = 3
_ROWS = 20_000


@dataclass(frozen=True)
class Reasons:
    """What speaks for and against, the strongest first.

    Parameters
    ----------
    texts : tuple of tuples of str
        The first reasons of all customers, the second, the third; empty where there is none.
    weight : mapping of feature to float
        How far the feature moves the scores, in the mean over customers; shares of 1.
    """

    texts: tuple[tuple[str, ...], ...]
    weight: Mapping[str, float]


def reasons(model: Model, facts: Facts, features: Sequence[Feature], *, most: int = MOST) -> Reasons:
    """Say what moves the score of every customer away from that of all, feature by feature.

    The columns of a feature (its levels, its gap) count together. What a line or a tree adds for a feature is exact:
    with what is expected of everybody it adds up to the score.

    Parameters
    ----------
    model : Model
    facts : Facts
        Of the customers, in order.
    features : sequence of Feature
    most : int
        Reasons a customer.
    """
    names = model.columns.features
    added = np.vstack(
        [_by_feature(model, facts.rows(slice(at, at + _ROWS)), names) for at in range(0, max(len(facts), 1), _ROWS)]
    )
    size = np.abs(added).mean(axis=0) if len(added) else np.zeros(len(names))
    known = {feature.name: feature for feature in features}
    typical = {name: _typical(facts, name) for name in names}
    added = np.where(_is_typical(facts, names, typical), 0.0, added)
    order = np.argsort(-np.abs(added), axis=1, kind="stable")[:, :most]
    texts = tuple(
        tuple(
            _text(known.get(names[column]), names[column], facts, row, typical[names[column]], added[row, column])
            for row, column in enumerate(order[:, place])
        )
        for place in range(order.shape[1])
    )
    empty = tuple("" for _ in range(len(facts)))
    whole = float(size.sum()) or 1.0
    return Reasons(
        (*texts, *(empty for _ in range(most - len(texts)))),
        {names[at]: float(size[at] / whole) for at in np.argsort(-size, kind="stable")},
    )


def _by_feature(model: Model, facts: Facts, names: Sequence[str]) -> Floats:
    """Add what the columns of each feature add, an array (n, features)."""
    each = model.scorer.contributions(model.columns.matrix(facts))
    found = np.zeros((len(facts), len(names)))
    for place, column in enumerate(model.columns.each):
        found[:, names.index(column.feature)] += each[:, place]
    return found


def _is_typical(facts: Facts, names: Sequence[str], typical: Mapping[str, float | str | None]) -> Mask:
    """Tell where a customer is just as usual (n, features): that is no reason, whatever the others are."""
    each = [facts.texts[name] if name in facts.texts else facts.numbers[name] for name in names]
    same: Mask = np.column_stack([column == typical[name] for name, column in zip(names, each, strict=True)])
    return same


def _typical(facts: Facts, name: str) -> float | str | None:
    if name in facts.texts:
        levels, counts = np.unique(facts.texts[name], return_counts=True)
        return str(levels[np.argmax(counts)])
    values = facts.numbers[name]
    known = values[~np.isnan(values)]
    return float(np.median(known)) if len(known) else None


def _text(feature: Feature | None, name: str, facts: Facts, row: int, typical: float | str | None, added: float) -> str:
    """Write one reason; empty where a feature adds nothing."""
    if abs(added) < 1e-9:
        return ""
    value = facts.texts[name][row] if name in facts.texts else facts.numbers[name][row]
    side = "likelier" if added > 0 else "less likely"
    return f"{title(name)}: {_written(value, feature)} (typical {_written(typical, feature)}), so {side}"


def _written(value: float | str | None, feature: Feature | None) -> str:
    if isinstance(value, str):
        return value or "none"
    if value is None or np.isnan(value):
        return "none"
    kind = None if feature is None else feature.type
    if kind is FeatureType.FLAG:
        return "yes" if value > 0 else "no"
    if kind is FeatureType.SHARE:
        return f"{100 * value:.3g} %"
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"
