"""The PostgreSQL engine behind its interface: what it carries, what it leaves alone, what it says."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postgres import PASSWORD, PostgresServer
from shoal.engine import DuckEngine, Plan, PostgresEngine, literal, quote
from shoal.engine.dialect import DIALECTS, DUCKDB, POSTGRES
from shoal.errors import ConfigError, EngineError, SourceError, Stopped

ALL_TYPES = pa.table(
    {
        "text": pa.array(["x", "", None, 'q"u\n\\.', "\\."]),
        "number": [1.5, None, -0.0, 1e300, 0.1],
        "whole": [1, None, 2**62, -5, 0],
        "money": pa.array([Decimal("1.5000"), None, Decimal("-99999999999999.9999"), None, None], pa.decimal128(18, 4)),
        "flag": [True, None, False, True, False],
        "at": pa.array([datetime(2025, 3, 30, 2, 30, 0, 1), None, *[datetime(1970, 1, 1)] * 3], pa.timestamp("us")),
        "instant": pa.array([datetime(2025, 3, 30, 2, 30, tzinfo=UTC), *[None] * 4], pa.timestamp("us", "UTC")),
        "day": pa.array([date(2024, 2, 29), None, *[date(1900, 1, 1)] * 3], pa.date32()),
    }
)


@pytest.fixture
def there(postgres: PostgresServer) -> Iterator[PostgresEngine]:
    engine = PostgresEngine(postgres.url())
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def steady(postgres: PostgresServer) -> Iterator[PostgresEngine]:
    """One connection over many small questions."""
    engine = PostgresEngine(postgres.url())
    yield engine
    engine.close()


def test_what_is_brought_in_comes_out_the_same(there: PostgresEngine, engine: DuckEngine) -> None:
    relation = there.register("things", ALL_TYPES)
    assert relation.columns == tuple(ALL_TYPES.column_names)
    out = there.arrow("SELECT * FROM things", step="all")
    assert out.equals(ALL_TYPES)
    engine.register("things", ALL_TYPES)
    assert there.types("things") == engine.types("things")


def test_many_rows_come_in_batches_and_keep_their_order(there: PostgresEngine) -> None:
    table = pa.table({"i": range(120_000), "t": ["a\nb"] * 120_000})
    there.register("many", table)
    assert there.arrow("SELECT * FROM many").equals(table)


def test_dictionaries_are_texts_and_nothing_is_nothing(there: PostgresEngine) -> None:
    table = pa.table({"a": pa.array(["x", None, "x"]).dictionary_encode(), "b": pa.nulls(3)})
    there.register("odd", table)
    assert there.arrow("SELECT * FROM odd").to_pylist() == [{"a": a, "b": None} for a in ("x", None, "x")]
    assert there.arrow("SELECT a FROM odd WHERE a = 'y'").to_pylist() == []


def test_an_answer_without_bounds_keeps_every_digit(there: PostgresEngine) -> None:
    answer = there.arrow("SELECT sum(x) AS s, count(*) AS n FROM (VALUES (1.25), (10)) AS t(x)")
    assert answer.to_pylist() == [{"s": Decimal("11.25"), "n": 2}]
    assert answer.schema.field("s").type == pa.decimal128(38, 2)


def test_parameters_are_bound_in_the_order_of_the_steps(there: PostgresEngine) -> None:
    there.register("numbers", pa.table({"x": [1, 2, 3], "t": ["a?", "b", "c"]}))
    plan = Plan()
    plan.step("large", "SELECT x, t FROM numbers WHERE x >= ?", (2,))
    plan.step("named", "SELECT x FROM large WHERE t <> 'a?' AND t <> ?", ("c",))
    relation = plan.run(there, "named")
    assert there.rows("SELECT x FROM named") == [(2,)]
    assert there.arrow("SELECT t FROM numbers WHERE x = ?", (1,)).to_pylist() == [{"t": "a?"}]
    assert relation.columns == ("x",)


def test_a_relation_is_replaced_by_an_answer_that_reads_it(there: PostgresEngine, engine: DuckEngine) -> None:
    for each in (there, engine):
        each.register("people", pa.table({"x": [1, 2]}))
        assert each.create("people", "SELECT x, x + 1 AS y FROM people WHERE x > 1").columns == ("x", "y")
        assert each.rows("SELECT * FROM people") == [(2, 3)]
        each.drop("people")
        with pytest.raises(EngineError):
            each.rows("SELECT * FROM people")


def test_text_is_compared_byte_by_byte_though_the_database_is_english(
    there: PostgresEngine, engine: DuckEngine
) -> None:
    words = ["a", "B", "Ä", "ä", "z", "_", "10", "9", "😀", "é", "e\u0301"]
    for each in (there, engine):
        each.register("words", pa.table({"w": words}))
        each.create("ordered", "SELECT lower(w) AS l, w FROM words ORDER BY w")
        assert [w for (w,) in each.rows("SELECT w FROM ordered")] == sorted(words, key=str.encode)
        assert each.rows("SELECT max(w), min(w) FROM words WHERE w < 'b'") == [("a", "10")]


def test_an_answer_is_written_as_the_other_engine_does(
    there: PostgresEngine, engine: DuckEngine, tmp_path: Path
) -> None:
    for each in (there, engine):
        each.register("things", ALL_TYPES)
        each.write("SELECT * FROM things", tmp_path / f"{each.dialect}.csv", format="csv")
        each.write("SELECT * FROM things", tmp_path / f"{each.dialect}.parquet")
    assert (tmp_path / "postgres.csv").read_bytes() == (tmp_path / "duckdb.csv").read_bytes()
    assert pq.read_table(tmp_path / "postgres.parquet").equals(pq.read_table(tmp_path / "duckdb.parquet"))


def test_nothing_is_left_and_nothing_of_others_is_touched(postgres: PostgresServer) -> None:
    postgres.run(
        "CREATE SCHEMA theirs; CREATE TABLE theirs.people AS SELECT 1 AS x; CREATE TABLE people AS SELECT 2 AS x"
    )
    try:
        for schema in ("", "shoal_of_ann"):
            engine = PostgresEngine(postgres.url(), schema=schema)
            with pytest.raises(EngineError, match="does not exist"):
                engine.rows("SELECT * FROM people")
            engine.register("people", pa.table({"x": [3]}))
            assert engine.rows("SELECT a.x, b.x FROM theirs.people a, people b") == [(1, 3)]
            engine.drop("people")
            engine.create("people", "SELECT x + 1 AS x FROM theirs.people")
            engine.close()
        with psycopg.connect(postgres.url()) as left:
            tables = left.execute("SELECT table_schema FROM information_schema.tables WHERE table_name = 'people'")
            assert sorted(tables.fetchall()) == [("public",), ("theirs",)]
            assert left.execute("SELECT count(*) FROM pg_namespace WHERE nspname = 'shoal_of_ann'").fetchone() == (0,)
            assert left.execute("SELECT x FROM people").fetchall() == [(2,)]
    finally:
        postgres.run("DROP SCHEMA theirs CASCADE; DROP TABLE people")


def test_a_schema_that_is_there_is_not_taken(postgres: PostgresServer) -> None:
    with pytest.raises(ConfigError, match="there is a schema 'public' already"):
        PostgresEngine(postgres.url(), schema="public")


def test_who_may_create_nothing_can_still_compute(postgres: PostgresServer) -> None:
    postgres.run(
        "CREATE ROLE reader LOGIN PASSWORD 'r'; CREATE TABLE shop AS SELECT 7 AS x; GRANT SELECT ON shop TO reader"
    )
    try:
        address = postgres.url(user="reader", password="r")  # noqa: S106
        with pytest.raises(ConfigError, match="may not make the schema"):
            PostgresEngine(address, schema="mine")
        engine = PostgresEngine(address)
        assert engine.create("seen", "SELECT x FROM public.shop").count() == 1
        engine.close()
    finally:
        postgres.run("DROP TABLE shop; DROP ROLE reader")


def test_a_failing_query_shows_its_step_and_its_text_but_no_texts_of_people(there: PostgresEngine) -> None:
    with pytest.raises(EngineError) as caught:
        there.rows("SELECT nobody FROM (SELECT 'Ann' AS who) AS t", step="broken")
    assert caught.value.step == "broken"
    assert "SELECT nobody FROM" in str(caught.value)
    assert "Ann" not in str(caught.value)
    assert there.rows("SELECT 1") == [(1,)]  # and the connection is as good as before


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"password": "wrong-one"}, "the user or the password is wrong"),
        ({"user": "nobody-here"}, "the user or the password is wrong"),
        ({"database": "nowhere"}, "there is no such database"),
    ],
)
def test_a_door_that_does_not_open_is_said_without_the_password(
    postgres: PostgresServer, change: dict[str, str], says: str
) -> None:
    with pytest.raises(SourceError, match=says) as caught:
        PostgresEngine(postgres.url(**change))
    _no_password_in(caught.value, change.get("password", PASSWORD))


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://ann:s3cret@127.0.0.1:1/shop",
        "postgresql://ann:s3cret@nowhere.invalid/shop",
        "postgresql://ann:s3cret%ZZ@db/shop",
        "postgresql:/ann:s3cret@db/shop",
        "postgresql://ann:s3cret@db:port/shop",
        "postgresql://ann@db/shop?password=s3cret&wrong=option",
        "postgresql://ann:s3cret@db/shop?sslmode=wrong",
    ],
)
def test_an_address_that_leads_nowhere_is_said_without_the_password(address: str) -> None:
    with pytest.raises(SourceError) as caught:
        PostgresEngine(address)
    _no_password_in(caught.value, "s3cret")


def _no_password_in(error: BaseException, password: str) -> None:
    """Look through an error and all that led to it."""
    seen: BaseException | None = error
    while seen is not None:
        assert password not in f"{seen!r} {seen}"
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)


def test_ctrl_c_stops_the_statement_at_once(there: PostgresEngine) -> None:
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(Stopped) as caught:
        there.rows("SELECT pg_sleep(60)", step="a long one")
    assert caught.value.where == "a long one"
    assert there.rows("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(60)%'"
                      " AND pid <> pg_backend_pid()") == [(0,)]  # fmt: skip


def test_a_lost_connection_is_said(postgres: PostgresServer) -> None:
    engine = PostgresEngine(postgres.url())
    (pid,) = engine.rows("SELECT pg_backend_pid()")[0]
    postgres.run(f"SELECT pg_terminate_backend({pid})")
    with pytest.raises(SourceError, match="the connection to the database was lost") as caught:
        engine.rows("SELECT 1")
    _no_password_in(caught.value, PASSWORD)
    engine.close()


def test_a_database_of_another_encoding_is_refused(postgres: PostgresServer) -> None:
    postgres.run(
        "CREATE DATABASE old ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' LOCALE_PROVIDER libc TEMPLATE template0"
    )
    with pytest.raises(SourceError, match="keeps text as LATIN1"):
        PostgresEngine(postgres.url("old"))


NAMES = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(-(2**62), 2**62), NAMES))
def test_constants_mean_the_same_in_sql(steady: PostgresEngine, value: float | str) -> None:
    assert steady.rows(f"SELECT {literal(value)} AS {quote('?' + str(value)[:20])}") == [(value,)]


@settings(max_examples=60, deadline=None)
@given(st.dates(), st.dates())
def test_days_and_weekdays_are_pythons(steady: PostgresEngine, first: date, last: date) -> None:
    a, b = (f"DATE {literal(f'{on:%Y-%m-%d}'.rjust(10, '0'))}" for on in (first, last))
    assert DIALECTS["postgres"] is POSTGRES
    days, weekday = steady.rows(f"SELECT {POSTGRES.days(a, b)}, {POSTGRES.weekday(a)}")[0]
    assert (days, weekday) == ((last - first).days, first.weekday())


@pytest.mark.parametrize(
    "expression",
    [
        "least(1, NULL)",
        "greatest(NULL, 2)",
        "least(CAST(NULL AS DOUBLE), 1.5e+00)",
        "sign(-2.5e+00)",
        "ln(2.5e+00)",
        "CAST(7 AS DOUBLE) / nullif(3, 0)",
        "1.00000000000000006e-01 + 2.00000000000000011e-01",
        "-1.5e+00 * abs(-2.0e-03)",
        "CAST(floor(-2.5e+00) AS BIGINT)",
        "extract(month FROM DATE '2024-02-29')",
        "(-7 % 3)",
        "md5('Zoë😀')",
        "length('é😀')",
        "CASE WHEN NULL THEN 1 ELSE 2 END",
        "'a' || CAST(3 AS VARCHAR)",
        "coalesce(NULL, 4)",
    ],
)
def test_the_common_subset_means_the_same(steady: PostgresEngine, engine: DuckEngine, expression: str) -> None:
    assert steady.rows(f"SELECT {expression}") == engine.rows(f"SELECT {expression}")


@settings(max_examples=60, deadline=None)
@given(NAMES)
def test_small_letters_are_the_same(steady: PostgresEngine, text: str) -> None:
    duck, there = (dialect.lower(f"CAST({literal(text)} AS VARCHAR)") for dialect in (DUCKDB, POSTGRES))
    with closing(duckdb.connect()) as connection:
        assert steady.rows(f"SELECT {there}") == connection.execute(f"SELECT {duck}").fetchall()
