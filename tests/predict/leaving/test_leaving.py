"""Stages and staying: what the figures mean, at their edges."""

from __future__ import annotations

import numpy as np
import pytest

from shoal.predict.leaving.lifecycle import by_holdings, by_label, by_orders
from shoal.predict.leaving.survival import half_life, staying

NAN = np.nan


def test_stages_of_those_who_order() -> None:
    found = by_orders(
        np.array([0.9, 0.9, 0.2, 0.7, 0.7, 0.95, 0.4, 0.4, 0.7]),
        order_count=np.array([NAN, 1, 9, 9, 9, 9, 9, 9, 1]),
        recency_days=np.array([NAN, 10, 10, 30, 80, 100, 100, 400, 80]),
        tenure_days=np.array([NAN, 10, 300, 300, 300, 300, 300, 900, 80]),
        cadence_days=np.array([NAN, NAN, 30, 30, 30, 30, 30, 30, NAN]),
        horizon_days=90,
    )
    assert found.stage.tolist() == [
        "lead", "new", "active", "at_risk", "at_risk", "lost", "lapsed", "lost", "new",
    ]  # fmt: skip
    # the silence of the first is as long as usual, that of the second is not
    assert found.is_unseen is not None
    assert np.flatnonzero(found.is_unseen).tolist() == [3]
    assert found.is_here.tolist() == [False, True, True, True, True, False, False, False, True]


def test_stages_of_those_who_hold_something() -> None:
    found = by_holdings(
        np.array([0.1, 0.1, 0.7, 0.1, 0.9, 0.9]),
        holding_count=np.array([0, 1, 1, 1, 0, 0]),
        tenure_days=np.array([NAN, 30, 300, 300, 400, 900]),
        lapsed_days=np.array([NAN, NAN, NAN, NAN, 20, 300]),
        horizon_days=90,
        shows=np.array([False, False, False, False, False, False]),
    )
    assert found.stage.tolist() == ["lead", "new", "at_risk", "active", "lapsed", "lost"]
    assert found.is_unseen is not None
    assert np.flatnonzero(found.is_unseen).tolist() == [2]
    label = by_label(np.array([0.9, 0.9, 0.1]), np.array([True, False, False]))
    assert label.stage.tolist() == ["lost", "at_risk", "active"]
    assert label.is_unseen is None


def test_staying_is_that_of_a_hand_and_of_a_known_law() -> None:
    lasted, left = np.array([6.0, 6, 6, 6, 7, 9, 10, 10, 11, 13]), np.array([1.0, 1, 1, 0, 1, 0, 1, 0, 0, 1])
    at = {one.at: one for one in staying(lasted, left, np.array([1.0, 6, 7, 10, 13, 20]))}
    assert at[1.0].share.value == 1.0
    assert at[6.0].share.value == pytest.approx(0.7)
    assert at[7.0].share.value == pytest.approx(0.7 * 5 / 6)
    assert at[10.0].share.value == pytest.approx(0.7 * 5 / 6 * 3 / 4)
    assert at[13.0].share.value == 0.0
    assert 20.0 not in at
    assert at[7.0].share.low < at[7.0].share.value < at[7.0].share.high
    random = np.random.default_rng(0)
    true, seen = random.exponential(100.0, 4000), random.uniform(0, 300, 4000)
    found = staying(np.minimum(true, seen), (true <= seen).astype(float), np.array([50.0, 100.0, 200.0]))
    for one in found:
        assert one.share.low - 0.005 < np.exp(-one.at / 100) < one.share.high + 0.005
    assert half_life(np.minimum(true, seen), (true <= seen).astype(float)) == pytest.approx(69.3, rel=0.08)
    assert half_life(np.array([5.0, 6.0]), np.zeros(2)) is None
