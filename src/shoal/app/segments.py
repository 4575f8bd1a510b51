"""What a workspace has published."""

from __future__ import annotations

from pathlib import Path

from shoal.app.workspace import Surroundings, Workspace, opened
from shoal.errors import WorkspaceError
from shoal.terms import Version


def current(folder: Path, segmentation: str | None, *, surroundings: Surroundings) -> Version:
    """Give the version published last.

    Raises
    ------
    WorkspaceError
        If nothing was published yet.
    """
    with opened(folder, create=False, surroundings=surroundings) as workspace:
        return published(workspace, segmentation)


def published(workspace: Workspace, segmentation: str | None) -> Version:
    """Give the version of a segmentation that was published last; None means whichever was."""
    version = workspace.store.current(segmentation)
    if version is None:
        what = f"segmentation '{segmentation}'" if segmentation else "segmentation"
        raise WorkspaceError(
            f"no {what} was published here yet", do="run `shoal build` first", where=str(workspace.folder)
        )
    return version
