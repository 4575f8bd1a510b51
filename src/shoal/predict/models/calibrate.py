"""From scores to probabilities that come true, and how near they are to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shoal.predict.arrays import Floats
from shoal.stats.intervals import wilson
from shoal.terms import Interval

N_BINS = 10
LEAST_BIN = 20
"""Customers of a bin: fewer would say more of persons than of probabilities."""

_ROUNDS = 50


@dataclass(frozen=True)
class Sigmoid:
    """Turns log-odds that are too sure, or not sure enough, into probabilities.

    Parameters
    ----------
    start, slope : float
        Of the true log-odds over those of a score.

    References
    ----------
    Platt (1999), Advances in Large Margin Classifiers.
    """

    start: float = 0.0
    slope: float = 1.0

    def apply(self, log_odds: Floats) -> Floats:
        """Give probabilities (n,)."""
        return _share(self.start + self.slope * log_odds)


def sigmoid(log_odds: Floats, happened: Floats) -> Sigmoid:
    """Fit the sigmoid to scores of customers from whom the model did not learn.

    What happened is drawn in from 0 and 1 as Platt does, so that few customers do not make anybody certain.

    Examples
    --------
    >>> of_ten = np.repeat([-10.0, 10.0], 100)  # surer than it should be: 12 of 100 turn out otherwise
    >>> happened = np.repeat([1.0, 0.0, 1.0, 0.0], [12, 88, 88, 12])
    >>> bool(sigmoid(of_ten, happened).slope < 0.25)
    True
    """
    told = np.asarray(happened, dtype=np.float64)
    n_yes, n_no = float(told.sum()), float(len(told) - told.sum())
    target = np.where(told > 0, (n_yes + 1) / (n_yes + 2), 1 / (n_no + 2))
    design = np.column_stack([np.ones(len(log_odds)), log_odds])
    base = float(target.mean())
    at = np.array([np.log(base / (1 - base)), 0.0])
    for _ in range(_ROUNDS):
        share = _share(design @ at)
        # the ridge keeps scores that tell two groups apart without a doubt from running away
        curve = (design * (share * (1 - share))[:, None]).T @ design + 1e-6 * np.eye(2)
        step = np.linalg.solve(curve, design.T @ (target - share))
        while _loss(design @ (at + step), target) > _loss(design @ at, target) + 1e-12 and np.abs(step).max() > 1e-12:
            step = step / 2
        at = at + step
        if float(np.abs(step).max()) < 1e-10:
            break
    # a score never points the other way round: where it says nothing, everybody is given the share of all
    return Sigmoid(float(at[0]), max(float(at[1]), 0.0))


def _share(log_odds: Floats) -> Floats:
    share: Floats = 1 / (1 + np.exp(-np.clip(log_odds, -30.0, 30.0)))
    return share


def _loss(log_odds: Floats, target: Floats) -> float:
    return float(np.sum(np.logaddexp(0.0, log_odds) - target * log_odds))


@dataclass(frozen=True)
class Bin:
    """Customers with like probabilities: what was told of them, and the share to whom it happened.

    Parameters
    ----------
    n_customers : int
    told : float
        Mean probability.
    came : Interval
        Share to whom it happened, 95 % Wilson interval.
    upto : float
        The highest probability among them.
    """

    n_customers: int
    told: float
    came: Interval
    upto: float


def bins(told: Floats, happened: Floats, n_bins: int = N_BINS) -> tuple[Bin, ...]:
    """Put customers into as many groups of equal size by rising probability; fewer where there are few customers."""
    order = np.argsort(told, kind="stable")
    parts = np.array_split(order, max(1, min(n_bins, len(order) // LEAST_BIN)))
    return tuple(
        Bin(
            len(part),
            float(told[part].mean()),
            wilson(int(happened[part].sum()), len(part)),
            float(told[part].max()),
        )
        for part in parts
    )


def calibration_error(of: tuple[Bin, ...]) -> float:
    """Give how far what was told lies from what came, in the mean over customers: the expected calibration error.

    References
    ----------
    Naeini, Cooper & Hauskrecht (2015), AAAI; with bins of equal mass, Nixon et al. (2019), CVPR workshops.

    Examples
    --------
    >>> calibration_error(bins(np.repeat([0.2, 0.8], 20), np.array([1, 0, 0, 0, 0] * 4 + [1, 1, 1, 1, 0] * 4), 2))
    0.0
    """
    n = sum(one.n_customers for one in of)
    return round(sum(one.n_customers * abs(one.told - one.came.value) for one in of) / n, 12)
