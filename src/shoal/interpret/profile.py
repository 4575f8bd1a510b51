"""Profiles: aggregates per group computed inside the engine, and figures beside everyone's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shoal.engine import literal, quote
from shoal.engine.aggregates import aggregates
from shoal.interpret.claims import Spread
from shoal.interpret.effect import standardised_effect
from shoal.interpret.moments import Moments
from shoal.stats.rounding import written
from shoal.terms import Feature, FeatureTable, FeatureType, Figure, Labels

MOST_LEVELS_COMPARED = 1000


@dataclass(frozen=True)
class Group:
    """A group of the model: its size, and per feature its moments and its median (None where nobody has a value)."""

    n_customers: int
    moments: Mapping[str, Moments]
    medians: Mapping[str, float | None]


def numeric(table: FeatureTable) -> tuple[Feature, ...]:
    """List the features that have a mean."""
    return tuple(feature for feature in table.features if feature.type is not FeatureType.CATEGORY)


def joined(table: FeatureTable, labels: Labels) -> str:
    """Give the FROM clause of customers ``t`` with their groups ``l``."""
    return f"{table.relation.name} t JOIN {labels.relation.name} l ON t.customer_id = l.customer_id"


def groups_of(table: FeatureTable, labels: Labels) -> Mapping[int, Group]:
    """Compute every group, in the order of their numbers."""
    features = numeric(table)
    wanted = ["count(*)"]
    for x in map(_column, features):
        wanted += [f"count({x})", f"avg({x})", f"var_pop({x})", _quantile(x, 0.5)]
    rows = aggregates(
        table.relation.engine,
        wanted,
        joined(table, labels),
        n_rows=table.n_customers,
        step="profiles of the groups",
        key="l.group_id",
    )
    return {int(row[0]): _group(features, row) for row in rows}


def everyone(table: FeatureTable) -> Mapping[str, Spread]:
    """Compute the spread of every numeric feature over all customers.

    Parameters
    ----------
    table : FeatureTable

    Returns
    -------
    mapping of feature to Spread
        Without features that nobody has a value for; a level of a category is under ``feature = level``, as a flag.
    """
    return {**_numbers_of_everyone(table), **_levels_of_everyone(table)}


def _numbers_of_everyone(table: FeatureTable) -> Mapping[str, Spread]:
    features = numeric(table)
    if not features:
        return {}
    shares = (0.5, 1 / 3, 2 / 3, 0.9)
    wanted = [sql for x in map(_column, features) for sql in (f"avg({x})", *(_quantile(x, share) for share in shares))]
    source, n = f"{table.relation.name} t", table.n_customers
    (row,) = aggregates(table.relation.engine, wanted, source, n_rows=n, step="profile of everyone")
    spreads = {}
    for place, feature in enumerate(features):
        values = row[5 * place : 5 * place + 5]
        if values[0] is not None:
            spreads[feature.name] = Spread(*(written(value) for value in values))
    return spreads


def _levels_of_everyone(table: FeatureTable) -> Mapping[str, Spread]:
    spreads = {}
    for feature in table.features:
        if feature.type is FeatureType.CATEGORY:
            column = _column(feature)
            rows = table.relation.engine.rows(
                f"SELECT {column}, count(*) FROM {table.relation.name} t WHERE {column} IS NOT NULL"
                f" GROUP BY {column} ORDER BY count(*) DESC, {column}",
                step=f"levels of {feature.name}",
            )
            n = sum(int(count) for _, count in rows)
            # The rarest of very many levels cannot carry a name.
            for level, count in rows[:MOST_LEVELS_COMPARED]:
                spreads[f"{feature.name} = {level}"] = _flag_spread(int(count) / n)
    return spreads


def _flag_spread(share: float) -> Spread:
    """Give the spread of a flag that a share of everyone has."""
    median, low, high, top = (float(share > 1 - quantile) for quantile in (0.5, 1 / 3, 2 / 3, 0.9))
    return Spread(written(share), median, low, high, top)


def figure(group: Group, rest: Group, overall: Moments, feature: str, *, min_count: int) -> Figure:
    """Describe one feature of one group beside everyone; empty where too few have a value to be described."""
    inside = group.moments[feature]
    median = group.medians[feature]
    if inside.n < min_count or median is None:
        return Figure(None, None, None)
    effect = standardised_effect(inside, rest.moments[feature])
    return Figure(
        mean=written(inside.mean),
        median=written(median),
        index=written(100 * inside.mean / overall.mean) if overall.mean > 0 else None,
        effect=None if effect is None else written(effect.value),
        low=None if effect is None else written(effect.low),
        high=None if effect is None else written(effect.high),
    )


def merged(groups: tuple[Group, ...], features: tuple[Feature, ...]) -> Group:
    """Put groups together; medians cannot be, and are left out."""
    return Group(
        sum(group.n_customers for group in groups),
        {f.name: Moments.together(group.moments[f.name] for group in groups) for f in features},
        {f.name: None for f in features},
    )


def _column(feature: Feature) -> str:
    return f"t.{quote(feature.name)}"


def _quantile(column: str, share: float) -> str:
    return f"percentile_cont({literal(share)}) WITHIN GROUP (ORDER BY {column})"


def _group(features: tuple[Feature, ...], row: tuple[Any, ...]) -> Group:
    moments: dict[str, Moments] = {}
    medians: dict[str, float | None] = {}
    for place, feature in enumerate(features):
        n, mean, variance, median = row[2 + 4 * place : 6 + 4 * place]
        moments[feature.name] = Moments(int(n), float(mean), int(n) * float(variance)) if n else Moments()
        medians[feature.name] = float(median) if n else None
    return Group(int(row[1]), moments, medians)
