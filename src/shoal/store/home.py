"""The folder ``.shoal`` of a workspace, where everything that lasts is kept."""

from __future__ import annotations

from pathlib import Path

from shoal.errors import StoreError, WorkspaceError
from shoal.store import manifest

HOME = ".shoal"


def make_home(folder: Path, *, create: bool) -> None:
    """Make a workspace of a folder that has no state.

    Raises
    ------
    WorkspaceError : if none is to be made, or the place cannot be written
    StoreError : if versions are published there, so that the state must have been lost
    """
    if not create:
        raise WorkspaceError(
            "this is not a workspace",
            expected="a folder that shoal has written",
            do=f"run shoal with --out {folder.name}, or name another folder",
            where=str(folder),
        )
    if any((folder / HOME / "versions").glob("*/*/" + manifest.MANIFEST)):
        raise StoreError(
            "the state is missing although versions are published here",
            do=f"put {HOME}/state.sqlite back from a backup, or move the folder {HOME} away and run again",
            where=str(folder),
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / HOME).mkdir(mode=0o700, exist_ok=True)  # its owner's alone: the vault and the quarantine are inside
    except OSError as error:
        raise WorkspaceError(
            f"the folder cannot be made or written ({error.strerror})",
            expected="a folder, or a place where one can be made",
            do="name another with --out",
            where=str(folder),
        ) from error
