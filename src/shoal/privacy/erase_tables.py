"""Erase a person from tables: Parquet, CSV and SQLite lose the rows, everything else in them stays as it is."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shoal.errors import StoreError, WorkspaceError
from shoal.privacy.erase_texts import encoding_of, erase_text, is_row_of, scrubbed
from shoal.privacy.trace import Trace
from shoal.store.manifest import rewriting

QUARANTINE_COLUMN = "line"
"""The column of quarantine files that holds a refused row as JSON text."""

WAIT_MS = 10_000
"""How long a database is waited for that another process writes to."""

DELIMITED = frozenset({".csv", ".tsv"})
"""How files of delimited text are called."""

_DELIMITERS = ",;\t|"

_BATCH = 10_000
"""Rows that are looked through at once."""

_KEEP_TABLES = ("forgotten", "alembic_version", "lease")
"""Tables of keyed hashes, of the schema and of who is writing: they hold no customer."""


def erase_parquet(path: Path, trace: Trace, fence: Callable[[], None]) -> int:
    """Drop a person's rows from a Parquet file, row group by row group."""
    try:
        with pq.ParquetFile(path) as file:
            masks = [_kept(file.read_row_group(group), trace) for group in range(file.num_row_groups)]
            n_removed = sum(len(mask) - (pc.sum(mask).as_py() or 0) for mask in masks)
            if n_removed:
                with (
                    rewriting(path, fence) as beside,
                    pq.ParquetWriter(beside, file.schema_arrow, compression="zstd") as out,
                ):
                    for group, mask in enumerate(masks):
                        out.write_table(file.read_row_group(group).filter(mask))
    except (pa.ArrowException, OSError) as error:
        raise StoreError("the Parquet file is damaged", do="delete it, or build again", where=str(path)) from error
    return n_removed


def _kept(table: pa.Table, trace: Trace) -> pa.BooleanArray:
    """Give True for every row that is somebody else's."""
    has_key = any(trace.is_key_column(name) for name in table.column_names)
    drop = pa.array([False] * table.num_rows, pa.bool_())
    for name in table.column_names:
        column = table.column(name).combine_chunks()
        if not trace.is_key_column(name) and not _may_hold_text(column.type):
            continue
        texts = _texts(column)
        distinct = [text for text in texts.unique().to_pylist() if text is not None]
        found = _hits(distinct, trace, name=name, has_key=has_key)
        if found:
            drop = pc.or_(drop, pc.is_in(texts, value_set=pa.array(found, texts.type)))
    return pc.invert(drop)


def _hits(texts: list[str], trace: Trace, *, name: str, has_key: bool) -> list[str]:
    """Give the values of a column that make a row the person's."""
    if name == QUARANTINE_COLUMN:
        return [text for text in texts if is_line_of(text, trace)]
    whole: list[str] = []
    if trace.is_key_column(name):
        whole = [text for text in texts if trace.is_key(text)]
    elif not has_key:  # where a customer stands in the row, a town or a surname elsewhere in it is not theirs alone
        whole = [text for text in texts if trace.is_whole(text)]
    return [*whole, *trace.identified(texts)]


def is_line_of(line: str, trace: Trace) -> bool:
    """Say whether a refused row, as JSON text, is the person's; here a short key counts as a whole value."""
    try:
        row = json.loads(line)
    except ValueError:
        return trace.mentions(line)
    return is_row_of(row, trace, short_keys=True) or trace.mentions(json.dumps(row, ensure_ascii=False))


def _may_hold_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _may_hold_text(kind.value_type)
    return any(is_one(kind) for is_one in _TEXTLIKE)


_BYTES = (pa.types.is_binary, pa.types.is_large_binary)
_TEXTLIKE = (
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_string_view,
    pa.types.is_nested,
    *_BYTES,
)


def _texts(column: Any) -> Any:
    """Read any column as text, so that values can be compared."""
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if pa.types.is_nested(kind):
        return pa.array(
            [None if v is None else json.dumps(v, default=str, ensure_ascii=False) for v in column.to_pylist()]
        )
    if any(is_one(kind) for is_one in _BYTES):
        return pa.array([None if v is None else v.decode("utf-8", "replace") for v in column.to_pylist()])
    return pc.cast(column, pa.string())


def erase_csv(path: Path, trace: Trace, fence: Callable[[], None]) -> int:
    """Drop a person's rows from a CSV file; other rows keep their bytes."""
    encoding = encoding_of(path)
    try:
        n_removed = sum(not is_kept for _, is_kept in _csv_rows(path, encoding, trace))
    except csv.Error:
        return erase_text(path, trace, fence)  # not a table after all: a cell of more than 128 KB, say
    if n_removed:
        with rewriting(path, fence) as beside, beside.open("w", encoding=encoding, newline="") as out:
            out.writelines(raw for raw, is_kept in _csv_rows(path, encoding, trace) if is_kept)
    return n_removed


