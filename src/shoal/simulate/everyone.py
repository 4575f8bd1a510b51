"""Everyone: the one type of a shop without types."""

from __future__ import annotations

from shoal.simulate.customer_types import CustomerType

EVERYONE = CustomerType(
    "everyone",
    1.0,
    "one population without types",
    joined_days=(14.0, 700.0),
    orders_per_month=1.3,
    gap_shape=1.5,
    stays_months=72.0,
    stays_shape=2.0,
    trend=-0.4,
    lines_per_order=2.0,
    quantity_per_line=1.7,
    price_level=14.0,
    breadth=60.0,
    return_share=0.15,
    discount_share=0.2,
    weekend_share=0.3,
    christmas=1.4,
    birth_year=1981.0,
)
"""The middle of the smooth shop."""
