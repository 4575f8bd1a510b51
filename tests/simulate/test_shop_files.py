"""A shop's files are what a user would have, and lose nothing."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from shoal import simulate
from shoal.errors import ConfigError


@pytest.fixture(scope="module")
def small() -> simulate.Shop:
    return simulate.shop(120, seed=4)


def test_truth_is_written_only_when_asked_for(small, tmp_path: Path) -> None:
    assert [path.name for path in simulate.write(small, tmp_path / "user")] == ["orders.csv", "customers.csv"]
    assert sorted(path.name for path in (tmp_path / "user").iterdir()) == ["customers.csv", "orders.csv"]
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


def test_the_types_are_described_one_line_each() -> None:
    lines = simulate.describe_types().splitlines()
    assert len(lines) == 2 + len(simulate.DISTINCT_TYPES)
    assert len({line.count("|") for line in lines}) == 1
    for line, each in zip(lines[2:], simulate.DISTINCT_TYPES, strict=True):
        assert each.name in line
        assert each.description in line
