"""What is looked at before anything is chosen: is there structure, and what each number of groups would give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.cluster.choice import Curve, examine
from shoal.cluster.structure import Structure, find_structure
from shoal.stats.silhouette import distances
from shoal.terms import ClusterSpec, FeatureTable, Matrix, Progress, Recipe, Verdict

SILHOUETTE_ROWS = 2000


@dataclass(frozen=True)
class Study:
    """What is known before anything is chosen.

    Parameters
    ----------
    table : FeatureTable
    recipe : Recipe
    spec : ClusterSpec
    rows : float array (n, columns)
        Of the sample: the first customers of the table, who are a random sample of all.
    between : float array (m, m)
        Distances between the first m rows.
    structure : Structure
    curve : Curve
    smallest : int
        Fewest customers of a group that auto keeps.
    seed : int
    """

    table: FeatureTable
    recipe: Recipe
    spec: ClusterSpec
    rows: Matrix
    between: NDArray[np.float32]
    structure: Structure
    curve: Curve
    smallest: int
    seed: int

    @property
    def is_sampled(self) -> bool:
        """Whether there are more customers than were looked at."""
        return self.table.n_customers > len(self.rows)

    @property
    def verdict(self) -> Verdict:
        """Groups are real if the data stand out from one smooth population and there are valleys between groups."""
        is_parted = self.curve.votes["valley"] is not None
        return "clusters" if self.structure.stands_out and is_parted else "continuum"


def look(
    table: FeatureTable,
    recipe: Recipe,
    spec: ClusterSpec,
    rows: Matrix,
    seed: int,
    min_count: int,
    progress: Progress,
) -> Study:
    """Look at the sample: the null of one smooth population, then k-means for every k."""
    progress.step(0.05)
    structure = find_structure(rows, spec.max_k, seed=seed)
    progress.step(0.4)
    between = distances(rows[:SILHOUETTE_ROWS])
    curve = examine(rows, between, spec.max_k, n_starts=spec.n_starts, max_iterations=spec.max_iterations, seed=seed)
    progress.step(0.8)
    smallest = max(min_count, int(np.ceil(spec.min_segment_share * table.n_customers)), 1)
    return Study(table, recipe, spec, rows, between, structure, curve, smallest, seed)
