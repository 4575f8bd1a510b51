"""SQLite files as a source: opened to read only, and a query may do nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote as percent

from shoal.engine import quote
from shoal.engine.answers import failed, no_table, would_write
from shoal.errors import SourceError
from shoal.sources.address import is_query
from shoal.sources.layout import unique_names
from shoal.sources.typed_rows import TypedRows
from shoal.terms import Engine, Loaded
from shoal.terms.sources import file_name

_ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE})
_ROWS = 20_000


def sqlite_tables(file: Path, where: str) -> tuple[str, ...]:
    """List the tables and views of an SQLite file.

    Raises
    ------
    SourceError
        If it is none, or cannot be opened.
    """
    with _opened(file, where) as connection:
        return _tables(connection)


def load_sqlite(engine: Engine, name: str, path: str, file: Path, part: str, scratch: Path) -> Loaded:
    """Load a table or the answer of a query.

    Parameters
    ----------
    engine : Engine
    name : str
        Of the relation to make.
    path : str
        The source as messages name it.
    file : Path
    part : str
        A table or a query.
    scratch : Path
        Where copies go while they are needed.
    """
    with _opened(file, path) as connection, TypedRows(scratch, name, path) as rows:
        if not is_query(part):
            tables = _tables(connection)
            if part not in tables:
                raise no_table(part, tables, path)
        connection.set_authorizer(_only_reading)
        cursor = connection.execute(part if is_query(part) else f"SELECT * FROM {quote(part)}")
        columns, renamed = unique_names(tuple(column[0] for column in cursor.description))
        number, in_bytes = 1, set()
        while found := cursor.fetchmany(_ROWS):
            in_bytes |= {c for c, cells in zip(columns, zip(*found, strict=True), strict=True) if _has_bytes(cells)}
            kept = [{c: v for c, v in zip(columns, row, strict=True) if c not in in_bytes} for row in found]
            rows.add_many(number, kept, sum(len(v) for row in kept for v in row.values() if isinstance(v, str)))
            number += len(found)
        loaded = rows.load(engine)
    said = (*renamed, *(f"column {column!r} holds bytes, not text, and is left out" for column in sorted(in_bytes)))
    return replace(loaded, warnings=(*(f"{file_name(path)}: {words}" for words in said), *loaded.warnings))


def _has_bytes(cells: tuple[object, ...]) -> bool:
    return bytes in set(map(type, cells))


def _only_reading(action: int, *_: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _tables(connection: sqlite3.Connection) -> tuple[str, ...]:
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        " ORDER BY name"
    )
    return tuple(row[0] for row in found)


@contextmanager
def _opened(file: Path, where: str) -> Iterator[sqlite3.Connection]:
    if not file.is_file():
        raise SourceError("there is no such file", expected="an SQLite file", do="check the path", where=where)
    try:
        with closing(sqlite3.connect(f"file:{percent(str(file.resolve()))}?mode=ro", uri=True)) as connection:
            connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
            yield connection
    except (sqlite3.ProgrammingError, sqlite3.Warning) as error:  # several statements
        raise would_write(where) from error
    except sqlite3.OperationalError as error:
        raise failed(str(error), where) from error
    except sqlite3.DatabaseError as error:
        if "not authorized" in str(error) or "prohibited" in str(error):
            raise would_write(where) from error
        raise SourceError(
            f"it is no SQLite file, or damaged ({error})",
            expected="an SQLite file",
            do="copy or export it again",
            where=where,
        ) from error
