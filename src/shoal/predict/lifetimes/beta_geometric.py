"""BG/NBD and MBG/NBD: customers may leave after each order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from shoal.predict.arrays import Floats
from shoal.predict.lifetimes.histories import Histories
from shoal.predict.lifetimes.negative_binomial import blocks, enough, reaching


@dataclass(frozen=True)
class BetaGeometric:
    """Orders at a steady rate until the customer leaves, which may happen after an order with a steady probability.

    Assumes that orders come at random with a rate of each customer's own (gamma: `r`, `alpha`), that each customer
    leaves after an order with a probability of their own (beta: `a`, `b`), and that the two have nothing to do with
    each other.

    Parameters
    ----------
    name : str
    leaves_after_first : bool
        Whether the first order may be the last: False is BG/NBD, for which nobody without a second order has left;
        True is MBG/NBD.

    References
    ----------
    Fader, Hardie & Lee (2005), Marketing Science 24(2); Batislam, Denizel & Filiztekin (2007), International Journal of
    Research in Marketing 24; the counts to come: Fader, Hardie & Lee's note "Computing P(alive) using the BG/NBD model"
    and the same arguments.
    """

    name: str
    leaves_after_first: bool
    parameters: tuple[str, ...] = ("r", "alpha", "a", "b")

    def usual(self, histories: Histories) -> Floats:
        """Give what is common among shops, at the pace of these customers."""
        seen = float(histories.weight @ histories.age)
        orders = float(histories.weight @ histories.repeat_count)
        return np.array([0.6, 0.6 * seen / max(orders, 0.5), 0.8, 2.5])

    def likelihood(self, at: Floats, histories: Histories) -> tuple[Floats, Floats]:
        """Give the log-likelihood of each row, and its derivatives; equation 6 of the paper, in logarithms."""
        from scipy.special import gammaln, psi  # noqa: PLC0415 - only predictions need it

        r, alpha, a, b = at
        x, chances = histories.repeat_count, self._chances(histories)
        stayed, left, weight = self._ways(at, histories)
        value = (
            gammaln(r + x) - gammaln(r) + r * np.log(alpha)
            + gammaln(a + b) - gammaln(b) + gammaln(b + chances) - gammaln(a + b + chances)
            + np.logaddexp(stayed, left)
        )  # fmt: skip
        gone = 1 - weight
        again = psi(a + b) - psi(a + b + chances)
        slope = np.empty((4, len(x)))
        slope[0] = (
            psi(r + x) - psi(r) + np.log(alpha)
            - weight * np.log(alpha + histories.age) - gone * np.log(alpha + histories.active)
        )  # fmt: skip
        slope[1] = r / alpha - (r + x) * (weight / (alpha + histories.age) + gone / (alpha + histories.active))
        slope[2] = again + gone / a
        before = np.where(gone > 0, b + chances - 1, 1.0)
        slope[3] = again + psi(b + chances) - psi(b) - gone / before
        return value, slope

    def p_alive(self, at: Floats, histories: Histories) -> Floats:
        """Give the share of the likelihood that belongs to those who stayed."""
        return self._ways(at, histories)[2]

    def expected(self, at: Floats, histories: Histories, horizon: float) -> Floats:
        """Add up the probabilities of at least 1, 2, ... orders: no difference of large numbers, whatever `a` is."""
        total = np.empty(len(histories))
        for rows, tails in self.tails(at, histories, horizon):
            total[rows] = tails.sum(axis=1)
        return total

    def tails(self, at: Floats, histories: Histories, horizon: float) -> Iterator[tuple[slice, Floats]]:
        """Give the probabilities of orders: that so many come in time, and none before was the last."""
        r, alpha, a, b = at
        shape = r + histories.repeat_count
        share = horizon / (alpha + histories.age + horizon)
        chances = b + self._chances(histories)
        for rows, n in blocks(enough(shape, share)):
            tails = reaching(shape[rows], share[rows], n)
            kept = chances[rows][:, None] + np.arange(n - 1)
            tails[:, 1:] *= np.cumprod(kept / (a + kept), axis=1)
            yield rows, tails

    def _chances(self, histories: Histories) -> Floats:
        """Count the orders after which a customer of these could have left and did not."""
        return histories.repeat_count + float(self.leaves_after_first)

    def _ways(self, at: Floats, histories: Histories) -> tuple[Floats, Floats, Floats]:
        """Give the logarithms of the two ways to such a history, and the share of the first: staying or leaving."""
        r, alpha, a, b = at
        chances = self._chances(histories)
        shape = r + histories.repeat_count
        stayed = -shape * np.log(alpha + histories.age)
        could = chances > 0
        before = np.where(could, b + chances - 1, 1.0)
        left = np.where(could, np.log(a / before) - shape * np.log(alpha + histories.active), -np.inf)
        return stayed, left, np.exp(-np.logaddexp(0.0, left - stayed))


BG_NBD = BetaGeometric("bg_nbd", leaves_after_first=False)
MBG_NBD = BetaGeometric("mbg_nbd", leaves_after_first=True)
