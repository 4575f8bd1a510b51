"""The history: bounded, true about who died, and kept when the schema grows."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from shoal.errors import LeaseLost
from shoal.store import LeaseTerms, Store, history, schema
from shoal.store.tables import metadata
from store.conftest import Clock
from store.leased import leased


def outcomes(folder: Path, terms: LeaseTerms) -> list[str]:
    with Store.open(folder, create=False) as store:
        return [job.outcome for job in store.history(terms)]


def test_only_the_newest_are_kept(tmp_path: Path, terms: LeaseTerms) -> None:
    for _ in range(5):
        with Store.open(tmp_path, create=True) as store:
            job = store.claim(terms)
            store.release(replace(job, outcome="done"), keep=3)
    with Store.open(tmp_path, create=False) as store:
        assert [job.job for job in store.history(terms)] == [5, 4, 3]


def test_a_job_that_runs_is_running_and_one_that_ended_without_a_word_died(
    tmp_path: Path, clock: Clock, terms: LeaseTerms
) -> None:
    with Store.open(tmp_path, create=True) as store:
        store.claim(terms)
        assert outcomes(tmp_path, terms) == ["running"]
        clock.wait(31)
        assert outcomes(tmp_path, terms) == ["died"]  # seen by a reader before a writer has written it down
        with Store.open(tmp_path, create=False) as later:
            job = later.claim(terms)
            assert outcomes(tmp_path, terms) == ["running", "died"]
            later.release(replace(job, outcome="done"))
        with pytest.raises(LeaseLost):
            store.release()
    with Store.open(tmp_path, create=False) as store:
        done, died = store.history(terms)
    assert (done.outcome, died.outcome) == ("done", "died")
    assert died.cause == history.DIED


def older(folder: Path) -> None:
    """Take a workspace back to the schema before the lease and the history."""
    with sqlite3.connect(folder / ".shoal/state.sqlite") as connection:
        for table in ("lease", "jobs"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.close()


def test_a_workspace_of_the_schema_before_opens_with_all_it_holds(tmp_path: Path, terms: LeaseTerms) -> None:
    with Store.open(tmp_path, create=True) as store, leased(store, terms):
        store.publish("main", "v1", "2011-12-10T00:00:00Z", {"k": 5}, lambda stage: (stage / "a.txt").touch())
        before = store.current()
    older(tmp_path)
    with Store.open(tmp_path, create=False) as store:
        assert store.current() == before
        assert store.history(terms) == ()
        with leased(store, terms):
            store.publish("main", "v2", "2011-12-10T00:00:00Z", {"k": 6}, lambda stage: (stage / "b.txt").touch())
        assert [version.version for version in store.versions("main")] == ["v1", "v2"]


def test_an_upgrade_that_is_stopped_leaves_the_schema_before(
    tmp_path: Path, terms: LeaseTerms, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store.open(tmp_path, create=True).close()
    older(tmp_path)
    from shoal.store.migrations.versions import v0002_jobs

    with monkeypatch.context() as stop:
        stop.setattr("alembic.op.create_table", lambda name, *_: (_ for _ in ()).throw(KeyboardInterrupt(name)))
        with pytest.raises(KeyboardInterrupt):
            Store.open(tmp_path, create=False)
    assert v0002_jobs.down_revision == "0001"
    with sqlite3.connect(tmp_path / ".shoal/state.sqlite") as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
    connection.close()
    assert outcomes(tmp_path, terms) == []


def test_all_migrations_lead_to_the_tables_that_a_new_state_gets_at_once(tmp_path: Path) -> None:
    made = {}
    for way in ("at once", "by migrations"):
        engine = create_engine(f"sqlite:///{tmp_path / way.replace(' ', '-')}.sqlite")
        with engine.begin() as connection:
            if way == "at once":
                schema.create(connection)
            else:
                schema.migrate(connection, where=way)
            found = inspect(connection)
            made[way] = {
                name: (
                    [(c["name"], str(c["type"]), c["nullable"], c["primary_key"]) for c in found.get_columns(name)],
                    found.get_pk_constraint(name)["constrained_columns"],
                    sorted(str(index["name"]) for index in found.get_indexes(name)),
                    [key["referred_table"] for key in found.get_foreign_keys(name)],
                    "WITHOUT ROWID"
                    in connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).scalar_one(),
                )
                for name in found.get_table_names()
            }
            assert schema.revision_of(connection) == schema.HEAD
        engine.dispose()
    assert made["at once"] == made["by migrations"]
    assert set(made["at once"]) == {*metadata.tables, "alembic_version"}
