"""From what is known of customers to where they stand, whichever way they leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from shoal.predict.arrays import Floats, Mask
from shoal.predict.facts import Facts
from shoal.predict.leaving.lifecycle import RISK, Standing, by_holdings, by_label, by_orders
from shoal.terms import Kind, Relation, Target

_NEEDED = {
    Kind.ORDERS: ("order_count", "recency_days", "tenure_days", "cadence_days"),
    Kind.HOLDINGS: ("holding_count", "customer_age_days", "lapsed_days"),
}


def standing(
    target: Target,
    facts: Facts,
    p_churn: Floats,
    *,
    has_left: Sequence[float],
    horizon_days: int,
    risk: float = RISK,
) -> Standing | None:
    """Tell where customers stand.

    Parameters
    ----------
    target : Target
        What leaving means.
    facts : Facts
        Of now.
    p_churn : float array (n,)
    has_left : sequence of float (n,)
        1 of whom a label says that they have left, 0 of whom it says that they have not, NaN where it says nothing.
    horizon_days : int
        0 where leaving has no time.
    risk : float

    Returns
    -------
    Standing or None
        None where the features that it takes are not among the facts.
    """
    if target.kind is Kind.CUSTOMERS:
        return by_label(p_churn, np.array(has_left) == 1, risk=risk)
    needed = _NEEDED[target.kind]
    if any(name not in facts.numbers for name in needed):
        return None
    known = [facts.numbers[name] for name in needed]
    if target.kind is Kind.HOLDINGS:
        return by_holdings(
            p_churn,
            holding_count=known[0],
            tenure_days=known[1],
            lapsed_days=known[2],
            shows=_gone_down(facts),
            horizon_days=horizon_days,
            risk=risk,
        )
    return by_orders(
        p_churn,
        order_count=known[0],
        recency_days=known[1],
        tenure_days=known[2],
        cadence_days=known[3],
        horizon_days=horizon_days,
        risk=risk,
    )


def _gone_down(facts: Facts) -> Mask | None:
    """Tell who has gone down in what they hold or use; None where neither is known."""
    signs = [facts.numbers[name] > 0 for name in ("downgrade_count",) if name in facts.numbers]
    signs += [facts.numbers[name] < 0 for name in ("usage_trend",) if name in facts.numbers]
    return np.any(signs, axis=0) if signs else None


def told_by_label(happened: Relation) -> Mapping[str, float]:
    """Give 1 or 0 of every customer of whom it is known whether it happened."""
    rows = happened.engine.rows(f"SELECT customer_id, happened FROM {happened.name}", step="to whom it happened")
    return {str(who): float(one) for who, one in rows}
