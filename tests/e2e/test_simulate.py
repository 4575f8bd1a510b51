"""The command that simulates a business."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from e2e.conftest import Cli
from shoal.app.simulate import simulate
from shoal.errors import NoRoom
from shoal.simulate import business
from shoal.store import files
from shoal.terms import Silent


def test_a_business_is_written_and_its_files_can_be_run(cli: Cli, tmp_path: Path) -> None:
    made = cli(
        "simulate", "--sector", "travel", "--customers", "300", "--dirty", "--with-truth", "--out", "b", "--json"
    )
    assert made.code == 0, made.err
    assert made.json["files"][:3] == ["orders.csv", "customers.csv", "truth.csv"]
    ran = cli("run", "b/orders.csv", "b/customers.csv", "--out", "ws", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["n_customers"] >= 300
    assert {"number_unreadable", "time_unreadable", "ragged_row"} <= set(ran.json["quality"]["rows_refused"])


def test_the_same_seed_gives_the_same_bytes_and_a_shift_other_ones(cli: Cli, tmp_path: Path) -> None:
    for folder, more in (("a", ()), ("b", ()), ("c", ("--shift", "promotion:on=2025-06-01,lift=3"))):
        assert cli("simulate", "--customers", "100", "--out", folder, *more).code == 0
    first, again, shifted = ((tmp_path / folder / "orders.csv").read_bytes() for folder in "abc")
    assert first == again != shifted


def test_places_that_cannot_be_written_are_refused_in_words(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "orders.csv").write_text("mine")
    (tmp_path / "d1" / "data").mkdir(parents=True)
    (tmp_path / "d1" / "data" / "orders.csv").write_text("mine")
    for command, place, words in (
        ("simulate", "/proc/x", "the folder cannot be made there"),
        ("simulate", "file", "something else stands in this place"),
        ("simulate", "file/below", "a file stands where a folder is needed"),
        ("simulate", "own", "a file stands there that shoal did not simulate"),
        ("demo", "d1", "a file stands there that shoal did not simulate"),
    ):
        answer = cli(command, "--out", place, *(("--customers", "50") if command == "simulate" else ()), "--json")
        assert (answer.code, answer.json["found"]) == (1, words), place
    assert (tmp_path / "own" / "orders.csv").read_text() == (tmp_path / "d1/data/orders.csv").read_text() == "mine"


def test_a_full_disk_is_refused_in_words_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files, "sync", full)
    plan = business(50, seed=1)
    with pytest.raises(NoRoom, match="the disk is full"):
        simulate(plan, tmp_path / "out", file_format="csv", with_truth=True, progress=Silent())
    assert list((tmp_path / "out").iterdir()) == []


def test_what_cannot_be_simulated_is_refused_in_words(cli: Cli, tmp_path: Path) -> None:
    for arguments, words in (
        (("--sector", "casino"), "there is no sector 'casino'"),
        (("--files", "invoices"), "the files are invoices"),
        (("--shift", "flood:on=2025-01-01"), "there is no shift 'flood'"),
        (("--customers", "0"), "0 customers"),
    ):
        answer = cli("simulate", "--out", "none", *arguments, "--json")
        assert answer.code == 1
        assert answer.json["found"].startswith(words)
    assert not (tmp_path / "none").exists()
