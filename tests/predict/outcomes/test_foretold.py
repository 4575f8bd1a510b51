"""Sums per segment, bounds and worth: what the figures mean, at their edges."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from predict.made import customers
from shoal.predict.facts import Facts
from shoal.predict.leaving.lifecycle import by_label
from shoal.predict.models.calibrate import bins
from shoal.predict.models.reasons import Reasons
from shoal.predict.outcomes.foretold import Foretold, bounds, by_segment, summed, worth
from shoal.terms import Lifecycle

NAN = np.nan


def foretold(n: int = 200) -> Foretold:
    random = np.random.default_rng(0)
    p = random.random(n)
    standing = by_label(p, random.random(n) < 0.2)
    told = bins(p, (random.random(n) < p).astype(float))
    texts = tuple(tuple("a reason" for _ in range(n)) for _ in range(3))
    ids = pa.array([f"K{who}" for who in range(n)])
    return Foretold("p_churn", ids, p, told, Reasons(texts, {}), standing, np.full(n, 10.0))


def test_segments_add_up_and_small_ones_stay_unsaid() -> None:
    told = foretold()
    segment = [1] * 120 + [2] * 75 + [3] * 5
    assignments = pa.table(
        {"customer_id": told.customer_id, "segment_id": segment, "segment": [f"S{one}" for one in segment]}
    )
    found = by_segment(told, assignments, min_count=11)
    assert [one["name"] for one in found] == ["S1", "S2"]
    whole = summed(told)
    assert whole["n_customers"] == 200
    assert whole["stages"][Lifecycle.LOST] == whole["n_customers"] - whole["n_here"]
    assert sum(one["value_at_risk"] for one in found) < whole["value_at_risk"]
    assert whole["value_at_risk"] == pytest.approx(10 * whole["expected"])
    assert by_segment(told, None, min_count=11) == []
    table = told.table()
    assert table.column_names == list(told.columns("leaves", ""))


def test_nothing_is_told_of_the_few_who_are_still_here() -> None:
    n = 30
    p = np.linspace(0.1, 0.9, n)
    standing = by_label(p, np.arange(n) != 7)
    told = bins(p, (np.arange(n) % 2).astype(float))
    ids = pa.array([f"K{who}" for who in range(n)])
    texts = tuple(tuple("a reason" for _ in range(n)) for _ in range(3))
    one_left = Foretold("p_churn", ids, p, told, Reasons(texts, {}), standing, np.full(n, 10.0))
    assignments = pa.table({"customer_id": ids, "segment_id": [1] * n, "segment": ["S1"] * n})
    (found,) = by_segment(one_left, assignments, min_count=11)
    hidden = ("n_here", "probability", "expected", "value_at_risk", "value_at_risk_share")
    assert [found[name] for name in hidden] == [None] * 5
    assert found["n_customers"] == n
    assert found["stages"] == {one.value: {"lost": 29, "active": None}.get(one.value, 0) for one in Lifecycle}
    (found,) = by_segment(one_left, assignments, min_count=1)
    assert (found["n_here"], found["probability"]) == (1, pytest.approx(p[7]))


def test_bounds_hold_the_probability_and_follow_what_came() -> None:
    told = foretold()
    low, high = bounds(np.array([0.0, 0.5, 1.0]), told.bins)
    assert (low <= [0.0, 0.5, 1.0]).all()
    assert (high >= [0.0, 0.5, 1.0]).all()
    assert low[1] > 0.1
    assert high[1] < 0.9


def test_what_a_customer_is_worth() -> None:
    shop = Facts({"net_revenue": np.array([365.0, -20.0, 50.0]), "tenure_days": np.array([365.0, 100.0, 10.0])}, {})
    assert worth(shop, None, 90) == pytest.approx([90.0, 0.0, 50.0])
    holds = Facts({"holding_amount": np.array([30.0, NAN])}, {})
    assert worth(holds, None, 61) == pytest.approx([30.0 * 61 / (365.25 / 12), 0.0])
    assert worth(shop, "net_revenue", None) == pytest.approx([365.0, 0.0, 50.0])
    assert worth(shop, None, None) is None
    assert worth(customers(5).facts, None, 90) is None
