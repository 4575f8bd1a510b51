"""Conversions: the same rows, in one form of bytes."""

from __future__ import annotations

import gzip
import struct

import pytest

from datasets.small import zipped
from shoal.datasets.convert import convert
from shoal.datasets.entries import File
from shoal.datasets.rda import read_frame


def made(way: str, *raw: bytes, columns: dict[str, str] | None = None, member: str = "") -> bytes:
    return convert(File("x.csv", 0, "", made=way, columns=columns or {}, member=member), raw)


def test_files_of_days_become_one() -> None:
    assert made("joined", b"a,b\n1,2\n", b"a,b\n", b"a,b\n3,4\n") == b"a,b\n1,2\n3,4\n"
    with pytest.raises(ValueError, match="a file with the header"):
        made("joined", b"a,b\n1,2\n", b"b,a\n2,1\n")


def test_a_mark_is_taken_off_and_nothing_else() -> None:
    assert made("without byte-order mark", b"\xef\xbb\xbfa\r\n1\r\n") == b"a\r\n1\r\n"
    assert made("without byte-order mark", b"a\n\xef\xbb\xbf\n") == b"a\n\xef\xbb\xbf\n"


def test_a_member_of_an_archive_in_an_archive() -> None:
    assert made("unpacked", zipped(inner=zipped(table=b"a\n1\n")), member="inner//table") == b"a\n1\n"


def test_columns_divided_by_blanks() -> None:
    columns = {"id": "text", "date": "day", "n": "int", "paid": "float"}
    way = "from columns divided by blanks"
    rows = b" 00001 19970101  1   11.70\n\n 00002 19971231 12  100.00\n"
    expected = b"id,date,n,paid\n00001,1997-01-01,1,11.7\n00002,1997-12-31,12,100.0\n"
    assert made(way, rows, columns=columns) == expected
    assert made(way, b" id date n  paid\n" + rows, columns=columns) == expected


def number(value: int) -> bytes:
    return struct.pack(">i", value)


def text(value: str | None) -> bytes:
    return number(9) + (number(-1) if value is None else number(len(value)) + value.encode())


def frame(*columns: bytes, names: tuple[str, ...], version: int = 2) -> bytes:
    """Write a data frame as R does, by the description of its format."""
    start = b"RDX%d\nX\n" % version + number(version) + number(0x40000) + number(0x20300)
    start += number(5) + b"UTF-8" if version == 3 else b""
    tag = number(1) + text("frame")
    own = number(0x13 | 0x300) + number(len(columns)) + b"".join(columns)
    held = number(2 | 0x400) + number(1) + text("names") + number(16) + number(len(names)) + b"".join(map(text, names))
    return gzip.compress(start + number(2 | 0x400) + tag + own + held + number(254) + number(254))


def floats(*values: float) -> bytes:
    return number(14) + number(len(values)) + struct.pack(f">{len(values)}d", *values)


@pytest.mark.parametrize("version", [2, 3])
def test_an_r_data_frame(version: int) -> None:
    ids = number(16) + number(2) + text("1") + text(None)
    counts = number(13) + number(2) + number(3) + number(-4)
    data = frame(ids, floats(12_785.0, 0.5), counts, names=("Id", "Date", "n"), version=version)
    assert read_frame(data) == {"Id": ["1", None], "Date": [12_785.0, 0.5], "n": [3, -4]}
    columns = {"Date": "day"}
    assert (
        made("from an R data frame", frame(floats(12_785.0), names=("Date",)), columns=columns) == b"Date\n2005-01-02\n"
    )


def alternative(name: str, state: bytes) -> bytes:
    """Write a vector in one of R's other forms: its class, its package, its type, then its state."""
    parts = [number(1) + text(name), number(1) + text("base"), number(13) + number(1) + number(14)]
    about = b"".join(number(2) + part for part in parts) + number(254)
    return number(238) + about + state + number(254)


def test_r_vectors_in_other_forms() -> None:
    whole = number(13) + number(2) + number(1) + number(20)
    texts = alternative("deferred_string", number(2) + whole + number(13) + number(1) + number(0))
    wrapped = alternative("wrap_real", number(19) + number(2) + floats(0.5, 1.5) + whole)
    assert read_frame(frame(texts, wrapped, names=("Id", "x"), version=3)) == {"Id": ["1", "20"], "x": [0.5, 1.5]}
    with pytest.raises(ValueError, match="compact_intseq"):
        read_frame(frame(alternative("compact_intseq", floats(3.0, 1.0, 1.0)), names=("Id",), version=3))


def test_r_objects_that_are_not_understood_are_refused() -> None:
    with pytest.raises(ValueError, match="an R object of type 24"):
        read_frame(frame(number(24) + number(0), names=("raw",)))
    with pytest.raises(ValueError, match="no single data frame"):
        read_frame(gzip.compress(b"RDX2\nX\n" + number(2) + number(0) + number(0) + number(254)))
