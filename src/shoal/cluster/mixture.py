"""A mixture of Gaussians by expectation and maximisation, of rows that may stand for several customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from shoal.cluster.found import Found, found
from shoal.cluster.gaussian import GaussianModel
from shoal.cluster.kmeans import assign, kmeans, refuse_more_groups_than_rows
from shoal.stats.rounding import exactly, significant
from shoal.stats.within import within_whitening
from shoal.terms import Matrix

Covariance = Literal["full", "diagonal", "tied"]
RIDGE = 1e-6
"""Added to each variance, so that a component on few or equal customers keeps a width."""
TOLERANCE, REST = 1e-4, 1e-6
"""Gains of the mean log-likelihood below which a climb ends, while starts compete and for the winner."""
MAX_ITERATIONS = 200
SHORT_STARTS, SHORT_ITERATIONS, SHORT_ROWS = 10, 15, 3000
"""Short climbs from customers drawn by lot, beside the starts of k-means, which all lead to like places."""


@dataclass(frozen=True)
class Mixture:
    """A fitted mixture.

    Parameters
    ----------
    shares : float array (k,)
        Weights of the components; they sum to 1.
    means : float array (k, columns)
    whitenings : float array (k, columns, columns)
        Upper triangular; ``whitening @ whitening.T`` is the precision.
    log_likelihood : float
        Mean over customers.
    n_parameters : int
        Free ones, for `bic`.
    """

    shares: Matrix
    means: Matrix
    whitenings: Matrix
    log_likelihood: float
    n_parameters: int

    def bic(self, n: float) -> float:
        """Give the Bayesian information criterion for n customers; less is better (Schwarz 1978)."""
        return -2.0 * n * self.log_likelihood + self.n_parameters * float(np.log(n))


def fit_mixture(
    rows: Matrix,
    start: Matrix,
    covariance: Covariance,
    weights: Matrix | None = None,
    *,
    max_iterations: int = MAX_ITERATIONS,
    tolerance: float = TOLERANCE,
) -> Mixture:
    """Climb to a peak of the likelihood.

    Parameters
    ----------
    rows : float array (n, columns)
    start : float array (n, k)
        First memberships; rows sum to 1.
    covariance : str
        ``full``: each component its own; ``diagonal``: without correlations; ``tied``: one for all.
    weights : float array (n,) or None
    max_iterations : int
        After so many it is taken as it is.
    tolerance : float
        Of the mean log-likelihood: a smaller gain ends the climb.

    References
    ----------
    Dempster, Laird & Rubin (1977), JRSS B 39; Bishop (2006), section 9.2.
    """
    mass = np.ones(len(rows)) if weights is None else weights
    members, before = start, -np.inf
    for _ in range(max_iterations):
        shares, means, whitenings = _maximise(rows, members * mass[:, None], covariance)
        logs = _log_densities(rows, shares, means, whitenings)
        totals = _totals(logs)
        now = float(totals[:, 0] @ mass / mass.sum())
        members = np.exp(logs - totals)
        if now - before < tolerance:
            break
        before = now
    k, d = means.shape
    shape = {"full": k * d * (d + 1) // 2, "diagonal": k * d, "tied": d * (d + 1) // 2}[covariance]
    return Mixture(shares, means, whitenings, now, k - 1 + k * d + shape)


def _totals(logs: Matrix) -> Matrix:
    """Give the log density of each row, (n, 1); densities of far customers underflow unless their top is taken out."""
    top = logs.max(axis=1, keepdims=True)
    return np.asarray(top + np.log(np.exp(logs - top).sum(axis=1, keepdims=True)))


def _maximise(rows: Matrix, members: Matrix, covariance: Covariance) -> tuple[Matrix, Matrix, Matrix]:
    sums = members.sum(axis=0) + 10 * np.finfo(np.float64).eps
    means = members.T @ rows / sums[:, None]
    d = rows.shape[1]
    spreads = []
    for group in range(len(sums)):
        centred = rows - means[group]
        if covariance == "diagonal":
            spread = np.diag(members[:, group] @ (centred * centred) / sums[group])
        else:
            spread = (members[:, group, None] * centred).T @ centred / sums[group]
        spreads.append(spread)
    if covariance == "tied":
        shared = np.einsum("g,gij->ij", sums / sums.sum(), np.stack(spreads))
        spreads = [shared] * len(sums)
    whitenings = [_whitening(spread + RIDGE * np.eye(d)) for spread in spreads]
    return sums / sums.sum(), means, np.stack(whitenings)


def _whitening(spread: Matrix) -> Matrix:
    """Give the upper triangular root of the precision."""
    root: Matrix = np.linalg.inv(np.linalg.cholesky(spread)).T
    return root


def _log_densities(rows: Matrix, shares: Matrix, means: Matrix, whitenings: Matrix) -> Matrix:
    d = rows.shape[1]
    logs = np.empty((len(rows), len(shares)))
    for group, (share, mean, whitening) in enumerate(zip(shares, means, whitenings, strict=True)):
        white = rows @ whitening - mean @ whitening
        root = np.log(np.diag(whitening)).sum()
        logs[:, group] = np.log(share) - 0.5 * (d * np.log(2 * np.pi) + np.einsum("ij,ij->i", white, white)) + root
    return logs


def _members_of(start: int, rows: Matrix, k: int, seed: int, weights: Matrix | None) -> Matrix:
    """Give memberships by k-means; it cuts long groups across unless it sees them round, as every other start does."""
    seen = rows @ within_whitening(rows, k) if start % 2 else rows
    hard = kmeans(seen, k, seed=seed + start, n_starts=1, max_iterations=30, weights=weights).labels
    return np.asarray(np.eye(k)[hard])


def _drawn(rows: Matrix, k: int, seed: int, weights: Matrix | None) -> Matrix:
    """Give memberships by the nearest of k customers drawn by lot."""
    share = None if weights is None else weights / weights.sum()
    centres = rows[np.random.default_rng(seed).choice(len(rows), k, replace=False, p=share)]
    return np.asarray(np.eye(k)[assign(rows, centres)[0]])


def _promising(rows: Matrix, k: int, covariance: Covariance, seed: int, weights: Matrix | None) -> Matrix:
    """Give the memberships that the likeliest of some short climbs came to."""
    sample, mass = rows[:SHORT_ROWS], None if weights is None else weights[:SHORT_ROWS]
    climbed = (
        fit_mixture(sample, _drawn(sample, k, seed + place, mass), covariance, mass, max_iterations=SHORT_ITERATIONS)
        for place in range(SHORT_STARTS)
    )
    best = max(climbed, key=lambda mixture: mixture.log_likelihood)
    return _memberships(rows, best)


def _memberships(rows: Matrix, mixture: Mixture) -> Matrix:
    logs = _log_densities(rows, mixture.shares, mixture.means, mixture.whitenings)
    return np.asarray(np.exp(logs - _totals(logs)))


def gaussian_mixture(
    columns: tuple[str, ...],
    rows: Matrix,
    k: int,
    *,
    covariance: Covariance,
    seed: int,
    n_starts: int = 3,
    weights: Matrix | None = None,
) -> tuple[Found, Mixture]:
    """Fit a mixture of k Gaussians from several starts; the likeliest is kept.

    Starts are groupings of k-means, and the most promising of short climbs from customers drawn by lot.

    Parameters
    ----------
    columns : tuple of str
    rows : float array (n, columns)
    k : int, 1 to the number of distinct rows
    covariance : str
    seed : int
    n_starts : int
        Groupings of k-means that are started from; with one there are no short climbs either.
    weights : float array (n,) or None

    References
    ----------
    Biernacki, Celeux & Govaert (2003), Computational Statistics & Data Analysis 41.

    Examples
    --------
    >>> rows = np.concatenate([np.random.default_rng(0).standard_normal((50, 1)) * s + m for s, m in ((1, 0), (1, 9))])
    >>> both, mixture = gaussian_mixture(("x",), rows, 2, covariance="full", seed=0)
    >>> both.agreement, sorted(np.bincount(both.labels).tolist()), mixture.n_parameters
    (1.0, [50, 50], 5)
    """
    refuse_more_groups_than_rows(rows, k)
    firsts = [_members_of(start, rows, k, seed, weights) for start in range(n_starts if k > 1 else 1)]
    if n_starts > 1 and k > 1:
        firsts.append(_promising(rows, k, covariance, seed, weights))
    tried = [fit_mixture(rows, first, covariance, weights) for first in firsts]
    best = max(tried, key=lambda mixture: mixture.log_likelihood)
    if n_starts > 1:  # the winner goes on where the others were let rest
        best = fit_mixture(rows, _memberships(rows, best), covariance, weights, tolerance=REST)
    order = np.lexsort((*best.means.T[::-1], -significant(best.shares, 9)))
    offsets = -2 * np.log(best.shares) - 2 * np.log(np.einsum("gii->gi", best.whitenings)).sum(axis=1)
    model = GaussianModel(
        columns,
        tuple(tuple(row) for row in significant(best.means[order]).tolist()),
        tuple(tuple(tuple(row) for row in one) for one in significant(best.whitenings[order]).tolist()),
        tuple(exactly(float(offset)) for offset in offsets[order]),
    )
    logs = _log_densities(rows, best.shares[order], best.means[order], best.whitenings[order])
    return found(model, rows, logs.argmax(axis=1).astype(np.int64)), best
