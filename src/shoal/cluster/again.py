"""The algorithm of a grouping is run again, on other customers than those it was run on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from shoal.cluster import lloyd
from shoal.cluster.algorithms import ALGORITHMS, Task
from shoal.cluster.centroid import CentroidModel
from shoal.cluster.entrants import most_outliers
from shoal.cluster.found import Groups
from shoal.cluster.mixed import Blocks
from shoal.cluster.rfm import fit_rfm
from shoal.cluster.rows import feature_rows
from shoal.cluster.study import Study
from shoal.cluster.tiers import cut_tiers, feature_tiers, principal_axis
from shoal.errors import ClusterError
from shoal.terms import Grouping, Matrix, Model

N_STARTS = 4
"""Starts of k-means on each set of rows, beside one from where the groups are now; the best of all is kept."""
FIRST_ITERATIONS, MAX_ITERATIONS = 8, 40
"""Of all starts, until it shows which is best; of that one."""
TOLERANCE = 1e-3


CHEAP = frozenset({"kmeans", "rfm_grid", "value_tiers"})
"""Run again within milliseconds."""

NEEDS_DISTINCT = frozenset({"hierarchical", "birch", "dbscan", "hdbscan"})
"""Look at how close customers stand, so that a customer may not be drawn twice."""


def is_cheap(grouping: Grouping) -> bool:
    """Say whether an algorithm can be run again many times within the time of a run."""
    return grouping.algorithm in CHEAP


def needs_distinct(grouping: Grouping) -> bool:
    """Say whether an algorithm would take two copies of a customer for a dense place."""
    return grouping.algorithm in NEEDS_DISTINCT


def rows_read(study: Study, grouping: Grouping, most: int) -> Matrix:
    """Give what the model of a grouping reads of the first customers, who are a random sample: (n, columns)."""
    if grouping.model.reads == "matrix":
        return study.rows[:most]
    return feature_rows(study.table, grouping.model.columns, min(most, len(study.rows)))


def again(
    study: Study, grouping: Grouping, sets: Sequence[Matrix], kept: Sequence[int], *, seed: int, is_fresh: bool = False
) -> tuple[Model | None, ...]:
    """Run the algorithm of a grouping on other rows, with the number of groups that it has.

    Parameters
    ----------
    study : Study
    grouping : Grouping
    sets : sequence of float arrays (m, kept columns)
        All of one size. A random sample of the customers each, as the model reads them.
    kept : sequence of int
        The columns of the model that are left.
    seed : int
    is_fresh : bool
        Whether k-means may not start from where the groups are now.

    Returns
    -------
    tuple of Model or None
        For each set; None where the algorithm found no groups in it.
    """
    columns = tuple(grouping.model.columns[column] for column in kept)
    if grouping.algorithm == "kmeans":
        start = None if is_fresh else _centroids(grouping.model)[:, list(kept)]
        return _kmeans(np.stack(sets), columns, grouping.model.n_groups, start, seed)
    if grouping.algorithm in ALGORITHMS:
        return tuple(
            _found(study, grouping, rows, columns, _blocks_of(study.recipe.categories, kept), seed + i)
            for i, rows in enumerate(sets)
        )
    if grouping.algorithm == "rfm_grid":
        return tuple(fit_rfm(rows).model for rows in sets)
    return tuple(_tiers(study, grouping, rows, columns) for rows in sets)


def _centroids(model: Model) -> Matrix:
    if not isinstance(model, CentroidModel):
        raise TypeError(f"k-means gave a {type(model).__name__}")
    return np.array(model.centroids)


def _kmeans(stack: Matrix, columns: tuple[str, ...], k: int, start: Matrix | None, seed: int) -> tuple[Model, ...]:
    """Run k-means on all sets at once."""
    middle = stack.mean(axis=1, keepdims=True)
    points = lloyd.with_ones(stack - middle)
    starts = lloyd.seeds(points, None, N_STARTS, k, np.random.default_rng(seed))
    if start is not None:
        starts = np.concatenate([starts, (start - middle)[:, None].astype(np.float32)], axis=1)
    ended = lloyd.converge(points, None, starts, max_iterations=FIRST_ITERATIONS, tolerance=TOLERANCE)
    winner = lloyd.inertia(points, None, ended).argmin(axis=1)
    best = np.take_along_axis(ended, winner[:, None, None, None], axis=1)
    best = lloyd.converge(points, None, best, max_iterations=MAX_ITERATIONS, tolerance=TOLERANCE)[:, 0] + middle
    return tuple(CentroidModel(columns, tuple(map(tuple, centroids))) for centroids in best.tolist())


def _found(
    study: Study, grouping: Grouping, rows: Matrix, columns: tuple[str, ...], blocks: Blocks, seed: int
) -> Model | None:
    algorithm, share = ALGORITHMS[grouping.algorithm], len(rows) / len(study.rows)
    task = Task(
        columns=columns,
        rows=rows,
        k=grouping.model.n_groups - (grouping.outliers is not None) if algorithm.takes_k else None,
        spec=replace(study.spec, n_starts=min(study.spec.n_starts, N_STARTS)),
        smallest=max(2, round(study.smallest * share)),
        blocks=blocks,
        seed=seed,
        most_outliers=most_outliers(study.spec),
    )
    try:
        return algorithm.find(task).model
    except ClusterError:
        return None  # no groups among these customers: an answer, and one that counts


def _blocks_of(blocks: Blocks, kept: Sequence[int]) -> Blocks:
    """Give the columns of each category by their places among those kept."""
    place = {column: i for i, column in enumerate(kept)}
    return tuple(tuple(place[column] for column in block) for block in blocks if all(c in place for c in block))


def _tiers(study: Study, grouping: Grouping, rows: Matrix, columns: tuple[str, ...]) -> Model:
    n_tiers = study.spec.n_tiers if study.spec.k == "auto" else study.spec.k
    smallest = max(1, round(study.smallest * len(rows) / study.table.n_customers))
    if grouping.model.reads == "features":
        return feature_tiers(columns[0], rows[:, 0], n_tiers, smallest)
    axis = principal_axis(columns, rows)
    return cut_tiers(axis, axis.scores(rows), n_tiers, smallest)


def placed(model: Model | None, rows: Matrix) -> Groups:
    """Give the group of every row; everyone is in one group where an algorithm found none."""
    return np.zeros(len(rows), dtype=np.int64) if model is None else model.apply(rows).group
