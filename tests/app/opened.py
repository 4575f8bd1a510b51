"""A workspace that was run once, opened again with what is known now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shoal.api import outside
from shoal.app.identity import memory
from shoal.app.jobs import working
from shoal.app.known import Known, known
from shoal.app.run import default_as_of
from shoal.app.workspace import Workspace
from shoal.terms import SegmentationSpec, Silent


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Workspace, SegmentationSpec, Known]]:
    """Hold the workspace, with the spec of its shoal.toml and everything that is known now."""
    with working(folder, "build", create=False, surroundings=outside.surroundings()) as job:
        workspace = job.workspace
        spec = workspace.project().segmentations["main"]
        loaded = workspace.ingested(spec.sources)
        as_of = default_as_of(loaded, spec, workspace.now)
        before = memory(workspace, workspace.store.current("main"))
        yield workspace, spec, known(workspace, spec, before, as_of=as_of, progress=Silent())
