"""auto, when it may take its time: all algorithms compete, and the one whose groups hold best is chosen.

Silhouettes, likelihoods and densities each favour the algorithm that maximises them. What all share is prediction
strength: whether groups found among some customers hold together others as those group themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from shoal.cluster.algorithms import Task
from shoal.cluster.chance import N_DRAWS, bells_chance, chance
from shoal.cluster.entrants import Ask, Entrant, Limits, enter
from shoal.cluster.structure import P_THRESHOLD
from shoal.cluster.study import Study
from shoal.stats.moat import terrain
from shoal.terms import Effect, Matrix, Progress

CONTEST_ROWS = 2000
"""Customers among whom the algorithms compete, whatever the number of all."""
CANDIDATES = (
    "kmeans",
    "bisecting_kmeans",
    "hierarchical",
    "birch",
    "kprototypes",
    "gaussian_mixture",
    "dbscan",
    "hdbscan",
)
"""The simplest first: it is taken where two are equally strong."""
TIE = 0.02
"""Strengths beyond chance that are closer than this are the same."""
LOOKS = 3
"""Looks at chance, which share the level: that of k-means, that at moats and that at bells."""
FEW_DRAWS = 20
"""Where k-means has ruled chance out, so many draws tell whether bells are more than spikes."""
LONELY = 3.0
"""Whoever has the tenth neighbour so many times as far as usual stands alone."""


@dataclass(frozen=True)
class Contest:
    """What came of a comparison.

    Parameters
    ----------
    entrants : tuple of Entrant
        In the order of `CANDIDATES`.
    ranked : tuple of Entrant
        Those that can be chosen, the best first.
    p_chance : float or None
        Chance that any of them parts one smooth population as widely; None where none can be chosen, or where k-means
        has ruled chance out already.
    looked_at : str
        What was seen before anything was tried, in words.
    """

    entrants: tuple[Entrant, ...]
    ranked: tuple[Entrant, ...]
    p_chance: float | None
    looked_at: str

    @property
    def stands_out(self) -> bool:
        """Whether chance is ruled out."""
        return self.p_chance is not None and LOOKS * self.p_chance < P_THRESHOLD

    @property
    def effect(self) -> Effect | None:
        """The strength of the best, beside the threshold that all must pass."""
        if not self.ranked or self.ranked[0].strength is None:
            return None
        value = self.ranked[0].strength.interval
        return Effect("prediction strength", value.value, value.low, value.high, self.ranked[0].asked)


def compete(study: Study, chosen_k: int | None, progress: Progress, shares: tuple[float, float]) -> Contest:
    """Let the algorithms compete on a bounded sample.

    An algorithm is out if it breaks a limit of the business, leaves too many customers out of every group, or its model
    does not place them where it did. Of those whose strength is enough, the ones whose groups stand apart come first:
    what one algorithm parts where nobody stands, another cuts through a crowd. Among these the most groups win (as
    in the paper: the largest number that is strong), then strength beyond chance, then simplicity. Where no groups
    stand apart, strength beyond chance decides at once.

    Parameters
    ----------
    study : Study
    chosen_k : int or None
        Of k-means.
    progress : Progress
        One step for each algorithm.
    shares : (float, float)
        From where to where in the stage this is.

    References
    ----------
    Tibshirani & Walther (2005), Cluster validation by prediction strength, JCGS 14(3).
    """
    names = [name for name in CANDIDATES if name in (study.spec.candidates or CANDIDATES)]
    if not study.recipe.categories:
        names = [name for name in names if name != "kprototypes"]
    task, limits = _task(study), _limits(study)
    numbers = tuple(sorted({k for k in (chosen_k, *study.curve.votes.values()) if k and 2 <= k <= limits.most_groups}))
    begin, end = shares
    middle, late = begin + (end - begin) * 0.6, begin + (end - begin) * 0.8
    entrants = []
    for place, name in enumerate(names, 1):
        only = (chosen_k,) if name == "kmeans" and chosen_k else numbers
        entrants.append(enter(name, task, only, limits) if only else _nothing(name))
        progress.step(begin + (middle - begin) * place / len(names))
    p, entrants = _bells_tested(study, entrants, task, limits, _on(progress, middle, late))
    ranked = _ranked([one for one in entrants if one.is_strong])
    if p is None and ranked and study.verdict != "clusters":
        competing = tuple(one.algorithm for one in ranked)
        p = chance(competing, task, numbers, limits, _on(progress, late, end))
    return Contest(tuple(entrants), ranked, p, looked_at(study, task.rows))


def _bells_tested(
    study: Study, entrants: list[Entrant], task: Task, limits: Limits, step: Callable[[float], None]
) -> tuple[float | None, list[Entrant]]:
    """Take out bells that one smooth population shows as well; else give the chance of it, unless k-means has one."""
    bells = next((one for one in entrants if one.is_strong and one.is_told_apart), None)
    if bells is None:
        return None, entrants
    is_known = study.verdict == "clusters"
    p = bells_chance(task, bells.n_groups, limits.smallest_share, FEW_DRAWS if is_known else N_DRAWS, step)
    if p * (1 if is_known else LOOKS) < P_THRESHOLD:
        return None if is_known else p, entrants
    out = replace(bells, fault="one population without groups falls into such bells as well", strength=None)
    return None, [out if one is bells else one for one in entrants]


def _task(study: Study) -> Task:
    sample = study.rows[:CONTEST_ROWS]
    return Task(
        columns=study.recipe.columns,
        rows=sample,
        k=None,
        spec=study.spec,
        smallest=max(2, round(study.smallest * len(sample) / study.table.n_customers)),
        blocks=study.recipe.categories,
        seed=study.seed,
    )


def _limits(study: Study) -> Limits:
    return Limits(study.spec.max_k, study.smallest / study.table.n_customers, study.spec.max_outlier_share)


def _nothing(name: str) -> Entrant:
    return Entrant(name, Ask(), 0, -1.0, 0.0, 1.0, 0.0, "no criterion names a number of groups for it")


def _on(progress: Progress, begin: float, end: float) -> Callable[[float], None]:
    return lambda share: progress.step(begin + (end - begin) * share)


def _ranked(strong: list[Entrant]) -> tuple[Entrant, ...]:
    """Put the best first."""
    left, answer = list(strong), list[Entrant]()
    while left:
        answer.append(_best(left))
        left.remove(answer[-1])
    return tuple(answer)


def _best(strong: list[Entrant]) -> Entrant:
    apart = [one for one in strong if one.is_apart]
    if apart:
        most = max(one.n_groups for one in apart)
        strong = [one for one in apart if one.n_groups == most]
    top = max(one.skill for one in strong)
    return next(one for one in strong if one.skill >= top - TIE)


def looked_at(study: Study, rows: Matrix) -> str:
    """Say what is seen before anything is tried: size, dimension, noise, mixed types."""
    n, columns = rows.shape
    spread = np.linalg.eigvalsh(np.atleast_2d(np.cov(rows.T)))
    directions = spread.sum() ** 2 / np.square(spread).sum() if spread.sum() > 0 else 0.0
    reach = terrain(rows).reach
    lonely = float(np.mean(reach > LONELY * np.median(reach)))
    categories = len(study.recipe.categories)
    mixed = f"{categories} of the features are categories" if categories else "no categories"
    return (
        f"{n:,} of {study.table.n_customers:,} customers, {columns} columns that say as much as about"
        f" {directions:.0f} unrelated ones, {lonely:.0%} of the customers far from all others, {mixed}"
    )
