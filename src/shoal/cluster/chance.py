"""Whether groups of any algorithm could be chance: one smooth population sent through all that compete."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from shoal.cluster.algorithms import Task
from shoal.cluster.entrants import Limits, enter
from shoal.stats.population import fit_smooth_population
from shoal.terms import Matrix

CHANCE_ROWS = 300
N_DRAWS = 59
"""No draw as widely parted gives p = 1/60; doubled, for k-means has its own look at chance, it stays under 0.05."""
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
