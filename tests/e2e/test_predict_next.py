"""What customers buy next, as users meet it: the table, the words, refusals, an honest look back."""

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
from shoal.errors import ConfigError, PredictError

FEW = {"features.only": ("order_count", "net_revenue")}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated shop, segmented once."""
    folder = tmp_path_factory.mktemp("shop")
    simulate.write(simulate.shop(250, seed=3), folder / "files")
    shoal.run(folder / "files", out=folder / "ws", k=3, currency="EUR", settings=FEW)
    return folder / "ws"


def test_suggestions_are_a_table_with_what_each_column_means(shop: Path) -> None:
    result = shoal.next_products(shop, backtest=True, top=3)
    table = pq.read_table(shop / "predictions_next.parquet")
    assert table.num_rows == result["n_customers"]
    assert table.column_names == ["customer_id", "as_of", "version", *list(result["columns"])[1:]]
    assert json.loads((shop / "predictions_next.json").read_text(encoding="utf-8")) == result
    rows = table.to_pylist()
    orders = pyarrow.csv.read_csv(shop.parent / "files" / "orders.csv").to_pylist()
    had = {(row["customer_id"], row["product"]) for row in orders}
    for row in rows:
        told = [row[f"next_{i}"] for i in (1, 2, 3) if row[f"next_{i}"]]
        assert not any((row["customer_id"], one) in had for one in told)
        assert all((row["customer_id"], row[f"again_{i}"]) in had for i in (1, 2, 3) if row[f"again_{i}"])
        assert all((row["customer_id"], row[f"because_{i}"]) in had for i in (1, 2, 3) if row[f"because_{i}"])
        if row["told_from"] == "own orders" and row["next_1"]:
            assert 0 <= row["p_next_1_90d_low"] <= row["p_next_1_90d"] <= row["p_next_1_90d_high"] <= 1
    assert {one["name"] for one in result["newcomers"]} > {"everyone"}
    assert len(result["backtest"]) > 1
    for tried in result["backtest"]:
        assert tried["new"]["recall"]["value"] >= tried["popular"]["recall"]["value"] * 0.8
    assert any("customers bought" in warning for warning in result["warnings"])


def test_nothing_is_seen_after_as_of(shop: Path, tmp_path: Path) -> None:
    """What is suggested as of a day is what is suggested from the rows of that day alone."""
    day = date(2025, 7, 1)
    orders = pyarrow.csv.read_csv(shop.parent / "files" / "orders.csv")
    when = [str(one)[:10] for one in orders["ordered_at"].to_pylist()]
    known = orders.filter(pa.array([one < day.isoformat() for one in when]))
    pyarrow.csv.write_csv(known, tmp_path / "orders.csv")
    shoal.run(tmp_path / "orders.csv", out=tmp_path / "then", k=3, settings=FEW)
    shoal.next_products(shop, as_of=datetime.combine(day, time()))
    then = pq.read_table(shop / "predictions_next.parquet").drop_columns(["version"]).to_pylist()
    shoal.next_products(tmp_path / "then", as_of=datetime.combine(day, time()))
    alone = pq.read_table(tmp_path / "then" / "predictions_next.parquet").drop_columns(["version"]).to_pylist()
    own = [row for row in then if row["told_from"] == "own orders"]
    assert len(own) > 120
    # of the segments only those built by then are looked at: the first was built later, the second knows all of it
    assert own == [row for row in alone if row["told_from"] == "own orders"]


def test_the_command_tells_people_and_programs(shop: Path, cli: Cli, tmp_path: Path) -> None:
    words = tmp_path / "never.txt"
    words.write_text("# sold out\nHOME\nunicorn # never had one\n", encoding="utf-8")
    done = cli("predict", "next", "--workspace", shop, "--way", "neighbours", "--forbidden", words, "--json")
    assert done.code == 0, done.err
    said = json.loads(done.out)
    assert said["learnt"]["new"]["way"] == "neighbours"
    orders = pyarrow.csv.read_csv(shop.parent / "files" / "orders.csv").to_pylist()
    home = {row["product"] for row in orders if row["category"] == "Home"}
    assert home
    rows = pq.read_table(shop / "predictions_next.parquet").to_pylist()
    assert not any(row[name] in home for row in rows for name in row if name.startswith(("next_", "again_")))
    assert any("unicorn" in warning and "HOME" not in warning for warning in said["warnings"])
    before = (shop / "predictions_next.csv").read_bytes()
    shown = cli("predict", "next", "--workspace", shop, "--way", "neighbours", "--forbidden", words)
    assert (shop / "predictions_next.csv").read_bytes() == before
    assert "New products to tell people of" in shown.out
    assert "For somebody of whom nothing is known yet" in shown.out
    refused = cli("predict", "next", "--workspace", shop, "--top", "0")
    assert (refused.code, "1 to 20" in refused.err) == (1, True)
    with pytest.raises(ConfigError, match="there is no such file"):
        shoal.next_products(shop, forbidden=tmp_path / "missing.txt")


def orders_of(tmp_path: Path, *, n_days: int, products: tuple[str, ...] | None) -> Path:
    random = np.random.default_rng(1)
    rows = [
        (f"K{customer}", date(2025, 1, 1) + timedelta(days=int(random.integers(0, n_days))), 10.0 + customer)
        for customer in range(40)
        for _ in range(4)
    ]
    who, day, paid = zip(*rows, strict=True)
    columns = {"customer_id": who, "ordered_at": day, "amount": paid}
    if products:
        columns["product"] = tuple(products[int(random.integers(len(products)))] for _ in rows)
    pq.write_table(pa.table(columns), tmp_path / "orders.parquet")
    shoal.run(tmp_path / "orders.parquet", out=tmp_path / "ws", k=2, settings=FEW)
    return tmp_path / "ws"


def test_too_short_a_history_suggests_without_chances_and_says_what_is_missing(tmp_path: Path) -> None:
    folder = orders_of(tmp_path, n_days=100, products=("lamp", "vase", "bowl", "cup", "pan"))
    result = shoal.next_products(folder, backtest=True)
    assert result["backtest"] == []
    assert any("80 days are missing" in warning for warning in result["warnings"])
    table = pq.read_table(folder / "predictions_next.parquet")
    assert "p_next_1_90d" not in table.column_names
    assert table["next_1"].null_count < table.num_rows
    assert any("--horizon 50 can be tried" in warning for warning in result["warnings"])
    assert "p_next_1_45d" in shoal.next_products(folder, horizon_days=45)["columns"]


def test_orders_without_products_are_told_what_is_possible(tmp_path: Path) -> None:
    with pytest.raises(PredictError, match=r"name no products.*use `shoal predict`"):
        shoal.next_products(orders_of(tmp_path, n_days=100, products=None))


def test_all_orders_on_one_day_say_that_nothing_can_be_tried(tmp_path: Path) -> None:
    result = shoal.next_products(orders_of(tmp_path, n_days=1, products=("lamp", "vase", "bowl")))
    assert any("known for 1 day," in warning for warning in result["warnings"])
