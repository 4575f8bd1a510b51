"""The chosen algorithm finds or cuts its groups, and its model is made."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from shoal.cluster.algorithms import ALGORITHMS, Algorithm, Task
from shoal.cluster.axis import Axis, choose_axis
from shoal.cluster.centroid import CentroidModel
from shoal.cluster.entrants import most_outliers
from shoal.cluster.everyone import everyone
from shoal.cluster.kmeans import finish, kmeans
from shoal.cluster.micro import bounds
from shoal.cluster.prototypes import PrototypeModel
from shoal.cluster.refine import refine
from shoal.cluster.rfm import COLUMNS as RFM_COLUMNS
from shoal.cluster.rfm import rfm_grid
from shoal.cluster.splits import SplitModel
from shoal.cluster.study import Study
from shoal.errors import ClusterError
from shoal.stats.rounding import significant
from shoal.terms import Evidence, Grouping, Matrix, Progress

SURE_AGREEMENT = 0.95
"""Below this share of agreement a model stands for other groups than its algorithm found, and it is said aloud."""


def group(study: Study, algorithm: str, chosen_k: int | None, goal: str | None, progress: Progress) -> Grouping:
    """Let an algorithm find its groups.

    Parameters
    ----------
    study : Study
    algorithm : str
    chosen_k : int or None
        None where no number of groups leaves every group large enough.
    goal : str or None
        Names the axis of tiers where there is no money.
    progress : Progress
    """
    if algorithm == "kmeans":
        return _by_kmeans(study, chosen_k, progress)
    if algorithm in ALGORITHMS:
        return _by_algorithm(study, algorithm, chosen_k)
    if algorithm == "rfm_grid":
        return _by_rfm(study)
    return _by_tiers(study, goal)


def _by_kmeans(study: Study, chosen_k: int | None, progress: Progress) -> Grouping:
    _refuse_nothing_to_go_by(study)
    # Asked for without a k, on customers too few or too alike for two groups of the smallest size: one group.
    k = 1 if chosen_k is None else chosen_k
    if 1 <= k <= len(study.curve.centroids):
        # The groups that the evidence is about, moved to rest on every customer of the sample.
        found = finish(study.rows, study.curve.centroids[k - 1], max_iterations=study.spec.max_iterations)
    else:
        found = kmeans(
            study.rows, k, seed=study.seed, n_starts=study.spec.n_starts, max_iterations=study.spec.max_iterations
        )
    centroids, sizes, said = significant(found.centroids), np.bincount(found.labels, minlength=k), ""
    if study.is_sampled:
        centroids, sizes, said = _on_everyone(study, centroids, progress)
    model = CentroidModel(study.recipe.columns, tuple(tuple(row) for row in centroids.tolist()))
    small = int((sizes < study.smallest).sum())
    warnings = (f"{small} of {k} groups have fewer than {study.smallest} customers.",) if small else ()
    return Grouping(
        algorithm="kmeans",
        model=model,
        verdict=study.verdict,
        is_natural=study.verdict == "clusters",
        evidence=Evidence(reason=said),
        warnings=warnings,
    )


def _on_everyone(study: Study, centroids: Matrix, progress: Progress) -> tuple[Matrix, NDArray[np.int64], str]:
    """Move centroids to rest on every customer, inside the engine; with the sizes, and what was done in words."""
    all_of_them = everyone(study.table, study.recipe)
    try:
        refined = refine(all_of_them, study.rows, centroids, progress=progress)
    finally:
        all_of_them.drop()
    return refined.centroids, refined.sizes, refined.in_words(len(study.rows), study.table.n_customers)


def _refuse_nothing_to_go_by(study: Study) -> None:
    if not study.recipe.columns:
        raise ClusterError(
            "no feature tells these customers apart",
            expected="at least one feature in which they differ",
            do="name features with --features, or leave out --algorithm",
        )


def _by_algorithm(study: Study, name: str, chosen_k: int | None) -> Grouping:
    """Let one of the other algorithms find groups, and say how well its model repeats them."""
    _refuse_nothing_to_go_by(study)
    algorithm = ALGORITHMS[name]
    task = Task(
        columns=study.recipe.columns,
        rows=study.rows,
        k=_asked_k(study, name, algorithm, chosen_k),
        spec=study.spec,
        smallest=study.smallest_of_sample,
        blocks=study.recipe.categories,
        seed=study.seed,
        most_outliers=most_outliers(study.spec),
    )
    found = algorithm.find(task)
    outliers = found.model.outliers if isinstance(found.model, PrototypeModel) else None
    warnings: tuple[str, ...] = ()
    if found.agreement < SURE_AGREEMENT:
        warnings += (
            f"{name} and the model that places everyone agree on {found.agreement:.1%} of the customers that it looked"
            " at; published is what the model says.",
        )
    if algorithm.cuts and task.k is not None and found.model.n_groups < task.k:
        warnings += (
            f"{found.model.n_groups} of {task.k} groups: no further cut leaves {study.spec.smallest_micro} customers on"
            " both sides (cluster.smallest_micro).",
        )
    return Grouping(
        algorithm=name,
        model=found.model,
        verdict=study.verdict,
        is_natural=study.verdict == "clusters" and not algorithm.cuts,
        evidence=Evidence(agreement=found.agreement),
        warnings=warnings,
        outliers=outliers,
        bounds=bounds(found.model, study.recipe) if algorithm.cuts and isinstance(found.model, SplitModel) else (),
    )


def _asked_k(study: Study, name: str, algorithm: Algorithm, chosen_k: int | None) -> int | None:
    if study.spec.k != "auto" and not algorithm.takes_k:
        raise ClusterError(
            f"{study.spec.k} groups were asked for, but {name} finds the number itself",
            expected=f"k = auto with {name}",
            do="leave out --k, or use --algorithm kmeans",
        )
    if study.spec.k != "auto":
        return study.spec.k
    return None if algorithm.chooses_k else chosen_k or 1


def _by_rfm(study: Study) -> Grouping:
    if study.spec.k != "auto":
        raise ClusterError(
            f"{study.spec.k} groups were asked for, but rfm_grid has its own eleven",
            expected="k = auto with rfm_grid",
            do="leave out --k, or use --algorithm kmeans or value_tiers",
        )
    barred = [choice.feature for choice in study.recipe.choices if choice.is_barred and choice.feature in RFM_COLUMNS]
    if barred:
        raise ClusterError(
            f"rfm_grid cuts {', '.join(RFM_COLUMNS)}, but the settings leave out {', '.join(barred)}",
            expected="all three",
            do="take them out of --exclude and into --features, or use another --algorithm",
        )
    return replace(rfm_grid(study.table), verdict=study.verdict, evidence=Evidence())


def _by_tiers(study: Study, goal: str | None) -> Grouping:
    n_tiers = study.spec.n_tiers if study.spec.k == "auto" else study.spec.k
    if n_tiers < 1:
        raise ClusterError(f"{n_tiers} tiers were asked for", expected="at least 1", do="set k to a positive number")
    axis: Axis = choose_axis(study.table, study.recipe, study.rows, goal, n_tiers, study.smallest)
    tiers = axis.model.n_groups
    warnings = axis.warnings
    if tiers < n_tiers:
        warnings += (
            f"{tiers} of {n_tiers} tiers: equal customers are never parted, and tiers of fewer than {study.smallest} "
            "customers joined a neighbour.",
        )
    return Grouping(
        algorithm="value_tiers",
        model=axis.model,
        verdict=study.verdict,
        is_natural=False,
        evidence=Evidence(),
        names=axis.names,
        axis=axis.words,
        warnings=warnings,
    )
