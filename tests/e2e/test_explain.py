"""`shoal explain`: why a customer is in their segment, and what would move them."""

import math
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.console import Console

import shoal
from e2e.conftest import Cli
from shoal.cli.apart import show_apart
from shoal.errors import CustomerNotFound


@pytest.fixture(scope="module")
def shop() -> Any:
    return shoal.simulate.shop(500, seed=3)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, shop: Any) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("explained")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHOAL_HOME", str(folder / "home"))
        shoal.run({"orders": shop.orders, "customers": shop.customers}, out=folder / "ws", algorithm="kmeans", k=4)
        yield folder / "ws"


def customers(workspace: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(workspace / "assignments.parquet").slice(0, 25).to_pylist()
    return rows


def test_what_is_said_is_what_was_published(workspace: Path) -> None:
    profiles = {row["customer_id"]: row for row in pq.read_table(workspace / "features.parquet").to_pylist()}
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


@pytest.fixture(scope="module")
def answers(workspace: Path) -> dict[str, dict[str, Any]]:
    return {row["customer_id"]: shoal.explain(row["customer_id"], workspace=workspace) for row in customers(workspace)}


def more(times: float, lines: list[Any]) -> list[int]:
    """Give so many times as many pieces, the odd ones to the cheapest goods."""
    numbers = [dict(line)["quantity"] for line in lines]
    whole = [math.floor(times * n) for n in numbers]
    odd = math.floor(times * sum(numbers) + 0.5) - sum(whole)
    order = sorted(range(len(lines)), key=lambda i: (times * numbers[i] == whole[i], dict(lines[i])["unit_price"]))
    return [n + (place in order[:odd]) for place, n in enumerate(whole)]


def with_orders(shop: Any, offered: dict[str, dict[str, Any]], last_day: datetime) -> pa.Table:
    """Append what is offered to the raw rows, order by order, as the shop's own till would."""
    rows = shop.orders.to_pylist()
    number, new = 90_000_000, list[dict[str, Any]]()
    for customer, change in offered.items():
        like = [r for r in rows if (r["customer_id"], str(r["order_id"])) == (customer, change["like_order"])]
        lines = sorted(
            {tuple(r.items()) for r in like if r["quantity"] > 0}, key=lambda line: str(dict(line)["product"])
        )
        for turn in range(1, change["orders"] + 1):
            number += 1
            on = last_day + timedelta(days=math.ceil(change["within_days"] * turn / change["orders"]))
            for line, n in zip(map(dict, lines), more(change["times_usual"], lines), strict=True):
                new.append(line | {"order_id": str(number), "ordered_at": on + timedelta(hours=12), "quantity": n})
    return pa.concat_tables([shop.orders, pa.Table.from_pylist(new, schema=shop.orders.schema)])


def test_who_really_orders_what_is_offered_moves(
    workspace: Path, shop: Any, answers: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    offers = {customer: told["changes"][0] for customer, told in answers.items() if told["changes"]}
    days = Counter(change["within_days"] for change in offers.values()).most_common(1)[0][0]
    chosen = {customer: change for customer, change in offers.items() if change["within_days"] == days}
    as_of = datetime.fromisoformat(next(iter(answers.values()))["as_of"])
    then = as_of + timedelta(days=days)

    def placed(orders: pa.Table) -> dict[str, int]:
        out = tmp_path / f"{orders.num_rows}.parquet"
        shoal.score({"orders": orders, "customers": shop.customers}, workspace=workspace, as_of=then, out=out)
        return {row["customer_id"]: row["segment_id"] for row in pq.read_table(out).to_pylist()}

    idle = placed(shop.orders)
    moved = placed(with_orders(shop, chosen, (as_of - timedelta(days=1)).replace(tzinfo=None)))
    assert len(chosen) >= 5
    for customer, change in chosen.items():
        assert moved[customer] == change["segment"]["id"] != answers[customer]["segment"]["id"]
        assert idle[customer] != change["segment"]["id"]
    falls = {who: told["without_orders"] for who, told in answers.items() if told["without_orders"] is not None}
    for customer, fall in falls.items():
        if fall["within_days"] == days:
            assert idle[customer] == fall["segment"]["id"]


def test_most_are_offered_something_and_those_on_top_nothing(answers: dict[str, dict[str, Any]]) -> None:
    below = [told for told in answers.values() if told["no_changes"] != "no segment is worth more"]
    assert sum(bool(told["changes"]) for told in below) >= 0.6 * len(below)
    for told in answers.values():
        assert bool(told["changes"]) == (told["no_changes"] is None)
        sizes = [change["orders"] * change["times_usual"] for change in told["changes"]]
        assert sizes == sorted(sizes)
        if told["segment"]["id"] == 1:
            assert not told["changes"]
        for change in told["changes"]:
            assert f"{change['orders']} more order" in change["text"]


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
    assert "What would move them" in said.out or "No change is offered: " in said.out
    assert cli("explain", row["customer_id"], "--workspace", workspace, "--json").json == shoal.explain(
        row["customer_id"], workspace=workspace
    )


def test_a_segment_says_on_the_terminal_what_sets_it_apart(workspace: Path, cli: Cli) -> None:
    told = cli("segments", "1", "--workspace", workspace)
    segment = shoal.segment("1", workspace=workspace)
    assert told.code == 0
    assert segment["rule"]["text"] in told.out
    assert "What sets them apart from everyone else" in told.out
    assert f"nearest segment ({segment['contrast']['nearest']['segment']})" in told.out
    assert told.out.count("standard deviations") >= len(segment["contrast"]["everyone_else"]["differences"]) > 0


def shown(everyone_else: dict[str, Any]) -> str:
    console = Console(width=200, record=True)
    with console.capture() as printed:
        contrast = {"everyone_else": everyone_else, "nearest": None}
        show_apart({"profile": {"net_revenue": {}}, "rule": None, "contrast": contrast}, console)
    return printed.get()


def test_where_nothing_is_clear_that_is_said() -> None:
    alike = {"segment": None, "differences": [], "n_customers": 40, "n_others": 90, "n_compared": 12}
    assert "None of 12 features and levels differs clearly" in shown(alike)
    assert "Too few customers were held back" in shown(alike | {"n_customers": 2, "n_compared": 0})


def test_categories_are_reasons_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOAL_HOME", str(tmp_path / "home"))
    n = 240
    people = pa.table(
        {
            "customer_id": [f"C{i:03d}" for i in range(n)],
            "plan": ["basic" if i % 2 else "pro" for i in range(n)],
            "support": ["e-mail" if i % 2 else "telephone" for i in range(n)],
            "seats": [(3 if i % 2 else 40) + i % 5 for i in range(n)],
        }
    )
    shoal.run({"customers": people}, out=tmp_path / "ws", algorithm="kmeans", k=2)
    told = shoal.explain("C007", workspace=tmp_path / "ws")
    values = {
        reason["feature"]: (reason["value"], reason["typical"], reason["typical_of_runner_up"])
        for reason in told["reasons"]
    }
    assert told["runner_up"] is not None
    assert values["plan"] == ("basic", "basic", "pro")
    assert values["support"] == ("e-mail", "e-mail", "telephone")
