"""How much longer customers stay: known rates are found, and what is held back shows whether they hold."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from shoal.engine import DuckEngine
from shoal.errors import PredictError
from shoal.predict.arrays import Floats
from shoal.predict.facts import Facts
from shoal.predict.leaving.hazard import fit_hazard
from shoal.predict.leaving.held_back import held_back
from shoal.predict.leaving.lasting import holdings_lasting, label_lasting
from shoal.predict.leaving.remaining import by_label, by_pace, fixed, horizons

SLOW, FAST = 0.01, 0.04
NAN = np.nan


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
    found = held_back(facts.without(["paid"]), lasted, left, part, at, seed=0)
    assert [one.at for one in found] == [10.0, 40.0]  # nobody was seen for 500
    assert all(one.skill.low > 0.0 and 0.02 < one.skill.value < one.skill.high for one in found)
    for group in found[1].groups:
        assert group.came.low - 0.04 < group.told < group.came.high + 0.04
    idle = held_back(Facts({"noise": facts.numbers["noise"]}, {}), lasted, left, part, at, seed=0)
    assert all(abs(one.skill.value) < 0.02 for one in idle)
    assert all(one.skill.low < 0 for one in idle)


def test_what_grows_with_time_tells_nothing_and_the_gone_are_told_nothing() -> None:
    facts, lasted, left = lives(800)
    assert fixed(facts, lasted, facts.names).names == ("fast", "noise")
    found = by_label(facts.without(["paid"]), lasted, left, unit="tenure")
    assert found is not None
    for told, low, high in found.columns.values():
        assert (np.isnan(told) == (left > 0)).all()
        here = left == 0
        assert ((low[here] <= told[here]) & (told[here] <= high[here])).all()
    first, last = found.stays[0][1][0], found.stays[-1][1][0]
    assert (first[left == 0] >= last[left == 0]).all()
    assert by_label(facts, lasted, np.zeros(800), unit="tenure") is None
    with pytest.raises(PredictError, match="3 customers have left"):
        fit_hazard(facts, lasted, np.append(np.ones(3), np.zeros(797)))


def test_nothing_is_learnt_from_those_of_whom_the_label_says_nothing() -> None:
    facts, lasted, left = lives(900)
    label = np.where(np.arange(900) % 3 == 0, NAN, left)  # a third is blank, whether they have left or not
    some = ~np.isnan(label)
    who = [f"K{one}" for one in range(900)]
    facts = Facts({**facts.without(["paid"]).numbers, "tenure": lasted}, {})
    of_all = label_lasting(facts, facts.names, "tenure", label.tolist(), who, seed=0)
    known = [one for one, is_known in zip(who, some, strict=True) if is_known]
    of_known = label_lasting(facts.rows(some), facts.names, "tenure", left[some].tolist(), known, seed=0)
    assert of_all.said is not None
    assert of_known.said is not None
    assert of_all.said["held_back"] == of_known.said["held_back"]
    assert of_all.said["curve"] == of_known.said["curve"]
    assert of_all.remaining is not None
    stays = of_all.remaining.stays[0][1][0]
    assert (np.isnan(stays) == (label == 1)).all()


def test_holdings_count_of_those_alone_whose_data_may_be_used(engine: DuckEngine) -> None:
    keys = ["A", "B", "C"]
    day = date(2025, 1, 1)
    held = {"source_key": keys, "started_on": [day] * 3, "ended_on": [date(2025, 1, 11), date(2025, 3, 2), None]}
    relation = engine.register("held", pa.table(held))
    persons = engine.register("persons", pa.table({"source_key": keys, "customer_id": keys}))
    allowed = engine.register("allowed", pa.table({"customer_id": ["A", "C"]}))
    identity: Any = SimpleNamespace(relation=persons)
    nothing = np.zeros(0)
    for permitted, half in ((None, 60.0), (allowed, 10.0)):
        found = holdings_lasting(relation, (identity, permitted), "2025-04-11", None, (nothing,) * 3, 90)
        assert found.said is not None
        assert found.said["half_left_after"] == half


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
