"""One person under several keys: linked, shown, taken back without a trace, and forgotten under all of them."""

from __future__ import annotations

import csv
import json
import tomllib
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import shoal
from privacy import decoder
from shoal import simulate
from shoal.errors import ConfigError, CustomerNotFound


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A shop in which two customers share an e-mail address, and nobody else anything."""
    folder = tmp_path / "export"
    simulate.write(simulate.shop(80, seed=6), folder)
    with (folder / "customers.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    with (folder / "orders.csv").open(newline="") as file:
        buyers = {row["customer_id"] for row in csv.DictReader(file)}
    pair = [row for row in rows if row["customer_id"] in buyers][:2]
    for row, name in zip(pair, ("Adelheid Bergströmer", "A. Bergströmer"), strict=True):
        row |= {"email": "ada.berg@example.org", "name": name}
    called = {"email": "Mail Adresse", "name": "full_name"}  # whatever its column is called, it is what it is
    write(folder / "customers.csv", [{called.get(key, key): value for key, value in row.items()} for row in rows])
    (tmp_path / "pair").write_text(" ".join(row["customer_id"] for row in pair))
    return folder


@pytest.fixture
def pair(shop: Path, tmp_path: Path) -> list[str]:
    return (tmp_path / "pair").read_text().split()


def _without_reports(workspace: Path) -> None:
    """Leave the pages out, which are long and name nobody: what is kept where is proven in test_privacy."""
    for page in workspace.rglob("*.html"):
        page.unlink()


def tables(result: shoal.Result) -> dict[str, object]:
    """Everything that is said of customers and segments, without the version that names the settings too."""
    plain = {
        name: (result.folder / result["files"][name]).read_bytes()
        for name in ("features", "identity", "profiles", "dictionary", "quality")
    }
    return plain | {"assignments": result.assignments().drop_columns("version").to_pylist()}


def test_a_merge_is_shown_taken_back_and_leaves_no_trace(shop: Path, pair: list[str], tmp_path: Path) -> None:
    workspace = tmp_path / "ws"
    merged = shoal.run(shop, out=workspace, algorithm="rfm_grid")
    assert merged["identity"]["by_field"] == {"email": 1}
    assert merged["identity"]["n_merged"] == 1
    shown = shoal.identity(pair[1], workspace=workspace)
    assert [key["source_key"] for key in shown["customers"][0]["keys"]] == sorted(pair)
    assert [(link["via"], link["n_evidence"]) for link in shown["customers"][0]["links"]] == [("email", 1)]
    assert shoal.identity(workspace=workspace)["customers"] == shown["customers"]

    said = shoal.split(pair[1].lower(), pair[0], workspace=workspace)
    assert said["never"] == " | ".join(sorted(pair))
    settings = tomllib.loads((workspace / "shoal.toml").read_text())
    assert settings["segmentation"]["main"]["unify"]["never"] == [said["never"]]
    split = shoal.build(workspace)
    assert split["n_customers"] == merged["n_customers"] + 1
    assert split["identity"]["n_conflicts"] == 0

    unlinked = shoal.run(shop, out=tmp_path / "unlinked", algorithm="rfm_grid", settings={"unify.link": []})
    assert tables(split) == tables(unlinked)
    assert {**split.to_dict(), "segmentation": 0} == {**unlinked.to_dict(), "segmentation": 0}

    text = (workspace / "shoal.toml").read_text()
    (workspace / "shoal.toml").write_text(text.replace(f'never = ["{said["never"]}"]', "never = []"))
    again = shoal.build(workspace)
    said_aloud, *others = (warning for warning in again["warnings"] if warning not in merged["warnings"])
    assert said_aloud.startswith("2 customers whom an earlier build knew apart")
    assert not others
    assert {**again.to_dict(), "warnings": 0} == {**merged.to_dict(), "warnings": 0}
    assert tables(again) == tables(merged)


def test_a_split_that_makes_no_sense_is_refused(shop: Path, pair: list[str], tmp_path: Path) -> None:
    workspace = tmp_path / "ws"
    line = " | ".join(pair)
    result = shoal.run(shop, out=workspace, algorithm="rfm_grid", settings={"unify.always": [line]})
    other = next(key for key in result.assignments()["customer_id"].to_pylist() if key not in pair)
    with pytest.raises(ConfigError, match="two customers already"):
        shoal.split(pair[0], other, workspace=workspace)
    with pytest.raises(ConfigError, match="one key"):
        shoal.split(pair[0], pair[0], workspace=workspace)
    with pytest.raises(CustomerNotFound):
        shoal.split(pair[0], "NOBODY", workspace=workspace)
    with pytest.raises(ConfigError, match=r"unify\.always"):
        shoal.split(*pair, workspace=workspace)
    with pytest.raises(ConfigError, match=r"unify\.never"):
        shoal.build(workspace, settings={"unify.never": [line]})


def test_forgetting_reaches_every_key_of_the_person(shop: Path, pair: list[str], tmp_path: Path) -> None:
    workspace, marks = tmp_path / "ws", ("ada.berg@example.org", "Adelheid Bergströmer")
    first = shoal.run(shop, out=workspace, algorithm="rfm_grid", settings={"unify.always": [" | ".join(pair)]})
    assert set(pair) <= set(pq.read_table(workspace / "identity.parquet")["source_key"].to_pylist())
    assert marks[0].encode() in (workspace / ".shoal/state.sqlite").read_bytes()
    assert pair[1] in (workspace / "shoal.toml").read_text()
    shoal.forget(pair[1], workspace=workspace)
    assert first.assignments().num_rows == first["n_customers"] - 1
    assert pq.read_table(workspace / "identity.parquet").num_rows

    # neither key comes back, nor a new one of theirs
    with (shop / "customers.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    theirs = next(row for row in rows if row["customer_id"] == pair[0])
    write(shop / "customers.csv", [*rows, theirs | {"customer_id": "NEW-77"}])
    again = shoal.run(shop, out=workspace, algorithm="rfm_grid")
    assert again["n_customers"] == first["n_customers"] - 1
    keys = (*pair, "NEW-77")
    _without_reports(workspace)
    assert decoder.find(workspace, marks, keys) == {mark: [] for mark in (*marks, *keys)}


def test_scores_carry_the_ids_of_the_build(shop: Path, pair: list[str], tmp_path: Path) -> None:
    result = shoal.run(shop, out=tmp_path / "ws", algorithm="rfm_grid")
    scored = shoal.score(workspace=tmp_path / "ws")
    with Path(scored["file"]).open(newline="") as file:
        ids = {row["customer_id"] for row in csv.DictReader(file)}
    assert ids == set(result.assignments()["customer_id"].to_pylist())
    assert len(ids & set(pair)) == 1


def test_the_command(shop: Path, pair: list[str], tmp_path: Path, cli) -> None:
    shoal.run(shop, out=tmp_path / "ws", algorithm="rfm_grid")
    shown = cli("identity", pair[0], "--workspace", "ws")
    assert f"{min(pair)} = {max(pair)} by email" in shown.out
    done = cli("identity", "split", *pair, "--workspace", "ws", "--json")
    assert json.loads(done.out)["never"] == " | ".join(sorted(pair))
    assert cli("identity", "a", "b", "--workspace", "ws").code == 2
    missing = cli("identity", "NOBODY", "--workspace", "ws", "--json")
    assert (missing.code, missing.json["error"]) == (1, "CustomerNotFound")


@pytest.fixture
def visits(shop: Path, pair: list[str]) -> Path:
    """Events of visitors: the first of the pair came before they logged in."""
    with (shop / "orders.csv").open(newline="") as file:
        days = sorted({row["ordered_at"][:10] for row in csv.DictReader(file)})
    rows = [
        {"anonymous_id": visitor, "customer_id": who, "occurred_at": f"{day} {hour:02}:05:00", "event": event}
        for place, day in enumerate(days[:40])
        for hour, visitor, who, event in (
            (8, f"cookie-{place % 7}x", "", "page_view"),
            (9, "cookie-ada9", "", "page_view"),
            (10, "cookie-ada9", pair[0], "login"),
        )
    ]
    write(shop / "events.csv", rows)
    return shop


def test_forgetting_reaches_what_they_did_as_a_visitor(visits: Path, pair: list[str], tmp_path: Path) -> None:
    workspace = tmp_path / "ws"
    workspace.mkdir()
    data = visits.rename(workspace / "data")
    result = shoal.run(data, out=workspace, algorithm="rfm_grid")
    assert result["identity"]["n_stitched"] == 1
    assert result["identity"]["n_visitors"] == 8
    shown = shoal.identity(pair[1], workspace=workspace)["customers"][0]
    assert [visitor["anonymous_key"] for visitor in shown["visitors"]] == ["cookie-ada9"]
    outside = (data / "events.csv").read_bytes()
    shoal.forget(pair[1], workspace=workspace)
    _without_reports(workspace)
    assert decoder.find(workspace, (), ("cookie-ada9", *pair)) == {mark: [] for mark in ("cookie-ada9", *pair)}
    left = (data / "events.csv").read_text().splitlines()
    assert len(left) == 41
    (data / "events.csv").write_bytes(outside)
    again = shoal.run(data, out=workspace, algorithm="rfm_grid")
    assert again["identity"]["n_stitched"] == 0
