"""Loading: rows into the engine as they stand in the file, before anything is read into them."""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from shoal.engine import literal, quote
from shoal.errors import EngineError, SourceError
from shoal.sources.address import is_database, scheme, split
from shoal.sources.database import copied, file_in, refuse_writing
from shoal.sources.delimited import load_text
from shoal.sources.folder import printable
from shoal.sources.footer import MOST_COLUMNS, check_footer, too_many_columns
from shoal.sources.json_rows import load_json
from shoal.sources.layout import unique_names
from shoal.sources.native import expressions
from shoal.sources.offered import located
from shoal.sources.parts import differing, has_partitions, is_pattern, matching
from shoal.sources.remote import fetched
from shoal.sources.sniff import look, steady
from shoal.sources.sqlite import load_sqlite
from shoal.sources.unpack import unpacked
from shoal.sources.workbook import is_workbook, load_sheet
from shoal.terms import Engine, Loaded, Progress
from shoal.terms.sources import file_name


def _not_passed_over(_path: str, error: SourceError) -> None:
    """Take what cannot be read for an error; the default of `load`."""
    raise error


def load(
    engine: Engine,
    inputs: Mapping[str, Path | str | pa.Table],
    *,
    scratch: Path,
    progress: Progress,
    refused: Callable[[str, SourceError], None] = _not_passed_over,
) -> tuple[Loaded, ...]:
    """Load files and tables into the engine.

    Parameters
    ----------
    engine : Engine
    inputs : mapping of str to Path, str or pyarrow.Table
        The key is the path as it stands in ``shoal.toml``, or ``frame:NAME``. A path may be a pattern or end in
        ``#SHEET``; a text is an address, with what is needed to sign in. A table has types that the engine has
        (`shoal.sources.frames.plain_table`).
    scratch : Path
        A folder for temporary copies; they are removed again.
    progress : Progress
    refused : callable
        Is told of each that is no table, and raises the error; where it returns, that one is passed over.

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
        try:
            loaded.append(_load(engine, path, what, scratch))
        except SourceError as error:
            refused(path, error)
    progress.step(1.0)
    return tuple(loaded)


def _load(engine: Engine, path: str, what: Path | str | pa.Table, scratch: Path) -> Loaded:
    if printable(path) != path:
        raise SourceError(
            "its name is not text (UTF-8)", expected="a name of letters", do="rename it", where=printable(path)
        )
    name = "loaded_" + hashlib.sha256(path.encode()).hexdigest()[:12]  # the same file always has the same name
    if isinstance(what, pa.Table):
        return _load_table(engine, name, path, what)
    if isinstance(what, str):
        return _load_address(engine, name, path, what, scratch)
    if is_pattern(what):
        return _load_parts(engine, name, path, matching(what), has_partitions=has_partitions(what))
    return _load_file(engine, name, path, located(what)[0], scratch)


def _load_address(engine: Engine, name: str, path: str, address: str, scratch: Path) -> Loaded:
    if not is_database(address):
        with fetched(address, scratch / f"{name}.fetched") as files:
            if len(files) > 1:
                return _load_parts(engine, name, path, files, has_partitions=False)
            return _load_file(engine, name, path, files[0], scratch)
    part = split(address)[1]
    refuse_writing(part, path)
    if scheme(address) == "sqlite":
        return load_sqlite(engine, name, path, file_in(address), part, scratch)
    copy = scratch / f"{name}.rows"
    try:
        rows = copied(engine, address, path, copy)
        loaded = _load_native(engine, name, path, rows.sql, rows.types)
    finally:
        copy.unlink(missing_ok=True)
    said = tuple(f"{file_name(path)}: {warning}" for warning in rows.warnings)
    return replace(loaded, warnings=said + loaded.warnings)


def _load_file(engine: Engine, name: str, path: str, file: Path, scratch: Path) -> Loaded:
    with steady(file, path), ExitStack() as stack:
        plain = file
        if not is_workbook(file):
            plain = stack.enter_context(unpacked(file, scratch / f"{name}.unpacked", path))
        if is_workbook(plain):
            return load_sheet(engine, name, path, plain, scratch)
        seen = look(plain, path)
        if seen.is_parquet:
            return _load_parquet(engine, name, path, plain)
        if seen.is_json:
            return load_json(engine, name, path, plain, scratch)
        return load_text(engine, name, path, plain, seen, scratch)


def _load_parts(engine: Engine, name: str, path: str, files: tuple[Path, ...], *, has_partitions: bool) -> Loaded:
    """Load many Parquet files as one table, by the names of their columns; what a part lacks is missing there."""
    for file in files:
        check_footer(file, file.name)
    lacking = differing(files)
    listed = ", ".join(literal(glob.escape(str(file))) for file in files)
    options = f"union_by_name = true, hive_partitioning = {str(has_partitions).lower()}"
    loaded = _load_query(engine, name, path, f"read_parquet([{listed}], {options})")
    if not lacking:
        return loaded
    shown = ", ".join(map(repr, lacking[:10])) + (", ..." if len(lacking) > 10 else "")
    said = f"{file_name(path)}: some of its {len(files)} files lack columns that others have: {shown}"
    return replace(loaded, warnings=(said, *loaded.warnings))


def _load_parquet(engine: Engine, name: str, path: str, file: Path) -> Loaded:
    return _load_query(engine, name, path, f"read_parquet({literal(glob.escape(str(file)))})")


def _load_query(engine: Engine, name: str, path: str, source: str) -> Loaded:
    try:
        described = engine.rows(f"DESCRIBE SELECT * FROM {source}", step=f"columns of {path}")
        return _load_native(engine, name, path, source, {str(row[0]): str(row[1]) for row in described})
    except EngineError as error:
        raise SourceError(
            "the Parquet file cannot be read; it is damaged", do="copy or export the file again", where=path
        ) from error


def _load_table(engine: Engine, name: str, path: str, table: pa.Table) -> Loaded:
    if not table.num_rows or not table.column_names:
        raise SourceError("the table has no rows", expected="at least one row", do="check what is given", where=path)
    if table.num_columns > MOST_COLUMNS:
        raise too_many_columns(table.num_columns, path)
    frame = f"{name}_frame"
    columns, warnings = unique_names(tuple(str(column) for column in table.column_names))
    engine.register(frame, table.rename_columns(list(columns)))
    loaded = _load_native(engine, name, path, frame, engine.types(frame))
    engine.drop(frame)
    said = tuple(f"{file_name(path)}: {warning}" for warning in warnings)
    return replace(loaded, warnings=said + loaded.warnings)


def _load_native(engine: Engine, name: str, path: str, source: str, types: Mapping[str, str]) -> Loaded:
    """Load what has types of its own."""
    chosen, left_out = expressions(types)
    if not chosen:
        raise SourceError(
            "none of its columns holds single values",
            expected="columns of text, numbers or dates",
            do="export the values inside of the lists or records as columns",
            where=path,
        )
    columns, renamed = unique_names(tuple(chosen))
    listed = ", ".join(f"{sql} AS {quote(new)}" for sql, new in zip(chosen.values(), columns, strict=True))
    relation = engine.create(
        name, f"SELECT row_number() OVER () AS shoal_row, {listed} FROM {source}", step=f"load {path}"
    )
    if relation.count() == 0:
        raise SourceError(
            "the file has columns but no rows", expected="at least one row", do="check how it was made", where=path
        )
    warnings = tuple(f"{file_name(path)}: {warning}" for warning in (*renamed, *left_out))
    return Loaded(path, relation, columns, warnings=warnings)
