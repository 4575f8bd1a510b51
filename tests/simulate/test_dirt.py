"""Dirt: every kind has its share, the truth names exactly the rows that are dirty, and clean stays clean."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from shoal.errors import ConfigError
from shoal.simulate.chance import Chance
from shoal.simulate.dirt import DATES, DIRTY, KEYS, LINES, PRICES, Dirt
from shoal.simulate.events import draw_events
from shoal.simulate.order_table import draw_order_table
from shoal.simulate.part import parts
from shoal.simulate.plan import business
from shoal.simulate.soil import ROW_KEYS, row_keys, soil, soil_lines

CHANCE = Chance(7, 0)
SHARE = 0.05
IN_CUSTOMERS = ("formulas", "mojibake", "reversed_names")
IN_ORDERS = tuple(
    each.name
    for each in fields(Dirt)
    if each.name not in {*IN_CUSTOMERS, *LINES, "missing_traits", "copies", "test_orders", "thousands_marks"}
)


@pytest.fixture(scope="module")
def files() -> dict[str, pa.Table]:
    part = next(iter(parts(business(700, seed=7, duplicate_share=0.0, files=("orders", "customers", "events")))))
    return {"orders": draw_order_table(part), "customers": part.people, "events": draw_events(part).slice(0, 5000)}


def as_text(column: pa.ChunkedArray) -> pa.Array:
    column = column.combine_chunks()
    return pc.strftime(column, "%Y-%m-%d %H:%M:%S") if pa.types.is_timestamp(column.type) else column.cast(pa.string())


def changed_rows(before: pa.Table, after: pa.Table) -> dict[str, list[int]]:
    """Give the rows at which each column differs, as text."""
    answer = {}
    for name in before.column_names:
        one, other = (as_text(table[name]).fill_null("<null>").to_pylist() for table in (before, after))
        rows = [row for row, (left, right) in enumerate(zip(one, other, strict=True)) if left != right]
        if rows:
            answer[name] = rows
    return answer


def test_no_dirt_changes_nothing(files) -> None:
    for name, table in files.items():
        dirty, truth = soil(table, name, Dirt(), CHANCE)
        assert dirty.equals(table)
        assert truth.num_rows == 0


@pytest.mark.parametrize(
    ("file", "kind"), [*(("orders", k) for k in IN_ORDERS), *(("customers", k) for k in IN_CUSTOMERS)]
)
def test_every_kind_has_its_share_and_the_truth_names_exactly_its_rows(files, file: str, kind: str) -> None:
    table = files[file]
    dirty, truth = soil(table, file, replace(Dirt(), **{kind: SHARE}), CHANCE)
    changed = changed_rows(table, dirty)
    assert set(truth["kind"].to_pylist()) == {kind}
    assert set(truth["file"].to_pylist()) == {file}
    assert set(changed) == set(truth["column"].to_pylist())
    ((column, rows),) = changed.items()
    keys = row_keys(table, file).to_pylist()
    assert sorted(keys[row] for row in rows) == sorted(truth["row_key"].to_pylist())
    n = table.num_rows - table[column].null_count
    assert abs(len(rows) - SHARE * n) < 4 * np.sqrt(SHARE * (1 - SHARE) * n)


@pytest.mark.parametrize(
    ("kind", "column", "looks"),
    [
        ("padded_keys", "customer_id", r"^[\s\x{00a0}]+K\d+[\s\x{00a0}]*$|^K\d+[\s\x{00a0}]+$"),
        ("key_case", "customer_id", r"^k\d+$"),
        ("homoglyph_keys", "customer_id", r"^\x{041a}\d+$"),
        ("orphans", "customer_id", r"^X\d{9}$"),
        ("impossible_dates", "ordered_at", r"^(1900|2099)-01-01 \d\d:\d\d:\d\d$"),
        ("other_date_formats", "ordered_at", r"^\d\d\.\d\d\.20\d\d \d\d:\d\d:\d\d$"),
        ("negative_prices", "unit_price", r"^-\d+\.\d\d$"),
        ("zero_prices", "unit_price", r"^0\.00$"),
        ("currency_signs", "unit_price", r"^(€\d+\.\d\d|\d+\.\d\d (EUR|€))$"),
    ],
)
def test_dirt_looks_as_it_is_called(files, kind: str, column: str, looks: str) -> None:
    dirty, truth = soil(files["orders"], "orders", replace(Dirt(), **{kind: SHARE}), CHANCE)
    is_dirty = pc.is_in(row_keys(dirty, "orders"), value_set=truth["row_key"].combine_chunks())
    cells = dirty.filter(is_dirty)[column]
    assert len(cells) > 50
    assert pc.all(pc.match_substring_regex(cells, looks)).as_py(), cells.slice(0, 5)


def test_fat_fingers_multiply_and_keep_numbers_as_numbers(files) -> None:
    dirty, truth = soil(files["orders"], "orders", Dirt(fat_fingers=SHARE), CHANCE)
    assert dirty.schema == files["orders"].schema
    factor = np.divide(dirty["quantity"].to_numpy(), files["orders"]["quantity"].to_numpy())
    assert set(factor.tolist()) == {1.0, 1000.0}
    assert (factor > 1).sum() == truth.num_rows


def test_thousands_marks_befall_large_prices_only() -> None:
    table = pa.table(
        {"order_id": ["1", "2", "3"], "product": ["a", "b", "c"], "unit_price": ["999.00", "1234.50", "1234567.00"]}
    )
    dirty, truth = soil(table, "orders", Dirt(thousands_marks=1.0), CHANCE)
    assert dirty["unit_price"].to_pylist() == ["999.00", "1,234.50", "1234,567.00"]
    assert truth["row_key"].to_pylist() == ["2/b", "3/c"]


def test_copies_follow_their_original_and_are_exact(files) -> None:
    for file in ("orders", "events"):
        table = files[file]
        dirty, truth = soil(table, file, Dirt(copies=SHARE), CHANCE)
        keys = row_keys(dirty, file).to_pylist()
        doubled = [key for key, following in pairwise(keys) if key == following]
        assert doubled == truth["row_key"].to_pylist()
        assert dirty.num_rows == table.num_rows + truth.num_rows
        assert set(row_keys(table, file).to_pylist()) == set(keys)
        assert abs(truth.num_rows - SHARE * table.num_rows) < 4 * np.sqrt(SHARE * table.num_rows)


def test_test_orders_are_new_rows_of_a_customer_who_is_none(files) -> None:
    orders = files["orders"]
    dirty, truth = soil(orders, "orders", Dirt(test_orders=SHARE), CHANCE)
    added = dirty.filter(pc.equal(dirty["customer_id"], "TEST"))
    assert row_keys(added, "orders").to_pylist() == sorted(
        truth["row_key"].to_pylist(), key=lambda key: int(key.split("-")[1].split("/")[0])
    )
    assert dirty.filter(pc.invert(pc.equal(dirty["customer_id"], "TEST").fill_null(False))).equals(orders)
    assert abs(added.num_rows - SHARE * orders.num_rows) < 4 * np.sqrt(SHARE * orders.num_rows)


def test_traits_go_missing_and_keys_never_do(files) -> None:
    people = files["customers"]
    dirty, truth = soil(people, "customers", Dirt(missing_traits=0.2), CHANCE)
    assert dirty.schema == people.schema
    lost = set(truth["column"].to_pylist())
    assert {"country", "birth_year", "signup_on"} <= lost
    assert not {"customer_id", "email", "name", "churned"} & lost
    for name in lost:
        n = people.num_rows - people[name].null_count
        gone = dirty[name].null_count - people[name].null_count
        assert gone == truth["column"].to_pylist().count(name)
        assert abs(gone - 0.2 * n) < 4 * np.sqrt(0.16 * n)


def test_dirt_of_one_column_never_moves_that_of_another(files) -> None:
    only_dates = Dirt(**{kind: share for kind, share in DIRTY.shares().items() if kind in DATES})
    alone = soil(files["orders"], "orders", only_dates, CHANCE)[1]
    together = soil(files["orders"], "orders", DIRTY, CHANCE)[1]
    same = together.filter(pc.equal(together["column"], "ordered_at"))
    assert same.num_rows > 20
    assert same.to_pylist() == alone.to_pylist()


def test_no_cell_gets_two_kinds(files) -> None:
    full = Dirt(**dict.fromkeys(KEYS, 0.2), **dict.fromkeys(PRICES, 0.2))
    truth = soil(files["orders"], "orders", full, CHANCE)[1]
    cells = truth.group_by(["row_key", "column"]).aggregate([("kind", "count")])
    assert pc.max(cells["kind_count"]).as_py() == 1
    assert truth.num_rows > files["orders"].num_rows


def test_columns_become_text_in_every_part_even_where_nothing_befalls_them(files) -> None:
    few = files["orders"].slice(0, 3)
    dirty, truth = soil(few, "orders", Dirt(unreadable_dates=1e-9, currency_signs=1e-9), CHANCE)
    assert truth.num_rows == 0
    assert dirty.schema.field("ordered_at").type == dirty.schema.field("unit_price").type == pa.string()
    assert dirty["unit_price"].to_pylist() == [str(price) for price in few["unit_price"].to_pylist()]
    empty, _ = soil(few.slice(0, 0), "orders", DIRTY, CHANCE)
    assert empty.num_rows == 0


@pytest.mark.parametrize("kind", LINES)
def test_lines_of_a_text_file_are_soiled_one_by_one(kind: str) -> None:
    lines = [f"{row},Mug,12.50,Germany".encode() for row in range(4000)]
    keys = pa.array([str(row) for row in range(4000)])
    text = b"\n".join(lines) + b"\n"
    dirty, truth = soil_lines(text, keys, "orders", replace(Dirt(), **{kind: SHARE}), CHANCE)
    after = dirty.splitlines()
    changed = [row for row, (left, right) in enumerate(zip(lines, after, strict=True)) if left != right]
    assert [str(row) for row in changed] == truth["row_key"].to_pylist()
    assert abs(len(changed) - SHARE * 4000) < 4 * np.sqrt(SHARE * 4000)
    widths = {after[row].count(b",") for row in changed}
    assert widths == ({2, 4} if kind == "ragged_rows" else {3})
    assert soil_lines(text, keys, "orders", Dirt(), CHANCE)[0] == text


def test_every_file_has_row_keys_that_tell_its_rows_apart(files) -> None:
    for name, table in files.items():
        purchases = table.filter(pc.greater(table["quantity"], 0)) if name == "orders" else table
        keys = row_keys(purchases, name)
        assert len(keys.unique()) == purchases.num_rows
    assert set(ROW_KEYS) >= {"orders", "customers", "events", "emails", "reviews", "tickets", "holdings"}


def test_shares_out_of_range_are_refused() -> None:
    with pytest.raises(ConfigError, match="copies"):
        Dirt(copies=1.5)
    with pytest.raises(ConfigError, match="add up to"):
        Dirt(padded_keys=0.6, orphans=0.6)
    assert Dirt().is_clean
    assert not DIRTY.is_clean
    assert max(DIRTY.shares().values()) <= 0.02
