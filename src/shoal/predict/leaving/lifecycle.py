"""The stage that each customer is at, and who is at risk though nothing shows it yet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.predict.arrays import Floats, Mask, Texts
from shoal.terms import Lifecycle

RISK = 0.5
"""Who is likelier than this to leave is at risk: likelier than not."""

LONG = 3
"""Who has been away for so many horizons is lost rather than lapsed."""

GONE = 0.9
"""Who is away, and likelier than this to stay away, is lost as well."""

LATE = 1.5
"""A silence shows once it is this many times as long as the customer's usual gap."""


@dataclass(frozen=True)
class Standing:
    """Where customers stand.

    Parameters
    ----------
    stage : str array (n,)
        Values of `Lifecycle`.
    is_unseen : bool array (n,) or None
        At risk, and no obvious sign shows it yet: they have not been silent for longer than is usual for them, or have
        not gone down in what they hold or use. None where nothing is known that could be a sign.
    """

    stage: Texts
    is_unseen: Mask | None

    @property
    def is_here(self) -> Mask:
        """Tell who has something left to lose: customers who have not gone."""
        gone = (Lifecycle.LEAD.value, Lifecycle.LAPSED.value, Lifecycle.LOST.value)
        here: Mask = ~np.isin(self.stage, gone)
        return here


def by_orders(
    p_churn: Floats,
    *,
    order_count: Floats,
    recency_days: Floats,
    tenure_days: Floats,
    cadence_days: Floats,
    horizon_days: int,
    risk: float = RISK,
) -> Standing:
    """Tell the stage of customers who leave without a word, by their orders.

    Parameters
    ----------
    p_churn : float array (n,)
        Probability of no order within the horizon.
    order_count, recency_days, tenure_days : float arrays (n,)
        NaN, or a count of 0, for those who never ordered.
    cadence_days : float array (n,)
        Mean days between orders; NaN where there are fewer than two, who are held to that of the others.
    horizon_days : int
    risk : float

    Examples
    --------
    >>> one = by_orders(
    ...     np.array([0.2, 0.6, 0.95]),
    ...     order_count=np.array([9.0, 9.0, 1.0]),
    ...     recency_days=np.array([5.0, 20.0, 400.0]),
    ...     tenure_days=np.array([300.0, 300.0, 400.0]),
    ...     cadence_days=np.array([30.0, 30.0, np.nan]),
    ...     horizon_days=90,
    ... )
    >>> one.stage.tolist(), one.is_unseen.tolist()
    (['active', 'at_risk', 'lost'], [False, True, False])
    """
    has_bought = np.nan_to_num(order_count) > 0
    is_away = recency_days > horizon_days
    is_lost = is_away & ((recency_days > LONG * horizon_days) | (p_churn >= GONE))
    is_new = ~is_away & (order_count <= 1) & (tenure_days <= horizon_days)
    at_risk = ~is_away & ~is_new & (p_churn >= risk)
    known = cadence_days[~np.isnan(cadence_days)]
    usual = np.where(np.isnan(cadence_days), np.median(known) if len(known) else horizon_days, cadence_days)
    stage = _stages(~has_bought, is_lost, is_away, is_new, at_risk)
    return Standing(stage, (stage == Lifecycle.AT_RISK.value) & (recency_days <= LATE * usual))


def by_holdings(
    p_churn: Floats,
    *,
    holding_count: Floats,
    tenure_days: Floats,
    lapsed_days: Floats,
    horizon_days: int,
    shows: Mask | None,
    risk: float = RISK,
) -> Standing:
    """Tell the stage of customers who hold something, or held it.

    Parameters
    ----------
    p_churn : float array (n,)
        Probability that nothing is held any more at the end of the horizon.
    holding_count : float array (n,)
        What is held now.
    tenure_days : float array (n,)
        Since the first holding began; NaN where there was none.
    lapsed_days : float array (n,)
        Since the last one ended; NaN where something is held.
    horizon_days : int
    shows : bool array (n,) or None
        Whether they have gone down in what they hold or use; None where that is not known.
    risk : float
    """
    holds = np.nan_to_num(holding_count) > 0
    never = ~holds & np.isnan(lapsed_days)
    is_away = ~holds & ~never
    is_lost = is_away & (np.nan_to_num(lapsed_days) > LONG * horizon_days)
    at_risk = holds & (p_churn >= risk)
    is_new = holds & ~at_risk & (np.nan_to_num(tenure_days, nan=np.inf) <= horizon_days)
    stage = _stages(never, is_lost, is_away, is_new, at_risk)
    return Standing(stage, None if shows is None else (stage == Lifecycle.AT_RISK.value) & ~shows)


def by_label(p_churn: Floats, has_left: Mask, *, risk: float = RISK) -> Standing:
    """Tell the stage of customers of whom a label says whether they have left.

    Parameters
    ----------
    p_churn : float array (n,)
    has_left : bool array (n,)
    risk : float
    """
    nobody = np.zeros(len(p_churn), dtype=bool)
    stage = _stages(nobody, has_left, nobody, nobody, ~has_left & (p_churn >= risk))
    return Standing(stage, None)


def _stages(is_lead: NDArray[np.bool_], is_lost: Mask, is_away: Mask, is_new: Mask, at_risk: Mask) -> Texts:
    """Give everybody the first stage that fits."""
    fits = (is_lead, is_lost, is_away, is_new, at_risk)
    stages = (Lifecycle.LEAD, Lifecycle.LOST, Lifecycle.LAPSED, Lifecycle.NEW, Lifecycle.AT_RISK)
    return np.select(list(fits), [stage.value for stage in stages], Lifecycle.ACTIVE.value).astype(np.str_)
