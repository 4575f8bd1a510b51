"""Features: definitions with meaning, unit and window, computed as of an instant; and what customers did after it."""

from shoal.features.ahead import Ahead, Outlook, outlook
from shoal.features.compute import compute
from shoal.features.definitions import defined
from shoal.features.from_orders import first_day_after, from_orders
from shoal.features.lean import histories
from shoal.features.origins import origins
from shoal.features.outcomes import outcomes

__all__ = [
    "Ahead",
    "Outlook",
    "compute",
    "defined",
    "first_day_after",
    "from_orders",
    "histories",
    "origins",
    "outcomes",
    "outlook",
]
