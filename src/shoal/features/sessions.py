"""Visits: how often, how long, on what, from where."""

from __future__ import annotations

from shoal.features.definition import Definition, Subject, category, count, number, share
from shoal.features.favourite import favourite
from shoal.features.moment import Moment, any_of, count_if, seconds, whole
from shoal.features.said import MESSAGE_ACTION, SITE_ACTION
from shoal.features.step import Step
from shoal.terms import Kind, Lens

ENGAGEMENT, BEHAVIOUR = Lens.ENGAGEMENT, Lens.BEHAVIOUR
NO_VISIT = "no visit is known"
PAGE = "action IN ('visit', 'view', 'search')"
MOBILE = ("mobile", "phone", "android", "ios", "tablet", "ipad")
REFERRED = ("refer", "recommend", "friend", "affiliate")


def sessions(moment: Moment) -> Subject:
    """Define visits, over ``visits``; somebody without one has 0 of them where events are known at all."""
    steps = (
        *_steps(moment),
        *favourite("main_devices", "sittings", "device"),
    )
    return Subject((Kind.EVENTS,), steps, (*_counts(moment), *_habits(moment), *_origins(moment)))


def _steps(moment: Moment) -> tuple[Step, ...]:
    span = f"{seconds('max(occurred_at)')} - {seconds('min(occurred_at)')}"
    lasts = f"CASE WHEN session_key IS NULL THEN 0 ELSE 1000 * ({span}) END"
    sitting = "COALESCE(session_key, CAST(occurred_on AS VARCHAR))"
    stated = f"COALESCE(sum({whole('duration * 1000')}), 0)"
    return (
        Step(
            "sittings",
            {
                "customer_id": "customer_id",
                "sitting": sitting,
                "began_at": "min(occurred_at)",
                "visited_on": "min(occurred_on)",
                "milliseconds": f"greatest({lasts}, {stated})",
                "is_timed": any_of("session_key IS NOT NULL OR duration IS NOT NULL"),
                "n_acts": "count(*)",
                "n_pages": count_if(PAGE),
                "has_search": any_of("action = 'search'"),
                "has_cart": any_of("action = 'cart'"),
                "has_checkout": any_of("action = 'checkout'"),
                "has_purchase": any_of("action = 'purchase'"),
                "device": "min(device)",
                "referrer": "min(referrer)",
            },
            f"FROM acts WHERE {SITE_ACTION} OR (session_key IS NOT NULL AND NOT {MESSAGE_ACTION})"
            f" GROUP BY customer_id, session_key, {sitting}",
        ),
        Step(
            "visits",
            {
                "customer_id": "customer_id",
                "visit_count": "count(*)",
                "visit_count_30d": count_if(moment.within("visited_on", 30)),
                "visit_count_90d": count_if(moment.within("visited_on", 90)),
                "last_visit_on": "max(visited_on)",
                "page_sum": "sum(n_pages)",
                "millisecond_sum": "sum(milliseconds)",
                "timed_count": "sum(is_timed)",
                "bounce_count": count_if("n_acts = 1"),
                "search_visits": "sum(has_search)",
                "cart_visits": "sum(has_cart)",
                "checkout_visits": "sum(has_checkout)",
                "left_cart_visits": count_if("has_cart = 1 AND has_purchase = 0"),
                "left_checkout_visits": count_if("has_checkout = 1 AND has_purchase = 0"),
                "device_visits": "count(device)",
                "mobile_visits": count_if(moment.having_words("device", MOBILE)),
                "referrer_visits": "count(referrer)",
                "referred_visits": count_if(moment.having_words("referrer", REFERRED)),
            },
            "FROM sittings GROUP BY customer_id",
            is_per_customer=True,
        ),
        *_origin_steps(),
    )


