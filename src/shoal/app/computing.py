"""Where features are computed: in the workspace's own engine, or in a PostgreSQL that the face names."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from typing import TypeVar

from shoal import features
from shoal.app.workspace import Workspace
from shoal.engine import PostgresEngine
from shoal.terms import Engine, FeatureTable, Identity, Records, Relation, SegmentationSpec

Held = TypeVar("Held", Records, Identity)
TRAVEL = (
    "orders",
    "customers",
    "keys",
    "events",
    "texts",
    "products",
    "holdings",
    "campaigns",
    "relation",
    "anonymous",
)
"""What features may read; direct identifiers and refused rows stay at home."""


def compute_features(
    workspace: Workspace,
    records: Records,
    identity: Identity,
    spec: SegmentationSpec,
    *,
    as_of: datetime,
    permitted: Relation | None,
) -> FeatureTable:
    """Compute the features of every customer; the table is in the workspace's engine, whichever computed it.

    In a PostgreSQL the records lie in temporary tables while it works; only the feature table comes back.

    Parameters
    ----------
    workspace : Workspace
    records : Records
    identity : Identity
    spec : SegmentationSpec
    as_of : datetime
        UTC.
    permitted : Relation or None
        Whose data may be used; None means everyone.
    """

    def computed(records: Records, identity: Identity, permitted: Relation | None, engine: Engine) -> FeatureTable:
        return features.compute(
            engine, records, identity, spec.features, as_of=as_of, timezone=spec.timezone, permitted=permitted
        )

    address = workspace.surroundings.postgres
    if not address:
        return computed(records, identity, permitted, workspace.engine)
    there = PostgresEngine(address)
    try:
        allowed = permitted and carried(permitted, there)
        table = computed(_carried_all(records, there), _carried_all(identity, there), allowed, there)
        return replace(table, relation=carried(table.relation, workspace.engine))
    finally:
        there.close()


def carried(relation: Relation, to: Engine) -> Relation:
    """Copy a relation into another engine under the same name."""
    rows = relation.engine.arrow(f"SELECT * FROM {relation.name}", step=f"carry {relation.name}")
    return to.register(relation.name, rows)


def _carried_all(held: Held, to: Engine) -> Held:
    """Copy every relation that features may read."""
    there = {field.name: getattr(held, field.name) for field in fields(held) if field.name in TRAVEL}
    return replace(
        held, **{name: carried(relation, to) for name, relation in there.items() if isinstance(relation, Relation)}
    )
