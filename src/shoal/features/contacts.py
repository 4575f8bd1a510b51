"""Calls for help: how many, how they sound, how they end."""

from __future__ import annotations

from shoal.features.definition import Definition, Subject, count, number, share
from shoal.features.moment import SCALE, Moment, count_if, scaled, seconds
from shoal.features.step import Step
from shoal.terms import Kind, Lens

ENGAGEMENT, PSYCHOGRAPHIC = Lens.ENGAGEMENT, Lens.PSYCHOGRAPHIC
NONE = "the customer never asked for help"
COMPLAINTS = (
    "complain", "fault", "defect", "damage", "broken", "cancel", "refund", "return", "late", "delay", "beschwerde",
    "reklam", "defekt", "stornier", "plainte", "queja", "reclam", "klacht", "skarg",
)  # fmt: skip
"""Parts of the words by which topics of complaints are known, in the languages that columns are read in."""


def contacts(moment: Moment) -> Subject:
    """Define contacts with support, over ``contact_sums``; who never asked has 0 where contacts are known at all."""
    closed = f"ended_at >= occurred_at AND {moment.known('ended_at')}"
    open_seconds = f"{seconds('ended_at')} - {seconds('occurred_at')}"
    steps = (
        Step(
            "contact_sums",
            {
                "customer_id": "customer_id",
                "contact_n": "count(*)",
                "contact_n_90d": count_if(moment.within("occurred_on", 90)),
                "last_asked_on": "max(occurred_on)",
                "rating_sum": f"sum({scaled('rating')})",
                "rating_n": "count(rating)",
                "tone_sum": f"sum({scaled('tone')})",
                "tone_n": "count(tone)",
                "topic_n": "count(topic)",
                "complaint_n": count_if(moment.having_words("topic", COMPLAINTS)),
                "closed_n": count_if(closed),
                "closing_seconds": f"sum(CASE WHEN {closed} THEN {open_seconds} END)",
            },
            "FROM writings WHERE is_contact GROUP BY customer_id",
            is_per_customer=True,
        ),
    )
    return Subject((Kind.TEXTS,), steps, (*_counts(moment), *_answers(moment)))


def _counts(moment: Moment) -> tuple[Definition, ...]:
    return (
        count(
            "contact_count",
            ENGAGEMENT,
            "contacts",
            "Times the customer asked for help.",
            "COALESCE(contact_sums.contact_n, 0)",
            needs=("texts.contact",),
        ),
        count(
            "contact_count_90d",
            ENGAGEMENT,
            "contacts",
            "Times the customer asked for help in the window.",
            "COALESCE(contact_sums.contact_n_90d, 0)",
            days=90,
            needs=("texts.contact",),
            is_default=True,
        ),
        count(
            "contact_recency_days",
            ENGAGEMENT,
            "days",
            "Days since the customer last asked for help.",
            moment.days_since("contact_sums.last_asked_on"),
            needs=("texts.contact",),
            null_means=NONE,
        ),
    )


def _answers(moment: Moment) -> tuple[Definition, ...]:
    return (
        number(
            "contact_satisfaction",
            PSYCHOGRAPHIC,
            "points",
            "Mean satisfaction with contacts, in the points of the source.",
            f"{moment.ratio('contact_sums.rating_sum', 'contact_sums.rating_n')} / {SCALE}",
            needs=("texts.contact", "texts.rating"),
            null_means="no contact was rated",
        ),
        number(
            "contact_tone",
            PSYCHOGRAPHIC,
            "tone",
            "Mean tone of what was written to support: -1 bitter to 1 grateful.",
            f"{moment.ratio('contact_sums.tone_sum', 'contact_sums.tone_n')} / {SCALE}",
            needs=("texts.contact", "texts.tone"),
            null_means="no contact whose words have a tone",
        ),
        share(
            "complaint_share",
            PSYCHOGRAPHIC,
            "Contacts whose topic is a complaint (a fault, a delay, a cancellation, money back), as a share of "
            "contacts with a topic.",
            moment.ratio("contact_sums.complaint_n", "contact_sums.topic_n"),
            needs=("texts.contact", "texts.topic"),
            null_means="no contact with a topic",
        ),
        number(
            "closing_hours",
            ENGAGEMENT,
            "hours",
            "Mean hours until a contact was closed, over those closed by as_of.",
            f"{moment.ratio('contact_sums.closing_seconds', 'contact_sums.closed_n')} / 3600",
            needs=("texts.contact", "texts.ended_at"),
            null_means="no contact was closed",
        ),
    )
