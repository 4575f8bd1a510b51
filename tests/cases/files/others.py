"""Other things under the name of a table."""

from __future__ import annotations

import io
import pickle
import sqlite3
from pathlib import Path

import pyarrow as pa

from cases.case import Case, FileRefused
from cases.shop import HEADER, LINES

TABLE = pa.table({"customer_id": ["a", "b"], "spent": [1.0, 2.0]})


def sqlite(folder: Path) -> None:
    with sqlite3.connect(folder / "orders.csv") as connection:
        connection.execute("CREATE TABLE orders (customer_id TEXT)")
    connection.close()


def arrow() -> bytes:
    out = io.BytesIO()
    with pa.ipc.new_file(out, TABLE.schema) as writer:
        writer.write_table(TABLE)
    return out.getvalue()


RECORDS = [dict(zip(HEADER, line, strict=True)) for line in LINES]

CASES = (
    *(
        Case(name, f"{what}, named orders.csv", content, FileRefused(words, do="export the table as CSV or Parquet"))
        for name, what, content, words in (
            ("html", "a page of HTML", b"<!DOCTYPE html><html><body>a,b</body></html>", "an HTML page"),
            ("html-table", "a table in HTML, as some shops export for Excel", b"<table><tr><td>1</td></tr></table>",
             "an HTML page"),
            ("xml", "an XML document", b"<?xml version='1.0'?><a><b>1,2</b></a>", "an XML document"),
            ("pdf", "a PDF document", b"%PDF-1.7\n%\xe2\xe3\n1 0 obj", "a PDF document"),
            ("png", "a picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "a PNG picture"),
            ("pickle", "a pickle", pickle.dumps(RECORDS), "a pickle of Python"),
            ("arrow", "an Arrow file", arrow(), "an Arrow file"),
        )
    ),
    Case("sqlite", "an SQLite database, named orders.csv", sqlite, FileRefused("an SQLite database", do="export")),
    Case("binary", "random bytes, named orders.csv", bytes(range(256)) * 20, FileRefused("a binary file")),
    Case("letter", "a letter", b"Dear all, it rains.\nNo.\nWell, well, well, so it does, now.\nYes, no.\nOh\n",
         FileRefused("text, not a table", do="export it as CSV")),
    Case("prose", "a story", b"Once upon a time there was a shop.\nIt sold many things to many people.\n",
         FileRefused("running text", do="export it as CSV")),
    Case("log", "the log of a server", b'10.0.0.1 - - [10/Oct/2025:13:55:36] "GET /a HTTP/1.1" 200 23\n' * 30,
         FileRefused("not a table", do="export it as CSV")),
    Case("sql-dump", "a dump of SQL", b"-- dump\nINSERT INTO orders VALUES ('K1','2025-01-01',3);\n" * 20,
         FileRefused("no usable rows", do="look at its first lines")),
)  # fmt: skip
