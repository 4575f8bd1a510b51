"""The parameters under which what was seen is likeliest, and how sure they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from shoal.predict.arrays import Floats
from shoal.stats.rounding import significant

SPREAD = 1.5
"""How far the logarithm of a parameter usually lies from what is common: a factor of 4.5 either way."""

_FAR = 12.0
_STEP = 1e-4

Slope = Callable[[Floats], tuple[float, Floats]]


@dataclass(frozen=True)
class Found:
    """Where the maximum is.

    Parameters
    ----------
    at : float array (k,)
        Logarithms of the parameters.
    covariance : float array (k, k)
        Of `at`: the inverse of the observed Fisher information, the prior's among it.
    log_likelihood : float
        There, without the prior.
    """

    at: Floats
    covariance: Floats
    log_likelihood: float


def maximise(slope: Slope, usual: Floats, *, shrink: bool, begin: Floats | None = None) -> Found:
    """Find the likeliest parameters from their usual values on.

    Parameters
    ----------
    slope : callable
        From logarithms of parameters (k,) to the log-likelihood and its derivatives (k,).
    usual : float array (k,)
        Logarithms of usual values.
    shrink : bool
        Whether the logarithms are drawn to the usual values as a normal prior of standard deviation `SPREAD` does: it
        decides what few customers leave open, and hardly anything with many.
    begin : float array (k,) or None
        Where the search begins; None is at the usual values.

    References
    ----------
    Observed information: Efron & Hinkley (1978), Biometrika 65.

    Examples
    --------
    >>> def coins(at):  # 30 heads in 40 throws, by the logarithm of the odds
    ...     share = 1 / (1 + np.exp(-at[0]))
    ...     return 30 * np.log(share) + 10 * np.log(1 - share), np.array([30 - 40 * share])
    >>> found = maximise(coins, np.array([0.0]), shrink=False)
    >>> float(np.exp(found.at[0]).round(6)), float(found.covariance[0, 0].round(4))
    (3.0, 0.1333)
    """
    from scipy.optimize import minimize  # noqa: PLC0415 - only predictions need it

    def down(at: Floats) -> tuple[float, Floats]:
        value, derivative = slope(at)
        if not shrink:
            return -value, -derivative
        away = (at - usual) / SPREAD
        return -value + 0.5 * float(away @ away), -derivative + away / SPREAD

    bounds = [(middle - _FAR, middle + _FAR) for middle in usual]
    done = minimize(
        down, usual if begin is None else begin, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500}
    )
    at = np.asarray(done.x, dtype=np.float64)
    # two steps of Newton's, which settle the digits that the search leaves open
    for _ in range(2):
        information = _information(down, at)
        try:
            step = np.linalg.solve(information, down(at)[1])
        except np.linalg.LinAlgError:
            break
        if not np.isfinite(step).all() or np.abs(step).max() > 1 or down(at - step)[0] > down(at)[0]:
            break
        at = at - step
    at = significant(at)
    return Found(at, _inverse(_information(down, at)), slope(at)[0])


def spread(slopes: Floats, covariance: Floats) -> Floats:
    """Give the standard error (n,) of figures that are told from the parameters, by the delta method.

    Parameters
    ----------
    slopes : float array (k, n)
        Derivatives of each figure by the parameters.
    covariance : float array (k, k)

    References
    ----------
    Oehlert (1992), The American Statistician 46.

    Examples
    --------
    >>> spread(np.array([[3.0], [4.0]]), np.eye(2))
    array([5.])
    """
    error: Floats = np.sqrt(np.maximum(((covariance @ slopes) * slopes).sum(axis=0), 0.0))
    return error


def _information(down: Slope, at: Floats) -> Floats:
    """Give the second derivatives, from differences of the first."""
    rows = [(down(at + step)[1] - down(at - step)[1]) / (2 * _STEP) for step in np.eye(len(at)) * _STEP]
    second = np.array(rows)
    return (second + second.T) / 2


def _inverse(information: Floats) -> Floats:
    """Invert; what the data say nothing of is as uncertain as a parameter can be, and not more."""
    values, vectors = np.linalg.eigh(information)
    inverse: Floats = (vectors / np.maximum(values, 1 / _FAR**2)) @ vectors.T
    return inverse
