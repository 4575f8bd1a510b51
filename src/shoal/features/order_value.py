"""What orders are worth: money, discounts, margin."""

from __future__ import annotations

from shoal.engine import literal
from shoal.features.definition import Definition, Subject, number, share
from shoal.features.moment import Moment
from shoal.terms import Kind, Lens

VALUE, BEHAVIOUR = Lens.VALUE, Lens.BEHAVIOUR


def order_value(moment: Moment) -> Subject:
    """Define the value of orders, over ``purchases``."""
    return Subject((Kind.ORDERS,), (), (*_money(moment), *_off(moment), *_margin(moment)))


def _money(moment: Moment) -> tuple[Definition, ...]:
    mean = moment.ratio("purchases.gross_amount", "purchases.order_count")
    # n * sum of squares / (sum)^2 - 1 is the squared coefficient of variation; below 1e-12 it is rounding.
    squared = (
        f"{moment.ratio('purchases.square_amount', 'purchases.bounded_amount')}"
        f" / nullif({moment.number('purchases.bounded_amount')}, 0) * {moment.number('purchases.order_count')} - 1"
    )
    return (
        number(
            "net_revenue",
            VALUE,
            "money",
            "Everything paid, less what was returned or cancelled; can be negative.",
            "purchases.net_amount",
            is_default=True,
        ),
        number("average_order_value", VALUE, "money", "Money per order, before returns.", mean, is_default=True),
        number(
            "net_revenue_90d",
            VALUE,
            "money",
            "Everything paid in the window, less what was returned or cancelled in it; 0 for a buyer of earlier days.",
            "purchases.net_amount_90d",
            days=90,
        ),
        number(
            "net_revenue_365d",
            VALUE,
            "money",
            "Everything paid in the window, less what was returned or cancelled in it; 0 for a buyer of earlier days.",
            "purchases.net_amount_365d",
            days=365,
        ),
        number("largest_order_value", VALUE, "money", "The largest order, before returns.", "purchases.largest_amount"),
        number(
            "order_value_spread",
            BEHAVIOUR,
            "ratio",
            "Standard deviation of the values of orders over their mean: 0 where all are alike.",
            f"CASE WHEN purchases.order_count >= 2 THEN CASE WHEN {squared} > {literal(1e-12)} THEN sqrt({squared})"
            " ELSE 0 END END",
            null_means="fewer than two orders",
        ),
        number(
            "unit_price",
            VALUE,
            "money",
            "Money per unit bought.",
            moment.ratio("purchases.gross_amount", "purchases.unit_sum"),
        ),
    )


def _off(moment: Moment) -> tuple[Definition, ...]:
    unknown = "no line of an order says its discount or its list price"
    return (
        share(
            "discount_share",
            VALUE,
            "Money taken off list prices, as a share of what the orders would have cost at list prices.",
            moment.ratio("purchases.all_off_amount", "(purchases.all_off_known_amount + purchases.all_off_amount)"),
            needs=("orders.discount",),
            null_means=unknown,
            is_default=True,
        ),
        share(
            "full_price_share",
            VALUE,
            "Money spent on lines with nothing taken off, as a share of money spent where that is known.",
            f"CASE WHEN purchases.all_off_known_amount > 0 THEN"
            f" {moment.number('COALESCE(purchases.all_full_price_amount, 0)')}"
            f" / {moment.number('purchases.all_off_known_amount')} END",
            needs=("orders.discount",),
            null_means=unknown,
        ),
    )


def _margin(moment: Moment) -> tuple[Definition, ...]:
    margin = "(purchases.all_costed_amount - purchases.all_cost_amount)"
    unknown = "no line of an order says its cost"
    return (
        number(
            "margin",
            VALUE,
            "money",
            "Money of orders less what their goods cost, before returns, over the lines whose cost is known.",
            margin,
            needs=("orders.cost",),
            null_means=unknown,
        ),
        share(
            "margin_share",
            VALUE,
            "Margin as a share of the money of the same lines; negative where goods were sold below cost.",
            moment.ratio(margin, "purchases.all_costed_amount"),
            needs=("orders.cost",),
            null_means=unknown,
            is_default=True,
        ),
    )
