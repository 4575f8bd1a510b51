"""Are there groups at all? The data against one smooth population that is like them in all but groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.cluster import lloyd
from shoal.stats.intervals import Z_95
from shoal.stats.population import fit_smooth_population
from shoal.terms import Effect, Matrix

MIN_ROWS = 40
"""Fewer customers cannot tell groups from chance."""
TEST_ROWS = 800
MARGIN_ROWS = 2000
N_DRAWS = 59
"""Enough for p to go down to 1/60; p < 0.05 then lets one draw exceed the data."""
N_STARTS = 2
MAX_ITERATIONS = 12
TAIL = 0.01
EFFECT = "separation beyond one smooth population"
EFFECT_THRESHOLD = 0.15
"""Of 20 trials of each of 14 smooth shapes nearly all stay below 0.1; raw log-normals reach 0.17, and have no valleys.
Gaussian groups 2.5 deviations apart begin at 0.2, 4 apart at 0.37."""
P_THRESHOLD = 0.05


@dataclass(frozen=True)
class Structure:
    """Whether the data stand out from one smooth population, with the figures.

    Parameters
    ----------
    stands_out : bool
        Whether p and the effect both pass.
    p_structure : float or None
        None where there are too few customers, or nothing varies.
    effect : Effect or None
    """

    stands_out: bool
    p_structure: float | None
    effect: Effect | None


def find_structure(rows: Matrix, max_k: int, *, seed: int) -> Structure:
    """Tell whether customers stand out from one smooth population.

    The statistic for k groups is the mean closeness to the own centroid rather than the next one. The data and draws
    of one smooth population (one-humped margins and rank correlations of the data, joined by a Gaussian copula; spikes
    and lattices stay) go through the same k-means. Each k is put on the scale of all of them, and the largest over k
    of the data is ranked among those of the draws: that is p, exact for data that are such a population.

    The effect is how far the data exceed the mean draw, as a share of what is left up to perfect separation, at the k
    where that is largest. With large n any small departure from the null gets a small p; the effect does not.

    Parameters
    ----------
    rows : float array (n, columns), finite
        In canonical order; the first rows are the sample.
    max_k : int
    seed : int

    References
    ----------
    The idea of a unimodal null for clusters: Tibshirani et al. (2001); Liu, Hayes, Nobel & Marron (2008), JASA 103.
    Exactness of p: Barnard (1963); Besag & Clifford (1991).

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> one = random.standard_normal((400, 3))
    >>> two = one + 6.0 * (np.arange(400) % 2)[:, None]
    >>> find_structure(one, 5, seed=0).stands_out, find_structure(two, 5, seed=0).stands_out
    (False, True)
    """
    sample, pool = rows[:TEST_ROWS], rows[:MARGIN_ROWS]
    pool = pool[:, np.ptp(sample, axis=0) > 0] if len(sample) else pool
    sample = pool[:TEST_ROWS]
    max_k = min(max_k, len(np.unique(sample, axis=0)) - 1, len(sample) // 10)
    if len(sample) < MIN_ROWS or sample.shape[1] == 0 or max_k < 2:
        return Structure(stands_out=False, p_structure=None, effect=None)
    # Tails are drawn in, alike in the data and the draws: a handful of extreme customers is no group.
    pool = np.clip(pool, *np.quantile(pool, [TAIL, 1 - TAIL], axis=0))
    sample = pool[:TEST_ROWS]
    random = np.random.default_rng(seed)
    draws = fit_smooth_population(pool, random).draw((N_DRAWS, len(sample)), random)
    stack = np.concatenate([sample[None], draws])
    means, errors = _closeness_by_k(stack, max_k, random)
    return _judge(means, float(errors[0].max()))


def _closeness_by_k(
    stack: Matrix, max_k: int, random: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the mean closeness and its standard error of every data set for k = 2, 3, ...: (b, max_k - 1) each."""
    points = lloyd.with_ones(stack - stack.mean(axis=1, keepdims=True))
    starts = lloyd.seeds(points, None, N_STARTS, max_k, random)
    means, errors = [], []
    for k in range(2, max_k + 1):
        ended = lloyd.converge(points, None, starts[:, :, :k], max_iterations=MAX_ITERATIONS, tolerance=1e-3)
        winner = lloyd.inertia(points, None, ended).argmin(axis=1)
        best = np.take_along_axis(ended, winner[:, None, None, None], axis=1)
        close = lloyd.closeness(points, best)[:, 0].astype(np.float64)
        means.append(close.mean(axis=1))
        errors.append(close.std(axis=1) / np.sqrt(close.shape[1]))
    return np.stack(means, axis=1), np.stack(errors, axis=1)


def _judge(means: NDArray[np.float64], error: float) -> Structure:
    """Rank the first data set among all, and size its excess.

    Parameters
    ----------
    means : float array (1 + draws, ks)
        Mean closeness; the first row is the data.
    error : float
        Standard error of the data's mean closeness.
    """
    spread = means.std(axis=0)
    scaled = np.divide(means - means.mean(axis=0), spread, out=np.zeros_like(means), where=spread > 0)
    largest = scaled.max(axis=1)
    p = float(np.mean(largest >= largest[0]))
    typical, noise = means[1:].mean(axis=0), means[1:].std(axis=0, ddof=1)
    room = np.maximum(1 - typical, 1e-9)
    excess = (means[0] - typical) / room
    best = int(np.argmax(excess))
    # What could have come out otherwise: the customers drawn, and the smooth population compared with.
    half = Z_95 * float(np.hypot(error, noise[best]) / room[best])
    value = float(excess[best])
    effect = Effect(EFFECT, value, value - half, value + half, EFFECT_THRESHOLD)
    return Structure(p < P_THRESHOLD and value > EFFECT_THRESHOLD, p, effect)
