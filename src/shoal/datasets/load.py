"""The tables of a set, typed as documented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from shoal.datasets.entries import File, find
from shoal.datasets.obtain import checked
from shoal.datasets.points import read_points

_TYPES = {
    "text": pa.string(),
    "int": pa.int64(),
    "float": pa.float64(),
    "flag": pa.bool_(),
    "day": pa.date32(),
    "instant": pa.timestamp("ms"),
}


@dataclass(frozen=True)
class Contents:
    """The tables of a set.

    Parameters
    ----------
    tables : mapping of name to pyarrow.Table
    kinds : mapping of name to str
        What a row of each table is.
    run : tuple of Path
        The files that `shoal run` is given, in order.
    """

    tables: Mapping[str, pa.Table]
    kinds: Mapping[str, str]
    run: tuple[Path, ...]

    def of_kind(self, kind: str) -> dict[str, pa.Table]:
        """Give the tables whose rows are of a kind."""
        return {name: table for name, table in self.tables.items() if self.kinds[name] == kind}


def load(name: str, folder: str | Path) -> Contents:
    """Read the tables of a set, whichever form its files have.

    Parameters
    ----------
    name : str
        As in the catalogue.
    folder : path
        The set's own folder, such as the ``folder`` that `shoal.data_get` gives.

    Raises
    ------
    DatasetError
        If the set is unknown, or a file is missing or is not the published one.

    Examples
    --------
    >>> load("cdnow", "nowhere/cdnow")
    Traceback (most recent call last):
    ...
    shoal.errors.DatasetError: nowhere/cdnow: 'cdnow_master.csv' is missing; expected every file of cdnow. ...
    """
    dataset = find(name)
    paths = checked(dataset, Path(folder))
    if dataset.manifest:
        tables = read_points(paths)
        return Contents(tables, dict.fromkeys(tables, "points"), ())
    return Contents(
        {file.table: _read(file, paths[file.name]) for file in dataset.file},
        {file.table: file.kind for file in dataset.file},
        tuple(paths[each] for each in dataset.run),
    )


def _read(file: File, path: Path) -> pa.Table:
    """Read a file and give its columns the names and types of the catalogue, which go by their order."""
    raw = pq.read_table(path) if path.suffix == ".parquet" else _read_text(file, path)
    columns = {name: _typed(raw.column(place), kind, file) for place, (name, kind) in enumerate(file.columns.items())}
    return pa.table(columns)


def _read_text(file: File, path: Path) -> pa.Table:
    names = list(file.columns)
    return pa.csv.read_csv(
        path,
        read_options=pa.csv.ReadOptions(column_names=names, skip_rows=1),
        parse_options=pa.csv.ParseOptions(delimiter=file.separator, newlines_in_values=True),
        convert_options=pa.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
    )


def _typed(column: pa.ChunkedArray, kind: str, file: File) -> pa.ChunkedArray:
    if pa.types.is_string(column.type):
        column = _without_nulls(column, file)
        if kind == "int":  # a publisher may write 17850.0
            column = column.cast(pa.float64())
    return column.cast(_TYPES[kind])


def _without_nulls(column: pa.ChunkedArray, file: File) -> pa.ChunkedArray:
    if file.trim:
        column = pc.utf8_trim_whitespace(column)
    is_null = pc.is_in(column, value_set=pa.array(["", *file.nulls]))
    return pc.if_else(is_null, pa.scalar(None, pa.string()), column)
