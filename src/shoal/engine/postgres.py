"""PostgreSQL behind the engine interface: what is computed there stays there, in a schema of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from shoal.engine.address import connect, without_password
from shoal.engine.carrying import arrow_type, as_csv, from_csv, postgres_type, shoal_type
from shoal.engine.duck import DuckEngine
from shoal.engine.quoting import literal, quote
from shoal.engine.spelling import postgres_sql
from shoal.errors import ConfigError, EngineError, NoRoom, SourceError, Stopped
from shoal.terms import Relation
from shoal.terms.relation import ROWS_TOGETHER

if TYPE_CHECKING:
    import psycopg

OLDEST = 120_000
"""The first version that can be told to compute a step once (``AS MATERIALIZED``)."""

_SESSION = (
    "TimeZone=UTC",
    "DateStyle=ISO",
    "standard_conforming_strings=on",
    "extra_float_digits=1",  # floats as text are exact
    # Rows come in the order in which they were stored, and sums are added in it: the same in, the same out.
    "synchronize_seqscans=off",
    "max_parallel_workers_per_gather=0",
    "jit=off",  # compiling a query of hundreds of columns takes longer than running it
    "work_mem=64MB",
)


class PostgresEngine:
    """A PostgreSQL as the place where tables live and features are computed.

    Everything that it makes lies in one schema, removed on close; no other schema is written to, and none is looked
    into that a query does not name. Text that it makes is compared byte by byte, whatever the database's own language.

    Parameters
    ----------
    address : str
        ``postgresql://USER:PASSWORD@HOST:PORT/DATABASE``
    schema : str
        A schema to make and to remove. Empty means the session's own temporary one: for that nothing needs to be
        granted, and the database removes it even if the program is killed.

    Raises
    ------
    SourceError
        If the database cannot be reached or used.
    ConfigError
        If the schema exists already, or may not be made.
    """

    dialect = "postgres"

    def __init__(self, address: str, *, schema: str = "") -> None:
        settings = " ".join(f"-c {setting}" for setting in _SESSION)
        self._address = without_password(address)
        self._connection = connect(address, options=settings)
        self._schema = schema or "pg_temp"
        self._owns_schema = False
        try:
            self._refuse_unfit()
            if schema:
                self._make_schema()
            self._execute("choose the schema", f"SET search_path TO {quote(self._schema)}")
        except BaseException:
            self._connection.close()
            raise

    def register(self, name: str, table: pa.Table) -> Relation:
        """Copy rows that are outside the engine into it, in batches, under a name."""
        columns = ", ".join(f"{quote(field.name)} {postgres_type(field.type)}" for field in table.schema)
        step = f"register {name}"
        with self._mapped(step, name), self._connection.transaction():
            self.drop(name)
            self._run(f"CREATE TABLE {quote(name)} ({columns})")
            with (
                self._connection.cursor() as cursor,
                cursor.copy(f"COPY {quote(name)} FROM STDIN (FORMAT csv)".encode()) as copy,
            ):
                for part in as_csv(table):
                    copy.write(part)
            self._run(f"ANALYZE {quote(name)}")
        return Relation(name, tuple(table.column_names), self)

    def create(self, name: str, sql: str, parameters: Sequence[Any] = (), *, step: str = "") -> Relation:
        """Store the answer of a query under a name, replacing what had it, which the query may read."""
        new = f"{name}_new"
        with self._mapped(step or name, sql), self._connection.transaction():
            self._run(f"CREATE TABLE {quote(new)} AS {sql}", parameters)
            self.drop(name)
            self._run(f"ALTER TABLE {quote(new)} RENAME TO {quote(name)}")
            self._run(f"ANALYZE {quote(name)}")
        return Relation(name, tuple(self.types(name)), self)

    def arrow(self, sql: str, parameters: Sequence[Any] = (), *, step: str = "") -> pa.Table:
        """Bring the answer of a query out of the engine."""
        if parameters:  # COPY takes none, so the answer is stored first
            relation = self.create("shoal_answer", sql, parameters, step=step)
            try:
                return self.arrow(f"SELECT * FROM {relation.name}", step=step)
            finally:
                self.drop(relation.name)
        with self._mapped(step, sql), self._connection.transaction():
            described = self._run(f"SELECT * FROM ({sql}) AS answer LIMIT 0").description or ()
            types = [
                (column.name, arrow_type(column.type_code, column.precision, column.scale)) for column in described
            ]
            with (
                self._connection.cursor() as cursor,
                cursor.copy(f"COPY ({postgres_sql(sql)}) TO STDOUT (FORMAT csv)".encode()) as copy,
            ):
                return from_csv((bytes(part) for part in copy), types)

    def rows(self, sql: str, parameters: Sequence[Any] = (), *, step: str = "") -> list[tuple[Any, ...]]:
        """Bring a small answer out as Python values."""
        with self._mapped(step, sql):
            return self._run(sql, parameters).fetchall()

    def types(self, name: str) -> Mapping[str, str]:
        """Name the columns of a relation with their types, as DuckDB spells them, in order."""
        found = self.rows(
            "SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a"
            f" WHERE a.attrelid = CAST({literal(quote(name))} AS regclass) AND a.attnum > 0 AND NOT a.attisdropped"
            " ORDER BY a.attnum",
            step=f"describe {name}",
        )
        return {column: shoal_type(kind) for column, kind in found}

    def write(
        self,
        sql: str,
        path: Path,
        *,
        format: str = "parquet",  # noqa: A002
        step: str = "",
        rows_together: int = ROWS_TOGETHER,
    ) -> None:
        """Write the answer of a query to a file, by DuckDB: ``parquet`` or ``csv``, as from the other engine."""
        writer = DuckEngine(path.parent)
        try:
            answer = writer.register("answer", self.arrow(sql, step=step))
            writer.write(f"SELECT * FROM {answer.name}", path, format=format, step=step, rows_together=rows_together)
        finally:
            writer.close()

    def drop(self, name: str) -> None:
        """Forget a relation."""
        self._execute(f"drop {name}", f"DROP TABLE IF EXISTS {quote(self._schema)}.{quote(name)}")

    def close(self) -> None:
        """Remove the schema and leave."""
        try:
            if self._owns_schema and not self._connection.closed:
                self._execute("remove the schema", f"DROP SCHEMA IF EXISTS {quote(self._schema)} CASCADE")
        finally:
            self._connection.close()

    def _refuse_unfit(self) -> None:
        info = self._connection.info
        if info.server_version < OLDEST:
            raise SourceError(
                f"this is PostgreSQL {info.server_version // 10_000}", expected="12 or later", where=self._address
            )
        encoding = info.parameter_status("server_encoding")
        if encoding != "UTF8":
            raise SourceError(
                f"the database keeps text as {encoding}", expected="UTF8, which holds every letter", where=self._address
            )

    def _make_schema(self) -> None:
        import psycopg  # noqa: PLC0415 - an optional extra

        try:
            self._run(f"CREATE SCHEMA {quote(self._schema)}")
        except psycopg.errors.DuplicateSchema as error:
            raise ConfigError(
                f"there is a schema '{self._schema}' already",
                expected="a name that is free: shoal removes its schema at the end",
                where=self._address,
            ) from error
        except psycopg.errors.InsufficientPrivilege as error:
            raise ConfigError(
                f"this user may not make the schema '{self._schema}'",
                do="leave the schema out, which needs no permission, or let whoever runs the database grant CREATE",
                where=self._address,
            ) from error
        self._owns_schema = True

    def _execute(self, step: str, sql: str) -> None:
        with self._mapped(step, sql):
            self._run(sql)

    def _run(self, sql: str, parameters: Sequence[Any] = ()) -> psycopg.Cursor[Any]:
        return self._connection.execute(postgres_sql(sql).encode(), list(parameters) or None)

    @contextmanager
    def _mapped(self, step: str, sql: str) -> Iterator[None]:
        """Turn the driver's errors into ours, with the step and the text."""
        import psycopg  # noqa: PLC0415 - an optional extra

        try:
            yield
        except (KeyboardInterrupt, psycopg.errors.QueryCanceled) as error:
            raise Stopped("stopped while the engine was working", where=step) from error
        except (psycopg.errors.DiskFull, psycopg.errors.OutOfMemory) as error:
            raise NoRoom(
                "the database has no room left for the work",
                do="let whoever runs it free disk or memory, or use the engine duckdb",
                where=step,
            ) from error
        except psycopg.OperationalError as error:
            if not self._connection.broken and not self._connection.closed:
                raise EngineError(step or "query", sql, str(error)) from error
            raise SourceError(
                "the connection to the database was lost", do="run it again", where=self._address
            ) from error
        except psycopg.Error as error:
            raise EngineError(step or "query", sql, str(error)) from error
