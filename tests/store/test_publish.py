"""Publication: readers see the last good version, whenever the writer dies."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from shoal.errors import ConfigError, StoreError
from shoal.store import LeaseTerms, Store, staging, view
from store.conftest import writer

AS_OF = "2011-12-10T00:00:00Z"


class Killed(BaseException):
    """The machine stops here."""


def die(*_: object, **__: object) -> None:
    raise Killed


def files(**texts: str) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        for name, text in texts.items():
            (folder / f"{name}.txt").write_text(text)

    return write


def publish(store: Store, version: str, /, segmentation: str = "main", **texts: str) -> object:
    return store.publish(segmentation, version, AS_OF, {"version": version, "name": "größte"}, files(**texts))


def snapshot(folder: Path) -> dict[str, bytes]:
    """Give every file but the state, which counts the leases."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "state.sqlite"
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with writer(tmp_path / "work") as store:
        publish(store, "v1", a="one", b="old")
    return tmp_path / "work"


def top(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(folder.iterdir()) if path.is_file()}


def test_a_version_and_its_files_appear_together(folder: Path) -> None:
    with writer(folder) as store:
        version = store.current()
        assert version is not None
        assert (version.segmentation, version.version) == ("main", "v1")
        assert version.result == {"version": "v1", "name": "größte"}
        assert version.folder == ".shoal/versions/main/v1"
        store.verify(version)
    assert top(folder) == {"a.txt": "one", "b.txt": "old"}


def test_two_versions_live_side_by_side_and_the_first_is_never_touched(folder: Path) -> None:
    first = snapshot(folder / ".shoal/versions/main/v1")
    with writer(folder) as store:
        publish(store, "v2", a="two")
        assert [version.version for version in store.versions("main")] == ["v1", "v2"]
        assert store.current() == store.versions("main")[1]
    assert snapshot(folder / ".shoal/versions/main/v1") == first
    # What only the older version had at the top is gone with it.
    assert top(folder) == {"a.txt": "two"}


def test_editing_the_view_does_not_change_what_was_published_and_survives_reopening(folder: Path) -> None:
    (folder / "a.txt").write_text("edited by hand")
    with writer(folder) as store:
        version = store.current()
        assert version is not None
        store.verify(version)
    assert top(folder)["a.txt"] == "edited by hand"


def test_publishing_the_same_again_changes_nothing(folder: Path) -> None:
    before = snapshot(folder / ".shoal/versions")
    inode = (folder / ".shoal/versions/main/v1/a.txt").stat().st_ino
    with writer(folder) as store:
        publish(store, "v1", a="one", b="old")
        assert len(store.versions("main")) == 1
    assert snapshot(folder / ".shoal/versions") == before
    assert (folder / ".shoal/versions/main/v1/a.txt").stat().st_ino == inode


def test_other_documents_under_the_same_version_are_a_new_edition(folder: Path) -> None:
    first = snapshot(folder / ".shoal/versions/main/v1")
    with writer(folder) as store:
        publish(store, "v1", a="one", b="new wording")
        assert snapshot(folder / ".shoal/versions/main/v1") == first
        (version,) = store.versions("main")
        assert version.folder == ".shoal/versions/main/v1.2"
        store.verify(version)
    assert top(folder)["b.txt"] == "new wording"


def editions(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / ".shoal/versions/main").iterdir())


def test_a_writer_keeps_the_edition_before_and_removes_the_one_before_that(folder: Path) -> None:
    for number in (2, 3, 4):
        with writer(folder) as store:
            publish(store, "v1", b=f"wording {number}")
            assert editions(folder) == ["v1", "v1.2", "v1.3", "v1.4"][max(0, number - 3) : number]
    with writer(folder) as store:
        assert editions(folder) == ["v1.3", "v1.4"]
        publish(store, "v2", a="two")  # another version touches neither
    with writer(folder):
        assert editions(folder) == ["v1.3", "v1.4", "v2"]


def test_a_reader_removes_no_edition(folder: Path, terms: LeaseTerms) -> None:
    with writer(folder) as store:
        publish(store, "v1", b="new wording")
        publish(store, "v1", b="newer wording")
    stage = folder / ".shoal/versions/main/.staging-9-v3"
    stage.mkdir()
    with Store.open(folder, create=False) as reader:
        assert reader.tidy(terms, also=lambda: None)
    assert editions(folder) == ["v1", "v1.2", "v1.3"]  # and of what was stopped nothing is left


def test_publishing_an_older_version_again_makes_it_current_in_its_old_place(folder: Path) -> None:
    with writer(folder) as store:
        publish(store, "v2", a="two")
        publish(store, "v1", a="one", b="old")
        assert [version.version for version in store.versions("main")] == ["v1", "v2"]
        current = store.current("main")
        assert current is not None
        assert current.version == "v1"
    assert top(folder) == {"a.txt": "one", "b.txt": "old"}


