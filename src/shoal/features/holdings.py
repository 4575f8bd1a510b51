"""What customers have for a time: plans, contracts, assets."""

from __future__ import annotations

from shoal.features.definition import Definition, Subject, category, count, number
from shoal.features.moment import Moment, count_if, day
from shoal.features.step import Step
from shoal.terms import Kind, Lens

VALUE, ENGAGEMENT, BEHAVIOUR = Lens.VALUE, Lens.ENGAGEMENT, Lens.BEHAVIOUR
NONE_OPEN = "nothing is held now"
NEVER = "nothing was ever held"


def holdings(moment: Moment) -> Subject:
    """Define holdings, over ``portfolios``; who never had one has 0 open where holdings are known at all."""
    return Subject((Kind.HOLDINGS,), _steps(moment), (*_open(moment), *_changes(moment)))


def _steps(moment: Moment) -> tuple[Step, ...]:
    name = "COALESCE(product, category)"
    ties = f"holding_key NULLS LAST, {name} NULLS LAST, ended_on NULLS LAST, amount NULLS LAST"
    before = f"OVER (PARTITION BY customer_id ORDER BY started_on NULLS FIRST, {ties})"
    return (
        Step(
            "tenures",
            {
                "customer_id": "customer_id",
                "plan_name": name,
                "started_on": "started_on",
                "ended_on": "ended_on",
                "monthly": "amount",
                "is_open": f"CASE WHEN ended_on IS NULL OR ended_on > {day(moment.on)} THEN 1 ELSE 0 END",
                "previous_plan": f"lag({name}) {before}",
                "previous_monthly": f"lag(amount) {before}",
                "previous_ended_on": f"lag(ended_on) {before}",
                "from_newest": "row_number() OVER (PARTITION BY customer_id ORDER BY CASE WHEN ended_on IS NULL OR"
                f" ended_on > {day(moment.on)} THEN 0 ELSE 1 END, started_on DESC NULLS LAST, {ties})",
            },
            "FROM held",
        ),
        Step("portfolios", _sums(), "FROM tenures GROUP BY customer_id", is_per_customer=True),
    )


def _sums() -> dict[str, str]:
    # Something new that begins while the old goes on is one more, not a change.
    follows = "previous_ended_on IS NOT NULL AND previous_ended_on <= started_on"
    return {
        "customer_id": "customer_id",
        "open_n": "sum(is_open)",
        "open_monthly": "sum(CASE WHEN is_open = 1 THEN monthly END)",
        "oldest_open_on": "min(CASE WHEN is_open = 1 THEN started_on END)",
        "newest_open_on": "max(CASE WHEN is_open = 1 THEN started_on END)",
        "newest_plan": "max(CASE WHEN from_newest = 1 AND is_open = 1 THEN plan_name END)",
        "first_held_on": "min(started_on)",
        "ended_n": "sum(1 - is_open)",
        "last_ended_on": "max(CASE WHEN is_open = 0 THEN ended_on END)",
        "change_n": count_if(f"{follows} AND previous_plan <> plan_name"),
        "up_n": count_if(f"{follows} AND previous_monthly < monthly"),
        "down_n": count_if(f"{follows} AND previous_monthly > monthly"),
    }


def _open(moment: Moment) -> tuple[Definition, ...]:
    return (
        category(
            "current_plan",
            BEHAVIOUR,
            "What is held now: the product of the newest open holding, or its category.",
            "portfolios.newest_plan",
            needs=("holdings.product",),
            null_means=NONE_OPEN,
        ),
        count(
            "holding_count",
            VALUE,
            "holdings",
            "Holdings that are open.",
            "COALESCE(portfolios.open_n, 0)",
            is_default=True,
        ),
        number(
            "holding_amount",
            VALUE,
            "money",
            "Amount of all open holdings together, for the time the source states it for, usually a month.",
            "portfolios.open_monthly",
            needs=("holdings.amount",),
            null_means=NONE_OPEN,
            is_default=True,
        ),
        count(
            "holding_tenure_days",
            ENGAGEMENT,
            "days",
            "Days since the oldest open holding began.",
            moment.days_since("portfolios.oldest_open_on"),
            null_means=NONE_OPEN,
            is_default=True,
        ),
        count(
            "current_plan_days",
            ENGAGEMENT,
            "days",
            "Days since the newest open holding began.",
            moment.days_since("portfolios.newest_open_on"),
            null_means=NONE_OPEN,
        ),
        count(
            "customer_age_days",
            ENGAGEMENT,
            "days",
            "Days since the first holding known began, open or not.",
            moment.days_since("portfolios.first_held_on"),
            null_means=NEVER,
        ),
    )


def _changes(moment: Moment) -> tuple[Definition, ...]:
    seamless = "where one followed another, not where both went on side by side"
    return (
        count(
            "plan_change_count",
            BEHAVIOUR,
            "changes",
            f"Changes from one product to another, {seamless}.",
            "portfolios.change_n",
            needs=("holdings.product",),
            null_means=NEVER,
        ),
        count(
            "upgrade_count",
            VALUE,
            "changes",
            f"Changes to a higher amount, {seamless}.",
            "portfolios.up_n",
            needs=("holdings.amount",),
            null_means=NEVER,
        ),
        count(
            "downgrade_count",
            VALUE,
            "changes",
            f"Changes to a lower amount, {seamless}.",
            "portfolios.down_n",
            needs=("holdings.amount",),
            null_means=NEVER,
        ),
        count(
            "ended_holding_count",
            ENGAGEMENT,
            "holdings",
            "Holdings that ended by as_of.",
            "COALESCE(portfolios.ended_n, 0)",
        ),
        count(
            "lapsed_days",
            ENGAGEMENT,
            "days",
            "Days since the last holding ended, where none is open.",
            f"CASE WHEN portfolios.open_n = 0 THEN {moment.days_since('portfolios.last_ended_on')} END",
            null_means="something is held now, or nothing ever was",
        ),
    )
