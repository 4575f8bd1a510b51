"""The view: copies of the current version's files at the top of the workspace, where people look for them.

They are copies, not links: whoever edits ``shoal.toml`` or saves ``assignments.csv`` must not change what was
published.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select, update

from shoal.store import manifest
from shoal.store.files import copy_atomically, naming, sync
from shoal.store.tables import view

PREPARED = "view-"


def announce(connection: Connection, folder: str) -> None:
    """Say, with the pointer, whose files are about to be put at the top; a crash from here on is rolled forward."""
    connection.execute(delete(view).where(view.c.folder == folder))
    # What another writer announced and has not shown yet is older than this.
    connection.execute(update(view).values(is_complete=1))
    connection.execute(insert(view).values(folder=folder, is_complete=0))


def prepare(folder: Path, aside: Path) -> None:
    """Copy files aside, so that they only need to be moved: what can fail is done before the pointer moves."""
    with naming(aside):
        for name in manifest.contents(folder):
            (aside / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / name, aside / name)
            sync(aside / name)


def refresh(connection: Connection, workspace: Path, prepared: Path | None = None) -> None:
    """Put the announced version's files at the top, each atomically, and take away what only older ones had there.

    Parameters
    ----------
    connection : Connection
    workspace : Path
    prepared : Path or None
        Where `prepare` put copies to be moved; what is not there is copied.
    """
    rows = connection.execute(select(view.c.folder, view.c.is_complete)).all()
    due = next((row.folder for row in rows if not row.is_complete), None)
    if due is None:
        return
    names = manifest.contents(workspace / due)
    for name in names:
        if prepared is not None and (prepared / name).is_file():
            (workspace / name).parent.mkdir(parents=True, exist_ok=True)
            (prepared / name).replace(workspace / name)
        else:
            copy_atomically(workspace / due / name, workspace / name)
    sync(workspace)
    older = [workspace / row.folder for row in rows if row.folder != due]
    for name in sorted(
        {name for folder in older if folder.is_dir() for name in manifest.contents(folder)} - set(names)
    ):
        (workspace / name).unlink(missing_ok=True)
    connection.execute(delete(view))
    connection.execute(insert(view).values(folder=due, is_complete=1))
