"""The DuckDB engine behind its interface."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoal.engine import DuckEngine, Plan, literal, quote
from shoal.engine.dialect import DUCKDB
from shoal.errors import EngineError

NAMES = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1, max_size=12)


def test_a_failing_query_shows_its_step_and_its_text(engine: DuckEngine) -> None:
    plan = Plan()
    plan.step("lines", "SELECT 1 AS x")
    plan.step("broken", "SELECT y FROM lines")
    with pytest.raises(EngineError) as caught:
        plan.run(engine, "broken")
    assert caught.value.step == "broken"
    assert "SELECT y FROM lines" in str(caught.value)
    assert caught.value.exit_code == 3


def test_steps_build_on_each_other_and_parameters_are_bound(engine: DuckEngine) -> None:
    plan = Plan()
    plan.step("numbers", "SELECT unnest([1, 2, 3]) AS x")
    plan.step("large", "SELECT x FROM numbers WHERE x >= ?", (2,))
    assert engine.rows(f"SELECT sum(x) FROM {plan.run(engine, 'large').name}") == [(5,)]


def test_a_registered_table_is_seen_and_replaced(engine: DuckEngine) -> None:
    first = engine.register("people", pa.table({"x": [1]}))
    assert first.columns == ("x",)
    second = engine.register("people", pa.table({"y": [1, 2]}))
    assert (second.columns, second.count()) == (("y",), 2)
    engine.drop("people")
    with pytest.raises(EngineError):
        second.count()


@given(name=NAMES)
def test_any_column_name_can_be_quoted(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    engine = DuckEngine(tmp_path_factory.mktemp("spill"))
    try:
        assert engine.arrow(f"SELECT 1 AS {quote(name)}").column_names == [name]
    finally:
        engine.close()


@given(value=st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(-(2**62), 2**62), NAMES))
def test_constants_mean_the_same_in_sql(tmp_path_factory: pytest.TempPathFactory, value: float | str) -> None:
    engine = DuckEngine(tmp_path_factory.mktemp("spill"))
    try:
        assert engine.rows(f"SELECT {literal(value)}") == [(value,)]
    finally:
        engine.close()


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_no_constant(value: float) -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        literal(value)


@given(st.dates())
def test_the_weekday_is_pythons(tmp_path_factory: pytest.TempPathFactory, on: object) -> None:
    engine = DuckEngine(tmp_path_factory.mktemp("spill"))
    try:
        assert engine.rows(f"SELECT {DUCKDB.weekday(f'DATE {literal(str(on))}')}") == [(on.weekday(),)]  # type: ignore[attr-defined]
    finally:
        engine.close()


def test_what_does_not_fit_in_memory_spills(tmp_path: Path) -> None:
    engine = DuckEngine(tmp_path / "spill", memory_limit="150MB")
    relation = engine.create(
        "many", "SELECT md5(CAST(i AS VARCHAR)) AS k, i FROM range(4000000) t(i) ORDER BY k", step="many"
    )
    assert relation.count() == 4_000_000
    engine.close()


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_an_answer_is_written_to_a_file(engine: DuckEngine, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"it's.{kind}"
    engine.write("SELECT 1 AS x, 'a,b' AS y", path, format=kind)
    if kind == "parquet":
        assert pq.read_table(path).to_pylist() == [{"x": 1, "y": "a,b"}]
    else:
        assert path.read_text() == 'x,y\n1,"a,b"\n'


def test_no_extension_is_ever_downloaded(engine: DuckEngine) -> None:
    settings = dict(
        engine.rows("SELECT name, value FROM duckdb_settings() WHERE name LIKE '%known_extensions'")  # type: ignore[arg-type]
    )
    assert settings == {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


def test_importing_shoal_loads_nothing_heavy() -> None:
    heavy = "{'pandas', 'sklearn', 'plotly', 'duckdb', 'numpy', 'pyarrow', 'scipy'}"
    code = f"import sys, shoal; print(*sorted({heavy} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == ""
