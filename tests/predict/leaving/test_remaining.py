"""How much longer customers stay: known rates are found, and what is held back shows whether they hold."""

from __future__ import annotations

import numpy as np
import pytest

from shoal.errors import PredictError
from shoal.predict.arrays import Floats
from shoal.predict.facts import Facts
from shoal.predict.leaving.hazard import fit_hazard
from shoal.predict.leaving.held_back import held_back
from shoal.predict.leaving.remaining import by_label, by_pace, fixed, horizons

SLOW, FAST = 0.01, 0.04


def lives(n: int, seed: int = 0) -> tuple[Facts, Floats, Floats]:
    """Half leave four times as fast as the others; all are looked at after some time of their own."""
    random = np.random.default_rng(seed)
    fast = random.random(n) < 0.5
    true, seen = random.exponential(1 / np.where(fast, FAST, SLOW)), random.uniform(0, 120, n)
    lasted = np.minimum(true, seen)
    known = {"fast": fast.astype(float), "noise": random.normal(size=n), "paid": lasted * random.uniform(8, 12, n)}
    return Facts(known, {}), lasted, (true <= seen).astype(float)


def test_known_rates_are_found_within_their_intervals() -> None:
    facts, lasted, left = lives(4000)
    rates = fit_hazard(facts.without(["paid"]), lasted, left)
    two = Facts({"fast": np.array([0.0, 1.0]), "noise": np.zeros(2)}, {})
    told, low, high = rates.stays(two, np.array([20.0, 20.0]), 30.0)
    true = np.exp(-np.array([SLOW, FAST]) * 30)
    assert (low < true).all()
    assert (true < high).all()
    assert (high - low < 0.12).all()
    assert told == pytest.approx(true, abs=0.05)
    there = rates.expected(two, np.array([20.0, 20.0]), 30.0)[0]
    assert there == pytest.approx((1 - true) / np.array([SLOW, FAST]), abs=0.9)


def test_held_back_customers_show_what_rates_are_worth() -> None:
    facts, lasted, left = lives(2000)
    part = np.arange(2000) % 4
    at = np.array([10.0, 40.0, 500.0])
    found = held_back(facts.without(["paid"]), lasted, left, part, at)
    assert [one.at for one in found] == [10.0, 40.0]  # nobody was seen for 500
    assert all(one.skill > 0.02 for one in found)
    for group in found[1].groups:
        assert group.came.low - 0.04 < group.told < group.came.high + 0.04
    idle = held_back(Facts({"noise": facts.numbers["noise"]}, {}), lasted, left, part, at)
    assert all(abs(one.skill) < 0.02 for one in idle)


def test_what_grows_with_time_tells_nothing_and_the_gone_are_told_nothing() -> None:
    facts, lasted, left = lives(800)
    assert fixed(facts, lasted, facts.names).names == ("fast", "noise")
    found = by_label(facts.without(["paid"]), lasted, left > 0, unit="tenure")
    assert found is not None
    for told, low, high in found.columns.values():
        assert (np.isnan(told) == (left > 0)).all()
        here = left == 0
        assert ((low[here] <= told[here]) & (told[here] <= high[here])).all()
    first, last = found.stays[0][1][0], found.stays[-1][1][0]
    assert (first[left == 0] >= last[left == 0]).all()
    assert by_label(facts, lasted, np.zeros(800, dtype=bool), unit="tenure") is None
    with pytest.raises(PredictError, match="3 customers have left"):
        fit_hazard(facts, lasted, np.append(np.ones(3), np.zeros(797)))


def test_holdings_go_on_at_the_usual_pace_from_what_was_told() -> None:
    _, lasted, left = lives(3000)
    p = np.array([0.3, 0.3, 0.6])
    found = by_pace(lasted * 10, left, np.array([50.0, 400.0, np.nan]), (p, p - 0.1, p + 0.1), 90.0)
    assert found is not None
    stays = {ahead: told for ahead, (told, _, _) in found.stays}
    assert stays[90.0][:2] == pytest.approx([0.7, 0.7])
    assert 0.85 < stays[30.0][0] < 0.92
    assert np.isnan(stays[90.0][2])
    assert 90.0 < found.expected[0][0] < 365.0


def test_times_ahead_are_round_and_within_what_was_seen() -> None:
    assert horizons("days", 100.0) == ((30.0,), 30.0)
    assert horizons("days", 20.0) == ((5.0,), 5.0)
    assert horizons("tenure", 4.0) == ((1.0,), 1.0)
