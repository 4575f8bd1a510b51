"""Intervals against published numbers and coverage."""

from __future__ import annotations

import numpy as np
import pytest

from shoal.stats.intervals import mean_interval, wilson


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_matches_newcombe_1998_table_1(successes, trials, low, high):
    interval = wilson(successes, trials)
    assert round(interval.low, 4) == low
    assert round(interval.high, 4) == high
    assert interval.value == successes / trials


def test_wilson_is_symmetric_and_knows_nothing_without_trials():
    few, many = wilson(3, 20), wilson(17, 20)
    assert few.low == pytest.approx(1 - many.high)
    assert few.high == pytest.approx(1 - many.low)
    assert wilson(20, 20).high == 1.0
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)
    with pytest.raises(ValueError, match="5 successes in 4 trials"):
        wilson(5, 4)


def test_mean_interval_covers_the_mean_as_often_as_it_says():
    random = np.random.default_rng(0)
    intervals = [mean_interval(random.exponential(size=200)) for _ in range(1000)]
    # 95 % nominal; the binomial error of 1,000 trials is 0.7 points, and skewness costs about one.
    assert 0.92 <= np.mean([interval.low <= 1.0 <= interval.high for interval in intervals]) <= 0.97


def test_mean_interval_of_one_value_is_the_value():
    interval = mean_interval(np.array([3.0]))
    assert (interval.low, interval.value, interval.high) == (3.0, 3.0, 3.0)
