"""One smooth population with the margins and the correlations of the data: what clusters must be told from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.stats.unimodal import Margin, nearest_unimodal, normal_scores

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class SmoothPopulation:
    """A Gaussian copula over one-humped margins.

    Parameters
    ----------
    margins : tuple of Margin
    mixing : float array (columns, columns)
        Turns independent normal numbers into correlated ones: ``normals @ mixing``.
    """

    margins: tuple[Margin, ...]
    mixing: Floats

    def draw(self, shape: tuple[int, ...], random: np.random.Generator) -> Floats:
        """Draw customers, an array (*shape, columns)."""
        normals = random.standard_normal((*shape, len(self.margins))) @ self.mixing
        for column, margin in enumerate(self.margins):
            normals[..., column] = margin.draw(normals[..., column])
        return normals


def fit_smooth_population(rows: Floats, random: np.random.Generator, *, n_rounds: int = 4) -> SmoothPopulation:
    """Fit the smooth population nearest to the data.

    Spikes and lattices weaken a correlation of ranks, so the correlations of the copula are adjusted in a few rounds
    until the ranks that it gives correlate as those of the data do.

    Parameters
    ----------
    rows : float array (n, columns), finite
    random : numpy.random.Generator
    n_rounds : int

    References
    ----------
    Cario & Nelson (1997), Modeling and generating random vectors with arbitrary marginal distributions (NORTA).

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> x = random.standard_normal(500)
    >>> population = fit_smooth_population(np.stack([x, np.exp(x)], axis=1), random)
    >>> drawn = population.draw((500,), random)
    >>> bool(np.corrcoef(drawn[:, 0], np.log(drawn[:, 1]))[0, 1] > 0.95)
    True
    """
    margins = tuple(nearest_unimodal(rows[:, column]) for column in range(rows.shape[1]))
    target = _correlations(np.stack([_rank_scores(rows[:, column]) for column in range(rows.shape[1])], axis=1))
    # One fixed cloud of normal numbers, exactly uncorrelated, so that the rounds converge instead of chasing noise.
    cloud = random.standard_normal((max(1000, 4 * rows.shape[1]), rows.shape[1]))
    cloud = (cloud - cloud.mean(axis=0)) @ np.linalg.inv(
        np.linalg.cholesky(np.cov(cloud.T, ddof=0).reshape(target.shape))
    ).T
    latent = target.copy()
    mixing = _root(latent)
    for _ in range(n_rounds):
        normals = cloud @ mixing
        ranks = np.stack(
            [np.interp(normals[:, i], margin.scores, margin.ranks) for i, margin in enumerate(margins)], axis=1
        )
        latent = np.clip(latent + target - _correlations(ranks), -0.999, 0.999)
        np.fill_diagonal(latent, 1.0)
        mixing = _root(latent)
    return SmoothPopulation(margins, mixing)


def _rank_scores(values: Floats) -> Floats:
    """Give the normal score of the middle rank of each value; equal values share one."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    upper = np.cumsum(counts)
    return normal_scores((upper - counts / 2) / len(values))[inverse.reshape(-1)]


def _correlations(columns: Floats) -> Floats:
    """Give the correlations; a constant column has none."""
    centred = columns - columns.mean(axis=0)
    lengths = np.sqrt(np.einsum("ij,ij->j", centred, centred))
    centred = np.divide(centred, lengths, out=np.zeros_like(centred), where=lengths > 0)
    answer: Floats = centred.T @ centred
    np.fill_diagonal(answer, 1.0)
    return answer


def _root(correlations: Floats) -> Floats:
    """Give the symmetric root of the nearest matrix of correlations."""
    sizes, axes = np.linalg.eigh(correlations)
    root = (axes * np.sqrt(np.maximum(sizes, 1e-9))) @ axes.T
    answer: Floats = root / np.sqrt(np.einsum("ij,ij->j", root, root))
    return answer
