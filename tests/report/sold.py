"""Orders of the shop whose documents are written."""

from __future__ import annotations

from shoal.report.bought import Purchases


def orders_of(shop, product: str = "hat") -> Purchases:
    """Give everyone two orders of a mug, one on a Monday at nine; those of group 1 buy something else besides."""
    engine = shop.labels.relation.engine
    everyone = f"SELECT customer_id, group_id FROM {shop.labels.relation.name}"
    lines = [
        (f"SELECT customer_id AS source_key, customer_id || '-1' AS order_key, DATE '2011-10-03' AS occurred_on,"
         f" 9 AS occurred_hour, 'mug' AS product, TRUE AS is_purchase FROM ({everyone}) AS a"),
        (f"SELECT customer_id, customer_id || '-2', DATE '2011-11-05', 14, 'mug', TRUE FROM ({everyone}) AS b"),
        (f"SELECT customer_id, customer_id || '-2', DATE '2011-11-05', 14, '{product}', TRUE FROM ({everyone}) AS c"
         " WHERE group_id = 1"),
        (f"SELECT customer_id, customer_id || '-3', DATE '2011-06-01', 3, 'back', FALSE FROM ({everyone}) AS d"),
    ]  # fmt: skip
    relation = engine.create("orders_of_the_shop", " UNION ALL ".join(lines))
    keys = engine.create("keys_of_the_shop", "SELECT customer_id AS source_key, customer_id FROM shop")
    return Purchases(relation, keys, lambda _: {})
