"""Whether anybody is known by a key: a word of the report's prose, or the name of a country, is nobody."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from shoal.privacy.erase_tables import DELIMITED, QUARANTINE_COLUMN, is_line_of, read_records
from shoal.privacy.erase_texts import encoding_of
from shoal.privacy.trace import KEY_COLUMNS, Trace


def is_known(
    folder: Path,
    keys: frozenset[str],
    *,
    normalise: Callable[[str], str | None],
    key_columns: frozenset[str] = KEY_COLUMNS,
) -> bool:
    r"""Say whether a key column of any table under a folder has a person, or a quarantined row is theirs.

    Parameters
    ----------
    folder : Path
        The workspace.
    keys : frozenset of str
        Normalised source keys and customer ids of the person.
    normalise : callable
        Raw source key to normalised key.
    key_columns : frozenset of str
        Columns in which customers stand; add those of the sources.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     prose = Path(name, "note.txt").write_text("K10001 is no customer here")
    ...     before = is_known(Path(name), frozenset({"K10001"}), normalise=str.strip)
    ...     table = Path(name, "assignments.csv").write_text("customer_id,segment_id\nK10001,2\n")
    ...     before, is_known(Path(name), frozenset({"K10001"}), normalise=str.strip)
    (False, True)
    """
    trace = Trace(frozenset(), keys, normalise, key_columns)
    return any(_has(path, trace) for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def _has(path: Path, trace: Trace) -> bool:
    if path.suffix == ".parquet":
        return any(trace.is_key(text) for text in _parquet_keys(path, trace))
    return path.suffix.lower() in DELIMITED and _is_in_csv(path, trace)


def _parquet_keys(path: Path, trace: Trace) -> Iterator[str]:
    try:
        with pq.ParquetFile(path) as file:
            names = [name for name in file.schema_arrow.names if trace.is_key_column(name)]
            for batch in file.iter_batches(columns=names) if names else ():
                for column in batch.columns:
                    yield from (text for text in column.cast(pa.string()).unique().to_pylist() if text is not None)
    except (pa.ArrowException, OSError):
        return  # damaged: the erasure names it


def _is_in_csv(path: Path, trace: Trace) -> bool:
    try:
        records = read_records(path, encoding_of(path))
        head = next(records, None)
        names = head[1] if head else []
        keys = {place for place, name in enumerate(names) if trace.is_key_column(name)}
        lines = {place for place, name in enumerate(names) if name == QUARANTINE_COLUMN}
        if not keys and not lines:
            return False
        return any(
            (place in keys and trace.is_key(cell)) or (place in lines and is_line_of(cell, trace))
            for _, cells in records
            for place, cell in enumerate(cells)
        )
    except (csv.Error, OSError):
        return False  # not a table after all
