"""Demand by segment as users meet it: files, words, an honest look back, refusals."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import shoal
from e2e.conftest import Cli
from shoal import simulate
from shoal.errors import PredictError

FEW = {"features.only": ("order_count", "net_revenue", "recency_days")}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four months of a simulated shop, segmented once."""
    folder = tmp_path_factory.mktemp("shop")
    write(simulate.shop(250, seed=3).orders, folder / "files", date(2025, 8, 20), date(2026, 1, 1))
    shoal.run(folder / "files", out=folder / "ws", k=3, currency="EUR", settings=FEW)
    return folder / "ws"


def write(orders: pa.Table, folder: Path, since: date, until: date) -> None:
    """Write the orders of some time."""
    when = [str(one)[:10] for one in orders["ordered_at"].to_pylist()]
    folder.mkdir()
    kept = orders.filter(pa.array([since.isoformat() <= one < until.isoformat() for one in when]))
    pq.write_table(kept, folder / "orders.parquet")


def test_a_forecast_is_a_table_that_adds_up_and_says_how_it_would_have_done(shop: Path) -> None:
    result = shoal.demand(shop, weeks=1, backtest=True)
    table = pq.read_table(shop / "predictions_demand.parquet").to_pylist()
    assert json.loads((shop / "predictions_demand.json").read_text(encoding="utf-8")) == result
    assert [line["name"] for line in result["lines"]][-2:] == ["new customers", "all customers"]
    assert len(table) == len(result["lines"])
    for name in ("orders", "units", "revenue"):
        assert sum(row[name] for row in table[:-1]) == pytest.approx(table[-1][name], rel=1e-6)
        assert all(row[f"{name}_low"] <= row[name] <= row[f"{name}_high"] for row in table)
    segments = result["lines"][:3]
    sizes = {one["id"]: one["n_customers"] for one in json.loads((shop / "segments.json").read_text())["segments"]}
    assert {line["id"]: line["n_customers"] for line in segments} == sizes
    assert all(len(line["products"]) == 5 for line in segments if line["together"]["orders"]["value"] > 5)
    assert len(result["backtest"]) == 5
    came = [one["measures"]["orders"]["came"] for one in result["backtest"]]
    assert all(n > 0 for n in came)
    assert set(result["compared"]) == {"orders", "units", "revenue"}
    assert any("within their 80 % bands" in warning for warning in result["warnings"])


def test_an_earlier_day_is_seen_by_segments_of_that_day(shop: Path, tmp_path: Path) -> None:
    """What is told as of a day is what is told from the rows of that day alone."""
    day = date(2025, 12, 11)
    write(simulate.shop(250, seed=3).orders, tmp_path / "files", date(2025, 8, 20), day)
    shoal.run(tmp_path / "files", out=tmp_path / "ws", k=3, currency="EUR", settings=FEW)
    then = shoal.demand(shop, weeks=1, as_of=datetime.combine(day, time()))
    assert any("built later than that day" in warning for warning in then["warnings"])
    alone = shoal.demand(tmp_path / "ws", weeks=1, as_of=datetime.combine(day, time()))
    both = [one["lines"][-1]["weeks"][0] for one in (then, alone)]
    assert both[0]["orders"]["value"] == pytest.approx(both[1]["orders"]["value"], rel=0.1)
    assert both[0]["starts_on"] == both[1]["starts_on"] == "2025-12-11"


def test_the_command_tells_people_and_programs(shop: Path, cli: Cli) -> None:
    done = cli("predict", "demand", "--workspace", shop, "--weeks", "3", "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)["asked"] == {"weeks": 3}
    before = (shop / "predictions_demand.csv").read_bytes()
    shown = cli("predict", "demand", "--workspace", shop, "--weeks", "3")
    assert "What the 3 weeks from" in shown.out
    assert "new customers" in shown.out
    assert (shop / "predictions_demand.csv").read_bytes() == before
    refused = cli("predict", "demand", "--workspace", shop, "--weeks", "27")
    assert (refused.code, "1 to 26 weeks" in refused.err) == (1, True)
    short = cli("predict", "demand", "--workspace", shop, "--weeks", "20")
    assert (short.code, "weeks are missing" in short.err) == (1, True)


def test_without_products_demand_is_told_all_the_same(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    rows = [
        (f"K{customer}", date(2025, 1, 1) + timedelta(days=int(random.integers(0, 150))), float(random.gamma(4.0)))
        for customer in range(40)
        for _ in range(1 + int(random.poisson(4)))
    ]
    who, day, paid = zip(*rows, strict=True)
    pq.write_table(pa.table({"customer_id": who, "ordered_at": day, "amount": paid}), tmp_path / "orders.parquet")
    shoal.run(tmp_path / "orders.parquet", out=tmp_path / "ws", k=2, settings=FEW)
    result = shoal.demand(tmp_path / "ws", weeks=1)
    assert result["lines"][-1]["together"]["orders"]["value"] > 0
    assert not any(line["products"] for line in result["lines"])


def test_who_has_no_orders_is_told_what_is_possible(tmp_path: Path) -> None:
    people = pa.table({"customer_id": [f"K{i}" for i in range(40)], "visits": [i % 9 for i in range(40)]})
    pq.write_table(people, tmp_path / "people.parquet")
    shoal.run(tmp_path / "people.parquet", out=tmp_path / "ws", k=2)
    with pytest.raises(PredictError, match="no orders with dates"):
        shoal.demand(tmp_path / "ws")
    with pytest.raises(PredictError, match="there are no orders"):
        shoal.next_products(tmp_path / "ws")
