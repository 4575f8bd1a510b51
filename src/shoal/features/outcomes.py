"""What the buyers of an earlier day did in the window after it: spend, orders, whether they stayed away."""

from __future__ import annotations

from datetime import datetime

from shoal.engine import Plan
from shoal.features.owners import add_owners, known_by
from shoal.terms import Engine, FeatureTable, Identity, Outcomes, Records, Relation


def outcomes(
    engine: Engine,
    table: FeatureTable,
    then: tuple[Records, Identity],
    later: tuple[Relation, ...],
    *,
    until: datetime,
    horizon_days: int,
    name: str = "outcomes",
) -> Outcomes:
    """Add up what became known of the buyers of `table.as_of` after it and by `until`.

    An order belongs to the customer whom its source key was known as at the origin. Where the key was not known yet,
    it belongs to the customer whom it turned out to be, if that was one already.

    Parameters
    ----------
    engine : Engine
        Sees the relations of all.
    table : FeatureTable
        As of the origin.
    then : pair of Records and Identity
        Known at the origin.
    later : three relations
        Known now: orders, who is who (``source_key``, ``customer_id``), and whose data may be used (``customer_id``).
    until : datetime
        UTC.
    horizon_days : int
    name : str
        Of the relation in the engine.
    """
    records, identity = then
    assert records.orders is not None  # noqa: S101 - there is no origin without orders
    orders, persons, permitted = (relation.name for relation in later)
    plan = Plan()
    plan.step(
        "buyers",
        f"""SELECT DISTINCT i.customer_id FROM {records.orders.name} o
        JOIN {identity.relation.name} i ON o.source_key = i.source_key
        WHERE o.is_purchase AND i.customer_id IN (SELECT customer_id FROM {table.relation.name})""",
    )
    add_owners(plan, "buyers", identity, persons, permitted)
    plan.step(
        "placed",
        f"""SELECT w.customer_id, o.order_key,
            max(CASE WHEN o.is_purchase AND {known_by("o", table.as_of)} THEN 1 ELSE 0 END) AS is_old,
            max(CASE WHEN o.is_purchase AND NOT {known_by("o", table.as_of)} THEN 1 ELSE 0 END) AS is_new,
            min(CASE WHEN o.is_purchase THEN o.occurred_on END) AS placed_on,
            sum(CASE WHEN NOT {known_by("o", table.as_of)} THEN o.amount END) AS spend
        FROM {orders} o JOIN owners w ON w.source_key = o.source_key
        WHERE {known_by("o", until)} GROUP BY w.customer_id, o.order_key""",
    )
    plan.step(
        "done",
        """SELECT customer_id, sum(spend) AS spend, sum(CASE WHEN is_new = 1 AND is_old = 0 THEN 1 ELSE 0 END) AS n,
            count(DISTINCT CASE WHEN is_new = 1 AND is_old = 0 THEN placed_on END) AS n_days
        FROM placed GROUP BY customer_id""",
    )
    has_money = f"EXISTS (SELECT 1 FROM {orders} WHERE amount IS NOT NULL)"
    plan.step(
        name,
        f"""SELECT t.customer_id, t.person_id,
            CASE WHEN md5('half of ' || t.person_id) < '8' THEN 0 ELSE 1 END AS half,
            CAST(CASE WHEN {has_money} THEN coalesce(d.spend, 0) END AS DOUBLE) AS spend,
            CAST(coalesce(d.n, 0) AS BIGINT) AS order_count,
            CAST(coalesce(d.n_days, 0) AS BIGINT) AS order_days,
            CASE WHEN coalesce(d.n, 0) = 0 THEN 1 ELSE 0 END AS is_churned
        FROM turned_out t LEFT JOIN done d ON d.customer_id = t.customer_id
        ORDER BY md5(t.person_id), t.person_id, t.customer_id""",
    )
    relation = plan.run(engine, name)
    return Outcomes(relation, table.as_of, until, horizon_days, relation.count())
