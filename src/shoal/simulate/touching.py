"""Six types that touch: three pairs of neighbours, between whom nobody can draw a sharp line."""

from __future__ import annotations

from dataclasses import replace

from shoal.simulate.customer_types import CustomerType

_PASSING = CustomerType(
    "present givers",
    0.18,
    "bought a dear present once, mostly before Christmas a year ago",
    joined_days=(330.0, 725.0),
    orders_per_month=0.1,
    stays_months=1.0,
    lines_per_order=1.3,
    quantity_per_line=1.1,
    price_level=29.0,
    breadth=10.0,
    return_share=0.01,
    discount_share=0.05,
    christmas=4.0,
    newsletter_share=0.25,
    birth_year=1982.0,
)
_NEW = CustomerType(
    "keen newcomers",
    0.15,
    "joined this season and come back for small things soon",
    joined_days=(2.0, 70.0),
    orders_per_month=2.0,
    rate_shape=3.0,
    lines_per_order=1.9,
    price_level=14.0,
    christmas=2.0,
    newsletter_share=0.5,
    birth_year=1991.0,
)
_LOYAL = CustomerType(
    "loyal smaller baskets",
    0.20,
    "have come every ten days or so for long, for a few cheap things",
    joined_days=(200.0, 720.0),
    orders_per_month=2.8,
    rate_shape=6.0,
    gap_shape=2.5,
    stays_months=150.0,
    lines_per_order=3.0,
    quantity_per_line=1.5,
    price_level=9.0,
    breadth=30.0,
    return_share=0.02,
    weekend_share=0.25,
    birth_year=1975.0,
)

TOUCHING_TYPES = (
    _PASSING,
    replace(
        _PASSING,
        name="one-time triers",
        share=0.16,
        description="tried some cheaper things once, a year ago or more",
        price_level=19.0,
        lines_per_order=1.6,
        quantity_per_line=1.2,
    ),
    _NEW,
    replace(
        _NEW,
        name="cautious newcomers",
        share=0.15,
        description="joined this season and have ordered once or twice, a little more each time",
        orders_per_month=1.1,
        lines_per_order=2.4,
        price_level=19.0,
    ),
    _LOYAL,
    replace(
        _LOYAL,
        name="loyal larger baskets",
        share=0.16,
        description="have come every two weeks or so for long, for a little more each time",
        orders_per_month=2.3,
        lines_per_order=3.8,
        quantity_per_line=1.75,
        price_level=11.0,
    ),
)
"""Pairs lie as far apart as `DISTINCT_TYPES` do. Within a pair whoever knows every rate still mistakes one in four, so
that three groups are nearly as good an answer as any."""
