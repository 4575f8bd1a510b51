"""A run on one peculiar feature among plain ones says what the feature is, and does not take it for more."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

import shoal

N = 500


def peculiar(name: str, random: np.random.Generator) -> np.ndarray:
    if name == "refunds":  # amounts that three of five customers do not have
        return np.where(np.arange(N) % 5 < 3, 0.0, random.gamma(3, 20, N))
    if name == "complaints":  # the same as a count
        return np.where(np.arange(N) % 5 < 3, 0, 1 + random.poisson(8, N))
    return random.normal(20, 2, N) + 15 * (np.arange(N) % 2)


@pytest.mark.parametrize(
    ("name", "verdict", "says"),
    [
        ("refunds", "continuum", "refunds is zero for 60% of the customers, which is no group by itself."),
        ("complaints", "continuum", "complaints is zero for 60% of the customers, which is no group by itself."),
        ("visits", "clusters", "One feature alone has two humps: visits."),
    ],
)
def test_a_peculiar_feature_is_talked_about_as_what_it_is(tmp_path: Path, name: str, verdict: str, says: str) -> None:
    random = np.random.default_rng(0)
    plain = random.normal((50, 20, 35), (10, 4, 8), (N, 3))
    with (tmp_path / "customers.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["customer_id", "pages_read", "hours_online", "basket", name])
        table.writerows([f"c{i}", *map(float, row)] for i, row in enumerate(np.c_[plain, peculiar(name, random)]))
    result = shoal.run(tmp_path / "customers.csv", out=tmp_path / "ws")
    assert result["verdict"] == verdict
    assert says in result["evidence"]["reason"]
    assert says in (tmp_path / "ws" / "report.html").read_text(encoding="utf-8")
    if name == "visits":
        assert result["k"] == 2
