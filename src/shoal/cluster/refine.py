"""Centroids that a sample led to are moved to rest on every customer, in passes that grow with their number only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.cluster.everyone import Everyone
from shoal.cluster.kmeans import settle
from shoal.stats.rounding import significant
from shoal.terms import Matrix, Progress

REST = 1e-3
"""Centroids rest when none moves by more than this share of the spread of the customers: as far as those of a million
customers lie from those of the next million."""
MOST_PASSES = 30
IN_MEMORY = 200_000
"""So many customers at most are worked on outside the engine, where a pass costs a tenth; passes over everyone then
begin where little is left to move. It bounds the memory, whatever the number of customers."""


@dataclass(frozen=True)
class Refined:
    """Centroids at rest on every customer.

    Parameters
    ----------
    centroids : float array (k, columns)
        In canonical order: largest group first, ties by centroid; 12 significant digits.
    sizes : int array (k,)
        Customers nearest to each.
    n_passes : int
        Passes over everyone.
    changed_share : float
        Share of the customers whom the centroids of the sample would have placed in another group: its sampling error.
    last_move : float
        How far a centroid still moved in the last pass, as a share of the spread.
    """

    centroids: Matrix
    sizes: NDArray[np.int64]
    n_passes: int
    changed_share: float
    last_move: float

    @property
    def rests(self) -> bool:
        """Whether the last pass moved nothing that matters."""
        return self.last_move <= REST

    def in_words(self, n_sample: int, n: int) -> str:
        """Say what was done and how much the sample was in error."""
        end = "" if self.rests else f", and still moved by {self.last_move:.2g} of the spread when they were stopped"
        return (
            f"The groups were chosen on {n_sample:,} of {n:,} customers; their centres then moved to rest on all"
            f" of them in {self.n_passes} passes{end}, which changed the group of {self.changed_share:.2%} of them."
        )


def refine(
    everyone: Everyone,
    sample: Matrix,
    centroids: Matrix,
    *,
    progress: Progress,
    rest: float = REST,
    most_passes: int = MOST_PASSES,
    in_memory: int = IN_MEMORY,
) -> Refined:
    """Move centroids to rest on every customer.

    Parameters
    ----------
    everyone : Everyone
    sample : float array (m, columns)
        The first m customers, on whom the centroids rest already.
    centroids : float array (k, columns)
    progress : Progress
        Asked between passes, so that the work can be stopped there.
    rest : float
        Share of the spread below which a movement is none; 0 goes on until nothing moves at all.
    most_passes : int
        Over everyone; what still moves after the last one is in the answer.
    in_memory : int
        Customers on whom the centroids come to rest first.

    References
    ----------
    Lloyd (1982); Bradley, Fayyad & Reina (1998), Scaling clustering algorithms to large databases.
    """
    spread = float(np.sqrt(sample.var(axis=0).sum())) or 1.0
    moving, n_passes, move = centroids, 0, 0.0
    if in_memory > len(sample):
        moving = settle(everyone.first(in_memory), centroids, rest=rest * spread)
    for n_passes in range(1, most_passes + 1):
        after = everyone.means(moving)
        progress.step(0.8 + 0.1 * n_passes / (most_passes + 1))
        move = float(np.sqrt(np.square(after - moving).sum(axis=1).max())) / spread
        moving = after
        if move <= rest:
            break
    moving = significant(moving)
    sizes, changed_share = everyone.compared(centroids, moving)
    # lexsort reads its keys from the last to the first: size decides, then the columns from the first on.
    order = np.lexsort((*moving.T[::-1], -sizes))
    return Refined(moving[order], sizes[order], n_passes, changed_share, move)
