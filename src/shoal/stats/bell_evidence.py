"""How likely customers are under one bell, whatever its centre and its shape: the evidence, in closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RIDGE = 1e-3
"""Added to each variance of the usual shape, as a share of their mean: sums of other columns have none of their own."""


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


def moments(rows: Floats, members: Floats) -> Moments:
    """Give the moments of groups to which customers belong in part.

    Parameters
    ----------
    rows : float array (n, columns)
    members : float array (n, k), >= 0
    """
    counts = members.sum(axis=0) + 1e-10
    means = members.T @ rows / counts[:, None]
    scatters = np.empty((len(counts), rows.shape[1], rows.shape[1]))
    for group, mean in enumerate(means):
        centred = rows - mean
        scatters[group] = (members[:, group, None] * centred).T @ centred
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
    >>> one, two = (moments(rows, np.repeat(np.eye(k), 100 // k, axis=0)) for k in (1, 2))
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


def away_from(known: Posterior, rows: Floats) -> tuple[Floats, Floats, Floats]:
    """Give the expected log density of rows under each bell, (n, k), and the quadratic forms it is made of.

    Returns
    -------
    float array (n, k), whitenings (k, columns, columns), offsets (k,)
        The density is ``-(offset + |(x - centre) @ whitening|^2) / 2``, less the constant of the normal law.
    """
    from scipy.special import digamma  # noqa: PLC0415 - takes a while, and not every run needs it

    columns = rows.shape[1]
    logs = np.empty((len(rows), len(known.centres)))
    whitenings = np.empty_like(known.scatters)
    offsets = np.empty(len(known.centres))
    for group, (centre, scatter) in enumerate(zip(known.centres, known.scatters, strict=True)):
        root = np.linalg.inv(np.linalg.cholesky(scatter)).T
        whitenings[group] = np.sqrt(known.freedoms[group]) * root
        spread = float(digamma((known.freedoms[group] - np.arange(columns)) / 2).sum()) + columns * np.log(2)
        offsets[group] = columns / known.trusts[group] - spread - 2 * np.log(np.diag(root)).sum()
        white = rows @ whitenings[group] - centre @ whitenings[group]
        logs[:, group] = -0.5 * (offsets[group] + np.einsum("ij,ij->i", white, white))
    return logs - 0.5 * columns * np.log(2 * np.pi), whitenings, offsets
