"""The state: its schema, its safety settings, and what is said of a damaged one."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from shoal.errors import StoreError, WorkspaceBusy, WorkspaceError
from shoal.store import Store, schema, state, write_atomically
from shoal.store.tables import metadata
from store.conftest import writer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with writer(tmp_path / "work") as store:
        store.publish("main", "v1", "2011-12-10T00:00:00Z", {}, lambda stage: (stage / "a.txt").touch())
    return tmp_path / "work"


def test_the_migrations_lead_to_the_tables_that_the_code_uses(folder: Path) -> None:
    with Store.open(folder, create=False) as store, store.reading() as connection:
        found = inspect(connection)
        assert set(found.get_table_names()) == {*metadata.tables, "alembic_version"}
        for name, table in metadata.tables.items():
            columns = {column["name"]: (str(column["type"]), column["nullable"]) for column in found.get_columns(name)}
            assert columns == {column.name: (str(column.type), column.nullable) for column in table.columns}
            assert found.get_pk_constraint(name)["constrained_columns"] == [c.name for c in table.primary_key.columns]
            assert {index["name"] for index in found.get_indexes(name)} == {index.name for index in table.indexes}
        assert (
            "WITHOUT ROWID"
            in connection.execute(text("SELECT sql FROM sqlite_master WHERE name = 'vault'")).scalar_one()
        )


def test_the_newest_migration_is_the_one_the_code_expects() -> None:
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(Path(schema.__file__).parent / "migrations"))
    assert scripts.get_heads() == [schema.HEAD]


def test_deleted_values_are_overwritten_and_commits_are_durable(folder: Path) -> None:
    with Store.open(folder, create=False) as store, store.reading() as connection:

        def pragma(name: str) -> object:
            return connection.execute(text(f"PRAGMA {name}")).scalar()

        assert pragma("journal_mode") == "delete"
        assert pragma("synchronous") == 2
        assert pragma("secure_delete") == 1
        assert pragma("foreign_keys") == 1
    assert sorted(path.name for path in (folder / ".shoal").iterdir()) == ["state.sqlite", "versions"]


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX matter")
def test_the_vaults_home_is_its_owners_alone(folder: Path) -> None:
    assert (folder / ".shoal").stat().st_mode & 0o777 == 0o700
    assert (folder / ".shoal/state.sqlite").stat().st_mode & 0o777 == 0o600


def test_alembic_is_not_imported_for_a_state_that_is_up_to_date(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from shoal.store import Store\n"
        f"Store.open(Path({str(folder)!r}), create=False).close()\n"
        "assert 'sqlalchemy' in sys.modules; assert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_folder_without_a_store_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="not a workspace"):
        Store.open(tmp_path, create=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("harm", ["overwritten", "header", "truncated", "emptied", "deleted"])
def test_a_damaged_state_is_refused_with_what_to_do(folder: Path, harm: str) -> None:
    path = folder / ".shoal/state.sqlite"
    data = path.read_bytes()
    if harm == "overwritten":
        path.write_bytes(b"\xff" * len(data))
    elif harm == "header":
        path.write_bytes(b"not SQLite" + data[10:])
    elif harm == "truncated":
        path.write_bytes(data[: len(data) // 3])
    elif harm == "emptied":
        path.write_bytes(b"")
    else:
        path.unlink()
    with pytest.raises(StoreError, match="backup"), Store.open(folder, create=True) as store:
        store.current()
    assert (folder / ".shoal/versions/main/v1/a.txt").exists()


def test_a_store_of_a_newer_shoal_is_refused(folder: Path) -> None:
    with sqlite3.connect(folder / ".shoal/state.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreError, match=r"schema 9999.*update shoal"):
        Store.open(folder, create=False)


def test_an_opening_that_was_stopped_before_the_schema_was_made_is_taken_up(tmp_path: Path) -> None:
    (tmp_path / ".shoal").mkdir()
    (tmp_path / ".shoal/state.sqlite").touch()
    with Store.open(tmp_path, create=True) as store:
        assert store.current() is None


def test_a_transaction_is_kept_whole_or_not_at_all(folder: Path) -> None:
    def fail(store: Store) -> None:
        with store.writing() as connection:
            connection.execute(text("INSERT INTO forgotten VALUES ('h', '2011-12-10')"))
            raise ZeroDivisionError

    with writer(folder) as store:
        with pytest.raises(ZeroDivisionError):
            fail(store)
        with store.reading() as connection:
            assert connection.execute(text("SELECT count(*) FROM forgotten")).scalar() == 0


def test_values_do_not_get_into_error_messages(folder: Path) -> None:
    row = {"c": "7", "f": "email", "v": "ann@example.org"}

    def insert_twice(store: Store) -> None:
        with store.writing() as connection:
            for _ in range(2):
                connection.execute(text("INSERT INTO vault VALUES (:c, :f, :v, :v)"), row)

    with writer(folder) as store, pytest.raises(StoreError) as caught:
        insert_twice(store)
    error: BaseException | None = caught.value
    while error:
        assert "ann@" not in str(error)
        error = error.__cause__


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "note.txt"
    write_atomically(path, "größe\r\n")
    assert path.read_bytes() == "größe\r\n".encode()

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, b"new")
    assert path.read_bytes() == "größe\r\n".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_a_reader_waits_for_a_commit_and_is_told_what_it_waited_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "WAIT_MS", 1)
    other = sqlite3.connect(folder / ".shoal/state.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")  # somebody who writes keeps no reader waiting
    with Store.open(folder, create=False) as store:
        assert store.current() is not None
    other.execute("COMMIT")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(WorkspaceBusy, match="being rewritten by another shoal"):
        Store.open(folder, create=False)
    other.close()
