"""What a customer costs to serve, as far as it is known."""

from __future__ import annotations

from shoal.features.definition import Subject, number
from shoal.features.moment import Moment
from shoal.features.step import Step
from shoal.terms import Kind, Lens

VALUE, ENGAGEMENT = Lens.VALUE, Lens.ENGAGEMENT


def contacts_per_order(moment: Moment) -> Subject:
    """Define contacts against orders."""
    return Subject(
        (Kind.ORDERS, Kind.TEXTS),
        (),
        (
            number(
                "contacts_per_order",
                ENGAGEMENT,
                "contacts",
                "Times the customer asked for help per order.",
                moment.ratio("COALESCE(contact_sums.contact_n, 0)", "purchases.order_count"),
                needs=("texts.contact",),
            ),
        ),
    )


def message_cost(_moment: Moment) -> Subject:
    """Define the cost of messages, over ``mailings`` and the cost per contact of their campaigns."""
    steps = (
        Step(
            "mail_costs",
            {"customer_id": "m.customer_id", "sent_cost": "sum(m.n_sent * s.cost)"},
            "FROM mailings m JOIN sends s ON m.campaign = s.campaign GROUP BY m.customer_id",
            is_per_customer=True,
        ),
    )
    return Subject(
        (Kind.EVENTS, Kind.CAMPAIGNS),
        steps,
        (
            number(
                "message_cost",
                VALUE,
                "money",
                "What the messages sent to the customer cost, as far as their campaigns say.",
                "COALESCE(mail_costs.sent_cost, 0)",
                needs=("events.message", "campaigns.cost"),
            ),
        ),
    )
