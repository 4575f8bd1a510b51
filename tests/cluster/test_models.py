"""The exam that every model passes: three equal forms, reload, refusals; and the map of the RFM grid."""

from __future__ import annotations

import json
from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from shoal.cluster import MODELS, CentroidModel, RfmModel, TierModel, rfm_grid, score_one, score_sql
from shoal.cluster.cuts import merged_cuts, quantile_cuts
from shoal.cluster.rfm import fit_rfm
from shoal.cluster.rfm_map import CODES, NAMES, group_of_cells
from shoal.cluster.tiers import cut_tiers, feature_tiers, principal_axis
from shoal.errors import ClusterError

NAMES_3 = ("recency_days", "order_count", "net_revenue")


def fitted(kind: str, rows: np.ndarray):
    """Give a model of each kind that fits rows (n, 3)."""
    if kind == "kmeans":
        return CentroidModel(NAMES_3, tuple(tuple(row) for row in rows[:4].tolist()))
    if kind == "one group":
        return CentroidModel(NAMES_3, (tuple(rows[0].tolist()),))
    if kind == "rfm_grid":
        return fit_rfm(rows).model
    if kind == "axis":
        axis = principal_axis(NAMES_3, rows)
        return cut_tiers(axis, axis.scores(rows), 4, 1)
    if kind == "one tier":
        return TierModel(NAMES_3, (0.0, 0.0, 1.0), (), 0.0, "matrix")
    return feature_tiers("net_revenue", rows[:, 2], 4, 1)


KINDS = ("kmeans", "one group", "rfm_grid", "axis", "value_tiers", "one tier")
matrices = arrays(
    np.float64,
    st.tuples(st.integers(4, 12), st.just(3)),
    elements=st.one_of(st.integers(-3, 3).map(float), st.floats(-1e6, 1e6, allow_subnormal=False)),
)


def place_in_engine(engine, model, rows):
    ids = [f"c{i:04d}" for i in range(len(rows))]
    table = pa.table({"customer_id": ids} | {name: rows[:, i] for i, name in enumerate(NAMES_3)})
    engine.register("rows", table)
    answer = engine.arrow(f"SELECT * FROM ({model.to_sql('rows', 'customer_id')}) ORDER BY customer_id")
    assert answer.column_names == ["customer_id", "group_id", "confidence"]
    assert [str(field.type) for field in answer.schema] == ["string", "int64", "double"]
    return answer.column("group_id").to_numpy(), answer.column("confidence").to_numpy()


@pytest.mark.parametrize("kind", KINDS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None)
@given(rows=matrices)
def test_array_sql_and_one_row_agree(engine, kind, rows):
    model = fitted(kind, rows)
    read = rows if len(model.columns) == 3 else rows[:, 2:]
    placed = model.apply(read)
    group, confidence = place_in_engine(engine, model, rows)
    np.testing.assert_array_equal(group, placed.group)
    np.testing.assert_array_equal(confidence, placed.confidence)
    one = [model.apply_one(row) for row in read]
    assert one == list(zip(placed.group.tolist(), placed.confidence.tolist(), strict=True))
    assert ((placed.group >= 0) & (placed.group < model.n_groups)).all()
    assert ((placed.confidence >= 0) & (placed.confidence <= 1)).all()


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_comes_back_from_json(kind):
    rows = np.random.default_rng(0).standard_normal((50, 3)) * [30, 2, 800]
    model = fitted(kind, rows)
    data = json.loads(json.dumps(model.to_dict()))
    again = MODELS[data["kind"]].from_dict(data)
    assert again == model
    assert again.kind == data["kind"]
    read = rows if len(model.columns) == 3 else rows[:, 2:]
    np.testing.assert_array_equal(again.apply(read).group, model.apply(read).group)


@pytest.mark.parametrize("kind", KINDS)
def test_missing_values_are_refused_by_name(kind):
    rows = np.random.default_rng(0).standard_normal((50, 3))
    model = fitted(kind, rows)
    rows[7, 2] = np.nan
    with pytest.raises(ClusterError, match=r"'net_revenue' \(1 customers\)"):
        model.apply(rows if len(model.columns) == 3 else rows[:, 2:])


@pytest.mark.parametrize("kind", KINDS)
def test_row_order_does_not_matter(kind):
    random = np.random.default_rng(0)
    rows = random.standard_normal((200, 3))
    model = fitted(kind, rows)
    read = rows if len(model.columns) == 3 else rows[:, 2:]
    order = random.permutation(200)
    np.testing.assert_array_equal(model.apply(read[order]).group, model.apply(read).group[order])


def test_a_tie_goes_to_the_lowest_id(engine):
    model = CentroidModel(NAMES_3, ((1.0, 0.0, 0.0), (-1.0, 0.0, 0.0), (1.0, 0.0, 0.0)))
    rows = np.array([[0.0, 3.0, 0.1], [1.0, 0.0, 0.0]])
    placed = model.apply(rows)
    assert placed.group.tolist() == [0, 0]
    assert placed.confidence.tolist() == [0.0, 0.0]
    assert place_in_engine(engine, model, rows)[0].tolist() == [0, 0]


def test_confidence_is_zero_on_the_border_and_one_at_the_centre():
    model = CentroidModel(("x",), ((0.0,), (10.0,)))
    placed = model.apply(np.array([[0.0], [5.0], [2.5]]))
    np.testing.assert_allclose(placed.confidence, [1.0, 0.0, 1 - 2.5 / 7.5])
    tiers = TierModel(("x",), (1.0,), (10.0,), 4.0, "features")
    np.testing.assert_allclose(tiers.apply(np.array([[10.0], [14.0], [6.0]])).confidence, [0.0, 0.5, 0.5])


