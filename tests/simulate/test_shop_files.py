"""A shop's files are what a user would have, and lose nothing."""

from __future__ import annotations

import errno
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from shoal import simulate
from shoal.errors import ConfigError
from shoal.simulate.files import EVERY_NAME
from shoal.simulate.mark import MARK
from shoal.store import files


@pytest.fixture(scope="module")
def small() -> simulate.Shop:
    return simulate.shop(120, seed=4)


def test_truth_is_written_only_when_asked_for(small, tmp_path: Path) -> None:
    assert [path.name for path in simulate.write(small, tmp_path / "user")] == ["orders.csv", "customers.csv"]
    assert sorted(path.name for path in (tmp_path / "user").iterdir()) == [MARK, "customers.csv", "orders.csv"]
    assert simulate.write(small, tmp_path / "us", with_truth=True)[2].read_text().startswith("customer_id,type,")


def test_csv_says_what_the_tables_say(small, tmp_path: Path) -> None:
    paths = simulate.write(small, tmp_path)
    for path, table in zip(paths, (small.orders, small.customers), strict=True):
        options = pa.csv.ConvertOptions(column_types=table.schema, strings_can_be_null=True)
        assert pa.csv.read_csv(path, convert_options=options).equals(table)
    header, first = paths[0].read_text().splitlines()[:2]
    assert header == "order_id,customer_id,ordered_at,product,category,quantity,unit_price,country"
    assert '"' not in first


def test_parquet_says_what_the_tables_say(small, tmp_path: Path) -> None:
    paths = simulate.write(small, tmp_path, format="parquet", with_truth=True)
    for path, table in zip(paths, (small.orders, small.customers, small.truth), strict=True):
        assert pa.parquet.read_table(path).to_pylist() == table.to_pylist()


def test_other_formats_are_refused(small, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="csv or parquet"):
        simulate.write(small, tmp_path, format="xlsx")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("mark", [None, "{", '["orders.csv"]', '{"files": ["orders.csv"]}'])
def test_a_file_that_shoal_did_not_simulate_is_never_replaced(small, tmp_path: Path, mark: str | None) -> None:
    (tmp_path / "orders.csv").write_text("mine")
    if mark is not None:
        (tmp_path / MARK).write_text(mark)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(ConfigError, match="did not simulate") as refused:
        simulate.write(small, tmp_path)
    assert refused.value.where == str(tmp_path / "orders.csv")
    assert refused.value.do
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    simulate.write(small, tmp_path / "beside")


def test_a_folder_simulated_before_is_written_anew_and_nothing_stale_stays(small, tmp_path: Path) -> None:
    simulate.write(small, tmp_path, with_truth=True)
    (tmp_path / "notes.txt").write_text("mine")
    simulate.write(simulate.shop(60, seed=5), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [MARK, "customers.csv", "notes.txt", "orders.csv"]
    assert '"n_customers": 60' in (tmp_path / MARK).read_text()
    assert "truth" not in (tmp_path / MARK).read_text()
    simulate.write(small, tmp_path, format="parquet")
    assert sorted(path.suffix for path in tmp_path.glob("*.*")) == [".json", ".parquet", ".parquet", ".txt"]
    (tmp_path / "truth.csv").write_text("mine now")
    with pytest.raises(ConfigError, match="did not simulate"):
        simulate.write(small, tmp_path, with_truth=True)


def test_a_mark_that_lies_deletes_nothing_but_names_of_ours(small, tmp_path: Path) -> None:
    (tmp_path / "away").mkdir()
    (tmp_path / "precious.txt").write_text("mine")
    names = '["../precious.txt", "away", 7, "reviews.csv"]'
    (tmp_path / "away" / MARK).write_text(f'{{"made_by": "shoal simulate", "files": {names}}}')
    simulate.write(small, tmp_path / "away")
    assert (tmp_path / "precious.txt").read_text() == "mine"
    assert "reviews.csv" in EVERY_NAME


def test_a_disk_that_fails_late_leaves_all_old_files_and_no_new_one(small, tmp_path: Path, monkeypatch) -> None:
    simulate.write(small, tmp_path, with_truth=True)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    real, seen = files.sync, []

    def full(path: Path) -> None:
        seen.append(path)
        if len(seen) == 3:  # the second file of data: the mark and the first are whole already
            raise OSError(errno.ENOSPC, "No space left on device")
        real(path)

    monkeypatch.setattr(files, "sync", full)
    with pytest.raises(OSError, match="No space") as failed:
        simulate.write(simulate.shop(60, seed=5), tmp_path)
    assert failed.value.filename == str(tmp_path / "customers.csv")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_the_types_are_described_one_line_each() -> None:
    lines = simulate.describe_types().splitlines()
    assert len(lines) == 2 + len(simulate.DISTINCT_TYPES)
    assert len({line.count("|") for line in lines}) == 1
    for line, each in zip(lines[2:], simulate.DISTINCT_TYPES, strict=True):
        assert each.name in line
        assert each.description in line
