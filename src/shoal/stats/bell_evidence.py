"""How likely customers are under one bell, whatever its centre and its shape: the evidence, in closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RIDGE = 1e-3
"""Added to each variance of the usual shape, as a share of their mean: sums of other columns have none of their own."""


@dataclass(frozen=True)
class Seen:
    """Rows beside the products of every two of their columns: what bells ask of rows are weighted sums of the two.

    Parameters
    ----------
    rows : float array (n, columns)
        Of about unit spread around 0, or the sums lose digits.
    products : float array (n, columns * (columns + 1) / 2)
        The upper triangle, row by row.
    """

    rows: Floats
    products: Floats


@dataclass(frozen=True)
class Moments:
    """Of each group its count (k,), its mean (k, columns) and its scatter around it (k, columns, columns)."""

    counts: Floats
    means: Floats
    scatters: Floats


@dataclass(frozen=True)
class Usual:
    """What is expected of a bell before its customers are seen.

    Parameters
    ----------
    centre : float array (columns,)
    trust : float
        How many customers the usual centre stands for.
    shape : float array (columns, columns)
        The usual covariance.
    freedom : float, > columns + 1
        The larger, the more a bell of few customers is drawn to the usual shape.
    """

    centre: Floats
    trust: float
    shape: Floats
    freedom: float


@dataclass(frozen=True)
class Posterior:
    """What is known of each bell once its customers are seen.

    Parameters
    ----------
    counts, centres, scatters : float arrays
        (k,), (k, columns) and (k, columns, columns): with the expectation added.
    freedoms, trusts : float array (k,)
    log_evidence : float array (k,)
        Log of the density of the customers, averaged over all centres and shapes.
    """

    counts: Floats
    centres: Floats
    scatters: Floats
    freedoms: Floats
    trusts: Floats
    log_evidence: Floats


def see(rows: Floats) -> Seen:
    """Multiply columns once, for all the times that bells settle.

    Examples
    --------
    >>> see(np.array([[2.0, 3.0]])).products
    array([[4., 6., 9.]])
    """
    first, second = np.triu_indices(rows.shape[1])
    return Seen(rows, rows[:, first] * rows[:, second])


def moments(seen: Seen, members: Floats) -> Moments:
    """Give the moments of groups to which customers belong in part.

    Parameters
    ----------
    seen : Seen
    members : float array (n, k), >= 0
    """
    counts = members.sum(axis=0) + 1e-10
    means = members.T @ seen.rows / counts[:, None]
    columns = seen.rows.shape[1]
    first, second = np.triu_indices(columns)
    scatters = np.empty((len(counts), columns, columns))
    scatters[:, first, second] = scatters[:, second, first] = members.T @ seen.products
    scatters -= counts[:, None, None] * means[:, :, None] * means[:, None, :]
    return Moments(counts, means, scatters)


def usual(rows: Floats, each: Moments, trust: float, freedom: float) -> Usual:
    """Take the usual shape from the spread within the groups that there are."""
    columns = rows.shape[1]
    shared = each.scatters.sum(axis=0) / max(float(each.counts.sum()), 1.0)
    floor = RIDGE * float(np.trace(shared)) / columns + 1e-6
    return Usual(rows.mean(axis=0), trust, shared + floor * np.eye(columns), freedom)


def posterior(before: Usual, each: Moments) -> Posterior:
    """Give what is known of each bell, and the evidence for it.

    Assumes that customers of a group are normal, with a normal-inverse-Wishart expectation of mean and covariance.

    Parameters
    ----------
    before : Usual
    each : Moments

    References
    ----------
    Murphy (2007), Conjugate Bayesian analysis of the Gaussian distribution, section 9; Fraley & Raftery (2007),
    Bayesian regularization for normal mixture estimation and model-based clustering, Journal of Classification 24.

    Examples
    --------
    >>> rows = np.concatenate([np.linspace(-1, 1, 50), np.linspace(9, 11, 50)])[:, None]
    >>> one, two = (moments(see(rows), np.repeat(np.eye(k), 100 // k, axis=0)) for k in (1, 2))
    >>> before = usual(rows, two, 0.1, 4.0)
    >>> bool(posterior(before, two).log_evidence.sum() > posterior(before, one).log_evidence.sum() + 100 * np.log(2))
    True
    """
    columns = len(before.centre)
    spare = before.freedom - columns - 1
    trusts, freedoms = before.trust + each.counts, before.freedom + each.counts
    away = each.means - before.centre
    pull = (before.trust * each.counts / trusts)[:, None, None] * np.einsum("gi,gj->gij", away, away)
    scatters = spare * before.shape + each.scatters + pull
    log_before = float(np.linalg.slogdet(before.shape)[1]) + columns * np.log(spare)
    evidence = (
        -0.5 * columns * np.log(np.pi) * each.counts
        + _log_gammas(freedoms / 2, columns)
        - _log_gammas(np.array([before.freedom / 2]), columns)
        + 0.5 * before.freedom * log_before
        - 0.5 * freedoms * np.linalg.slogdet(scatters)[1]
        + 0.5 * columns * np.log(before.trust / trusts)
    )
    centres = (before.trust * before.centre + each.counts[:, None] * each.means) / trusts[:, None]
    return Posterior(each.counts, centres, scatters, freedoms, trusts, evidence)


def _log_gammas(values: Floats, columns: int) -> Floats:
    """Give the logarithm of the multivariate gamma function, but for a constant."""
    from scipy.special import gammaln  # noqa: PLC0415 - takes a while, and not every run needs it

    answer: Floats = gammaln(values[:, None] - np.arange(columns) / 2).sum(axis=1)
    return answer


def shapes(known: Posterior) -> tuple[Floats, Floats]:
    """Give the quadratic forms of the expected log densities.

    Returns
    -------
    whitenings (k, columns, columns), offsets (k,)
        The density is ``-(offset + |(x - centre) @ whitening|^2) / 2``, less the constant of the normal law.
    """
    from scipy.special import digamma  # noqa: PLC0415 - takes a while, and not every run needs it

    columns = known.centres.shape[1]
    roots = np.linalg.inv(np.linalg.cholesky(known.scatters)).transpose(0, 2, 1)
    spreads = digamma((known.freedoms[:, None] - np.arange(columns)) / 2).sum(axis=1) + columns * np.log(2)
    offsets = columns / known.trusts - spreads - 2 * np.log(np.einsum("gii->gi", roots)).sum(axis=1)
    return np.sqrt(known.freedoms)[:, None, None] * roots, offsets


def log_densities(known: Posterior, seen: Seen) -> Floats:
    """Give the expected log density of rows under each bell, (n, k)."""
    columns = known.centres.shape[1]
    whitenings, offsets = shapes(known)
    forms = whitenings @ whitenings.transpose(0, 2, 1)
    pulls = np.einsum("gij,gj->gi", forms, known.centres)
    first, second = np.triu_indices(columns)
    weights = np.where(first == second, -0.5, -1.0)[:, None] * forms[:, first, second].T
    constants = -0.5 * (offsets + np.einsum("gi,gi->g", pulls, known.centres) + columns * np.log(2 * np.pi))
    answer: Floats = seen.products @ weights + seen.rows @ pulls.T + constants
    return answer
