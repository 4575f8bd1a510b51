"""PostgreSQL as a source: a session that only reads, one statement, and a batch of rows in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from shoal.engine.answers import BATCH_ROWS, Answer, failed, no_driver, no_table, would_write
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
            yield Answer(names, types, _batches(cursor, len(names), where))


def _batches(cursor: Any, width: int, where: str) -> Iterator[pa.RecordBatch]:
    with _in_words(where):
        while rows := cursor.fetchmany(BATCH_ROWS):
            arrays = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
            yield pa.RecordBatch.from_arrays(arrays, names=[f"c{place}" for place in range(width)])


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
        import psycopg  # noqa: PLC0415 - an extra that not everybody has
        from psycopg.types.string import TextLoader  # noqa: PLC0415
    except ImportError as error:
        raise no_driver("PostgreSQL", "postgres", where) from error
    try:
        connection = psycopg.connect(address, **_unless_given(psycopg.conninfo, address))
    except psycopg.Error as error:
        raise _no_way_in(str(error), where) from error
    try:
        with _in_words(where):
            connection.read_only = True
            connection.execute(
                "SELECT set_config('TimeZone', 'UTC', false), set_config('DateStyle', 'ISO, YMD', false),"
                " set_config('extra_float_digits', '1', false)"
            )
            connection.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
            for info in connection.adapters.types:
                connection.adapters.register_loader(info.oid, TextLoader)
        yield connection
    finally:
        connection.close()


def _unless_given(conninfo: Any, address: str) -> dict[str, Any]:
    given = conninfo.conninfo_to_dict(address)
    settings = {"connect_timeout": 10, "application_name": "shoal", "client_encoding": "utf8"}
    return {key: value for key, value in settings.items() if key not in given}


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


def _no_way_in(message: str, where: str) -> SourceError:
    """Say why there is no connection."""
    said = message.lower()
    if "password" in said or "authentication" in said or "no pg_hba.conf" in said:
        return SourceError(
            "the database does not let this user in: wrong or missing password, or no right to connect",
            expected="a user with a password that the database knows",
            do="set PGPASSWORD, or write the password into ~/.pgpass",
            where=where,
        )
    if "does not exist" in said:
        return SourceError("there is no such database or user", do="correct the address", where=where)
    if "invalid" in said and ("option" in said or "uri" in said or "port" in said):
        return SourceError(
            "the address is not one of PostgreSQL", expected="postgresql://USER@HOST:PORT/DATABASE#TABLE", where=where
        )
    return SourceError(
        "the database cannot be reached",
        expected="a PostgreSQL that answers at this address",
        do="check host, port and network, and that it is running",
        where=where,
    )
