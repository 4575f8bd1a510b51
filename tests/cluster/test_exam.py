"""The exam that every algorithm takes; who is excused from a part stands in `exam.EXCEPTIONS`, with the reason."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pytest

from cluster.exam import EXCEPTIONS, NAMES, able, find, planted
from shoal.cluster import MODELS
from shoal.cluster.algorithms import ALGORITHMS
from shoal.errors import ClusterError
from shoal.stats.agreement import adjusted_rand


def test_every_excuse_is_of_an_algorithm_there_is():
    assert {name for name, _ in EXCEPTIONS} <= set(NAMES)
    for name, algorithm in ALGORITHMS.items():
        assert bool(algorithm.no_weights) == ((name, "weights") in EXCEPTIONS)
        assert algorithm.takes_k != ((name, "k") in EXCEPTIONS)


@pytest.mark.parametrize("name", NAMES)
def test_planted_groups_are_found_and_more_customers_help(name):
    small, large = (
        float(np.mean([score(name, planted(n, seed=seed, apart=4.5)) for seed in (1, 2, 3)])) for n in (60, 700)
    )
    assert large > 0.9
    assert large >= small - 0.02


def score(name, shop):
    """How far those agree with the truth whom the algorithm gives a group; it must give one to most."""
    labels = find(name, shop.rows).labels
    grouped = labels < 3
    assert grouped.mean() > 0.75
    return adjusted_rand(shop.truth[grouped], labels[grouped])


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_gives_the_same_and_the_model_repeats_the_labels(name):
    shop = planted(300, seed=2)
    first, again = find(name, shop.rows, seed=7), find(name, shop.rows, seed=7)
    assert first.model == again.model
    np.testing.assert_array_equal(first.labels, again.labels)
    assert first.agreement > 0.95
    sizes = np.bincount(first.labels[first.labels >= 0])
    grouped = sizes[: first.model.n_groups - (getattr(first.model, "outliers", None) is not None)]
    assert (np.diff(grouped) <= 0).all()


@pytest.mark.parametrize("name", able("order"))
def test_the_order_of_rows_does_not_decide(name):
    shop = planted(240, seed=3)
    order = np.random.default_rng(0).permutation(len(shop.rows))
    straight, shuffled = find(name, shop.rows), find(name, shop.rows[order])
    assert adjusted_rand(straight.labels[order], shuffled.labels) > 0.98


@pytest.mark.parametrize("name", able("weights"))
def test_a_weight_is_so_many_equal_customers(name):
    shop = planted(150, seed=4)
    weights = np.random.default_rng(0).integers(1, 4, len(shop.rows)).astype(np.float64)
    times = weights.astype(int)
    weighed = find(name, shop.rows, weights=weights)
    repeated = find(name, np.repeat(shop.rows, times, axis=0))
    assert adjusted_rand(np.repeat(weighed.labels, times), repeated.labels) > 0.97


@pytest.mark.parametrize("name", able("few"))
@pytest.mark.parametrize("rows", [np.array([[1.0, 2.0]]), np.array([[1.0, 2.0], [3.0, 4.0]]), np.ones((30, 2))])
def test_few_or_equal_customers_are_one_group(name, rows):
    one = find(name, rows, k=1)
    assert one.model.n_groups == 1
    np.testing.assert_array_equal(one.labels, 0)
    assert one.model.apply_one(np.array([9.0, 9.0])) == (0, 1.0)


@pytest.mark.parametrize("name", able("k"))
def test_more_groups_than_different_customers_are_refused(name):
    with pytest.raises(ClusterError, match="only 2 different rows"):
        find(name, np.repeat([[0.0, 0.0], [1.0, 1.0]], 20, axis=0), k=3)


@pytest.mark.parametrize("name", ["dbscan", "hdbscan"])
def test_scattered_customers_are_outliers_and_told_apart(name):
    shop = planted(400, seed=5, apart=12.0)
    scattered = np.random.default_rng(0).uniform(-40, 60, (12, 3))
    both = find(name, np.concatenate([shop.rows, scattered]))
    assert both.model.n_groups == 4
    placed = both.model.apply(np.array([[500.0, 0.0, 0.0], shop.rows[0]]))
    assert placed.group[0] == both.model.outliers == 3
    assert placed.group[1] == both.labels[0] != 3
    assert placed.confidence[0] > 0.9


@pytest.mark.parametrize("name", NAMES)
def test_missing_values_are_refused_in_words(name):
    model = find(name, planted(120, seed=6).rows).model
    with pytest.raises(ClusterError, match="'x1'"):
        model.apply(np.array([[0.0, np.nan, 0.0]]))


@pytest.mark.parametrize("name", NAMES)
def test_saved_and_read_again_it_places_the_same_as_array_sql_and_row(engine, name):
    shop = planted(200, seed=8, apart=3.0)
    model = find(name, shop.rows).model
    again = MODELS[model.kind].from_dict(json.loads(json.dumps(model.to_dict())))
    assert again == model
    rows = np.concatenate([shop.rows, np.random.default_rng(1).standard_normal((100, 3)) * 9])
    placed = again.apply(rows)
    engine.register("rows", pa.table({"key": range(len(rows))} | {f"x{i}": rows[:, i] for i in range(3)}))
    answer = engine.arrow(f"SELECT * FROM ({model.to_sql('rows', 'key')}) ORDER BY key")
    assert answer.column_names == ["key", "group_id", "confidence"]
    np.testing.assert_array_equal(answer["group_id"].to_numpy(), placed.group)
    np.testing.assert_allclose(answer["confidence"].to_numpy(), placed.confidence, rtol=1e-9, atol=1e-12)
    for row, group, confidence in list(zip(rows, placed.group, placed.confidence, strict=True))[::17]:
        one = model.apply_one(row)
        assert one[0] == group
        assert one[1] == pytest.approx(confidence, rel=1e-9, abs=1e-12)
    assert ((placed.confidence >= 0) & (placed.confidence <= 1)).all()
