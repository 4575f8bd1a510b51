"""When somebody orders: days of the week and of the month, hours, seasons, in the time zone of the business."""

from __future__ import annotations

from datetime import timedelta

from shoal.features.definition import Definition, Subject, category, share
from shoal.features.moment import Moment
from shoal.terms import Kind, Lens

BEHAVIOUR = Lens.BEHAVIOUR
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def order_calendar(moment: Moment) -> Subject:
    """Define days, hours and seasons of orders, over ``purchases``."""
    return Subject((Kind.ORDERS,), (), (*_days(moment), *_hours(moment), *_seasons(moment)))


def _days(moment: Moment) -> tuple[Definition, ...]:
    most = f"greatest({', '.join(f'purchases.weekday_{i}' for i in range(7))})"
    names = " ".join(f"WHEN purchases.weekday_{i} THEN '{name}'" for i, name in enumerate(WEEKDAYS))
    return (
        share(
            "weekend_share",
            BEHAVIOUR,
            "Orders placed on a Saturday or Sunday in the time zone of the business, as a share of orders.",
            moment.ratio("purchases.weekend_count", "purchases.order_count"),
        ),
        category(
            "main_weekday",
            BEHAVIOUR,
            "The day of the week of most orders in the time zone of the business, the earlier where two tie.",
            f"CASE WHEN purchases.order_count > 0 THEN CASE {most} {names} END END",
        ),
        share(
            "month_end_share",
            BEHAVIOUR,
            "Orders placed from the 25th of a month on, as a share of orders.",
            moment.ratio("purchases.month_end_count", "purchases.order_count"),
        ),
    )


def _hours(moment: Moment) -> tuple[Definition, ...]:
    return tuple(
        share(
            f"{name}_share",
            BEHAVIOUR,
            f"Orders placed {when} in the time zone of the business, as a share of orders whose hour is known.",
            moment.ratio(f"purchases.{name}_count", "purchases.hour_count"),
            needs=("orders.occurred_hour",),
            null_means="no order says its hour",
        )
        for name, when in (
            ("office", "from Monday to Friday between 9 and 17 o'clock"),
            ("evening", "between 18 and 22 o'clock"),
            ("night", "between 22 and 6 o'clock"),
        )
    )


def _seasons(moment: Moment) -> tuple[Definition, ...]:
    began = moment.began.get(Kind.ORDERS)
    # The twelve months must all have been there to be chosen; 365 days hold each of them.
    has_a_year = began is None or began <= moment.on - timedelta(days=365)
    short = "the orders known span less than a year"
    quarters = ", ".join(f"purchases.quarter_{i}" for i in (1, 2, 3, 4))
    columns = (
        (
            "late_year_share",
            "Orders placed in November or December, as a share of orders.",
            moment.ratio("purchases.late_year_count", "purchases.order_count"),
        ),
        (
            "summer_share",
            "Orders placed from June to August, as a share of orders.",
            moment.ratio("purchases.summer_count", "purchases.order_count"),
        ),
        (
            "strongest_quarter_share",
            "Money of the strongest quarter of the year over all years, as a share of money: 0.25 is no season.",
            moment.ratio(f"greatest({quarters})", "purchases.gross_amount"),
        ),
    )
    return tuple(
        share(name, BEHAVIOUR, text, sql if has_a_year else "NULL", needs=("orders.year",), null_means=short)
        for name, text, sql in columns
    )
