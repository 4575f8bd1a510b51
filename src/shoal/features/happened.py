"""Whether something happened to the customers of an earlier day in the window after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from shoal.engine import Plan, literal, quote
from shoal.features.moment import day
from shoal.features.owners import add_owners, known_by
from shoal.terms import Engine, FeatureTable, Identity, Kind, Records, Relation, Target


@dataclass(frozen=True)
class Later:
    """What is known by now, as the engine of an earlier day sees it.

    Parameters
    ----------
    rows : Relation
        Of the kind of the target.
    persons : Relation
        Who is who.
    permitted : Relation
        Whose data may be used.
    visitors : Relation or None
        Who the anonymous keys are.
    """

    rows: Relation
    persons: Relation
    permitted: Relation
    visitors: Relation | None = None


def happened(
    engine: Engine,
    table: FeatureTable,
    then: tuple[Records, Identity],
    later: Later,
    target: Target,
    *,
    until: datetime,
    timezone: str,
    name: str = "happened",
) -> Relation:
    """Say of the customers of `table.as_of` whether it happened after it and by `until`.

    Orders and their absence are asked of those who had bought, the end of a holding of those who held something, and
    events of everybody in the table. A day without a time counts once it is over.

    Parameters
    ----------
    engine : Engine
        Sees the relations of all.
    table : FeatureTable
        As of the origin.
    then : pair of Records and Identity
        Known at the origin.
    later : Later
        Known now.
    target : Target
    until : datetime
        UTC.
    timezone : str
        Of the business; a holding ends with a day there.
    name : str
        Of the relation in the engine.

    Returns
    -------
    Relation
        ``customer_id`` (as of the origin), ``person_id`` (who that is by now), ``happened`` (0 or 1).
    """
    records, identity = then
    origin_on, until_on = (at.astimezone(ZoneInfo(timezone)).date() for at in (table.as_of, until))
    plan = Plan()
    plan.step("asked", _asked(target, records, identity, table, origin_on))
    add_owners(plan, "asked", identity, later.persons.name, later.permitted.name)
    plan.step("done", _done(target, later, table.as_of, until, until_on))
    yes, no = (0, 1) if target.is_absence else (1, 0)
    plan.step(
        name,
        f"""SELECT t.customer_id, t.person_id, CASE WHEN d.customer_id IS NULL THEN {no} ELSE {yes} END AS happened
        FROM turned_out t LEFT JOIN done d ON d.customer_id = t.customer_id
        ORDER BY md5(t.person_id), t.person_id, t.customer_id""",
    )
    return plan.run(engine, name)


def _asked(target: Target, records: Records, identity: Identity, table: FeatureTable, on: date) -> str:
    """Name the customers of the origin of whom it is asked."""
    in_table = f"customer_id IN (SELECT customer_id FROM {table.relation.name})"
    rows = {Kind.ORDERS: records.orders, Kind.HOLDINGS: records.holdings}.get(target.kind)
    if rows is None:
        return f"SELECT customer_id FROM {table.relation.name}"
    whose = "r.is_purchase" if target.kind is Kind.ORDERS else _open("r", on)
    return f"""SELECT DISTINCT i.customer_id FROM {rows.name} r
        JOIN {identity.relation.name} i ON r.source_key = i.source_key WHERE {whose} AND i.{in_table}"""


def _done(target: Target, later: Later, origin: datetime, until: datetime, until_on: date) -> str:
    """Name the customers who have such a row in the window."""
    rows = later.rows.name
    such = f"r.{quote(target.column)} = {literal(target.value)}" if target.column else "TRUE"
    owned = "JOIN owners w ON w.source_key = r.source_key"
    if target.kind is Kind.HOLDINGS:
        return f"SELECT DISTINCT w.customer_id FROM {rows} r {owned} WHERE {_open('r', until_on)}"
    window = f"{known_by('r', until)} AND NOT {known_by('r', origin)}"
    if target.kind is Kind.ORDERS:  # an order that was there before is not a new one, whatever is added to it
        return f"""SELECT DISTINCT customer_id FROM (SELECT w.customer_id, r.order_key FROM {rows} r {owned}
            WHERE r.is_purchase AND {known_by("r", until)} GROUP BY w.customer_id, r.order_key
            HAVING max(CASE WHEN {known_by("r", origin)} THEN 1 ELSE 0 END) = 0
                AND max(CASE WHEN {such} THEN 1 ELSE 0 END) = 1) AS placed"""
    if later.visitors is None:
        return f"SELECT DISTINCT w.customer_id FROM {rows} r {owned} WHERE {such} AND {window}"
    return f"""SELECT DISTINCT coalesce(w.customer_id, t.customer_id) AS customer_id FROM {rows} r
        LEFT {owned}
        LEFT JOIN {later.visitors.name} v ON r.source_key IS NULL AND v.anonymous_key = r.anonymous_key
        LEFT JOIN turned_out t ON t.person_id = v.customer_id
        WHERE {such} AND {window} AND coalesce(w.customer_id, t.customer_id) IS NOT NULL"""


def _open(alias: str, on: date) -> str:
    """Tell whether a holding is open as of the midnight before a day, as features have it."""
    began = f"({alias}.started_on IS NULL OR {alias}.started_on <= {day(on)})"
    return f"({began} AND ({alias}.ended_on IS NULL OR {alias}.ended_on > {day(on)}))"
