"""Rules in words: what a micro-segment lies between, in the units of its features."""

from __future__ import annotations

import pytest

from shoal.interpret.rules import rule
from shoal.terms import Bound, Feature, FeatureType, Lens


def feature(name: str, kind: FeatureType, unit: str) -> Feature:
    return Feature(name, kind, Lens.BEHAVIOUR, unit, "all history", "")


FEATURES = (
    feature("net_revenue", FeatureType.NUMBER, "money"),
    feature("order_count", FeatureType.COUNT, "orders"),
    feature("cadence_days", FeatureType.NUMBER, "days"),
    feature("return_share", FeatureType.SHARE, "share"),
    feature("is_member", FeatureType.FLAG, "yes/no"),
    feature("line_count", FeatureType.COUNT, "items"),
)


@pytest.mark.parametrize(
    ("bound", "said"),
    [
        (Bound("net_revenue", 1200.4, None), "net revenue above 1,200"),
        (Bound("net_revenue", 120.04, 950.0), "net revenue above 120 up to 950"),
        # Whole numbers are parted the same by 6 as by 6.48.
        (Bound("order_count", 6.48, None), "orders above 6"),
        (Bound("order_count", None, 6.48), "orders up to 6"),
        (Bound("return_share", 0.25, None), "share of spending returned above 25 %"),
        (Bound("is_member", 0.5, None), "is member: yes"),
        (Bound("is_member", None, 0.5), "is member: no"),
        (Bound("country = DE", 0.5, None), "country is DE"),
        (Bound("country = DE", None, 0.5), "country is not DE"),
    ],
)
def test_each_kind_of_feature_is_said_as_people_say_it(bound, said):
    assert rule((bound,), FEATURES).lower() == said.lower()


def test_everything_that_holds_is_said_in_order():
    bounds = (Bound("net_revenue", 100.0, None), Bound("order_count", None, 3.5))
    assert rule(bounds, FEATURES) == "net revenue above 100, orders up to 3"
