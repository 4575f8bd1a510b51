"""auto, when it may take its time: all algorithms compete, and the one whose groups hold best is chosen.

Silhouettes, likelihoods and densities each favour the algorithm that maximises them. What all share is prediction
strength: whether groups found among some customers hold together others as those group themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile

import numpy as np

from shoal.cluster.algorithms import Task
from shoal.cluster.chance import FEW_DRAWS, N_DRAWS, bells_chance, chances
from shoal.cluster.entrants import Ask, Entrant, Limits, enter
from shoal.cluster.structure import P_THRESHOLD
from shoal.cluster.study import Study
from shoal.stats.moat import terrain
from shoal.stats.prediction_strength import ENOUGH
from shoal.terms import Effect, Grouping, Matrix, Progress

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
SLACK = 1 / 3
"""More groups may be less firm than fewer by so much: small groups are known less well from half of the customers."""
LOOKS = 3
"""Looks at chance, which share the level: that of k-means, that of all algorithms at empty space, that at bells."""
P_CHOICE = 0.2
"""Where k-means has ruled chance out, the question is no longer whether there are groups, but whose are better. Those
that smooth populations show as seldom as this may take the place of its own."""
COMPANY = "share of fellows that stay together"
"""What is asked of bells told apart, in place of prediction strength: of all customers, not of the weakest group."""
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
    p_chance : mapping of algorithm to float
        Chance that one smooth population looks as parted to any that compete, for those of `ranked` that need it: not
        where k-means, which has its own look at chance, finds natural groups itself and comes first.
    level : float
        Of p: chance is ruled out below.
    looked_at : str
        What was seen before anything was tried, in words.
    """

    entrants: tuple[Entrant, ...]
    ranked: tuple[Entrant, ...]
    p_chance: Mapping[str, float]
    level: float
    looked_at: str

    def has(self, algorithm: str) -> bool:
        """Say whether an algorithm took part."""
        return any(one.algorithm == algorithm for one in self.entrants)

    def is_ruled_out(self, algorithm: str) -> bool:
        """Say whether chance is ruled out for the groups of one of those that can be chosen."""
        return self.p_chance.get(algorithm, 1.0) < self.level

    def effect(self, algorithm: str) -> Effect | None:
        """Give the strength of one of those that can be chosen, beside the threshold that all must pass."""
        one = next((one for one in self.ranked if one.algorithm == algorithm), None)
        if one is None or one.strength is None:
            return None
        value = one.strength.interval
        name = COMPANY if one.is_told_apart else "prediction strength"
        return Effect(name, value.value, value.low, value.high, ENOUGH)


def compete(study: Study, chosen_k: int | None, progress: Progress, shares: tuple[float, float]) -> Contest:
    """Let the algorithms compete on a bounded sample.

    An algorithm is out if it breaks a limit of the business, leaves too many customers out of every group, or its model
    does not place them where it did. Of those whose strength is enough, the ones whose groups stand apart come first:
    what one algorithm parts where nobody stands, another cuts through a crowd. Among these, if nearly
    as firm as the firmest, the most groups win (as in the paper: the largest number that is strong), then groups with
    emptiness all around, then strength beyond chance, then simplicity. Where no groups stand apart, strength beyond
    chance decides at once.

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
    level = P_CHOICE if study.verdict == "clusters" else P_THRESHOLD / LOOKS
    contest = Contest(tuple(entrants), (), {}, level, looked_at(study, task.rows))
    return _against_chance(
        study, contest, task, numbers, limits, (_on(progress, middle, late), _on(progress, late, end))
    )


def _against_chance(
    study: Study,
    contest: Contest,
    task: Task,
    numbers: tuple[int, ...],
    limits: Limits,
    steps: tuple[Callable[[float], None], Callable[[float], None]],
) -> Contest:
    """Rank those that are strong, and send one smooth population through all algorithms for those that need it."""
    n_draws = FEW_DRAWS if study.verdict == "clusters" else N_DRAWS
    p = dict[str, float]()
    bells = next((one for one in contest.entrants if one.is_strong and one.is_told_apart), None)
    if bells is not None:
        p[bells.algorithm] = bells_chance(task, bells.n_groups, limits.smallest_share, n_draws, steps[0])
        contest = replace(contest, p_chance=p)
        if not contest.is_ruled_out(bells.algorithm):
            out = replace(bells, fault="one population without groups falls into such bells as well", strength=None)
            contest = replace(contest, entrants=tuple(out if one is bells else one for one in contest.entrants))
    ranked = _ranked([one for one in contest.entrants if one.is_strong])
    open_to_doubt = tuple(one for one in ranked if one.algorithm not in p and one.may_be_natural)
    if study.verdict == "clusters":
        # Whoever comes after k-means, or cuts through crowds, is not going to be chosen.
        before = list(takewhile(lambda one: one.algorithm != "kmeans", ranked))
        open_to_doubt = tuple(one for one in open_to_doubt if one in before and one.is_apart)
    if open_to_doubt:
        names = tuple(one.algorithm for one in contest.entrants)
        p |= chances(open_to_doubt, names, task, numbers, limits, n_draws, steps[1])
    return replace(contest, ranked=ranked, p_chance=p)


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
        firmest = max(one.skill for one in apart)
        apart = [one for one in apart if one.skill >= firmest - SLACK]
        most = max(one.n_groups for one in apart)
        strong = [one for one in apart if one.n_groups == most]
        strong = [one for one in strong if one.is_surrounded] or strong
    top = max(one.skill for one in strong)
    return next(one for one in strong if one.skill >= top - TIE)


def is_by_contest(study: Study, grouping: Grouping, contest: Contest) -> bool:
    """Say whether the verdict rests on the comparison, rather than on what k-means saw alone."""
    is_own = grouping.algorithm == "kmeans" and study.verdict == "clusters"
    return grouping.verdict == "clusters" and grouping.algorithm in contest.p_chance and not is_own


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
