"""What products are called, as the sources of a segmentation say it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from shoal import sources
from shoal.app.known import Known
from shoal.app.workspace import Workspace
from shoal.terms import Progress, SegmentationSpec


def called(
    workspace: Workspace,
    spec: SegmentationSpec,
    found: Known,
    progress: Progress,
    *,
    only: Collection[str] | None = None,
) -> Mapping[str, str]:
    """Give what products are called, all or some, by their keys in small letters; nothing where only keys are known."""
    return sources.product_names(
        workspace.engine,
        workspace.ingested(spec.sources, progress),
        found.records,
        known_at=found.table.as_of,
        timezone=spec.timezone,
        only=only,
    )
