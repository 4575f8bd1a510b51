"""What comes next on the page: a column for what was predicted, none for what was not."""

from __future__ import annotations

from types import SimpleNamespace

from shoal.report.coming import coming
from shoal.terms import Ahead, SegmentAhead

SEGMENTATION = SimpleNamespace(
    currency="EUR", segments=(SimpleNamespace(id=1, name="Loyal"), SimpleNamespace(id=2, name="Gone"))
)
BOTH = Ahead(
    (
        SegmentAhead(1, {"active": 9, "lost": 1}, 0.1, 1200.0, 0.8, 42.4, 5000.0, 0.9),
        SegmentAhead(2, {"active": 0, "lost": 5}, None, 300.0, 0.2, 1.2, 500.0, 0.1),
    ),
    leaving_days=60,
    orders_days=90,
    value_days=365,
    trust=("first", "second", "third", "fourth"),
    pages=("predictions_churn.html",),
)


def test_every_figure_has_its_head_and_what_is_not_known_a_dash() -> None:
    found = coming(SEGMENTATION, BOTH)
    assert found is not None
    assert found.heads[:3] == ("Segment", "Mostly", "Leave in 60 days")
    assert found.lines[0][:3] == ("Loyal", "active", "10 %")
    assert found.lines[1][:3] == ("Gone", "lost", "–")
    assert all(len(line) == len(found.heads) for line in found.lines)
    assert (
        found.lede == "“Loyal” holds 80 % of the value at risk, and it is expected to bring 90 % of the value to come."
    )
    assert found.trust == ("first", "second", "third")


def test_what_was_not_predicted_has_no_column() -> None:
    orders = Ahead((SegmentAhead(1, expected_orders=4.0), SegmentAhead(2, expected_orders=1.0)), orders_days=30)
    found = coming(SEGMENTATION, orders)
    assert found is not None
    assert found.heads == ("Segment", "Orders in 30 days")
    assert found.lede == ""
    assert coming(SEGMENTATION, None) is None
