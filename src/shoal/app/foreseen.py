"""What every prediction begins with, what is known as of a day, and what it leaves in the history of the workspace."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from shoal import privacy
from shoal.app.identity import memory
from shoal.app.jobs import Working
from shoal.app.known import Known, known
from shoal.app.run import default_as_of
from shoal.app.workspace import Workspace
from shoal.settings import in_utc
from shoal.terms import Progress, SegmentationSpec

BEGINS, ENDS = 0.5, 0.95
"""The share of the whole work that looking back takes."""


def spec_of(workspace: Workspace, name: str) -> SegmentationSpec:
    """Read what says where customers come from; of their features only one is needed, to know who there is."""
    spec = whole_spec_of(workspace, name)
    return replace(spec, features=replace(spec.features, only=("order_count",)))


def whole_spec_of(workspace: Workspace, name: str) -> SegmentationSpec:
    """Read what says where customers come from, and which of their features are computed."""
    spec = workspace.project().segmentation(name)
    return replace(spec, features=replace(spec.features, use=(), exclude=(), interactions=()), goal=None)


def known_now(workspace: Workspace, spec: SegmentationSpec, as_of: datetime | None, progress: Progress) -> Known:
    """Read what is known as of the instant that is asked for, else of the settings', else of the last midnight."""
    at = in_utc(as_of, spec.timezone) or spec.as_of
    at = at or default_as_of(workspace.ingested(spec.sources, progress), spec, workspace.now)
    before = memory(workspace, workspace.store.current(spec.name))
    found = known(workspace, spec, before, as_of=at, progress=progress)
    privacy.refuse_if_too_few(found.table.n_customers, spec.privacy.min_count)
    return found


def note(job: Working, found: Known, *, n_customers: int, segmentation: str, version: str) -> None:
    """Write into the history of the workspace what was read and predicted."""
    quality = found.records.quality
    job.facts |= {
        "rows_read": quality.rows_read,
        "rows_used": quality.rows_used,
        "n_customers": n_customers,
        "segmentation": segmentation,
        "version": version,
    }
