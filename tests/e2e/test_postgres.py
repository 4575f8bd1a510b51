"""A run whose features PostgreSQL computes gives the same segments, leaves nothing there and tells no password."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pyarrow.parquet as pq
import pytest

import shoal
from e2e.conftest import Cli
from postgres import PASSWORD, PostgresServer
from shoal import simulate


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    simulate.write(simulate.business(250, seed=3), folder)
    return folder


def test_a_run_in_postgres_gives_the_same_segments(
    shop: Path, tmp_path: Path, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOAL_HOME", str(tmp_path / "home"))
    orders = [shop / "orders.csv", shop / "customers.csv"]
    here = shoal.run(orders, out=tmp_path / "here")
    scored_here = shoal.score(workspace=tmp_path / "here")
    monkeypatch.setenv("SHOAL_POSTGRES", postgres.url())
    there = shoal.run(orders, out=tmp_path / "there")
    scored_there = shoal.score(workspace=tmp_path / "there")

    assert there.to_dict()["segments"] == here.to_dict()["segments"]
    assert scored_there["segments"] == scored_here["segments"]
    tables = [pq.read_table(tmp_path / place / "features.parquet") for place in ("here", "there")]
    assert tables[0].schema.names == tables[1].schema.names
    assert tables[0]["customer_id"].equals(tables[1]["customer_id"])
    with psycopg.connect(postgres.url()) as left:
        assert left.execute("SELECT relname FROM pg_class WHERE relname = 'feature_table'").fetchall() == []
    for file in (tmp_path / "there").rglob("*"):
        assert not file.is_file() or PASSWORD.encode() not in file.read_bytes()


def test_an_address_that_does_not_open_is_refused_without_the_password(
    shop: Path, tmp_path: Path, postgres: PostgresServer, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOAL_POSTGRES", postgres.url(password="s3cret-and-wrong"))  # noqa: S106
    ran = cli("run", str(shop / "orders.csv"), "--out", str(tmp_path / "out"), "--json")
    said = ran.out + ran.err
    assert ran.code == 1
    assert "the user or the password is wrong" in said
    assert "s3cret-and-wrong" not in said
    assert not any(b"s3cret-and-wrong" in file.read_bytes() for file in (tmp_path / "out").rglob("*") if file.is_file())
    monkeypatch.setenv("SHOAL_POSTGRES", "mysql://ann:s3cret@db/shop")
    ran = cli("run", str(shop / "orders.csv"), "--out", str(tmp_path / "out"), "--json")
    assert ran.json["error"] == "ConfigError"
    assert "s3cret" not in ran.out + ran.err
