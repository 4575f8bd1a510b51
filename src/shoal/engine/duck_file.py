"""DuckDB files as a source: read only, with no way to other files or to the network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from shoal.engine.answers import BATCH_ROWS, Answer, failed, no_table, would_write
from shoal.engine.quoting import quote
from shoal.errors import SourceError


def duck_tables(file: Path, where: str) -> tuple[str, ...]:
    """List the tables and views of a DuckDB file.

    Raises
    ------
    SourceError
        If it is none, or cannot be opened.
    """
    with _opened(file, where) as connection:
        return _tables(connection)


@contextmanager
def duck_answer(file: Path, part: str, where: str, *, is_query: bool) -> Iterator[Answer]:
    """Give the rows of a table or a query of a DuckDB file.

    Parameters
    ----------
    file : Path
    part : str
        A table, with its schema where that is not ``main``; or a query.
    where : str
        The source as messages name it.
    is_query : bool
    """
    with _opened(file, where) as connection:
        if is_query:
            _refuse_writing(connection, part, where)
            sql = part
        else:
            tables = _tables(connection)
            if part not in tables:
                raise no_table(part, tables, where)
            schema, dot, table = part.partition(".")
            sql = f"SELECT * FROM {quote(schema)}.{quote(table)}" if dot else f"SELECT * FROM {quote(part)}"
        try:
            reader: Any = connection.sql(sql).to_arrow_reader(BATCH_ROWS)
        except duckdb.Error as error:
            raise failed(str(error), where) from error
        names = tuple(reader.schema.names)
        yield Answer(names, tuple("" for _ in names), _batches(reader, where))


def _batches(reader: Any, where: str) -> Iterator[pa.RecordBatch]:
    try:
        for batch in reader:
            yield batch.rename_columns([f"c{place}" for place in range(batch.num_columns)])
    except (duckdb.Error, pa.ArrowException) as error:
        raise failed(str(error), where) from error


def _tables(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    found = connection.execute(
        """SELECT CASE WHEN table_schema = 'main' THEN table_name ELSE table_schema || '.' || table_name END
        FROM information_schema.tables WHERE table_schema NOT IN ('information_schema', 'pg_catalog')
        AND table_catalog = current_database() ORDER BY 1"""
    ).fetchall()
    return tuple(row[0] for row in found)


def _refuse_writing(connection: duckdb.DuckDBPyConnection, query: str, where: str) -> None:
    try:
        statements = connection.extract_statements(query)
    except duckdb.Error as error:
        raise failed(str(error), where) from error
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise would_write(where)


@contextmanager
def _opened(file: Path, where: str) -> Iterator[duckdb.DuckDBPyConnection]:
    if not file.is_file():
        raise SourceError("there is no such file", expected="a DuckDB file", do="check the path", where=where)
    try:
        connection = duckdb.connect(
            str(file),
            read_only=True,
            config={
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "memory_limit": "512MB",
                "threads": 1,
            },
        )
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
    except duckdb.Error as error:
        raise SourceError(
            f"the DuckDB file cannot be opened ({str(error).splitlines()[0][:200]})",
            expected="a DuckDB file that no other program is writing",
            do="end the program that writes it, or export the table as Parquet",
            where=where,
        ) from error
    try:
        yield connection
    finally:
        connection.close()
