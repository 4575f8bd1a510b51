"""From features to groups: the matrix, the fit, and the group of every customer."""

from __future__ import annotations

from dataclasses import dataclass

from shoal import cluster, prepare
from shoal.prepare.recipe import ColumnRecipe
from shoal.settings import read_goal
from shoal.terms import FeatureTable, Grouping, Labels, Progress, SegmentationSpec, tell


@dataclass(frozen=True)
class Formed:
    """The groups of a feature table.

    Parameters
    ----------
    recipe : ColumnRecipe
    grouping : Grouping
    labels : Labels
        Those of the model.
    """

    recipe: ColumnRecipe
    grouping: Grouping
    labels: Labels


def form(table: FeatureTable, spec: SegmentationSpec, progress: Progress) -> Formed:
    """Form groups of the customers of a feature table, as a spec says.

    Parameters
    ----------
    table : FeatureTable
    spec : SegmentationSpec
    progress : Progress
    """
    progress.stage("preparing the matrix", 0.38)
    goal = None if spec.goal is None else read_goal(spec.goal)
    recipe = prepare.fit(
        table, spec.prepare, features=spec.features, privacy=spec.privacy, weights=spec.weights, goal=goal
    )
    progress.stage("looking for groups", 0.42)
    tell(progress, cluster.cost(table, recipe, spec.cluster, full=spec.full).in_words())
    grouping = cluster.fit(
        table,
        recipe,
        spec.cluster,
        seed=spec.seed,
        min_count=spec.privacy.min_count,
        progress=progress,
        goal=spec.goal,
        full=spec.full,
    )
    return Formed(recipe, grouping, cluster.apply(table, recipe, grouping.model))
