"""Micro-segments: hundreds of small groups, each between bounds, each within one of a coarser cut."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa

from cluster.conftest import standard_recipe
from shoal.cluster import MODELS
from shoal.cluster.micro import bounds, micro_segments

NAMES = ("a", "b", "c", "d")


def customers(n: int = 3000) -> np.ndarray:
    rows = np.random.default_rng(0).standard_normal((n, 4))
    rows[:, 3] = rows[:, 3] > 0.4  # a level: only two values
    return rows


def test_hundreds_are_placed_the_same_by_array_sql_and_row(engine):
    rows = customers()
    found = micro_segments(NAMES, rows, 300, smallest=5, seed=0)
    model = found.model
    assert model.n_groups == 300
    assert found.agreement == 1.0
    assert np.bincount(found.labels).min() >= 5
    assert MODELS[model.kind].from_dict(json.loads(json.dumps(model.to_dict()))) == model
    others = np.random.default_rng(1).standard_normal((500, 4)) * 3
    placed = model.apply(others)
    engine.register("rows", pa.table({"key": range(500)} | {name: others[:, i] for i, name in enumerate(NAMES)}))
    answer = engine.arrow(f"SELECT * FROM ({model.to_sql('rows', 'key')}) ORDER BY key")
    np.testing.assert_array_equal(answer["group_id"].to_numpy(), placed.group)
    np.testing.assert_allclose(answer["confidence"].to_numpy(), placed.confidence, rtol=1e-12)
    assert [model.apply_one(row)[0] for row in others[:50]] == placed.group[:50].tolist()


def test_each_is_what_lies_between_its_bounds_and_nobody_else_does():
    real = customers() * [100.0, 5.0, 1.0, 1.0] + [1000.0, 0.0, 0.0, 0.0]
    recipe = standard_recipe(real, NAMES)
    rows = (real - np.array(recipe.means)) / np.array(recipe.deviations)
    found = micro_segments(NAMES, rows, 40, smallest=20, seed=0)
    listed = bounds(found.model, recipe)
    assert len(listed) == found.model.n_groups == 40
    for group, mine in enumerate(listed):
        inside = np.ones(len(real), dtype=bool)
        for bound in mine:
            column = real[:, NAMES.index(bound.column)]
            inside &= bound.above is None or column > bound.above
            inside &= bound.upto is None or column <= bound.upto
        np.testing.assert_array_equal(inside, found.labels == group)


def test_a_finer_cut_refines_a_coarser_one():
    rows = customers()
    coarse, fine = (micro_segments(NAMES, rows, k, smallest=10, seed=0).labels for k in (12, 120))
    for group in range(120):
        assert len(np.unique(coarse[fine == group])) == 1


def test_where_no_cut_leaves_enough_customers_there_are_fewer():
    found = micro_segments(NAMES, customers(200), 100, smallest=50, seed=0)
    assert 1 < found.model.n_groups <= 4
    assert np.bincount(found.labels).min() >= 50
