"""What is looked at before anything is chosen: is there structure, and what each number of groups would give."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from shoal.cluster.choice import Curve, examine
from shoal.cluster.single import facts
from shoal.cluster.smooth import compare
from shoal.cluster.structure import Structure, judge
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
    def smallest_of_sample(self) -> int:
        """Fewest customers of a group among those that were looked at."""
        return max(2, round(self.smallest * len(self.rows) / self.table.n_customers))

    @property
    def verdict(self) -> Verdict:
        """Say whether the groups are real."""
        return "clusters" if self.structure.stands_out else "continuum"


def look(
    table: FeatureTable,
    recipe: Recipe,
    spec: ClusterSpec,
    rows: Matrix,
    seed: int,
    min_count: int,
    progress: Progress,
) -> Study:
    """Look at the sample of these customers."""
    progress.step(0.05)
    structure, curve, between = look_at(rows, spec, seed)
    structure = replace(structure, facts=facts(recipe, rows))
    progress.step(0.8)
    smallest = max(min_count, int(np.ceil(spec.min_segment_share * table.n_customers)), 1)
    return Study(table, recipe, spec, rows, between, structure, curve, smallest, seed)


def look_at(sample: Matrix, spec: ClusterSpec, seed: int) -> tuple[Structure, Curve, NDArray[np.float32]]:
    """Look at rows alone: draws of one smooth population, then k-means for every k, then the verdict of both.

    Parameters
    ----------
    sample : float array (n, columns)
        In canonical order.
    spec : ClusterSpec
    seed : int

    Returns
    -------
    Structure, Curve, and the distances between the first rows

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> one = random.standard_normal((400, 3))
    >>> two = one + 6.0 * (np.arange(400) % 2)[:, None]
    >>> [look_at(rows, ClusterSpec(), seed=0)[0].stands_out for rows in (one, two)]
    [False, True]
    """
    smooth = compare(sample, spec.max_k, seed=seed)
    between = distances(sample[:SILHOUETTE_ROWS])
    curve = examine(
        sample,
        between,
        spec.max_k,
        n_starts=spec.n_starts,
        max_iterations=spec.max_iterations,
        seed=seed,
        smooth=smooth,
    )
    return judge(smooth, curve), curve, between
