"""Shops whose truth is known."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

import shoal
from shoal import simulate


@pytest.mark.parametrize("seed", [2, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 13))])
def test_planted_types_are_found(tmp_path: Path, seed: int) -> None:
    shop = simulate.shop(2_000, seed=seed)
    result = shoal.run(simulate.write(shop, tmp_path / "data"), out=tmp_path / "ws")
    assert result["verdict"] == "clusters"
    assert simulate.agreement(shop.truth, result.assignments()) >= 0.7


@pytest.mark.parametrize("seed", [1, 4, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3, 5))])
def test_a_smooth_population_is_a_continuum(tmp_path: Path, seed: int) -> None:
    shop = simulate.smooth_shop(2_000, seed=seed)
    result = shoal.run(simulate.write(shop, tmp_path / "data"), out=tmp_path / "ws")
    assert result["verdict"] == "continuum"
    assert result["algorithm"] == "value_tiers"
    assert not any(segment["is_natural"] for segment in result["segments"])
    assert result["evidence"]["p_structure"] is not None


def test_shuffled_labels_agree_with_nothing(tmp_path: Path) -> None:
    shop = simulate.shop(1_000, seed=4)
    ids = shop.truth["customer_id"]
    shuffled = pa.table({"customer_id": ids, "segment_id": [i * 7919 % 6 for i in range(len(ids))]})
    assert abs(simulate.agreement(shop.truth, shuffled)) < 0.05
