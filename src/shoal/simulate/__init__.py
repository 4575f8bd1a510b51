"""Shops with planted truth: customers of known types, or of no types at all, who leave ordinary order lines behind.

A customer's own rates give the days of the orders, the orders their lines, the lines their returns; last come the
blemishes that every export has: guests, doubled lines, missing traits.
"""

from shoal.simulate.business import Business
from shoal.simulate.compare import agreement, n_types
from shoal.simulate.customer_types import CustomerType
from shoal.simulate.describe import describe_types
from shoal.simulate.distinct import DISTINCT_TYPES
from shoal.simulate.files import write
from shoal.simulate.shifts import Birth, BrokenFeed, Exodus, PriceChange, Promotion, Shift, Turn
from shoal.simulate.shops import Shop, shop, smooth_shop

__all__ = [
    "DISTINCT_TYPES",
    "Birth",
    "BrokenFeed",
    "Business",
    "CustomerType",
    "Exodus",
    "PriceChange",
    "Promotion",
    "Shift",
    "Shop",
    "Turn",
    "agreement",
    "describe_types",
    "n_types",
    "shop",
    "smooth_shop",
    "write",
]