def _origin_steps() -> tuple[Step, ...]:
    def place(direction: str) -> str:
        return f"row_number() OVER (PARTITION BY customer_id ORDER BY began_at {direction}, sitting {direction})"

    return (
        Step(
            "arrivals",
            {
                "customer_id": "customer_id",
                "referrer": "referrer",
                "from_first": place("ASC"),
                "from_last": place("DESC NULLS LAST"),
            },
            "FROM sittings WHERE referrer IS NOT NULL",
        ),
        Step(
            "origins",
            {
                "customer_id": "customer_id",
                "opening_referrer": "max(CASE WHEN from_first = 1 THEN referrer END)",
                "latest_referrer": "max(CASE WHEN from_last = 1 THEN referrer END)",
            },
            "FROM arrivals GROUP BY customer_id",
            is_per_customer=True,
        ),
    )


def _counts(moment: Moment) -> tuple[Definition, ...]:
    what = "Visits{}, each a session of the source or, where it names none, a day with events."
    return (
        count(
            "session_count",
            ENGAGEMENT,
            "sessions",
            what.format(""),
            "COALESCE(visits.visit_count, 0)",
            needs=("events.visit",),
        ),
        *(
            count(
                f"session_count_{days}d",
                ENGAGEMENT,
                "sessions",
                what.format(" in the window"),
                f"COALESCE(visits.visit_count_{days}d, 0)",
                days=days,
                needs=("events.visit",),
                is_default=days == 90,
            )
            for days in (30, 90)
        ),
        count(
            "visit_recency_days",
            ENGAGEMENT,
            "days",
            "Days since the last visit.",
            moment.days_since("visits.last_visit_on"),
            needs=("events.visit",),
            null_means=NO_VISIT,
        ),
    )


def _habits(moment: Moment) -> tuple[Definition, ...]:
    return (
        number(
            "pages_per_session",
            BEHAVIOUR,
            "pages",
            "Pages seen and searches made per visit.",
            moment.ratio("visits.page_sum", "visits.visit_count"),
            needs=("events.visit",),
            null_means=NO_VISIT,
            is_default=True,
        ),
        number(
            "session_minutes",
            BEHAVIOUR,
            "minutes",
            "Mean minutes of a visit: from its first event to its last, or what its events say they lasted if that is "
            "more.",
            f"{moment.ratio('visits.millisecond_sum', 'visits.timed_count')} / 60000",
            needs=("events.length", "events.visit"),
            null_means="no visit whose length is known",
        ),
        share(
            "bounce_share",
            BEHAVIOUR,
            "Visits with a single event, as a share of visits.",
            moment.ratio("visits.bounce_count", "visits.visit_count"),
            needs=("events.visit",),
            null_means=NO_VISIT,
        ),
        share(
            "search_share",
            BEHAVIOUR,
            "Visits with a search, as a share of visits.",
            moment.ratio("visits.search_visits", "visits.visit_count"),
            needs=("events.search",),
            null_means=NO_VISIT,
        ),
        share(
            "mobile_share",
            BEHAVIOUR,
            "Visits on a phone or tablet, as a share of visits whose device is known.",
            moment.ratio("visits.mobile_visits", "visits.device_visits"),
            needs=("events.device",),
            null_means="no visit whose device is known",
            is_default=True,
        ),
        category(
            "main_device",
            BEHAVIOUR,
            "The device of most visits, the first in the alphabet where two tie.",
            "main_devices.main",
            needs=("events.device",),
            null_means="no visit whose device is known",
        ),
    )


def _origins(moment: Moment) -> tuple[Definition, ...]:
    unknown = "no visit whose referrer is known"
    return (
        category(
            "first_referrer",
            BEHAVIOUR,
            "Where the first visit known came from: the source of acquisition.",
            "origins.opening_referrer",
            needs=("events.referrer",),
            null_means=unknown,
        ),
        category(
            "last_referrer",
            BEHAVIOUR,
            "Where the last visit came from.",
            "origins.latest_referrer",
            needs=("events.referrer",),
            null_means=unknown,
        ),
        share(
            "referral_share",
            BEHAVIOUR,
            "Visits that a referral brought (a recommendation, a friend, an affiliate), as a share of visits whose "
            "referrer is known.",
            moment.ratio("visits.referred_visits", "visits.referrer_visits"),
            needs=("events.referrer",),
            null_means=unknown,
        ),
    )
