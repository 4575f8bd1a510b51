"""The files of whole businesses: of every sector, as CSV and Parquet, clean and dirty, with the truth beside them."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from shoal import simulate
from shoal.errors import ConfigError
from shoal.simulate.business import PART_SIZE
from shoal.simulate.files import csv_lines
from shoal.simulate.tables import TRUTH

KEYED = ("orders", "holdings", "emails", "events", "reviews", "tickets")


@pytest.fixture(scope="module", params=sorted(simulate.SECTORS))
def drawn(request: pytest.FixtureRequest) -> tuple[simulate.Business, dict[str, pa.Table]]:
    plan = simulate.business(150, seed=4, sector=request.param, files=None, duplicate_identities=0.2)
    return plan, simulate.tables(plan)


def test_every_file_of_a_sector_has_rows_under_the_names_of_its_systems(drawn) -> None:
    plan, tables = drawn
    assert set(plan.sector.files) == set(tables) - set(TRUTH) - {"truth_dirt"}
    for name in plan.sector.files:
        assert tables[name].num_rows > 0, name
        tables[name].validate(full=True)
        for own in plan.sector.headers.get(name, {}).values():
            assert own in tables[name].column_names, (name, own)


def test_every_key_in_every_file_is_one_of_the_customers(drawn) -> None:
    plan, tables = drawn
    known = tables["customers"][plan.sector.header("customers", "customer_id")].combine_chunks()
    assert len(known.unique()) == len(known)
    for name in set(KEYED) & set(tables):
        keys = tables[name][plan.sector.header(name, "customer_id")].drop_null().unique()
        assert len(keys) > 0
        assert pc.all(pc.is_in(keys, value_set=known)).as_py(), name
    identities = tables["truth_identities"]
    assert sorted(identities["source_key"].to_pylist()) == sorted(known.to_pylist())
    assert len(identities) > len(identities["person"].unique())


@pytest.mark.parametrize("sector", sorted(simulate.SECTORS))
def test_expected_values_are_kept_on_average_in_every_sector(sector: str) -> None:
    truth = simulate.tables(simulate.business(1500, seed=2, sector=sector, guest_share=0.0))["truth"]
    for what in ("orders_next_90d", "orders_next_365d", "value_next_90d", "value_next_365d"):
        happened = truth[what].to_numpy().astype(float)
        expected = truth[f"expected_{what}"].to_numpy()
        error = (happened - expected).std() / len(happened) ** 0.5
        assert abs(happened.mean() - expected.mean()) < 3 * error + 0.02 * expected.mean(), what
        assert abs(happened.mean() - 1.5 * expected.mean()) > 3 * error + 0.03 * expected.mean(), what


def test_csv_and_parquet_hold_the_same_rows(tmp_path: Path) -> None:
    plan = simulate.business(120, seed=3, files=("orders", "customers", "reviews", "campaigns"), duplicate_share=0.0)
    for format_ in ("csv", "parquet"):
        simulate.write(plan, tmp_path / format_, format=format_, with_truth=True)
    for path in (tmp_path / "parquet").glob("*.parquet"):
        table = pq.read_table(path)
        options = pa.csv.ConvertOptions(
            column_types=table.schema, strings_can_be_null=True, null_values=[""], quoted_strings_can_be_null=False
        )
        parsing = pa.csv.ParseOptions(newlines_in_values=True)
        again = pa.csv.read_csv(tmp_path / "csv" / f"{path.stem}.csv", convert_options=options, parse_options=parsing)
        assert again.equals(table), path.name


def test_a_business_of_several_parts_is_written_whole_and_alike_each_time(tmp_path: Path) -> None:
    kind = simulate.CustomerType("one", 1.0, "", joined_days=(2.0, 40.0), orders_per_month=0.5, breadth=3.0)
    plan = simulate.Business(PART_SIZE + 100, 4, types=(kind,), days=60)
    for name in ("a", "b"):
        paths = simulate.write(plan, tmp_path / name, with_truth=True)
    digests = {
        folder: [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted((tmp_path / folder).iterdir())]
        for folder in ("a", "b")
    }
    assert digests["a"] == digests["b"]
    assert [path.name for path in paths[:2]] == ["orders.csv", "customers.csv"]
    with (tmp_path / "a" / "truth.csv").open() as file:
        assert sum(1 for _ in file) == PART_SIZE + 101


def test_dirty_lines_are_in_the_file_and_in_the_truth(tmp_path: Path) -> None:
    plan = simulate.Business(200, 4, dirt=simulate.Dirt(ragged_rows=0.05, stray_quotes=0.05, formulas=0.1))
    simulate.write(plan, tmp_path, with_truth=True)
    lines = (tmp_path / "orders.csv").read_text().splitlines()[1:]
    dirt = pa.csv.read_csv(tmp_path / "truth_dirt.csv").to_pylist()
    planted = {
        kind: sum(row["kind"] == kind and row["file"] == "orders" for row in dirt) for kind in simulate.Dirt().shares()
    }
    assert sum(line.count(",") != 7 for line in lines) == planted["ragged_rows"] > 100
    assert sum(line.count('"') % 2 for line in lines) == planted["stray_quotes"] > 100
    assert any(row["kind"] == "formulas" and row["file"] == "customers" for row in dirt)


def test_dirt_moves_nothing_but_the_cells_it_names() -> None:
    clean = simulate.tables(simulate.Business(150, 4, duplicate_share=0.0))
    dirty = simulate.tables(simulate.Business(150, 4, dirt=simulate.Dirt(negative_prices=0.02), duplicate_share=0.0))
    assert dirty["customers"].equals(clean["customers"])
    assert dirty["truth"].equals(clean["truth"])
    changed = pc.not_equal(dirty["orders"]["unit_price"], clean["orders"]["unit_price"].cast(pa.string()))
    assert pc.sum(changed).as_py() == dirty["truth_dirt"].num_rows > 0


def test_every_copied_line_is_in_the_truth_about_dirt() -> None:
    drawn = simulate.tables(simulate.Business(150, 4, duplicate_share=0.05))
    rows = [tuple(row.values()) for row in drawn["orders"].to_pylist()]
    n_copies = len(rows) - len(set(rows))
    assert drawn["truth_dirt"]["kind"].to_pylist() == ["copies"] * n_copies
    assert n_copies == round(len(set(rows)) * 0.05) > 10
    assert simulate.tables(simulate.Business(150, 4, duplicate_share=0.0))["truth_dirt"].num_rows == 0


def test_a_chunk_without_rows_is_no_line_of_csv() -> None:
    empty, one = pa.table({"a": pa.array([], pa.string())}), pa.table({"a": ["x"]})
    assert csv_lines(pa.concat_tables([empty, one, empty, one])) == b"x\nx\n"
    assert csv_lines(empty) == b""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"sector": "casino"}, "there is no sector 'casino'"),
        ({"structure": "tangled"}, "there is no structure 'tangled'"),
        ({"files": ("invoices",)}, "the files are invoices"),
        ({"files": ()}, "the files are none"),
        ({"until": date(1, 1, 5)}, "the history ends on 0001-01-05"),
        ({"until": date.max}, "the history ends on 9999-12-31"),
        ({"duplicate_identities": 1.5}, "duplicate_identities is 1.5"),
    ],
)
def test_plans_out_of_range_are_refused_in_words(arguments, words) -> None:
    with pytest.raises(ConfigError, match=words):
        simulate.business(10, seed=1, **arguments)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("flood:on=2025-07-01", "there is no shift 'flood'"),
        ("exodus:on=2025-07-01", "type_name, share is missing"),
        ("exodus:type=a,on=soon,share=0.1", "on is 'soon'"),
        ("promotion:on=2025-07-01,size=2", "'size=2' is not a parameter"),
    ],
)
def test_shifts_that_cannot_be_read_are_refused_in_words(text, words) -> None:
    with pytest.raises(ConfigError, match=words):
        simulate.read_shift(text)


@pytest.mark.parametrize("structure", ["touching", "absent"])
@pytest.mark.parametrize("sector", sorted(simulate.SECTORS))
def test_every_structure_of_every_sector_can_be_drawn(sector, structure) -> None:
    truth = simulate.tables(simulate.business(60, seed=1, sector=sector, structure=structure))["truth"]
    assert len(truth["type"].unique()) == (1 if structure == "absent" else len(simulate.SECTORS[sector].types))
