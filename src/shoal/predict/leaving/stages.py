"""From what is known of customers to where they stand, whichever way they leave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from shoal.engine import matrix
from shoal.predict.arrays import Floats, Mask
from shoal.predict.facts import Facts
from shoal.predict.leaving.lifecycle import RISK, Standing, by_holdings, by_label, by_orders
from shoal.predict.leaving.survival import half_life, staying
from shoal.terms import Identity, Kind, Relation, Target

_NEEDED = {
    Kind.ORDERS: ("order_count", "recency_days", "tenure_days", "cadence_days"),
    Kind.HOLDINGS: ("holding_count", "customer_age_days", "lapsed_days"),
}

N_TIMES = 12


def standing(
    target: Target,
    facts: Facts,
    p_churn: Floats,
    *,
    has_left: Sequence[bool],
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
    has_left : sequence of bool (n,)
        Of whom a label says that they have left.
    horizon_days : int
        0 where leaving has no time.
    risk : float

    Returns
    -------
    Standing or None
        None where the features that it takes are not among the facts.
    """
    if target.kind is Kind.CUSTOMERS:
        return by_label(p_churn, np.array(has_left, dtype=bool), risk=risk)
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


def those(happened: Relation) -> frozenset[str]:
    """Name the customers to whom it happened."""
    rows = happened.engine.rows(
        f"SELECT customer_id FROM {happened.name} WHERE happened = 1", step="to whom it happened"
    )
    return frozenset(str(who) for (who,) in rows)


def holdings_lasted(held: Relation, identity: Identity, on: str) -> tuple[Floats, Floats]:
    """Give how many days each holding lasted, or has lasted by a day (``2025-12-31``), and whether it has ended."""
    source = (
        f"{held.name} h JOIN {identity.relation.name} i ON h.source_key = i.source_key"
        f" WHERE h.started_on IS NOT NULL AND h.started_on <= DATE '{on}'"
    )
    rows = matrix(
        held.engine,
        [
            f"date_diff('day', h.started_on, least(coalesce(h.ended_on, DATE '{on}'), DATE '{on}'))",
            f"CASE WHEN h.ended_on <= DATE '{on}' THEN 1 ELSE 0 END",
        ],
        source,
        step="how long holdings last",
    )
    return rows[:, 0], rows[:, 1]


def label_lasted(facts: Facts, name: str, has_left: Sequence[bool]) -> tuple[Floats, Floats]:
    """Give how long each customer was there, as a feature says, and whether they have left."""
    known = facts.numbers[name]
    there = ~np.isnan(known)
    return known[there], np.array(has_left, dtype=np.float64)[there]


def lasting(lasted: Floats, has_left: Floats, *, unit: str) -> dict[str, Any] | None:
    """Say who stays how long, at round times, and by when half have left; None where nobody has left.

    Parameters
    ----------
    lasted, has_left : float arrays (n,)
    unit : str
        Of the times: ``days``, or the feature that says them.
    """
    if not len(lasted) or not has_left.any():
        return None
    times = np.unique(np.round(np.linspace(0, float(lasted.max()), N_TIMES + 1)))[1:]
    return {"unit": unit, "half_left_after": half_life(lasted, has_left), "curve": staying(lasted, has_left, times)}
