"""The algorithms beside k-means that find groups in the matrix: what each is given, and what it can and cannot do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from shoal.cluster.bells import best, found_bells, way_down
from shoal.cluster.birch import birch, gathered
from shoal.cluster.bisecting import bisecting
from shoal.cluster.density import dbscan, hdbscan, near_at_any_density, near_at_one_density
from shoal.cluster.found import Found, Groups
from shoal.cluster.hierarchical import hierarchical, merged
from shoal.cluster.kmeans import count_distinct
from shoal.cluster.micro import micro_segments, usual_k
from shoal.cluster.mixed import Blocks, kprototypes
from shoal.cluster.mixture import Covariance, gaussian_mixture
from shoal.errors import ClusterError
from shoal.terms import ClusterSpec, Matrix

BIC_ROWS = 5000
"""Rows on which the likelihoods of mixtures with one, two, ... components are compared."""


@dataclass(frozen=True)
class Task:
    """What an algorithm is given.

    Parameters
    ----------
    columns : tuple of str
    rows : float array (n, columns)
        In canonical order, so that the first rows are a random sample.
    k : int or None
        None where the algorithm is to choose it.
    spec : ClusterSpec
    smallest : int
        Fewest customers of a group.
    blocks : tuple of tuples of int
        The columns of each category.
    seed : int
    weights : float array (n,) or None
        How many customers a row stands for.
    most_outliers : float
        Largest share of the rows outside every group; those beyond join the nearest.
    """

    columns: tuple[str, ...]
    rows: Matrix
    k: int | None
    spec: ClusterSpec
    smallest: int
    blocks: Blocks
    seed: int
    weights: Matrix | None = None
    most_outliers: float = 1.0


@dataclass(frozen=True)
class Algorithm:
    """One way to find groups.

    Parameters
    ----------
    find : callable
        From a `Task` to what was found.
    words : str
        What it is, in half a sentence.
    chooses_k : bool
        Whether it finds the number of groups itself, at least where none is asked for.
    takes_k : bool
        Whether a number of groups can be asked for.
    no_weights : str
        Why it takes no weights; empty where it does.
    cuts : bool
        Whether it cuts customers apart wherever they lie, rather than finding groups.
    alone : callable or None
        From a `Task` to the groups alone, of all its rows, where it is the model that takes time; -1 for outliers.
    """

    find: Callable[[Task], Found]
    words: str
    chooses_k: bool = False
    takes_k: bool = True
    no_weights: str = ""
    cuts: bool = False
    alone: Callable[[Task], Groups] | None = None


def _bisecting(task: Task) -> Found:
    return bisecting(
        task.columns, task.rows, task.k or 1, seed=task.seed, n_starts=task.spec.n_starts, weights=task.weights
    )


def _hierarchical(task: Task) -> Found:
    sample, mass = task.rows[: task.spec.sample_size], None
    if task.weights is not None:
        mass = task.weights[: task.spec.sample_size]
    return hierarchical(task.columns, sample, task.k or 1, method=task.spec.linkage, seed=task.seed, weights=mass)


def _merged(task: Task) -> Groups:
    return merged(task.rows, task.k or 1, method=task.spec.linkage, seed=task.seed, weights=task.weights)[0]


def _birch(task: Task) -> Found:
    return birch(task.columns, task.rows, task.k or 1, seed=task.seed, threshold=task.spec.radius)


def _gathered(task: Task) -> Groups:
    return gathered(task.rows, task.k or 1, threshold=task.spec.radius)


def _dbscan(task: Task) -> Found:
    spec = task.spec
    return dbscan(
        task.columns,
        task.rows,
        radius=spec.radius,
        neighbours=spec.neighbours,
        seed=task.seed,
        weights=task.weights,
        most_outliers=task.most_outliers,
    )


def _hdbscan(task: Task) -> Found:
    return hdbscan(
        task.columns,
        task.rows,
        smallest=task.smallest,
        neighbours=task.spec.neighbours,
        seed=task.seed,
        most_outliers=task.most_outliers,
    )


def _near_at_one_density(task: Task) -> Groups:
    spec = task.spec
    return near_at_one_density(task.rows, radius=spec.radius, neighbours=spec.neighbours, weights=task.weights)


def _near_at_any_density(task: Task) -> Groups:
    return near_at_any_density(task.rows, smallest=task.smallest, neighbours=task.spec.neighbours)


def _gaussian(task: Task) -> Found:
    sample = task.rows[: task.spec.sample_size]
    mass = None if task.weights is None else task.weights[: task.spec.sample_size]
    covariance = task.spec.covariance
    if covariance == "drawn":
        return _drawn(task, sample)
    k = task.k or _likeliest_k(task, covariance)
    return gaussian_mixture(task.columns, sample, k, covariance=covariance, seed=task.seed, weights=mass)[0]


def _drawn(task: Task, sample: Matrix) -> Found:
    if task.weights is not None:
        raise ClusterError(
            "customers have weights, and the way down to few bells takes none",
            expected="no weights with covariance = drawn",
            do="set covariance to full",
        )
    down = way_down(sample, max(task.spec.max_k, task.k or 1), seed=task.seed, fewest=task.k or 1)
    tried = best(down, task.spec.max_k, task.smallest) if task.k is None else list(down)[-1]
    return found_bells(task.columns, sample, tried)


def _likeliest_k(task: Task, covariance: Covariance) -> int:
    """Give the number of components of least BIC; ties to the fewest."""
    rows = task.rows[:BIC_ROWS]
    most = count_distinct(rows, task.spec.max_k)
    fitted = {
        k: gaussian_mixture(task.columns, rows, k, covariance=covariance, seed=task.seed, n_starts=1)[1]
        for k in range(1, most + 1)
    }
    return min(fitted, key=lambda k: (fitted[k].bic(len(rows)), k))


def _kprototypes(task: Task) -> Found:
    return kprototypes(
        task.columns,
        task.rows[: task.spec.sample_size],
        task.k or 1,
        blocks=task.blocks,
        seed=task.seed,
        n_starts=task.spec.n_starts,
        max_iterations=task.spec.max_iterations,
        weights=None if task.weights is None else task.weights[: task.spec.sample_size],
    )


def _micro(task: Task) -> Found:
    return micro_segments(
        task.columns,
        task.rows,
        task.k or usual_k(len(task.rows)),
        smallest=task.spec.smallest_micro,
        seed=task.seed,
        weights=task.weights,
    )


ALGORITHMS: Mapping[str, Algorithm] = MappingProxyType(
    {
        "bisecting_kmeans": Algorithm(_bisecting, "the widest group is parted in two, again and again"),
        "hierarchical": Algorithm(_hierarchical, "the nearest two are merged, again and again", alone=_merged),
        "birch": Algorithm(
            _birch,
            "near customers are gathered in one pass, then merged",
            no_weights="the tree of its kernel has none",
            alone=_gathered,
        ),
        "gaussian_mixture": Algorithm(_gaussian, "overlapping bell-shaped groups, by likelihood", chooses_k=True),
        "kprototypes": Algorithm(_kprototypes, "numbers by their mean, categories by their most frequent level"),
        "dbscan": Algorithm(
            _dbscan,
            "customers who stand close at one density; outliers apart",
            chooses_k=True,
            takes_k=False,
            alone=_near_at_one_density,
        ),
        "hdbscan": Algorithm(
            _hdbscan,
            "customers who stand close at any density; outliers apart",
            chooses_k=True,
            takes_k=False,
            no_weights="its kernel has none",
            alone=_near_at_any_density,
        ),
        "micro_segments": Algorithm(
            _micro, "a tree of cuts on single features, refined into many small groups", chooses_k=True, cuts=True
        ),
    }
)
"""By the name that ``--algorithm`` takes."""
