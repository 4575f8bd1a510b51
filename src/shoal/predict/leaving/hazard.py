"""How soon customers leave who are like this one: a rate for each stretch of time, times what is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shoal.errors import PredictError
from shoal.predict.arrays import Floats
from shoal.predict.facts import Facts
from shoal.predict.models.columns import Columns, columns_for
from shoal.predict.models.linear import Scaling, scaling
from shoal.stats.intervals import Z_95

MOST_PIECES, LEAST_IN_PIECE = 12, 20
"""Stretches of time with a rate of their own, and the fewest who left in each."""

RIDGE = 1.0
"""Holds weights back as if each were drawn from a normal distribution of variance 1, on scaled columns."""

LEAST_LEFT = 50
"""Customers who have left, below whom the rates of customers cannot be told apart."""

_ROUNDS = 50
_STEPS = 24
_ROWS = 20_000


@dataclass(frozen=True)
class Hazard:
    """Rates of leaving.

    Parameters
    ----------
    starts : float array (pieces,)
        When each stretch begins; the last has no end.
    log_rate : float array (pieces,)
    columns : Columns
    scaled : Scaling
    weight : float array (columns,)
    covariance : float array (pieces + columns, pieces + columns)
    """

    starts: Floats
    log_rate: Floats
    columns: Columns
    scaled: Scaling
    weight: Floats
    covariance: Floats

    def stays(self, facts: Facts, since: Floats, ahead: float) -> tuple[Floats, Floats, Floats]:
        """Give the probability of staying so much longer, for customers who are there now, with its 95 % interval.

        Parameters
        ----------
        facts : Facts
        since : float array (n,)
            How long they have been there.
        ahead : float

        Returns
        -------
        three float arrays (n,)
            The probability and the ends of its interval: how sure the rates are, not what chance does with them.
        """
        parts = [
            self._stays(self.scaled.apply(self.columns.matrix(facts.rows(rows))), since[rows], ahead)
            for rows in (slice(at, at + _ROWS) for at in range(0, max(len(since), 1), _ROWS))
        ]
        told, low, high = (np.concatenate(column) for column in zip(*parts, strict=True))
        return told, low, high

    def _stays(self, rows: Floats, since: Floats, ahead: float) -> tuple[Floats, Floats, Floats]:
        each = self.spent(since + ahead) - self.spent(since)
        passed = each * np.exp(self.log_rate)
        whole = np.maximum(passed.sum(axis=1), 1e-300)
        log_risk = np.log(whole) + rows @ self.weight
        slope = np.hstack([passed / whole[:, None], rows])
        wide = Z_95 * np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", slope, self.covariance, slope, optimize=True), 0.0))
        return (
            np.exp(-np.exp(log_risk)),
            np.exp(-np.exp(np.minimum(log_risk + wide, 700.0))),
            np.exp(-np.exp(log_risk - wide)),
        )

    def risk_of_all(self, since: Floats, ahead: float) -> Floats:
        """Give what rates add up to over the time ahead, whatever is known of customers (n,)."""
        risk: Floats = (self.spent(since + ahead) - self.spent(since)) @ np.exp(self.log_rate)
        return risk

    def expected(self, facts: Facts, since: Floats, limit: float) -> tuple[Floats, Floats, Floats]:
        """Give the time that customers are expected to stay of the next `limit`, with its 95 % interval (n,)."""
        each = [self.stays(facts, since, ahead) for ahead in moments(limit)]
        told, low, high = (spent_there(curve, limit) for curve in zip(*each, strict=True))
        return told, low, high

    def spent(self, until: Floats) -> Floats:
        """Give the time that is spent in each stretch by then (n, pieces)."""
        ends = np.append(self.starts[1:], np.inf)
        spent: Floats = np.clip(until[:, None], self.starts, ends) - self.starts
        return spent


def moments(limit: float) -> Floats:
    """Give the times at which it is asked who is still there, on the way to a limit."""
    return limit * np.arange(1, _STEPS + 1) / _STEPS


def spent_there(curve: Sequence[Floats], limit: float) -> Floats:
    """Add up the time spent there: from the shares still there at `moments`, the area below them (n,).

    Examples
    --------
    >>> spent_there([np.array([1.0, 0.0])] * 24, 24.0)
    array([24. ,  0.5])
    """
    there = np.vstack([np.ones((1, len(curve[0]))), *curve])
    area: Floats = ((there[1:] + there[:-1]) / 2).sum(axis=0) * (limit / _STEPS)
    return area


def fit_hazard(facts: Facts, lasted: Floats, has_left: Floats) -> Hazard:
    """Fit rates of leaving: proportional hazards with a constant rate in each stretch of time.

    Assumes that what is known of customers has been so from the beginning, and multiplies their rate at all times
    alike; and that those who are still there are like those who were there as long and have left since.

    Parameters
    ----------
    facts : Facts
        Without what grows with time by itself.
    lasted : float array (n,)
        How long each was, or has been, there.
    has_left : float array (n,), 0 or 1

    Raises
    ------
    PredictError
        If too few have left.

    References
    ----------
    Friedman (1982), Annals of Statistics 10(1): piecewise exponential models with covariates.
    """
    n_left = int(has_left.sum())
    if n_left < LEAST_LEFT:
        raise PredictError(
            f"{n_left} customers have left", expected=f"at least {LEAST_LEFT}", where="how long customers stay"
        )
    columns = columns_for(facts)
    matrix = columns.matrix(facts)
    scaled = scaling(matrix)
    rows = scaled.apply(matrix)
    # who left at once was there for a part of the first unit
    lasted = np.maximum(lasted, lasted[lasted > 0].min(initial=1.0) / 2)
    n_pieces = max(1, min(MOST_PIECES, n_left // LEAST_IN_PIECE))
    left_at = lasted[has_left > 0]
    starts = np.unique(np.append(0.0, np.quantile(left_at, np.arange(1, n_pieces) / n_pieces)))
    starts = starts[starts < left_at.max()]
    empty = Hazard(starts, np.zeros(len(starts)), columns, scaled, np.zeros(rows.shape[1]), np.zeros((0, 0)))
    return _likeliest(empty, rows, empty.spent(lasted), has_left)


def _likeliest(empty: Hazard, rows: Floats, spent: Floats, has_left: Floats) -> Hazard:
    """Find the rates and weights under which what was seen is likeliest, by Newton's steps: it has one summit."""
    n_pieces = len(empty.starts)
    last = (spent > 0).sum(axis=1) - 1
    left = np.bincount(last[has_left > 0], minlength=n_pieces).astype(np.float64)
    at = np.concatenate([np.log(np.maximum(left, 0.5) / np.maximum(spent.sum(axis=0), 1e-300)), empty.weight])
    told = rows.T @ has_left

    def height(point: Floats) -> float:
        rate, weight = np.exp(point[:n_pieces]), point[n_pieces:]
        share = np.exp(np.clip(rows @ weight, -50.0, 50.0))
        gained = float(left @ point[:n_pieces] + told @ weight - (spent @ rate) @ share)
        return gained - RIDGE / 2 * float(weight @ weight)

    curve = np.eye(len(at))
    for _ in range(_ROUNDS):
        rate, weight = np.exp(at[:n_pieces]), at[n_pieces:]
        share = np.exp(np.clip(rows @ weight, -50.0, 50.0))
        risk = (spent @ rate) * share
        each = (spent * share[:, None]) * rate
        slope = np.concatenate([left - each.sum(axis=0), told - rows.T @ risk - RIDGE * weight])
        curve = np.block(
            [
                [np.diag(each.sum(axis=0) + 1e-9), each.T @ rows],
                [rows.T @ each, (rows * risk[:, None]).T @ rows + RIDGE * np.eye(len(weight))],
            ]
        )
        step = np.linalg.solve(curve, slope)
        now = height(at)
        while height(at + step) < now - 1e-9 and float(np.abs(step).max()) > 1e-10:
            step = step / 2
        at = at + step
        if float(np.abs(step).max()) < 1e-8:
            break
    covariance: Floats = np.linalg.inv(curve).astype(np.float64)
    return Hazard(empty.starts, at[:n_pieces], empty.columns, empty.scaled, at[n_pieces:], covariance)
