"""The criteria beside those that choose, for every number of groups of k-means: nearly free once its groups are there.

None of them votes. They are for readers who know them, and for whoever has to defend a number of groups.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from shoal.cluster import lloyd
from shoal.cluster.kmeans import assign
from shoal.cluster.mixture import Covariance, fit_mixture
from shoal.cluster.study import Study
from shoal.stats.calinski_harabasz import calinski_harabasz
from shoal.stats.davies_bouldin import davies_bouldin
from shoal.stats.intervals import mean_interval
from shoal.stats.prediction_strength import prediction_strength
from shoal.stats.silhouette import silhouettes
from shoal.terms import ByK, Matrix

STRENGTH_ROWS = 1000
STRENGTH_SPLITS = 3
STRENGTH_STARTS = 2
BIC_ROWS = 1000
MAX_ITERATIONS = 30


def criteria(study: Study, *, with_bells: bool) -> tuple[ByK, ...]:
    """Give the evidence by k with what it lacks: bounds of the silhouette, and three further criteria.

    The silhouette is that of a random sample, so that its bounds are those of a mean; k-means knows no noise.

    Parameters
    ----------
    study : Study
    with_bells : bool
        Whether mixtures of as many bell-shaped groups are fitted, for their BIC.
    """
    sample = study.rows[: study.spec.sample_size]
    near = len(study.between)
    labels = [assign(sample, centroids)[0] for centroids in study.curve.centroids]
    strong = kmeans_strengths(sample, len(labels), seed=study.seed)
    usable = [row.k for row in study.curve.by_k if row.silhouette is not None]
    widths = dict(zip(usable, silhouettes(study.between, [labels[k - 1][:near] for k in usable]), strict=True))
    whole = study.curve.by_k[0].inertia
    bic = bics(study) if with_bells else (None,) * len(labels)
    answer = []
    for row, label, strength, misfit in zip(study.curve.by_k, labels, strong, bic, strict=True):
        interval = mean_interval(widths[row.k]) if row.k in widths else None
        answer.append(
            replace(
                row,
                silhouette_low=None if interval is None else interval.low,
                silhouette_high=None if interval is None else interval.high,
                calinski_harabasz=calinski_harabasz(whole, row.inertia, n=len(sample), k=row.k),
                davies_bouldin=davies_bouldin(sample, label),
                prediction_strength=strength,
                bic=misfit,
            )
        )
    return tuple(answer)


def bics(study: Study) -> tuple[float, ...]:
    """Give the BIC of mixtures of as many bell-shaped groups as k-means has, climbing from its groups.

    On `BIC_ROWS` customers; lower is better.

    References
    ----------
    Schwarz (1978), Annals of Statistics 6(2); of mixtures: Fraley & Raftery (2002), JASA 97.
    """
    rows, shape = study.rows[:BIC_ROWS], study.spec.covariance
    covariance: Covariance = "full" if shape == "drawn" else shape
    starts = (np.eye(len(centroids))[assign(rows, centroids)[0]] for centroids in study.curve.centroids)
    return tuple(fit_mixture(rows, start, covariance).bic(len(rows)) for start in starts)


def kmeans_strengths(rows: Matrix, max_k: int, *, seed: int) -> tuple[float | None, ...]:
    """Give the prediction strength of k-means for k = 1 to max_k, all halves of all splits at once.

    Parameters
    ----------
    rows : float array (n, columns)
        In canonical order; the first `STRENGTH_ROWS` are looked at.
    max_k : int
    seed : int

    Returns
    -------
    tuple of float or None
        None where a half has too few different customers for k groups.

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> rows = np.array([[0.0], [9.0], [30.0]])[random.integers(0, 3, 300)] + random.standard_normal((300, 1))
    >>> [value > 0.8 for value in kmeans_strengths(rows, 5, seed=0)]
    [True, True, True, False, False]
    """
    random = np.random.default_rng(seed)
    sample = rows[:STRENGTH_ROWS]
    half = len(sample) // 2
    if half == 0:
        return (None,) * max_k
    orders = np.concatenate(
        [random.permutation(len(sample))[: 2 * half].reshape(2, half) for _ in range(STRENGTH_SPLITS)]
    )
    halves = sample[orders]
    able = min(max_k, *(len(np.unique(one, axis=0)) for one in halves))
    points = lloyd.with_ones(halves - sample.mean(axis=0))
    starts = lloyd.seeds(points, None, STRENGTH_STARTS, able, random)
    other = np.arange(len(points)) ^ 1  # halves stand in pairs
    answer: list[float | None] = []
    for k in range(1, able + 1):
        ended = lloyd.converge(points, None, starts[:, :, :k], max_iterations=MAX_ITERATIONS, tolerance=1e-3)
        winner = lloyd.inertia(points, None, ended).argmin(axis=1)
        best = np.take_along_axis(ended, winner[:, None, None, None], axis=1)
        own, placed = (_nearest(points, centroids) for centroids in (best, best[other]))
        answer.append(float(np.mean([prediction_strength(*pair) for pair in zip(own, placed, strict=True)])))
    return (*answer, *(None,) * (max_k - able))


def _nearest(points: lloyd.Singles, centroids: lloyd.Singles) -> NDArray[np.int64]:
    return np.asarray(lloyd.near(points, centroids)[:, 0].argmin(axis=1), dtype=np.int64)
