"""Loading: rows into the engine as they stand in the file, before anything is read into them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from shoal.engine import literal, quote
from shoal.errors import EngineError, SourceError
from shoal.sources.delimited import load_text
from shoal.sources.layout import unique_names
from shoal.sources.sniff import look
from shoal.terms import Engine, Loaded, Progress
from shoal.terms.sources import file_name

TABLE_SUFFIXES = (".csv", ".tsv", ".txt", ".parquet")


def load(
    engine: Engine, inputs: Mapping[str, Path | pa.Table], *, scratch: Path, progress: Progress
) -> tuple[Loaded, ...]:
    """Load files and tables into the engine.

    Parameters
    ----------
    engine : Engine
    inputs : mapping of str to Path or pyarrow.Table
        The key is the path as it stands in ``shoal.toml``, or ``frame:NAME``.
    scratch : Path
        A folder for temporary copies; they are removed again.
    progress : Progress

    Raises
    ------
    SourceError
        If one of them is no table.

    Examples
    --------
    >>> from shoal.engine import DuckEngine
    >>> from shoal.terms import Silent
    >>> engine = DuckEngine(Path("spill"))
    >>> table = pa.table({"id": ["a", "b"], "spend": [1.0, 2.0]})
    >>> load(engine, {"frame:people": table}, scratch=Path("."), progress=Silent())[0].columns
    ('id', 'spend')
    >>> engine.close()
    """
    loaded: list[Loaded] = []
    for number, (path, what) in enumerate(inputs.items()):
        progress.step(number / len(inputs))
        name = "loaded_" + hashlib.sha256(path.encode()).hexdigest()[:12]  # the same file always has the same name
        if isinstance(what, pa.Table):
            loaded.append(_load_table(engine, name, path, what))
        else:
            seen = look(what, path)
            if seen.is_parquet:
                loaded.append(_load_parquet(engine, name, path, what))
            else:
                loaded.append(load_text(engine, name, path, what, seen, scratch))
    progress.step(1.0)
    return tuple(loaded)


def candidates(folder: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Sort the files of a folder into those that look like tables, by their suffix, and the rest.

    Parameters
    ----------
    folder : Path
        Its sub-folders are not entered; hidden files are left out.

    Returns
    -------
    tuple of Path, tuple of Path
        Both in order of their names.
    """
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    tables = tuple(path for path in files if path.suffix.lower() in TABLE_SUFFIXES)
    return tables, tuple(path for path in files if path not in tables)


def _load_parquet(engine: Engine, name: str, path: str, file: Path) -> Loaded:
    rows = f"read_parquet({literal(str(file))}, file_row_number = true)"
    try:
        named = engine.rows(f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {rows}", step=f"columns of {path}")
        names = tuple(str(row[0]) for row in named)
        columns, warnings = unique_names(names)
        listed = ", ".join(f"{quote(old)} AS {quote(new)}" for old, new in zip(names, columns, strict=True))
        relation = engine.create(
            name, f"SELECT file_row_number + 1 AS shoal_row, {listed} FROM {rows}", step=f"load {path}"
        )
    except EngineError as error:
        raise SourceError(
            "the Parquet file cannot be read; it is damaged", do="copy or export the file again", where=path
        ) from error
    if relation.count() == 0:
        raise SourceError("the file has columns but no rows", expected="at least one row", where=path)
    return Loaded(path, relation, columns, warnings=tuple(f"{file_name(path)}: {warning}" for warning in warnings))


def _load_table(engine: Engine, name: str, path: str, table: pa.Table) -> Loaded:
    columns, warnings = unique_names(tuple(str(column) for column in table.column_names))
    if not table.num_rows or not columns:
        raise SourceError("the table has no rows", expected="at least one row", where=path)
    engine.register(f"{name}_frame", table.rename_columns(list(columns)))
    listed = ", ".join(quote(column) for column in columns)
    relation = engine.create(
        name, f"SELECT row_number() OVER () AS shoal_row, {listed} FROM {name}_frame", step=f"load {path}"
    )
    engine.drop(f"{name}_frame")
    return Loaded(path, relation, columns, warnings=tuple(f"{file_name(path)}: {warning}" for warning in warnings))
