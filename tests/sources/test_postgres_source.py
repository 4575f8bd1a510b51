"""Reading from a real PostgreSQL: values and types as they are, and nothing but reading."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pyarrow.parquet as pq
import pytest

import shoal
from cases.shop import LINES, spent
from postgres import PASSWORD, PostgresServer
from shoal import sources
from shoal.engine import DuckEngine
from shoal.errors import SourceError
from shoal.terms import Loaded, Silent

TABLES = """
CREATE TABLE orders (customer_id text, order_id text, ordered_at timestamptz, product text, quantity int,
    unit_price numeric(10, 2));
CREATE TABLE typed (small int2, big int8, exact numeric(20, 4), free numeric, real float8, flag bool, born date,
    at timestamptz, wall timestamp, tags text[], raw bytea, doc jsonb, id uuid, empty text);
INSERT INTO typed VALUES (1, 9007199254740993, 0.1, 2.5, 0.1, true, '2025-02-03', '2025-01-01 01:30+02',
    '2025-01-01 01:30', '{a}', 'x', '{}', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', NULL);
CREATE TABLE late (id text, at timestamptz);
INSERT INTO late VALUES ('a', 'infinity'), ('b', '2025-01-01 00:00+00');
CREATE SCHEMA other;
CREATE VIEW other.ones AS SELECT g AS id, g * 2 AS twice FROM generate_series(1, 45000) g;
CREATE SEQUENCE counted;
CREATE ROLE slow LOGIN PASSWORD 'slow';
ALTER ROLE slow SET statement_timeout = '50ms';
"""


@pytest.fixture(scope="module")
def shop(postgres: PostgresServer) -> Iterator[PostgresServer]:
    postgres.run("CREATE DATABASE places")
    postgres.run(TABLES, "places")
    with psycopg.connect(postgres.url("places")) as connection, connection.cursor() as cursor:
        cursor.executemany("INSERT INTO orders VALUES (%s, %s, %s, %s, %s, %s)", LINES)
    yield postgres
    postgres.run("DROP DATABASE places WITH (FORCE)")
    postgres.run("DROP ROLE slow")


def read(engine: DuckEngine, tmp_path: Path, address: str) -> Loaded:
    path = sources.public(address)
    return sources.load(engine, {path: address}, scratch=tmp_path / "scratch", progress=Silent())[0]


def test_types_come_over(shop: PostgresServer, engine: DuckEngine, tmp_path: Path) -> None:
    loaded = read(engine, tmp_path, shop.url("places") + "#typed")
    types = engine.types(loaded.relation.name)
    assert types["exact"] == "DECIMAL(20,4)"
    assert (types["small"], types["free"], types["flag"], types["born"]) == ("BIGINT", "DOUBLE", "BOOLEAN", "DATE")
    assert "tags" not in loaded.columns
    assert "raw" not in loaded.columns
    big, at, id_ = engine.rows(f'SELECT big, CAST("at" AS VARCHAR), id FROM {loaded.relation.name}')[0]
    assert (big, id_) == (9007199254740993, "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")
    assert at == "2024-12-31 23:30:00+00"
    assert any("'tags' holds lists" in warning for warning in loaded.warnings)
    assert not list((tmp_path / "scratch").iterdir())


def test_more_rows_than_a_batch(shop: PostgresServer, engine: DuckEngine, tmp_path: Path) -> None:
    loaded = read(engine, tmp_path, shop.url("places") + "#other.ones")
    assert engine.rows(f"SELECT count(*), sum(twice) FROM {loaded.relation.name}") == [(45000, 45000 * 45001)]


def test_a_whole_run_and_again(shop: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = shoal.run(shop.url("places") + "#orders", out=tmp_path / "ws")
    rows = pq.read_table(tmp_path / "ws" / "features.parquet").to_pylist()
    assert {row["customer_id"]: row["net_revenue"] for row in rows} == pytest.approx(dict(spent()["net_revenue"]))
    texts = [path.read_bytes() for path in (tmp_path / "ws").rglob("*") if path.is_file()]
    for secret in (PASSWORD.encode(), b"p%40ss"):
        assert not any(secret in text for text in texts)
    assert b"postgresql://shoal@127.0.0.1" in (tmp_path / "ws" / "shoal.toml").read_bytes()
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    again = shoal.build(tmp_path / "ws")
    assert again["segmentation"]["version"] == result["segmentation"]["version"]
    monkeypatch.delenv("PGPASSWORD")
    with pytest.raises(SourceError, match="PGPASSWORD"):
        shoal.build(tmp_path / "ws")


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("DELETE FROM orders", "only reads"),
        ("SELECT 1; DELETE FROM orders", "only reads"),
        ("WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone", "only reads"),
        ("SELECT nextval('counted') AS n, 1 AS m", "only reads"),
        ("SELECT set_config('transaction_read_only', 'off', false) AS a, nextval('counted') AS b", "read-write"),
        ("SELECT 1 AS a) TO PROGRAM 'touch /tmp/x' --", "refused"),
        ("nowhere", "there is no table 'nowhere'; expected one of late, orders, other.ones, typed"),
        ("SELECT nothing FROM orders", "nothing"),
        ("SELECT * FROM orders WHERE false", "no rows"),
        ("", "names no table"),
    ],
)
def test_refused(shop: PostgresServer, engine: DuckEngine, tmp_path: Path, part: str, words: str) -> None:
    with pytest.raises(SourceError) as refused:
        read(engine, tmp_path, f"{shop.url('places')}#{part}")
    assert words in str(refused.value)
    assert PASSWORD not in str(refused.value)
    shop.run("SELECT 1 / CASE WHEN count(*) = 40 THEN 1 ELSE 0 END FROM orders", "places")


def test_all_tables_of_a_database(shop: PostgresServer) -> None:
    found = sources.offered(shop.url("places"))
    assert [str(one).partition("#")[2] for one in found.found] == ["late", "orders", "other.ones", "typed"]


@pytest.mark.parametrize(
    ("user", "password", "database", "words"),
    [
        ("shoal", "wr0ng-word", "places", "password is wrong"),
        ("shoal", PASSWORD, "nowhere", "no such database"),
        ("slow", "slow", "places", "statement_timeout"),
    ],
)
def test_no_way_in(
    shop: PostgresServer, engine: DuckEngine, tmp_path: Path, user: str, password: str, database: str, words: str
) -> None:
    address = shop.url(database, user=user, password=password) + "#SELECT pg_sleep(9) AS a, 1 AS b"
    with pytest.raises(SourceError) as refused:
        read(engine, tmp_path, address)
    assert words in str(refused.value)
    assert refused.value.do
    assert password not in str(refused.value).replace("slow@", "")


def test_values_beyond_their_type_stay_texts(shop: PostgresServer, engine: DuckEngine, tmp_path: Path) -> None:
    loaded = read(engine, tmp_path, shop.url("places") + "#late")
    assert engine.rows(f'SELECT CAST("at" AS VARCHAR) FROM {loaded.relation.name} ORDER BY id')[0] == ("infinity",)
