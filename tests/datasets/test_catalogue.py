"""The catalogue: every fact is there, and none contradicts another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shoal.datasets import Dataset, Remote, catalogue, find
from shoal.datasets.convert import WAYS
from shoal.errors import DatasetError

SETS = tuple(catalogue().values())


@pytest.mark.parametrize("dataset", SETS, ids=lambda dataset: dataset.name)
def test_an_entry_is_whole(dataset: Dataset) -> None:
    for fact in (dataset.title, dataset.about, dataset.publisher, dataset.licence, dataset.good_for):
        assert fact
    assert dataset.home.startswith(("https://", "http://"))
    assert re.fullmatch(r"[\w.-]+/[\w.-]+", dataset.repository)
    assert re.fullmatch(r"[0-9a-f]{40}", dataset.commit)
    assert dataset.terms in ("open", "not stated", "research only", "not verified")
    assert dataset.file
    assert dataset.figures
    for one in (*dataset.remotes, *(form for file in dataset.file for form in file.forms)):
        assert re.fullmatch(r"[0-9a-f]{64}", one.sha256)
        assert one.size > 0
    for file in dataset.file:
        assert file.sources
        assert file.made in WAYS
        assert file.kind
        assert bool(file.columns) == bool(file.rows) == (not dataset.manifest)
        if file.made == "as it is":
            assert [(file.size, file.sha256)] == [(source.size, source.sha256) for source in file.sources]
    assert set(dataset.run) <= {file.name for file in dataset.file}
    assert bool(dataset.run) != bool(dataset.no_run)


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_its_page_says_what_a_run_makes_of_it(name: str) -> None:
    page = (Path(__file__).parents[2] / "docs" / "datasets" / f"{name}.md").read_text(encoding="utf-8")
    _, heading, by_hand = page.partition("## What `shoal run` makes of it")
    assert heading
    assert len(by_hand.split()) > 30


def test_there_are_seventeen_sets_and_no_file_twice() -> None:
    assert len(SETS) == 17
    assert len(find("online_retail").remotes) == 305
    assert len(find("clustering_benchmarks").file) == 136
    for dataset in SETS:
        names = [form.name for file in dataset.file for form in file.forms]
        assert len(set(names)) == len(names)


def test_an_address_is_pinned_and_quoted() -> None:
    address = find("cc_general").address(Remote("datasets_CC GENERAL.csv", 1, ""))
    assert address == (
        "https://raw.githubusercontent.com/amishra527/DatasetsML/32232dd289faa98c41365096bd13c0ac7613f7cb/"
        "datasets_CC%20GENERAL.csv"
    )


def test_an_unknown_name_is_refused_with_the_closest() -> None:
    with pytest.raises(DatasetError, match="did you mean 'online_retail'"):
        find("online_retial")
    with pytest.raises(DatasetError, match="shoal data list"):
        find("zzz")