def test_segmentations_do_not_disturb_each_other(folder: Path) -> None:
    with writer(folder) as store:
        publish(store, "v9", "value", c="tiers")
        latest, main, value = store.current(), store.current("main"), store.current("value")
        assert latest == value
        assert value is not None
        assert value.segmentation == "value"
        assert main is not None
        assert main.version == "v1"
        assert store.current("nobody") is None
        assert store.versions("nobody") == ()
        assert store.segmentations() == ("main", "value")


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, Killed])
def test_a_failure_while_writing_leaves_everything_as_it_was(folder: Path, error: type[BaseException]) -> None:
    before = snapshot(folder)

    def fail(stage: Path) -> None:
        (stage / "a.txt").write_text("half")
        raise error

    with writer(folder) as store:
        with pytest.raises(error):
            store.publish("main", "v2", AS_OF, {}, fail)
        assert [version.version for version in store.versions("main")] == ["v1"]
    assert snapshot(folder) == before


def test_a_stage_left_by_a_crash_is_cleared_by_the_next_writer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = snapshot(folder)
    with writer(folder) as store, monkeypatch.context() as crash:
        crash.setattr(staging.shutil, "rmtree", lambda *_, **__: None)
        with pytest.raises(Killed):
            store.publish("main", "v2", AS_OF, {}, die)
    (left,) = (folder / ".shoal/versions/main").glob(".staging-*-v2")
    with writer(folder):
        assert not left.exists()
    assert snapshot(folder) == before


def test_a_crash_after_the_rename_and_before_the_commit_keeps_the_last_good_version(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(folder)
    with writer(folder) as store, monkeypatch.context() as crash:
        crash.setattr(view, "announce", die)
        with pytest.raises(Killed):
            publish(store, "v2", a="two")
    assert (folder / ".shoal/versions/main/v2/a.txt").exists()
    with writer(folder) as store:
        version = store.current()
        assert version is not None
        assert version.version == "v1"
    assert snapshot(folder) == before
    with writer(folder) as store:
        publish(store, "v2", a="two")
        assert [one.version for one in store.versions("main")] == ["v1", "v2"]


@pytest.mark.parametrize("survived", [0, 1])
def test_a_crash_after_the_commit_is_rolled_forward(
    folder: Path, monkeypatch: pytest.MonkeyPatch, survived: int
) -> None:
    """The pointer is the truth: the view is made to match it, however far it had come."""
    copies = []

    def copy(source: Path, target: Path) -> None:
        if len(copies) == survived:
            raise Killed
        copies.append(target)
        target.write_bytes(source.read_bytes())

    with writer(folder) as store, monkeypatch.context() as crash:
        crash.setattr(view, "prepare", lambda *_: None)  # so that the files are copied, not moved
        crash.setattr(view, "copy_atomically", copy)
        with pytest.raises(Killed):
            publish(store, "v2", a="two", c="new")
    assert "b.txt" in top(folder)
    with writer(folder) as store:
        version = store.current()
        assert version is not None
        assert version.version == "v2"
        store.verify(version)
    assert top(folder) == {"a.txt": "two", "c.txt": "new"}


def test_a_reader_sees_the_last_good_version_while_another_writes(folder: Path) -> None:
    with writer(folder) as writing:

        def read_meanwhile(stage: Path) -> None:
            (stage / "a.txt").write_text("two")
            with Store.open(folder, create=False) as reader:  # must neither wait nor clear the stage away
                version = reader.current()
                assert version is not None
                assert version.version == "v1"
            assert stage.is_dir()

        assert writing.publish("main", "v2", AS_OF, {}, read_meanwhile).version == "v2"


@pytest.mark.parametrize("moment", ["view.prepare", "staging.settle", "view.announce", "view.refresh"])
def test_a_killed_process_leaves_a_whole_version(folder: Path, moment: str) -> None:
    """The process dies without unwinding: nothing is tidied, no lock is given back by us."""
    code = f"""
import os
from datetime import UTC, datetime
from pathlib import Path
from shoal.store import LeaseTerms, Store, staging, view
def write(stage):
    (stage / "a.txt").write_text("two")
    {moment} = lambda *_, **__: os._exit(9)
with Store.open(Path({str(folder)!r}), create=False) as store:
    store.claim(LeaseTerms("test", clock=lambda: datetime(2026, 1, 1, tzinfo=UTC)))
    store.publish("main", "v2", "{AS_OF}", {{"version": "v2"}}, write)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    is_committed = moment == "view.refresh"
    with writer(folder) as store:
        version = store.current()
        assert version is not None
        assert version.version == ("v2" if is_committed else "v1")
        store.verify(version)
    assert top(folder) == ({"a.txt": "two"} if is_committed else {"a.txt": "one", "b.txt": "old"})
    assert len(list((folder / ".shoal/versions/main").iterdir())) == (2 if is_committed else 1)


@pytest.mark.parametrize("harm", ["change", "delete", "grow"])
def test_verification_names_the_file(folder: Path, harm: str) -> None:
    path = folder / ".shoal/versions/main/v1/a.txt"
    if harm == "delete":
        path.unlink()
    else:
        path.write_text("onE" if harm == "change" else "one and more")
    with writer(folder) as store:
        version = store.current()
        assert version is not None
        with pytest.raises(StoreError, match=r"a\.txt"):
            store.verify(version)
        # Building again heals it: the damaged folder is not taken for the published one.
        publish(store, "v1", a="one", b="old")
        healed = store.current()
        assert healed is not None
        store.verify(healed)


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "-x", "x" * 65, "a b"])
def test_a_name_that_is_no_folder_is_refused(folder: Path, name: str) -> None:
    with writer(folder) as store, pytest.raises(ConfigError, match="cannot name a segmentation"):
        store.publish(name, "v1", AS_OF, {}, files())
