"""Files as they come: encodings, layouts, broken lines, and things that are no table."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shoal import sources
from shoal.errors import SourceError
from shoal.sources.folder import candidates
from shoal.terms import Silent

GERMAN = "Kunde;Straße;Betrag\n1;Müllerweg;1,50\n2;Äpfelgasse;2,00\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_encoding_gives_the_same_rows(shelf, encoding):
    loaded = shelf.load(GERMAN.encode(encoding))
    assert loaded.columns == ("Kunde", "Straße", "Betrag")
    assert loaded.delimiter == ";"
    assert shelf.rows(loaded.relation) == [(1, "1", "Müllerweg", "1,50"), (2, "2", "Äpfelgasse", "2,00")]
    assert any("cp1252" in warning for warning in loaded.warnings) == (encoding == "cp1252")
    assert not list(shelf.scratch.glob("*"))


def test_mixed_encodings_are_read_line_by_line_and_said(shelf):
    lines = ["id,name", *(f"{i},Jürgen" for i in range(50))]
    raw = [line.encode() for line in lines]
    raw[7], raw[20] = "6,Jürgen".encode("cp1252"), "19,Jürgen".encode("cp1252")
    loaded = shelf.load(b"\n".join(raw))
    assert {row[2] for row in shelf.rows(loaded.relation)} == {"Jürgen"}
    assert loaded.encoding == "mixed"
    assert loaded.warnings == ("file.csv: 2 lines are not UTF-8 and read as cp1252, the first is line 8",)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_delimiters(shelf, mark):
    loaded = shelf.load(f"a{mark}b\n1{mark}x\n2{mark}y\n")
    assert (loaded.delimiter, shelf.rows(loaded.relation)) == (mark, [(1, "1", "x"), (2, "2", "y")])


def test_quotes_hold_delimiters_quotes_and_line_ends(shelf):
    loaded = shelf.load('a,b\n"x,1","he said ""no"""\n"two\nlines",2\n')
    assert shelf.rows(loaded.relation) == [(1, "x,1", 'he said "no"'), (2, "two\nlines", "2")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(shelf, end):
    loaded = shelf.load(end.join(["a,b", "1,x", "2,y", ""]))
    assert shelf.rows(loaded.relation) == [(1, "1", "x"), (2, "2", "y")]


def test_ragged_rows_are_set_aside_and_keep_the_numbers_of_the_others(shelf):
    loaded = shelf.load("a,b,c\n1,2,3\n4,5\n6,7,8\n9,9,9,9\n1,1\n10,11,12\n")
    assert [row[0] for row in shelf.rows(loaded.relation)] == [1, 3, 6]
    assert shelf.rows(loaded.malformed) == [
        (2, "ragged_row", "4,5"),
        (4, "ragged_row", "9,9,9,9"),
        (5, "ragged_row", "1,1"),
    ]


def test_rows_keep_their_order_and_numbers_in_a_file_of_many_blocks(shelf):
    n = 300_000
    loaded = shelf.load("i,text\n" + "".join(f"{i},{'x' * 100}\n" for i in range(1, n + 1)))
    assert shelf.engine.rows(
        f"SELECT count(*), count(CASE WHEN CAST(shoal_row AS VARCHAR) = i THEN 1 END) FROM {loaded.relation.name}"
    ) == [(n, n)]


def test_nul_bytes_are_set_aside(shelf):
    loaded = shelf.load(b"a,b\n1,x\n2,y\0z\n3,w\n4\n")
    assert shelf.rows(loaded.relation) == [(1, "1", "x"), (3, "3", "w")]
    assert [row[:2] for row in shelf.rows(loaded.malformed)] == [(2, "nul_byte"), (4, "ragged_row")]
    assert any("NUL" in warning for warning in loaded.warnings)


def test_names_are_made_unique_also_in_another_case(shelf):
    loaded = shelf.load("id,,ID,id,shoal_row,id_2\n1,2,3,4,5,6\n")
    assert loaded.columns == ("id", "column_2", "ID_3", "id_4", "shoal_row_2", "id_2")
    assert len({name.casefold() for name in loaded.columns}) == 6
    assert len(loaded.warnings) == 4


def test_column_names_may_hold_anything(shelf):
    names = ("a'b", 'say ""x""', "x; DROP TABLE y", "ü €", "{'k': 1}")
    header = ",".join(f'"{name}"' for name in names)
    loaded = shelf.load(f"{header}\n1,2,3,4,5\n")
    assert loaded.columns == ("a'b", 'say "x"', "x; DROP TABLE y", "ü €", "{'k': 1}")
    assert shelf.rows(loaded.relation) == [(1, "1", "2", "3", "4", "5")]


def test_no_header(shelf):
    loaded = shelf.load("c1,2025-01-03,12.50\nc2,2025-01-04,3.00\n")
    assert loaded.columns == ("column_1", "column_2", "column_3")
    assert len(shelf.rows(loaded.relation)) == 2
    assert "no header" in loaded.warnings[0]


def test_years_are_names_of_columns(shelf):
    assert shelf.load("customer,2021,2022,2023\n1,4,5,6\n2,7,8,9\n").columns[1:] == ("2021", "2022", "2023")


def test_a_name_that_looks_like_a_pattern_is_one_file(shelf):
    shelf.put("orders1.csv", "a,b\n9,9\n")
    loaded = shelf.load("a,b\n1,2\n", "orders[1].csv")
    assert shelf.rows(loaded.relation) == [(1, "1", "2")]


def png() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def a_zip(folder: Path) -> bytes:
    path = folder / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.csv", "a,b\n1,2\n")
    return path.read_bytes()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b" \n\n \r\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"a,b,c\n", "header but no rows"),
        (b"a;b;c", "header but no rows"),
        (png(), "PNG picture"),
        (b"%PDF-1.7\n%\xe2\xe3\n1 0 obj", "PDF document"),
        (b"<!DOCTYPE html><html><body>a,b</body></html>", "HTML page"),
        (b'{"a": [1, 2], "b": [1, 2]}', "no rows"),
        (b'[{"a": 1}, {"a": 2}', "cut off: it ends within record 2"),
        (bytes(range(256)) * 20, "binary file"),
        (b"Once upon a time there was a shop.\nIt sold many things to many people.\n", "running text"),
        (b"Dear all, it rains.\nNo.\nWell, well, well, so it does, now.\nYes, no.\nOh\n", "text, not a table"),
        (b"1\n2\n3\n", "one column only"),
        (b"a,b\n1\n2\n3,3,3\n", "text, not a table"),
        (b"PAR1 not really", "cut off"),
    ],
)
def test_what_is_no_table_is_refused_in_words(shelf, content, says):
    with pytest.raises(SourceError, match=says) as caught:
        shelf.load(content)
    assert caught.value.where == "file.csv"


