"""The Python face over a set at a server: the same functions, told another catalogue."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pyarrow.csv
import pytest

import shoal
from datasets.server import Server, proper, serving
from datasets.small import sha
from shoal import simulate
from shoal.datasets import Dataset, File, Remote
from shoal.errors import ConfigError, DatasetError


@pytest.fixture
def known(dataset: Dataset, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Dataset:
    """A catalogue of one set, and a home of the test's own."""
    monkeypatch.delenv("SHOAL_DATASETS", raising=False)
    monkeypatch.setenv("SHOAL_HOME", str(tmp_path / "home"))
    tell(monkeypatch, dataset)
    return dataset


def tell(monkeypatch: pytest.MonkeyPatch, dataset: Dataset) -> None:
    monkeypatch.setattr("shoal.datasets.entries.catalogue", lambda: {dataset.name: dataset})
    monkeypatch.setattr("shoal.datasets.catalogue", lambda: {dataset.name: dataset})


def test_get_fetches_into_the_home_and_list_shows_it(known: Dataset, server: Server, tmp_path: Path) -> None:
    (before,) = shoal.data_list()["datasets"]
    assert before["here"] is None
    assert not server.asked  # the catalogue needs no network
    got = shoal.data_get("small")
    folder = tmp_path / "home" / "data" / "small"
    assert (got["origin"], got["folder"]) == ("fetched", str(folder))
    assert [file["name"] for file in got["files"]] == ["orders.csv", "people.csv"]
    assert got["run"] == [str(folder / name) for name in known.run]
    assert shoal.data_list()["datasets"][0]["here"] == str(folder)
    assert shoal.data_get("small")["origin"] == "kept"
    assert shoal.datasets.load("small", folder).tables["orders"].to_pylist() == [
        {"customer": "a", "amount": 1},
        {"customer": "b", "amount": 2},
    ]


@pytest.mark.usefixtures("known")
def test_get_into_a_folder_makes_one_that_can_be_searched(
    server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert shoal.data_get("small", tmp_path / "mine")["folder"] == str(tmp_path / "mine" / "small")
    assert not (tmp_path / "home").exists()
    asked = len(server.asked)
    monkeypatch.setenv("SHOAL_DATASETS", str(tmp_path / "mine"))
    assert shoal.data_get("small")["origin"] == "found"
    assert shoal.data_get("small", tmp_path / "mine")["folder"] == str(tmp_path / "mine" / "small")
    copied = shoal.data_get("small", tmp_path / "copy")
    assert copied["folder"] == str(tmp_path / "copy" / "small")
    assert Path(copied["run"][0]).is_file()
    assert len(server.asked) == asked


@pytest.mark.usefixtures("known")
def test_a_wrong_folder_of_data_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SHOAL_DATASETS", str(tmp_path / "nowhere"))
    with pytest.raises(ConfigError, match="SHOAL_DATASETS"):
        shoal.data_get("small")


def test_demo_runs_on_a_set_that_is_fetched(known: Dataset, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    held = io.BytesIO()
    pyarrow.csv.write_csv(simulate.shop(60, seed=3).orders, held)
    body = held.getvalue()
    orders = File("orders.csv", len(body), sha(body), kind="orders", sources=(Remote("o.csv", len(body), sha(body)),))
    with serving(proper(body)) as server:
        shop = replace(known, host=server.host, file=(orders,), run=("orders.csv",), notes=("It is invented.",))
        tell(monkeypatch, shop)
        result = shoal.demo(tmp_path / "demo", dataset="small")
    assert 0 < result["n_customers"] <= 60
    assert result.notes[-1] == "It is invented."
    assert "none stated" in result.notes[-2]
    assert "simulated shop" not in " ".join(result.notes)
    assert result.report.is_file()


def test_demo_on_a_set_without_customers_is_refused(
    known: Dataset, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tell(monkeypatch, replace(known, run=(), no_run="its rows are points"))
    with pytest.raises(DatasetError, match="no customers to segment: its rows are points"):
        shoal.demo(tmp_path / "demo", dataset="small")
    assert not (tmp_path / "demo").exists()
