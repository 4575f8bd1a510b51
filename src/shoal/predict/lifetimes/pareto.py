"""Pareto/NBD: customers may leave at any time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from shoal.predict.arrays import Floats
from shoal.predict.lifetimes.histories import Histories
from shoal.predict.lifetimes.negative_binomial import blocks, enough, reaching

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(32)
_ROWS = 1 << 14
_GONE = 40.0
"""What is e to this power smaller than the largest of a sum is left out of it."""


@dataclass(frozen=True)
class ParetoNbd:
    """Orders at a steady rate until the customer leaves, which may happen at any time.

    Assumes that orders come at random with a rate of each customer's own (gamma: `r`, `alpha`), that customers leave
    at random with a rate of their own (gamma: `s`, `beta`), and that the two have nothing to do with each other.

    The likelihood is written as an integral over the time at which a customer left, and that is summed at points; so
    it is smooth in all parameters, and no hypergeometric function can overflow.

    References
    ----------
    Schmittlein, Morrison & Colombo (1987), Management Science 33; Fader & Hardie (2005), "A note on deriving the
    Pareto/NBD model and related expressions"; the counts to come: Fader & Hardie (2014), "Deriving the conditional PMF
    of the Pareto/NBD model".
    """

    name: str = "pareto_nbd"
    parameters: tuple[str, ...] = ("r", "alpha", "s", "beta")

    def usual(self, histories: Histories) -> Floats:
        """Give what is common among shops, at the pace of these customers."""
        seen = float(histories.weight @ histories.age)
        orders = float(histories.weight @ histories.repeat_count)
        return np.array([0.6, 0.6 * seen / max(orders, 0.5), 0.6, max(0.4 * seen / histories.n_customers, 1e-6)])

    def likelihood(self, at: Floats, histories: Histories) -> tuple[Floats, Floats]:
        """Give the log-likelihood of each row, and its derivatives: the sum over staying and all times of leaving."""
        parts = [self._likelihood(at, histories.rows(rows)) for rows in _parts(len(histories))]
        return np.concatenate([value for value, _ in parts]), np.concatenate([slope for _, slope in parts], axis=1)

    def p_alive(self, at: Floats, histories: Histories) -> Floats:
        """Give the share of the likelihood that belongs to those who stayed."""
        shares = [self._ways(at, histories.rows(rows))[2][0] for rows in _parts(len(histories))]
        return np.concatenate(shares)

    def expected(self, at: Floats, histories: Histories, horizon: float) -> Floats:
        """Give the mean number of orders of those who have not left."""
        r, alpha, s, beta = at
        rate = (r + histories.repeat_count) / (alpha + histories.age)
        mean: Floats = rate * _time_alive(s, beta + histories.age, horizon)
        return mean

    def tails(self, at: Floats, histories: Histories, horizon: float) -> Iterator[tuple[slice, Floats]]:
        """Give the probabilities of orders: of who stays to the end, and of who leaves at each time before."""
        r, alpha, s, beta = at
        shape = r + histories.repeat_count
        before, life = alpha + histories.age, beta + histories.age
        for rows, n in blocks(enough(shape, horizon / (before + horizon))):
            span = np.log1p(horizon / life[rows])
            tails = np.exp(-s * span)[:, None] * reaching(shape[rows], horizon / (before[rows] + horizon), n)
            for node, weight in zip(_NODES, _WEIGHTS, strict=True):
                passed = span * (node + 1) / 2
                until = life[rows] * np.expm1(passed)
                density = weight * span / 2 * s * np.exp(-s * passed)
                tails += density[:, None] * reaching(shape[rows], until / (before[rows] + until), n)
            yield rows, tails

    def _likelihood(self, at: Floats, histories: Histories) -> tuple[Floats, Floats]:
        from scipy.special import gammaln, psi  # noqa: PLC0415 - only predictions need it

        r, alpha, s, beta = at
        shape = r + histories.repeat_count
        total, times, share = self._ways(at, histories)
        value = gammaln(shape) - gammaln(r) + r * np.log(alpha) + s * np.log(beta) + total
        slope = np.empty((4, len(shape)))
        left = share[1:].sum(axis=0)
        ordering, living = alpha + times, beta + times
        slope[0] = psi(shape) - psi(r) + np.log(alpha) - (share * np.log(ordering)).sum(axis=0)
        slope[1] = r / alpha - shape * (share / ordering).sum(axis=0)
        slope[2] = np.log(beta) - (share * np.log(living)).sum(axis=0) + left / s
        slope[3] = s / beta - s * share[0] / living[0] - (s + 1) * (share[1:] / living[1:]).sum(axis=0)
        return value, slope

    def _ways(self, at: Floats, histories: Histories) -> tuple[Floats, Floats, Floats]:
        """Give the logarithm of all ways to a history (n,), when each ends (33, n), and its share: staying comes first.

        Times of leaving are points of a Gauss-Legendre sum on a logarithmic scale, up to where nothing more adds to it.
        """
        r, alpha, s, beta = at
        shape = r + histories.repeat_count
        shift = min(alpha, beta)
        begin = shift + histories.active
        most = (alpha + histories.active) * np.exp(np.minimum(_GONE / shape, 300.0)) - alpha
        span = np.log((shift + np.minimum(histories.age, most)) / begin)
        with np.errstate(divide="ignore"):  # who ordered just now could not have left since
            lengths = np.log(begin * span / 2)
        times = np.empty((len(_NODES) + 1, len(shape)))
        times[0] = histories.age
        steps = span * (_NODES[:, None] + 1) / 2
        times[1:] = begin * np.exp(steps) - shift
        logs = -shape * np.log(alpha + times) - (s + 1) * np.log(beta + times)
        logs[0] += np.log(beta + histories.age)
        logs[1:] += np.log(s) + steps + lengths + np.log(_WEIGHTS)[:, None]
        top = logs.max(axis=0)
        ways = np.exp(logs - top)
        total = ways.sum(axis=0)
        return top + np.log(total), times, ways / total


PARETO_NBD = ParetoNbd()


def _time_alive(s: float, life: Floats, horizon: float) -> Floats:
    """Give the mean time within a horizon before a customer leaves; near s = 1 the formula is 0 by 0."""
    span = np.log1p(horizon / life)
    if abs(s - 1) < 1e-9:
        return life * span
    time: Floats = -life * np.expm1(-(s - 1) * span) / (s - 1)
    return time


def _parts(n: int) -> list[slice]:
    return [slice(begin, begin + _ROWS) for begin in range(0, n, _ROWS)]
