"""What is open about a reading, what a configuration may say, and tables of other programs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from typer.testing import CliRunner

import shoal
from shoal.cli.main import app
from shoal.errors import ConfigError, EngineError, SourceError
from shoal.sources import customers as customers_module
from shoal.sources.batches import batches
from shoal.sources.customers import check_customers, trait_fixes
from shoal.sources.frames import plain_table
from shoal.sources.keys import spec_of
from shoal.terms import ColumnSpec, ColumnType, Kind, Role, SourceSpec

N = 36


def columns(**other: object) -> dict[str, object]:
    return {
        "customer_id": [f"c{n % 12}" for n in range(N)],
        "date": [datetime(2025, 1, 1 + n % 28) for n in range(N)],
        "amount": [float(n + 1) for n in range(N)],
        **other,
    }


@pytest.mark.parametrize(
    ("values", "type_", "text"),
    [
        ([Decimal("1." + "1" * 40)], pa.decimal256(60, 45), "1." + "1" * 40 + "00000"),
        (["a"], pa.dictionary(pa.int8(), pa.string()), "a"),
        ([None], pa.null(), None),
    ],
)
def test_types_that_the_engine_lacks_keep_their_values(values, type_, text):
    table = plain_table(pa.table({"x": pa.array(values, type_)}), where="data")
    assert table.column("x").to_pylist() == [text]
    assert table.schema.types == [pa.string()]


FRAMES = {
    "categorical": pd.DataFrame(columns()).astype({"customer_id": "category", "amount": "category"}),
    "polars": pl.DataFrame(columns()).with_columns(pl.col("customer_id").cast(pl.Categorical)),
    "arrow": pa.table(columns()).to_reader,
    "indexed": pd.DataFrame(columns()).set_index("customer_id"),
    "zoned": pd.DataFrame(columns()).assign(date=lambda frame: frame.date.dt.tz_localize("Europe/Berlin")),
    "decimals": pd.DataFrame(columns(amount=[Decimal(n + 1) for n in range(N)])),
    "nested": pd.DataFrame(columns(tags=[[1, 2]] * N)),
}


@pytest.mark.parametrize("name", FRAMES)
def test_frames_of_every_make_are_read_alike(name, tmp_path):
    frame = FRAMES[name]() if callable(FRAMES[name]) else FRAMES[name]
    result = shoal.run(frame, out=tmp_path / "out", timezone="Europe/Berlin")
    assert (result["quality"]["rows_used"], result["n_customers"]) == (N, 12)


@pytest.mark.parametrize(
    ("frame", "says"),
    [
        (pd.DataFrame(columns(x=[1j] * N)), "x"),
        (pd.Series([1.0, 2.0]), "the table cannot be read"),
        (pd.DataFrame(columns(x=[1, "a"] * (N // 2))), "x"),
        (pd.concat([pd.DataFrame(columns())] * 2, axis=1), "Duplicate column names"),
        (pd.DataFrame(columns()).assign(date=lambda frame: frame.date.dt.to_period("M")), "period"),
        (pd.DataFrame(columns(x=pd.arrays.IntervalArray.from_breaks(range(N + 1)))), "interval"),
    ],
)
def test_frames_without_a_meaning_are_refused(frame, says, tmp_path):
    with pytest.raises(SourceError, match=says) as refused:
        shoal.run(frame, out=tmp_path / "out")
    assert refused.value.do


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("decimal", ";", r"decimal = ';'"),
        ("format", "%Q", r"'%Q' is no field of a date"),
        ("format", "DD/MM/YYYY", "it has no field such as %d"),
        ("format", "%H:%M", "it names no whole day"),
    ],
)
def test_a_reading_that_cannot_be_is_refused(shelf, key, value, says):
    loaded = shelf.load("who,at,worth\na,2025-01-01,1\n")
    column = replace(ColumnSpec("at", Role.OCCURRED_AT, ColumnType.DATE), **{key: value})
    spec = SourceSpec("file.csv", Kind.ORDERS, (ColumnSpec("who", Role.CUSTOMER), column))
    with pytest.raises(ConfigError, match=says) as refused:
        spec_of(replace(loaded, spec=spec))
    assert "shoal.toml" in refused.value.where
    assert "'at'" in refused.value.where
    assert refused.value.expected


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('type = "date"', 'type = "date", format = "%Q"', "'%Q' is no field of a date"),
        ('type = "number"', 'type = "number", decimal = ";"', "decimal = ';'"),
        ("order_date = {", "order_day = {", "there is no column 'order_day'"),
    ],
)
def test_a_workspace_whose_configuration_was_spoilt_says_so(old, new, says, tmp_path):
    text = "customer_id,order_date,amount\n" + "".join(f"c{n % 12},2025-03-{1 + n:02},{n}.5\n" for n in range(24))
    (tmp_path / "o.csv").write_text(text)
    shoal.run(tmp_path / "o.csv", out=tmp_path / "out")
    config = (tmp_path / "out" / "shoal.toml").read_text()
    assert old in config
    (tmp_path / "out" / "shoal.toml").write_text(config.replace(old, new, 1))
    answer = CliRunner().invoke(app, ["build", "--workspace", str(tmp_path / "out")])
    assert answer.exit_code == 1, answer.output
    assert says in " ".join(answer.output.split())


def test_births_of_two_digits_lie_behind_and_placeholders_are_none(shelf):
    rows = ["12/05/45", "31/12/99", "01/01/00", "13/06/26"]
    loaded = shelf.load("who;born\n" + "".join(f"c{n};{day}\n" for n, day in enumerate(rows)))
    born = ColumnSpec("born", Role.TRAIT, ColumnType.DATE, "%d/%m/%y", is_fixed=True)
    spec = SourceSpec("file.csv", Kind.CUSTOMERS, (ColumnSpec("who", Role.CUSTOMER), born))
    described = check_customers(shelf.engine, "checked", loaded, spec, date(2026, 1, 1))
    assert [day for (day,) in shelf.rows(described.checked, "born")] == [
        date(1945, 5, 12), date(1999, 12, 31), date(2000, 1, 1), date(1926, 6, 13),
    ]  # fmt: skip
    iso = shelf.load("who;born\na;1900-01-01\nb;9999-12-31\nc;1980-02-03\nd;0000-00-00\n", "iso.csv")
    spec = SourceSpec("iso.csv", Kind.CUSTOMERS, (spec.columns[0], replace(born, format="")))
    described = check_customers(shelf.engine, "checked", iso, spec, date(2026, 1, 1))
    assert [day for (day,) in shelf.rows(described.checked, "born")] == [None, None, date(1980, 2, 3), None]
    fixes = trait_fixes(shelf.engine, iso, described.checked, described.columns)
    assert {(fix.name, fix.n_rows) for fix in fixes} == {("date_placeholder", 2), ("date_unreadable", 1)}


def test_a_wide_table_is_read_as_a_narrow_one(shelf, monkeypatch):
    names = [f"x{n}" for n in range(7)]
    text = (
        "who,"
        + ",".join(names)
        + "\n"
        + "".join(
            f"c{row}," + ",".join(str(row * n) if (row + n) % 5 else "?" for n in range(7)) + "\n" for row in range(20)
        )
    )
    loaded = shelf.load(text)
    traits = tuple(ColumnSpec(name, Role.TRAIT, ColumnType.NUMBER) for name in names)
    spec = SourceSpec("file.csv", Kind.CUSTOMERS, (ColumnSpec("who", Role.CUSTOMER), *traits))
    whole = check_customers(shelf.engine, "whole", loaded, spec, date(2026, 1, 1))
    fixes = trait_fixes(shelf.engine, loaded, whole.checked, whole.columns)
    monkeypatch.setattr(customers_module, "SIZE", 3)
    monkeypatch.setattr(customers_module, "batches", partial(batches, size=2))
    parts = check_customers(shelf.engine, "parts", loaded, spec, date(2026, 1, 1))
    assert shelf.rows(parts.checked) == shelf.rows(whole.checked)
    assert parts.checked.columns == whole.checked.columns
    assert fixes == trait_fixes(shelf.engine, loaded, parts.checked, parts.columns)
    assert len(fixes) == 7


def test_a_fault_shows_no_cell():
    error = EngineError(
        "load", "SELECT 'Ann' AS \"name\"", "Could not convert string 'it''s Bob' to INT64\nLINE 1: 'Ann"
    )
    assert "Ann" not in str(error)
    assert "Bob" not in str(error)
    assert 'AS "name"' in str(error)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--answer", "customer=a", "--answer", "customer=b"], "answered twice"),
        (["--features", ""], "names no feature"),
        (["--exclude", "a,,b"], "names no feature"),
    ],
)
def test_a_command_line_that_contradicts_itself_is_wrong_usage(arguments, says, tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    answer = CliRunner().invoke(app, ["run", str(tmp_path / "x.csv"), *arguments])
    assert answer.exit_code == 2
    assert says in answer.output


def test_most_customers_among_others_is_said_aloud(tmp_path):
    text = "customer_id,order_date,amount\n" + "".join(
        f"c{n % 40},2025-{1 + n % 12:02}-{1 + n % 28:02},{1 + n * n % 97}\n" for n in range(120)
    )
    (tmp_path / "orders.csv").write_text(text)
    result = shoal.run(tmp_path / "orders.csv", out=tmp_path / "out", algorithm="rfm_grid")
    assert result["segments"][-1]["name"] == "Others"
    assert any("too small to be described" in line for line in result["warnings"])
