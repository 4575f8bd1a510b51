"""The same customers with another number of groups, by the algorithm that made them; without any evidence."""

from __future__ import annotations

from dataclasses import replace

from shoal.cluster.algorithms import ALGORITHMS, Task
from shoal.cluster.axis import choose_axis
from shoal.cluster.centroid import CentroidModel
from shoal.cluster.kmeans import count_distinct, kmeans
from shoal.cluster.rows import sample_rows
from shoal.stats.rounding import significant
from shoal.terms import ClusterSpec, Evidence, FeatureTable, Grouping, Matrix, Model, Recipe

N_STARTS = 3
"""Starts of k-means: this is to show how the segments would read, not to choose among them."""


def regroup(
    table: FeatureTable, recipe: Recipe, grouping: Grouping, k: int, spec: ClusterSpec, *, seed: int, goal: str | None
) -> Grouping | None:
    """Group customers again with another number of groups.

    Parameters
    ----------
    table : FeatureTable
        Of few customers, all of whom are looked at.
    recipe : Recipe
    grouping : Grouping
        Names the algorithm.
    k : int
    spec : ClusterSpec
    seed : int
    goal : str or None
        As in `fit`.

    Returns
    -------
    Grouping or None
        None where the algorithm takes no number of groups, where the customers are too few or too alike for so many,
        or where it gives another number than was asked for.
    """
    rows = sample_rows(table, recipe, table.n_customers)
    if k < 1 or count_distinct(rows, k) < k:
        return None
    if grouping.algorithm == "value_tiers":
        axis = choose_axis(table, recipe, rows, goal, k, 1)
        found = Grouping("value_tiers", axis.model, grouping.verdict, False, Evidence(), axis.names, axis.words)
    else:
        model = _model(grouping.algorithm, recipe, rows, k, spec, seed)
        if model is None:
            return None
        found = replace(grouping, model=model, evidence=Evidence(), names=(), warnings=(), bounds=(), outliers=None)
    return found if found.model.n_groups == k else None


def _model(algorithm: str, recipe: Recipe, rows: Matrix, k: int, spec: ClusterSpec, seed: int) -> Model | None:
    if algorithm == "kmeans":
        found = kmeans(rows, k, seed=seed, n_starts=N_STARTS, max_iterations=spec.max_iterations)
        centroids = significant(found.centroids)
        return CentroidModel(recipe.columns, tuple(tuple(row) for row in centroids.tolist()))
    if algorithm not in ALGORITHMS or not ALGORITHMS[algorithm].takes_k or ALGORITHMS[algorithm].cuts:
        return None
    task = Task(recipe.columns, rows, k, spec, smallest=1, blocks=recipe.categories, seed=seed)
    return ALGORITHMS[algorithm].find(task).model
