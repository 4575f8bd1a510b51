"""What models read, brought out of the engine and checked: the prepared matrix, or raw features."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from shoal.engine import matrix, quote
from shoal.errors import ClusterError
from shoal.stats.rounding import significant
from shoal.terms import FeatureTable, Matrix, Recipe


def matrix_rows(table: FeatureTable, recipe: Recipe) -> Matrix:
    """Give the prepared matrix, 12 significant digits, refusing missing values.

    Where no feature tells customers apart it is one column of zeros: everyone stands in the same place.
    """
    if not recipe.columns:
        return np.zeros((table.n_customers, 1))
    rows = significant(recipe.apply(table))
    refuse_missing(rows, recipe.columns)
    return rows


def feature_rows(table: FeatureTable, names: Sequence[str]) -> Matrix:
    """Give raw features (n, names) in the table's order; NULL is NaN."""
    engine, relation = table.relation.engine, table.relation.name
    return matrix(engine, [quote(name) for name in names], relation, step="read features")


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
