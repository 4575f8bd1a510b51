"""Centroids come to rest on every customer inside the engine as they would on an array, and nothing else can happen."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoal import cluster
from shoal.cluster import groupings
from shoal.cluster.everyone import EXACT_BITS, Everyone, everyone
from shoal.cluster.kmeans import assign, finish, settle
from shoal.cluster.refine import refine
from shoal.engine import DuckEngine
from shoal.errors import ClusterError, Stopped
from shoal.stats.rounding import significant
from shoal.terms import ClusterSpec, Silent


def crowd(n=4000, k=4, columns=3, seed=0, apart=3.0):
    random = np.random.default_rng(seed)
    centres = random.normal(scale=apart, size=(k, columns))
    return centres[random.integers(0, k, n)] + random.normal(size=(n, columns))


def of(made) -> Everyone:
    return everyone(*made)


@given(
    seed=st.integers(0, 10_000),
    n=st.integers(1, 300),
    columns=st.integers(1, 4),
    k=st.integers(1, 6),
    scale=st.sampled_from([1e-9, 1.0, 1e9]),
    whole=st.booleans(),
)
@settings(max_examples=15, deadline=None)
def test_in_the_engine_as_on_an_array(tmp_path_factory, seed, n, columns, k, scale, whole):
    """Whole numbers make many exact ties, and few customers make groups that lose everyone."""
    random = np.random.default_rng(seed)
    rows = random.integers(-3, 4, (n, columns)).astype(float) if whole else random.normal(size=(n, columns))
    rows *= scale
    k = min(k, n)
    start = rows[random.integers(0, n, k)]
    engine = DuckEngine(Path(tmp_path_factory.mktemp("spill")))
    try:
        names = [f"c{place}" for place in range(columns)]
        values = ", ".join(f"({', '.join(map(repr, row))})" for row in rows.tolist())
        relation = engine.create("m", f"SELECT * FROM (VALUES {values}) AS t({', '.join(names)})")
        casts = ", ".join(f"CAST({name} AS DOUBLE) AS {name}" for name in names)
        relation = engine.create("m", f"SELECT {casts} FROM {relation.name}")
        unit = 2.0 ** (np.frexp(max(np.abs(rows).max(), 1e-200))[1] - EXACT_BITS)
        all_of_them = Everyone(relation, n, (unit,) * columns)
        centroids = start
        for _ in range(3):
            labels, away = assign(rows, centroids)
            after = all_of_them.means(centroids)
            for group in range(k):
                if (labels == group).any():
                    np.testing.assert_allclose(
                        after[group], rows[labels == group].mean(axis=0), rtol=1e-9, atol=1e-12 * scale
                    )
                else:  # given one of those farthest from their own
                    far = np.sort(away)[::-1][: k - len(np.unique(labels))]
                    own = assign(after[group][None], centroids)[1][0]
                    assert np.isclose(own, far, rtol=1e-9).any()
            centroids = after
        sizes, changed = all_of_them.compared(start, centroids)
        before, now = assign(rows, start)[0], assign(rows, centroids)[0]
        assert sizes.tolist() == np.bincount(now, minlength=k).tolist()
        assert changed == np.mean(before != now)
    finally:
        engine.close()


@pytest.mark.parametrize("in_memory", [0, 1500])
@pytest.mark.parametrize("k", [1, 2, 5])
def test_at_rest_where_the_array_would_be(make_table, k, in_memory):
    made = make_table(crowd(apart=1.0))
    rows = significant(made[1].apply(made[0]))
    sample = rows[:500]
    start = finish(sample, sample[:k]).centroids
    refined = refine(of(made), sample, start, progress=Silent(), rest=0.0, most_passes=500, in_memory=in_memory)
    wanted = finish(rows, settle(rows[:in_memory], start) if in_memory else start)
    np.testing.assert_allclose(refined.centroids, wanted.centroids, rtol=1e-9, atol=1e-9)
    assert refined.sizes.tolist() == np.bincount(wanted.labels).tolist()
    assert refined.last_move == 0.0
    assert (refined.changed_share > 0) == (k > 1)


def test_threads_and_order_do_not_change_a_bit(tmp_path):
    rows = crowd(n=50_000, apart=0.5)
    found = []
    for threads, order in ((1, ""), (2, ""), (2, "ORDER BY c1")):
        engine = DuckEngine(tmp_path / "spill", threads=threads)
        columns = ", ".join(f"CAST(sin(i * {7 + place}) AS DOUBLE) AS c{place}" for place in range(3))
        relation = engine.create("m", f"SELECT {columns} FROM range({len(rows)}) AS t(i) {order}")
        all_of_them = Everyone(relation, len(rows), (2.0**-EXACT_BITS,) * 3)
        centroids = np.array([[0.1, 0.2, 0.3], [-0.4, 0.1, 0.0], [0.5, -0.5, 0.2]])
        for _ in range(4):
            centroids = all_of_them.means(centroids)
        found.append(centroids.tobytes())
        engine.close()
    assert len(set(found)) == 1


def test_what_does_not_rest_in_time_is_said(make_table):
    made = make_table(crowd(apart=0.3))
    rows = significant(made[1].apply(made[0]))
    refined = refine(of(made), rows[:100], rows[:5], progress=Silent(), most_passes=1, in_memory=0)
    assert not refined.rests
    assert refined.n_passes == 1
    assert "still moved by 0." in refined.in_words(100, 4000)
    assert "100 of 4,000 customers" in refined.in_words(100, 4000)


def test_a_missing_value_beyond_the_sample_is_refused(make_table):
    rows = crowd()
    _, recipe = make_table(rows)
    rows[3999, 1] = np.nan
    broken, _ = make_table(rows)
    with pytest.raises(ClusterError, match="'x1'"):
        everyone(broken, recipe)


class StopAtPass(Silent):
    """Progress that asks to stop in the middle of the passes."""

    def step(self, share):
        if 0.8 < share < 0.9:
            raise Stopped("enough")


def test_stopped_between_passes_nothing_is_left(make_table):
    table, recipe = make_table(crowd())
    spec = ClusterSpec(sample_size=500, k=4)
    with pytest.raises(Stopped):
        cluster.fit(table, recipe, spec, seed=0, min_count=1, progress=StopAtPass())
    left = table.relation.engine.rows("SELECT table_name FROM information_schema.tables")
    assert [name for (name,) in left] == ["feature_table"]


@pytest.mark.parametrize("algorithm", ["kmeans", "value_tiers", "bisecting_kmeans", "dbscan"])
def test_the_matrix_of_everyone_never_leaves_the_engine(make_table, monkeypatch, algorithm):
    table, recipe = make_table(crowd(apart=8))
    largest = []
    real = DuckEngine.arrow

    def arrow(self, sql, parameters=(), *, step=""):
        answer = real(self, sql, parameters, step=step)
        largest.append(answer.num_rows * answer.num_columns)
        return answer

    monkeypatch.setattr(DuckEngine, "arrow", arrow)
    monkeypatch.setattr(groupings, "refine", partial(refine, in_memory=1000))
    grouping = cluster.fit(
        table, recipe, ClusterSpec(sample_size=500, algorithm=algorithm), seed=0, min_count=1, progress=Silent()
    )
    # Tiers are cut at quantiles of everyone: one number a customer, however many columns the matrix has.
    assert max(largest) <= max(1000 * 3, 4000 if algorithm == "value_tiers" else 0)
    assert grouping.evidence.n_sample == 500
    if algorithm == "kmeans":
        assert "500 of 4,000 customers" in grouping.evidence.reason
