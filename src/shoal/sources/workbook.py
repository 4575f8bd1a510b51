"""Workbooks (Excel, OpenDocument): which sheets they have, and one sheet as a table."""

from __future__ import annotations

import csv
import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from shoal.engine import quote
from shoal.errors import SourceError
from shoal.sources.delimited import load_text
from shoal.sources.footer import MOST_COLUMNS, too_many_columns
from shoal.sources.sniff import Look
from shoal.sources.unpack import ALWAYS, RATIO, refuse_many
from shoal.terms import Engine, Loaded
from shoal.terms.sources import file_name

SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")

MOST_CELLS = 50_000_000
"""Cells of a sheet from its first corner to its last; the reader keeps all of them, the empty ones too."""

_MOST_UNPACKED = 2 << 30
_OLD = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FIRST_MEMBERS = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"xl/", b"word/", b"ppt/", b"mimetype")
_OLD_BOOK = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_REFERENCE = re.compile(rb'<c r="([A-Z]{1,4})\d')
_ROW = re.compile(rb'<row[^>]*? r="(\d{1,9})"')
_REPEATED = re.compile(rb'table:number-(?:columns|rows)-repeated="(\d+)"[^>]*?(/?)>')
_EMPTY_ROWS = re.compile(rb"<table:table-row[^>]*>(?:<table:(?:covered-)?table-cell[^>]*/>)*</table:table-row>")
_CELLS_OF_ROW = 50
"""Cells that a repeated row of OpenDocument is taken to have."""

_CHUNK = 1 << 20
_HEAD_ROWS = 20


@dataclass(frozen=True)
class _Sheet:
    """The rows of a sheet from its header on.

    Parameters
    ----------
    header : tuple of str
    n_titles : int
        Rows before the header that are passed over.
    first : int
        The place of the first row below the header.
    """

    header: tuple[str, ...]
    n_titles: int
    first: int


def is_workbook(file: Path) -> bool:
    """Say whether a file is a workbook, or something else from an office, by its first bytes."""
    with file.open("rb") as opened:
        head = opened.read(100)
    return head.startswith(_OLD) or (head.startswith(b"PK\x03\x04") and head[30:].startswith(_FIRST_MEMBERS))


def sheet_names(file: Path, where: str) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """List the sheets of a workbook that can be seen, and the others with the reason.

    Parameters
    ----------
    file : Path
    where : str
        The path as messages name it.

    Raises
    ------
    SourceError
        If it is damaged, has a password, unpacks to too much, or the reader is not installed.
    """
    with _opened(file, where) as book:
        sheets: list[str] = []
        others: list[tuple[str, str]] = []
        for sheet in book.sheets_metadata:
            if _word(sheet.typ) != "WorkSheet":
                others.append((sheet.name, "it is a chart or a macro, not a sheet of cells"))
            elif _word(sheet.visible) != "Visible":
                others.append((sheet.name, f"it is hidden; name it ({file_name(where)}#{sheet.name}) to use it"))
            else:
                sheets.append(sheet.name)
        return tuple(sheets), tuple(others)


def load_sheet(engine: Engine, name: str, path: str, file: Path, scratch: Path) -> Loaded:
    """Load one sheet; without a name after the ``#``, the only one that can be seen.

    Parameters
    ----------
    engine : Engine
    name : str
        Of the relation to make.
    path : str
        As it stands in shoal.toml: ``book.xlsx#Sheet``.
    file : Path
    scratch : Path
        Where a copy goes while it is needed.
    """
    copy = scratch / f"{name}.sheet"
    scratch.mkdir(parents=True, exist_ok=True)
    try:
        with _opened(file, path) as book:
            wanted = path.rpartition("#")[2] if "#" in path else _only(file, path)
            if wanted not in book.sheet_names:
                raise SourceError(
                    f"there is no sheet {wanted!r}",
                    expected="one of " + ", ".join(map(repr, book.sheet_names)),
                    do="correct the name after the #",
                    where=path,
                )
            _refuse_wide(file, path)
            sheet = book.get_sheet_by_name(wanted)
            if sheet.total_width > MOST_COLUMNS:
                raise too_many_columns(sheet.total_width, path)
            head = _head(list(_first(sheet.iter_rows())), path)
            fractions = _write(sheet.iter_rows(), head, copy)
        seen = Look(is_parquet=False, encoding="utf-8", is_plain=True, n_lines=_n_lines(copy))
        loaded = load_text(engine, name, path, copy, seen, scratch)
    finally:
        copy.unlink(missing_ok=True)
    said = [f"{file_name(path)}: {_rows(head.n_titles)} before the header passed over"] if head.n_titles else []
    return replace(
        _with_numbers(engine, loaded, fractions), delimiter="", encoding="", warnings=(*said, *loaded.warnings)
    )


