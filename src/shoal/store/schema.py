"""Bring the state to the schema of this shoal."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from shoal.errors import StoreError
from shoal.store.tables import metadata

HEAD = "0002"
"""The newest migration; the migrations themselves are only read where the state is older."""


def revision_of(connection: Connection) -> str | None:
    """Give the migration that the state is at, None where it is new."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def create(connection: Connection) -> None:
    """Make the tables of a new state as the newest migration leaves them, ten times as fast as all migrations do."""
    metadata.create_all(connection)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def migrate(connection: Connection, *, where: str) -> None:
    """Run the migrations that are missing, inside the caller's transaction.

    Raises
    ------
    StoreError : if the state was written by a newer shoal
    """
    from alembic.config import Config  # noqa: PLC0415 - 0.1 s that an up-to-date workspace need not pay
    from alembic.runtime.environment import EnvironmentContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415
    from alembic.script.revision import RevisionError  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    scripts = ScriptDirectory(str(Path(__file__).parent / "migrations"))
    found = revision_of(connection)
    try:
        if found is not None:
            scripts.get_revision(found)
    except (CommandError, RevisionError) as error:
        raise StoreError(
            f"the state has schema {found}, which this shoal does not know",
            expected=f"schema {HEAD} or older",
            do="update shoal: a newer one wrote this workspace",
            where=where,
        ) from error
    with EnvironmentContext(Config(), scripts, fn=lambda revision, _: scripts._upgrade_revs("head", revision)) as run:
        run.configure(connection=connection)
        run.run_migrations()
