"""Cases about where tables lie: parts of a table, databases, addresses."""

from __future__ import annotations

import bz2
import lzma
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import duckdb
import fsspec
import pyarrow as pa
import pyarrow.parquet as pq

from cases.case import Case, FileRefused, Given, Right
from cases.shop import HEADER, LINES, spent, text

ALL = Right(spent(), rows=len(LINES))
TABLE = pa.table(dict(zip(HEADER, zip(*LINES, strict=True), strict=True)))


def parts(folder: Path) -> None:
    for place in range(4):
        pq.write_table(TABLE.slice(10 * place, 10), folder / f"part-{place:05}.parquet")


def the_folder(folder: Path) -> Path:
    parts(folder)
    return folder


def the_pattern(folder: Path) -> Path:
    parts(folder)
    return folder / "part-*.parquet"


def differing(folder: Path) -> Path:
    parts(folder)
    last = pq.read_table(folder / "part-00003.parquet")
    pq.write_table(last.append_column("channel", pa.array(["web"] * 10)), folder / "part-00003.parquet")
    return folder / "part-*.parquet"


def partitions(folder: Path) -> Path:
    for half in (1, 2):
        inner = folder / "orders" / f"half={half}"
        inner.mkdir(parents=True)
        pq.write_table(TABLE.slice(20 * (half - 1), 20), inner / "data.parquet")
    return folder / "orders"


def pattern_of_texts(folder: Path) -> Path:
    for half in (0, 20):
        (folder / f"orders_{half}.csv").write_text(text(LINES[half : half + 20]), encoding="utf-8")
    return folder / "orders_*.csv"


def sqlite(part: str = "") -> Given:
    def make(folder: Path) -> str:
        with closing(sqlite3.connect(folder / "shop.db")) as connection:
            connection.execute(f"CREATE TABLE orders ({', '.join(HEADER)})")
            connection.executemany("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?)", LINES)
            connection.execute("CREATE TABLE blobs (id, raw)")
            connection.execute("INSERT INTO blobs VALUES (1, x'00')")
            connection.commit()
        return f"sqlite:///{folder}/shop.db{part}"

    return make


def duck(part: str = "") -> Given:
    def make(folder: Path) -> str:
        with duckdb.connect(str(folder / "shop.duckdb")) as connection:
            connection.register("given", TABLE)
            connection.execute("CREATE TABLE orders AS SELECT * FROM given")
        (folder / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
        return f"duckdb:///{folder}/shop.duckdb{part}".replace("OTHER", f"'{folder}/other.csv'")

    return make


def in_memory(folder: Path) -> str:
    place = f"memory://{folder.name}-{abs(hash(str(folder)))}/orders.parquet"
    with fsspec.open(place, "wb") as out:
        pq.write_table(TABLE, out)
    return place


def named(address: str) -> Callable[[Path], str]:
    return lambda _: address


def refused(name: str, given_text: str, given: Given, words: str, do: str) -> Case:
    return Case(name, given_text, given, FileRefused(words, do=do))


READS = "only reads"
SELECT = "give a query that only selects"

CASES = (
    Case("xz", "an xz file", lzma.compress(text().encode()), ALL, file="orders.csv.xz"),
    Case("bzip2", "a bzip2 file", bz2.compress(text().encode()), ALL, file="orders.csv.bz2"),
    Case("xz-cut", "an xz file that is cut off", lzma.compress(text().encode())[:-50],
         FileRefused("damaged or cut off", do="copy or export"), file="orders.csv.xz"),
    Case("bzip2-none", "something else, named .bz2", b"BZh91AY&SY" + b"\x01" * 40,
         FileRefused("damaged or cut off", do="copy or export"), file="orders.csv.bz2"),
    Case("parts-folder", "a folder of four parts of one table", the_folder, ALL),
    Case("parts-pattern", "a pattern that means four parts of one table", the_pattern, ALL),
    Case("parts-differ", "parts of which one has a column more", differing,
         Right(spent(), rows=len(LINES), says=("some of its 4 files lack columns that others have: 'channel'",))),
    Case("parts-partitions", "a folder of partitions (half=1, half=2)", partitions, ALL),
    Case("pattern-texts", "a pattern that means two CSV files", pattern_of_texts, ALL),
    refused("pattern-nothing", "a pattern that means nothing", lambda folder: folder / "*.parquet",
            "no file matches", "check the folder"),
    Case("sqlite-table", "a table of SQLite", sqlite("#orders"), ALL),
    Case("sqlite-query", "a query to SQLite", sqlite("#SELECT * FROM orders WHERE quantity > 0"), ALL),
    Case("sqlite-all", "all tables of an SQLite database, one of them of bytes", sqlite(),
         Right(spent(), rows=len(LINES))),
    refused("sqlite-writes", "a query that deletes, to SQLite", sqlite("#DELETE FROM orders"), READS, SELECT),
    refused("sqlite-writes-with", "a query that deletes after a WITH, to SQLite",
            sqlite("#WITH a AS (SELECT 1) DELETE FROM orders"), READS, SELECT),
    refused("sqlite-two", "two statements, to SQLite", sqlite("#SELECT 1; DROP TABLE orders"), READS, SELECT),
    refused("sqlite-attaches", "a query that opens another file, to SQLite", sqlite("#ATTACH 'x' AS x"), READS, SELECT),
    refused("sqlite-no-table", "a table that SQLite does not have", sqlite("#nothing"),
            "no table 'nothing'; expected one of blobs, orders", "correct the name"),
    refused("sqlite-missing", "an SQLite file that is not there", lambda folder: f"sqlite:///{folder}/no.db#orders",
            "no such file", "check the path"),
    Case("duckdb-table", "a table of a DuckDB file", duck("#orders"), ALL),
    Case("duckdb-all", "all tables of a DuckDB file", duck(), ALL),
    Case("duckdb-query", "a query to a DuckDB file", duck("#SELECT * FROM orders"), ALL),
    refused("duckdb-writes", "a query that drops, to DuckDB", duck("#DROP TABLE orders"), READS, SELECT),
    refused("duckdb-two", "two statements, to DuckDB", duck("#SELECT 1; DROP TABLE orders"), READS, SELECT),
    refused("duckdb-reads-others", "a query that reads another file, to DuckDB",
            duck("#SELECT * FROM read_csv(OTHER)"), "the database refused it", "after the #"),
    refused("postgres-unreachable", "a PostgreSQL that does not answer, with a password",
            named("postgresql://ann:hunter2@127.0.0.1:9/shop#orders"), "does not answer", "check host and port"),
    refused("postgres-writes", "a query that writes, to PostgreSQL",
            named("postgresql://ann@127.0.0.1:9/shop#DROP TABLE orders"), READS, SELECT),
    Case("address", "an address (memory://) of a Parquet file", in_memory, ALL),
    refused("address-missing", "an address where nothing is", named("memory://nowhere/orders.csv"),
            "there is no such file", "check the address"),
    refused("address-unreachable", "an address where nobody answers", named("http://127.0.0.1:9/orders.csv"),
            "it cannot be had", "check the address"),
    refused("address-unknown", "an address of an unknown kind", named("gopher://host/orders.csv"),
            "nothing is known of gopher://", "correct the address"),
)  # fmt: skip
