"""What a file seems to be, from its first bytes, and how its text is encoded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shoal.errors import SourceError
from shoal.sources.encoding import eight_bit_encoding, utf16_of

_HEAD = 4096
_CONTROL = tuple(code for code in range(1, 32) if code not in (9, 10, 11, 12, 13, 26, 27))
_MAGIC = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a zip archive or an Excel workbook"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook or another Office file"),
    (b"SQLite format 3", "an SQLite database"),
)
_MARKUP = ((b"<!doctype html", "an HTML page"), (b"<html", "an HTML page"), (b"<?xml", "an XML document"))


@dataclass(frozen=True)
class Look:
    """What a look at a file has shown.

    Parameters
    ----------
    is_parquet : bool
    encoding : str
        ``utf-8``, ``utf-8-sig``, ``utf-16-le``, ``utf-16-be``, ``cp1252`` or ``mixed``; empty for Parquet.
    has_nul : bool
        True where NUL bytes stand in 8-bit text.
    """

    is_parquet: bool
    encoding: str = ""
    has_nul: bool = False


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
        If it is empty, cannot be opened, or is something else; the message says what it seems to be.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            file.seek(0, 2)
            size = file.tell()
            file.seek(max(0, size - 4))
            tail = file.read(4)
    except FileNotFoundError as error:
        raise SourceError("there is no such file", do="check the path", where=where) from error
    except OSError as error:
        raise SourceError(
            f"cannot be opened ({error.strerror})", do="check the path and its rights", where=where
        ) from error
    if not head.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise SourceError("the file is empty", expected="a header and rows", where=where)
    if head.startswith(b"PAR1") or path.suffix.lower() in (".parquet", ".pq"):
        _check_parquet(head, tail, size, where)
        return Look(is_parquet=True)
    _refuse_other(head, where)
    encoding = utf16_of(head)
    if encoding:
        return Look(False, encoding)
    strange = sum(head.count(bytes([code])) for code in _CONTROL)
    if strange > 0.02 * len(head) or head.count(0) > 0.2 * len(head):
        raise SourceError("it seems to be a binary file, not a table", expected="CSV, TSV or Parquet", where=where)
    encoding, has_nul = eight_bit_encoding(path)
    return Look(False, encoding, has_nul)


def _check_parquet(head: bytes, tail: bytes, size: int, where: str) -> None:
    if not head.startswith(b"PAR1"):
        raise SourceError(
            "named .parquet, but it is no Parquet file", expected="a file that starts with PAR1", where=where
        )
    if tail != b"PAR1" or size < 12:
        raise SourceError(
            "the Parquet file is cut off: its end is missing", do="copy or export the file again", where=where
        )


def _refuse_other(head: bytes, where: str) -> None:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    seems = next((name for magic, name in _MAGIC if head.startswith(magic)), None)
    seems = seems or next((name for magic, name in _MARKUP if start.startswith(magic)), None)
    if seems is None and start.startswith((b'{"', b"[{", b"[\n", b"[[", b"{\n")):
        seems = "a JSON document"
    if seems:
        raise SourceError(
            f"it seems to be {seems}, not a table",
            expected="CSV, TSV or Parquet",
            do="export the table as CSV or Parquet",
            where=where,
        )
