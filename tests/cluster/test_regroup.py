"""The same customers with another number of groups."""

from __future__ import annotations

import numpy as np
import pytest

from shoal import cluster
from shoal.terms import ClusterSpec, Evidence, Grouping


def made_by(algorithm: str) -> Grouping:
    model = cluster.CentroidModel(("x0",), ((0.0,),))
    return Grouping(algorithm, model, "clusters", True, Evidence(), outliers=0, warnings=("old",))


def regroup(made, algorithm: str, k: int, **options) -> Grouping | None:
    table, recipe = made
    return cluster.regroup(table, recipe, made_by(algorithm), k, ClusterSpec(**options), seed=0, goal=None)


@pytest.fixture
def apart(make_table):
    random = np.random.default_rng(2)
    rows = random.normal(0, 0.3, (160, 2)) + np.repeat([[0, 0], [9, 0], [0, 9], [9, 9]], 40, axis=0)
    return make_table(rows[random.permutation(160)])


@pytest.mark.parametrize("algorithm", ["kmeans", "hierarchical", "gaussian_mixture", "bisecting_kmeans"])
def test_groups_are_as_many_as_asked_and_nothing_of_the_old_ones_stays(apart, algorithm) -> None:
    found = regroup(apart, algorithm, 4)
    assert found is not None
    assert (found.algorithm, found.outliers, found.warnings, found.evidence) == (algorithm, None, (), Evidence())
    labels = cluster.apply(*apart, found.model)
    rows = labels.relation.engine.rows(f"SELECT group_id, count(*) FROM {labels.relation.name} GROUP BY 1 ORDER BY 1")
    assert rows == [(0, 40), (1, 40), (2, 40), (3, 40)]
    assert regroup(apart, algorithm, 4) == found


def test_tiers_are_cut_anew_and_called_so(make_table) -> None:
    made = make_table(np.arange(1.0, 101.0)[:, None], ("net_revenue",))
    found = regroup(made, "value_tiers", 3)
    assert found is not None
    assert found.names == ("High value", "Medium value", "Low value")


def test_customers_who_are_alike_are_not_divided_further(make_table) -> None:
    assert regroup(make_table(np.repeat([[1.0], [2.0]], 20, axis=0)), "kmeans", 3) is None


def test_where_no_number_can_be_asked_for_there_are_none(apart) -> None:
    assert regroup(apart, "kmeans", 0) is None
    assert regroup(apart, "rfm_grid", 5) is None
    assert regroup(apart, "hdbscan", 5) is None
