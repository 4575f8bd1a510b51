"""What predictions that lie in a workspace say of the segments of a build, whichever segments those are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shoal.terms import Ahead, Labels, Lifecycle, Relation, Segment, SegmentAhead

_GONE = ", ".join(f"'{stage.value}'" for stage in (Lifecycle.LEAD, Lifecycle.LAPSED, Lifecycle.LOST))
_IN_ORDER = "ORDER BY md5(p.customer_id), p.customer_id"

Written = tuple[Relation, Mapping[str, Any]]
"""A table of predictions, and what is written of it."""


def segments_ahead(
    labels: Labels, segments: Sequence[Segment], *, leaving: Written | None, orders: Written | None, min_count: int
) -> Ahead:
    """Add predictions up for the segments that are described.

    Nothing is told of fewer than `min_count` customers: neither of those still here, nor of buyers, nor of a stage.

    Parameters
    ----------
    labels : Labels
        The group of every customer.
    segments : sequence of Segment
    leaving : tuple or None
        The table of ``shoal predict churn``, and what is written of it.
    orders : tuple or None
        The same of ``shoal predict``.
    min_count : int
    """
    stages, at_risk = ({}, {}) if leaving is None else _leaving(labels, *leaving)
    sums = {} if orders is None else _orders(labels, *orders)
    risk_of_all = sum(risk for _, _, risk in at_risk.values() if risk is not None)
    value_of_all = sum(value for _, _, value in sums.values() if value is not None)
    found = []
    for segment in segments:
        if not segment.profile:
            continue
        risk = [at_risk[group] for group in segment.groups if group in at_risk]
        came = [sums[group] for group in segment.groups if group in sums]
        n_here = sum(n for n, _, _ in risk)
        if 0 < n_here < min_count:
            n_here, risk = 0, []
        if 0 < sum(n for n, _, _ in came) < min_count:
            came = []
        lost = _added([value for _, _, value in risk])
        value = _added([value for _, _, value in came])
        counted = {one.value: sum(stages.get((group, one.value), 0) for group in segment.groups) for one in Lifecycle}
        counted = {stage: n for stage, n in counted.items() if not 0 < n < min_count}
        found.append(
            SegmentAhead(
                segment.id,
                stages=counted if any(counted.values()) else None,
                probability=sum(p for _, p, _ in risk) / n_here if n_here else None,
                value_at_risk=lost,
                value_at_risk_share=None if lost is None or risk_of_all <= 0 else lost / risk_of_all,
                expected_orders=_added([n for _, n, _ in came]),
                predicted_value=value,
                predicted_value_share=None if value is None or value_of_all <= 0 else value / value_of_all,
            )
        )
    asked = {} if orders is None else orders[1]["asked"]
    return Ahead(
        tuple(found),
        None if leaving is None else leaving[1]["horizon_days"],
        asked.get("horizon_days"),
        asked.get("value_days"),
        () if leaving is None else tuple(leaving[1]["trust"]),
        tuple(told[1]["files"]["report"] for told in (leaving, orders) if told is not None),
    )


def _added(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _leaving(
    labels: Labels, table: Relation, written: Mapping[str, Any]
) -> tuple[dict[tuple[int, str], int], dict[int, tuple[int, float, float | None]]]:
    """Give per group the customers of each stage; and those still here, their probabilities and the value at risk."""
    name = next(one for one in written["columns"] if one.startswith("p_churn"))
    rows = f"{table.name} p JOIN {labels.relation.name} l ON l.customer_id = p.customer_id"
    stages = {}
    here = "TRUE"
    if "lifecycle" in table.columns:
        counted = table.engine.rows(
            f"SELECT l.group_id, p.lifecycle, count(*) FROM {rows} GROUP BY 1, 2", step="stages of groups"
        )
        stages = {(int(group), str(stage)): int(n) for group, stage, n in counted}
        here = f"p.lifecycle NOT IN ({_GONE})"
    risk = f"sum(p.value_at_risk {_IN_ORDER})" if "value_at_risk" in table.columns else "NULL"
    added = table.engine.rows(
        f"""SELECT l.group_id, count(*) FILTER (WHERE {here}),
            coalesce(sum(p.{name} {_IN_ORDER}) FILTER (WHERE {here}), 0), {risk}
        FROM {rows} GROUP BY 1""",
        step="what is at risk in groups",
    )
    return stages, {
        int(group): (int(n), float(p), None if lost is None else float(lost)) for group, n, p, lost in added
    }


def _orders(labels: Labels, table: Relation, written: Mapping[str, Any]) -> dict[int, tuple[int, float, float | None]]:
    """Give per group the buyers, and the orders and the value that are expected of them."""
    asked = written["asked"]
    worth = f"clv_{asked['value_days']}d"
    value = f"sum(p.{worth} {_IN_ORDER})" if worth in table.columns else "NULL"
    added = table.engine.rows(
        f"""SELECT l.group_id, count(*), sum(p.expected_orders_{asked["horizon_days"]}d {_IN_ORDER}), {value}
        FROM {table.name} p JOIN {labels.relation.name} l ON l.customer_id = p.customer_id GROUP BY 1""",
        step="what is expected of groups",
    )
    return {int(group): (int(n), float(came), None if one is None else float(one)) for group, n, came, one in added}