def test_a_zip_of_one_table_is_read(shelf, tmp_path):
    loaded = shelf.load(a_zip(tmp_path), "export.zip")
    assert shelf.rows(loaded.relation) == [(1, "1", "2")]
    assert not list(shelf.scratch.glob("*"))


def test_missing_file(shelf, tmp_path):
    with pytest.raises(SourceError, match="there is no such file"):
        sources.load(shelf.engine, {"x.csv": tmp_path / "x.csv"}, scratch=shelf.scratch, progress=Silent())


def test_parquet_keeps_types_and_is_refused_when_it_is_cut_off_or_a_fake(shelf, tmp_path):
    table = pa.table({"id": [1, 2], "ID": ["x", None], "shoal_row": [0.5, 1.5]})
    pq.write_table(table, tmp_path / "t.parquet")
    whole = (tmp_path / "t.parquet").read_bytes()
    loaded = shelf.load(whole, "t.parquet")
    assert loaded.columns[0] == "id"
    assert len({name.casefold() for name in (*loaded.columns, "shoal_row")}) == 4
    assert shelf.rows(loaded.relation) == [(1, 1, "x", 0.5), (2, 2, None, 1.5)]
    for broken, says in (
        (whole[:-20], "cut off"),
        (b"a,b\n1,2\n", "no Parquet file"),
        (b"PAR1" + b"\x07" * 90 + b"PAR1", "damaged"),
    ):
        with pytest.raises(SourceError, match=says):
            shelf.load(broken, "t.parquet")


def test_tables_of_the_python_api(shelf):
    loaded = shelf.load(pa.table({"id": [1, 2], "x": [0.5, None]}), "frame:people")
    assert (loaded.path, loaded.columns) == ("frame:people", ("id", "x"))
    assert shelf.rows(loaded.relation) == [(1, 1, 0.5), (2, 2, None)]
    with pytest.raises(SourceError, match="no rows"):
        shelf.load(pa.table({"id": pa.array([], pa.int64())}), "frame:empty")


def test_candidates_of_a_folder(tmp_path):
    for name in ("b.csv", "a.PARQUET", "c.tsv", "d.txt", "readme.md", "x.png", ".hidden.csv"):
        (tmp_path / name).write_text("")
    (tmp_path / "sub.csv").mkdir()
    tables, others = candidates(tmp_path)
    assert [path.name for path in tables] == ["a.PARQUET", "b.csv", "c.tsv", "d.txt"]
    assert [path.name for path, _ in others] == ["readme.md", "sub.csv", "x.png"]
