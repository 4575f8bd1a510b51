"""How often and how regularly somebody orders, and whether it is time for the next order."""

from __future__ import annotations

from shoal.features.definition import Definition, Subject, count, number
from shoal.features.moment import Moment
from shoal.features.step import Step
from shoal.terms import Kind, Lens

BEHAVIOUR, ENGAGEMENT = Lens.BEHAVIOUR, Lens.ENGAGEMENT


def order_rhythm(moment: Moment) -> Subject:
    """Define counts, recency, cadence and trends of orders, over ``purchases`` and ``gaps``."""
    return Subject((Kind.ORDERS,), _steps(moment), (*_counts(moment), *_cadence(moment), *_trends(moment)))


def _steps(moment: Moment) -> tuple[Step, ...]:
    gap = moment.days_between("previous_on", "placed_on")
    return (
        Step(
            "order_days",
            {
                "customer_id": "customer_id",
                "placed_on": "placed_on",
                "previous_on": "lag(placed_on) OVER (PARTITION BY customer_id ORDER BY placed_on)",
            },
            "FROM (SELECT DISTINCT customer_id, placed_on FROM order_sums WHERE placed_on IS NOT NULL) d",
        ),
        Step(
            "gaps",
            {
                "customer_id": "customer_id",
                "gap_count": "count(previous_on)",
                "gap_sum": f"sum({gap})",
                "gap_square_sum": f"sum({gap} * {gap})",
            },
            "FROM order_days GROUP BY customer_id",
            is_per_customer=True,
        ),
    )


def _counts(moment: Moment) -> tuple[Definition, ...]:
    recency, tenure = moment.days_since("purchases.last_on"), moment.days_since("purchases.first_on")
    return (
        count(
            "order_count",
            BEHAVIOUR,
            "orders",
            "Orders placed with at least one item bought, whatever was cancelled later.",
            "purchases.order_count",
            is_default=True,
        ),
        count("recency_days", ENGAGEMENT, "days", "Days since the last order.", recency, is_default=True),
        count("tenure_days", ENGAGEMENT, "days", "Days since the first order known.", tenure, is_default=True),
        count("repeat_count", BEHAVIOUR, "orders", "Orders after the first.", "purchases.order_count - 1"),
        count("active_days", ENGAGEMENT, "days", "Days from the first order to the last.", f"{tenure} - {recency}"),
        count(
            "order_count_90d", BEHAVIOUR, "orders", "Orders placed in the window.", "purchases.order_count_90d", days=90
        ),
        count(
            "order_count_365d",
            BEHAVIOUR,
            "orders",
            "Orders placed in the window.",
            "purchases.order_count_365d",
            days=365,
        ),
    )


def _cadence(moment: Moment) -> tuple[Definition, ...]:
    mean = moment.ratio("gaps.gap_sum", "gaps.gap_count")
    square = moment.ratio("gaps.gap_square_sum", "gaps.gap_count")
    return (
        number(
            "cadence_days",
            BEHAVIOUR,
            "days",
            "Mean days between one day with an order and the next.",
            mean,
            null_means="fewer than two days with an order",
        ),
        number(
            "cadence_spread",
            BEHAVIOUR,
            "ratio",
            "Standard deviation of the days between orders over their mean: 0 like clockwork, about 1 at random.",
            # Sums of squares stay integers until here, so that the answer does not depend on the order of rows.
            f"CASE WHEN gaps.gap_count >= 2 THEN sqrt(greatest({square} - {mean} * {mean}, 0)) / ({mean}) END",
            null_means="fewer than three days with an order",
        ),
        number(
            "overdue_days",
            ENGAGEMENT,
            "days",
            "Days since the last order beyond the mean days between orders; negative while the next is not due.",
            f"{moment.days_since('purchases.last_on')} - {mean}",
            null_means="fewer than two days with an order",
        ),
    )


def _trends(moment: Moment) -> tuple[Definition, ...]:
    days = moment.spec.trend_days
    none = f"no order in the last {2 * days} days"
    versus = f"of the last {days} days against the {days} days before: 1 only recent, 0 even, -1 only before."
    return tuple(
        number(
            name,
            ENGAGEMENT,
            "ratio",
            f"{what} {versus}",
            moment.ratio(
                f"(purchases.recent_{column} - purchases.before_{column})",
                f"(purchases.recent_{column} + purchases.before_{column})",
            ),
            days=2 * days,
            null_means=none,
        )
        for name, what, column in (("revenue_trend", "Money", "amount"), ("order_trend", "Orders", "count"))
    )
