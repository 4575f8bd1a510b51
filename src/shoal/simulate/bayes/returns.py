"""Returns: how likely each type is to send back so many lines of its orders."""

from __future__ import annotations

import math

import numpy as np

from shoal.simulate.bayes.evidence import Evidence
from shoal.simulate.bayes.special import TINY, beta_nodes, log_mean_exp, normal_below
from shoal.simulate.customer_types import CustomerType
from shoal.simulate.lines import RETURN_DAYS, RETURN_WIDTH
from shoal.simulate.population import RETURNS_WEIGHT
from shoal.simulate.seasons import Floats

N_NODES = 32


def log_returns(evidence: Evidence, each: CustomerType) -> Floats:
    """Give the log likelihood of how many lines of each order came back, for one type.

    The personal share is beta and integrated out by Gauss nodes. An order of which nothing came back was kept, or all
    that comes back of it comes after the end of the history.
    """
    share, log_weights = _personal(each.return_share)
    with np.errstate(divide="ignore"):
        log_back, log_kept = np.maximum(np.log(share), -1e4), np.maximum(np.log1p(-share), -1e4)
    n, back = evidence.n_lines[:, None], evidence.n_returned[:, None]
    late = _late(evidence)[:, None]
    kept_all = np.exp(n * log_kept)
    nothing = np.log(np.maximum(kept_all * (1 - late) + late, TINY))
    some = back * log_back + (n - back) * log_kept
    return log_mean_exp(evidence.of_customers(np.where(back > 0, some, nothing)), log_weights)


def _personal(mean: float) -> tuple[Floats, Floats]:
    if not 0 < mean < 1:
        return np.array([mean]), np.zeros(1)
    return beta_nodes(N_NODES, RETURNS_WEIGHT * mean, RETURNS_WEIGHT * (1 - mean))


def _late(evidence: Evidence) -> Floats:
    """Give the chance that what would come back of each order comes after the end of the history.

    It is booked on the day of the order, plus 1, plus the whole days of the wait, in an office hour: late where that
    day is not before the end.
    """
    rest = evidence.days - np.floor(evidence.day) - 1  # whole days of a wait from which on it is late
    early = normal_below((np.log(np.maximum(rest, TINY)) - math.log(RETURN_DAYS)) / RETURN_WIDTH)
    return np.asarray(1 - np.where(rest > 0, early, 0.0))
