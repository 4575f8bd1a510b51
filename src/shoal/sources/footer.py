"""What a Parquet file declares of itself, looked at before anything is unpacked or allocated for it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from shoal.errors import SourceError
from shoal.sources.thrift import Malformed, Reader
from shoal.sources.unpack import ALWAYS, RATIO

MOST_COLUMNS = 5_000
"""Columns of one file. Every column is looked at by itself; beyond this a table is a matrix, of pixels or genes."""

_MOST_FOOTER = 8 << 20
_MOST_ROW_GROUPS = 100_000
_MOST_DEPTH = 32
_MOST_HEADER = 1 << 20
_ROWS_PER_BYTE = 100
_FEW_ROWS = 1_000_000
_FEW_PAGES = 10_000
_BYTES_PER_PAGE = 1_024


def check_footer(path: Path, where: str) -> None:
    """Refuse a Parquet file that is cut off, damaged, encrypted, or declares more than its size can bear.

    Parameters
    ----------
    path : Path
    where : str
        The path as messages name it.

    Raises
    ------
    SourceError
    """
    size = path.stat().st_size
    footer = _footer(path, size, where)
    try:
        n_columns, n_rows = _check_schema(footer, where)
    except Malformed as error:
        raise _damaged(where) from error
    if not n_columns:
        raise SourceError("the Parquet file has no columns", expected="at least one", where=where)
    if n_columns > MOST_COLUMNS:
        raise too_many_columns(n_columns, where)
    if not n_rows:
        raise SourceError("the file has columns but no rows", expected="at least one row", where=where)
    if n_rows > max(_FEW_ROWS, _ROWS_PER_BYTE * size):
        raise SourceError(
            f"the Parquet file declares {n_rows:,} rows in {size:,} bytes", do=_AGAIN, expected=_HONEST, where=where
        )
    try:
        _check_pages(path, footer, size, where)
    except Malformed as error:
        raise _damaged(where) from error


def column_names(path: Path, where: str) -> tuple[str, ...]:
    """List the columns at the top of a Parquet file.

    Raises
    ------
    SourceError
        If it is no Parquet file, or damaged.
    """
    footer = _footer(path, path.stat().st_size, where)
    reader = Reader(footer)
    try:
        for number, kind in reader.fields():
            if number == 2 and kind == 9:
                return _top_names(reader)
            reader.skip(kind)
    except Malformed as error:
        raise _damaged(where) from error
    raise _damaged(where)


def _top_names(reader: Reader) -> tuple[str, ...]:
    names: list[str] = []
    n_open = 0
    for place in range(reader.list_head()[0]):
        name, n_children = "", 0
        for number, kind in reader.fields():
            begin = reader.place
            if number == 5 and kind == 5:
                n_children = reader.integer()
                continue
            reader.skip(kind)
            if number == 4 and kind == 8:
                name = _text_of(reader.data[begin : reader.place])
        if place and not n_open:
            names.append(name)
        n_open = 0 if not place else max(0, n_open - 1) + n_children
    return tuple(names)


def too_many_columns(n: int, where: str) -> SourceError:
    """Say that a table is too wide."""
    return SourceError(
        f"the table has {n:,} columns",
        expected=f"at most {MOST_COLUMNS:,}",
        do="keep the columns that say who a customer is and what they do; "
        "if each column is one of many alike (a product, a day), give one row for each instead",
        where=where,
    )


def _footer(path: Path, size: int, where: str) -> bytes:
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(max(0, size - 8))
        tail = file.read(8)
        if b"PARE" in (head, tail[4:]):
            raise SourceError(
                "the Parquet file is encrypted", expected="one that is not", do="write it again in clear", where=where
            )
        if head != b"PAR1":
            raise SourceError(
                "named .parquet, but it is no Parquet file",
                expected="a file that starts with PAR1",
                do="give it the name that it deserves (.csv), or export it as Parquet",
                where=where,
            )
        if tail[4:] != b"PAR1" or size < 12:
            raise SourceError("the Parquet file is cut off: its end is missing", do=_AGAIN, where=where)
        n_bytes = int.from_bytes(tail[:4], "little")
        if n_bytes > size - 12:
            raise _damaged(where)
        if n_bytes > _MOST_FOOTER:
            raise SourceError(
                f"the description at the end of the Parquet file has {n_bytes >> 20} MB",
                expected=f"at most {_MOST_FOOTER >> 20} MB",
                do="write it again with larger row groups, or with fewer columns",
                where=where,
            )
        file.seek(size - 8 - n_bytes)
        return file.read(n_bytes)


def _check_schema(footer: bytes, where: str) -> tuple[int, int]:
    """Give the number of columns and of rows; the rest of the footer is not looked at."""
    reader = Reader(footer)
    n_columns = n_rows = 0
    for number, kind in reader.fields():
        if number == 2 and kind == 9:
            n_columns = _count_columns(reader, where)
        elif number == 3:
            n_rows = reader.integer()
        elif number == 4 and kind == 9:
            n_groups = reader.list_head()[0]
            if n_groups > _MOST_ROW_GROUPS:
                raise SourceError(
                    f"the Parquet file has {n_groups:,} row groups",
                    expected=f"at most {_MOST_ROW_GROUPS:,}",
                    do="write it again with larger row groups",
                    where=where,
                )
            break
        else:
            reader.skip(kind)
    if n_rows < 0:
        raise Malformed("a negative number of rows")
    return n_columns, n_rows


def _count_columns(reader: Reader, where: str) -> int:
    """Count the columns at the top of the schema, and refuse one nested so deeply that readers would overflow."""
    n_elements, _ = reader.list_head()
    open_children: list[int] = []
    n_columns = 0
    for place in range(n_elements):
        n_children = 0
        for number, kind in reader.fields():
            begin = reader.place
            if number == 5 and kind == 5:
                n_children = reader.integer()
                continue
            reader.skip(kind)
            if number == 4 and kind == 8 and not _is_text(reader.data[begin : reader.place]):
                raise Malformed("the name of a column is no text")
        if n_children < 0 or (not open_children and place):
            raise Malformed("the schema does not add up")
        n_columns = n_children if not place else n_columns
        if open_children:
            open_children[-1] -= 1
        if n_children:
            open_children.append(n_children)
        if len(open_children) > _MOST_DEPTH:
            raise SourceError(
                f"the columns of the Parquet file are nested more than {_MOST_DEPTH} deep",
                expected="a flat table",
                do="export the values themselves as columns",
                where=where,
            )
        while open_children and not open_children[-1]:
            open_children.pop()
    if open_children:
        raise Malformed("the schema does not add up")
    return n_columns


def _check_pages(path: Path, footer: bytes, size: int, where: str) -> None:
    """Add up what the pages say they unpack to; the totals of the footer need not be true."""
    n_bytes = 0
    most_pages = max(_FEW_PAGES, size // _BYTES_PER_PAGE)
    with path.open("rb") as file:
        for n_pages, (n_packed, n_plain) in enumerate(_pages(footer, file, size)):
            n_bytes += n_plain
            if n_packed < 0 or n_plain < 0:
                raise Malformed("a page of negative size")
            if n_bytes > max(ALWAYS, RATIO * size):
                raise SourceError(
                    f"the Parquet file unpacks to more than {RATIO} times its size",
                    expected=_HONEST,
                    do=_AGAIN,
                    where=where,
                )
            if n_pages > most_pages:
                raise SourceError(
                    "the Parquet file is cut into more pages than it has kilobytes",
                    expected=_HONEST,
                    do="write it again with larger pages",
                    where=where,
                )


def _pages(footer: bytes, file: IO[bytes], size: int) -> Iterator[tuple[int, int]]:
    """Go through the pages of all columns: the size of each as it is, and unpacked."""
    for begin, n_bytes in _columns(footer):
        place, end = begin, begin + n_bytes
        if not 4 <= begin <= end <= size:
            raise Malformed("a column lies outside of the file")
        while place < end:
            file.seek(place, io.SEEK_SET)
            n_header, n_packed, n_plain = _page_header(file, end - place)
            yield n_packed, n_plain
            place += n_header + max(0, n_packed)


def _columns(footer: bytes) -> Iterator[tuple[int, int]]:
    """Say where each column of each row group begins, and how many bytes it has.

    Read here and not by a library: damaged statistics end the process of one.
    """
    reader = Reader(footer)
    for number, kind in reader.fields():
        if number != 4 or kind != 9:
            reader.skip(kind)
            continue
        for _ in range(reader.list_head()[0]):
            for field, inner in reader.fields():
                if field == 1 and inner == 9:
                    for _ in range(reader.list_head()[0]):
                        yield _column(reader)
                else:
                    reader.skip(inner)


def _column(reader: Reader) -> tuple[int, int]:
    """Read where a column begins and its size out of its description."""
    found = {7: 0, 9: 0, 11: 0}
    for number, kind in reader.fields():
        if number != 3 or kind != 12:
            reader.skip(kind)
            continue
        for field, inner in reader.fields():
            if field in found and inner == 6:
                found[field] = reader.integer()
            else:
                reader.skip(inner)
    return min((place for place in (found[9], found[11]) if place), default=0), found[7]


def _page_header(file: IO[bytes], n_left: int) -> tuple[int, int, int]:
    """Read the sizes of a page: of its header, of what follows, and of that unpacked."""
    n_bytes = 256
    while True:
        data = file.read(min(n_bytes, n_left))
        reader = Reader(data)
        sizes = {2: 0, 3: 0}
        try:
            for number, kind in reader.fields():
                if number in sizes and kind == 5:
                    sizes[number] = reader.integer()
                else:
                    reader.skip(kind)
        except Malformed:
            if len(data) >= n_left or n_bytes >= _MOST_HEADER:
                raise
            file.seek(-len(data), io.SEEK_CUR)
            n_bytes *= 16  # a header with long statistics
            continue
        return reader.place, sizes[3], sizes[2]


def _text_of(name_and_length: bytes) -> str:
    name = Reader(name_and_length)
    name.varint()
    return name_and_length[name.place :].decode("utf-8", "replace")


def _is_text(name_and_length: bytes) -> bool:
    """Say whether a name, after its length, is UTF-8."""
    name = Reader(name_and_length)
    name.varint()
    try:
        name_and_length[name.place :].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _damaged(where: str) -> SourceError:
    return SourceError("the Parquet file cannot be read; it is damaged", do=_AGAIN, where=where)


_AGAIN = "copy or export the file again"
_HONEST = "a file that holds what it declares"