def _rows(n: int) -> str:
    return "1 row was" if n == 1 else f"{n} rows were"


def _only(file: Path, path: str) -> str:
    names, _ = sheet_names(file, path)
    if len(names) != 1:
        raise SourceError(
            f"the workbook has {len(names)} sheets",
            expected="one, or the name of one",
            do=f"write {file_name(path)}#NAME with the name of the sheet",
            where=path,
        )
    return names[0]


@contextmanager
def _opened(file: Path, where: str) -> Iterator[Any]:
    """Open a workbook after a look at its size, and say in words what is wrong with it."""
    try:
        import python_calamine as calamine  # noqa: PLC0415 - an extra that not everybody has
    except ImportError as error:
        raise SourceError(
            "it is a workbook, and what reads workbooks is not installed",
            expected="the extra `excel`",
            do="pip install 'shoal[excel]', or save the sheet as CSV (UTF-8)",
            where=where,
        ) from error
    _refuse_large(file, where)
    try:
        with calamine.CalamineWorkbook.from_path(str(file)) as book:
            yield book
    except calamine.PasswordError as error:
        raise _locked(where) from error
    except (calamine.CalamineError, ValueError, KeyError) as error:
        raise _damaged(where) from error


def _refuse_large(file: Path, where: str) -> None:
    """Refuse what unpacks to too much, or is locked, before the reader takes it into memory."""
    if not zipfile.is_zipfile(file):
        with file.open("rb") as opened:
            head = opened.read(1 << 20)
        if _ENCRYPTED in head:
            raise _locked(where)
        if head.startswith(_OLD) and not any(mark in head or mark in _tail(file) for mark in _OLD_BOOK):
            raise SourceError("it is an old Office file, but no Excel workbook", do=_AGAIN, where=where)
        return
    refuse_many(file, where)
    with zipfile.ZipFile(file) as archive:
        n_bytes = sum(member.file_size for member in archive.infolist())
    if n_bytes > min(_MOST_UNPACKED, max(ALWAYS, RATIO * file.stat().st_size)):
        raise SourceError(
            f"the workbook unpacks to {n_bytes >> 20} MB, far more than a table of its size",
            expected=f"no more than {RATIO} times its size",
            do="save the sheet as CSV (UTF-8)",
            where=where,
        )


def _tail(file: Path) -> bytes:
    with file.open("rb") as opened:
        opened.seek(max(0, file.stat().st_size - (1 << 20)))
        return opened.read()


def _refuse_wide(file: Path, where: str) -> None:
    """Refuse a workbook with cells so far apart that the empty ones between them fill the memory."""
    if not zipfile.is_zipfile(file):
        return
    try:
        with zipfile.ZipFile(file) as archive:
            extents = [_extent(archive, member) for member in archive.infolist()]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _damaged(where) from error
    for width, height in extents:
        if width > MOST_COLUMNS:
            raise too_many_columns(width, where)
        if width * height > MOST_CELLS:
            raise SourceError(
                f"a sheet reaches to row {height:,} and column {width:,}",
                expected=f"at most {MOST_CELLS:,} cells",
                do="delete what stands far from the table, or save the sheet as CSV (UTF-8)",
                where=where,
            )


def _extent(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[int, int]:
    """Find the last column and the last row of a sheet, whatever it declares of itself; (0, 0) for what is none.

    Every member is read to its end, so that none is longer than it declares.
    """
    is_sheet = member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml")
    is_ods = member.filename == "content.xml"
    widest, height, repeated = b"", 0, 0
    for piece in _pieces(archive, member, b"<table:table-row" if is_ods else b"<"):
        if is_sheet:
            widest = max(widest, max(_REFERENCE.findall(piece), key=_order, default=b""), key=_order)
            height = max(height, max(map(int, _ROW.findall(piece)), default=0))
        elif is_ods:
            filled = _EMPTY_ROWS.sub(b"", piece)
            repeated = max(repeated, max((int(n) for n, empty in _REPEATED.findall(filled) if not empty), default=0))
    width = 0
    for letter in widest:
        width = 26 * width + letter - 64
    return (1, repeated * _CELLS_OF_ROW) if is_ods else (width, height)


def _order(letters: bytes) -> tuple[int, bytes]:
    return len(letters), letters


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo, mark: bytes) -> Iterator[bytes]:
    """Unpack a member a piece at a time, cut before a mark."""
    rest = b""
    with archive.open(member) as opened:
        while chunk := opened.read(_CHUNK):
            whole, cut, rest = (rest + chunk).rpartition(mark)
            rest = (cut + rest)[-_CHUNK:]
            yield whole
    yield rest


