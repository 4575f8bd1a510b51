"""What is looked at, put into carts and left there."""

from __future__ import annotations

from shoal.features.definition import Definition, Subject, count, share
from shoal.features.moment import Moment, any_of, count_if, day
from shoal.features.step import Step
from shoal.terms import Kind, Lens

ENGAGEMENT, BEHAVIOUR = Lens.ENGAGEMENT, Lens.BEHAVIOUR
DAYS_BEFORE = 30
"""How long before a purchase a view may lie that it counts as seen before."""


def browsing(moment: Moment) -> Subject:
    """Define views and carts, over ``deeds`` of the usage, ``visits`` of the sessions and ``looks``."""
    steps = (
        Step(
            "category_looks",
            {
                "customer_id": "customer_id",
                "first_seen_on": "min(occurred_on)",
                "last_seen_on": "max(occurred_on)",
            },
            "FROM acts WHERE action = 'view' AND category IS NOT NULL GROUP BY customer_id, category",
        ),
        Step(
            "looks",
            {
                "customer_id": "customer_id",
                "n_seen": "count(*)",
                "n_seen_again": count_if("first_seen_on < last_seen_on"),
            },
            "FROM category_looks GROUP BY customer_id",
            is_per_customer=True,
        ),
    )
    return Subject((Kind.EVENTS,), steps, (*_views(moment), *_carts(moment)))


def _views(moment: Moment) -> tuple[Definition, ...]:
    return (
        count(
            "view_count",
            ENGAGEMENT,
            "views",
            "Pages of products looked at.",
            "COALESCE(deeds.view_sum, 0)",
            needs=("events.view",),
        ),
        share(
            "category_return_share",
            BEHAVIOUR,
            "Categories looked at again on a later day, as a share of categories looked at.",
            moment.ratio("looks.n_seen_again", "looks.n_seen"),
            needs=("events.view", "events.category"),
            null_means="no view whose category is known",
        ),
    )


def _carts(moment: Moment) -> tuple[Definition, ...]:
    return (
        count(
            "cart_count",
            ENGAGEMENT,
            "sessions",
            "Visits in which something was put into a cart.",
            "COALESCE(visits.cart_visits, 0)",
            needs=("events.cart",),
        ),
        share(
            "cart_abandonment_share",
            BEHAVIOUR,
            "Visits with a cart that ended without a purchase, as a share of visits with a cart.",
            moment.ratio("visits.left_cart_visits", "visits.cart_visits"),
            needs=("events.cart", "events.purchase"),
            null_means="no visit with a cart",
            is_default=True,
        ),
        share(
            "checkout_abandonment_share",
            BEHAVIOUR,
            "Visits with a checkout that ended without a purchase, as a share of visits with a checkout.",
            moment.ratio("visits.left_checkout_visits", "visits.checkout_visits"),
            needs=("events.checkout", "events.purchase"),
            null_means="no visit with a checkout",
        ),
    )


def view_before_buy(moment: Moment) -> Subject:
    """Define how much of what is bought was looked at before; what was bought before views were known stays out."""
    began = moment.began.get(Kind.EVENTS)
    since = f" AND occurred_on >= {day(began)}" if began else ""
    distance = moment.days_between("v.seen_on", "b.bought_on")
    steps = (
        Step(
            "items_bought",
            {"customer_id": "customer_id", "item": "product", "bought_on": "occurred_on"},
            f"FROM lines WHERE is_purchase AND product IS NOT NULL{since} GROUP BY customer_id, product, occurred_on",
        ),
        Step(
            "items_seen",
            {"customer_id": "customer_id", "item": "product", "seen_on": "occurred_on"},
            "FROM acts WHERE action = 'view' AND product IS NOT NULL GROUP BY customer_id, product, occurred_on",
        ),
        Step(
            "items_matched",
            {"customer_id": "b.customer_id", "is_seen": any_of("v.seen_on IS NOT NULL")},
            "FROM items_bought b LEFT JOIN items_seen v ON b.customer_id = v.customer_id AND b.item = v.item"
            f" AND {distance} BETWEEN 0 AND {DAYS_BEFORE} GROUP BY b.customer_id, b.item, b.bought_on",
        ),
        Step(
            "previews",
            {"customer_id": "customer_id", "n_bought": "count(*)", "n_seen_before": "sum(is_seen)"},
            "FROM items_matched GROUP BY customer_id",
            is_per_customer=True,
        ),
    )
    return Subject(
        (Kind.ORDERS, Kind.EVENTS),
        steps,
        (
            share(
                "view_before_buy_share",
                BEHAVIOUR,
                f"Products bought that were looked at on the day or in the {DAYS_BEFORE} days before, as a share of "
                "products bought since events are known, each day anew.",
                moment.ratio("previews.n_seen_before", "previews.n_bought"),
                needs=("events.view", "events.product", "orders.product"),
                null_means="no product bought since events are known",
            ),
        ),
    )
