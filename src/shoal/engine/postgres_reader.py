"""PostgreSQL as a source: a session that only reads, one statement, and a batch of rows in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from shoal.engine.address import connect
from shoal.engine.answers import BATCH_ROWS, Answer, failed, no_table, would_write
from shoal.engine.quoting import quote
from shoal.errors import SourceError

_TYPES = {
    "bool": "BOOLEAN",
    "int2": "BIGINT",
    "int4": "BIGINT",
    "int8": "BIGINT",
    "float4": "DOUBLE",
    "float8": "DOUBLE",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "timestamptz": "TIMESTAMPTZ",
}
_LEFT_OUT = ("bytea", "json", "jsonb", "xml", "record", "hstore")
_DIGITS = 38
_SETTINGS = (
    "-c default_transaction_read_only=on -c TimeZone=UTC -c DateStyle=ISO,YMD -c extra_float_digits=1"
    " -c client_encoding=UTF8"
)
_SIGN_IN = "set PGPASSWORD, or write it into ~/.pgpass; or into the address of this run, which keeps it nowhere"


def postgres_tables(address: str, where: str) -> tuple[str, ...]:
    """List the tables and views that the user may read, those of ``public`` without their schema.

    Parameters
    ----------
    address : str
        As the driver takes it, with what it needs to sign in.
    where : str
        The source as messages name it.

    Raises
    ------
    SourceError
        If the database cannot be reached, or does not let the user in.
    """
    with _connected(address, where) as connection:
        return _tables(connection)


@contextmanager
def postgres_answer(address: str, part: str, where: str, *, is_query: bool) -> Iterator[Answer]:
    """Give the rows of a table or a query.

    The query is declared as a cursor: the server takes one statement there, and none that writes.

    Parameters
    ----------
    address, where : str
        As in `postgres_tables`.
    part : str
        A table, with its schema where that is not on the search path; or a query.
    is_query : bool
    """
    with _connected(address, where) as connection, _in_words(where):
        if is_query:
            sql = part.strip().rstrip(";")
        else:
            tables = _tables(connection)
            if part not in tables and part.removeprefix("public.") not in tables:
                raise no_table(part, tables, where)
            schema, dot, table = part.partition(".")
            sql = f"SELECT * FROM {quote(schema)}.{quote(table)}" if dot else f"SELECT * FROM public.{quote(part)}"
        with connection.cursor(name="shoal") as cursor:
            cursor.itersize = BATCH_ROWS
            cursor.execute(sql.encode())
            described = cursor.description or []
            names = tuple(column.name for column in described)
            types = tuple(_type(connection, column) for column in described)
            yield Answer(names, types, _batches(cursor, types, where))


def _batches(cursor: Any, types: tuple[str, ...], where: str) -> Iterator[pa.RecordBatch]:
    with _in_words(where):
        while rows := cursor.fetchmany(BATCH_ROWS):
            arrays = [
                pa.nulls(len(rows), pa.string()) if type_ == "-" else pa.array(cells, pa.string())
                for type_, cells in zip(types, zip(*rows, strict=True), strict=True)
            ]
            yield pa.RecordBatch.from_arrays(arrays, names=[f"c{place}" for place in range(len(types))])


def _type(connection: Any, column: Any) -> str:
    info = connection.adapters.types.get(column.type_code)
    name = info.name if info is not None and column.type_code == info.oid else ""
    if name in _LEFT_OUT or (info is not None and column.type_code == info.array_oid):
        return "-"
    if name == "numeric":
        precision, scale = column.precision, column.scale
        known = precision is not None and scale is not None and 0 <= scale <= precision <= _DIGITS
        return f"DECIMAL({precision},{scale})" if known else "DOUBLE"
    return _TYPES.get(name, "VARCHAR")


def _tables(connection: Any) -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT CASE WHEN n.nspname = 'public' THEN c.relname ELSE n.nspname || '.' || c.relname END
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND NOT c.relispartition
            AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%'
            AND has_table_privilege(c.oid, 'SELECT') ORDER BY 1"""
        )
        return tuple(row[0] for row in cursor.fetchall())


@contextmanager
def _connected(address: str, where: str) -> Iterator[Any]:
    """Open a session that cannot write, whose times are in UTC and whose cells come as text."""
    try:
        connection = connect(address, options=_SETTINGS)
    except SourceError as error:
        advice = _SIGN_IN if "password" in error.found else error.do
        raise SourceError(error.found, expected=error.expected, do=advice, where=where) from None
    from psycopg.types.string import TextLoader  # noqa: PLC0415 - an extra that not everybody has

    try:
        with _in_words(where):
            connection.autocommit = False
            connection.read_only = True
            for info in connection.adapters.types:
                connection.adapters.register_loader(info.oid, TextLoader)
        yield connection
    finally:
        connection.close()


@contextmanager
def _in_words(where: str) -> Iterator[None]:
    import psycopg  # noqa: PLC0415 - an extra that not everybody has
    from psycopg import errors  # noqa: PLC0415

    try:
        yield
    except errors.ReadOnlySqlTransaction as error:
        raise would_write(where) from error
    except errors.QueryCanceled as error:
        raise SourceError(
            "the database ended the query, because it took longer than it may (statement_timeout)",
            expected="an answer in time",
            do="ask for less, or have the limit raised",
            where=where,
        ) from error
    except errors.InsufficientPrivilege as error:
        raise SourceError(
            f"the user may not read it ({_line(error)})", do="have SELECT granted, or name another table", where=where
        ) from error
    except errors.OperationalError as error:
        raise SourceError(
            f"the database went away ({_line(error)})", do="run it again when it is there", where=where
        ) from error
    except psycopg.Error as error:
        message = str(error)
        if any(words in message for words in ("multiple commands", "data-modifying", "must not contain")):
            raise would_write(where) from error
        raise failed(message, where) from error


def _line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)[:200]
