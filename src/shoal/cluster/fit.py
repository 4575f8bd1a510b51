"""Fit: are there groups, how many, and the model that places customers in them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from shoal.cluster.candidates import candidates, reason
from shoal.cluster.choice import consensus
from shoal.cluster.gate import gated
from shoal.cluster.groupings import group
from shoal.cluster.rows import feature_rows, sample_rows
from shoal.cluster.study import Study, look
from shoal.errors import ClusterError
from shoal.stats.intervals import mean_interval
from shoal.stats.silhouette import silhouettes
from shoal.terms import ClusterSpec, Evidence, FeatureTable, Grouping, Interval, Progress, Recipe


def fit(
    table: FeatureTable,
    recipe: Recipe,
    spec: ClusterSpec,
    *,
    seed: int,
    min_count: int,
    progress: Progress,
    goal: str | None = None,
    full: bool = False,
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
    full : bool
        Whether to take long as well.

    Raises
    ------
    ClusterError
        If the matrix has missing values, or what is asked for is impossible on these customers.
    """
    rows = sample_rows(table, recipe, spec.sample_size)
    if len(rows) == 0:
        raise ClusterError("there are no customers", expected="at least one", do="check the sources and --as-of")
    study = look(table, recipe, spec, rows, seed, min_count, progress)
    chosen_k, why = _choose_k(study)
    algorithm = _choose_algorithm(study, chosen_k)
    grouping = group(study, algorithm, chosen_k, goal, progress)
    progress.step(0.9)
    evidence = _evidence(study, grouping, chosen_k, why)
    progress.step(0.95)
    grouping = gated(study, replace(grouping, verdict=study.verdict, evidence=evidence), full=full)
    progress.step(1.0)
    return grouping


def _choose_k(study: Study) -> tuple[int | None, str]:
    """Give the k of k-means: the one asked for, else the consensus of those whose groups are large enough."""
    if study.spec.k != "auto":
        return study.spec.k, f"{study.spec.k} groups were asked for"
    scale = study.table.n_customers / len(study.rows)
    admissible = tuple(
        row.k
        for row, count in zip(study.curve.by_k, study.curve.smallest_counts, strict=True)
        if row.k >= 2 and row.silhouette is not None and count * scale >= study.smallest
    )
    return consensus(study.curve, admissible)


def _choose_algorithm(study: Study, chosen_k: int | None) -> str:
    if study.spec.algorithm != "auto":
        return study.spec.algorithm
    if study.spec.k != "auto":
        return "kmeans"
    return "kmeans" if study.verdict == "clusters" and chosen_k is not None else "value_tiers"


def _evidence(study: Study, grouping: Grouping, chosen_k: int | None, why: str) -> Evidence:
    is_kmeans = grouping.algorithm == "kmeans"
    k = grouping.model.n_groups
    return Evidence(
        p_structure=study.structure.p_structure,
        effect=study.structure.effect,
        silhouette=_silhouette(study, grouping),
        gap=study.curve.by_k[k - 1].gap if is_kmeans and k <= len(study.curve.by_k) else None,
        by_k=study.curve.by_k,
        candidates=candidates(study, grouping, chosen_k, why),
        votes=study.curve.votes,
        reason=f"{reason(study, grouping, why)} {grouping.evidence.reason}".rstrip(),
        n_sample=len(study.rows),
        agreement=grouping.evidence.agreement,
    )


def _silhouette(study: Study, grouping: Grouping) -> Interval | None:
    """Give the silhouette of the chosen grouping, in the space of the matrix, whatever the model reads.

    Outliers belong to no group and are left out.
    """
    model, n = grouping.model, len(study.between)
    rows = study.rows[:n] if model.reads == "matrix" else feature_rows(study.table, model.columns, n)
    groups = model.apply(rows).group
    kept = np.ones(n, dtype=bool) if grouping.outliers is None else groups != grouping.outliers
    if len(np.unique(groups[kept])) < 2:
        return None
    return mean_interval(silhouettes(study.between[np.ix_(kept, kept)], [groups[kept]])[0])
