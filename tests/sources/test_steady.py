"""Files that are no files, that may not be read, or that do not stay as they are."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from shoal import sources
from shoal.errors import NoRoom, SourceError
from shoal.sources.sniff import steady
from shoal.terms import Silent


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.write_bytes(path.read_bytes() + b"3,z\n"),
        lambda path: path.write_bytes(b"a,b\n9,9\n"),
        lambda path: (
            path.with_name("new.csv").write_bytes(path.read_bytes()),
            path.with_name("new.csv").replace(path),
        ),
        lambda path: os.utime(path, ns=(1, 1)),
    ],
    ids=["grown", "shorter", "replaced", "touched"],
)
def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, change: Callable[[Path], object]) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(b"a,b\n1,x\n2,y\n")
    with pytest.raises(SourceError, match="changed while it was read") as caught, steady(path, "orders.csv"):
        change(path)
    assert caught.value.do == "run it again when the file is complete"


def test_a_file_that_vanishes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(b"a,b\n1,x\n")
    with pytest.raises(SourceError, match="no such file"), steady(path, "orders.csv"):
        path.unlink()


def test_a_file_that_stays_as_it_is_passes(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(b"a,b\n1,x\n")
    with steady(path, "orders.csv"):
        assert path.read_bytes()


def test_a_file_that_grows_during_the_load_is_refused(shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    path = shelf.put("orders.csv", "a,b\n1,x\n2,y\n")
    module = sys.modules["shoal.sources.load"]  # the room has a function of the same name
    monkeypatch.setattr(module, "load_text", lambda *_: path.write_text("a,b\n1,x\n2,y\n3,z\n"))
    with pytest.raises(SourceError, match="changed while it was read"):
        sources.load(shelf.engine, {"orders.csv": path}, scratch=shelf.scratch, progress=Silent())


def test_no_right_to_read_is_said(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(b"a,b\n1,x\n")
    with (
        pytest.raises(SourceError, match=r"cannot be opened \(Permission denied\).*rights"),
        steady(path, "orders.csv"),
    ):
        raise PermissionError(13, "Permission denied", str(path))


def test_a_full_disk_is_no_fault_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(b"a,b\n1,x\n")
    with pytest.raises(NoRoom, match="the disk is full"), steady(path, "orders.csv"):
        raise OSError(28, "No space left on device", str(tmp_path / "copy"))


def test_the_refused_are_passed_over_where_the_caller_says_so(shelf) -> None:
    good, bad = shelf.put("good.csv", "a,b\n1,x\n2,y\n"), shelf.put("bad.csv", "")
    told: list[tuple[str, str]] = []
    loaded = sources.load(
        shelf.engine,
        {"bad.csv": bad, "good.csv": good},
        scratch=shelf.scratch,
        progress=Silent(),
        refused=lambda path, error: told.append((path, error.found)),
    )
    assert [one.path for one in loaded] == ["good.csv"]
    assert told == [("bad.csv", "the file is empty")]
