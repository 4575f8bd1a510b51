"""Predictions added up for segments: of those who are still here, by whichever groups a segment has."""

from __future__ import annotations

from types import SimpleNamespace

import pyarrow as pa
import pytest

from shoal.engine import DuckEngine
from shoal.predict import segments_ahead
from shoal.terms import Labels

SEGMENTS = tuple(
    SimpleNamespace(id=id_, groups=groups, profile=profile)
    for id_, groups, profile in ((1, (0,), {"a": 1}), (2, (1, 2), {"a": 1}), (3, (3,), {}))
)


def test_segments_of_several_groups_are_added_up_and_small_ones_stay_unsaid(engine: DuckEngine) -> None:
    who = [f"K{place}" for place in range(8)]
    groups = engine.register("groups", pa.table({"customer_id": who, "group_id": [0, 0, 0, 1, 1, 2, 3, 3]}))
    leaving = engine.register(
        "leaving",
        pa.table(
            {
                "customer_id": who,
                "p_churn_30d": [0.2, 0.4, 0.9, 0.6, 0.8, 0.7, 0.5, 0.5],
                "lifecycle": ["active", "active", "lost", "at_risk", "at_risk", "new", "active", "active"],
                "value_at_risk": [2.0, 4.0, 0.0, 6.0, 8.0, 0.0, 0.0, 0.0],
            }
        ),
    )
    # the last of them is no buyer, so nothing is expected of the orders of that customer
    orders = engine.register(
        "orders",
        pa.table({"customer_id": who[:7], "expected_orders_90d": [1.0] * 7, "clv_365d": [10.0] * 3 + [5.0] * 4}),
    )
    about = {"columns": ["customer_id", "p_churn_30d"], "horizon_days": 30, "trust": ["well"], "files": {"report": "a"}}
    more = {"asked": {"horizon_days": 90, "value_days": 365}, "files": {"report": "b"}}
    found = segments_ahead(Labels(groups), SEGMENTS, leaving=(leaving, about), orders=(orders, more), min_count=1)
    one, two = found.segments
    assert (one.probability, one.value_at_risk, one.value_at_risk_share) == pytest.approx((0.3, 6.0, 0.3))
    assert (two.probability, two.value_at_risk, two.value_at_risk_share) == pytest.approx((0.7, 14.0, 0.7))
    assert (one.lifecycle, two.lifecycle) == ("active", "at_risk")
    assert two.stages is not None
    assert (two.stages["at_risk"], two.stages["new"], two.stages["lost"]) == (2, 1, 0)
    assert (one.expected_orders, one.predicted_value, one.predicted_value_share) == (3.0, 30.0, 0.6)
    assert (found.leaving_days, found.orders_days, found.value_days, found.pages) == (30, 90, 365, ("a", "b"))
    alone = segments_ahead(Labels(groups), SEGMENTS, leaving=None, orders=(orders, more), min_count=1).segments[0]
    assert (alone.lifecycle, alone.probability, alone.value_at_risk) == (None, None, None)
    # two of the first segment are still here, three of the second; three of each are buyers
    few = segments_ahead(Labels(groups), SEGMENTS, leaving=(leaving, about), orders=(orders, more), min_count=3)
    one, two = few.segments
    assert (one.probability, one.value_at_risk, one.value_at_risk_share, one.stages) == (None, None, None, None)
    assert (one.expected_orders, one.predicted_value) == (3.0, 30.0)
    assert two.probability == pytest.approx(0.7)
    four = segments_ahead(Labels(groups), SEGMENTS, leaving=(leaving, about), orders=(orders, more), min_count=4)
    assert [one.predicted_value for one in four.segments] == [None, None]
