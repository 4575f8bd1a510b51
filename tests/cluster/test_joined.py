from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from shoal import cluster
from shoal.cluster.centroid import CentroidModel
from shoal.cluster.merged import MergedModel
from shoal.terms import Bound, Evidence, Grouping, Interval, Stability

FOUR = CentroidModel(("x",), ((0.0,), (4.0,), (9.0,), (20.0,)))
ROWS = np.array([[0.0], [4.5], [8.0], [30.0]])


@pytest.fixture
def grouping() -> Grouping:
    intervals = tuple(Interval(value, value, value) for value in (0.9, 0.8, 0.7, 0.6))
    return Grouping(
        "kmeans",
        FOUR,
        "clusters",
        is_natural=True,
        evidence=Evidence(stability=Stability(intervals[0], intervals, 20, 0.75), reason="Found."),
        names=("a", "b", "c", "d"),
        outliers=3,
        bounds=((Bound("x", None, 2.0),),) * 4,
    )


def test_joined_groups_are_placed_as_one(grouping: Grouping) -> None:
    joined = cluster.joined(grouping, [frozenset({1, 2})])
    assert joined.model.apply(ROWS).group.tolist() == [0, 1, 1, 2]
    assert joined.names == ("a", "b and c", "d")
    assert joined.outliers == 2
    assert joined.bounds == ()
    assert joined.evidence.stability is not None
    assert [one and one.value for one in joined.evidence.stability.groups] == [0.9, None, 0.6]
    assert joined.evidence.reason == "Found. Joined by hand: 4 groups became 3."


def test_sets_that_share_a_group_become_one(grouping: Grouping) -> None:
    joined = cluster.joined(grouping, [frozenset({0, 1}), frozenset({1, 2})])
    assert joined.model.apply(ROWS).group.tolist() == [0, 0, 0, 1]


def test_what_was_joined_before_is_joined_from_its_own_parts(grouping: Grouping) -> None:
    before = replace(grouping, model=MergedModel(FOUR, (0, 1, 1, 2)), names=(), outliers=None)
    joined = cluster.joined(before, [frozenset({0, 2})])
    assert isinstance(joined.model, MergedModel)
    assert joined.model.parts is FOUR
    assert joined.model.into == (0, 1, 1, 0)
    assert MergedModel.from_dict(joined.model.to_dict()) == joined.model


def test_one_group_is_no_join(grouping: Grouping) -> None:
    assert cluster.joined(grouping, [frozenset({2})]) is grouping
