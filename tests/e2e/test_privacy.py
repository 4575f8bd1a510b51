"""The people behind the rows: what never leaves the vault, and that a person can be removed and stays removed."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from pathlib import Path

import pyarrow as pa
import pytest

import shoal
from privacy import decoder
from shoal import simulate
from shoal.errors import ConfigError, CustomerNotFound, NotPermitted

PERSON = {"key": "ZK-90417", "email": "jörg.mueßig@example.org", "name": "Jörg Müßig-Łęcki", "phone": "+49 171 5550199"}


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace made of its own folder ``data``: a shop's, with one person in both files and among the refused."""
    workspace = tmp_path_factory.mktemp("planted") / "ws"
    plant(workspace / "data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHOAL_HOME", str(workspace.parent / "home"))
        shoal.run(workspace / "data", out=workspace)
    return workspace


@pytest.fixture
def made(planted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that workspace, in a home that knows its secret."""
    shutil.copytree(planted.parent / "home", tmp_path / "home")
    monkeypatch.setenv("SHOAL_HOME", str(tmp_path / "home"))
    return Path(shutil.copytree(planted, tmp_path / "ws"))


@pytest.fixture
def shop(planted: Path, tmp_path: Path) -> Path:
    """The files alone, inside a workspace that is still to be made."""
    return Path(shutil.copytree(planted / "data", tmp_path / "ws" / "data"))


def plant(folder: Path) -> None:
    simulate.write(simulate.shop(150, seed=6), folder)
    with (folder / "customers.csv").open(newline="") as file:
        reader = csv.DictReader(file)
        rows, header = list(reader), list(reader.fieldnames or [])
    model = rows[0]["customer_id"]
    planted = rows[0] | {"customer_id": PERSON["key"], "email": PERSON["email"], "name": PERSON["name"]}
    with (folder / "customers.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)
        writer.writerow(planted | {"phone": PERSON["phone"]})
    with (folder / "orders.csv").open(newline="") as file:
        lines = list(csv.DictReader(file))
    copies = [
        row | {"customer_id": PERSON["key"], "order_id": f"P{row['order_id']}"}
        for row in lines
        if row["customer_id"] == model
    ]
    assert copies
    refused = copies[0] | {"ordered_at": "not a date", "order_id": "PBAD"}
    with (folder / "orders.csv").open("a", newline="") as file:
        csv.DictWriter(file, lines[0].keys(), lineterminator="\n").writerows([*copies, refused])


def test_a_forgotten_person_is_in_no_file_and_does_not_come_back(made: Path, tmp_path: Path) -> None:
    workspace, shop = made, made / "data"
    outside = tmp_path / "outside"
    outside.mkdir()
    for name in ("orders.csv", "customers.csv"):
        (outside / name).write_bytes((shop / name).read_bytes())
    first = shoal.segments(workspace)
    shoal.run(shop, out=workspace, segmentation="rfm", algorithm="rfm_grid")
    shoal.score(workspace=workspace)
    needles = (PERSON["email"], PERSON["name"], PERSON["phone"])
    before = decoder.find(workspace, needles, (PERSON["key"],))
    for mark, places in before.items():
        assert places, f"{mark} must be found before, or its absence later proves nothing"
    for name in (
        "state.sqlite",
        "features.parquet",
        "assignments.csv",
        "refused-until",
        "scores.csv",
        "data/orders.csv",
    ):
        assert any(name in str(place) for places in before.values() for place in places), name

    done = shoal.forget(PERSON["key"], workspace=workspace)
    assert done["rows_removed"] > 0
    assert decoder.find(workspace, needles, (PERSON["key"],)) == {mark: [] for mark in before}
    assert first.assignments().num_rows == first["n_customers"] - 1

    again = shoal.run([outside / "orders.csv", outside / "customers.csv"], out=workspace)
    assert again["n_customers"] == first["n_customers"] - 1
    assert again["quality"]["rows_refused"]["forgotten"] > 1
    found = decoder.find(workspace, needles, (PERSON["key"],))
    assert found == {mark: [] for mark in before}, found


def test_published_versions_still_verify_after_somebody_is_forgotten(made: Path) -> None:
    shoal.forget(PERSON["key"], workspace=made)
    scored = shoal.score(workspace=made)
    assert scored["n_customers"] > 0


def test_a_person_can_be_named_by_an_identifier_of_theirs(made: Path) -> None:
    first = shoal.segments(made)
    shoal.forget(PERSON["email"].upper(), workspace=made)
    assert first.assignments().num_rows == first["n_customers"] - 1


def test_a_key_that_is_an_address_becomes_a_keyed_hash(tmp_path: Path) -> None:
    orders = simulate.shop(80, seed=8).orders.to_pylist()
    rows = [row | {"customer_id": f"{row['customer_id'].lower()}@example.org"} for row in orders if row["customer_id"]]
    table = pa.Table.from_pylist([{"email" if k == "customer_id" else k: v for k, v in row.items()} for row in rows])
    one = shoal.run({"orders": table}, out=tmp_path / "one")
    two = shoal.run({"orders": table}, out=tmp_path / "two")
    ids = one.assignments()["customer_id"].to_pylist()
    assert ids == two.assignments()["customer_id"].to_pylist()  # the secret is the user's own, so folders agree
    assert not any("@" in id_ for id_ in ids)
    for path in (tmp_path / "one").iterdir():
        if path.is_file():
            assert b"@example.org" not in path.read_bytes(), path.name
    somebody = rows[0]["customer_id"]
    shoal.forget(somebody, workspace=tmp_path / "one")
    assert one.assignments().num_rows == one["n_customers"] - 1
    by_id = two.assignments()["customer_id"][0].as_py()
    shoal.forget(by_id, workspace=tmp_path / "two")
    again = shoal.run({"orders": table}, out=tmp_path / "two")
    assert again["n_customers"] == two["n_customers"] - 1


def test_identifiers_are_in_the_vault_and_nowhere_else(planted: Path) -> None:
    result = shoal.segments(planted)
    with sqlite3.connect(planted / ".shoal/state.sqlite") as state:
        fields = {row[0] for row in state.execute("SELECT DISTINCT field FROM vault")}
    state.close()
    assert {"email", "name", "phone"} <= fields
    assert not {"email", "name", "phone"} & {feature["name"] for feature in result["features"]}
    for path in planted.iterdir():
        if path.is_file():
            assert PERSON["email"].encode() not in path.read_bytes(), path.name


def test_sensitive_traits_are_off_until_asked_for(planted: Path, shop: Path, tmp_path: Path) -> None:
    result = shoal.segments(planted)
    birth = next(feature for feature in result["features"] if feature["name"] == "birth_year")
    assert not birth["used"]
    assert "sensitive" in birth["why"]
    asked = shoal.run(
        shop, out=tmp_path / "other", features=("order_count", "net_revenue", "birth_year"), algorithm="kmeans", k=3
    )
    assert next(feature for feature in asked["features"] if feature["name"] == "birth_year")["used"]


def test_segments_under_the_minimum_count_are_others_without_a_profile(shop: Path, tmp_path: Path) -> None:
    result = shoal.run(shop, out=tmp_path / "ws", algorithm="kmeans", k=15, settings={"privacy.min_count": 10})
    others = [segment for segment in result["segments"] if segment["name"] == "Others"]
    assert len(others) == 1
    assert others[0]["profile"] == {}
    assert len(result["segments"]) > 2
    assert all(segment["n_customers"] >= 10 for segment in result["segments"] if segment["name"] != "Others")
    assert sum(segment["n_customers"] for segment in result["segments"]) == result["n_customers"]


def people(consent: list[str | None]) -> pa.Table:
    n = len(consent)
    return pa.table(
        {
            "customer": [f"K{i}" for i in range(n)],
            "consent_profiling": consent,
            "visits": [float(i * 7 % 23) for i in range(n)],
            "balance": [float(i * 13 % 101) for i in range(n)],
        }
    )


def test_who_declined_is_not_used_and_it_is_said(tmp_path: Path) -> None:
    consent = ["no" if i % 4 == 0 else "yes" for i in range(80)]
    result = shoal.run({"people": people(consent)}, out=tmp_path / "ws")
    assert result["n_customers"] == 60
    assert any("20 declined" in warning for warning in result["warnings"])
    assert shoal.score(workspace=tmp_path / "ws", data={"people": people(consent)})["n_customers"] == 60


def test_missing_consent_means_what_is_set(tmp_path: Path) -> None:
    consent = [None if i % 4 == 0 else "yes" for i in range(80)]
    table = {"people": people(consent)}
    assert shoal.run(table, out=tmp_path / "allow")["n_customers"] == 80
    denied = shoal.run(table, out=tmp_path / "deny", settings={"privacy.missing_consent": "deny"})
    assert denied["n_customers"] == 60
    with pytest.raises(NotPermitted):
        shoal.run({"people": people(["no"] * 80)}, out=tmp_path / "none")


def test_refused_rows_expire(made: Path) -> None:
    quarantine = made / ".shoal/quarantine"
    kept = next(quarantine.glob("refused-until-*.parquet"))
    expired = quarantine / "refused-until-2001-01-01.parquet"
    kept.rename(expired)
    shoal.segments(made)
    assert not expired.exists()


def test_nothing_is_kept_where_nothing_may_be(shop: Path, tmp_path: Path) -> None:
    shoal.run(shop, out=tmp_path / "ws", settings={"privacy.quarantine_days": 0})
    assert list((tmp_path / "ws/.shoal/quarantine").iterdir()) == []


def test_a_run_says_which_answer_is_no_option(shop: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        shoal.run(shop, out=tmp_path / "ws", answers={"customer": "nobody"})


def test_segments_json_names_nobody(planted: Path) -> None:
    text = json.dumps(json.loads((planted / "segments.json").read_text()), ensure_ascii=False)
    assert PERSON["key"] not in text
    assert PERSON["name"] not in text


def test_one_refusal_among_several_answers_decides(tmp_path: Path) -> None:
    table = people(["no" if i % 4 == 0 else "yes" for i in range(80)])
    table = table.append_column("consent_processing", pa.array([None if i % 4 == 0 else "yes" for i in range(80)]))
    assert shoal.run({"people": table}, out=tmp_path / "ws")["n_customers"] == 60


@pytest.mark.parametrize(
    ("name", "refusal", "agreement"),
    [
        ("profiling_opt_in", "no", "yes"),
        ("gdpr_opt_out", "yes", "no"),
        ("consent", "denied", "granted"),
        ("einwilligung", "nein", "ja"),
    ],
)
def test_consent_is_understood_however_it_is_written(tmp_path: Path, name: str, refusal: str, agreement: str) -> None:
    table = people([refusal if i % 4 == 0 else agreement for i in range(80)])
    table = table.rename_columns(["customer", name, "visits", "balance"])
    assert shoal.run({"people": table}, out=tmp_path / "ws")["n_customers"] == 60


def test_somebody_forgotten_does_not_return_under_an_address(made: Path) -> None:
    workspace = made
    shoal.forget(PERSON["key"], workspace=workspace)
    orders = simulate.shop(100, seed=9).orders.to_pylist()
    rows = [row | {"customer_id": f"{row['customer_id']}@example.org"} for row in orders if row["customer_id"]]
    theirs = rows[0]["customer_id"]
    rows = [row | {"customer_id": PERSON["email"]} if row["customer_id"] == theirs else row for row in rows]
    table = pa.Table.from_pylist([{"email" if k == "customer_id" else k: v for k, v in row.items()} for row in rows])
    again = shoal.run({"orders": table}, out=workspace)
    assert again["quality"]["rows_refused"]["forgotten"] > 0
    assert decoder.find(workspace, (PERSON["email"],)) == {PERSON["email"]: []}


def test_the_country_that_a_customer_states_is_of_the_day_it_was_stated(shop: Path, tmp_path: Path) -> None:
    result = shoal.run(shop, out=tmp_path / "ws", settings={"as_of": "2025-06-01T00:00:00Z"})
    assert not any("Not time-honest" in warning for warning in result["warnings"])
    earlier = shoal.build(tmp_path / "ws", as_of="2025-03-01T00:00:00Z")
    assert any("Not time-honest" in warning for warning in earlier["warnings"])


def test_a_word_that_is_nobody_leaves_every_file_as_it_is(made: Path) -> None:
    def files() -> dict[str, bytes]:
        every = made.rglob("*")
        return {path.name: path.read_bytes() for path in every if path.is_file() and ".sqlite" not in path.name}

    before = files()
    for word in ("nobody", "Germany", "customers", "1", "yes"):
        with pytest.raises(CustomerNotFound, match="nobody is known by that key"):
            shoal.forget(word, workspace=made)
        assert files() == before, word


@pytest.mark.parametrize("key", ["main", "1"])
def test_a_customer_named_like_a_segmentation_or_a_segment_takes_neither_along(tmp_path: Path, key: str) -> None:
    orders = simulate.shop(80, seed=8).orders.to_pydict()
    somebody = next(who for who in orders["customer_id"] if who)
    orders["id"] = [key if who == somebody else who for who in orders.pop("customer_id")]
    first = shoal.run({"orders": pa.table(orders)}, out=tmp_path / "ws", answers={"customer": "id"})
    shoal.forget(key, workspace=tmp_path / "ws")
    after = shoal.segments(tmp_path / "ws")
    assert after.to_dict() == first.to_dict()
    assert json.loads((tmp_path / "ws/segments.json").read_text()) == first.to_dict()
    assert key not in after.assignments()["customer_id"].to_pylist()
    assert after.assignments().num_rows == first["n_customers"] - 1
