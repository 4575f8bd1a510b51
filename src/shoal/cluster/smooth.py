"""The customers beside draws of one smooth population that is like them in all but groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.cluster import lloyd
from shoal.stats.levels import spread_levels
from shoal.stats.population import fit_smooth_population
from shoal.stats.valley import shallowest_valley
from shoal.terms import Matrix

MIN_ROWS = 40
"""Fewer customers cannot tell groups from chance."""
TEST_ROWS = 800
MARGIN_ROWS = 2000
N_DRAWS = 39
"""The fewest with which p can be under 0.05: the data must stand out more than every draw."""
VALLEY_GROUPS = (2, 3)
"""Numbers of groups whose valleys count for p; of more they would cost much."""
VALLEY_DRAWS = 10
"""Draws whose valleys are measured; they are asked for only at numbers of groups that have valleys in the data."""
N_STARTS = 2
MAX_ITERATIONS = 12
STARTS_OF_FEW, ITERATIONS_OF_FEW = 6, 30
"""For the numbers of groups whose valleys count: one cut beside the valley, where another is hardly wider, hides it."""
TAIL = 0.01


@dataclass(frozen=True)
class Smooth:
    """What one smooth population gives, for every number of groups.

    Parameters
    ----------
    p : float
        Chance of closeness as great as that of the data at any k.
    draws : float array (draws, n, columns)
    centroids : sequence of float arrays (draws, k, columns)
        Where k-means put them, for k = 2, 3, ...
    seed : int
    """

    p: float
    draws: Matrix
    centroids: Sequence[lloyd.Singles]
    seed: int

    def valley(self, k: int) -> float | None:
        """Give how deep the shallowest valley between k groups of a draw surely is; None where k was not tried.

        It is the mean over draws. The sure depth is compared, because the draws are fewer than the customers: as
        counted, valleys are deeper by chance the fewer are counted.
        """
        if not 0 <= k - 2 < len(self.centroids):
            return None
        return float(np.mean(_valleys(self.draws[:VALLEY_DRAWS], self.centroids[k - 2], self.seed)))


def compare(rows: Matrix, max_k: int, *, seed: int) -> Smooth | None:
    """Compare customers with draws of one smooth population.

    The statistics are, for every k, the mean closeness to the own centroid rather than the next one, and for two and
    three groups also the shallowest valley: groups that differ in one of many features are hardly closer to
    themselves. The data and draws of one smooth population (one-humped margins and rank correlations of the data,
    joined by a Gaussian copula; spikes and lattices stay) go through the same k-means. Each statistic is put on the
    scale of all of them, and the largest of the data is ranked among those of the draws: that is p, exact for data that
    are such a population.

    Parameters
    ----------
    rows : float array (n, columns), finite
        In canonical order; the first rows are the sample.
    max_k : int
    seed : int

    Returns
    -------
    Smooth or None
        None where there are too few different customers to tell.

    References
    ----------
    The idea of a unimodal null for clusters: Tibshirani et al. (2001); Liu, Hayes, Nobel & Marron (2008), JASA 103.
    Exactness of p: Barnard (1963); Besag & Clifford (1991).

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> one = random.standard_normal((400, 3))
    >>> two = one + 6.0 * (np.arange(400) % 2)[:, None]
    >>> compare(one, 5, seed=0).p > 0.05, compare(two, 5, seed=0).p < 0.05
    (True, True)
    """
    sample, pool = rows[:TEST_ROWS], rows[:MARGIN_ROWS]
    pool = pool[:, np.ptp(sample, axis=0) > 0] if len(sample) else pool
    sample = pool[:TEST_ROWS]
    max_k = min(max_k, len(np.unique(sample, axis=0)) - 1, len(sample) // 10)
    if len(sample) < MIN_ROWS or sample.shape[1] == 0 or max_k < 2:
        return None
    # Tails are drawn in, alike in the data and the draws: a handful of extreme customers is no group.
    pool = np.clip(pool, *np.quantile(pool, [TAIL, 1 - TAIL], axis=0))
    sample = pool[:TEST_ROWS]
    random = np.random.default_rng(seed)
    draws = fit_smooth_population(pool, random).draw((N_DRAWS, len(sample)), random)
    stack = np.concatenate([sample[None], draws])
    # Centroids are found around the mean of each.
    stack -= stack.mean(axis=1, keepdims=True)
    means, centroids = _closeness_by_k(stack, max_k, random)
    lows = [_valleys(stack, centroids[k - 2], seed) for k in VALLEY_GROUPS if k <= max_k]
    p = _rank(np.concatenate([means, np.stack(lows, axis=1)], axis=1))
    return Smooth(p, stack[1:], [each[1:] for each in centroids], seed)


def _closeness_by_k(
    stack: Matrix, max_k: int, random: np.random.Generator
) -> tuple[NDArray[np.float64], list[lloyd.Singles]]:
    """Give the mean closeness of every data set for k = 2, 3, ..., (b, max_k - 1), and the centroids of each k."""
    points = lloyd.with_ones(stack)
    few = lloyd.seeds(points, None, STARTS_OF_FEW, max(VALLEY_GROUPS), random)
    many = lloyd.seeds(points, None, N_STARTS, max_k, random)
    means, centroids = [], []
    for k in range(2, max_k + 1):
        starts, n_rounds = (few, ITERATIONS_OF_FEW) if k in VALLEY_GROUPS else (many, MAX_ITERATIONS)
        ended = lloyd.converge(points, None, starts[:, :, :k], max_iterations=n_rounds, tolerance=1e-3)
        winner = lloyd.inertia(points, None, ended).argmin(axis=1)
        best = np.take_along_axis(ended, winner[:, None, None, None], axis=1)
        means.append(lloyd.closeness(points, best)[:, 0].mean(axis=1, dtype=np.float64))
        centroids.append(best[:, 0])
    return np.stack(means, axis=1), centroids


def _valleys(stack: Matrix, centroids: lloyd.Singles, seed: int) -> NDArray[np.float64]:
    """Give how deep the shallowest valley between the groups of every data set surely is, (b,)."""
    lows = []
    for rows, own in zip(stack, centroids, strict=False):
        labels = lloyd.near(lloyd.with_ones(rows[None]), own[None, None])[0, 0].argmin(axis=0)
        spread = spread_levels(rows, np.random.default_rng(seed))
        lows.append(shallowest_valley(spread, labels.astype(np.int64)).low)
    return np.array(lows)


def _rank(statistics: NDArray[np.float64]) -> float:
    """Rank the first data set, the data, among all by the largest of its scaled statistics (b, statistics)."""
    spread = statistics.std(axis=0)
    scaled = np.divide(statistics - statistics.mean(axis=0), spread, out=np.zeros_like(statistics), where=spread > 0)
    largest = scaled.max(axis=1)
    return float(np.mean(largest >= largest[0]))
