"""What is known of customers as of an instant: their records, who is who, whose data may be used, their features."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shoal import privacy, sources, unify
from shoal.app.computing import compute_features
from shoal.app.workspace import Workspace
from shoal.terms import Examined, FeatureTable, Identity, Progress, Records, SegmentationSpec


@dataclass(frozen=True)
class Known:
    """Everything that segments are formed from.

    Parameters
    ----------
    records : Records
    identity : Identity
    permission : Permission
        Whose data may be used to build.
    table : FeatureTable
    """

    records: Records
    identity: Identity
    permission: privacy.Permission
    table: FeatureTable


def known(
    workspace: Workspace,
    spec: SegmentationSpec,
    memory: unify.Memory,
    *,
    as_of: datetime,
    progress: Progress,
    examined: tuple[Examined, ...] = (),
) -> Known:
    """Read the sources of a spec and compute features, of what was known by an instant.

    Parameters
    ----------
    workspace : Workspace
    spec : SegmentationSpec
    memory : Memory
        Whom to keep out, and who was which customer before.
    as_of : datetime
        UTC; nothing that happened later is looked at.
    progress : Progress
    examined : tuple of Examined
        What was found in the sources, for the account of how good they are.
    """
    engine = workspace.engine
    progress.stage("reading rows", 0.10)
    records = sources.read(
        engine,
        workspace.ingested(spec.sources, progress),
        known_at=as_of,
        now=workspace.now,
        spec=spec,
        progress=progress,
        examined=examined,
    )
    progress.stage("telling customers apart", 0.25)
    identity = unify.resolve(engine, records, spec.unify, memory, as_of=as_of)
    records = unify.attribute(engine, records, identity, spec.unify, as_of=as_of)
    permission = privacy.may(
        privacy.Purpose.BUILD,
        identity.relation,
        privacy.consents(records, identity, privacy.Purpose.BUILD),
        missing=spec.privacy.missing_consent,
    )
    progress.stage("computing features", 0.30)
    table = compute_features(workspace, records, identity, spec, as_of=as_of, permitted=permission.relation)
    return Known(records, identity, permission, table)
