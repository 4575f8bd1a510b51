"""Special functions and nodes of integration, on whole arrays: what the standard library has for one number only."""

from __future__ import annotations

import math

import numpy as np

from shoal.simulate.seasons import Floats

STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188)
TINY = 1e-300
N_STEPS = 5_000  # a continued fraction that needs more has arguments of which no type is made
ENOUGH = 1e-14


def log_gamma(x: Floats) -> Floats:
    """Give the logarithm of the gamma function of positive numbers.

    Stirling's series from 8 upwards; smaller numbers are raised to it by the recurrence.

    Examples
    --------
    >>> log_gamma(np.array([0.5, 5.0])).round(6)
    array([0.572365, 3.178054])
    """
    raised, product = np.array(x, dtype=np.float64), np.ones_like(x, dtype=np.float64)
    for _ in range(8):
        is_small = raised < 8
        product = np.where(is_small, product * raised, product)
        raised = raised + is_small
    inverse = 1 / raised
    series = sum(c * inverse ** (2 * i + 1) for i, c in enumerate(STIRLING))
    return np.asarray((raised - 0.5) * np.log(raised) - raised + 0.5 * math.log(2 * math.pi) + series - np.log(product))


def normal_below(z: Floats) -> Floats:
    """Give the chance that a standard normal number is below.

    Examples
    --------
    >>> normal_below(np.array([0.0, 1.96])).round(3)
    array([0.5  , 0.975])
    """
    return np.asarray(np.frompyfunc(lambda one: 0.5 * math.erfc(-one / math.sqrt(2)), 1, 1)(z), dtype=np.float64)


def gamma_above(shape: float, x: Floats) -> Floats:
    """Give the chance that a standard gamma number of some shape is above: the regularised incomplete gamma function.

    References
    ----------
    Abramowitz & Stegun (1964), 6.5.29 (series) and 6.5.31 (continued fraction).

    Examples
    --------
    >>> gamma_above(1.0, np.array([0.0, 1.0, 30.0])).round(6)
    array([1.      , 0.367879, 0.      ])
    """
    answer = np.ones_like(x)
    log_weight = shape * np.log(np.maximum(x, TINY)) - x - math.lgamma(shape)
    low, high = (x > 0) & (x < shape + 1), x >= shape + 1
    answer[low] = 1 - np.exp(log_weight[low]) * _gamma_series(shape, x[low])
    answer[high] = np.exp(log_weight[high]) * _gamma_fraction(shape, x[high])
    return answer


def _gamma_series(shape: float, x: Floats) -> Floats:
    term = np.full_like(x, 1 / shape)
    total = term.copy()
    for step in range(1, N_STEPS):
        term = term * x / (shape + step)
        total = total + term
        if np.all(term <= ENOUGH * total):
            break
    return total


def _gamma_fraction(shape: float, x: Floats) -> Floats:
    """Evaluate the continued fraction by the modified method of Lentz."""
    b = x + 1 - shape
    d = 1 / b
    c, h = np.full_like(x, 1 / TINY), d.copy()
    for step in range(1, N_STEPS):
        a = -step * (step - shape)
        b = b + 2
        d = 1 / _away_from_zero(a * d + b)
        c = _away_from_zero(b + a / c)
        h = h * d * c
        if np.all(np.abs(d * c - 1) < ENOUGH):
            break
    return np.asarray(h)


def beta_below(x: Floats, a: Floats, b: float) -> Floats:
    """Give the chance that a beta number of shapes ``a`` and ``b`` is below ``x``.

    Parameters
    ----------
    x, a : float array (n,)
        ``x`` in [0, 1].
    b : float

    References
    ----------
    Abramowitz & Stegun (1964), 26.5.8.

    Examples
    --------
    >>> beta_below(np.array([0.0, 0.5, 0.5, 1.0]), np.array([2.0, 1.0, 2.0, 2.0]), 1.0)
    array([0.  , 0.5 , 0.25, 1.  ])
    """
    answer = np.asarray(x >= 1, dtype=np.float64)
    inner = (x > 0) & (x < 1)
    x, a = x[inner], a[inner]
    other = np.full_like(x, b)
    log_weight = a * np.log(x) + b * np.log1p(-x) + log_gamma(a + b) - log_gamma(a) - math.lgamma(b)
    # The fraction converges fast on one side of the mean only; on the other, the rest is taken from 1.
    is_low = x < (a + 1) / (a + b + 2)
    p, q = np.where(is_low, a, other), np.where(is_low, other, a)
    part = np.exp(log_weight) / p * _beta_fraction(np.where(is_low, x, 1 - x), p, q)
    answer[inner] = np.where(is_low, part, 1 - part)
    return answer


