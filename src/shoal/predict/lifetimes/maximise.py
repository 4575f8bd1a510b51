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

_MOST_STEPS, _NEAR = 20, 1e-9
"""Steps from near the maximum to it, and how short the last one must be."""

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
        Where the maximum is nearly, such as that of a sample, so that it need not be searched for; None is unknown.

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

    def search(at: Floats) -> Floats:
        bounds = [(middle - _FAR, middle + _FAR) for middle in usual]
        done = minimize(down, at, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500})
        return np.asarray(done.x, dtype=np.float64)

    at, is_settled = (search(usual), False) if begin is None else _settled(down, begin)
    if not is_settled:
        at, _ = _settled(down, at if begin is None else search(begin))
    at = significant(at)
    return Found(at, _inverse(_information(down, at)), slope(at)[0])


def _settled(down: Slope, at: Floats) -> tuple[Floats, bool]:
    """Go from near the maximum to it, which settles the digits that a search leaves open; say whether it was reached.

    By Newton's steps, all with the curvature of the first place: near the maximum it hardly changes, and it costs more
    than ten steps do.
    """
    information = _information(down, at)
    value, slope = down(at)
    for _ in range(_MOST_STEPS):
        try:
            step = np.linalg.solve(information, slope)
        except np.linalg.LinAlgError:
            return at, False
        if not np.isfinite(step).all() or np.abs(step).max() > 1:
            return at, False
        if np.abs(step).max() < _NEAR:
            return at - step, True
        lower, flatter = down(at - step)
        if lower > value:
            return at, False
        at, value, slope = at - step, lower, flatter
    return at, False


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
