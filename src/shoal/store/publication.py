"""The rows behind what is published: every version of a segmentation, and which of them is the current one."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from shoal.errors import ConfigError, StoreError
from shoal.store.tables import current, versions
from shoal.terms import Version


def checked(segmentation: str) -> str:
    """Give the name of a segmentation, which names a folder too.

    Raises
    ------
    ConfigError : if it cannot
    """
    if not re.fullmatch(r"\w[\w-]{0,63}", segmentation):
        raise ConfigError(
            f"'{segmentation}' cannot name a segmentation",
            expected="1 to 64 letters, digits, '_' or '-'",
            do="choose another name",
            where="--segmentation",
        )
    return segmentation


def record(connection: Connection, version: Version, as_of: str) -> None:
    """Keep a version's row; its place in the sequence is that of its first publication."""
    values = {"folder": version.folder, "as_of": as_of, "result": _text(version)}
    same = (versions.c.segmentation == version.segmentation) & (versions.c.version == version.version)
    if connection.execute(update(versions).where(same).values(values)).rowcount:
        return
    mine = versions.c.segmentation == version.segmentation
    last = connection.execute(select(func.coalesce(func.max(versions.c.sequence), 0)).where(mine)).scalar_one()
    key = {"segmentation": version.segmentation, "version": version.version, "sequence": last + 1}
    connection.execute(insert(versions).values(key | values))


def point(connection: Connection, version: Version) -> None:
    """Make a version the current one of its segmentation, and that segmentation the one published last."""
    published = connection.execute(select(func.coalesce(func.max(current.c.published), 0))).scalar_one() + 1
    values = {"version": version.version, "published": published}
    statement = upsert(current).values(segmentation=version.segmentation, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["segmentation"], set_=values))


def folder_of(connection: Connection, segmentation: str, version: str) -> str | None:
    """Say where a version is published, relative to the workspace; None where it is not."""
    same = (versions.c.segmentation == segmentation) & (versions.c.version == version)
    return connection.execute(select(versions.c.folder).where(same)).scalar()


def folders(connection: Connection) -> tuple[str, ...]:
    """List where every version is published."""
    return tuple(connection.execute(select(versions.c.folder)).scalars())


def current_of(connection: Connection, segmentation: str | None) -> Version | None:
    """Give the current version of a segmentation, or of the one that was published last; None if there is none."""
    is_current = (current.c.segmentation == versions.c.segmentation) & (current.c.version == versions.c.version)
    query = select(versions).join(current, is_current).order_by(current.c.published.desc()).limit(1)
    if segmentation is not None:
        query = query.where(current.c.segmentation == segmentation)
    row = connection.execute(query).first()
    return _version(row) if row else None


def versions_of(connection: Connection, segmentation: str) -> tuple[Version, ...]:
    """Give every version of a segmentation, in the order of their first publication."""
    query = select(versions).where(versions.c.segmentation == segmentation).order_by(versions.c.sequence)
    return tuple(_version(row) for row in connection.execute(query))


def segmentations(connection: Connection) -> tuple[str, ...]:
    """Name the segmentations that have a current version."""
    return tuple(connection.execute(select(current.c.segmentation).order_by(current.c.segmentation)).scalars())


def as_read(version: Version) -> Version:
    """Give a version as it is read back later: its result is plain data of its own."""
    return replace(version, result=json.loads(_text(version)))


def _version(row: Row[Any]) -> Version:
    try:
        result = json.loads(row.result)
    except ValueError as error:
        raise StoreError(
            f"the result of version {row.version} is not readable", do="build again", where=row.folder
        ) from error
    return Version(row.segmentation, row.version, result, row.folder)


def _text(version: Version) -> str:
    return json.dumps(version.result, ensure_ascii=False, allow_nan=False)
