"""The view: copies of the current version's files at the top of the workspace, where people look for them.

They are copies, not links: whoever edits ``shoal.toml`` or saves ``assignments.csv`` must not change what was
published.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, delete, insert, select, update

from shoal.store import manifest
from shoal.store.files import copy_atomically
from shoal.store.tables import view


def announce(connection: Connection, folder: str) -> None:
    """Say, with the pointer, whose files are about to be put at the top; a crash from here on is rolled forward."""
    connection.execute(delete(view).where(view.c.folder == folder))
    # What another writer announced and has not shown yet is older than this.
    connection.execute(update(view).values(is_complete=1))
    connection.execute(insert(view).values(folder=folder, is_complete=0))


def is_due(connection: Connection) -> bool:
    """Say whether files at the top are not yet those that were announced."""
    return connection.execute(select(view.c.folder).where(view.c.is_complete == 0)).first() is not None


def refresh(connection: Connection, workspace: Path) -> None:
    """Put the announced version's files at the top, each atomically, and take away what only older ones had there."""
    rows = connection.execute(select(view.c.folder, view.c.is_complete)).all()
    due = next((row.folder for row in rows if not row.is_complete), None)
    if due is None:
        return
    names = manifest.contents(workspace / due)
    for name in names:
        copy_atomically(workspace / due / name, workspace / name)
    older = [workspace / row.folder for row in rows if row.folder != due]
    for name in sorted(
        {name for folder in older if folder.is_dir() for name in manifest.contents(folder)} - set(names)
    ):
        (workspace / name).unlink(missing_ok=True)
    connection.execute(delete(view))
    connection.execute(insert(view).values(folder=due, is_complete=1))
