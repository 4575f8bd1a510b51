"""Predictions as users meet them: files, words and refusals, an honest look back, a person who is forgotten."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

import shoal
from e2e.conftest import Cli
from shoal import simulate
from shoal.errors import PredictError

FEW = {"features.only": ("order_count", "net_revenue")}
NAMES = ("predictions.parquet", "predictions.csv", "predictions.json")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated shop, whose customers follow none of the models, segmented once."""
    folder = tmp_path_factory.mktemp("shop")
    plan = simulate.shop(500, seed=3)
    simulate.write(plan, folder / "files")
    shoal.run(folder / "files", out=folder / "ws", k=3, currency="EUR", settings=FEW)
    return folder / "ws"


def test_predictions_are_a_table_with_what_each_column_means(shop: Path) -> None:
    result = shoal.predictions(shop, backtest=True)
    table = pq.read_table(shop / "predictions.parquet")
    assert table.num_rows == result["n_customers"] > 300
    assert table.column_names == ["customer_id", "as_of", "version", *list(result["columns"])[1:]]
    assert table["version"].unique().to_pylist() == [result["version"]]
    assert pyarrow.csv.read_csv(shop / "predictions.csv").num_rows == table.num_rows
    assert json.loads((shop / "predictions.json").read_text(encoding="utf-8")) == result
    column = {name: table[name].to_numpy() for name in table.column_names}
    assert not any(np.isnan(column[name]).any() for name in list(result["columns"])[1:])
    for name in ("p_alive", "expected_orders_90d", "expected_spend_90d", "clv_365d"):
        assert (column[f"{name}_low"] <= column[name]).all()
        assert (column[name] <= column[f"{name}_high"]).all()
    assert (column["spend_365d_low"] <= column["spend_365d_high"]).all()
    assert (1 - column["p_churn_90d"] <= np.minimum(column["p_alive"], column["expected_orders_90d"]) + 1e-8).all()
    assert result["totals"]["clv_365d"] == pytest.approx(column["clv_365d"].sum())

    assert len(result["backtest"]) > 1
    for tried in result["backtest"]:
        assert tried["error"] < tried["error_of_pace"]
        assert 0.7 <= tried["inside"] <= 0.9
        assert tried["expected_orders"] == pytest.approx(tried["came_orders"], rel=0.5)
        assert all(line["n_customers"] >= 11 for line in tried["lines"])
    assert "earlier days" in " ".join(result["warnings"])


def test_the_same_orders_give_the_same_bytes(shop: Path) -> None:
    shoal.predictions(shop)
    before = [(shop / name).read_bytes() for name in NAMES]
    shoal.predictions(shop)
    assert [(shop / name).read_bytes() for name in NAMES] == before


def test_nothing_is_seen_after_as_of(shop: Path, tmp_path: Path) -> None:
    """What is predicted as of a day is what is predicted from the rows of that day alone."""
    day = date(2025, 7, 1)
    orders = pyarrow.csv.read_csv(shop.parent / "files" / "orders.csv")
    when = [str(one)[:10] for one in orders["ordered_at"].to_pylist()]
    known = orders.filter(pa.array([one < day.isoformat() for one in when]))
    assert 0 < known.num_rows < orders.num_rows
    pyarrow.csv.write_csv(known, tmp_path / "orders.csv")
    shoal.run(tmp_path / "orders.csv", out=tmp_path / "then", k=3, settings=FEW)
    both = []
    for folder in (tmp_path / "then", shop):
        shoal.predictions(folder, as_of=datetime.combine(day, time()))
        both.append(pq.read_table(folder / "predictions.parquet").drop_columns(["version"]))
    assert both[0].equals(both[1])


def test_the_command_tells_people_and_programs(shop: Path, cli: Cli) -> None:
    done = cli("predict", "--workspace", shop, "--model", "bg_nbd", "--horizon", "30", "--json")
    assert done.code == 0, done.err
    said = json.loads(done.out)
    assert said["models"]["orders"]["name"] == "bg_nbd"
    assert "expected_orders_30d" in said["totals"]
    shown = cli("predict", "--workspace", shop)
    assert "buyers as of" in shown.out
    assert "predictions.csv" in shown.out
    assert cli("predict", "--workspace", shop, "--model", "weibull").code == 2
    refused = cli("predict", "--workspace", shop, "--horizon", "0")
    assert (refused.code, "1 to 3650 days" in refused.err) == (1, True)


def test_who_is_forgotten_is_in_no_prediction(tmp_path: Path) -> None:
    folder = orders_of(tmp_path, n=60, n_days=200)
    shoal.predictions(folder)
    assert "K7" in pq.read_table(folder / "predictions.parquet")["customer_id"].to_pylist()
    shoal.forget("K7", workspace=folder)
    assert "K7" not in pq.read_table(folder / "predictions.parquet")["customer_id"].to_pylist()
    assert "K7" not in (folder / "predictions.csv").read_text(encoding="utf-8").replace(",", "\n").split("\n")
    result = shoal.predictions(folder)
    assert result["n_customers"] == 59


def orders_of(tmp_path: Path, *, n: int, n_days: int, repeats: bool = True, worth: float = 10.0) -> Path:
    random = np.random.default_rng(1)
    rows = []
    for customer in range(n):
        for _ in range(1 + (int(random.poisson(2)) if repeats else 0)):
            on = date(2025, 1, 1) + timedelta(days=int(random.integers(0, n_days)))
            rows.append((f"K{customer}", on, round(worth * float(random.gamma(4.0)), 2)))
    who, day, paid = zip(*rows, strict=True)
    pq.write_table(pa.table({"customer_id": who, "ordered_at": day, "amount": paid}), tmp_path / "orders.parquet")
    shoal.run(tmp_path / "orders.parquet", out=tmp_path / "ws", k=2, settings=FEW)
    return tmp_path / "ws"


def test_fifty_customers_are_told_of_with_a_warning(tmp_path: Path) -> None:
    result = shoal.predictions(orders_of(tmp_path, n=50, n_days=150))
    assert any("Only 50 buyers are known" in warning for warning in result["warnings"])
    assert any("365 days ahead are asked for" in warning for warning in result["warnings"])
    orders = result["models"]["orders"]["parameters"]
    assert all(0 < one["low"] < one["value"] < one["high"] for one in orders.values())


def test_too_little_history_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "day").mkdir()
    with pytest.raises(PredictError, match="has ordered on a second day"):
        shoal.predictions(orders_of(tmp_path / "day", n=40, n_days=1))
    (tmp_path / "once").mkdir()
    with pytest.raises(PredictError, match="none of the 40 customers has ordered on a second day"):
        shoal.predictions(orders_of(tmp_path / "once", n=40, n_days=100, repeats=False))
    (tmp_path / "people").mkdir()
    people = pa.table({"customer_id": [f"K{i}" for i in range(40)], "visits": [i % 9 for i in range(40)]})
    pq.write_table(people, tmp_path / "people" / "people.parquet")
    shoal.run(tmp_path / "people" / "people.parquet", out=tmp_path / "people" / "ws", k=2)
    with pytest.raises(PredictError, match="no orders with dates"):
        shoal.predictions(tmp_path / "people" / "ws")


def test_a_history_too_short_to_look_back_on_says_so(tmp_path: Path) -> None:
    result = shoal.predictions(orders_of(tmp_path, n=60, n_days=60), backtest=True)
    assert result["backtest"] == []
    assert any(
        "could not be tried" in warning and "180 days in all (120 more)" in warning for warning in result["warnings"]
    )