def _beta_fraction(x: Floats, a: Floats, b: Floats) -> Floats:
    """Evaluate the continued fraction by the modified method of Lentz; who has converged is not asked again."""
    answer = np.ones_like(x)
    rows = np.arange(len(x))
    c = np.ones_like(x)
    d = 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    h = d.copy()
    for step in range(1, N_STEPS):
        if not len(rows):
            break
        even = step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step))
        odd = -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1))
        for term in (even, odd):
            d = 1 / _away_from_zero(1 + term * d)
            c = _away_from_zero(1 + term / c)
            h = h * d * c
        is_open = np.abs(d * c - 1) >= ENOUGH
        answer[rows[~is_open]] = h[~is_open]
        rows = rows[is_open]
        x, a, b, c, d, h = (values[is_open] for values in (x, a, b, c, d, h))
    answer[rows] = h
    return answer


def _away_from_zero(x: Floats) -> Floats:
    return np.where(np.abs(x) < TINY, TINY, x)


def normal_nodes(n_nodes: int, spread: float, *, reach: float = 3.6) -> tuple[Floats, Floats]:
    """Give nodes and log weights of a normal distribution around 0: evenly spaced, one node where there is no spread.

    The trapezoid rule is as good as exact for smooth peaks as narrow as half the distance of two nodes.

    Examples
    --------
    >>> nodes, log_weights = normal_nodes(13, 0.3)
    >>> round(float(np.exp(log_weights) @ nodes**2) ** 0.5, 3)
    0.3
    """
    if spread == 0:
        return np.zeros(1), np.zeros(1)
    z = np.linspace(-reach, reach, n_nodes)
    weights = np.exp(-0.5 * z**2)
    return spread * z, np.log(weights / weights.sum())


def beta_nodes(n_nodes: int, a: float, b: float) -> tuple[Floats, Floats]:
    """Give Gauss nodes and log weights of a beta distribution.

    References
    ----------
    Golub & Welsch (1969), Mathematics of Computation 23, with the recurrence of the Jacobi polynomials.

    Examples
    --------
    >>> nodes, log_weights = beta_nodes(8, 2.0, 6.0)
    >>> round(float(np.exp(log_weights) @ nodes), 9)
    0.25
    """
    p, q = b - 1, a - 1
    n = np.arange(n_nodes, dtype=np.float64)
    total = 2 * n + p + q
    diagonal = np.concatenate([[(q - p) / (p + q + 2)], (q**2 - p**2) / (total[1:] * (total[1:] + 2))])
    k = n[1:]
    # At the first step a factor of numerator and denominator cancels, which may be zero.
    rest = np.where(k == 1, 1.0, (k + p + q) / np.where(k == 1, 1.0, total[1:] - 1))
    beside = 4 * k * (k + p) * (k + q) * rest / (total[1:] ** 2 * (total[1:] + 1))
    roots, vectors = np.linalg.eigh(np.diag(diagonal) + np.diag(np.sqrt(beside), 1) + np.diag(np.sqrt(beside), -1))
    weights = np.maximum(vectors[0] ** 2, TINY)
    return np.clip((roots + 1) / 2, 0.0, 1.0), np.log(weights)


def log_mean_exp(values: Floats, log_weights: Floats) -> Floats:
    """Average the exponentials of the last axis with weights, and give the logarithm.

    Examples
    --------
    >>> log_mean_exp(np.log(np.array([[1.0, 3.0]])) + 900, np.log(np.array([0.5, 0.5]))) - 900
    array([0.69314718])
    """
    weighted = values + log_weights
    highest = weighted.max(axis=-1, keepdims=True)
    highest = np.where(np.isfinite(highest), highest, 0.0)  # exp(-inf - 0) is 0; exp(-inf + inf) is no number
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(np.exp(weighted - highest).sum(axis=-1)) + highest[..., 0])
