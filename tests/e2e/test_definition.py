"""`shoal segments --sql`: the query gives every customer the published segment, where it can be asked."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import shoal
from e2e.conftest import Cli
from postgres import PostgresServer
from shoal.engine import DuckEngine, PostgresEngine
from shoal.engine.spelling import postgres_sql
from shoal.errors import ConfigError

SHOP = shoal.simulate.shop(400, seed=3)


@pytest.fixture(scope="module", params=[{"algorithm": "kmeans", "k": 4}, {"algorithm": "rfm_grid"}], ids=str)
def workspace(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("defined")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHOAL_HOME", str(folder / "home"))
        shop = SHOP
        shoal.run({"orders": shop.orders, "customers": shop.customers}, out=folder / "ws", **request.param)
        yield folder / "ws"


def published(workspace: Path) -> dict[str, tuple[int, str]]:
    table = pq.read_table(workspace / "assignments.parquet")
    return {row["customer_id"]: (row["segment_id"], row["segment"]) for row in table.to_pylist()}


def told(engine: Any, workspace: Path, dialect: str) -> dict[str, tuple[int, str]]:
    features = pq.read_table(workspace / "features.parquet")
    known = [name for name in features.column_names if not pa.types.is_timestamp(features.schema.field(name).type)]
    engine.register("feature_rows", features.select(known))
    sql = shoal.segments_sql(workspace, dialect=dialect, table="feature_rows")["sql"]
    rows = engine.rows(sql)
    return {row[0]: (int(row[1]), row[2]) for row in rows}


def test_duckdb_agrees_for_every_customer(engine: DuckEngine, workspace: Path) -> None:
    expected = published(workspace)
    assert told(engine, workspace, "duckdb") == expected
    assert len(expected) > 200
    assert len(set(expected.values())) >= 4


def test_postgres_agrees_for_every_customer(postgres: PostgresServer, workspace: Path) -> None:
    engine = PostgresEngine(postgres.url())
    try:
        features = pq.read_table(workspace / "features.parquet")
        engine.register("feature_rows", features)
        # The engine spells what it is asked itself, so it is given the common subset; the text for PostgreSQL is that.
        sql = shoal.segments_sql(workspace, dialect="duckdb", table="feature_rows")["sql"]
        rows = {row[0]: (int(row[1]), row[2]) for row in engine.rows(sql)}
        own = shoal.segments_sql(workspace, dialect="postgres", table="feature_rows")["sql"]
    finally:
        engine.close()
    assert rows == published(workspace)
    assert own.splitlines()[3:] == postgres_sql(sql).splitlines()[3:]


@pytest.mark.slow
@pytest.mark.parametrize(
    "algorithm",
    ["auto", "value_tiers", "micro_segments", "gaussian_mixture", "bisecting_kmeans", "kprototypes", "hdbscan"],
)
def test_every_kind_of_segmentation_agrees_in_both(
    engine: DuckEngine, postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, algorithm: str
) -> None:
    monkeypatch.setenv("SHOAL_HOME", str(tmp_path / "home"))
    shop = shoal.simulate.shop(300, seed=3)
    workspace = tmp_path / "ws"
    shoal.run({"orders": shop.orders, "customers": shop.customers}, out=workspace, algorithm=algorithm)
    assert told(engine, workspace, "duckdb") == published(workspace)
    there = PostgresEngine(postgres.url())
    try:
        assert told(there, workspace, "duckdb") == published(workspace)
    finally:
        there.close()


def test_duckdb_agrees_from_raw_orders(engine: DuckEngine, workspace: Path) -> None:
    engine.register("raw_orders", pa.concat_tables([SHOP.orders, SHOP.orders.slice(0, 50)]))  # some came in twice
    sql = shoal.segments_sql(workspace, table="raw_orders", from_orders=True)["sql"]
    assert {row[0]: (int(row[1]), row[2]) for row in engine.rows(sql)} == published(workspace)


def test_postgres_agrees_from_raw_orders(postgres: PostgresServer, workspace: Path) -> None:
    sql = shoal.segments_sql(workspace, dialect="postgres", table="raw_orders", from_orders=True)["sql"]
    engine = PostgresEngine(postgres.url())
    try:
        engine.register("raw_orders", SHOP.orders)
        rows = {row[0]: (int(row[1]), row[2]) for row in engine.rows(sql)}
    finally:
        engine.close()
    assert rows == published(workspace)


@pytest.mark.parametrize(
    ("dialect", "days", "text"),
    [
        ("spark", "datediff(DATE '2026-01-01', purchases.last_on)", "AS STRING)"),
        ("snowflake", "datediff('day', purchases.last_on, DATE '2026-01-01')", "AS VARCHAR)"),
        ("bigquery", "date_diff(DATE '2026-01-01', purchases.last_on, DAY)", "AS STRING)"),
    ],
)
def test_other_dialects_are_written_from_raw_orders_too(workspace: Path, dialect: str, days: str, text: str) -> None:
    sql = shoal.segments_sql(workspace, dialect=dialect, from_orders=True)["sql"]
    assert f"no {dialect} was asked" in sql
    assert days in sql
    assert text in sql
    assert ("VARCHAR" in sql) == (dialect == "snowflake")
    assert ("DECIMAL" in sql) == (dialect != "bigquery")
    assert sql.count("(") == sql.count(")")


def test_dbt_finds_the_orders_itself(workspace: Path) -> None:
    sql = shoal.segments_sql(workspace, dbt=True, table="raw_orders", from_orders=True)["sql"]
    assert sql.count("{{ ref('raw_orders') }}") == 1
    assert "FROM {{ ref('raw_orders') }} WHERE" in sql


@pytest.mark.parametrize("dialect", ["spark", "snowflake", "bigquery"])
def test_other_dialects_say_that_nobody_asked_them(workspace: Path, dialect: str) -> None:
    sql = shoal.segments_sql(workspace, dialect=dialect)["sql"]
    assert f"no {dialect} was asked" in sql
    assert "MATERIALIZED" not in sql
    assert sql.count("(") == sql.count(")")


def test_dbt_finds_the_table_itself(workspace: Path) -> None:
    sql = shoal.segments_sql(workspace, dbt=True, table="marts.features")["sql"]
    assert "{{ ref('marts.features') }}" in sql
    assert "shoal_feature_table" not in sql


@pytest.mark.parametrize(
    ("wrong", "said"), [({"dialect": "postgre"}, "postgres"), ({"table": "x; DROP TABLE y"}, "not the name of a table")]
)
def test_what_cannot_be_written_is_refused(workspace: Path, wrong: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        shoal.segments_sql(workspace, **wrong)


def test_the_command_prints_the_query_alone(cli: Cli, workspace: Path) -> None:
    plain = cli("segments", "--workspace", workspace, "--sql")
    assert plain.code == 0
    assert plain.out == shoal.segments_sql(workspace)["sql"]
    assert cli("segments", "--workspace", workspace, "--sql", "--json").json["sql"] == plain.out
    raw = cli("segments", "--workspace", workspace, "--from-orders", "--table", "raw")
    assert raw.out == shoal.segments_sql(workspace, table="raw", from_orders=True)["sql"]


def test_segments_on_traits_need_a_feature_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOAL_HOME", str(tmp_path / "home"))
    frames = {"orders": SHOP.orders, "customers": SHOP.customers}
    shoal.run(frames, out=tmp_path / "ws", algorithm="kmeans", k=2, features=["order_count", "newsletter"])
    with pytest.raises(ConfigError, match="newsletter too, which orders alone do not give"):
        shoal.segments_sql(tmp_path / "ws", from_orders=True)
