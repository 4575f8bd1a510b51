"""Orders: one pass over the lines to orders, one over the orders to customers; most order features read these two."""

from __future__ import annotations

from shoal.features.definition import Subject
from shoal.features.moment import (
    Moment,
    any_of,
    count_if,
    day_of_month,
    month,
    sum_if,
)
from shoal.features.step import Step
from shoal.terms import Kind

LARGEST = 10_000_000_000_000
"""Orders beyond this count as this in the spread, so that the sum of their squares stays within 38 digits."""

OFF = (
    "(CASE WHEN discount IS NOT NULL THEN discount WHEN list_amount > amount THEN list_amount - amount"
    " WHEN list_amount IS NOT NULL THEN 0 END)"
)
"""The money taken off a line; NULL where nobody says."""


def order_sums(moment: Moment) -> Subject:
    """Add up orders and customers; other subjects define features over them.

    ``order_sums`` has a row per customer and order key; where nothing was bought under it, ``placed_on`` is NULL.
    ``purchases`` has a row per buyer: who has at least one line with positive quantity and price, whatever was
    cancelled later. An order's day, hour, country, channel and campaign are the first that its lines name.
    """
    steps = (
        Step("order_sums", _order_columns(moment), "FROM lines GROUP BY customer_id, order_key"),
        Step(
            "purchases",
            {"customer_id": "customer_id"} | _money(moment) | _counts(moment) | _calendar(moment),
            "FROM order_sums GROUP BY customer_id HAVING count(placed_on) > 0",
            is_per_customer=True,
        ),
    )
    return Subject((Kind.ORDERS,), steps, ())


def _order_columns(moment: Moment) -> dict[str, str]:
    return {
        "customer_id": "customer_id",
        "order_key": "order_key",
        "placed_on": f"min({_bought('occurred_on')})",
        "placed_hour": f"min({_bought('occurred_hour')})",
        "order_country": f"min({_bought('country')})",
        "order_channel": f"min({_bought('channel')})",
        "order_campaign": f"min({_bought('campaign')})",
        "gross": f"sum({_bought('amount')})",
        "units": f"sum({_bought('quantity')})",
        "n_lines": f"count({_bought('1')})",
        "off_amount": f"sum({_bought(OFF)})",
        "off_known_amount": f"sum({_bought(f'CASE WHEN {OFF} IS NOT NULL THEN amount END')})",
        "full_price_amount": f"sum({_bought(f'CASE WHEN {OFF} = 0 THEN amount END')})",
        "cost_amount": f"sum({_bought('cost')})",
        "costed_amount": f"sum({_bought('CASE WHEN cost IS NOT NULL THEN amount END')})",
        "net": "sum(amount)",
        "net_90d": sum_if(moment.within("occurred_on", 90), "amount"),
        "net_365d": sum_if(moment.within("occurred_on", 365), "amount"),
        "came_back": "sum(CASE WHEN amount < 0 THEN -amount ELSE 0 END)",
        "has_return": any_of("is_return"),
    }


def _bought(sql: str) -> str:
    """Read an expression on lines that were bought; NULL on others."""
    return f"CASE WHEN is_purchase THEN {sql} END"


def _money(moment: Moment) -> dict[str, str]:
    bounded = f"CAST(CASE WHEN gross > {LARGEST} THEN {LARGEST} ELSE gross END AS DECIMAL(36,2))"
    trend = moment.spec.trend_days
    by_quarter = {
        f"quarter_{i}": sum_if(f"{month('placed_on')} BETWEEN {3 * i - 2} AND {3 * i}", "gross") for i in (1, 2, 3, 4)
    }
    return {
        "net_amount": "sum(net)",
        "net_amount_90d": "sum(net_90d)",
        "net_amount_365d": "sum(net_365d)",
        "gross_amount": "sum(gross)",
        "bounded_amount": f"sum({bounded})",
        "square_amount": f"sum({bounded} * {bounded})",
        "largest_amount": "max(gross)",
        "returned_amount": "sum(came_back)",
        "all_off_amount": "sum(off_amount)",
        "all_off_known_amount": "sum(off_known_amount)",
        "all_full_price_amount": "sum(full_price_amount)",
        "all_cost_amount": "sum(cost_amount)",
        "all_costed_amount": "sum(costed_amount)",
        "recent_amount": sum_if(moment.within("placed_on", trend), "gross"),
        "before_amount": sum_if(moment.within("placed_on", trend, before=trend), "gross"),
        **by_quarter,
    }


def _counts(moment: Moment) -> dict[str, str]:
    trend = moment.spec.trend_days
    return {
        "first_on": "min(placed_on)",
        "last_on": "max(placed_on)",
        "order_count": "count(placed_on)",
        "order_count_90d": count_if(moment.within("placed_on", 90)),
        "order_count_365d": count_if(moment.within("placed_on", 365)),
        "recent_count": count_if(moment.within("placed_on", trend)),
        "before_count": count_if(moment.within("placed_on", trend, before=trend)),
        "unit_sum": "sum(units)",
        "line_count": "sum(n_lines)",
        "return_count": "sum(has_return)",
        "cancelled_count": count_if("placed_on IS NOT NULL AND has_return = 1 AND net <= 0"),
        "campaign_count": "count(order_campaign)",
    }


def _calendar(moment: Moment) -> dict[str, str]:
    weekday = moment.weekday("placed_on")
    return {
        **{f"weekday_{i}": count_if(f"{weekday} = {i}") for i in range(7)},
        "weekend_count": count_if(f"{weekday} >= 5"),
        "month_end_count": count_if(f"{day_of_month('placed_on')} >= 25"),
        "hour_count": "count(placed_hour)",
        "office_count": count_if(f"placed_hour BETWEEN 9 AND 16 AND {weekday} < 5"),
        "evening_count": count_if("placed_hour BETWEEN 18 AND 21"),
        "night_count": count_if("placed_hour >= 22 OR placed_hour < 6"),
        "late_year_count": count_if(f"{month('placed_on')} >= 11"),
        "summer_count": count_if(f"{month('placed_on')} BETWEEN 6 AND 8"),
    }
