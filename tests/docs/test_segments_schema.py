"""The published schema of `segments.json` is true of real results, and every key of it is explained."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pyarrow as pa
import pytest

import shoal

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/reference/segments.schema.json").read_text(encoding="utf-8"))
CHECK = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def few_traits() -> pa.Table:
    return pa.table({"customer": [f"K{n}" for n in range(60)], "visits": [n % 7 for n in range(60)]})


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Results of each algorithm and verdict, with and without money, labels and repairs."""
    patch = pytest.MonkeyPatch()
    folder = tmp_path_factory.mktemp("results")
    patch.setenv("SHOAL_HOME", str(folder / "home"))
    shop = shoal.simulate.shop(250, seed=6)
    made = [
        shoal.run({"orders": shop.orders, "customers": shop.customers}, out=folder / "all", currency="EUR"),
        shoal.run({"orders": shop.orders}, out=folder / "rfm", algorithm="rfm_grid"),
        shoal.run({"people": few_traits()}, out=folder / "traits", goal="loyalty"),
    ]
    patch.undo()
    return [result.to_dict() for result in made]


def test_real_results_keep_to_the_schema(results: list[dict[str, Any]]) -> None:
    for result in results:
        errors = [f"{'/'.join(map(str, error.path))}: {error.message}" for error in CHECK.iter_errors(result)]
        assert not errors, errors
    assert {result["algorithm"] for result in results} >= {"rfm_grid", "value_tiers"}


def test_what_is_no_result_does_not(results: list[dict[str, Any]]) -> None:
    for path, value in (("verdict", "perhaps"), ("k", "six"), ("segments", None), ("unheard_of", 1)):
        wrong = copy.deepcopy(results[0])
        wrong[path] = value
        assert not CHECK.is_valid(wrong), path
    del (lacking := copy.deepcopy(results[0]))["segments"][0]["persona"]
    assert not CHECK.is_valid(lacking)


def test_every_key_is_explained() -> None:
    silent = list(_silent(SCHEMA, ""))
    assert not silent, f"say in docs/result_schema.py, or in the type, what these mean: {silent}"


def _silent(part: Any, path: str) -> Any:
    if isinstance(part, dict):
        for key, inner in part.get("properties", {}).items():
            if not inner.get("description"):
                yield f"{path}.{key}"
        for key, inner in part.items():
            yield from _silent(inner, f"{path}.{key}")
    elif isinstance(part, list):
        for inner in part:
            yield from _silent(inner, path)
