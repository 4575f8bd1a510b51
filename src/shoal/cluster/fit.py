"""Fit: are there groups, how many, and the model that places customers in them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from shoal.cluster.auto import Contest, compete, is_by_contest
from shoal.cluster.candidates import candidates, reason
from shoal.cluster.choice import choose
from shoal.cluster.criteria import criteria
from shoal.cluster.entrants import SURE_AGREEMENT, Entrant, asking
from shoal.cluster.gate import gated
from shoal.cluster.groupings import group
from shoal.cluster.rows import feature_rows, sample_rows
from shoal.cluster.smooth import MIN_ROWS
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
    tiers. With `full`, or with candidates named in the spec, all algorithms compete first. An algorithm or k that is
    asked for is obeyed, and the verdict stands beside it.

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
        Whether auto lets all algorithms compete, and other seeds and left-out features are looked at.

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
    contest = _contest(study, chosen_k, progress) if full or spec.candidates else None
    won = None if contest is None else _winner(study, contest, goal, progress)
    if won is None:
        won = study, group(study, _choose_algorithm(study, chosen_k), chosen_k, goal, progress)
    asked, grouping = won
    progress.step(0.92)
    evidence = _evidence(study, grouping, chosen_k, why, contest)
    progress.step(0.95)
    grouping = gated(asked, replace(grouping, evidence=evidence), full=full)
    progress.step(1.0)
    return grouping


def _contest(study: Study, chosen_k: int | None, progress: Progress) -> Contest | None:
    """Let algorithms compete, unless somebody has already chosen; nothing competes for customers who are all alike."""
    is_open = study.spec.algorithm == "auto" and study.spec.k == "auto"
    if not is_open or not study.recipe.columns or len(study.rows) < MIN_ROWS:
        return None
    return compete(study, chosen_k, progress, (0.8, 0.9))


def _winner(study: Study, contest: Contest, goal: str | None, progress: Progress) -> tuple[Study, Grouping] | None:
    """Let the best find its groups among everyone; where its model does not keep them, the next one is taken.

    Where k-means finds valleys, only groups that stand apart as well can replace its own, and none that chance shows as
    well. With the groups comes the study as the algorithm was asked, so that it can be asked again.
    """
    for entrant in contest.ranked:
        if not _is_able(entrant, study, contest):
            continue
        ask = entrant.ask
        asked = replace(study, spec=asking(study.spec, entrant.algorithm, ask.k), smallest=study.smallest * ask.grain)
        grouping = group(asked, entrant.algorithm, ask.k, goal, progress)
        agreement = grouping.evidence.agreement
        if agreement is None or agreement >= SURE_AGREEMENT:
            return asked, replace(grouping, verdict="clusters", is_natural=True)
    return None


def _is_able(one: Entrant, study: Study, contest: Contest) -> bool:
    if study.verdict == "clusters":
        return one.algorithm == "kmeans" or (one.is_apart and contest.is_ruled_out(one.algorithm))
    return contest.is_ruled_out(one.algorithm)


def _choose_k(study: Study) -> tuple[int | None, str]:
    """Give the k of k-means: the one asked for, else the consensus of those whose groups are large enough."""
    if study.spec.k != "auto":
        return study.spec.k, f"{study.spec.k} groups were asked for"
    return choose(study.curve, study.smallest * len(study.rows) / study.table.n_customers)


def _choose_algorithm(study: Study, chosen_k: int | None) -> str:
    if study.spec.algorithm != "auto":
        return study.spec.algorithm
    if study.spec.k != "auto":
        return "kmeans"
    return "kmeans" if study.verdict == "clusters" and chosen_k is not None else "value_tiers"


def _evidence(study: Study, grouping: Grouping, chosen_k: int | None, why: str, contest: Contest | None) -> Evidence:
    # The evidence is that of the groups that are published: the valleys of k-means say nothing of those of another.
    seen = contest if contest is not None and is_by_contest(study, grouping, contest) else None
    # Whether there are any groups at all is answered by k-means where it sees some.
    p = (
        study.structure.p_structure
        if seen is None or study.verdict == "clusters"
        else seen.p_chance[grouping.algorithm]
    )
    is_kmeans = grouping.algorithm == "kmeans"
    k = grouping.model.n_groups
    return Evidence(
        p_structure=p,
        effect=study.structure.effect if seen is None else seen.effect(grouping.algorithm),
        silhouette=_silhouette(study, grouping),
        gap=study.curve.by_k[k - 1].gap if is_kmeans and k <= len(study.curve.by_k) else None,
        by_k=criteria(study, with_bells=contest is not None and contest.has("gaussian_mixture")),
        candidates=candidates(study, grouping, chosen_k, why, contest),
        votes=study.curve.votes,
        reason=f"{reason(study, grouping, why, contest)} {grouping.evidence.reason}".rstrip(),
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
