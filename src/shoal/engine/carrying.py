"""Tables between Arrow and PostgreSQL: which type is which, and rows as the text that COPY reads and writes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.csv as text

BATCH = 50_000
"""Rows that are written or read at once."""

BYTEWISE = 'TEXT COLLATE "C"'
"""Text that is compared byte by byte, as DuckDB does, and not in the order of the database's language."""


@dataclass(frozen=True)
class _Pair:
    """One type in the three worlds."""

    oid: int
    postgres: str
    shoal: str
    arrow: pa.DataType


_PAIRS = (
    _Pair(16, "boolean", "BOOLEAN", pa.bool_()),
    _Pair(21, "smallint", "SMALLINT", pa.int16()),
    _Pair(23, "integer", "INTEGER", pa.int32()),
    _Pair(20, "bigint", "BIGINT", pa.int64()),
    _Pair(700, "real", "FLOAT", pa.float32()),
    _Pair(701, "double precision", "DOUBLE", pa.float64()),
    _Pair(1082, "date", "DATE", pa.date32()),
    _Pair(1114, "timestamp without time zone", "TIMESTAMP", pa.timestamp("us")),
    _Pair(1184, "timestamp with time zone", "TIMESTAMP WITH TIME ZONE", pa.timestamp("us", "UTC")),
    _Pair(25, "text", "VARCHAR", pa.string()),
    _Pair(1043, "character varying", "VARCHAR", pa.string()),
    _Pair(1042, "character", "VARCHAR", pa.string()),
    _Pair(19, "name", "VARCHAR", pa.string()),
    _Pair(2950, "uuid", "UUID", pa.string()),
    _Pair(114, "json", "JSON", pa.string()),
    _Pair(3802, "jsonb", "JSON", pa.string()),
)
_NUMERIC = 1700
_BY_OID = {pair.oid: pair.arrow for pair in _PAIRS}
_BY_NAME = {pair.postgres: pair.shoal for pair in _PAIRS}
_INTEGERS = {pa.int8(): "SMALLINT", pa.uint8(): "SMALLINT", pa.uint16(): "INTEGER", pa.uint32(): "BIGINT"}
_BY_ARROW = _INTEGERS | {pair.arrow: pair.postgres for pair in reversed(_PAIRS) if pair.arrow != pa.string()}


def postgres_type(arrow: pa.DataType) -> str:
    """Name the PostgreSQL type of an Arrow column.

    Raises
    ------
    TypeError
        If there is none: a list, say.

    Examples
    --------
    >>> postgres_type(pa.decimal128(18, 4)), postgres_type(pa.float64()), postgres_type(pa.string())
    ('NUMERIC(18, 4)', 'double precision', 'TEXT COLLATE "C"')
    """
    if pa.types.is_dictionary(arrow):
        return postgres_type(arrow.value_type)
    if pa.types.is_string(arrow) or pa.types.is_large_string(arrow) or pa.types.is_null(arrow):
        return BYTEWISE
    if pa.types.is_decimal(arrow):
        return f"NUMERIC({arrow.precision}, {arrow.scale})"
    if pa.types.is_timestamp(arrow):
        return "timestamp with time zone" if arrow.tz else "timestamp without time zone"
    if arrow not in _BY_ARROW:
        raise TypeError(f"columns of type {arrow} cannot be brought into PostgreSQL")
    return _BY_ARROW[arrow]


def shoal_type(postgres: str) -> str:
    """Spell a type of PostgreSQL as DuckDB does, so that the code above an engine knows one spelling.

    Examples
    --------
    >>> shoal_type("numeric(18,4)"), shoal_type("character varying(20)"), shoal_type("double precision")
    ('DECIMAL(18,4)', 'VARCHAR', 'DOUBLE')
    """
    name, _, bounds = postgres.partition("(")
    if name == "numeric":
        return f"DECIMAL({bounds}" if bounds else "DECIMAL"
    return _BY_NAME.get(re.sub(r"\(\d+\)", "", postgres), postgres.upper())


def arrow_type(oid: int, precision: int | None, scale: int | None) -> pa.DataType | None:
    """Give the Arrow type of a column of an answer; None for decimals whose bounds only their values tell.

    Raises
    ------
    TypeError
        If the answer has a column of another type: an array, say.
    """
    if oid == _NUMERIC:
        return None if precision is None else pa.decimal128(precision, scale or 0)
    if oid not in _BY_OID:
        raise TypeError(f"a column has the PostgreSQL type number {oid}, which is no number, text, date or flag")
    return _BY_OID[oid]


def as_csv(table: pa.Table) -> Iterator[bytes]:
    """Write rows for COPY: an empty text is in quotes, no value is not."""
    plain = pa.table(
        {place: _plain(column) for place, column in zip(map(str, range(table.num_columns)), table.columns, strict=True)}
    )
    for batch in plain.to_batches(max_chunksize=BATCH):
        out = io.BytesIO()
        text.write_csv(batch, out, text.WriteOptions(include_header=False))
        yield out.getvalue()


def from_csv(lines: Iterable[bytes], columns: list[tuple[str, pa.DataType | None]]) -> pa.Table:
    """Read the rows that COPY hands over, one at a time.

    Parameters
    ----------
    lines : iterable of bytes
    columns : list of (name, type)
        Names may repeat; a type of None is a decimal of unknown bounds.
    """
    places = [str(place) for place in range(len(columns))]
    kinds = {place: kind or pa.string() for place, (_, kind) in zip(places, columns, strict=True)}
    schema = pa.schema(kinds.items())
    parse = text.ParseOptions(newlines_in_values=True, ignore_empty_lines=False)
    convert = text.ConvertOptions(
        column_types=kinds,
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        true_values=["t"],
        false_values=["f"],
    )
    parts, rest = list[pa.Table](), iter(lines)
    while batch := b"".join(islice(rest, BATCH)):
        parts.append(
            text.read_csv(
                io.BytesIO(batch), text.ReadOptions(column_names=places, block_size=len(batch)), parse, convert
            )
        )
    whole = pa.concat_tables(parts) if parts else schema.empty_table()
    arrays = [
        _bounded(array) if kind is None else array for array, (_, kind) in zip(whole.columns, columns, strict=True)
    ]
    return pa.table(arrays, names=[name for name, _ in columns])


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Give a column as one that can be written as text."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_decimal(column.type):
        return column.cast(pa.string())
    return column


def _bounded(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Give decimals the scale that their longest fraction needs."""
    values: list[Any] = [None if value is None else Decimal(value) for value in texts.to_pylist()]
    scale = max((-int(value.as_tuple().exponent) for value in values if value is not None), default=0)
    return pa.chunked_array([pa.array(values, pa.decimal128(38, max(scale, 0)))])
