"""Tables from other programs, brought to the types that the engine reads exactly."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from shoal.errors import SourceError


def plain_table(table: pa.Table, *, where: str) -> pa.Table:
    """Replace the types that the engine lacks by ones that say the same, and refuse those that have none.

    Parameters
    ----------
    table : pyarrow.Table
    where : str
        The table as messages name it.

    Raises
    ------
    SourceError
        If a column is of a type whose values shoal could not read right.

    Examples
    --------
    >>> plain_table(pa.table({"kind": pa.array(["a", "b"]).dictionary_encode()}), where="data").schema.types
    [DataType(string)]
    """
    columns = [_plain_column(table.column(place), field, where) for place, field in enumerate(table.schema)]
    return pa.Table.from_arrays(columns, names=[str(field.name) for field in table.schema])


def _plain_column(column: pa.ChunkedArray, field: pa.Field, where: str) -> pa.ChunkedArray:
    type_ = field.type
    if pa.types.is_dictionary(type_):
        kind = pa.string() if type_.value_type == pa.string_view() else type_.value_type  # views cannot be taken
        parts = [pa.DictionaryArray.from_arrays(c.indices, c.dictionary.cast(kind)) for c in column.chunks]
        decoded = pa.chunked_array([part.dictionary_decode() for part in parts], kind)
        return _plain_column(decoded, field.with_type(kind), where)
    if pa.types.is_run_end_encoded(type_):
        decoded = pa.chunked_array([pc.run_end_decode(chunk) for chunk in column.chunks], type_.value_type)
        return _plain_column(decoded, field.with_type(type_.value_type), where)
    if pa.types.is_null(type_):
        return column.cast(pa.string())
    if pa.types.is_float16(type_):
        return column.cast(pa.float32())
    if pa.types.is_decimal(type_) and not pa.types.is_decimal128(type_):
        return column.cast(pa.string())  # the text has every digit
    has_values = not (pa.types.is_union(type_) or pa.types.is_interval(type_))
    if (
        isinstance(type_, pa.BaseExtensionType) or not has_values
    ):  # what stands in store (the number of a month, say) is not its value
        raise SourceError(
            f"values of the type {type_}",
            expected="texts, numbers, dates, times or flags, one in each cell",
            do="convert the column to dates, numbers or text, or leave it out",
            where=f"{where}, column {field.name!r}",
        )
    return column
