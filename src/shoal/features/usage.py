"""How much, how deeply and how broadly somebody uses what is offered."""

from __future__ import annotations

from shoal.features.definition import Definition, Subject, count, number
from shoal.features.moment import Moment, count_if, sum_if
from shoal.features.said import MESSAGE_ACTION
from shoal.features.step import Step
from shoal.terms import Kind, Lens

ENGAGEMENT = Lens.ENGAGEMENT


def usage(moment: Moment) -> Subject:
    """Define usage, over ``deeds``: one pass of events to days, one of days to customers."""
    trend = moment.spec.trend_days
    steps = (
        Step(
            "deed_days",
            {
                "customer_id": "customer_id",
                "done_on": "occurred_on",
                "n_deeds": "count(*)",
                "n_views": count_if("action = 'view'"),
                "n_logins": count_if("action = 'login'"),
            },
            f"FROM acts WHERE NOT {MESSAGE_ACTION} GROUP BY customer_id, occurred_on",
        ),
        Step(
            "deeds",
            {
                "customer_id": "customer_id",
                "deed_sum": "sum(n_deeds)",
                "day_count": "count(*)",
                "day_count_30d": count_if(moment.within("done_on", 30)),
                "view_sum": "sum(n_views)",
                "login_sum": "sum(n_logins)",
                "recent_deeds": sum_if(moment.within("done_on", trend), "n_deeds"),
                "before_deeds": sum_if(moment.within("done_on", trend, before=trend), "n_deeds"),
            },
            "FROM deed_days GROUP BY customer_id",
            is_per_customer=True,
        ),
        Step(
            "tools",
            {"customer_id": "customer_id", "tool": "event"},
            "FROM acts WHERE action = 'use' GROUP BY customer_id, event",
        ),
        Step(
            "toolboxes",
            {"customer_id": "customer_id", "n_tools": "count(*)"},
            "FROM tools GROUP BY customer_id",
            is_per_customer=True,
        ),
    )
    return Subject((Kind.EVENTS,), steps, _definitions(moment))


def _definitions(moment: Moment) -> tuple[Definition, ...]:
    trend = moment.spec.trend_days
    return (
        count(
            "active_days_30d",
            ENGAGEMENT,
            "days",
            "Days of the window with an event of any kind but messages.",
            "COALESCE(deeds.day_count_30d, 0)",
            days=30,
            needs=("events.deed",),
            is_default=True,
        ),
        number(
            "events_per_active_day",
            ENGAGEMENT,
            "events",
            "Depth of usage: events per day with one, messages left out.",
            moment.ratio("deeds.deed_sum", "deeds.day_count"),
            null_means="no event is known",
            needs=("events.deed",),
        ),
        number(
            "usage_trend",
            ENGAGEMENT,
            "ratio",
            f"Events of the last {trend} days against the {trend} days before: 1 only recent, 0 even, -1 only before.",
            moment.ratio("(deeds.recent_deeds - deeds.before_deeds)", "(deeds.recent_deeds + deeds.before_deeds)"),
            days=2 * trend,
            needs=("events.deed",),
            null_means=f"no event in the last {2 * trend} days",
        ),
        count(
            "login_count",
            ENGAGEMENT,
            "logins",
            "Times logged in.",
            "COALESCE(deeds.login_sum, 0)",
            needs=("events.login",),
        ),
        count(
            "used_feature_count",
            ENGAGEMENT,
            "features",
            "Different features of the product used: how widely it is adopted.",
            "COALESCE(toolboxes.n_tools, 0)",
            needs=("events.use",),
            is_default=True,
        ),
    )
