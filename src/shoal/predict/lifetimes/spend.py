"""How much an order of a customer is worth: Gamma-Gamma."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from shoal.errors import PredictError
from shoal.predict.arrays import Floats
from shoal.predict.lifetimes.maximise import Found, maximise, spread
from shoal.stats.intervals import Z_95
from shoal.terms import Interval

_STEP = 1e-4

FEWEST = 10
"""Customers below whom nothing is said of the spread between them."""


@dataclass(frozen=True)
class Purchases:
    """What customers paid.

    Parameters
    ----------
    n_orders : float array (n,), >= 0
    mean_value : float array (n,)
        Per order; above 0 where there are orders, without meaning where there is none.
    """

    n_orders: Floats
    mean_value: Floats


@dataclass(frozen=True)
class SpendModel:
    """Order values vary about a mean of each customer's own, which does not change.

    Assumes that a customer's order values are gamma distributed (`p`, and a rate of the customer's own), that these
    rates are gamma distributed among customers (`q`, `v`), and that what an order is worth has nothing to do with how
    often a customer orders; `independence` says how far the last is true.

    Parameters
    ----------
    found : Found
        Logarithms of p, q - 1 and v: with `q` above 1 customers have a mean.
    n_customers : int
        It was fitted on.

    References
    ----------
    Fader, Hardie & Lee (2005), Journal of Marketing Research 42; Fader & Hardie (2013), "The Gamma-Gamma model of
    monetary value".
    """

    found: Found
    n_customers: int

    @property
    def at(self) -> tuple[float, float, float]:
        """p, q, v."""
        return _natural(self.found.at)

    @property
    def parameters(self) -> dict[str, float]:
        """The parameters by name; `v` has the unit of money."""
        return dict(zip(("p", "q", "v"), self.at, strict=True))

    @property
    def mean(self) -> float:
        """The mean value of an order of a customer of whom nothing is known."""
        p, q, v = self.at
        return p * v / (q - 1)

    def expected(self, purchases: Purchases) -> Floats:
        """Give the mean value (n,) of an order to come: between the customer's own mean and that of all."""
        return _expected(self.found.at, purchases)

    def doubt(self, purchases: Purchases) -> Floats:
        """Give the standard error (n,) of the logarithm of `expected`, by the delta method."""

        def log(at: Floats) -> Floats:
            return np.log(_expected(at, purchases))

        steps = np.eye(3) * _STEP
        slopes = np.array([(log(self.found.at + step) - log(self.found.at - step)) / (2 * _STEP) for step in steps])
        return spread(slopes, self.found.covariance)

    def scale(self, purchases: Purchases) -> Floats:
        """Give the money (n,) in which the sum of orders to come has a distribution that depends on counts alone."""
        return self.at[2] + _paid(purchases)


def purchases(n_orders: ArrayLike, mean_value: ArrayLike) -> Purchases:
    """Check what customers paid, a row each.

    Raises
    ------
    PredictError
        If a customer with orders has a mean value of zero or less.
    """
    count, value = (np.asarray(one, dtype=np.float64).ravel() for one in (n_orders, mean_value))
    wrong = (count > 0) & ~(value > 0)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise PredictError(
            f"orders worth {value[row]:g} on average",
            expected="more than 0: the model knows no orders that cost nothing",
            do="leave such orders out",
            where=f"row {row + 1}",
        )
    return Purchases(count, np.where(count > 0, value, 1.0))


def fit_spend(each: Purchases, *, shrink: bool = True) -> SpendModel:
    """Fit the values of orders, by maximum likelihood with exact derivatives.

    Parameters
    ----------
    each : Purchases
        Those without orders are left out.
    shrink : bool
        As in `fit_orders`.

    Raises
    ------
    PredictError
        If fewer than `FEWEST` customers have orders, or all order values are the same.
    """
    has = each.n_orders > 0
    count, value = each.n_orders[has], each.mean_value[has]
    if len(count) < FEWEST:
        raise PredictError(f"{len(count)} customers with order values", expected=f"at least {FEWEST}")
    if np.ptp(value) <= 1e-9 * value.max():
        raise PredictError(
            f"all order values are {value[0]:g}, so they say nothing of who spends more",
            expected="orders of different values",
            do="count orders; their number times that value is what is spent",
        )
    usual = np.log(np.array([4.0, 2.5, float(np.average(value, weights=count)) * 2.5 / 4.0]))

    known = _known(count, value)

    def slope(at: Floats) -> tuple[float, Floats]:
        return _likelihood(at, known)

    return SpendModel(maximise(slope, usual, shrink=shrink), len(count))


def independence(each: Purchases) -> Interval:
    """Give the correlation between how often customers order and how much an order of theirs is worth.

    The model of spend takes it to be 0. Above, it says too little of those who come often; below, too much. Counts are
    taken in logarithms. Values are not, nor are their ranks: both would rise with the count by themselves, for the mean
    of few skewed values is mostly below its own mean.

    References
    ----------
    Interval: standard error for spreads that differ, White (1980), Econometrica 48.
    """
    has = each.n_orders > 0
    often, value = np.log(each.n_orders[has]), each.mean_value[has]
    often, value = often - often.mean(), value - value.mean()
    scale = float(np.sqrt((often @ often) * (value @ value)))
    if scale == 0:
        return Interval(0.0, -1.0, 1.0)
    r = float(often @ value) / scale
    half = Z_95 * float(np.sqrt(((often * value) ** 2).sum())) / scale
    return Interval(r, max(r - half, -1.0), min(r + half, 1.0))


def _natural(at: Floats) -> tuple[float, float, float]:
    p, above, v = (float(one) for one in np.exp(at))
    return p, 1 + above, v


def _paid(each: Purchases) -> Floats:
    paid: Floats = np.where(each.n_orders > 0, each.n_orders * each.mean_value, 0.0)
    return paid


def _expected(at: Floats, each: Purchases) -> Floats:
    p, q, v = _natural(at)
    return p * (v + _paid(each)) / (p * each.n_orders + q - 1)


@dataclass(frozen=True)
class _Known:
    """What the likelihood needs of customers, whatever the parameters are."""

    count: Floats
    paid: Floats
    log_paid: Floats
    constant: Floats
    counts: Floats
    place: NDArray[np.intp]


def _known(count: Floats, value: Floats) -> _Known:
    # few counts differ, and their gamma functions are what costs
    counts, place = np.unique(count, return_inverse=True)
    return _Known(count, count * value, np.log(count * value), -np.log(value), counts, place)


def _likelihood(at: Floats, known: _Known) -> tuple[float, Floats]:
    """Give the log-likelihood and its derivatives by the logarithms of p, q - 1 and v; equation 1a of the note."""
    from scipy.special import gammaln, psi  # noqa: PLC0415 - only predictions need it

    p, q, v = _natural(at)
    own, counts = p * known.counts, known.counts
    shape = p * known.count
    logs = np.log(v + known.paid)
    each = (
        (gammaln(own + q) - gammaln(own))[known.place] - gammaln(q) + q * np.log(v)
        + shape * known.log_paid + known.constant - (shape + q) * logs
    )  # fmt: skip
    by_p = (counts * (psi(own + q) - psi(own)))[known.place] + known.count * (known.log_paid - logs)
    by_q = psi(own + q)[known.place] - psi(q) + np.log(v) - logs
    by_v = q / v - (shape + q) / (v + known.paid)
    return float(each.sum()), np.array([p * by_p.sum(), (q - 1) * by_q.sum(), v * by_v.sum()])
