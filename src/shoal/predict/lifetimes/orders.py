"""How many orders customers will make: the process fitted to their histories, and what it says of the time to come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from shoal.errors import PredictError
from shoal.predict.arrays import Floats
from shoal.predict.lifetimes.beta_geometric import BG_NBD, MBG_NBD
from shoal.predict.lifetimes.histories import Histories, grouped
from shoal.predict.lifetimes.maximise import Found, maximise
from shoal.predict.lifetimes.pareto import PARETO_NBD
from shoal.predict.lifetimes.process import Process

PROCESSES: dict[str, Process] = {process.name: process for process in (BG_NBD, MBG_NBD, PARETO_NBD)}
"""The ways in which customers may order and leave, by name."""

ENOUGH = 20_000
"""Customers on whom the process is chosen, and on whom its parameters are searched for; those of all lie near."""

_STEP = 1e-4
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)


@dataclass(frozen=True)
class OrderModel:
    """A process with the parameters under which the histories are likeliest.

    Parameters
    ----------
    process : Process
    found : Found
        Its parameters, in logarithms, with their covariance.
    n_customers : int
        It was fitted on.
    """

    process: Process
    found: Found
    n_customers: int

    @property
    def at(self) -> Floats:
        """The parameters (4,)."""
        at: Floats = np.exp(self.found.at)
        return at

    @property
    def parameters(self) -> dict[str, float]:
        """The parameters by name; what is a time has the unit of the histories."""
        return dict(zip(self.process.parameters, map(float, self.at), strict=True))

    def p_alive(self, histories: Histories) -> Floats:
        """Give the probability (n,) that a customer will ever order again if given the time.

        It rises with `active` where `repeat_count` and `age` are the same.
        """
        return self.process.p_alive(self.at, histories)

    def expected(self, histories: Histories, horizon: float) -> Floats:
        """Give the mean number of orders (n,) in the horizon after now, whether the customer has left or not."""
        return self.p_alive(histories) * self.process.expected(self.at, histories, _checked(horizon))

    def discounted_if_alive(self, histories: Histories, horizon: float, discount: float) -> Floats:
        """Give the mean number of orders (n,) of customers who have not left, each times ``exp(-discount * time)``.

        Integrated by parts, so that means of shorter horizons are all that it needs.
        """
        total: Floats = np.exp(-discount * horizon) * self.process.expected(self.at, histories, _checked(horizon))
        if discount == 0:
            return total
        for node, weight in zip(_NODES, _WEIGHTS, strict=True):
            time = horizon * (node + 1) / 2
            share = discount * horizon * weight / 2 * np.exp(-discount * time)
            total += share * self.process.expected(self.at, histories, time)
        return total

    def reaching(self, histories: Histories, horizon: float, n_orders: Floats) -> tuple[Floats, Floats]:
        """Give the probabilities (n,) of at least so many orders, and of more: where a count stands in its prediction.

        Parameters
        ----------
        histories : Histories
            In rising order of `repeat_count`.
        horizon : float
        n_orders : float array (n,), whole, >= 0
        """
        alive = self.p_alive(histories)
        least, more = np.empty(len(histories)), np.empty(len(histories))
        for rows, tails in self.process.tails(self.at, histories, _checked(horizon)):
            n, m = tails.shape
            padded = np.concatenate([np.ones((n, 1)), alive[rows][:, None] * tails, np.zeros((n, 1))], axis=1)
            asked = np.minimum(n_orders[rows], m).astype(np.intp)
            least[rows] = np.where(n_orders[rows] > m, 0.0, padded[np.arange(n), asked])
            more[rows] = padded[np.arange(n), asked + 1]
        return least, more


def fit_orders(each: Histories, *, process: str = "auto", shrink: bool = True) -> OrderModel:
    """Fit a process to histories, by maximum likelihood with exact derivatives.

    Parameters
    ----------
    each : Histories
    process : str
        ``bg_nbd``, ``mbg_nbd``, ``pareto_nbd``, or ``auto``: that under which the histories are likeliest (all have
        four parameters), compared on at most `ENOUGH` of them.
    shrink : bool
        Whether the parameters are drawn to usual values: what 50 customers leave open is then decided by other shops.
        False is maximum likelihood.

    Raises
    ------
    PredictError
        If nobody has ordered twice, or all time watched is none.

    Examples
    --------
    >>> from shoal.predict.lifetimes.histories import histories
    >>> twelve = histories([0, 1, 3, 0, 2, 1] * 9, [0, 30, 80, 0, 9, 60] * 9, [90, 80, 95, 20, 60, 70] * 9)
    >>> model = fit_orders(twelve, process="bg_nbd")
    >>> model.p_alive(twelve)[:3].round(2)
    array([1.  , 0.62, 0.81])
    """
    rows, _ = grouped(each)
    _refuse_nothing(rows)
    names = tuple(PROCESSES) if process == "auto" else (process,)
    for name in names:
        if name not in PROCESSES:
            raise PredictError(f"there is no model '{name}'", expected="auto or one of " + ", ".join(PROCESSES))
    some = _some(each)
    first = [(PROCESSES[name], _fitted(PROCESSES[name], some, shrink=shrink)) for name in names]
    chosen, found = max(first, key=lambda one: one[1].log_likelihood)
    if len(each) > ENOUGH:
        found = _fitted(chosen, rows, shrink=shrink, begin=found.at)
    return OrderModel(chosen, found, round(rows.n_customers))


def _fitted(process: Process, rows: Histories, *, shrink: bool, begin: Floats | None = None) -> Found:
    def slope(at: Floats) -> tuple[float, Floats]:
        parameters = np.exp(at)
        value, derivative = process.likelihood(parameters, rows)
        return float(rows.weight @ value), parameters * (derivative @ rows.weight)

    return maximise(slope, np.log(process.usual(rows)), shrink=shrink, begin=begin)


def _some(each: Histories) -> Histories:
    """Give every so-manieth customer where there are more than enough, those alike put together."""
    if len(each) <= ENOUGH:
        return grouped(each)[0]
    return grouped(each.rows(np.linspace(0, len(each) - 1, ENOUGH).astype(np.intp)))[0]


def _refuse_nothing(rows: Histories) -> None:
    if not rows.age.any():
        raise PredictError(
            "all orders are of the last day, so no time has passed in which anybody could come back",
            expected="orders of several weeks",
            do="give a longer history",
        )
    if not rows.repeat_count.any():
        raise PredictError(
            f"none of the {rows.n_customers:,.0f} customers has ordered on a second day, so nothing tells how often"
            " customers come back",
            expected="some customers with orders on several days",
            do="give a longer history, or check that customers have the same key in all their orders",
        )


def _checked(horizon: float) -> float:
    if not horizon > 0:
        raise PredictError(f"a horizon of {horizon:g}", expected="a time above 0")
    return horizon


Told = Callable[[Process, Floats], Floats]


def slopes(model: OrderModel, told: Told) -> Floats:
    """Give the derivatives (4, n) of a figure of each row by the logarithms of the parameters.

    Parameters
    ----------
    model : OrderModel
    told : callable
        From the process and its parameters to the figure (n,).
    """

    def at(move: Floats) -> Floats:
        return told(model.process, np.exp(model.found.at + move))

    return np.array([(at(move) - at(-move)) / (2 * _STEP) for move in np.eye(len(model.at)) * _STEP])
