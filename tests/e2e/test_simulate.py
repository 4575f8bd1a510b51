"""The command that simulates a business."""

from __future__ import annotations

from pathlib import Path

from e2e.conftest import Cli


def test_a_business_is_written_and_its_files_can_be_run(cli: Cli, tmp_path: Path) -> None:
    made = cli("simulate", "--sector", "travel", "--customers", "300", "--dirty", "--with-truth", "--out", "b", "--json")
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
