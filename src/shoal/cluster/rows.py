"""What models read, brought out of the engine and checked: the prepared matrix, or raw features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from shoal.engine import matrix, quote
from shoal.errors import ClusterError
from shoal.stats.rounding import significant
from shoal.terms import FeatureTable, Matrix, Recipe

SAMPLE = "customers_of_the_sample"


def sample_rows(table: FeatureTable, recipe: Recipe, most: int) -> Matrix:
    """Give the prepared matrix of the first customers, 12 significant digits, refusing missing values.

    Where no feature tells customers apart it is one column of zeros: everyone stands in the same place.

    Parameters
    ----------
    table : FeatureTable
        In canonical order, so that its first rows are a random sample.
    recipe : Recipe
    most : int
        The matrix of no more customers than this leaves the engine.
    """
    n = min(table.n_customers, most)
    if not recipe.columns:
        return np.zeros((n, 1))
    if n == table.n_customers:
        rows = significant(recipe.apply(table))
    else:
        engine, everyone = table.relation.engine, table.relation.name
        some = engine.create(SAMPLE, f"SELECT * FROM {everyone} LIMIT {n}", step="sample of customers")
        rows = significant(recipe.apply(replace(table, relation=some, n_customers=n)))
        engine.drop(SAMPLE)
    refuse_missing(rows, recipe.columns)
    return rows


def feature_rows(table: FeatureTable, names: Sequence[str], most: int | None = None) -> Matrix:
    """Give raw features (n, names) of the first customers, or of all, in the table's order; NULL is NaN."""
    engine, relation = table.relation.engine, table.relation.name
    source = relation if most is None else f"(SELECT * FROM {relation} LIMIT {most}) AS sample"
    return matrix(engine, [quote(name) for name in names], source, step="read features")


def refuse_missing(rows: Matrix, columns: Sequence[str]) -> None:
    """Refuse NaN and infinities, naming the columns that have them."""
    if np.isfinite(rows).all():
        return
    counts = (~np.isfinite(rows)).sum(axis=0)
    found = ", ".join(f"'{columns[i]}' ({counts[i]} customers)" for i in np.flatnonzero(counts).tolist())
    raise ClusterError(
        f"missing or infinite values in {found}",
        expected="a number for every customer",
        do="let the recipe fill them, or leave the column out with --exclude",
    )
