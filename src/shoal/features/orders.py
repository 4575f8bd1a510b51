"""From order lines to one row per customer: the steps that the feature definitions read."""

from __future__ import annotations

from datetime import date

from shoal.engine import Plan, literal
from shoal.engine.dialect import Dialect
from shoal.features.definitions import COUNTRY, Definition
from shoal.terms import Relation


def add_order_steps(
    plan: Plan,
    orders: Relation,
    identity: Relation,
    definitions: tuple[Definition, ...],
    *,
    as_of_on: date,
    trend_days: int,
    dialect: Dialect,
) -> None:
    """Add the steps ``lines`` to ``order_features`` (``customer_id`` and one column per definition) to a plan.

    The orders are those known by `as_of`, so a return nets only once it happened.

    Parameters
    ----------
    plan : Plan
    orders, identity : Relation
        As in `Records.orders` and `Identity.relation`.
    definitions : tuple of Definition
    as_of_on : date
        The day of `as_of` in the time zone of the business.
    trend_days : int
    dialect : Dialect
    """
    today = f"DATE {literal(as_of_on.isoformat())}"
    age = dialect.days("placed_on", today)
    plan.step(
        "lines",
        f"SELECT i.customer_id, o.order_key, o.occurred_on, o.product, o.quantity, o.amount, o.country, o.is_purchase"
        f" FROM {orders.name} o JOIN {identity.name} i ON o.source_key = i.source_key",
    )
    plan.step(
        "placed_orders",
        "SELECT customer_id, order_key, min(occurred_on) AS placed_on, sum(amount) AS amount, sum(quantity) AS units"
        " FROM lines WHERE is_purchase GROUP BY customer_id, order_key",
    )
    plan.step(
        "order_days",
        "SELECT customer_id, placed_on,"
        " lag(placed_on) OVER (PARTITION BY customer_id ORDER BY placed_on) AS previous_on"
        " FROM (SELECT DISTINCT customer_id, placed_on FROM placed_orders) d",
    )
    gap = f"CAST({dialect.days('previous_on', 'placed_on')} AS BIGINT)"
    plan.step(
        "gaps",
        f"SELECT customer_id, count(previous_on) AS gap_count, sum({gap}) AS gap_sum, sum({gap} * {gap})"
        " AS gap_square_sum FROM order_days GROUP BY customer_id",
    )
    plan.step(
        "purchases",
        "SELECT customer_id, count(*) AS order_count, sum(amount) AS gross_amount, sum(units) AS units,"
        f" max({age}) AS tenure_days, min({age}) AS recency_days,"
        f" sum(CASE WHEN {dialect.weekday('placed_on')} >= 5 THEN 1 ELSE 0 END) AS weekend_count,"
        f" sum(CASE WHEN {age} <= {trend_days} THEN amount ELSE 0 END) AS recent_amount,"
        f" sum(CASE WHEN {age} > {trend_days} AND {age} <= {2 * trend_days} THEN amount ELSE 0 END) AS before_amount"
        " FROM placed_orders GROUP BY customer_id",
    )
    plan.step(
        "balances",
        "SELECT customer_id, sum(amount) AS net_amount,"
        " sum(CASE WHEN amount < 0 THEN -amount ELSE 0 END) AS returned_amount,"
        " count(DISTINCT CASE WHEN is_purchase THEN product END) AS product_count FROM lines GROUP BY customer_id",
    )
    plan.step(
        "country_counts",
        "SELECT customer_id, country, count(DISTINCT order_key) AS n FROM lines"
        " WHERE is_purchase AND country IS NOT NULL GROUP BY customer_id, country",
    )
    plan.step(
        "countries",
        "SELECT customer_id, country FROM (SELECT customer_id, country, row_number() OVER"
        " (PARTITION BY customer_id ORDER BY n DESC, country) AS place FROM country_counts) c WHERE place = 1",
    )
    plan.step(
        "customer_orders",
        "SELECT p.*, b.net_amount, b.returned_amount, b.product_count, g.gap_count, g.gap_sum, g.gap_square_sum,"
        " c.country FROM purchases p JOIN balances b ON p.customer_id = b.customer_id"
        " JOIN gaps g ON p.customer_id = g.customer_id LEFT JOIN countries c ON p.customer_id = c.customer_id",
    )
    columns = ", ".join(f"{item.expression(dialect)} AS {item.feature.name}" for item in definitions)
    plan.step("order_features", f"SELECT customer_id, {columns}, {COUNTRY.name} FROM customer_orders")
