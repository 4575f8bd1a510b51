"""A fitted model places every customer of a table inside the engine, or one profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from shoal.engine import quote
from shoal.errors import ClusterError
from shoal.terms import FeatureTable, Labels, Model, Recipe

KEY = "customer_id"


def features_read(recipe: Recipe, model: Model) -> tuple[str, ...]:
    """Name the features that customers are placed by."""
    return tuple(model.columns if model.reads == "features" else recipe.features)


def apply(table: FeatureTable, recipe: Recipe, model: Model, *, name: str = "labels") -> Labels:
    """Place every customer of a table; published labels are always these.

    Parameters
    ----------
    table : FeatureTable
    recipe : Recipe
    model : Model
    name : str
        Of the relation in the table's engine.

    Returns
    -------
    Labels
        In the table's order.

    Raises
    ------
    ClusterError
        If a customer lacks a value that the model reads.
    """
    engine = table.relation.engine
    relation = engine.create(name, score_sql(table.relation.name, recipe, model), step="place customers")
    unplaced = int(
        engine.rows(
            f"SELECT count(*) FROM {name} WHERE group_id IS NULL OR NOT confidence BETWEEN 0 AND 1",
            step="count unplaced",
        )[0][0]
    )
    if unplaced:
        raise ClusterError(
            f"{unplaced} customers lack a value of {', '.join(model.columns)}",
            expected="a number for every customer",
            do="choose another --algorithm or population, or leave the feature out",
        )
    return Labels(relation)


def score_sql(table_relation_name: str, recipe: Recipe, model: Model) -> str:
    """Give one query that places every customer of a feature table: customer_id, group_id, confidence.

    The matrix is a fenced step, so that the engine computes each column once however often the model reads it.
    """
    if model.reads == "features":
        columns = ", ".join(f"CAST({quote(name)} AS DOUBLE) AS {quote(name)}" for name in model.columns)
        source = f"(SELECT {quote(KEY)}, {columns} FROM {table_relation_name})"
        return model.to_sql(source, KEY)
    expressions = recipe.to_expressions()
    columns = ",\n  ".join(f"{expressions[name]} AS {quote(name)}" for name in model.columns)
    return (
        f"WITH prepared_matrix AS MATERIALIZED (\nSELECT {quote(KEY)},\n  {columns}\nFROM {table_relation_name}\n)\n"
        + model.to_sql("prepared_matrix", KEY)
    )


def score_one(profile: Mapping[str, Any], recipe: Recipe, model: Model) -> tuple[int, float]:
    """Place one customer from the features of its profile: group and confidence.

    Raises
    ------
    ClusterError
        If the model reads a raw feature that the profile lacks.
    """
    if model.reads == "features":
        values = [profile.get(name) for name in model.columns]
        return model.apply_one(np.array([np.nan if value is None else float(value) for value in values]))
    row = dict(zip(recipe.columns, np.asarray(recipe.apply_one(profile), dtype=np.float64), strict=True))
    return model.apply_one(np.array([row[name] for name in model.columns]))
