"""From histories to the table of predictions: fit, look ahead, say how it was done."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from shoal.errors import PredictError
from shoal.predict.arrays import Counts, Floats
from shoal.predict.lifetimes.histories import Histories
from shoal.predict.lifetimes.orders import OrderModel, fit_orders
from shoal.predict.lifetimes.outlook import COVERAGE, Bounds, Estimate, outlook
from shoal.predict.lifetimes.reading import Buyers
from shoal.predict.lifetimes.spend import SpendModel, fit_spend, independence
from shoal.stats.intervals import Z_95
from shoal.stats.rounding import RESULT_DIGITS, significant
from shoal.terms import Interval

DAYS_PER_YEAR = 365.25

FEW = 200
"""Customers below whom usual values decide much of a fit."""

UNLIKE = 0.1
"""A correlation of counts and values that is surely above this, either way, is worth a warning."""


@dataclass(frozen=True)
class Asked:
    """What is to be predicted.

    Parameters
    ----------
    horizon_days : int
        Of orders and spend.
    value_days : int
        Of lifetime value.
    discount : float
        Yearly rate at which money to come counts less.
    model : str
        A process, or ``auto``.
    seed : int
    """

    horizon_days: int = 90
    value_days: int = 365
    discount: float = 0.1
    model: str = "auto"
    seed: int = 0


@dataclass(frozen=True)
class Fitted:
    """The models of orders and of spend.

    Parameters
    ----------
    orders : OrderModel
    spend : SpendModel or None
        None without money.
    independence : Interval or None
        Correlation of how often customers order with how much an order is worth.
    warnings : tuple of str
    """

    orders: OrderModel
    spend: SpendModel | None
    independence: Interval | None
    warnings: tuple[str, ...]

    def described(self) -> dict[str, dict[str, object] | None]:
        """Give the models as plain data: parameters with their 95 % intervals, and what they were fitted on."""
        orders = self.orders
        error = np.sqrt(np.diag(orders.found.covariance))
        low, high = np.exp(orders.found.at - Z_95 * error), np.exp(orders.found.at + Z_95 * error)
        bounds = zip(orders.parameters.items(), low, high, strict=True)
        told: dict[str, object] = {
            "name": orders.process.name,
            "n_customers": orders.n_customers,
            "log_likelihood": _rounded(orders.found.log_likelihood),
            "parameters": {
                name: {"value": _rounded(value), "low": _rounded(below), "high": _rounded(above)}
                for (name, value), below, above in bounds
            },
        }
        if self.spend is None or self.independence is None:
            return {"orders": told, "spend": None}
        apart = self.independence
        spend: dict[str, object] = {
            "name": "gamma_gamma",
            "n_customers": self.spend.n_customers,
            "log_likelihood": _rounded(self.spend.found.log_likelihood),
            "parameters": {name: _rounded(value) for name, value in self.spend.parameters.items()},
            "mean_order_value": _rounded(self.spend.mean),
            "independence": {"value": _rounded(apart.value), "low": _rounded(apart.low), "high": _rounded(apart.high)},
        }
        return {"orders": told, "spend": spend}


def refuse_unusable(asked: Asked) -> None:
    """Refuse horizons and rates that mean nothing."""
    for name, days in (("horizon", asked.horizon_days), ("value horizon", asked.value_days)):
        if not 1 <= days <= 3650:
            raise PredictError(f"a {name} of {days} days", expected="1 to 3650 days", where="predict")
    if not 0 <= asked.discount <= 1:
        raise PredictError(f"a discount of {asked.discount:g} a year", expected="0 to 1", where="predict")


def fit(buyers: Buyers, asked: Asked) -> Fitted:
    """Fit the models to what buyers did.

    Raises
    ------
    PredictError
        If too little is known; it says what is missing, and what is possible meanwhile.
    """
    orders = fit_orders(buyers.histories, process=asked.model)
    n = orders.n_customers
    warnings: list[str] = []
    if n < FEW:
        warnings.append(
            f"Only {n} buyers are known, so what is usual among shops decides much of this; the intervals say how much."
        )
    longest = max(asked.horizon_days, asked.value_days)
    if longest > buyers.history_days:
        warnings.append(
            f"Orders are known for {buyers.history_days} days, and {longest} days ahead are asked for: what lies"
            " further ahead than the history is long rests on the model alone."
        )
    if buyers.purchases is None:
        warnings.append("There is no money in the orders, so nothing is said of spend and lifetime value.")
        return Fitted(orders, None, None, tuple(warnings))
    if buyers.n_sent_back:
        warnings.append(
            f"{buyers.n_sent_back:,} buyers paid nothing or less in all; their next order is taken to be"
            " an ordinary one."
        )
    try:
        spend = fit_spend(buyers.purchases)
    except PredictError as error:  # orders can be told without
        warnings.append(f"Nothing is said of spend and lifetime value: {error.found}.")
        return Fitted(orders, None, None, tuple(warnings))
    apart = independence(buyers.purchases)
    if apart.low > UNLIKE or apart.high < -UNLIKE:
        side = "more" if apart.value > 0 else "less"
        tells = "too little" if apart.value > 0 else "too much"
        warnings.append(
            f"Those who order often pay {side} per order (correlation {apart.value:.2f}), which the model of spend does"
            f" not know: it says {tells} of those who order most."
        )
    return Fitted(orders, spend, apart, tuple(warnings))


def columns_of(asked: Asked) -> dict[str, str]:
    """Describe the columns of the table of predictions, in order."""
    orders, value = f"{asked.horizon_days}d", f"{asked.value_days}d"
    mean, own = "95 % interval of that mean", f"{COVERAGE:.0%} predictive interval"
    return {
        "customer_id": "the customer",
        "p_alive": "probability that the customer has not left for good",
        "p_alive_low": f"{mean[:13]} of that probability",
        "p_alive_high": f"{mean[:13]} of that probability",
        f"p_churn_{orders}": f"probability of no order in the next {asked.horizon_days} days",
        f"expected_orders_{orders}": f"mean number of days with orders in the next {asked.horizon_days} days",
        f"expected_orders_{orders}_low": mean,
        f"expected_orders_{orders}_high": mean,
        f"orders_{orders}_low": f"{own} of the number of orders itself",
        f"orders_{orders}_high": f"{own} of the number of orders itself",
        f"expected_spend_{orders}": f"mean of what is paid in the next {asked.horizon_days} days",
        f"expected_spend_{orders}_low": mean,
        f"expected_spend_{orders}_high": mean,
        f"spend_{orders}_low": f"{own} of what is paid itself",
        f"spend_{orders}_high": f"{own} of what is paid itself",
        f"clv_{value}": f"mean of what is paid in the next {asked.value_days} days, discounted",
        f"clv_{value}_low": mean,
        f"clv_{value}_high": mean,
        f"spend_{value}_low": f"{own} of what is paid in those days, not discounted",
        f"spend_{value}_high": f"{own} of what is paid in those days, not discounted",
    }


def predictions(buyers: Buyers, fitted: Fitted, asked: Asked) -> pa.Table:
    """Predict for every buyer; the columns are those of `columns_of`, without money in them where there is none."""
    each, paid = buyers.histories, buyers.purchases
    near = outlook(fitted.orders, fitted.spend, each, paid, horizon=float(asked.horizon_days), seed=asked.seed)
    rate = math.log1p(asked.discount) / DAYS_PER_YEAR
    far = outlook(
        fitted.orders, fitted.spend, each, paid, horizon=float(asked.value_days), discount=rate, seed=asked.seed
    )
    orders, value = f"{asked.horizon_days}d", f"{asked.value_days}d"
    arrays: dict[str, Floats | Counts] = {
        **_mean("p_alive", near.p_alive),
        f"p_churn_{orders}": 1 - coming(fitted.orders, each, asked.horizon_days),
        **_mean(f"expected_orders_{orders}", near.orders),
        f"orders_{orders}_low": near.order_bounds.low.astype(np.int64),
        f"orders_{orders}_high": near.order_bounds.high.astype(np.int64),
    }
    if (
        near.spend is not None
        and near.spend_bounds is not None
        and far.value is not None
        and far.spend_bounds is not None
    ):
        arrays |= {
            **_mean(f"expected_spend_{orders}", near.spend),
            **_own(f"spend_{orders}", near.spend_bounds),
            **_mean(f"clv_{value}", far.value),
            **_own(f"spend_{value}", far.spend_bounds),
        }
    written = {
        name: significant(one, RESULT_DIGITS) if one.dtype == np.float64 else one for name, one in arrays.items()
    }
    return pa.table({"customer_id": buyers.customer_id} | written)


def coming(orders: OrderModel, each: Histories, horizon_days: int) -> Floats:
    """Give the probability (n,) of at least one order within the horizon."""
    order = np.argsort(each.repeat_count, kind="stable")
    least, _ = orders.reaching(each.rows(order), float(horizon_days), np.ones(len(each)))
    found = np.empty(len(each))
    found[order] = least
    return found


def _mean(name: str, mean: Estimate) -> dict[str, Floats | Counts]:
    return {name: mean.value, f"{name}_low": mean.low, f"{name}_high": mean.high}


def _own(name: str, bounds: Bounds) -> dict[str, Floats | Counts]:
    return {f"{name}_low": bounds.low, f"{name}_high": bounds.high}


def _rounded(value: float) -> float:
    return float(significant(value, RESULT_DIGITS))
