"""Fit: are there groups, how many, and the model that places customers in them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from shoal.cluster.algorithms import ALGORITHMS, Algorithm, Task
from shoal.cluster.axis import Axis, choose_axis
from shoal.cluster.centroid import CentroidModel
from shoal.cluster.choice import Curve, consensus, examine
from shoal.cluster.kmeans import finish, kmeans
from shoal.cluster.prototypes import PrototypeModel
from shoal.cluster.rfm import COLUMNS as RFM_COLUMNS
from shoal.cluster.rfm import has_rfm, rfm_grid
from shoal.cluster.rows import feature_rows, matrix_rows
from shoal.cluster.structure import Structure, find_structure
from shoal.errors import ClusterError
from shoal.stats.intervals import mean_interval
from shoal.stats.rounding import significant
from shoal.stats.silhouette import distances, silhouettes
from shoal.terms import (
    Candidate,
    ClusterSpec,
    Evidence,
    FeatureTable,
    Grouping,
    Interval,
    Matrix,
    Progress,
    Recipe,
    Verdict,
)

SILHOUETTE_ROWS = 2000
SURE_AGREEMENT = 0.95
"""Below this share of agreement a model stands for other groups than its algorithm found, and it is said aloud."""


@dataclass(frozen=True)
class _Study:
    """What is known before anything is chosen."""

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
    def verdict(self) -> Verdict:
        """Groups are real if the data stand out from one smooth population and there are valleys between groups."""
        is_parted = self.curve.votes["valley"] is not None
        return "clusters" if self.structure.stands_out and is_parted else "continuum"


def fit(
    table: FeatureTable,
    recipe: Recipe,
    spec: ClusterSpec,
    *,
    seed: int,
    min_count: int,
    progress: Progress,
    goal: str | None = None,
) -> Grouping:
    """Group customers, with the evidence.

    With ``algorithm="auto"``: natural groups by k-means where there are any (or where k is asked for), else value
    tiers. An algorithm or k that is asked for is obeyed, and the verdict stands beside it.

    Parameters
    ----------
    table : FeatureTable
        In canonical order, so that its first rows are a random sample.
    recipe : Recipe
        Fitted; makes the matrix.
    spec : ClusterSpec
    seed : int
    min_count : int
        Fewest customers of a group that auto keeps.
    progress : Progress
    goal : str or None
        What the segments are for; names the axis of tiers where there is no money.

    Raises
    ------
    ClusterError
        If the matrix has missing values, or what is asked for is impossible on these customers.
    """
    rows = matrix_rows(table, recipe)
    if len(rows) == 0:
        raise ClusterError("there are no customers", expected="at least one", do="check the sources and --as-of")
    study = _study(table, recipe, spec, rows, seed, min_count, progress)
    chosen_k, why = _choose_k(study)
    algorithm = _choose_algorithm(study, chosen_k)
    if algorithm == "kmeans":
        grouping = _by_kmeans(study, chosen_k)
    elif algorithm in ALGORITHMS:
        grouping = _by_algorithm(study, algorithm, chosen_k)
    elif algorithm == "rfm_grid":
        grouping = _by_rfm(study)
    else:
        grouping = _by_tiers(study, goal)
    progress.step(0.9)
    evidence = _evidence(study, grouping, chosen_k, why)
    progress.step(1.0)
    return replace(grouping, verdict=study.verdict, evidence=evidence)


def _study(
    table: FeatureTable,
    recipe: Recipe,
    spec: ClusterSpec,
    rows: Matrix,
    seed: int,
    min_count: int,
    progress: Progress,
) -> _Study:
    sample = rows[: spec.sample_size]
    progress.step(0.05)
    structure = find_structure(sample, spec.max_k, seed=seed)
    progress.step(0.4)
    between = distances(sample[:SILHOUETTE_ROWS])
    curve = examine(sample, between, spec.max_k, n_starts=spec.n_starts, max_iterations=spec.max_iterations, seed=seed)
    progress.step(0.8)
    smallest = max(min_count, int(np.ceil(spec.min_segment_share * len(rows))), 1)
    return _Study(table, recipe, spec, rows, between, structure, curve, smallest, seed)


def _choose_k(study: _Study) -> tuple[int | None, str]:
    """Give the k of k-means: the one asked for, else the consensus of those whose groups are large enough."""
    if study.spec.k != "auto":
        return study.spec.k, f"{study.spec.k} groups were asked for"
    scale = len(study.rows) / min(len(study.rows), study.spec.sample_size)
    admissible = tuple(
        row.k
        for row, count in zip(study.curve.by_k, study.curve.smallest_counts, strict=True)
        if row.k >= 2 and row.silhouette is not None and count * scale >= study.smallest
    )
    return consensus(study.curve, admissible)


def _choose_algorithm(study: _Study, chosen_k: int | None) -> str:
    if study.spec.algorithm != "auto":
        return study.spec.algorithm
    if study.spec.k != "auto":
        return "kmeans"
    return "kmeans" if study.verdict == "clusters" and chosen_k is not None else "value_tiers"


def _by_kmeans(study: _Study, chosen_k: int | None) -> Grouping:
    _refuse_nothing_to_go_by(study)
    # Asked for without a k, on customers too few or too alike for two groups of the smallest size: one group.
    k = 1 if chosen_k is None else chosen_k
    if 1 <= k <= len(study.curve.centroids):
        # The groups that the evidence is about, moved to rest on every customer.
        found = finish(study.rows, study.curve.centroids[k - 1], max_iterations=study.spec.max_iterations)
    else:
        found = kmeans(
            study.rows, k, seed=study.seed, n_starts=study.spec.n_starts, max_iterations=study.spec.max_iterations
        )
    centroids = significant(found.centroids)
    model = CentroidModel(study.recipe.columns, tuple(tuple(row) for row in centroids.tolist()))
    sizes = np.bincount(found.labels, minlength=k)
    small = int((sizes < study.smallest).sum())
    warnings = (f"{small} of {k} groups have fewer than {study.smallest} customers.",) if small else ()
    return Grouping(
        algorithm="kmeans",
        model=model,
        verdict=study.verdict,
        is_natural=study.verdict == "clusters",
        evidence=Evidence(),
        warnings=warnings,
    )


def _refuse_nothing_to_go_by(study: _Study) -> None:
    if not study.recipe.columns:
        raise ClusterError(
            "no feature tells these customers apart",
            expected="at least one feature in which they differ",
            do="name features with --features, or leave out --algorithm",
        )


def _by_algorithm(study: _Study, name: str, chosen_k: int | None) -> Grouping:
    """Let one of the other algorithms find groups, and say how well its model repeats them."""
    _refuse_nothing_to_go_by(study)
    algorithm = ALGORITHMS[name]
    task = Task(
        columns=study.recipe.columns,
        rows=study.rows,
        k=_asked_k(study, name, algorithm, chosen_k),
        spec=study.spec,
        smallest=study.smallest,
        blocks=study.recipe.categories,
        seed=study.seed,
    )
    found = algorithm.find(task)
    outliers = found.model.outliers if isinstance(found.model, PrototypeModel) else None
    warnings: tuple[str, ...] = ()
    if found.agreement < SURE_AGREEMENT:
        warnings += (
            f"{name} and the model that places everyone agree on {found.agreement:.1%} of the customers that it looked"
            " at; published is what the model says.",
        )
    return Grouping(
        algorithm=name,
        model=found.model,
        verdict=study.verdict,
        is_natural=study.verdict == "clusters",
        evidence=Evidence(agreement=found.agreement),
        warnings=warnings,
        outliers=outliers,
    )


def _asked_k(study: _Study, name: str, algorithm: Algorithm, chosen_k: int | None) -> int | None:
    if study.spec.k != "auto" and not algorithm.takes_k:
        raise ClusterError(
            f"{study.spec.k} groups were asked for, but {name} finds the number itself",
            expected=f"k = auto with {name}",
            do="leave out --k, or use --algorithm kmeans",
        )
    if study.spec.k != "auto":
        return study.spec.k
    return None if algorithm.chooses_k else chosen_k or 1


def _by_rfm(study: _Study) -> Grouping:
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
    return rfm_grid(study.table)


def _by_tiers(study: _Study, goal: str | None) -> Grouping:
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


def _evidence(study: _Study, grouping: Grouping, chosen_k: int | None, why: str) -> Evidence:
    is_kmeans = grouping.algorithm == "kmeans"
    k = grouping.model.n_groups
    return Evidence(
        p_structure=study.structure.p_structure,
        effect=study.structure.effect,
        silhouette=_silhouette(study, grouping),
        gap=study.curve.by_k[k - 1].gap if is_kmeans and k <= len(study.curve.by_k) else None,
        by_k=study.curve.by_k,
        candidates=_candidates(study, grouping, chosen_k, why),
        votes=study.curve.votes,
        reason=_reason(study, grouping, why),
        n_sample=min(len(study.rows), study.spec.sample_size),
        agreement=grouping.evidence.agreement,
    )


def _silhouette(study: _Study, grouping: Grouping) -> Interval | None:
    """Give the silhouette of the chosen grouping, in the space of the matrix, whatever the model reads.

    Outliers belong to no group and are left out.
    """
    model, n = grouping.model, len(study.between)
    rows = study.rows[:n] if model.reads == "matrix" else feature_rows(study.table, model.columns)[:n]
    groups = model.apply(rows).group
    kept = np.ones(n, dtype=bool) if grouping.outliers is None else groups != grouping.outliers
    if len(np.unique(groups[kept])) < 2:
        return None
    return mean_interval(silhouettes(study.between[np.ix_(kept, kept)], [groups[kept]])[0])


def _candidates(study: _Study, grouping: Grouping, chosen_k: int | None, why: str) -> tuple[Candidate, ...]:
    chosen, is_asked = grouping.algorithm, study.spec.algorithm != "auto"
    natural = study.verdict == "clusters"
    if chosen == "kmeans":
        kmeans_why = why
    elif is_asked:
        kmeans_why = f"{chosen} was asked for"
    elif chosen_k is None:
        kmeans_why = why
    else:
        kmeans_why = "the customers are a continuum; its groups would be cut, not found"
    listed = [Candidate("kmeans", chosen_k, tried=True, chosen=chosen == "kmeans", why=kmeans_why)]
    listed += [_other(name, grouping) for name in ALGORITHMS]
    if has_rfm(study.table):
        asked = "it was asked for" if chosen == "rfm_grid" else "a fixed grid, not formed by these customers"
        listed.append(Candidate("rfm_grid", 11, tried=chosen == "rfm_grid", chosen=chosen == "rfm_grid", why=asked))
    if chosen == "value_tiers":
        tiers_why = "it was asked for" if is_asked else _no_groups(study)
    else:
        tiers_why = f"{chosen} was asked for" if is_asked or not natural else "there are natural groups"
    n_tiers = grouping.model.n_groups if chosen == "value_tiers" else study.spec.n_tiers
    listed.append(
        Candidate("value_tiers", n_tiers, tried=chosen == "value_tiers", chosen=chosen == "value_tiers", why=tiers_why)
    )
    return tuple(listed)


def _other(name: str, grouping: Grouping) -> Candidate:
    if name == grouping.algorithm:
        n_groups = grouping.model.n_groups - (grouping.outliers is not None)
        return Candidate(name, n_groups, tried=True, chosen=True, why="it was asked for")
    words = ALGORITHMS[name].words
    return Candidate(name, None, tried=False, chosen=False, why=f"not tried ({words}); ask for it with --algorithm")


def _no_groups(study: _Study) -> str:
    if study.verdict == "clusters":
        return "there are natural groups, but some would be too small to keep"
    return "the customers are a continuum, so they are cut by value"


def _reason(study: _Study, grouping: Grouping, why: str) -> str:
    """Say in plain words what was found and what was done."""
    structure = study.structure
    if structure.p_structure is None or structure.effect is None:
        found = "There are too few different customers to tell natural groups from chance."
    else:
        figures = (
            f"(p = {structure.p_structure:.3f}, separation {structure.effect.value:.2f} beyond one smooth population, "
            f"threshold {structure.effect.threshold:.2f})"
        )
        if study.verdict == "clusters":
            found = f"The customers form natural groups {figures}."
        elif structure.stands_out:
            found = f"The customers are no single smooth population, but no valleys part them into groups {figures}."
        else:
            found = f"The customers are a continuum without natural groups {figures}."
    if grouping.algorithm == "kmeans":
        done = f"k-means with {grouping.model.n_groups}: {why}."
    elif grouping.algorithm in ALGORITHMS:
        n_groups = grouping.model.n_groups - (grouping.outliers is not None)
        apart = " and outliers apart" if grouping.outliers is not None else ""
        done = f"{grouping.algorithm} was asked for: {n_groups} groups{apart}."
    elif grouping.algorithm == "rfm_grid":
        done = "The RFM grid was asked for: quintile scores and eleven fixed groups."
    else:
        asked = "were asked for" if study.spec.algorithm == "value_tiers" else "are given instead"
        done = f"{grouping.model.n_groups} tiers along {grouping.axis} {asked}."
    return f"{found} {done}"
