"""Where features are computed: in the workspace's own engine, or in a PostgreSQL that the face names."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from shoal import cluster, features, registry
from shoal.app.workspace import Workspace
from shoal.engine import PostgresEngine
from shoal.errors import FeatureError
from shoal.terms import Engine, FeatureTable, Identity, Records, Relation, SegmentationSpec


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
    engine = workspace.engine
    address = workspace.surroundings.postgres
    if not address:
        return features.compute(
            engine, records, identity, spec.features, as_of=as_of, timezone=spec.timezone, permitted=permitted
        )
    there = PostgresEngine(address)
    try:
        table = features.compute(
            there,
            records_in(there, records),
            identity_in(there, identity),
            spec.features,
            as_of=as_of,
            timezone=spec.timezone,
            permitted=_carried_if(permitted, there),
        )
        return replace(table, relation=_carried(table.relation, engine))
    finally:
        there.close()


def _carried(relation: Relation, to: Engine) -> Relation:
    """Copy a relation into another engine under the same name."""
    rows = relation.engine.arrow(f"SELECT * FROM {relation.name}", step=f"carry {relation.name}")
    return to.register(relation.name, rows)


def _carried_if(relation: Relation | None, to: Engine) -> Relation | None:
    return None if relation is None else _carried(relation, to)


def records_in(to: Engine, records: Records) -> Records:
    """Copy what features read into another engine; direct identifiers and refused rows stay at home."""
    return replace(
        records,
        orders=_carried_if(records.orders, to),
        customers=_carried_if(records.customers, to),
        keys=_carried(records.keys, to),
        events=_carried_if(records.events, to),
        texts=_carried_if(records.texts, to),
        products=_carried_if(records.products, to),
        holdings=_carried_if(records.holdings, to),
        campaigns=_carried_if(records.campaigns, to),
        identifiers=None,
        refused=None,
    )


def identity_in(to: Engine, identity: Identity) -> Identity:
    """Copy who is who into another engine."""
    return replace(
        identity,
        relation=_carried(identity.relation, to),
        anonymous=_carried_if(identity.anonymous, to),
        survivors=_carried_if(identity.survivors, to),
    )


def refuse_missing(fitted: registry.Fitted, table: FeatureTable, *, where: str) -> None:
    """Refuse customers of whom a feature was not loaded at all that the published segments are formed on."""
    lacking = [name for name in cluster.features_read(fitted.recipe, fitted.model) if table.feature(name) is None]
    if lacking:
        raise FeatureError(
            f"the sources do not give {', '.join(lacking)}",
            expected="the kinds of files that the segmentation was built from",
            do="give those files too",
            where=where,
        )
