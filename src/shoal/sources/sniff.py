"""What a file seems to be, from its first bytes, and how its text is encoded."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shoal.errors import NoRoom, SourceError, of_disk
from shoal.sources.encoding import survey, wide_encoding
from shoal.sources.footer import check_footer
from shoal.sources.json_rows import seems_json

_HEAD = 4096
_MOST_BLANK = 1 << 20
_CONTROL = tuple(code for code in range(1, 32) if code not in (9, 10, 11, 12, 13, 26, 27))
_MAGIC = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x04\x22\x4d\x18", "an LZ4 archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"ARROW1", "an Arrow file"),
    (b"ORC", "an ORC file"),
    (b"Obj\x01", "an Avro file"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"\x80\x02", "a pickle of Python"),
    (b"\x80\x03", "a pickle of Python"),
    (b"\x80\x04", "a pickle of Python"),
    (b"\x80\x05", "a pickle of Python"),
    (b"\x93NUMPY", "an array of NumPy"),
)
_MARKUP = ((b"<!doctype html", "an HTML page"), (b"<html", "an HTML page"), (b"<table", "an HTML page"),
           (b"<?xml", "an XML document"))  # fmt: skip


@dataclass(frozen=True)
class Look:
    """What a look at a file has shown.

    Parameters
    ----------
    is_parquet : bool
    encoding : str
        As `wide_encoding` and `survey` name it; empty for Parquet.
    is_plain : bool
        True where the engine can read the text as it is.
    n_lines : int
        Lines that are not empty, where `is_plain`.
    is_json : bool
    """

    is_parquet: bool
    encoding: str = ""
    is_plain: bool = False
    n_lines: int = 0
    is_json: bool = False


@contextmanager
def steady(path: Path, where: str) -> Iterator[None]:
    """Make sure that a file is one, and that nobody changes it while it is read.

    Parameters
    ----------
    path : Path
    where : str
        The path as messages name it.

    Raises
    ------
    SourceError
        If it is no file, cannot be opened, or has changed in the end.
    """
    try:
        before = path.stat()
        if not stat.S_ISREG(before.st_mode):  # opening a pipe would wait for ever
            raise SourceError(
                f"it is {_sort(before.st_mode)}, not a file",
                expected="a file on the disk",
                do="save what it gives to a file and name that",
                where=where,
            )
        yield
        after = path.stat()
    except FileNotFoundError as error:
        raise SourceError("there is no such file", do="check the path", where=where) from error
    except OSError as error:
        refused = of_disk(error)
        if isinstance(refused, NoRoom) or (refused is not None and error.filename not in (None, str(path))):
            raise refused from error  # not of this file, but of the place where copies go
        raise SourceError(
            f"cannot be opened ({error.strerror or error})", do="check the path and its rights", where=where
        ) from error
    if _identity(before) != _identity(after):
        raise SourceError(
            "the file changed while it was read",
            expected="a file that nobody writes to",
            do="run it again when the file is complete",
            where=where,
        )


def look(path: Path, where: str) -> Look:
    """Look at a file: Parquet, text of some encoding, or no table at all.

    Parameters
    ----------
    path : Path
    where : str
        The path as messages name it.

    Raises
    ------
    SourceError
        If it is empty, or is something else; the message says what it seems to be.
    """
    head = _head(path)
    if not head:
        raise SourceError("the file is empty", expected="a header and rows", where=where)
    if head.startswith((b"PAR1", b"PARE")) or where.lower().endswith((".parquet", ".pq")):
        check_footer(path, where)
        return Look(is_parquet=True)
    _refuse_other(head, where)
    if seems_json(head, where):
        return Look(is_parquet=False, is_json=True)
    encoding = wide_encoding(head)
    if encoding:
        return Look(False, encoding)
    strange = sum(head.count(bytes([code])) for code in _CONTROL)
    if strange > 0.02 * len(head) or head.count(0) > 0.2 * len(head):
        raise SourceError(
            "it seems to be a binary file, not a table", expected="CSV, TSV, Parquet, JSON or Excel", where=where
        )
    seen = survey(path)
    if not seen.encoding:
        raise SourceError(
            "its text is neither UTF-8 nor Western European (cp1252)",
            expected="UTF-8",
            do="save it as UTF-8 in the program it comes from, or convert it: iconv -f CODEPAGE -t UTF-8 FILE",
            where=where,
        )
    return Look(False, seen.encoding, seen.is_plain, seen.n_lines)


def _head(path: Path) -> bytes:
    """Give the first bytes, from the block on that is not blank; empty where all is blank."""
    with path.open("rb") as file:
        while file.tell() < _MOST_BLANK:
            head = file.read(_HEAD)
            if not head:
                return b""
            if head.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
                return head
    return b""


def _refuse_other(head: bytes, where: str) -> None:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    seems = next((name for magic, name in _MAGIC if head.startswith(magic)), None)
    seems = seems or next((name for magic, name in _MARKUP if start.startswith(magic)), None)
    if seems:
        raise SourceError(
            f"it seems to be {seems}, not a table",
            expected="CSV, TSV, Parquet, JSON or Excel",
            do="export the table as CSV or Parquet",
            where=where,
        )


def _sort(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a folder"
    if stat.S_ISFIFO(mode):
        return "a pipe"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a device"


def _identity(found: os.stat_result) -> tuple[int, int, int, int]:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