def _first(rows: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """Give the first rows, until so many of them are filled."""
    n_filled = 0
    for row in rows:
        yield row
        n_filled += any(cell != "" for cell in row)
        if n_filled >= _HEAD_ROWS:
            return


def _head(rows: list[Sequence[Any]], where: str) -> _Sheet:
    """Find the header: the first row that fills most of the width with texts; a row of groups above it helps out."""
    n_filled = [sum(cell != "" for cell in row) for row in rows]
    if max(n_filled, default=0) == 0:
        raise SourceError("the sheet is empty", expected="a header and rows", do="name another sheet", where=where)
    usual = max(n_filled)
    for place, row in enumerate(rows):
        if n_filled[place] >= max(2, 0.6 * usual) and all(isinstance(cell, str) for cell in row):
            below = place + 1 < len(rows) and _goes_on(row, rows[place + 1])
            names, first = _joined(rows, place + below)
            return _Sheet(names, sum(map(bool, n_filled[: place + below])) - _used(rows, place + below), first)
    first = next(place for place, n in enumerate(n_filled) if n)
    return _Sheet((), 0, first)


def _goes_on(row: Sequence[Any], below: Sequence[Any]) -> bool:
    """Say whether the names stand in two rows: what is empty in the first is named in the second."""
    texts = all(isinstance(cell, str) for cell in below)
    return texts and "" in row and any(low and not up for up, low in zip(row, below, strict=True))


def _joined(rows: list[Sequence[Any]], place: int) -> tuple[tuple[str, ...], int]:
    """Give the names of a header; an empty or repeated one takes that of the merged cell above it."""
    names = [str(cell).strip() for cell in rows[place]]
    if _used(rows, place):
        above, group = [str(cell).strip() for cell in rows[place - 1]], ""
        for column, name in enumerate(names):
            group = above[column] or group
            if not name:
                names[column] = above[column]
            elif names.count(name) > 1 and group:
                names[column] = f"{group} {name}"
    return tuple(names), place + 1


def _used(rows: list[Sequence[Any]], place: int) -> bool:
    """Say whether the row above the header helps to name its columns."""
    if not place:
        return False
    filled = [name for name in rows[place] if name != ""]
    above = sum(cell != "" for cell in rows[place - 1])
    return above > 1 and (len(filled) < len(rows[place]) or len(set(filled)) < len(filled))


def _write(rows: Iterator[Sequence[Any]], head: _Sheet, target: Path) -> tuple[bool, ...]:
    """Write the table as CSV; say of each column whether it holds numbers alone, with fractions among them."""
    kinds: list[set[str]] = []
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        if head.header:
            writer.writerow(head.header)
        for place, row in enumerate(rows):
            if place < head.first:
                continue
            kinds = kinds or [set() for _ in row]
            cells = [_cell(value, kind) for value, kind in zip(row, kinds, strict=True)]
            if any(cells):
                writer.writerow(cells)
    return tuple(kind in ({"fraction"}, {"whole", "fraction"}) for kind in kinds)


def _cell(value: Any, kinds: set[str]) -> str:
    """Write a cell, and note what it is."""
    if isinstance(value, str):
        if value:
            kinds.add("text")
        return value.encode("utf-8", "replace").decode().replace("\0", "")
    if isinstance(value, int | float) and not isinstance(value, bool):
        if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
            kinds.add("whole")
            return str(int(value))
        kinds.add("fraction")
        return repr(value)
    kinds.add("other")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return value.isoformat(" ") if value.time() != dt.time() else value.date().isoformat()
    return str(value)


def _with_numbers(engine: Engine, loaded: Loaded, fractions: tuple[bool, ...]) -> Loaded:
    """Give columns of numbers their type: the decimal mark of what was a number is no question."""
    if len(fractions) != len(loaded.columns) or not any(fractions):
        return loaded
    listed = ", ".join(
        f"CAST({quote(column)} AS DOUBLE) AS {quote(column)}" if is_number else quote(column)
        for column, is_number in zip(loaded.columns, fractions, strict=True)
    )
    name = loaded.relation.name
    relation = engine.create(name, f"SELECT shoal_row, {listed} FROM {name}", step=f"numbers of {loaded.path}")
    return replace(loaded, relation=relation)


def _n_lines(file: Path) -> int:
    with file.open("rb") as opened:
        return sum(1 for _ in opened)


def _word(value: Any) -> str:
    return str(value).rpartition(".")[2]


def _damaged(where: str) -> SourceError:
    return SourceError("the workbook is damaged, or no workbook at all", do=_AGAIN, where=where)


def _locked(where: str) -> SourceError:
    return SourceError(
        "the workbook has a password", expected="one without", do="open it, and save a copy without", where=where
    )


_AGAIN = "open it and save it again as .xlsx, or save the sheet as CSV (UTF-8)"
