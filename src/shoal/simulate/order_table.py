"""The orders file: the lines of the history as a business exports them."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from shoal.simulate.decimals import decimals
from shoal.simulate.lines import doubled, misfed
from shoal.simulate.part import Part
from shoal.simulate.timestamps import as_times


def draw_order_table(part: Part) -> pa.Table:
    """Turn the lines of a part into its orders, by time.

    Returns
    -------
    pa.Table
        ``order_id`` string (``C`` before the purchase's number for a return), ``customer_id`` string (null for guests),
        ``ordered_at`` timestamp, ``product``, ``category`` string, ``quantity`` int64 (negative for returns),
        ``unit_price`` decimal(12, 2), ``country`` string.
    """
    plan, chance = part.plan, part.chance
    history = part.lines.take(part.lines.second < part.end)
    lines = misfed(history, part.calendar, plan.shifts, chance)
    lines = doubled(lines, share=plan.duplicate_share, chance=chance).by_time()
    number = pa.array(part.order_number[lines.order]).cast(pa.string())
    buyer = part.order_key[lines.order]
    product = pa.array(lines.product)
    is_return = pa.array(lines.quantity < 0)
    return pa.table(
        {
            "order_id": pc.if_else(is_return, pc.binary_join_element_wise("C", number, ""), number),
            "customer_id": _taken(part.people["customer_id"], pa.array(buyer, mask=part.orders.is_guest[lines.order])),
            "ordered_at": as_times(lines.second, plan.start),
            "product": pa.array(part.catalogue.product).take(product),
            "category": pa.array(part.catalogue.category).take(product),
            "quantity": pa.array(lines.quantity, pa.int64()),
            "unit_price": decimals(lines.cents),
            "country": _taken(part.people["country"], pa.array(buyer)),
        }
    )


def _taken(column: pa.ChunkedArray, rows: pa.Array) -> pa.Array:
    return column.combine_chunks().take(rows)
