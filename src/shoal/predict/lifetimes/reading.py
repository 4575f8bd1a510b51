"""The histories of customers, read from their orders; and the table of what is predicted of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from shoal.engine import Plan, literal
from shoal.engine.dialect import DIALECTS
from shoal.errors import PredictError
from shoal.predict.arrays import Floats
from shoal.predict.lifetimes.histories import Histories, histories
from shoal.predict.lifetimes.spend import Purchases, purchases
from shoal.predict.permitted import only
from shoal.terms import Engine, Identity, Records, Relation


@dataclass(frozen=True)
class Buyers:
    """Who has bought, and how.

    Parameters
    ----------
    customer_id : pa.Array (n,)
        In canonical order.
    histories : Histories
        In days. Orders of one day are one.
    purchases : Purchases or None
        Days with orders, the first among them, and what was paid per such day, less all that was sent back. Nobody who
        sent back everything has orders here. None without money.
    n_sent_back : int
        Buyers who paid nothing or less in all.
    history_days : int
        From the first order of anybody.
    """

    customer_id: pa.Array
    histories: Histories
    purchases: Purchases | None
    n_sent_back: int
    history_days: int


def read_buyers(
    engine: Engine, records: Records, identity: Identity, permitted: Relation | None, *, on: date
) -> Buyers:
    """Read the histories of buyers as of a day.

    Parameters
    ----------
    engine : Engine
    records : Records
        Known by that day.
    identity : Identity
    permitted : Relation or None
        Whose data may be used; None means everyone.
    on : date
        In the time zone of the business.

    Raises
    ------
    PredictError
        If there are no orders with dates, or nobody bought.
    """
    if records.orders is None:
        raise PredictError(
            "there are no orders with dates, so nothing tells how often customers come back",
            expected="a file of orders: who, when, how much",
            do="add it with `shoal run`; where a label or holdings say who leaves, ask `shoal predict churn`",
            where="predict",
        )
    allowed = only(permitted)
    days, today = DIALECTS[engine.dialect].days, f"DATE {literal(on.isoformat())}"
    plan = Plan()
    plan.step(
        "known_orders",
        f"""SELECT i.customer_id, o.order_key,
            min(CASE WHEN o.is_purchase THEN o.occurred_on END) AS placed_on, sum(o.amount) AS net
        FROM {records.orders.name} o JOIN {identity.relation.name} i ON o.source_key = i.source_key
        WHERE o.occurred_on <= {today} {allowed} GROUP BY i.customer_id, o.order_key""",
    )
    plan.step(
        "histories",
        f"""SELECT customer_id, count(DISTINCT placed_on) AS n_days,
            {days("min(placed_on)", "max(placed_on)")} AS active_days,
            {days("min(placed_on)", today)} AS age_days,
            CAST(sum(net) AS DOUBLE) AS paid
        FROM known_orders GROUP BY customer_id HAVING count(placed_on) > 0 ORDER BY md5(customer_id), customer_id""",
    )
    relation = plan.run(engine, "histories")
    rows = engine.arrow(f"SELECT * FROM {relation.name} ORDER BY md5(customer_id), customer_id", step="histories")
    if not rows.num_rows:
        raise PredictError(
            "nobody has bought anything by then", expected="buyers", do="choose a later day", where="predict"
        )
    n_days, active, age = (_floats(rows, name) for name in ("n_days", "active_days", "age_days"))
    paid = rows["paid"]
    has_money = paid.null_count < rows.num_rows
    worth = np.nan_to_num(_floats(rows, "paid")) if has_money else np.zeros(rows.num_rows)
    counts = np.where(worth > 0, n_days, 0.0)
    return Buyers(
        rows["customer_id"].combine_chunks(),
        histories(n_days - 1, active, age),
        purchases(counts, worth / n_days) if has_money else None,
        int((worth <= 0).sum()) if has_money else 0,
        int(age.max()),
    )


def chosen(buyers: Buyers, later: pa.Table, columns: tuple[str, ...]) -> tuple[Buyers, tuple[Floats, ...]]:
    """Keep the buyers of whom is known what they did later, with that, a column an array.

    Parameters
    ----------
    buyers : Buyers
    later : pa.Table
        ``customer_id`` and the columns.
    columns : tuple of str
    """
    place = {customer: row for row, customer in enumerate(later["customer_id"].to_pylist())}
    found = np.array([place.get(customer, -1) for customer in buyers.customer_id.to_pylist()], dtype=np.intp)
    kept = np.flatnonzero(found >= 0)
    paid = buyers.purchases
    some = Buyers(
        buyers.customer_id.take(pa.array(kept)),
        buyers.histories.rows(kept),
        None if paid is None else Purchases(paid.n_orders[kept], paid.mean_value[kept]),
        buyers.n_sent_back,
        buyers.history_days,
    )
    return some, tuple(_floats(later, name)[found[kept]] for name in columns)


def _floats(rows: pa.Table, name: str) -> Floats:
    values: Floats = rows[name].to_numpy().astype(np.float64)
    return values
