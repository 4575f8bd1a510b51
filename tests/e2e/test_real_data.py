"""Real data with no configuration, against what is published about them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import shoal
from e2e.conftest import Cli
from e2e.test_contract import assert_contract

pytestmark = pytest.mark.data


CDNOW, TELCO = "cdnow/cdnow_sample.csv", "telco_churn/Telco-Customer-Churn.csv"
RETAIL = "online_retail/online_retail.parquet"
Runs = Callable[[str], shoal.Result]


@pytest.fixture(scope="module")
def runs(datasets: Path, tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Run each file once."""
    done: dict[str, shoal.Result] = {}

    def of(name: str) -> shoal.Result:
        if name not in done:
            done[name] = shoal.run(datasets / name, out=tmp_path_factory.mktemp("real"))
        return done[name]

    return of


def test_online_retail(cli: Cli, runs: Runs, datasets: Path, tmp_path: Path) -> None:
    answer = cli("run", datasets / RETAIL, "--out", "one", "--json")
    assert answer.code == 0, answer.err
    result = answer.json
    assert_contract(result)
    assert result["quality"]["rows_read"] == 541_909
    assert result["quality"]["rows_refused"]["customer_missing"] == 135_080
    assert result["n_customers"] == 4_338
    assert (result["as_of"], result["population"]) == ("2011-12-10T00:00:00Z", "buyers")
    for name in ("segments.json", "assignments.csv"):  # another process, another folder, the same bytes
        assert (tmp_path / "one" / name).read_bytes() == (runs(RETAIL).folder / name).read_bytes(), name


def test_online_retail_nets_cancellations(runs: Runs) -> None:
    features = {row["customer_id"]: row for row in pq.read_table(runs(RETAIL).folder / "features.parquet").to_pylist()}
    # One order of 77,183.60 that was cancelled 16 minutes later.
    assert features["12346"]["net_revenue"] == 0.0
    assert features["12346"]["order_count"] == 1
    assert features["12346"]["return_share"] == 1.0
    # An order of 168,469.60 that was cancelled 12 minutes later, and two small ones before.
    assert features["16446"]["net_revenue"] == pytest.approx(2.9)


@pytest.mark.parametrize(
    ("file", "population", "n_customers"),
    [
        ("cdnow/cdnow_master.parquet", "buyers", None),
        (CDNOW, "buyers", None),
        ("cc_general/CC GENERAL.csv", "known", 8_950),
        (TELCO, "known", 7_043),
    ],
)
def test_other_tables(runs: Runs, file: str, population: str, n_customers: int | None) -> None:
    result = runs(file)
    assert_contract(result.to_dict())
    assert result["population"] == population
    if n_customers is not None:
        assert result["n_customers"] == n_customers


def test_cdnow_counts_its_buyers(runs: Runs) -> None:
    result = runs(CDNOW)
    quality = result["quality"]
    assert quality["rows_read"] == 6_919
    assert 2_300 < result["n_customers"] <= 2_357  # some only ever "bought" for nothing
    assert any("master_id" in note and "sample_id" in note for note in result.notes)


def test_telco_holds_churn_aside(runs: Runs) -> None:
    result = runs(TELCO)
    names = {feature["name"]: feature for feature in result["features"]}
    assert "Churn" not in names
    assert not names["gender"]["used"]
    assert not names["SeniorCitizen"]["used"]
    churned = sum(segment["labels"]["Churn"]["share"] * segment["n_customers"] for segment in result["segments"])
    assert churned == pytest.approx(1_869, abs=0.5)
    for segment in result["segments"]:
        label = segment["labels"]["Churn"]
        assert label["low"] <= label["share"] <= label["high"]


def test_no_customer_is_named_in_the_report(runs: Runs) -> None:
    result = runs(TELCO)
    report = (result.folder / "report.html").read_text()
    ids = set(result.assignments()["customer_id"].to_pylist())
    shape = r"\d{4}-[A-Z]{5}"
    assert len(ids) == 7_043
    assert all(re.fullmatch(shape, id_) for id_ in ids)
    assert not ids & set(re.findall(shape, report))
    assert result["segments"][0]["name"] in report
