"""Segments against other groups, and against those of an earlier version."""

from __future__ import annotations

from types import SimpleNamespace

import pyarrow as pa
import pytest

from interpret.divided import feature
from shoal import interpret


@pytest.fixture
def labels(divide):
    return divide({"x": [1.0] * 6}, (feature("x"),), [0, 0, 1, 1, 2, 2]).labels


def segment(*groups: int):
    return SimpleNamespace(groups=groups)


def relation(labels, rows: dict[str, int]):
    table = pa.table({"customer_id": list(rows), "group_id": pa.array(rows.values(), pa.int64())})
    return labels.relation.engine.register("other_groups", table)


def test_only_customers_who_are_in_both_are_counted_and_only_groups_that_have_any(labels) -> None:
    other = relation(labels, {"c0": 3, "c1": 1, "c2": 1, "c9": 2})
    names, counts = interpret.crossed_with(labels, (segment(0), segment(1, 2)), other, {1: "A", 2: "B", 3: "C"})
    assert (names, counts) == (("A", "C"), ((1, 1), (1, 0)))


def test_whoever_came_and_went_stands_in_a_row_and_a_column_of_their_own(labels) -> None:
    before = relation(labels, {"c0": 7, "c1": 7, "c2": 5, "c3": 7, "gone": 5})
    names, counts = interpret.passed(labels, (segment(0), segment(1), segment(2)), before, {7: "Old", 5: "Older"})
    assert names == ("Older", "Old")
    assert counts == ((0, 1, 0, 1), (2, 1, 0, 0), (0, 0, 2, 0))
    assert sum(map(sum, counts)) == 7
