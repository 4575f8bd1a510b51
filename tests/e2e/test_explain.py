"""`shoal explain`: why a customer is in their segment, and what would move them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import shoal
from e2e.conftest import Cli
from shoal import cluster, prepare
from shoal.errors import CustomerNotFound
from shoal.registry import load
from shoal.store import Store


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("explained")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHOAL_HOME", str(folder / "home"))
        shop = shoal.simulate.shop(500, seed=3)
        shoal.run({"orders": shop.orders, "customers": shop.customers}, out=folder / "ws", algorithm="kmeans", k=4)
        yield folder / "ws"


def customers(workspace: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(workspace / "assignments.parquet").slice(0, 25).to_pylist()
    return rows


def test_what_is_said_is_what_was_published(workspace: Path) -> None:
    profiles = {row["customer_id"]: row for row in pq.read_table(workspace / "features.parquet").to_pylist()}
    n_changes = 0
    for row in customers(workspace):
        told = shoal.explain(row["customer_id"], workspace=workspace)
        assert (told["segment"]["id"], told["segment"]["name"]) == (row["segment_id"], row["segment"])
        assert told["confidence"] == row["confidence"]
        assert told["runner_up"]["id"] != row["segment_id"]
        assert 0.5 < sum(abs(reason["weight"]) for reason in told["reasons"]) <= 1.0 + 1e-6
        assert sum(reason["weight"] for reason in told["reasons"]) > -0.2
        for reason in told["reasons"]:
            value = profiles[row["customer_id"]][reason["feature"]]
            assert reason["value"] == (None if value is None else pytest.approx(value, rel=1e-8))
        n_changes += len(told["changes"])
    assert n_changes > 5


def test_changes_move_the_customer_and_go_where_behaviour_can(workspace: Path) -> None:
    profiles = {row["customer_id"]: row for row in pq.read_table(workspace / "features.parquet").to_pylist()}
    with Store.open(workspace, create=False) as store:
        version = store.current(None)
        assert version is not None
        fitted = load(store, version, recipes=prepare.RECIPES, models=cluster.MODELS)
    fixed = {"country", "gender", "age", "birth_year", "tenure_days", "active_days"}
    for row in customers(workspace):
        for change in shoal.explain(row["customer_id"], workspace=workspace)["changes"]:
            profile = {**profiles[row["customer_id"]], change["feature"]: change["then"]}
            group, _ = cluster.score_one(profile, fitted.recipe, fitted.model)
            assert fitted.segment_of_group[group] == change["segment"]["id"] != row["segment_id"]
            assert change["feature"] not in fixed
            if change["feature"] in ("order_count", "net_revenue", "product_count"):
                assert change["then"] > change["now"]


def test_who_is_not_known_is_told_the_closest(workspace: Path, cli: Cli) -> None:
    known = customers(workspace)[0]["customer_id"]
    with pytest.raises(CustomerNotFound, match="closest are"):
        shoal.explain(known + "0", workspace=workspace)
    refused = cli("explain", "nobody at all", "--workspace", workspace)
    assert refused.code == 1
    assert "nobody is known by that key" in refused.err


def test_the_command_says_it_in_words(workspace: Path, cli: Cli) -> None:
    row = customers(workspace)[0]
    said = cli("explain", row["customer_id"], "--workspace", workspace)
    assert said.code == 0
    assert f"is in {row['segment']}." in said.out
    assert "Its rule: " in said.out
    assert "Next to it is " in said.out
    assert cli("explain", row["customer_id"], "--workspace", workspace, "--json").json == shoal.explain(
        row["customer_id"], workspace=workspace
    )
