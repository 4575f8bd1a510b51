"""What a workspace has published."""

from __future__ import annotations

from pathlib import Path

from shoal.app.workspace import Surroundings, reading
from shoal.errors import WorkspaceError
from shoal.store import Store
from shoal.terms import Version


def current(folder: Path, segmentation: str | None, *, surroundings: Surroundings) -> Version:
    """Give the version published last.

    Raises
    ------
    WorkspaceError
        If nothing was published yet.
    """
    with reading(folder, surroundings=surroundings) as store:
        return published(store, segmentation)


def published(store: Store, segmentation: str | None) -> Version:
    """Give the version of a segmentation that was published last; None means whichever was."""
    version = store.current(segmentation)
    if version is None:
        what = f"segmentation '{segmentation}'" if segmentation else "segmentation"
        raise WorkspaceError(f"no {what} was published here yet", do="run `shoal build` first", where=str(store.folder))
    return version
