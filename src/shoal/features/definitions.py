"""All feature definitions, by subject. To add one: write it beside its like; a new subject is named here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from shoal.engine.dialect import DUCKDB
from shoal.features.browsing import browsing, view_before_buy
from shoal.features.contacts import contacts
from shoal.features.definition import Subject
from shoal.features.holdings import holdings
from shoal.features.messages import messages
from shoal.features.moment import Moment
from shoal.features.order_calendar import order_calendar
from shoal.features.order_places import order_places
from shoal.features.order_returns import order_returns
from shoal.features.order_rhythm import order_rhythm
from shoal.features.order_value import order_value
from shoal.features.orders import order_sums
from shoal.features.product_taste import product_taste
from shoal.features.reviews import reviews
from shoal.features.service import contacts_per_order, message_cost
from shoal.features.sessions import sessions
from shoal.features.usage import usage
from shoal.terms import Feature, FeaturesSpec

SUBJECTS: tuple[Callable[[Moment], Subject], ...] = (
    order_sums,
    order_value,
    order_rhythm,
    order_calendar,
    order_returns,
    product_taste,
    order_places,
    usage,
    sessions,
    browsing,
    view_before_buy,
    messages,
    contacts,
    reviews,
    holdings,
    contacts_per_order,
    message_cost,
)
"""Each reads steps of itself and of those before it."""

MOST_TELLING = (
    "net_revenue", "order_count", "recency_days", "average_order_value", "tenure_days", "product_count", "return_share",
)  # fmt: skip
"""Features stand in this order, then in that of their subjects; of two that say nearly the same the earlier is kept."""


def subjects(moment: Moment) -> tuple[Subject, ...]:
    """List every subject as of a moment."""
    return tuple(subject(moment) for subject in SUBJECTS)


def defined(spec: FeaturesSpec | None = None) -> tuple[Feature, ...]:
    """List every feature that records of all kinds give, the most telling first; traits come on top.

    Examples
    --------
    >>> [feature.name for feature in defined()][:3]
    ['net_revenue', 'order_count', 'recency_days']
    """
    long_ago = datetime(2000, 1, 1, tzinfo=UTC)
    moment = Moment(long_ago, long_ago.date(), spec or FeaturesSpec(), DUCKDB)
    known = (definition.feature for subject in subjects(moment) for definition in subject.definitions)
    return tuple(sorted(known, key=lambda feature: place_of(feature.name)))


def place_of(name: str) -> int:
    """Give the place of a feature among the most telling; all others come after them, in their own order."""
    return MOST_TELLING.index(name) if name in MOST_TELLING else len(MOST_TELLING)
