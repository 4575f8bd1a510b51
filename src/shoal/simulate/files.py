"""Files: a simulated business as a user would have it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Literal, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from shoal.errors import ConfigError
from shoal.simulate.business import Business
from shoal.simulate.mark import MARK, mark_text, marked, refuse_foreign
from shoal.simulate.shops import Shop
from shoal.simulate.soil import row_keys, soil_lines
from shoal.simulate.tables import BY_PART, ONCE, TRUTH, as_called, batches
from shoal.store.files import naming, replacing_together, write_atomically
from shoal.terms import Progress, Silent

Format = Literal["csv", "parquet"]

SPOILED = ("orders", "customers")
"""Files whose lines may be ragged or have stray quotes."""


class _Writer(Protocol):
    def write(self, rows: _Rows) -> None:
        """Append the rows of a part."""


def write(
    source: Shop | Business,
    folder: Path,
    *,
    format: Format = "csv",  # noqa: A002
    with_truth: bool = False,
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """Write the files of a shop or a business into a folder, which is made if needed.

    A business is drawn and written part by part: memory does not grow with its customers. The files take their names
    together, when all are whole. A hidden mark beside them says which they are; what an earlier call wrote there and
    this one does not, such as a truth, is deleted, so that all files of a folder belong to each other.

    Parameters
    ----------
    source : Shop or Business
    folder : Path
    format : str
        ``csv`` (UTF-8, comma, point, ISO dates; a missing value is empty) or ``parquet``.
    with_truth : bool
        Whether the truth is written as well; a user's folder never has it.
    progress : Progress or None

    Returns
    -------
    tuple of Path
        The files; the truth last.

    Raises
    ------
    ConfigError
        If the format is neither of the two, or a file stands there that shoal did not simulate.
    OSError
        If the disk refuses; then the folder has what it had before.

    Examples
    --------
    >>> import tempfile
    >>> from shoal.simulate import shop
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in write(shop(20, seed=1), Path(folder), format="csv")]
    ['orders.csv', 'customers.csv']
    """
    if format not in OPENERS:
        raise ConfigError(f"the format is '{format}'", expected="csv or parquet", where="format")
    watching = progress or Silent()
    folder.mkdir(parents=True, exist_ok=True)
    names = tuple(f"{name}.{format}" for name in _names(source, with_truth=with_truth))
    refuse_foreign(folder, names)
    # Only names that this function gives are ever deleted, whatever a mark says.
    stale = (marked(folder) & EVERY_NAME) - set(names)
    with replacing_together() as beside:
        plan = source if isinstance(source, Business) else source.plan
        # The mark is the first to take its place: who is stopped between two names leaves no file without it.
        beside(folder / MARK).write_text(mark_text(plan, (*names, *sorted(stale))), encoding="utf-8")
        watching.stage("simulating", 0.0)
        with ExitStack() as stack:
            writers: dict[str, _Writer] = {}
            for share, batch in _batches(source, format, with_truth=with_truth):
                for name, each in batch.items():
                    path = folder / f"{name}.{format}"
                    with naming(path):
                        if name not in writers:
                            opened = OPENERS[format](beside(path), each.table.schema)
                            writers[name] = stack.enter_context(opened)
                        writers[name].write(each)
                watching.step(share)
    if stale:
        for name in stale:
            (folder / name).unlink(missing_ok=True)
        write_atomically(folder / MARK, mark_text(plan, names))
    return tuple(folder / name for name in names)


def _names(source: Shop | Business, *, with_truth: bool) -> tuple[str, ...]:
    """List the files, the truth last."""
    if isinstance(source, Shop):
        return ("orders", "customers", *(("truth",) if with_truth else ()))
    own = tuple(name for name in (*BY_PART, *ONCE) if name in source.files)
    return (*own, *((*TRUTH, "truth_dirt") if with_truth else ()))


@dataclass(frozen=True)
class _Rows:
    """Rows to append to a file.

    Parameters
    ----------
    table : pa.Table
    text : bytes or None
        Their lines, where they are not just those of the table.
    """

    table: pa.Table
    text: bytes | None = None


def _batches(source: Shop | Business, format: Format, *, with_truth: bool) -> Iterator[tuple[float, dict[str, _Rows]]]:  # noqa: A002
    """Give the share that is then behind us, and what to append to each file."""
    if isinstance(source, Shop):
        files = {"orders": source.orders, "customers": source.customers}
        truth = {"truth": source.truth} if with_truth else {}
        yield 1.0, {name: _Rows(table) for name, table in (files | truth).items()}
        return
    for number, batch in enumerate(batches(source), 1):
        rows, dirt = {}, [batch.dirt]
        for name, table in batch.files.items():
            rows[name] = _Rows(as_called(table, name, source))
            if format == "csv" and name in SPOILED:
                text, spoiled = soil_lines(csv_lines(table), row_keys(table, name), name, source.dirt, batch.chance)
                rows[name] = replace(rows[name], text=text)
                dirt.append(spoiled)
        if with_truth:
            truths = batch.truth | {"truth_dirt": pa.concat_tables(dirt)}
            rows |= {name: _Rows(table) for name, table in truths.items()}
        yield number / source.n_parts, rows


def csv_lines(table: pa.Table) -> bytes:
    r"""Write the rows of a table as lines of CSV, without a header.

    Examples
    --------
    >>> csv_lines(pa.table({"a": ["x", "y"], "b": [1, None]}))
    b'x,1\ny,\n'
    """
    if table.num_rows == 0:
        return b""
    table = table.combine_chunks()  # pyarrow 26 writes junk for a chunk without rows
    # pyarrow quotes every text or none; most files need no quotes, and look as people expect without them.
    style = "needed" if any(_needs_quotes(column) for column in table.columns) else "none"
    sink = pa.BufferOutputStream()
    pa.csv.write_csv(table, sink, pa.csv.WriteOptions(include_header=False, quoting_style=style))
    return bytes(sink.getvalue())


def _needs_quotes(column: pa.ChunkedArray) -> bool:
    if not pa.types.is_string(column.type):
        return False
    return bool(pc.any(pc.match_substring_regex(column, '[",\r\n]')).as_py())


class _Csv:
    def __init__(self, file: IO[bytes], names: list[str]) -> None:
        self._file = file
        file.write((",".join(names) + "\n").encode())

    def write(self, rows: _Rows) -> None:
        self._file.write(csv_lines(rows.table) if rows.text is None else rows.text)


class _Parquet:
    def __init__(self, writer: pa.parquet.ParquetWriter) -> None:
        self._writer = writer

    def write(self, rows: _Rows) -> None:
        self._writer.write_table(rows.table)


@contextmanager
def _open_csv(path: Path, schema: pa.Schema) -> Iterator[_Writer]:
    with path.open("wb") as file:
        yield _Csv(file, schema.names)


@contextmanager
def _open_parquet(path: Path, schema: pa.Schema) -> Iterator[_Writer]:
    with pa.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        yield _Parquet(writer)


OPENERS: Mapping[str, Callable[[Path, pa.Schema], AbstractContextManager[_Writer]]] = {
    "csv": _open_csv,
    "parquet": _open_parquet,
}
EVERY_NAME = frozenset(f"{name}.{kind}" for name in (*BY_PART, *ONCE, *TRUTH, "truth_dirt") for kind in OPENERS)
"""All names that files of any business can have."""
