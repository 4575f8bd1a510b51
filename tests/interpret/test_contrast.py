"""Contrast: what differs is measured on others, what is chance is not told, what goes together is told once."""

from typing import Any

import numpy as np
import pytest

from shoal.interpret.contrast import contrasts
from shoal.interpret.cuts import Column
from shoal.interpret.sampled import Sampled
from shoal.terms import Contrast, Figure, Segment

N = 3_000


def segment(id_: int, group: int) -> Segment:
    return Segment(id_, (group,), f"S{id_}", True, N, 0.3, None, {"x": Figure(1.0, 1.0, 100.0)}, {}, {}, (), "")


def told(columns: dict[str, Any], groups: Any, *, formed: tuple[str, ...] = ()) -> Any:
    named = tuple(Column(*(name.split(" = ") if " = " in name else (name, None)), name in formed) for name in columns)
    values = np.column_stack(list(columns.values())).astype(float)
    sample = Sampled(named, values, np.asarray(groups))
    segments = [segment(int(group) + 1, int(group)) for group in np.unique(groups)]
    return contrasts(segments, sample.part(is_held_back=False), sample.part(is_held_back=True))


def test_a_planted_effect_lies_in_its_interval_and_is_called_what_it_is() -> None:
    random = np.random.default_rng(1)
    groups = random.integers(0, 2, N)
    x, noise = random.normal(10.0 + groups, 1.0), random.normal(size=N)
    france = (random.random(N) < np.where(groups == 1, 0.6, 0.2)).astype(float)
    found = told({"x": x, "noise": noise, "country = France": france}, groups, formed=("x",))
    assert set(found) == {1, 2}
    (everyone,) = found[2]
    assert (everyone.against, everyone.n_compared, everyone.n_customers + everyone.n_others) == (None, 3, N // 2)
    first, second = everyone.differences
    assert (first.feature, first.level, first.is_descriptive, first.lift) == ("x", None, True, None)
    assert first.effect.low < 1.0 < first.effect.high
    assert first.index == pytest.approx(110.0, abs=1.0)
    assert (second.feature, second.level, second.is_descriptive) == ("country", "France", False)
    assert second.lift is not None
    assert second.lift.low < 3.0 < second.lift.high
    assert found[1][0].differences[0].effect.value == pytest.approx(-first.effect.value)


def test_where_nothing_differs_nothing_is_told() -> None:
    random = np.random.default_rng(2)
    n_told = 0
    for _ in range(10):
        groups = random.integers(0, 3, N)
        found = told({f"x{i}": random.normal(size=N) for i in range(30)}, groups)
        n_told += sum(len(one.differences) for pair in found.values() for one in pair)
    assert n_told == 0


def test_what_goes_together_is_told_once_with_its_companions() -> None:
    random = np.random.default_rng(3)
    groups = random.integers(0, 2, N)
    x = random.normal(2.0 * groups, 1.0)
    columns = {"orders": x, "revenue": 50 * x + random.normal(size=N), "alone": random.normal(groups, 1.0)}
    told_once = told(columns, groups)[2][0].differences
    assert [one.feature for one in told_once] == ["orders", "alone"] or [one.feature for one in told_once] == [
        "revenue",
        "alone",
    ]
    assert {told_once[0].feature, *told_once[0].along_with} == {"orders", "revenue"}
    assert told_once[1].along_with == ()


def test_the_nearest_neighbour_is_the_one_beside() -> None:
    random = np.random.default_rng(4)
    groups = random.integers(0, 3, N)
    found = told({"x": random.normal(np.array([0.0, 5.0, 7.0])[groups], 1.0)}, groups, formed=("x",))
    assert {id_: pair[1].against for id_, pair in found.items()} == {1: 2, 2: 3, 3: 2}


def test_too_few_held_back_are_compared_with_nobody() -> None:
    groups = np.zeros(N, dtype=int)
    groups[:4] = 1
    found = told({"x": np.arange(N, dtype=float)}, groups)
    assert found[2] == (Contrast(None, (), 2, N // 2 - 2, 0),)


def test_who_lacks_a_value_is_left_out_of_it() -> None:
    random = np.random.default_rng(5)
    groups = random.integers(0, 2, N)
    x = np.where(random.random(N) < 0.5, np.nan, random.normal(groups, 1.0))
    (one,) = told({"x": x, "empty": np.full(N, np.nan)}, groups)[2]
    assert one.n_compared == 1
    assert one.differences[0].effect.low < 1.0 < one.differences[0].effect.high
