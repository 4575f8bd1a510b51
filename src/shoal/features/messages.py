"""Messages sent, opened, clicked, and what they cost."""

from __future__ import annotations

from shoal.features.definition import Definition, Subject, count, flag, share
from shoal.features.moment import Moment, any_of, count_if
from shoal.features.said import MESSAGE_ACTION
from shoal.features.step import Step
from shoal.terms import Kind, Lens

ENGAGEMENT = Lens.ENGAGEMENT
NONE = "no message was sent"


def messages(moment: Moment) -> Subject:
    """Define messages, over ``mailboxes``; who got none has 0 of them where messages are known at all."""
    recent = moment.within("occurred_on", 90)
    # Opening twice is opening one message; a click is an opening that images did not report.
    opened = "greatest(n_opened, n_clicked)"
    steps = (
        Step(
            "mailings",
            {
                "customer_id": "customer_id",
                "campaign": "campaign",
                # Some sources write down what was delivered, some what was sent, some both.
                "n_sent": f"greatest({count_if(_is('sent'))}, {count_if(_is('delivered'))})",
                "n_sent_90d": f"greatest({count_if(_is('sent', recent))}, {count_if(_is('delivered', recent))})",
                "n_opened": count_if(_is("opened")),
                "n_clicked": count_if(_is("clicked")),
                "n_bounced": count_if(_is("bounced")),
                "is_left": any_of(_is("unsubscribed")),
                "opened_on": f"max(CASE WHEN {_is('opened')} THEN occurred_on END)",
            },
            f"FROM acts WHERE {MESSAGE_ACTION} GROUP BY customer_id, campaign",
        ),
        Step(
            "mailboxes",
            {
                "customer_id": "customer_id",
                "sent_sum": "sum(n_sent)",
                "sent_sum_90d": "sum(n_sent_90d)",
                "opened_sum": f"sum(least(n_sent, {opened}))",
                "clicked_sum": "sum(least(n_sent, n_clicked))",
                "bounced_sum": "sum(least(n_sent, n_bounced))",
                "has_left": "max(is_left)",
                "last_opened_on": "max(opened_on)",
            },
            "FROM mailings GROUP BY customer_id",
            is_per_customer=True,
        ),
    )
    return Subject((Kind.EVENTS,), steps, (*_received(moment), *_answered(moment)))


def _is(action: str, also: str = "") -> str:
    return f"action = '{action}'" + (f" AND {also}" if also else "")


def _received(moment: Moment) -> tuple[Definition, ...]:
    return (
        count(
            "message_count",
            ENGAGEMENT,
            "messages",
            "Messages sent to the customer.",
            "COALESCE(mailboxes.sent_sum, 0)",
            needs=("events.message",),
        ),
        count(
            "message_count_90d",
            ENGAGEMENT,
            "messages",
            "Messages sent to the customer in the window.",
            "COALESCE(mailboxes.sent_sum_90d, 0)",
            days=90,
            needs=("events.message",),
        ),
        share(
            "message_bounce_share",
            ENGAGEMENT,
            "Messages that came back, as a share of messages sent.",
            moment.ratio("mailboxes.bounced_sum", "mailboxes.sent_sum"),
            needs=("events.message", "events.bounced"),
            null_means=NONE,
        ),
        flag(
            "is_unsubscribed",
            ENGAGEMENT,
            "Whether the customer ever unsubscribed from messages.",
            "COALESCE(mailboxes.has_left, 0)",
            needs=("events.unsubscribed",),
        ),
    )


def _answered(moment: Moment) -> tuple[Definition, ...]:
    return (
        share(
            "open_share",
            ENGAGEMENT,
            "Messages opened, as a share of messages sent; those of one campaign count once each.",
            moment.ratio("mailboxes.opened_sum", "mailboxes.sent_sum"),
            needs=("events.message", "events.opened"),
            null_means=NONE,
            is_default=True,
        ),
        share(
            "click_share",
            ENGAGEMENT,
            "Messages clicked, as a share of messages sent.",
            moment.ratio("mailboxes.clicked_sum", "mailboxes.sent_sum"),
            needs=("events.message", "events.clicked"),
            null_means=NONE,
        ),
        share(
            "click_to_open_share",
            ENGAGEMENT,
            "Messages clicked, as a share of messages opened.",
            moment.ratio("mailboxes.clicked_sum", "mailboxes.opened_sum"),
            needs=("events.message", "events.opened", "events.clicked"),
            null_means="no message was opened",
        ),
        count(
            "open_recency_days",
            ENGAGEMENT,
            "days",
            "Days since a message was last opened.",
            moment.days_since("mailboxes.last_opened_on"),
            needs=("events.opened",),
            null_means="no message was opened",
        ),
    )
