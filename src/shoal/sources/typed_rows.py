"""Rows of Python values into the engine: columns as they turn up, each with the narrowest type that holds them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shoal.engine import literal, quote
from shoal.errors import SourceError
from shoal.sources.footer import MOST_COLUMNS, too_many_columns
from shoal.sources.layout import unique_names
from shoal.terms import Engine, Loaded, Relation
from shoal.terms.sources import file_name

Record = Mapping[str, Any]
"""The cells of a row by the names of their columns: text, whole and other numbers, flags, None."""

_MOST_CELLS = 1_000_000
_MOST_BYTES = 16 << 20
_MOST_REFUSED = 10_000
_LONGEST_LINE = 10_000
_EXACT = 1 << 53
"""Whole numbers up to here are numbers of floating point too."""
_LONG = 1 << 63

_FLAG, _WHOLE, _WIDE, _REAL, _HUGE, _TEXT = "flags", "whole numbers", "long numbers", "numbers", "huge numbers", "texts"


class TypedRows:
    """Collects rows in files of the scratch folder, and gives them to the engine as one table.

    Cells are kept as text until all have been seen, so that memory is bounded and a late surprise changes no value:
    a column of whole numbers stays exact, one with texts among its numbers is text.

    Parameters
    ----------
    folder : Path
        Where the files go; they are removed again.
    name : str
        Of the relation to make.
    path : str
        The source as messages name it.
    """

    def __init__(self, folder: Path, name: str, path: str) -> None:
        self._folder, self._name, self._path = folder, name, path
        self._kinds: dict[str, set[str]] = {}
        self._numbers: list[int] = []
        self._rows: list[Record] = []
        self._n_bytes = 0
        self._n_added = 0
        self._refused: list[tuple[int, str, str]] = []
        self._parts: list[Path] = []
        self._writer: pq.ParquetWriter | None = None
        self._width = -1

    def __enter__(self) -> TypedRows:
        self._folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end_part()
        for part in self._parts:
            part.unlink(missing_ok=True)

    def add(self, number: int, record: Record, n_bytes: int = 0) -> None:
        """Add a row, with its number in the source and roughly its size."""
        self.add_many(number, (record,), n_bytes)

    def add_many(self, first: int, records: Sequence[Record], n_bytes: int = 0) -> None:
        """Add rows that follow on each other."""
        for column in dict.fromkeys(chain.from_iterable(records)):
            self._kinds.setdefault(column, set())
        self._n_added += len(records)
        self._numbers.extend(range(first, first + len(records)))
        self._rows.extend(records)
        self._n_bytes += n_bytes
        if len(self._kinds) > MOST_COLUMNS:
            raise too_many_columns(len(self._kinds), self._path)
        if len(self._rows) * len(self._kinds) >= _MOST_CELLS or self._n_bytes > _MOST_BYTES:
            self._flush()

    def refuse(self, number: int, reason: str, line: str) -> None:
        """Set a row aside, with the reason."""
        self._refused.append((number, reason, line[:_LONGEST_LINE]))
        if len(self._refused) > max(_MOST_REFUSED, self._n_added):
            raise self._nothing("most")

    def load(self, engine: Engine) -> Loaded:
        """Give all rows to the engine.

        Raises
        ------
        SourceError
            If there are none.
        """
        self._flush()
        self._end_part()
        if not self._parts or not self._kinds:
            raise self._nothing("none")
        columns, renamed = unique_names(tuple(self._kinds))
        listed = ", ".join(
            f"CAST(c{place} AS {self._type(kinds)}) AS {quote(new)}"
            for place, (kinds, new) in enumerate(zip(self._kinds.values(), columns, strict=True))
        )
        files = ", ".join(literal(str(part)) for part in self._parts)
        relation = engine.create(
            self._name,
            f"SELECT shoal_row, {listed} FROM read_parquet([{files}], union_by_name = true)",
            step=f"load {self._path}",
        )
        said = (f"{file_name(self._path)}: {warning}" for warning in (*renamed, *self._mixed(columns)))
        return Loaded(self._path, relation, columns, malformed=self._malformed(engine), warnings=tuple(said))

    def _flush(self) -> None:
        """Write what has been collected, in a new file where there are new columns."""
        if not self._rows:
            return
        names = list(self._kinds)
        arrays = [pa.array(self._numbers, pa.int64())]
        arrays += [_as_text([row.get(name) for row in self._rows], self._kinds[name]) for name in names]
        table = pa.table(arrays, names=["shoal_row", *(f"c{place}" for place in range(len(names)))])
        if self._width != len(names):
            self._end_part()
            part = self._folder / f"{self._name}.part{len(self._parts)}"
            self._parts.append(part)
            self._writer = pq.ParquetWriter(part, table.schema, compression="lz4")
            self._width = len(names)
        if self._writer is not None:
            self._writer.write_table(table)
        self._rows, self._numbers, self._n_bytes = [], [], 0

    def _end_part(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._writer, self._width = None, -1

    def _type(self, kinds: set[str]) -> str:
        if kinds == {_FLAG}:
            return "BOOLEAN"
        if kinds and kinds <= {_WHOLE, _WIDE}:
            return "BIGINT"
        return "DOUBLE" if kinds and kinds <= {_WHOLE, _REAL} else "VARCHAR"

    def _mixed(self, columns: tuple[str, ...]) -> list[str]:
        """Say which columns hold values of several types; they are read as text."""
        found = []
        for column, kinds in zip(columns, self._kinds.values(), strict=True):
            if len(kinds) > 1 and self._type(kinds) == "VARCHAR" and not kinds <= {_WHOLE, _WIDE, _HUGE}:
                found.append(f"column {column!r} holds {' and '.join(sorted(kinds))}; it is read as text")
        return found

    def _malformed(self, engine: Engine) -> Relation | None:
        if not self._refused:
            return None
        numbers, reasons, lines = zip(*self._refused, strict=True)
        schema = pa.schema([("shoal_row", pa.int64()), ("reason", pa.string()), ("line", pa.string())])
        table = pa.table([pa.array(numbers), pa.array(reasons), _texts(list(lines))], schema=schema)
        engine.register(f"{self._name}_aside", table)
        relation = engine.create(f"{self._name}_malformed", f"SELECT * FROM {self._name}_aside")
        engine.drop(f"{self._name}_aside")
        return relation

    def _nothing(self, how_many: str) -> SourceError:
        if self._refused:
            number, reason, _ = self._refused[0]
            verb = "can" if how_many == "none" else "cannot"
            found = f"{how_many} of its rows {verb} be read; the first is row {number} ({reason.replace('_', ' ')})"
            return SourceError(found, expected="records with named values", do=_LOOK, where=self._path)
        return SourceError("the table has no rows", expected="at least one row", do=_LOOK, where=self._path)


def _as_text(values: list[Any], kinds: set[str]) -> pa.Array:
    """Write the values of a column as text, and note what they are."""
    types = set(map(type, values))
    types.discard(type(None))
    if types == {str}:
        kinds.add(_TEXT)
        return _texts(values)
    if types == {int}:
        least, most = min(v for v in values if v is not None), max(v for v in values if v is not None)
        if least >= -_LONG and most < _LONG:
            kinds.add(_WHOLE if max(-least, most) <= _EXACT else _WIDE)
            return pc.cast(pa.array(values, pa.int64()), pa.string())
    if types == {float}:
        kinds.add(_REAL)
        return pc.cast(pa.array(values, pa.float64()), pa.string())
    if types == {bool}:
        kinds.add(_FLAG)
        return pc.cast(pa.array(values, pa.bool_()), pa.string())
    return _texts([_one_text(value, kinds) for value in values])


def _one_text(value: Any, kinds: set[str]) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        kinds.add(_FLAG)
        return "true" if value else "false"
    if isinstance(value, int):
        size = abs(value)
        kinds.add(_WHOLE if size <= _EXACT else _WIDE if size < _LONG else _HUGE)
        return str(value)
    if isinstance(value, float):
        kinds.add(_REAL)
        return repr(value)
    kinds.add(_TEXT)
    return str(value)


def _texts(values: list[Any]) -> pa.Array:
    """Make an array of texts; half a character, which no UTF-8 holds, becomes a question mark."""
    try:
        return pa.array(values, pa.string())
    except UnicodeEncodeError:
        whole = [None if v is None else v.encode("utf-8", "replace").decode() for v in values]
        return pa.array(whole, pa.string())


_LOOK = "look at what was exported"
