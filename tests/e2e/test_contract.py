"""The faces' contract: the object, the files, the exit codes."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import subprocess
import sys
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import shoal
from e2e.conftest import Cli
from shoal.errors import ConfigError, CustomerNotFound, FeatureError, WorkspaceError

KEYS = {
    "": "schema_version segmentation as_of timezone currency goal population n_customers n_outliers algorithm k verdict"
    " evidence features segments quality warnings files",
    "segmentation": "name version",
    "evidence": "p_structure effect silhouette gap stability by_k candidates worth",
    "quality": "rows_read rows_used rows_refused fixes by_source",
}
EACH = {
    "features": "name lens unit description used why",
    "segments": "id name is_natural n_customers share value_share stability profile labels rule persona actions",
}


def assert_contract(result: dict[str, Any]) -> None:
    for part, keys in KEYS.items():
        assert set(keys.split()) <= set(result[part] if part else result), part
    for part, keys in EACH.items():
        for item in result[part]:
            assert set(keys.split()) <= set(item), part
    for row in result["evidence"]["by_k"]:
        assert {"k", "inertia", "silhouette", "gap", "gap_se"} <= set(row)
    assert result["schema_version"] == 1
    assert result["verdict"] in ("clusters", "continuum")
    assert sum(segment["n_customers"] for segment in result["segments"]) == result["n_customers"]
    assert sum(segment["share"] for segment in result["segments"]) == pytest.approx(1)
    names = [segment["name"] for segment in result["segments"]]
    assert len(set(names)) == len(names)
    quality = result["quality"]
    assert quality["rows_read"] == quality["rows_used"] + sum(quality["rows_refused"].values())


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_run_answers_with_the_object_and_leaves_the_files(cli: Cli, shop_files: Path, tmp_path: Path) -> None:
    answer = cli("run", shop_files, "--out", "ws", "--json")
    assert answer.code == 0, answer.err
    result = answer.json
    assert_contract(result)
    folder = tmp_path / "ws"
    for name in result["files"].values():
        assert (folder / name).is_file(), name
    assert json.loads((folder / "segments.json").read_text()) == result
    assert json.loads((folder / "quality.json").read_text())["rows_read"] == result["quality"]["rows_read"]
    assigned = pq.read_table(folder / "assignments.parquet")
    rows = rows_of(folder / "assignments.csv")
    assert [row["customer_id"] for row in rows] == assigned["customer_id"].to_pylist()
    assert len(rows) == result["n_customers"] == pq.read_table(folder / "features.parquet").num_rows
    ids = assigned["customer_id"].to_pylist()
    assert ids == sorted(ids, key=lambda who: (hashlib.md5(who.encode()).hexdigest(), who))  # noqa: S324
    by_segment = {segment["id"]: segment for segment in result["segments"]}
    for id_, segment in by_segment.items():
        assert assigned["segment_id"].to_pylist().count(id_) == segment["n_customers"]
    assert {row["assigned_at"] for row in rows} == {result["as_of"]}


def test_without_json_a_person_is_answered(cli: Cli, shop_files: Path) -> None:
    answer = cli("run", shop_files, "--out", "ws")
    assert answer.code == 0, answer.err
    assert "rows read" in answer.out
    assert "report.html" in answer.out


def test_two_runs_in_two_folders_give_the_same_bytes(cli: Cli, ran: Path, tmp_path: Path) -> None:
    assert cli("run", "shop", "--out", "two/deeper", "--json").code == 0
    for name in ("segments.json", "assignments.csv", "profiles.csv", "dictionary.md", "report.html"):
        assert (ran / name).read_bytes() == (tmp_path / "two/deeper" / name).read_bytes(), name


def test_the_order_of_rows_does_not_matter(shop_files: Path, tmp_path: Path) -> None:
    lines = (shop_files / "orders.csv").read_text().splitlines()
    other = tmp_path / "orders.csv"
    other.write_text("\n".join([lines[0], *reversed(lines[1:])]) + "\n")
    one = shoal.run(shop_files / "orders.csv", out=tmp_path / "one")
    two = shoal.run(other, out=tmp_path / "two")
    assert without_rows(one.to_dict()) == without_rows(two.to_dict())


def without_rows(result: dict[str, Any]) -> dict[str, Any]:
    """Leave out the numbers of the rows that a finding names: those have moved."""
    for source in result["quality"]["by_source"]:
        for finding in source["findings"]:
            del finding["rows"]
    return result


def test_run_py_makes_the_same_again(cli: Cli, ran: Path) -> None:
    before = cli("segments", "--workspace", "ws", "--json").json
    script = subprocess.run([sys.executable, ran / "run.py"], capture_output=True, text=True, check=True)
    assert before["segments"][0]["name"] in script.stdout
    assert cli("segments", "--workspace", "ws", "--json").json == before


def test_the_guesses_can_be_edited_and_run_again(cli: Cli, ran: Path) -> None:
    config = ran / "shoal.toml"
    assert tomllib.loads(config.read_text())["segmentation"]["main"]
    config.write_text(config.read_text().replace('# k = "auto"', "k = 3"))
    for command in (("build", "--workspace", "ws"), ("run", "shop", "--out", "ws")):
        assert cli(*command, "--json").json["k"] == 3, command


def test_several_segmentations_live_side_by_side(cli: Cli, ran: Path) -> None:
    rfm = ("run", "shop", "--out", "ws", "--segmentation", "rfm", "--algorithm", "rfm_grid", "--json")
    assert cli(*rfm).json["algorithm"] == "rfm_grid"
    main = cli("segments", "--workspace", ran, "--segmentation", "main", "--json").json
    assert main["algorithm"] == "kmeans"
    assert cli("segments", "--workspace", "ws", "--json").json["segmentation"]["name"] == "rfm"
    assert cli("build", "--workspace", "ws", "--segmentation", "main", "--json").json["algorithm"] == "kmeans"


def test_score_places_everyone_where_the_build_did(cli: Cli, ran: Path) -> None:
    built = shoal.segments(ran)
    scored = cli("score", "--workspace", "ws", "--json").json
    assert scored["n_customers"] == built["n_customers"]
    again, first = rows_of(ran / "scores.csv"), rows_of(ran / "assignments.csv")
    assert [(row["customer_id"], row["segment_id"]) for row in again] == [
        (row["customer_id"], row["segment_id"]) for row in first
    ]


def test_score_takes_new_files_and_says_what_it_refused(cli: Cli, ran: Path, tmp_path: Path) -> None:
    newer = shoal.simulate.shop(50, seed=5)
    shoal.simulate.write(newer, tmp_path / "newer")
    orders = tmp_path / "newer/orders.csv"
    scored = cli("score", orders, "--workspace", ran, "--out", "placed.parquet", "--json")
    assert scored.code == 0, scored.err
    assert pq.read_table(tmp_path / "placed.parquet").num_rows == scored.json["n_customers"] > 30
    assert "customer_missing" in scored.json["rows_refused"]


def test_an_instant_in_the_past_sees_only_the_past(shop_files: Path, tmp_path: Path) -> None:
    past = shoal.run(shop_files / "orders.csv", out=tmp_path / "past", settings={"as_of": "2025-07-01T00:00:00Z"})
    lines = [row for row in rows_of(shop_files / "orders.csv") if row["ordered_at"] < "2025-07-01"]
    only = tmp_path / "only.csv"
    with only.open("w", newline="") as file:
        writer = csv.DictWriter(file, lines[0].keys())
        writer.writeheader()
        writer.writerows(lines)
    known = shoal.run(only, out=tmp_path / "known", settings={"as_of": "2025-07-01T00:00:00Z"})
    assert past["segments"] == known["segments"]
    assert past["quality"]["rows_refused"]["after_as_of"] > 0


def test_tables_are_as_good_as_files(tmp_path: Path) -> None:
    orders = shoal.simulate.shop(100, seed=2).orders
    result, *others = (
        shoal.run({"orders": table}, out=tmp_path / library)
        for library, table in (
            ("arrow", orders),
            ("pandas", orders.to_pandas()),
            ("polars", pytest.importorskip("polars").from_arrow(orders)),
        )
    )
    assert_contract(result.to_dict())
    assert [other["segments"] for other in others] == [result["segments"]] * 2
    assert isinstance(result.assignments(), pa.Table)
    assert [line.split(":")[0] for line in str(result).splitlines()[1:]] == [s["name"] for s in result["segments"]]


def test_the_demo_says_how_well_it_found_what_was_planted(cli: Cli) -> None:
    answer = cli("demo", "--out", "d", "--json")
    assert answer.code == 0, answer.err
    assert answer.json["verdict"] == "clusters"
    assert "adjusted Rand" in answer.err


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["run"], 2, "PATHS"),
        (["run", "nowhere.csv"], 1, "there is no such file"),
        (["run", "{shop}", "--k", "some"], 2, "--k"),
        (["run", "{shop}", "--as-of", "yesterday"], 2, "--as-of"),
        (["run", "{shop}", "--algorithm", "dbscann"], 1, "dbscann"),
        (["run", "{shop}", "--features", "recencey_days"], 1, "did you mean 'recency_days'"),
        (["run", "{shop}", "--k", "999"], 1, "999 groups were asked for"),
        (["frobnicate"], 2, "frobnicate"),
        (["build", "--workspace", "nothing-here"], 1, "workspace"),
        (["forget", "X", "--workspace", "nothing-here"], 1, "workspace"),
    ],
)
def test_wrong_requests_get_a_clear_answer(
    cli: Cli, shop_files: Path, arguments: list[str], code: int, says: str
) -> None:
    import re

    answer = cli(*[argument.format(shop=shop_files) for argument in arguments])
    assert answer.code == code, answer.err
    assert re.search(says, answer.err), answer.err
    assert "Traceback" not in answer.err
    assert answer.out == ""


def test_errors_are_one_json_object_too(cli: Cli) -> None:
    answer = cli("run", "nowhere.csv", "--json")
    assert answer.code == 1
    assert answer.json["error"] == "SourceError"


def test_a_refused_run_leaves_the_last_good_result(cli: Cli, ran: Path) -> None:
    before = {path.name: path.read_bytes() for path in ran.iterdir() if path.is_file()}
    assert cli("run", "shop", "--out", "ws", "--features", "nonsense").code == 1
    assert {path.name: path.read_bytes() for path in ran.iterdir() if path.is_file()} == before


def test_asking_for_nobody_is_said(ran: Path, tmp_path: Path) -> None:
    with pytest.raises(CustomerNotFound):
        shoal.forget("no such customer", workspace=ran)
    with pytest.raises(WorkspaceError):
        shoal.build(tmp_path / "elsewhere")


def test_help_and_version(cli: Cli) -> None:
    assert "run" in cli("--help").out
    assert cli("--version").out.startswith("shoal ")


def test_each_result_reads_its_own_files(ran: Path, tmp_path: Path) -> None:
    first = shoal.segments(ran)
    shoal.run(tmp_path / "shop/orders.csv", out=ran, segmentation="rfm", algorithm="rfm_grid")
    again = shoal.segments(ran, "main")
    assert set(again.assignments()["segmentation"].to_pylist()) == {"main"}
    assert again.assignments() == first.assignments()


def test_everyone_known_can_be_segmented_beside_orders(ran: Path, shop_files: Path, tmp_path: Path) -> None:
    result = shoal.run(shop_files, out=tmp_path / "everyone", settings={"features.population": "known"})
    buyers = shoal.segments(ran)
    assert (result["population"], buyers["population"]) == ("known", "buyers")
    assert result["n_customers"] > buyers["n_customers"]


def test_an_instant_without_a_zone_is_one_of_the_business(shop_files: Path, tmp_path: Path) -> None:
    result = shoal.run(
        shop_files / "orders.csv", out=tmp_path / "ws", as_of=datetime(2025, 7, 1), timezone="America/New_York"
    )
    assert result["as_of"] == "2025-07-01T04:00:00Z"


def test_score_follows_the_published_definition(shop_files: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "ws"
    shoal.run(
        shop_files / "orders.csv", out=workspace, features=("revenue_trend", "order_count"), algorithm="kmeans", k=3
    )
    before = shoal.score(workspace=workspace)["segments"]
    config = workspace / "shoal.toml"
    config.write_text(config.read_text().replace("# trend_days = 90", "trend_days = 20"))
    assert shoal.score(workspace=workspace)["segments"] == before


def test_score_places_who_owes_more_than_anybody_before(shop_files: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "ws"
    shoal.run(shop_files / "orders.csv", out=workspace, algorithm="kmeans", k=4, settings={"prepare.outliers": "keep"})
    rows = rows_of(shop_files / "orders.csv")
    one = next(row for row in rows if row["customer_id"] and int(row["quantity"]) > 0)
    debt = one | {"quantity": "-99", "unit_price": "9999.00", "order_id": "C1"}
    with (tmp_path / "debt.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, one.keys())
        writer.writeheader()
        writer.writerows([one, debt])
    shoal.score(tmp_path / "debt.csv", workspace=workspace, out=tmp_path / "debt.parquet")
    placed = pq.read_table(tmp_path / "debt.parquet").to_pylist()
    assert [0 <= row["confidence"] <= 1 for row in placed] == [True]


def test_score_without_the_files_it_needs_is_refused_in_words(shop_files: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "ws"
    shoal.run(shop_files, out=workspace, features=("newsletter", "order_count"), algorithm="kmeans", k=2)
    with pytest.raises(FeatureError, match="newsletter"):
        shoal.score(shop_files / "orders.csv", workspace=workspace)


def test_other_files_do_not_take_away_what_was_corrected(ran: Path, tmp_path: Path) -> None:
    shoal.run(tmp_path / "shop/customers.csv", out=ran, segmentation="people")
    sources = tomllib.loads((ran / "shoal.toml").read_text())["source"]
    assert {Path(source["path"]).name for source in sources} == {"orders.csv", "customers.csv"}


def test_each_segmentation_keeps_its_own_sources(ran: Path, tmp_path: Path) -> None:
    workspace, main = ran, shoal.segments(ran)
    shoal.simulate.write(shoal.simulate.shop(100, seed=4), tmp_path / "other")
    other = shoal.run(tmp_path / "other/orders.csv", out=workspace, segmentation="other")
    assert shoal.build(workspace, segmentation="main")["n_customers"] == main["n_customers"]
    assert shoal.build(workspace, segmentation="other")["n_customers"] == other["n_customers"]
    assert shoal.score(workspace=workspace, segmentation="main")["n_customers"] == main["n_customers"]


def test_a_second_build_publishes_the_same_bytes_in_the_same_place(ran: Path) -> None:
    assert "taken as customers, because" in shoal.segments(ran).report.read_text()  # what was guessed stands there
    built = shoal.build(ran)
    before = {path: path.read_bytes() for path in built.folder.rglob("*")}
    again = shoal.build(ran)
    assert again.folder == built.folder
    assert {path: path.read_bytes() for path in again.folder.rglob("*")} == before


def test_a_result_outlives_the_next_one_and_says_so_when_its_files_are_gone(ran: Path) -> None:
    first = shoal.segments(ran)
    report = first.folder / "report.html"
    report.write_text(report.read_text() + "<!-- by hand -->")  # so that the next edition is another one
    built = shoal.build(ran)
    assert built.folder != first.folder
    shoal.segments(ran)
    assert first.assignments() == built.assignments()
    shutil.rmtree(first.folder)
    with pytest.raises(WorkspaceError, match="no longer there") as caught:
        first.assignments()
    assert "shoal.segments" in caught.value.do


def test_amounts_without_a_currency_are_said(ran: Path) -> None:
    def said(result: shoal.Result) -> list[str]:
        return [warning for warning in result["warnings"] if "name no currency" in warning]

    bare = shoal.segments(ran)
    assert bare["currency"] is None
    (warning,) = said(bare)
    assert 'currency = "EUR"' in warning
    assert said(shoal.build(ran, currency="EUR")) == []


@pytest.mark.parametrize("memory", ["nonsense", "2", "0GB", "-1GB", "80%"])
def test_an_amount_of_memory_that_is_none_is_refused(
    memory: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOAL_MEMORY", memory)
    with pytest.raises(ConfigError, match=f"SHOAL_MEMORY: '{memory}'; expected an amount of memory such as 2GB"):
        shoal.jobs(tmp_path)
