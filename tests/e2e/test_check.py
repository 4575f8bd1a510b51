"""`shoal check` as a gate, and repairs that are what shoal.toml lists: no more, no less."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import shoal
from e2e.conftest import Cli
from shoal.errors import ConfigError

HEADER = ["customer_id", "order_id", "ordered_at", "country", "quantity", "unit_price"]


def write_orders(path: Path, *, n: int = 60) -> None:
    """Orders with two spellings of a country, cents for some days, and rows that are there twice."""
    rows = []
    for customer in range(n):
        for order in range(4):
            day = order * 7 + customer % 7
            price = 10 + (customer * 7 + order) % 9
            is_cents = order == 2
            country = (
                ("Germany", "germany ", "France")[0 if customer % 9 else customer % 2] if customer % 3 else "France"
            )
            on = f"2025-{3 + day // 28:02}-{1 + day % 28:02}"
            rows.append(
                [
                    f"K{customer}",
                    f"o{customer}-{order}",
                    on,
                    country,
                    1 + customer % 3,
                    price * (100 if is_cents else 1),
                ]
            )
    rows[1][3], rows[5][3] = "GERMANY", "GERMANY"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows, *rows[:12]])


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the orders and the workspace made of them."""
    folder = tmp_path_factory.mktemp("made")
    write_orders(folder / "orders.csv")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHOAL_HOME", str(folder / "home"))
        shoal.run(folder / "orders.csv", out=folder / "ws")
        yield folder


@pytest.fixture
def made(once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the workspace, which a test may change."""
    shutil.copytree(once, tmp_path / "made")
    monkeypatch.chdir(tmp_path / "made")
    return tmp_path / "made/ws"


def edited(folder: Path, old: str, new: str) -> None:
    config = folder / "shoal.toml"
    lines = config.read_text().splitlines(keepends=True)
    assert sum(old in line for line in lines) == 1, config.read_text()
    config.write_text("".join(new + "\n" if old in line and new else "" if old in line else line for line in lines))


def mean_revenue(result: Mapping[str, Any]) -> float:
    return max(one["profile"]["net_revenue"]["mean"] for one in result["segments"] if one["profile"])


def test_deleting_a_line_undoes_its_repair_and_uncommenting_one_makes_it(made: Path) -> None:
    first = shoal.segments(made)
    assert first["quality"]["rows_refused"] == {"exact_duplicate": 12}
    assert [fix["name"] for fix in first["quality"]["fixes"]] == ["exact_duplicate", "fold_spellings"]

    edited(made, '"drop_exact_duplicates"', "")
    kept = shoal.build(made)
    assert kept["quality"]["rows_refused"] == {}
    assert [(fix["name"], fix["n_rows"]) for fix in kept["quality"]["fixes"]] == [
        ("exact_duplicate", 0),
        ("fold_spellings", first["quality"]["fixes"][1]["n_rows"]),
    ]

    (proposed,) = [line for line in (made / "shoal.toml").read_text().splitlines() if '"divide:unit_price:100:' in line]
    edited(made, '"divide:unit_price:100:', proposed.replace("# ", "", 1))
    divided = shoal.build(made)
    assert "divide" in {fix["name"] for fix in divided["quality"]["fixes"]}
    assert mean_revenue(divided) < mean_revenue(kept) / 10

    edited(made, '"divide:unit_price:100:', "")
    undone = shoal.build(made)
    assert undone["segmentation"]["version"] == kept["segmentation"]["version"]
    assert undone.to_dict() == kept.to_dict()


def test_the_same_file_gives_the_same_config_and_result(made: Path) -> None:
    config, result = (made / "shoal.toml").read_bytes(), shoal.segments(made).to_dict()
    assert shoal.run("orders.csv", out="ws").to_dict() == result
    assert (made / "shoal.toml").read_bytes() == config


def test_a_gate_passes_fails_and_says_why(cli: Cli, once: Path) -> None:
    passed = cli("check", once / "ws", "--fail-on", "never", "--min-score", "0", "--json")
    assert (passed.code, passed.json["passed"]) == (0, True)
    assert passed.json["compared_with"] == shoal.segments(once / "ws")["segmentation"]["version"]
    failed = cli("check", once / "ws", "--min-score", "99.9", "--json")
    assert failed.code == 1
    assert {"min_score", "fail_on"} == {one["rule"] for one in failed.json["failures"]}
    assert "unit_break" in " ".join(one["found"] for one in failed.json["failures"])


def test_what_has_changed_since_the_last_build_is_said(made: Path) -> None:
    write_orders(made.parent / "orders.csv", n=20)
    result = shoal.check(workspace=made, fail_on="never", min_score=0)
    assert not result["passed"]
    assert {one["rule"] for one in result["failures"]} == {"max_change"}
    assert any("at the last build" in one["found"] for one in result["changes"])


def test_files_are_checked_without_a_workspace_and_nothing_is_left(made: Path) -> None:
    before = sorted(made.parent.iterdir())
    result = shoal.check("orders.csv")
    assert not result["passed"]
    assert [one["source"] for one in result["quality"]["by_source"]] == ["orders.csv"]
    assert sorted(made.parent.iterdir()) == before


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"drop_exact_duplicates"', '"drop_everything",', "there is no repair 'drop_everything'"),
        ('"fold_spellings:country"', '"fold_spellings:land",', "names no column of the source"),
        ("# fail_on", 'fail_on = "always"', "fail_on"),
    ],
)
def test_a_wrong_configuration_is_refused_in_words(made: Path, old: str, new: str, said: str) -> None:
    edited(made, old, new)
    with pytest.raises(ConfigError, match=said):
        shoal.check(workspace=made)


def test_wrong_usage_is_wrong_usage(cli: Cli) -> None:
    assert cli("check", "--fail-on", "sometimes").code == 2
