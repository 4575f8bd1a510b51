"""Real data with no configuration, against what is published about them."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import shoal
from e2e.conftest import Cli
from e2e.test_contract import assert_contract

pytestmark = pytest.mark.data


def test_online_retail(cli: Cli, datasets: Path, tmp_path: Path) -> None:
    path = datasets / "online_retail" / "online_retail.parquet"
    answer = cli("run", path, "--out", "one", "--json")
    assert answer.code == 0, answer.err
    result = answer.json
    assert_contract(result)
    assert result["quality"]["rows_read"] == 541_909
    assert result["quality"]["rows_refused"]["customer_missing"] == 135_080
    assert result["n_customers"] == 4_338
    assert (result["as_of"], result["population"]) == ("2011-12-10T00:00:00Z", "buyers")
    assert cli("run", path, "--out", "two", "--json").code == 0
    for name in ("segments.json", "assignments.csv"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_online_retail_nets_cancellations(datasets: Path, tmp_path: Path) -> None:
    shoal.run(datasets / "online_retail" / "online_retail.parquet", out=tmp_path)
    features = {row["customer_id"]: row for row in pq.read_table(tmp_path / "features.parquet").to_pylist()}
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
        ("cdnow/cdnow_sample.csv", "buyers", None),
        ("cc_general/CC GENERAL.csv", "known", 8_950),
        ("telco_churn/Telco-Customer-Churn.csv", "known", 7_043),
        ("mall_customers/Mall_Customers.csv", "known", 200),
        ("wholesale_customers/wholesale_customers.csv", "known", 440),
    ],
)
def test_other_tables(datasets: Path, tmp_path: Path, file: str, population: str, n_customers: int | None) -> None:
    result = shoal.run(datasets / file, out=tmp_path)
    assert_contract(result.to_dict())
    assert result["population"] == population
    if n_customers is not None:
        assert result["n_customers"] == n_customers


def test_cdnow_counts_its_buyers(datasets: Path, tmp_path: Path) -> None:
    result = shoal.run(datasets / "cdnow" / "cdnow_sample.csv", out=tmp_path)
    quality = result["quality"]
    assert quality["rows_read"] == 6_919
    assert 2_300 < result["n_customers"] <= 2_357  # some only ever "bought" for nothing
    assert any("master_id" in note and "sample_id" in note for note in result.notes)


def test_telco_holds_churn_aside(datasets: Path, tmp_path: Path) -> None:
    result = shoal.run(datasets / "telco_churn" / "Telco-Customer-Churn.csv", out=tmp_path)
    names = {feature["name"]: feature for feature in result["features"]}
    assert "Churn" not in names
    assert not names["gender"]["used"]
    assert not names["SeniorCitizen"]["used"]
    churned = sum(segment["labels"]["Churn"]["share"] * segment["n_customers"] for segment in result["segments"])
    assert churned == pytest.approx(1_869, abs=0.5)
    for segment in result["segments"]:
        label = segment["labels"]["Churn"]
        assert label["low"] <= label["share"] <= label["high"]


def test_no_customer_is_named_in_the_report(datasets: Path, tmp_path: Path) -> None:
    shoal.run(datasets / "telco_churn" / "Telco-Customer-Churn.csv", out=tmp_path)
    report = (tmp_path / "report.html").read_text()
    result = json.loads((tmp_path / "segments.json").read_text())
    ids = pq.read_table(tmp_path / "assignments.parquet")["customer_id"].to_pylist()
    assert len(ids) == 7_043
    assert not any(id_ in report for id_ in ids)
    assert result["segments"][0]["name"] in report
