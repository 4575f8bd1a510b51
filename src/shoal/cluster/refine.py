"""Centroids that a sample led to are moved to rest on every customer, in passes that grow with their number only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.cluster.everyone import Everyone
from shoal.stats.rounding import significant
from shoal.terms import Matrix, Progress

REST = 1e-4
"""Centroids rest when none moves by more than this share of the spread of the customers: a sample of a million leaves
ten times as much undecided."""
MOST_PASSES = 50
GROWTH = 8
"""Each stage looks at so many times more customers than the one before it, so that most moves are made on few."""


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
        At each stage; what still moves after the last one is in the answer.

    References
    ----------
    Lloyd (1982); Bradley, Fayyad & Reina (1998), Scaling clustering algorithms to large databases.
    """
    spread = float(np.sqrt(sample.var(axis=0).sum())) or 1.0
    moving, n, n_passes, move = centroids, len(sample), 0, 0.0
    while n < everyone.n:
        n = min(n * GROWTH, everyone.n)
        for n_passes in range(1, most_passes + 1):
            after = everyone.means(moving, n)
            move = float(np.sqrt(np.square(after - moving).sum(axis=1).max())) / spread
            moving = after
            progress.step(0.8 + 0.1 * n / everyone.n * n_passes / most_passes)
            if move <= rest:
                break
    moving = significant(moving)
    sizes, changed_share = everyone.compared(centroids, moving)
    # lexsort reads its keys from the last to the first: size decides, then the columns from the first on.
    order = np.lexsort((*moving.T[::-1], -sizes))
    return Refined(moving[order], sizes[order], n_passes, changed_share, move)
