"""Very many features: groups planted in few of them are found, noise stays a continuum, and nothing is silent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from shoal import cluster, prepare
from shoal.engine import DuckEngine
from shoal.prepare.limit import ALONE, Block, Limit, beyond_limit, shared_variance, warning_of
from shoal.terms import ClusterSpec, Feature, FeatureTable, FeatureType, Lens, PrepareSpec, Silent


def blocks_of(rows: np.ndarray) -> list[Block]:
    """Make one feature a column, each brought to mean 0 and deviation 1."""
    scaled = (rows - rows.mean(axis=0)) / rows.std(axis=0)
    return [Block(f"x{i}", scaled[:, i : i + 1]) for i in range(rows.shape[1])]


def kept_of(reasons: dict[str, str]) -> list[int]:
    return [int(name[1:]) for name, why in reasons.items() if not why]


def informative(n: int, n_noise: int) -> np.ndarray:
    """Five columns with three groups, in the midst of noise."""
    random = np.random.default_rng(1)
    groups = np.arange(n) % 3
    centres = 4.0 * random.standard_normal((3, 5))
    rows = random.standard_normal((n, n_noise + 5))
    rows[:, 50:55] += centres[groups]
    return rows


def copies(n: int, n_copies: int, apart: float) -> np.ndarray:
    """Noisy copies of eight factors, in which the centres of three groups are `apart` deviations from their middle."""
    random = np.random.default_rng(2)
    factors = random.standard_normal((n, 8)) + apart * random.standard_normal((3, 8))[np.arange(n) % 3]
    return factors[:, np.arange(n_copies) % 8] + 0.6 * random.standard_normal((n, n_copies))


def test_small_tables_are_left_alone() -> None:
    reasons = beyond_limit(blocks_of(np.random.default_rng(0).standard_normal((200, 8))), Limit(15))
    assert not any(reasons.values())
    assert warning_of(reasons, Limit(15)) == ()


def test_what_goes_with_no_other_is_left_out_where_five_go_together() -> None:
    rows = np.hstack([copies(400, 8, 0.0)[:, [0]] + 0.3 * np.random.default_rng(3).standard_normal((400, 5)),
                      np.random.default_rng(4).standard_normal((400, 3))])  # fmt: skip
    reasons = beyond_limit(blocks_of(rows), Limit(15, first=("x7",)))
    assert kept_of(reasons) == [0, 1, 2, 3, 4, 7]
    assert reasons["x5"] == ALONE
    assert warning_of(reasons, Limit(15)) == ()


def five_together_and(own: np.ndarray) -> list[Block]:
    """Five features that go together, two of noise, and one that goes with none."""
    random = np.random.default_rng(6)
    factor = random.standard_normal((2000, 1))
    others = [factor + 0.5 * random.standard_normal((2000, 5)), random.standard_normal((2000, 2))]
    return blocks_of(np.hstack([*others, own[:, None]]))


def discount_hunters() -> np.ndarray:
    """One in ten buys half of it at a discount, the others nothing."""
    random = np.random.default_rng(7)
    n_orders = 2 + random.poisson(10, 2000)
    return np.asarray(random.binomial(n_orders, np.where(np.arange(2000) % 10 == 0, 0.5, 0.0)) / n_orders)


def two_humps() -> np.ndarray:
    return np.random.default_rng(8).standard_normal(2000) + 5.0 * (np.arange(2000) % 10 == 0)


def three_humps() -> np.ndarray:
    return np.random.default_rng(9).standard_normal(2000) + 5.0 * (np.arange(2000) % 3)


@pytest.mark.parametrize("own", [discount_hunters, two_humps, three_humps])
def test_a_group_that_shows_in_one_feature_only_keeps_it(own: Callable[[], np.ndarray]) -> None:
    blocks = five_together_and(own())
    assert kept_of(beyond_limit(blocks, Limit(15))) == [0, 1, 2, 3, 4, 7]
    assert 7 in kept_of(beyond_limit(blocks, Limit(4)))


@pytest.mark.parametrize("shape", ["normal", "uniform", "exponential", "lognormal", "poisson", "flag"])
def test_one_hump_is_no_group(shape: str) -> None:
    random = np.random.default_rng(10)
    own = random.integers(0, 2, 2000) if shape == "flag" else getattr(random, shape)(size=2000)
    assert beyond_limit(five_together_and(own.astype(float)), Limit(15))["x7"] == ALONE


def test_lenses_take_turns() -> None:
    random = np.random.default_rng(5)
    common = random.standard_normal((500, 1))
    lenses = [Lens.BEHAVIOUR] * 10 + [Lens.VALUE] * 2
    blocks = [
        Block(block.feature, block.columns, lens)
        for block, lens in zip(blocks_of(common + 2 * random.standard_normal((500, 12))), lenses, strict=True)
    ]
    assert len(set(kept_of(beyond_limit(blocks, Limit(4)))) & {10, 11}) == 2
    first = kept_of(beyond_limit(blocks, Limit(4, first=("x9",))))
    assert 9 in first
    assert len(first) == 4


def test_features_that_hang_together_are_found_among_noise() -> None:
    reasons = beyond_limit(blocks_of(informative(1000, 400)), Limit(15))
    assert set(kept_of(reasons)) <= {50, 51, 52, 53, 54}
    assert reasons["x0"] == ALONE
    assert "of 405 features" in warning_of(reasons, Limit(15))[0]


def test_every_factor_is_stood_for() -> None:
    reasons = beyond_limit(blocks_of(copies(1000, 400, 1.0)), Limit(15))
    kept = kept_of(reasons)
    assert {place % 8 for place in kept} == set(range(8))
    assert any("stands for it best (correlation 0." in why for why in reasons.values())


def test_noise_is_cut_to_the_first_features() -> None:
    reasons = beyond_limit(blocks_of(np.random.default_rng(0).standard_normal((1000, 400))), Limit(15))
    assert kept_of(reasons) == list(range(15))
    assert reasons["x399"].endswith("no two of them go together, so the first ones are used")


def test_features_asked_for_are_kept() -> None:
    reasons = beyond_limit(blocks_of(informative(1000, 400)), Limit(15, frozenset({"x0"})))
    assert 0 in kept_of(reasons)
    assert set(kept_of(reasons)) <= {0, 50, 51, 52, 53, 54}


def test_the_order_of_columns_decides_only_among_features_that_stand_for_each_other() -> None:
    rows = informative(500, 200)
    kept = kept_of(beyond_limit(blocks_of(rows), Limit(15)))
    turned = [204 - place for place in kept_of(beyond_limit(blocks_of(rows[:, ::-1]), Limit(15)))]
    assert len(turned) == len(kept)
    assert set(turned) <= set(range(50, 55))


def test_a_category_counts_with_all_its_columns() -> None:
    random = np.random.default_rng(0)
    flags = np.eye(4)[random.integers(0, 4, 500)] - 0.25
    noise = random.standard_normal((500, 58))
    blocks = [Block("plan", flags), Block("price", flags @ [[1.0], [2.0], [3.0], [4.0]])]
    blocks += [Block(f"x{i}", noise[:, i : i + 1]) for i in range(58)]
    blocks.append(Block("tier", flags[:, ::-1]))
    reasons = beyond_limit(blocks, Limit(2))
    assert [name for name, why in reasons.items() if not why] == ["plan"]
    assert shared_variance(blocks)[0, -1] == pytest.approx(1, abs=1e-5)


def test_squared_correlations_are_those_of_numpy() -> None:
    rows = informative(300, 105)
    expected = np.corrcoef(rows.T) ** 2
    assert np.allclose(shared_variance(blocks_of(rows)), expected, atol=1e-5)
    assert not np.allclose(shared_variance(blocks_of(rows[:, ::-1])), expected, atol=1e-5)


@pytest.mark.parametrize(
    ("make", "stands_out"),
    [
        (lambda: informative(400, 400), True),
        (lambda: copies(400, 400, 3.0), True),
        (lambda: copies(400, 400, 0.0), False),
        (lambda: np.random.default_rng(0).standard_normal((400, 400)), False),
    ],
    ids=["few-informative", "copies-with-groups", "copies-without", "noise"],
)
def test_groups_are_found_and_noise_is_not(make: Callable[[], np.ndarray], stands_out: bool, tmp_path: Path) -> None:
    engine = DuckEngine(tmp_path / "spill")
    rows = make()
    names = [f"x{i}" for i in range(rows.shape[1])]
    ids = pa.array([f"c{i:05d}" for i in range(len(rows))])
    relation = engine.register("feature_table", pa.table([ids, *rows.T], names=["customer_id", *names]))
    features = tuple(Feature(name, FeatureType.NUMBER, Lens.VALUE, "", "now", "A feature.") for name in names)
    table = FeatureTable(relation, features, (), "known", len(rows), datetime(2025, 1, 1, tzinfo=UTC))
    recipe = prepare.fit(table, PrepareSpec())
    spec = ClusterSpec(max_k=3, n_starts=3)
    grouping = cluster.fit(table, recipe, spec, seed=0, min_count=11, progress=Silent())
    assert len(recipe.features) <= 15
    assert recipe.warnings
    assert grouping.verdict == ("clusters" if stands_out else "continuum"), grouping.evidence.reason
    engine.close()
