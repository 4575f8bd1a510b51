"""What customers did week by week: orders, units, revenue, and times they asked for help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from shoal.engine import Plan, literal
from shoal.engine.dialect import DIALECTS
from shoal.errors import PredictError
from shoal.predict.arrays import Floats
from shoal.predict.permitted import only
from shoal.terms import Engine, Identity, Records, Relation

MEASURES = ("orders", "units", "revenue", "contacts")
"""Orders, units and money of what was bought, before what came back on a later day; and times help was asked for."""


@dataclass(frozen=True)
class Weeks:
    """Weeks of seven days that end with the last day known; what is left over counts to the first.

    Parameters
    ----------
    customer_id : pa.Array (n,)
        Buyers, in canonical order.
    n_weeks : int
        Weeks are 0 to ``n_weeks - 1``; the last is the newest.
    measures : tuple of str
        Those of `MEASURES` that the data tell.
    customer, week : int arrays (rows,)
        A row where a customer did something in a week.
    done : float array (rows, measures)
    first : int array (n,)
        The week of a customer's first order.
    """

    customer_id: pa.Array
    n_weeks: int
    measures: tuple[str, ...]
    customer: NDArray[np.intp]
    week: NDArray[np.intp]
    done: Floats
    first: NDArray[np.intp]

    def until(self, n_weeks: int) -> Weeks:
        """Give what was known when so many weeks had passed."""
        held = self.week < n_weeks
        return Weeks(
            self.customer_id,
            n_weeks,
            self.measures,
            self.customer[held],
            self.week[held],
            self.done[held],
            self.first,
        )

    def totals(self) -> Floats:
        """Add up everybody: weeks against measures."""
        columns = [np.bincount(self.week, one, minlength=self.n_weeks) for one in self.done.T]
        return np.column_stack(columns)


def read_weeks(
    engine: Engine,
    records: Records,
    identity: Identity,
    permitted: Relation | None,
    *,
    before: date,
) -> Weeks:
    """Read what buyers did in the weeks before a day.

    Parameters
    ----------
    engine : Engine
    records : Records
    identity : Identity
    permitted : Relation or None
        Whose data may be used; None means everyone.
    before : date
        In the time zone of the business; nothing of that day or later is looked at.

    Raises
    ------
    PredictError
        If there are no orders, or all are of one day.
    """
    if records.orders is None:
        raise PredictError(
            "there are no orders with dates, so there is no demand to look ahead to",
            expected="a file of orders: who, when, how much",
            do="add it with `shoal run`; segments are formed without it",
            where="predict demand",
        )
    orders = records.orders.name
    allowed = only(permitted)
    day = f"DATE {literal(before.isoformat())}"
    days = DIALECTS[engine.dialect].days
    ((first, last, has_money),) = engine.rows(
        f"""SELECT min(occurred_on), max(occurred_on), count(amount) FROM {orders}
        WHERE is_purchase AND occurred_on < {day}""",
        step="how long orders are known",
    )
    if first is None or first == last:
        found = "nobody has bought anything by then" if first is None else f"all orders are of one day, {first}"
        raise PredictError(
            found,
            expected="orders over some months",
            do="give the orders of a longer time; segments are formed without it",
            where="predict demand",
        )
    n_weeks = (before - first).days // 7
    told = records.texts is not None and engine.rows(
        f"SELECT count(*) FROM {records.texts.name} WHERE is_contact AND occurred_on < {day}", step="count contacts"
    ) != [(0,)]
    measures = ("orders", "units", *(("revenue",) if has_money else ()), *(("contacts",) if told else ()))
    back = f"CAST(floor(({days('on_', day)} - 1) / 7) AS BIGINT)"
    contacts = (
        f"""UNION ALL
        SELECT i.customer_id, t.occurred_on AS on_, NULL AS order_key, 0 AS units, 0 AS revenue, 1 AS contact
        FROM {records.texts.name} t JOIN {identity.relation.name} i ON t.source_key = i.source_key
        WHERE t.is_contact AND t.occurred_on < {day} {allowed}"""
        if told and records.texts is not None
        else ""
    )
    plan = Plan()
    plan.step(
        "bought",
        f"""SELECT i.customer_id, o.occurred_on AS on_, o.order_key, o.product, o.is_purchase, o.amount,
            CAST(abs(o.quantity) AS DOUBLE) AS n
        FROM {orders} o JOIN {identity.relation.name} i ON o.source_key = i.source_key
        WHERE (o.is_purchase OR o.is_return) AND o.occurred_on < {day} {allowed}""",
    )
    # what is taken back on the day it was ordered was a slip, and nobody needed to have it in stock
    plan.step(
        "kept",
        """SELECT *, CASE WHEN product IS NULL OR back IS NULL THEN 1.0 WHEN back >= had THEN 0.0
            ELSE (had - back) / had END AS share
        FROM (SELECT *, sum(CASE WHEN is_purchase THEN n END) OVER (PARTITION BY customer_id, on_, product) AS had,
            sum(CASE WHEN NOT is_purchase THEN n END) OVER (PARTITION BY customer_id, on_, product) AS back
            FROM bought) AS told
        WHERE is_purchase""",
    )
    plan.step(
        "acts",
        f"""SELECT customer_id, on_, CASE WHEN share > 0 THEN order_key END AS order_key, n * share AS units,
            CAST(amount AS DOUBLE) * share AS revenue, 0 AS contact
        FROM kept {contacts}""",
    )
    plan.step(
        "customer_weeks",
        f"""SELECT customer_id, {back} AS weeks_ago, count(DISTINCT order_key) AS orders,
            coalesce(sum(units), 0) AS units, coalesce(sum(revenue), 0) AS revenue,
            CAST(sum(contact) AS DOUBLE) AS contacts
        FROM acts GROUP BY customer_id, {back}""",
    )
    name = plan.run(engine, "customer_weeks").name
    rows = engine.arrow(
        f"""SELECT r.* FROM {name} r JOIN (SELECT customer_id FROM {name} GROUP BY customer_id HAVING sum(orders) > 0) b
        ON b.customer_id = r.customer_id ORDER BY md5(r.customer_id), r.customer_id, weeks_ago DESC""",
        step="weeks of customers",
    )
    return _weeks(rows, n_weeks, measures)


def _weeks(rows: pa.Table, n_weeks: int, measures: tuple[str, ...]) -> Weeks:
    coded = rows["customer_id"].combine_chunks().dictionary_encode()
    customer = coded.indices.to_numpy().astype(np.intp)
    # up to six days before the first whole week count as of it, so that who ordered then is known
    week = np.maximum(n_weeks - 1 - rows["weeks_ago"].to_numpy().astype(np.intp), 0)
    done = np.column_stack([rows[name].to_numpy().astype(np.float64) for name in measures])
    ordered = done[:, 0] > 0
    first = np.full(len(coded.dictionary), n_weeks, dtype=np.intp)
    np.minimum.at(first, customer[ordered], week[ordered])
    return Weeks(coded.dictionary, n_weeks, measures, customer, week, done, first)
