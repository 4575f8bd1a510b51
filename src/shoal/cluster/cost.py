"""What looking for groups will cost: the work that grows with the customers and the settings, before it begins.

The seconds are those of one core of an ordinary machine and are for the person who waits: no result depends on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from shoal.cluster.algorithms import ALGORITHMS
from shoal.cluster.auto import CANDIDATES, CONTEST_ROWS
from shoal.cluster.refine import IN_MEMORY
from shoal.terms import ClusterSpec, FeatureTable, Recipe

LOOKING = 1.0, 5e-6
"""Seconds to look for structure and at every k: at least, and for each number of the sample's matrix."""
A_PASS = 5e-9
"""Seconds for each number of the matrix and each group in one pass over everyone."""
USUAL_PASSES = 5
COMPETING = 8.0
"""Seconds for each algorithm that competes, with its halves and the draws that chance is judged by."""
ON_THE_SAMPLE: Mapping[str, float] = MappingProxyType(
    {
        "bisecting_kmeans": 0.3,
        "kprototypes": 1.0,
        "micro_segments": 0.5,
        "gaussian_mixture": 5.0,
        "hierarchical": 10.0,
        "dbscan": 30.0,
        "hdbscan": 20.0,
        "birch": 120.0,
    }
)
"""Seconds of an algorithm on the usual sample; some grow with its square, which the words "about" have to bear."""


@dataclass(frozen=True)
class Cost:
    """What will be done, and about how long it takes.

    Parameters
    ----------
    work : tuple of str
        The parts, in words.
    seconds : float
    """

    work: tuple[str, ...]
    seconds: float

    def in_words(self) -> str:
        """Say it in a line.

        Examples
        --------
        >>> Cost(("k = 1 to 10 on 4,338 customers, 9 columns",), 1.4).in_words()
        'Looking for groups: k = 1 to 10 on 4,338 customers, 9 columns. A few seconds.'
        """
        return f"Looking for groups: {'; '.join(self.work)}. {duration(self.seconds)}."


def duration(seconds: float) -> str:
    """Say a time no more exactly than it is known.

    Examples
    --------
    >>> duration(3), duration(34), duration(200), duration(5000)
    ('A few seconds', 'About 30 seconds', 'About 3 minutes', 'About 1.4 hours')
    """
    if seconds < 10:
        return "A few seconds"
    if seconds < 90:
        return f"About {round(seconds, -1):.0f} seconds"
    if seconds < 3600:
        return f"About {seconds / 60:.0f} minutes"
    return f"About {seconds / 3600:.1f} hours"


def cost(table: FeatureTable, recipe: Recipe, spec: ClusterSpec, *, full: bool) -> Cost:
    """Tell what `fit` will do.

    Parameters
    ----------
    table : FeatureTable
    recipe : Recipe
    spec : ClusterSpec
    full : bool
    """
    n, columns = table.n_customers, max(len(recipe.columns), 1)
    sample = min(n, spec.sample_size)
    some = f"{sample:,} of {n:,} customers" if sample < n else f"{n:,} customers"
    work = [f"k = 1 to {spec.max_k} on {some}, {columns} column{'s' if columns > 1 else ''}"]
    least, each = LOOKING
    seconds = least + each * sample * columns
    if (full or spec.candidates) and spec.algorithm == "auto" and spec.k == "auto":
        n_algorithms = len(spec.candidates or CANDIDATES)
        work.append(f"{n_algorithms} algorithms compete on {min(n, CONTEST_ROWS):,}")
        seconds += COMPETING * n_algorithms
    if spec.algorithm in ALGORITHMS:
        work.append(f"{spec.algorithm} finds groups")
        seconds += ON_THE_SAMPLE[spec.algorithm] * sample / ClusterSpec().sample_size
    if sample < n and spec.algorithm in ("auto", "kmeans"):
        k = spec.max_k if spec.k == "auto" else spec.k
        work.append(f"groups of k-means come to rest on all {n:,}")
        seconds += A_PASS * columns * k * (USUAL_PASSES * n + 20 * min(n, IN_MEMORY))
    return Cost(tuple(work), seconds)
