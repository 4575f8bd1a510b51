"""Databases as a source: their tables, and the rows of one table or query."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from shoal.engine import literal, quote
from shoal.engine.answers import Answer, would_write
from shoal.engine.duck_file import duck_answer, duck_tables
from shoal.engine.postgres_reader import postgres_answer, postgres_tables
from shoal.errors import EngineError, SourceError
from shoal.sources.address import file_of, is_query, public, scheme, split
from shoal.sources.layout import unique_names
from shoal.sources.sqlite import sqlite_tables
from shoal.terms import Engine

_WRITING = re.compile(
    r"\s*(insert|update|delete|merge|replace|drop|create|alter|truncate|grant|revoke|copy|call|do|set|reset|begin|"
    r"commit|vacuum|attach|detach|pragma|execute|prepare|lock|import|export|install|load)\s+\S",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Rows:
    """Rows of a database in a file of the scratch folder.

    Parameters
    ----------
    sql : str
        What selects them there, a text that can stand behind FROM.
    types : mapping of column to the engine's type
    warnings : tuple of str
    """

    sql: str
    types: Mapping[str, str]
    warnings: tuple[str, ...]


def tables(address: str) -> tuple[str, ...]:
    """List the tables and views of a database.

    Raises
    ------
    SourceError
        If it cannot be opened.
    """
    base, _ = split(address)
    if scheme(address) in ("sqlite", "duckdb"):
        listing = sqlite_tables if scheme(address) == "sqlite" else duck_tables
        return listing(file_in(address), public(address))
    return postgres_tables(base, public(address))


def refuse_writing(part: str, where: str) -> None:
    """Refuse what is neither a table nor a query, but a statement that does something."""
    if not part:
        raise SourceError(
            "it names no table",
            expected="a table or a query after a #",
            do="write #TABLE at its end",
            where=where,
        )
    if _WRITING.match(part):
        raise would_write(where)


def copied(engine: Engine, address: str, path: str, target: Path) -> Rows:
    """Copy the rows of a table or query of DuckDB or PostgreSQL to a file.

    Parameters
    ----------
    engine : Engine
    address : str
        With what is needed to sign in.
    path : str
        The source as messages name it.
    target : Path

    Raises
    ------
    SourceError
        If there are none, or the database refuses.
    """
    with _answer(address, path) as answer:
        columns, renamed = unique_names(answer.names)
        n_rows, writer = 0, None
        try:
            for batch in answer.batches:
                if writer is None:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    writer = pq.ParquetWriter(target, batch.schema, compression="lz4")
                writer.write_batch(batch)
                n_rows += batch.num_rows
        finally:
            if writer is not None:
                writer.close()
    if not n_rows:
        raise SourceError("it has no rows", expected="at least one row", do="name another table", where=path)
    return _typed(engine, target, dict(zip(columns, answer.types, strict=True)), renamed)


def file_in(address: str) -> Path:
    """Give the file of a database that is one.

    Raises
    ------
    SourceError
        If the address names none.
    """
    file = file_of(address)
    if file is None:
        raise SourceError(
            "the address names no file",
            expected=f"{scheme(address)}:///FILE#TABLE, with three slashes",
            do="correct the address",
            where=public(address),
        )
    return file


def _answer(address: str, path: str) -> AbstractContextManager[Answer]:
    base, part = split(address)
    if scheme(address) == "duckdb":
        return duck_answer(file_in(address), part, path, is_query=is_query(part))
    return postgres_answer(base, part, path, is_query=is_query(part))


def _typed(engine: Engine, file: Path, wanted: Mapping[str, str], renamed: tuple[str, ...]) -> Rows:
    """Give texts the types that the database says they have; where one cannot be read so, all stay texts."""
    source = f"read_parquet({literal(str(file))})"
    own = engine.rows(f"DESCRIBE SELECT * FROM {source}", step="columns of the database")
    listed: list[str] = []
    types: dict[str, str] = {}
    warnings = list(renamed)
    for place, (column, type_) in enumerate(wanted.items()):
        if type_ == "-":
            warnings.append(f"column {column!r} holds lists, records or bytes and is left out")
            continue
        types[column] = type_ or str(own[place][1])
        if type_ and not _fits(engine, source, place, type_):
            warnings.append(f"column {column!r} holds values beyond {type_}; it is read as text")
            types[column] = "VARCHAR"
        cast = f"CAST(c{place} AS {types[column]})" if type_ else f"c{place}"
        listed.append(f"{cast} AS {quote(column)}")
    return Rows(f"(SELECT {', '.join(listed) or '1'} FROM {source})", types, tuple(warnings))


def _fits(engine: Engine, source: str, place: int, type_: str) -> bool:
    if type_ == "VARCHAR":
        return True
    try:
        engine.rows(f"SELECT count(CAST(c{place} AS {type_})) FROM {source}", step="types of the database")
    except EngineError:
        return False
    return True
