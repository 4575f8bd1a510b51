"""What a model says of every customer of now, and what that adds up to."""

from __future__ import annotations

from math import nan
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from shoal import predict as room
from shoal import registry
from shoal.app.known import Known
from shoal.app.workspace import Workspace
from shoal.errors import ConfigError
from shoal.terms import Kind, SegmentationSpec, Target


def tell(
    workspace: Workspace,
    spec: SegmentationSpec,
    now: Known,
    target: Target,
    taught: room.Taught,
    *,
    is_leaving: bool,
    value: str | None,
    tenure: str | None,
) -> tuple[dict[str, Any], pa.Table]:
    """Tell of every customer of now: what is written of it, and the table.

    Parameters
    ----------
    workspace : Workspace
    spec : SegmentationSpec
    now : Known
    target : Target
    taught : Taught
    is_leaving : bool
        Whether it is asked who leaves: then stages, what is at risk and how long customers stay are told as well.
    value, tenure : str or None
        Features that say what a customer is worth, and how long they have been there.

    Raises
    ------
    PredictError
        If other things are known of customers than the model goes by.
    ConfigError
        If there is no such feature.
    """
    usable = room.usable(now.table, spec.privacy.sensitive)
    customer_id, facts = room.everyone(now.table, usable)
    question = "churn" if is_leaving else "propensity"
    where = registry.model_file(question if is_leaving else f"{question}_{target.name}")
    room.refuse_unlike(taught.model, facts, where=where)
    _refuse_unknown(facts, value, tenure)
    persons = customer_id.to_pylist()
    labels = room.told_by_label(room.labelled(now.table, target)) if target.kind is Kind.CUSTOMERS else {}
    has_left = [labels.get(who, nan) for who in persons]
    told = room.probabilities(taught.unseen, taught.model.probabilities(facts), persons)
    horizon = taught.horizon_days
    name = "p_churn" if is_leaving else f"p_{target.name}"
    lasting = None
    tenure = tenure or ("tenure" if "tenure" in facts.numbers else None)
    if is_leaving and target.kind is Kind.HOLDINGS:
        lasting = _of_holdings(now, spec, facts, taught, told)
    elif is_leaving and target.kind is Kind.CUSTOMERS and tenure is not None:
        names = taught.model.columns.features
        lasting = room.label_lasting(facts, names, tenure, has_left, persons, seed=spec.seed)
    foretold = room.Foretold(
        name if horizon is None else f"{name}_{horizon}d",
        customer_id,
        told,
        taught.bins,
        room.reasons(taught.model, facts, usable),
        room.standing(target, facts, told, has_left=has_left, horizon_days=horizon or 0) if is_leaving else None,
        room.worth(facts, value, horizon) if is_leaving else None,
        None if lasting is None else lasting.remaining,
    )
    version = workspace.store.current(spec.name)
    assignments = None if version is None else registry.read_assignments(workspace.folder, version)
    said = {
        **taught.said,
        "as_of": now.table.as_of,
        "segmentation": spec.name,
        "currency": now.table.currency,
        "fingerprint": now.records.fingerprint,
        "n_customers": len(customer_id),
        "question": question,
        "target": target,
        "horizon_days": horizon,
        "model": {**taught.said["model"], "weights": dict(list(foretold.reasons.weight.items())[:10])},
        "totals": room.summed(foretold),
        "segments": room.by_segment(foretold, assignments, min_count=spec.privacy.min_count),
        "staying": None if lasting is None else lasting.said,
        "columns": foretold.columns(target.in_words, "" if horizon is None else f" within {horizon} days"),
        "warnings": [*taught.cautions(lasting=lasting is not None), now.permission.sentence],
    }
    return said, foretold.table()


def _refuse_unknown(facts: room.Facts, value: str | None, tenure: str | None) -> None:
    for option, name in (("--value", value), ("--tenure", tenure)):
        if name is not None and name not in facts.numbers:
            raise ConfigError(
                f"there is no number '{name}'", expected="one of " + ", ".join(facts.numbers), where=option
            )


def _of_holdings(
    now: Known, spec: SegmentationSpec, facts: room.Facts, taught: room.Taught, told: Any
) -> room.Lasting | None:
    """Say who holds something how long."""
    if now.records.holdings is None or taught.horizon_days is None:
        return None
    on = now.table.as_of.astimezone(ZoneInfo(spec.timezone)).date().isoformat()
    since, bounds = facts.numbers.get("holding_tenure_days"), room.bounds(told, taught.bins)
    people = (now.identity, now.permission.relation)
    return room.holdings_lasting(now.records.holdings, people, on, since, (told, *bounds), taught.horizon_days)
