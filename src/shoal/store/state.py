"""The state: a SQLite file with a rollback journal, so that a transaction is kept whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from shoal.errors import NoRoom, StoreError, WorkspaceBusy, WorkspaceError
from shoal.store.schema import HEAD, create, migrate, revision_of

WAIT_MS = 10_000
"""How long a writer waits for another's transaction, and a reader for a commit."""


class State:
    """Transactions on the state of one workspace.

    Parameters
    ----------
    path : Path
        The SQLite file; made when absent, readable by its owner only.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        # NullPool: a connection that idles in a pool could hold a lock; opening a file costs less than a millisecond.
        url = URL.create("sqlite", database=str(path))
        self._engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)
        self._bring_to_head()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that sees one state throughout; it waits only for somebody who is committing."""
        with (
            self._mapped("the state is being rewritten by another shoal"),
            self._engine.connect() as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def writing(self, *, wait_ms: int = WAIT_MS) -> Iterator[Connection]:
        """Open a transaction that nobody else can write beside; all of it is kept, or nothing."""
        with self._mapped(), self._engine.connect() as connection:
            exclusive = connection.execution_options(shoal_wait_ms=wait_ms)
            with exclusive.begin():
                yield exclusive

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def _bring_to_head(self) -> None:
        with self.reading() as connection:
            if revision_of(connection) == HEAD:
                return
        with self.writing() as connection:
            found = revision_of(connection)
            if found is None:
                create(connection)
            elif found != HEAD:  # another process may have been faster
                migrate(connection, where=str(self.path))

    @contextmanager
    def _mapped(self, locked: str = "another shoal is writing here") -> Iterator[None]:
        """Turn the driver's errors into ours; its text names tables, never values."""
        try:
            yield
        except DatabaseError as error:
            raise _explain(str(error.orig), str(self.path), locked) from error


def _explain(cause: str, where: str, locked: str) -> StoreError | WorkspaceError | NoRoom:
    if "locked" in cause:
        return WorkspaceBusy(locked, do="wait until it has finished, then try again", where=where)
    if "full" in cause:
        return NoRoom(
            "the disk is full",
            do="free some space there, then run it again; the last good result is in place",
            where=where,
        )
    if "disk I/O" in cause:
        return WorkspaceError(
            f"the disk reports an error ({cause})",
            do="check the disk, then run it again; the last good result is in place",
            where=where,
        )
    if "readonly" in cause or "unable to open" in cause:
        return WorkspaceError(
            f"the state cannot be written ({cause})", do="check the folder's permissions", where=where
        )
    return StoreError(
        f"the state is damaged ({cause})",
        do="put back a copy of this file from a backup, or move the folder .shoal away and run again; "
        "the published files in .shoal/versions are not touched",
        where=where,
    )


def _prepare(connection: Any, record: object) -> None:  # noqa: ARG001 - the signature is SQLAlchemy's
    """Set what SQLite leaves open; transactions are ours, not the driver's."""
    connection.isolation_level = None
    for pragma in (
        "journal_mode=DELETE",  # the write-ahead log of SQLite before 3.51.3 can lose a commit when it is reset
        "synchronous=FULL",
        "secure_delete=ON",  # what is deleted is overwritten: the vault holds identifiers
        "temp_store=MEMORY",
        "foreign_keys=ON",
        f"busy_timeout={WAIT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    wait_ms = connection.get_execution_options().get("shoal_wait_ms")
    if wait_ms is None:
        connection.execute(text("BEGIN"))
    else:
        connection.execute(text(f"PRAGMA busy_timeout={int(wait_ms)}"))
        connection.execute(text("BEGIN IMMEDIATE"))
