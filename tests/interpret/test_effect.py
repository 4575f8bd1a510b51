from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoal.interpret import Moments, standardised_effect

VALUES = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30)


def moments(values: list[float]) -> Moments:
    x = np.array(values, dtype=float)
    return Moments(len(x), float(x.mean()), float(((x - x.mean()) ** 2).sum())) if len(x) else Moments()


def test_hedges_g_matches_the_worked_example_of_borenstein_et_al() -> None:
    """Introduction to Meta-Analysis (2009), chapter 4: means 103 and 100, sd 5.5 and 4.5, 50 in each group."""
    g = standardised_effect(Moments(50, 103.0, 49 * 5.5**2), Moments(50, 100.0, 49 * 4.5**2))
    assert g is not None
    assert g.value == pytest.approx(0.5924, abs=5e-5)
    assert (g.high - g.low) / (2 * 1.959964) == pytest.approx(0.2028, abs=5e-5)


@given(VALUES, VALUES)
def test_moments_put_together_are_those_of_all_values(a: list[float], b: list[float]) -> None:
    together, whole = moments(a) + moments(b), moments(a + b)
    assert together.n == whole.n
    assert together.mean == pytest.approx(whole.mean, rel=1e-9, abs=1e-6)
    assert together.squares == pytest.approx(whole.squares, rel=1e-7, abs=1e-3)


def test_large_means_do_not_drown_a_small_spread() -> None:
    x = np.random.default_rng(0).normal(1e9, 1.0, 400)
    together = moments(x[:100].tolist()) + moments(x[100:].tolist())
    assert together.squares / 400 == pytest.approx(x.var(), rel=1e-5)


@given(VALUES, VALUES)
def test_the_effect_changes_sign_with_the_point_of_view(a: list[float], b: list[float]) -> None:
    one, other = standardised_effect(moments(a), moments(b)), standardised_effect(moments(b), moments(a))
    if one is None or other is None:
        assert one is other
    else:
        assert one.value == pytest.approx(-other.value, rel=1e-9)
        assert one.low == pytest.approx(-other.high, rel=1e-9)
        assert one.low <= one.value <= one.high


def test_nothing_is_said_of_a_single_customer_or_where_nobody_differs() -> None:
    assert standardised_effect(moments([1.0]), moments([1.0, 2.0])) is None
    assert standardised_effect(moments([3.0, 3.0]), moments([3.0, 3.0])) is None


def test_the_interval_covers_the_true_effect_19_times_in_20() -> None:
    random = np.random.default_rng(3)
    covered = 0
    for _ in range(2000):
        g = standardised_effect(moments(random.normal(0.5, 1, 40).tolist()), moments(random.normal(0, 1, 120).tolist()))
        assert g is not None
        covered += g.low <= 0.5 <= g.high
    assert abs(covered / 2000 - 0.95) < 0.015
