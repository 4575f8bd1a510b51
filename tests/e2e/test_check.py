"""`shoal check` as a gate, and repairs that are what shoal.toml lists: no more, no less."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

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


@pytest.fixture
def made(cli, tmp_path: Path) -> Path:
    write_orders(tmp_path / "orders.csv")
    answer = cli("run", "orders.csv", "--out", "ws", "--json")
    assert answer.code == 0, answer.err
    return tmp_path / "ws"


def edited(folder: Path, old: str, new: str) -> None:
    config = folder / "shoal.toml"
    lines = config.read_text().splitlines(keepends=True)
    assert sum(old in line for line in lines) == 1, config.read_text()
    config.write_text("".join(new + "\n" if old in line and new else "" if old in line else line for line in lines))


def test_deleting_a_line_undoes_its_repair_and_uncommenting_one_makes_it(cli, made: Path) -> None:
    first = json.loads((made / "segments.json").read_text())["quality"]
    assert first["rows_refused"] == {"exact_duplicate": 12}
    assert [fix["name"] for fix in first["fixes"]] == ["exact_duplicate", "fold_spellings"]
    again = cli("build", "--workspace", "ws", "--json").json
    assert again["quality"] == first

    edited(made, '"drop_exact_duplicates"', "")
    kept = cli("build", "--workspace", "ws", "--json").json["quality"]
    assert kept["rows_refused"] == {}
    assert [(fix["name"], fix["n_rows"]) for fix in kept["fixes"]] == [
        ("exact_duplicate", 0),
        ("fold_spellings", first["fixes"][1]["n_rows"]),
    ]

    revenue_before = mean_revenue(made)
    config = (made / "shoal.toml").read_text()
    (proposed,) = [line for line in config.splitlines() if '"divide:unit_price:100:' in line]
    edited(made, '"divide:unit_price:100:', proposed.replace("# ", "", 1))
    divided = cli("build", "--workspace", "ws", "--json").json["quality"]
    assert "divide" in {fix["name"] for fix in divided["fixes"]}
    assert mean_revenue(made) < revenue_before / 10
    edited(made, '"divide:unit_price:100:', "")
    undone = cli("build", "--workspace", "ws", "--json").json["quality"]
    assert undone["fixes"] == kept["fixes"]
    assert mean_revenue(made) == revenue_before


def mean_revenue(folder: Path) -> float:
    segments = json.loads((folder / "segments.json").read_text())["segments"]
    return max(one["profile"]["net_revenue"]["mean"] for one in segments if one["profile"])


def test_a_gate_passes_fails_and_says_why(cli, made: Path) -> None:
    passed = cli("check", "ws", "--fail-on", "never", "--min-score", "0", "--json")
    assert (passed.code, passed.json["passed"]) == (0, True)
    assert passed.json["compared_with"] == json.loads((made / "segments.json").read_text())["segmentation"]["version"]
    failed = cli("check", "ws", "--min-score", "99.9", "--json")
    assert failed.code == 1
    assert {"min_score", "fail_on"} == {one["rule"] for one in failed.json["failures"]}
    assert "unit_break" in " ".join(one["found"] for one in failed.json["failures"])


def test_what_has_changed_since_the_last_build_is_said(cli, made: Path, tmp_path: Path) -> None:
    write_orders(tmp_path / "orders.csv", n=20)
    answer = cli("check", "ws", "--fail-on", "never", "--min-score", "0", "--json")
    assert answer.code == 1
    assert [one["rule"] for one in answer.json["failures"] if one["rule"] == "max_change"]
    assert any("at the last build" in one["found"] for one in answer.json["changes"])


def test_files_are_checked_without_a_workspace_and_nothing_is_left(cli, tmp_path: Path) -> None:
    write_orders(tmp_path / "orders.csv")
    answer = cli("check", "orders.csv", "--json")
    assert (answer.code, answer.json["passed"]) == (1, False)
    assert [one["source"] for one in answer.json["quality"]["by_source"]] == ["orders.csv"]
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "home") == ["orders.csv"]
    shown = cli("check", "orders.csv")
    assert "failed" in shown.out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"drop_exact_duplicates"', '"drop_everything",', "there is no repair 'drop_everything'"),
        ('"fold_spellings:country"', '"fold_spellings:land",', "names no column of the source"),
        ("# fail_on", 'fail_on = "always"', "fail_on"),
    ],
)
def test_a_wrong_configuration_fails_in_words(cli, made: Path, old: str, new: str, said: str) -> None:
    edited(made, old, new)
    answer = cli("check", "ws", "--json")
    assert answer.code == 1
    assert answer.json["error"] == "ConfigError"
    assert said in str(answer.json)


def test_wrong_usage_is_wrong_usage(cli) -> None:
    assert cli("check", "--fail-on", "sometimes").code == 2
