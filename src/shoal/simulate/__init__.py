"""Shops with planted truth: customers of known types, or of no types at all, who leave ordinary order lines behind.

A customer's own rates give the days of the orders, the orders their lines, the lines their returns; last come the
blemishes that every export has: guests, doubled lines, missing traits.
"""

from shoal.simulate.bayes import Ceiling, ceiling
from shoal.simulate.business import Business
from shoal.simulate.compare import agreement, n_types
from shoal.simulate.customer_types import CustomerType
from shoal.simulate.describe import describe_types
from shoal.simulate.dirt import DIRTY, Dirt
from shoal.simulate.distinct import DISTINCT_TYPES
from shoal.simulate.files import write
from shoal.simulate.plan import business
from shoal.simulate.sectors import SECTORS
from shoal.simulate.shift_text import read_shift
from shoal.simulate.shifts import Birth, BrokenFeed, Exodus, PriceChange, Promotion, Shift, Turn
from shoal.simulate.shops import Shop, shop, smooth_shop
from shoal.simulate.tables import tables
from shoal.simulate.touching import TOUCHING_TYPES

__all__ = [
    "DIRTY",
    "DISTINCT_TYPES",
    "SECTORS",
    "TOUCHING_TYPES",
    "Birth",
    "BrokenFeed",
    "Business",
    "Ceiling",
    "CustomerType",
    "Dirt",
    "Exodus",
    "PriceChange",
    "Promotion",
    "Shift",
    "Shop",
    "Turn",
    "agreement",
    "business",
    "ceiling",
    "describe_types",
    "n_types",
    "read_shift",
    "shop",
    "smooth_shop",
    "tables",
    "write",
]
