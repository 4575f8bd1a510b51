"""Whether groups of any algorithm could be chance: one smooth population sent through all that compete."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from shoal.cluster.algorithms import Task
from shoal.cluster.bells import gain
from shoal.cluster.entrants import Entrant, Limits, strength, tries
from shoal.stats.population import fit_smooth_population
from shoal.terms import Matrix

CHANCE_ROWS = 400
CHANCE_STARTS = 1
N_DRAWS = 79
"""No draw as widely parted gives p = 1/80; three times that, for so many looks are taken, stays under 0.05."""
FEW_DRAWS = 9
"""Where k-means has ruled chance out, so many tell whether the groups of another may take the place of its own."""
BELL_ROWS, BELL_MEMBERS = 600, 40
"""Customers in whom bells are looked for by chance; more where there are many groups, so that each has its members."""
MARGIN_ROWS = 2000


def chances(
    ranked: tuple[Entrant, ...],
    names: tuple[str, ...],
    task: Task,
    numbers: tuple[int, ...],
    limits: Limits,
    n_draws: int,
    step: Callable[[float], None],
) -> Mapping[str, float]:
    """Give the chance that any of several algorithms parts one smooth population as widely as one parts the customers.

    Each draw goes through every algorithm with its choice of the number of groups, and under the same limits; what
    counts is the emptiest space between groups that any of them leaves and would find again, so that it does not help
    to have tried many algorithms. All samples have `CHANCE_ROWS` customers, so the answer does not depend on how many
    there are, and k-means starts as seldom on them as on the draws. Drawing ends once every algorithm that was asked
    about has been reached, as no more draws are needed to know that p is too high.

    Parameters
    ----------
    ranked : tuple of Entrant
        Those that are asked about.
    names : tuple of str
        All that compete.
    task : Task
        With the sample.
    numbers : tuple of int
        Numbers of groups to try.
    limits : Limits
    n_draws : int
    step : callable
        Told how far it is, in [0, 1]; may raise `Stopped`.

    Returns
    -------
    mapping of algorithm to float

    References
    ----------
    Besag & Clifford (1991), Sequential Monte Carlo p-values, Biometrika 78; the largest over all that is tried:
    Westfall & Young (1993), Resampling-based multiple testing. The population is that of `structure`.
    """
    task = replace(task, spec=replace(task.spec, n_starts=min(task.spec.n_starts, CHANCE_STARTS)))
    sample = task.rows[:CHANCE_ROWS]
    random = np.random.default_rng(task.seed)
    population = fit_smooth_population(task.rows[:MARGIN_ROWS], random)

    def widest(rows: Matrix, of: tuple[str, ...], least: float = -np.inf, enough: float = np.inf) -> float:
        """Give the emptiest space between groups that would be found again, looking only for what tells something."""
        here = replace(task, rows=rows, smallest=max(2, round(task.smallest * len(rows) / len(task.rows))))
        most = -np.inf
        for name in of:
            for one in tries(name, here, numbers, limits):
                # Whether groups would be found again takes longest to tell.
                tells = not one.fault and one.emptiness >= least and one.emptiness > most
                if tells and replace(one, strength=strength(one, here)).is_strong:
                    most = one.emptiness
            if most >= enough:
                break
        return most

    theirs = {one.algorithm: widest(sample, (one.algorithm,)) for one in ranked}
    p = dict.fromkeys(theirs, 1.0)
    left = {name for name, value in theirs.items() if value > -np.inf}
    for draw in range(1, n_draws + 1):
        if not left:
            break
        step(draw / n_draws)
        draw_rows = population.draw((len(sample),), random)
        wanted = [theirs[name] for name in left]
        most = widest(draw_rows, names, min(wanted), max(wanted))
        reached = {name for name in left if most >= theirs[name]}
        p |= dict.fromkeys(reached, 2 / (draw + 1))
        left -= reached
    return p | dict.fromkeys(left, 1 / (n_draws + 1))


def bells_chance(task: Task, most: int, smallest_share: float, n_draws: int, step: Callable[[float], None]) -> float:
    """Give the chance that one smooth population shows as much evidence for bells that are told apart.

    Parameters
    ----------
    task : Task
    most : int
        Groups that were found: the draws are given as many, and any fewer.
    smallest_share : float
        Of the customers, in the smallest group.
    n_draws : int
    step : callable
        As of `chances`; so are the draws, of `BELL_ROWS` customers or, where there are more, `BELL_MEMBERS` a group.
    """
    sample = task.rows[: max(BELL_ROWS, BELL_MEMBERS * most)]
    random = np.random.default_rng(task.seed)
    population = fit_smooth_population(task.rows[:MARGIN_ROWS], random)

    def evidence(rows: Matrix) -> float:
        return gain(rows, most, smallest_share * len(rows), seed=task.seed)

    theirs = evidence(sample)
    if theirs <= 0:
        return 1.0
    for draw in range(1, n_draws + 1):
        step(draw / n_draws)
        if evidence(population.draw((len(sample),), random)) >= theirs:
            return 2 / (draw + 1)
    return 1 / (n_draws + 1)
