"""DuckDB behind the engine interface: in memory, with a memory limit and a folder to spill to."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from shoal.engine.quoting import literal, quote
from shoal.errors import EngineError, NoRoom, Refused, Stopped, of_disk
from shoal.terms import Relation
from shoal.terms.relation import ROWS_TOGETHER

OF_A_SESSION = "SET TimeZone = 'UTC'; SET enable_progress_bar = false"
"""The driver draws a bar of its own wherever it takes its caller for a person, even into a pipe."""


class DuckEngine:
    """The embedded engine.

    No database file is kept open: what lasts is written as files, so readers and the one writer never meet.

    Parameters
    ----------
    spill_folder : Path
        Where tables go that do not fit in memory; made when needed, removed on close.
    memory_limit : str
        Such as ``2GB``.
    threads : int
        Fixed, so that the same data give the same bytes.

    Examples
    --------
    >>> from pathlib import Path
    >>> engine = DuckEngine(Path("spill"))
    >>> engine.rows("SELECT 1 + 1")
    [(2,)]
    >>> engine.close()
    """

    dialect = "duckdb"

    def __init__(self, spill_folder: Path, *, memory_limit: str = "2GB", threads: int = 2) -> None:
        self._connection = duckdb.connect(
            config={
                "memory_limit": memory_limit,
                "threads": threads,
                "temp_directory": str(spill_folder),
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            }
        )
        self._connection.execute(OF_A_SESSION)
        self._registered: set[str] = set()
        self._schema = self._outer = "main"

    def register(self, name: str, table: pa.Table) -> Relation:
        """Make rows that are outside the engine known to it under a name; they are not copied."""
        if name not in self._registered:
            self.drop(name)
        self._connection.register(name, table)
        self._registered.add(name)
        return Relation(name, tuple(table.column_names), self)

    def create(self, name: str, sql: str, parameters: Sequence[Any] = (), *, step: str = "") -> Relation:
        """Store the answer of a query under a name, replacing what had it."""
        text = f"CREATE OR REPLACE TABLE {quote(name)} AS {sql}"
        self._execute(step or name, text, parameters)
        if name in self._registered:  # rows from outside would stand before the table of the same name
            self._connection.unregister(name)
            self._registered.remove(name)
        return Relation(name, tuple(self.types(name)), self)

    def arrow(self, sql: str, parameters: Sequence[Any] = (), *, step: str = "") -> pa.Table:
        """Bring the answer of a query out of the engine."""
        with _mapped(step, sql):
            relation = self._connection.sql(sql, params=list(parameters) or None)
            if relation is None:
                raise EngineError(step or "query", sql, "the statement has no answer")
            return relation.to_arrow_table()

    def rows(self, sql: str, parameters: Sequence[Any] = (), *, step: str = "") -> list[tuple[Any, ...]]:
        """Bring a small answer out as Python values."""
        with _mapped(step, sql):
            return list(self._connection.execute(sql, list(parameters)).fetchall())

    def types(self, name: str) -> Mapping[str, str]:
        """Name the columns of a relation with their types, in order."""
        return {row[0]: str(row[1]) for row in self.rows(f"DESCRIBE {quote(name)}", step=f"describe {name}")}

    def write(
        self,
        sql: str,
        path: Path,
        *,
        format: str = "parquet",  # noqa: A002
        step: str = "",
        rows_together: int = ROWS_TOGETHER,
    ) -> None:
        """Write the answer of a query to a file: ``parquet``, so many rows in a group, or ``csv``."""
        as_parquet = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {rows_together}"
        options = as_parquet if format == "parquet" else "FORMAT csv, HEADER true"
        self._execute(step or f"write {path.name}", f"COPY ({sql}) TO {literal(str(path))} ({options})")

    def drop(self, name: str) -> None:
        """Forget a relation, whichever way it became known."""
        if name in self._registered:
            self._connection.unregister(name)
            self._registered.remove(name)
        else:  # in the schema that this engine writes to, for a twin reads those of the other as well
            self._execute(f"drop {name}", f"DROP TABLE IF EXISTS {quote(self._schema)}.{quote(name)}")

    @contextmanager
    def apart(self, name: str) -> Iterator[DuckEngine]:
        """Give an engine that reads what this one holds, and whose own relations stand apart; at the end they go.

        The same work can be done there a second time, on other rows, under the same names.

        Parameters
        ----------
        name : str
            Of the schema in which its relations lie; an identifier that needs no quoting.

        Examples
        --------
        >>> from pathlib import Path
        >>> engine = DuckEngine(Path("spill"))
        >>> orders = engine.create("orders", "SELECT 2 AS n")
        >>> with engine.apart("before") as before:
        ...     earlier = before.create("orders", "SELECT n - 1 AS n FROM orders")
        ...     outside = before.outside(orders)
        ...     before.rows(f"SELECT e.n, o.n FROM {earlier.name} e CROSS JOIN {outside.name} o")
        [(1, 2)]
        >>> engine.rows("SELECT n FROM orders")
        [(2,)]
        >>> engine.close()
        """
        twin = copy(self)
        twin._connection, twin._registered = self._connection.cursor(), set()
        try:
            twin._execute(f"begin {name}", f"CREATE SCHEMA {name}")
            twin._execute(f"begin {name}", f"SET search_path = '{name},{self._schema}'")
            twin._execute(f"begin {name}", OF_A_SESSION)
            twin._schema, twin._outer = name, self._schema
            yield twin
        finally:
            twin._connection.close()
            self._execute(f"end {name}", f"DROP SCHEMA IF EXISTS {name} CASCADE")

    def outside(self, relation: Relation) -> Relation:
        """Give a stored relation of the engine that this one stands apart from, whatever has its name here."""
        return replace(relation, name=f"{self._outer}.{relation.name}", engine=self)

    def close(self) -> None:
        """Give back memory and temporary files."""
        self._connection.close()

    def _execute(self, step: str, sql: str, parameters: Sequence[Any] = ()) -> None:
        with _mapped(step, sql):
            self._connection.execute(sql, list(parameters))


@contextmanager
def _mapped(step: str, sql: str) -> Iterator[None]:
    """Turn the driver's errors into ours, with the step and the text."""
    try:
        yield
    except duckdb.InterruptException as error:
        raise Stopped("stopped while the engine was working", where=step) from error
    except RuntimeError as error:
        # A signal during a query comes as this one, without a class of its own.
        if "interrupted" not in str(error):
            raise
        raise Stopped("stopped while the engine was working", where=step) from error
    except duckdb.OutOfMemoryException as error:
        raise NoRoom(
            "the work needs more memory or room on the disk than the engine may use",
            do="set SHOAL_MEMORY to more than it is (2GB by default), or free space where the workspace is",
            where=step,
        ) from error
    except duckdb.IOException as error:
        refused = _refused_by_system(str(error), step)
        if refused is not None:
            raise refused from error
        raise EngineError(step or "query", sql, str(error)) from error
    except duckdb.Error as error:
        raise EngineError(step or "query", sql, str(error)) from error


def _refused_by_system(cause: str, step: str) -> Refused | None:
    """Read from the driver's text what the disk or the system refused; it hands on no number."""
    for number in (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EACCES, errno.EMFILE, errno.EFBIG):
        if os.strerror(number) in cause:
            return of_disk(OSError(number, os.strerror(number)), where=step)
    return None
