"""Assortments: how many different products come of so many picks, and of so many orders."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from shoal.simulate.bayes.special import TINY, log_gamma
from shoal.simulate.seasons import Floats, Ints

N_EXACT = 32  # picks up to which the number of different products is counted exactly
ALMOST_ONE = 1 - 1e-12


@dataclass(frozen=True)
class Assortment:
    """Products of one person, favourites first: a pick is the product at the square of an even place.

    Parameters
    ----------
    weight : float array (products,)
        Chance that a pick is this product.

    Examples
    --------
    >>> assortment_of(4).weight.round(3)
    array([0.5  , 0.207, 0.159, 0.134])
    """

    weight: Floats

    def __len__(self) -> int:
        return len(self.weight)

    def different(self, n_picks: int, n_lines: int) -> Floats:
        """Give the chance of so many different products among so many picks: array (picks from 1, products from 0).

        Exact for few picks, by the product of the generating functions ``1 + y (exp(weight x) - 1)``. From there on
        the next pick is new with the mean chance at that number of products; the distribution is then at most 0.04
        wrong (total variation).
        """
        exact = min(n_picks, N_EXACT)
        power = np.arange(exact + 1)
        factorial = np.array([math.factorial(n) for n in power], dtype=np.float64)
        lag = power - power[:, None]
        terms = np.zeros((n_lines + 1, exact + 1))
        terms[0, 0] = 1.0
        for weight in self.weight:
            step = weight**power / factorial
            step[0] = 0.0
            terms[1:] += terms[:-1] @ np.where(lag > 0, step[np.maximum(lag, 0)], 0.0)
        answer = np.zeros((n_picks, n_lines + 1))
        answer[:exact] = (terms * factorial).T[1:]
        fresh = self._freshness(n_lines + 1)
        for row in range(exact, n_picks):
            answer[row] = answer[row - 1] * (1 - fresh)
            answer[row, 1:] += (answer[row - 1] * fresh)[:-1]
        return answer

    def log_seen(self, sizes: Floats, n_lines: Ints, n_seen: Ints, largest: Ints) -> Floats:
        """Give the log chance of so many different products in all orders, given the lines of each order.

        Products are drawn into orders without repetition, near enough independently of each other but for the size of
        the order (Hajek 1964): that gives the mean, exact to a thousandth, and the variance. The binomial
        distribution of that mean and variance is taken, of the lines that repeat a product or of the products that
        are left over, whichever are fewer.

        Parameters
        ----------
        sizes : float array (customers, sizes from 1)
            How many of a customer's orders have so many lines.
        n_lines, n_seen, largest : int array (customers,)
            Lines, different products among them, and lines of the largest order; more than one order.

        References
        ----------
        Hajek (1964), Annals of Mathematical Statistics 35: sampling of given size.
        """
        drawn = self._inclusion(sizes.shape[1])
        unseen = np.exp(sizes @ np.log1p(-drawn))
        spread = np.maximum((drawn * (1 - drawn)).sum(axis=1), TINY)
        together = (unseen @ drawn.T) ** 2 - unseen**2 @ (drawn**2).T
        variance = (unseen * (1 - unseen)).sum(axis=1) - (together * sizes / spread).sum(axis=1)
        left_over = unseen.sum(axis=1)
        repeats = np.maximum(n_lines - (len(self) - left_over), 1e-9)
        by_repeats = repeats < left_over
        mean = np.maximum(np.where(by_repeats, repeats, left_over), 1e-9)
        count = np.where(by_repeats, n_lines - n_seen, len(self) - n_seen)
        least = np.where(by_repeats, np.minimum(n_lines - largest, 2), 0)
        return _log_binomial(count, mean, np.maximum(variance, 1e-9), least)

    def _inclusion(self, n_sizes: int) -> Floats:
        """Give the chance of each product to be in an order of so many lines: array (sizes from 1, products)."""
        picks, seen = self._curve()
        effective = np.interp(np.arange(1, n_sizes + 1), seen, picks)
        effective[0] = 1.0
        return np.minimum(-np.expm1(effective[:, None] * np.log1p(-np.minimum(self.weight, ALMOST_ONE))), ALMOST_ONE)

    def _freshness(self, n: int) -> Floats:
        """Give the mean chance that a pick is new after 0, 1, .. n - 1 different products."""
        picks, seen = self._curve()
        fresh = self._unseen(picks) @ self.weight
        return np.asarray(np.interp(np.arange(n), seen, fresh, right=0.0))

    def _curve(self) -> tuple[Floats, Floats]:
        """Give numbers of picks, and the mean number of different products among them."""
        picks = np.concatenate([[0.0], np.geomspace(0.5, 1e6, 400)])
        return picks, (1 - self._unseen(picks)).sum(axis=1)

    def _unseen(self, picks: Floats) -> Floats:
        return np.asarray(np.exp(picks[:, None] * np.log1p(-np.minimum(self.weight, ALMOST_ONE))))


def assortment_of(places: float, same_product: float = 0.0) -> Assortment:
    """Give the assortment of so many places, of which each pair holds the same product with some chance.

    The different products among them are counted as birthdays are.

    Examples
    --------
    >>> len(assortment_of(50, same_product=0.004))
    45
    """
    n = max(round(places), 1)
    if same_product > 0:
        n = max(round((1 - (1 - same_product) ** n) / same_product), 1)
    return Assortment(np.diff(np.sqrt(np.arange(n + 1) / n)))


def _log_binomial(count: Ints, mean: Floats, variance: Floats, least: Ints) -> Floats:
    """Give the log chance of a count, binomial of a mean and a variance, with at least so many trials."""
    share = np.clip(1 - variance / mean, 1e-6, 1 - 1e-9)
    trials = np.maximum(mean / share, least)
    share = np.minimum(mean / trials, 1 - 1e-9)
    # Trials are no whole number here: up to half a trial more than there are is as far as the curve goes.
    happens = (count >= 0) & (count < trials + 0.5)
    n = np.where(happens, count, 0).astype(np.float64)
    rest = np.maximum(trials - n, -0.5)
    log_choices = log_gamma(trials + 1) - log_gamma(n + 1) - log_gamma(rest + 1)
    return np.where(happens, log_choices + n * np.log(share) + rest * np.log1p(-share), math.log(1e-12))
