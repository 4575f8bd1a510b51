"""Holdings: the plans that customers have, as the file of a business with plans."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shoal.simulate.customer_types import CAUSES
from shoal.simulate.decimals import Bools, decimals
from shoal.simulate.part import Part
from shoal.simulate.people import as_dates
from shoal.simulate.row_ids import numbered
from shoal.simulate.seasons import Floats
from shoal.simulate.spans import Spans

REASONS = {
    "price": "too expensive",
    "service": "not satisfied with the service",
    "competitor": "changed to another provider",
    "need ended": "no longer needed",
    "moved": "moved away",
    "payment failed": "payment failed",
}
"""What is written down of each cause of leaving."""
CHANGED = "changed plan"
SILENT_SHARE = 0.3  # of those who leave say nothing


def draw_holdings(part: Part) -> pa.Table:
    """Write what customers have had up to the end of the history, by customer and time.

    Returns
    -------
    pa.Table
        ``holding_id``, ``customer_id``, ``plan``, ``category`` string, ``started_on``, ``ended_on`` date (null while it
        lasts), ``monthly_amount`` decimal(12, 2), ``status`` (active, changed, cancelled) and ``cancel_reason`` string
        (null while it lasts, and of a share of those who left).
    """
    spans, days, plans = part.spans, part.plan.days, part.plan.sector.plans
    row = np.flatnonzero(spans.since < days)
    plan, has_ended = spans.plan[row], spans.until[row] < days
    cancelled = has_ended & spans.is_last[row]
    cents = np.array([round(each.monthly_price * 100) for each in plans], dtype=np.int64)
    customer_id = part.people["customer_id"].combine_chunks()
    started, ended = (_whole_days(each[row], days) for each in (spans.since, spans.until))
    return pa.table(
        {
            "holding_id": numbered("H", part.number, row),
            "customer_id": customer_id.take(pa.array(spans.customer[row])),
            "plan": pa.array([each.name for each in plans], pa.string()).take(pa.array(plan)),
            "category": pa.array([each.category for each in plans], pa.string()).take(pa.array(plan)),
            "started_on": as_dates(started, part.plan.start),
            "ended_on": _where(has_ended, as_dates(ended, part.plan.start)),
            "monthly_amount": decimals(cents[plan]),
            "status": pa.array(["active", "changed", "cancelled"]).take(pa.array(has_ended.astype(int) + cancelled)),
            "cancel_reason": _reasons(part, spans, row, has_ended & ~cancelled, cancelled),
        }
    )


def _whole_days(day: Floats, days: int) -> np.ndarray:
    return np.floor(np.minimum(day, days)).astype(np.int64)


def _where(shown: Bools, column: pa.Array) -> pa.Array:
    return pc.if_else(pa.array(shown), column, pa.scalar(None, column.type))


def _reasons(part: Part, spans: Spans, row: np.ndarray, changed: Bools, cancelled: Bools) -> pa.Array:
    """Write why holdings ended, as far as somebody said it."""
    words = pa.array([*(REASONS[cause] for cause in CAUSES), CHANGED])
    said = part.chance("cancel reason").random(len(spans))[row] >= SILENT_SHARE
    code = np.where(changed, len(CAUSES), part.lives.cause[spans.customer[row]])
    return _where(changed | (cancelled & said), words.take(pa.array(code.astype(np.int64))))
