"""Along what value tiers are cut, and what they are called."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shoal.cluster.rows import feature_rows, refuse_missing
from shoal.cluster.tiers import TierModel, cut_tiers, feature_tiers, principal_axis
from shoal.engine import literal, matrix
from shoal.errors import ClusterError
from shoal.terms import FeatureTable, FeatureType, Matrix, Recipe
from shoal.terms.names import spoken

MONEY = "net_revenue"
LEVELS: dict[int, tuple[str, ...]] = {
    2: ("High", "Low"),
    3: ("High", "Medium", "Low"),
    4: ("Top", "High", "Medium", "Low"),
    5: ("Top", "High", "Medium", "Low", "Lowest"),
}
UNIT_WORDS = ("days", "count", "share", "trait")
"""Words at the end of a feature's name that say its unit; left out of the names of tiers."""


@dataclass(frozen=True)
class Axis:
    """The tiers along one axis.

    Parameters
    ----------
    model : TierModel
    names : tuple of str
        Of the tiers, the highest first.
    words : str
        What the axis is.
    warnings : tuple of str
    """

    model: TierModel
    names: tuple[str, ...]
    words: str
    warnings: tuple[str, ...] = ()


def choose_axis(
    table: FeatureTable, recipe: Recipe, rows: Matrix, goal: str | None, n_tiers: int, smallest: int
) -> Axis:
    """Cut tiers on net revenue; without money on the feature that the goal names; else on the first principal axis.

    A feature that some customers have no value of cannot place everyone, so the next axis is taken, with a warning.

    Parameters
    ----------
    table : FeatureTable
    recipe : Recipe
        Features that somebody's settings bar are not cut on.
    rows : float array (n, columns)
        The matrix of the sample, which gives the axis; the cuts are those of everyone.
    goal : str or None
    n_tiers : int
    smallest : int
        Customers that a tier must have at least.
    """
    warnings: tuple[str, ...] = ()
    columns = recipe.columns
    for name in _wanted(table, recipe, goal):
        values = feature_rows(table, (name,))[:, 0]
        if not np.isfinite(values).any():
            continue  # orders without money
        missing = int((~np.isfinite(values)).sum())
        if missing == 0:
            model = feature_tiers(name, values, n_tiers, smallest)
            return Axis(model, tier_names(model.n_groups, "value" if name == MONEY else words(name)), name, warnings)
        warnings += (f"Tiers are not cut on {name}: {missing} customers have no value of it.",)
    if not columns:
        raise ClusterError(
            "there is no feature to cut tiers on",
            expected="net revenue, a goal that names a feature, or a matrix with columns",
            do=_offer(table, recipe),
        )
    axis = principal_axis(columns, rows)
    model = cut_tiers(axis, _scores(table, recipe, rows, axis), n_tiers, smallest)
    heaviest = _dominating(model)
    text = f"the first principal axis, mostly {' and '.join(heaviest)}"
    along = "along " + " and ".join(words(column) for column in heaviest[:2])
    return Axis(model, tier_names(model.n_groups, along), text, warnings)


def _scores(table: FeatureTable, recipe: Recipe, rows: Matrix, axis: TierModel) -> Matrix:
    """Give where every customer stands on an axis of the matrix; beyond the sample the engine adds up."""
    if len(rows) == table.n_customers:
        return axis.scores(rows)
    expressions = recipe.to_expressions()
    terms = (
        f"({expressions[column]}) * ({literal(weight)})"
        for column, weight in zip(axis.columns, axis.weights, strict=True)
    )
    scores = matrix(table.relation.engine, [" + ".join(terms)], table.relation.name, step="scores on the axis")
    refuse_missing(scores, ("the first principal axis",))
    return scores[:, 0]


def _offer(table: FeatureTable, recipe: Recipe) -> str:
    """Say what to do where no feature was chosen: name some of those that could be, and none that is sensitive."""
    barred = {choice.feature for choice in recipe.choices if choice.is_barred}
    known = [one.name for one in table.features if not one.sensitive and one.name not in barred]
    if not known:
        return "add features, or name one with --goal"
    return f"name what to form them on with --features, such as {' or '.join(known[:3])}; or give more kinds of data"


def _wanted(table: FeatureTable, recipe: Recipe, goal: str | None) -> list[str]:
    """List the features to try: money, then the one that the goal names by its name or all words of it."""
    barred = {choice.feature for choice in recipe.choices if choice.is_barred}
    said = set() if goal is None else set(goal.lower().replace("_", " ").replace("-", " ").split())
    named = [
        feature.name
        for feature in table.features
        if feature.type is not FeatureType.CATEGORY
        and said
        and (feature.name == goal or set(words(feature.name).split()) <= said or said <= _name_words(feature.name))
    ][:1]
    money = [MONEY] if table.feature(MONEY) is not None else []
    return [name for name in (*money, *named) if name not in barred]


def _name_words(name: str) -> set[str]:
    return set(spoken(name).split())


def words(name: str) -> str:
    """Say the name of a feature or matrix column without its unit.

    Examples
    --------
    >>> words("tenure_days"), words("Annual_Income")
    ('tenure', 'annual income')
    """
    parts = spoken(name).split()
    while len(parts) > 1 and parts[-1] in UNIT_WORDS:
        parts.pop()
    return " ".join(parts)


def tier_names(n_tiers: int, what: str) -> tuple[str, ...]:
    """Name tiers, the highest first.

    Examples
    --------
    >>> tier_names(4, "value")
    ('Top value', 'High value', 'Medium value', 'Low value')
    >>> tier_names(1, "value")
    ('All customers',)
    """
    if n_tiers == 1:
        return ("All customers",)
    if n_tiers in LEVELS:
        return tuple(f"{level} {what}" for level in LEVELS[n_tiers])
    return tuple(f"{what.capitalize()} tier {place} of {n_tiers}" for place in range(1, n_tiers + 1))


def _dominating(model: TierModel) -> tuple[str, ...]:
    """Name the columns that weigh at least three quarters of the heaviest, at most three of them, heaviest first."""
    weights = np.abs(np.array(model.weights))
    order = sorted(range(len(weights)), key=lambda i: (-weights[i], i))
    return tuple(model.columns[i] for i in order[:3] if weights[i] >= 0.75 * weights[order[0]])