def _csv_rows(path: Path, encoding: str, trace: Trace) -> Iterator[tuple[str, bool]]:
    """Give every record as it stands in the file, and whether it stays."""
    records = read_records(path, encoding)
    head = next(records, None)
    if head is None:
        return
    yield head[0], True
    keys = {place for place, name in enumerate(head[1]) if trace.is_key_column(name)}
    while batch := list(islice(records, _BATCH)):
        is_named = trace.identifies("".join(raw for raw, _ in batch))  # mostly no, and then no cell is looked at
        for raw, cells in batch:
            yield raw, not _is_record_of(cells, keys, trace, is_named=is_named)


def read_records(path: Path, encoding: str) -> Iterator[tuple[str, list[str]]]:
    """Read every record of a CSV file, header first: as it stands in the file, and its cells."""
    with path.open(encoding=encoding, newline="") as file:
        delimiter = max(_DELIMITERS, key=file.readline().count)
        file.seek(0)
        seen: list[str] = []
        for cells in _clearing(csv.reader(_noting(file, seen), delimiter=delimiter), seen):
            yield "".join(seen), cells


def _noting(file: TextIO, seen: list[str]) -> Iterator[str]:
    for line in file:
        seen.append(line)
        yield line


def _clearing(records: Iterator[list[str]], seen: list[str]) -> Iterator[list[str]]:
    """Forget the lines of a record once it has been taken."""
    for cells in records:
        yield cells
        seen.clear()


def _is_record_of(cells: list[str], keys: set[int], trace: Trace, *, is_named: bool) -> bool:
    if any(trace.is_key(cells[place]) for place in keys if place < len(cells)):
        return True
    # Cells have no type: a number that is a key may as well be a count.
    if not keys and any(trace.is_whole(cell) and not _is_number(cell) for cell in cells):
        return True
    return is_named and bool(trace.identified(cells))


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True


def erase_sqlite(path: Path, trace: Trace, fence: Callable[[], None]) -> int:
    """Delete a person's rows from every table, overwrite what documents say of them, and leave no free pages."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for pragma in ("secure_delete=ON", "temp_store=MEMORY", "foreign_keys=OFF", f"busy_timeout={WAIT_MS}"):
                connection.execute(f"PRAGMA {pragma}")
            return _erase_from(connection, trace, fence)
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise WorkspaceError(
                "another shoal is writing here", do="wait until it has finished, then try again", where=str(path)
            ) from error
        raise _damaged(path, error) from error
    except sqlite3.DatabaseError as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: sqlite3.Error) -> StoreError:
    return StoreError(
        f"the database cannot be erased from ({error})",
        do="put back a copy from a backup, then try again",
        where=str(path),
    )


def _erase_from(connection: sqlite3.Connection, trace: Trace, fence: Callable[[], None]) -> int:
    def identifies(value: object) -> bool:
        return isinstance(value, str) and trace.identifies(value)

    connection.create_function("shoal_identifies", 1, identifies)
    connection.create_function("shoal_scrubbed", 1, lambda text: scrubbed(text, trace))
    n_changed = 0
    connection.execute("BEGIN IMMEDIATE")
    fence()  # nobody can become the writer from here on, if it is the state
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    for (table,) in tables.fetchall():
        if table not in _KEEP_TABLES:
            n_changed += _erase_from_table(connection, table, trace)
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    # With no free page too: where a page was split, its other half keeps what was moved until something is put there.
    if n_changed or connection.execute("PRAGMA freelist_count").fetchone()[0]:
        connection.execute("VACUUM")
    return n_changed


def _erase_from_table(connection: sqlite3.Connection, table: str, trace: Trace) -> int:
    names = [str(row[1]) for row in connection.execute(f"PRAGMA table_info({_quoted(table)})")]
    n_changed = 0
    for name in filter(trace.is_key_column, names):
        values = connection.execute(f"SELECT DISTINCT {_quoted(name)} FROM {_quoted(table)}")
        theirs = [(value,) for (value,) in values if value is not None and trace.is_key(str(value))]
        n_changed += connection.executemany(f"DELETE FROM {_quoted(table)} WHERE {_quoted(name)} = ?", theirs).rowcount
    texts = [_quoted(name) for name in names if not trace.is_key_column(name)]
    for text in texts:
        if _is_named_in(connection, table, text, trace):
            is_theirs = f"NOT {_is_document(text)} AND shoal_identifies({text})"
            n_changed += connection.execute(f"DELETE FROM {_quoted(table)} WHERE {is_theirs}").rowcount
    for text in texts:
        n_changed += connection.execute(
            f"UPDATE {_quoted(table)} SET {text} = shoal_scrubbed({text})"
            f" WHERE {_is_document(text)} AND shoal_scrubbed({text}) <> {text}"
        ).rowcount
    return n_changed


def _is_named_in(connection: sqlite3.Connection, table: str, text: str, trace: Trace) -> bool:
    """Say whether any text of a column may identify the person, many rows at a time."""
    cells = connection.execute(f"SELECT {text} FROM {_quoted(table)} WHERE typeof({text}) = 'text'")
    return any(
        trace.identifies("\n".join(text for (text,) in batch)) for batch in iter(lambda: cells.fetchmany(_BATCH), [])
    )


def _is_document(text: str) -> str:
    """Give the condition that a cell holds JSON: it is cleaned, not deleted with its row."""
    return f"(typeof({text}) = 'text' AND substr({text}, 1, 1) IN ('{{', '['))"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