@given(st.lists(st.integers(0, 9).map(float), min_size=1, max_size=60), st.integers(1, 6))
def test_cuts_never_part_equal_values_and_rise(values, n_parts):
    column = np.array(values)
    cuts = quantile_cuts(column, n_parts)
    assert list(cuts) == sorted(set(cuts))
    assert not set(cuts) & set(values)
    assert len(cuts) <= n_parts - 1
    parts = np.searchsorted(np.array(cuts), column)
    assert len(set(parts.tolist())) == len(cuts) + 1


def test_cuts_of_distinct_values_make_equal_parts():
    values = np.random.default_rng(0).permutation(1000).astype(np.float64)
    assert np.bincount(np.searchsorted(np.array(quantile_cuts(values, 4)), values)).tolist() == [250] * 4


def test_neighbouring_floats_are_still_parted():
    values = np.array([1.0, np.nextafter(1.0, 2.0)])
    (cut,) = quantile_cuts(values, 2)
    assert (values <= cut).tolist() == [True, False]


def test_small_parts_join_a_neighbour():
    values = np.arange(10.0)
    assert merged_cuts(values, (0.5, 4.5), 3) == (4.5,)
    assert merged_cuts(values, (4.5, 8.5), 3) == (4.5,)
    assert merged_cuts(values, (4.5,), 6) == ()


def test_every_cell_of_the_map_has_one_group_and_every_group_a_cell():
    cells = group_of_cells()
    assert len(cells) == 125
    assert sorted(set(cells)) == list(range(11))
    assert len(NAMES) == len(CODES) == 11


def test_the_map_is_monotone_in_recency_for_the_best_and_the_least():
    cells = np.array(group_of_cells()).reshape(5, 5, 5)
    best = [NAMES[group] for group in cells[:, 4, 4]]
    assert best == ["Cannot lose", "At risk", "Loyal", "Champions", "Champions"]
    least = [NAMES[group] for group in cells[:, 0, 0]]
    assert least == ["Lost", "Hibernating", "About to sleep", "Promising", "New"]
    # Present, slipping and gone customers never share a group, but for the loyal who are slipping.
    present, slipping, gone = (set(cells[part].reshape(-1).tolist()) for part in (slice(3, 5), 2, slice(0, 2)))
    assert {NAMES[group] for group in present & slipping} == {"Loyal"}
    assert not gone & (present | slipping)


def test_all_scores_reach_their_cell(engine):
    model = RfmModel(((1.5, 2.5, 3.5, 4.5),) * 3)
    grid = np.array([[6 - r, f, m] for r in range(1, 6) for f in range(1, 6) for m in range(1, 6)], dtype=np.float64)
    assert model.apply(grid).group.tolist() == list(group_of_cells())
    assert place_in_engine(engine, model, grid)[0].tolist() == list(group_of_cells())
    assert Counter(model.scores(grid)[:, 0].tolist()) == dict.fromkeys(range(1, 6), 25)


def test_scores_of_distinct_values_are_quintiles():
    random = np.random.default_rng(0)
    rows = np.stack([random.permutation(500) for _ in range(3)], axis=1).astype(np.float64)
    grouping = fit_rfm(rows)
    scores = grouping.model.scores(rows)
    assert [np.bincount(column)[1:].tolist() for column in scores.T] == [[100] * 5] * 3
    assert scores[rows[:, 0] == 0, 0] == 5
    assert scores[rows[:, 1] == 0, 1] == 1
    assert grouping.warnings == ()
    assert not grouping.is_natural


def test_equal_customers_share_scores_and_it_is_said(make_table):
    random = np.random.default_rng(0)
    orders = np.where(random.random(400) < 0.65, 1.0, 2.0 + random.integers(0, 9, 400))
    table, _ = make_table(np.stack([random.random(400), orders, random.random(400)], axis=1), NAMES_3)
    grouping = rfm_grid(table)
    assert grouping.names == NAMES
    assert len(grouping.warnings) == 1
    assert "frequency score takes only 3 of 5 values (1, 4, 5)" in grouping.warnings[0]


def test_the_grid_needs_its_features(make_table):
    table, _ = make_table(np.ones((20, 1)), ["net_revenue"])
    with pytest.raises(ClusterError, match="recency_days, order_count"):
        rfm_grid(table)


def test_score_sql_and_score_one_agree_through_the_recipe(engine, make_table):
    rows = np.random.default_rng(0).standard_normal((40, 3)) * [30, 2, 800]
    table, recipe = make_table(rows, NAMES_3)
    model = CentroidModel(NAMES_3, ((0.5, 0.0, 0.0), (-0.5, 0.2, 1.0)))
    scored = engine.rows(score_sql(table.relation.name, recipe, model))
    assert [row[0] for row in scored] == [f"c{i:06d}" for i in range(40)]
    expected = model.apply(recipe.apply(table))
    assert [row[1] for row in scored] == expected.group.tolist()
    for profile, (_, group, confidence) in zip(rows.tolist(), scored, strict=True):
        one = score_one(dict(zip(NAMES_3, profile, strict=True)), recipe, model)
        assert one[0] == group
        assert one[1] == pytest.approx(confidence, rel=1e-12)


def test_one_profile_without_the_feature_is_refused(make_table):
    _, recipe = make_table(np.ones((20, 1)), ["net_revenue"])
    model = TierModel(("net_revenue",), (1.0,), (5.0,), 1.0, "features")
    with pytest.raises(ClusterError, match="net_revenue"):
        score_one({"net_revenue": None}, recipe, model)
