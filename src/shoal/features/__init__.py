"""Features: definitions with meaning, unit and window, computed as of an instant; and what customers did after it."""

from shoal.features.ahead import Ahead, Outlook, outlook
from shoal.features.compute import compute
from shoal.features.definitions import defined
from shoal.features.from_orders import first_day_after, from_orders
from shoal.features.ground import relation_of as rows_of
from shoal.features.happened import Later, happened
from shoal.features.lean import histories
from shoal.features.origins import origins
from shoal.features.outcomes import outcomes
from shoal.features.targets import churn_target, named_target

__all__ = [
    "Ahead",
    "Later",
    "Outlook",
    "churn_target",
    "compute",
    "defined",
    "first_day_after",
    "from_orders",
    "happened",
    "histories",
    "named_target",
    "origins",
    "outcomes",
    "outlook",
    "rows_of",
]
