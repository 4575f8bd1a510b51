"""What paths and addresses offer, how JSON keeps its values, and what is said where something is missing."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.files.workbooks import ORDERS, book
from shoal import sources
from shoal.engine import DuckEngine
from shoal.errors import SourceError
from shoal.sources.address import public
from shoal.sources.json_rows import load_json
from shoal.terms import Loaded, Silent

NUMBERS = st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
CELLS = st.none() | st.booleans() | NUMBERS | st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


def read(engine: DuckEngine, place: Path | str, folder: Path) -> Loaded:
    return sources.load(engine, {str(place): place}, scratch=folder / "scratch", progress=Silent())[0]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.fixed_dictionaries({"a": CELLS, "b": CELLS}), min_size=1, max_size=8), st.booleans())
def test_json_keeps_every_value(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, object]], as_lines: bool
) -> None:
    folder = tmp_path_factory.mktemp("json")
    file, engine = folder / "x.json", DuckEngine(folder / "spill")
    file.write_text("\n".join(map(json.dumps, records)) if as_lines else json.dumps(records), encoding="utf-8")
    try:
        loaded = load_json(engine, "t", "x.json", file, folder)
        rows = engine.rows(f"SELECT a, b FROM {loaded.relation.name} ORDER BY shoal_row")
    finally:
        engine.close()
    assert len(rows) == len(records)
    for found, record in zip(rows, records, strict=True):
        for cell, value in zip(found, (record["a"], record["b"]), strict=True):
            assert cell == value or cell == (str(value).lower() if isinstance(value, bool) else str(value))


class _Quiet(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        if "secret" in self.path:
            self.send_error(403)
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "web"
    folder.mkdir()
    pq.write_table(pa.table({"id": ["a", "b"], "n": [1, 2]}), folder / "t.parquet")
    (folder / "book.xlsx").write_bytes(book(ORDERS))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_files_of_a_server(web: str, engine: DuckEngine, tmp_path: Path) -> None:
    assert read(engine, f"{web}/t.parquet", tmp_path).columns == ("id", "n")
    assert read(engine, f"{web}/book.xlsx#Orders", tmp_path).columns == ORDERS[1][0]
    for place, words in (("gone.csv", "no such file"), ("secret.csv", "does not let you")):
        with pytest.raises(SourceError, match=words):
            read(engine, f"{web}/{place}", tmp_path)
    assert not list((tmp_path / "scratch").iterdir())


@pytest.mark.parametrize(
    ("module", "place", "extra"),
    [
        ("python_calamine", "book.xlsx", "excel"),
        ("fsspec", "memory://x/y.csv", "cloud"),
        ("psycopg", "postgresql://ann@127.0.0.1:9/shop#orders", "postgres"),
    ],
)
def test_an_extra_that_is_not_installed_is_named(
    engine: DuckEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, place: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    (tmp_path / "book.xlsx").write_bytes(book(ORDERS))
    with pytest.raises(SourceError) as refused:
        read(engine, place if "://" in place else tmp_path / place, tmp_path)
    assert f"shoal[{extra}]" in refused.value.do


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://ann:p%40ss@db:5432/shop?sslmode=require&password=x#t", "postgresql://ann@db:5432/shop?sslmode=require#t"),
        ("https://me:tok@host/a.csv?X-Amz-Signature=abc&day=1", "https://host/a.csv?day=1"),
        ("s3://key:secret@bucket/o.parquet", "s3://key@bucket/o.parquet"),
        ("abfs://box@account.dfs.core.windows.net/o.csv", "abfs://box@account.dfs.core.windows.net/o.csv"),
        ("sqlite:///shop.db#SELECT 'a@b:c' AS x", "sqlite:///shop.db#SELECT 'a@b:c' AS x"),
    ],
)  # fmt: skip
def test_no_address_is_shown_with_its_secrets(address: str, shown: str) -> None:
    assert public(address) == shown


def test_parts_and_others_of_a_folder(tmp_path: Path) -> None:
    for name in ("orders_2024", "orders_2025"):
        pq.write_table(pa.table({"id": [1], "amount": [2.0]}), tmp_path / f"{name}.parquet")
    pq.write_table(pa.table({"who": [1], "age": [2.0]}), tmp_path / "people.parquet")
    (tmp_path / "days" / "day=1").mkdir(parents=True)
    pq.write_table(pa.table({"id": [1]}), tmp_path / "days" / "day=1" / "x.parquet")
    (tmp_path / "book.xlsx").write_bytes(book(ORDERS, ("More", [["a", "b"], [1, 2]])))
    found = [str(Path(one).relative_to(tmp_path)) for one in sources.offered(tmp_path).found]
    assert found == [
        "book.xlsx#Orders",
        "book.xlsx#More",
        "days/**/*.parquet",
        "orders_*.parquet",
        "people.parquet",
    ]


def test_partitions_are_columns(engine: DuckEngine, tmp_path: Path) -> None:
    for year in (2024, 2025):
        (tmp_path / f"year={year}").mkdir()
        pq.write_table(pa.table({"id": [year]}), tmp_path / f"year={year}" / "x.parquet")
    (pattern,) = sources.offered(tmp_path).named
    loaded = read(engine, pattern, tmp_path)
    assert sorted(engine.rows(f"SELECT id, CAST(year AS BIGINT) FROM {loaded.relation.name}")) == [
        (2024, 2024),
        (2025, 2025),
    ]


def test_a_file_whose_name_has_a_hash(engine: DuckEngine, tmp_path: Path) -> None:
    (tmp_path / "a#b.csv").write_text("id,n\nx,1\ny,2\n", encoding="utf-8")
    (place,) = sources.offered(tmp_path / "a#b.csv").named
    assert read(engine, place, tmp_path).columns == ("id", "n")


def test_the_only_sheet_and_a_sheet_that_is_not_there(engine: DuckEngine, tmp_path: Path) -> None:
    file = tmp_path / "book.xlsx"
    file.write_bytes(book(ORDERS))
    assert read(engine, file, tmp_path).columns == ORDERS[1][0]
    with pytest.raises(SourceError, match="there is no sheet 'Gone'; expected one of 'Orders'"):
        read(engine, Path(f"{file}#Gone"), tmp_path)
