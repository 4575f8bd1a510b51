"""Whether groups of any algorithm could be chance: one smooth population sent through all that compete."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from shoal.cluster.algorithms import Task
from shoal.cluster.bells import gain
from shoal.cluster.entrants import Limits, enter
from shoal.stats.population import fit_smooth_population
from shoal.terms import Matrix

CHANCE_ROWS = 300
N_DRAWS = 79
"""No draw as widely parted gives p = 1/80; three times that, for so many looks are taken, stays under 0.05."""
BELL_ROWS = 600
MARGIN_ROWS = 2000


def chance(
    names: tuple[str, ...],
    task: Task,
    numbers: tuple[int, ...],
    limits: Limits,
    step: Callable[[float], None],
) -> float:
    """Give the chance that any of several algorithms parts one smooth population as widely as it parts the customers.

    Each draw goes through every algorithm with its choice of the number of groups, and under the same limits; what
    counts is the widest of their narrowest moats, of the customers as of each draw, so that it does not help to have
    tried many algorithms. All samples have `CHANCE_ROWS` customers, so the answer does not depend on how many there
    are. Drawing ends with the first draw that reaches the customers, as no more are needed to know that p is too high.

    Parameters
    ----------
    names : tuple of str
    task : Task
        With the sample.
    numbers : tuple of int
        Numbers of groups to try.
    limits : Limits
    step : callable
        Told how far it is, in [0, 1]; may raise `Stopped`.

    References
    ----------
    Besag & Clifford (1991), Sequential Monte Carlo p-values, Biometrika 78. The population is that of `structure`.
    """
    sample = task.rows[:CHANCE_ROWS]
    random = np.random.default_rng(task.seed)
    population = fit_smooth_population(task.rows[:MARGIN_ROWS], random)

    def widest(rows: Matrix) -> float:
        here = replace(task, rows=rows, smallest=max(2, round(task.smallest * len(rows) / len(task.rows))))
        entrants = [enter(name, here, numbers, limits, is_judged=False) for name in names]
        return max((one.moat for one in entrants if not one.fault), default=-1.0)

    theirs = widest(sample)
    if theirs == -1.0:
        return 1.0
    for draw in range(1, N_DRAWS + 1):
        step(draw / N_DRAWS)
        if widest(population.draw((len(sample),), random)) >= theirs:
            return 2 / (draw + 1)
    return 1 / (N_DRAWS + 1)


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
        As of `chance`; so are the draws, of `BELL_ROWS` customers.
    """
    sample = task.rows[:BELL_ROWS]
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
