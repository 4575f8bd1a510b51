"""Visitors and devices that turned out to be a customer: what they did before they said who they are is theirs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pyarrow as pa

from shoal.engine import literal, quote
from shoal.privacy.surrogate import tombstone
from shoal.terms import Engine, Identity, Records, Relation, UnifySpec

_NOBODY = "regexp_full_match(upper(trim(anonymous_key)), '[0-]*|NULL|NONE|UNKNOWN|N/?A|UNDEFINED')"
"""Keys that stand for no visitor in particular, as 00000000-0000-... does where tracking was refused."""


@dataclass(frozen=True)
class Stitched:
    """Anonymous keys and whose they are.

    Parameters
    ----------
    anonymous : Relation
        ``anonymous_key``, ``customer_id``, ``n_logins``; those of one customer.
    n_visitors : int
        Anonymous keys there are.
    n_shared : int
        Those that several customers used.
    """

    anonymous: Relation
    n_visitors: int
    n_shared: int


def stitch(
    engine: Engine, events: Relation, identity: Relation, *, as_of: datetime | None, forgotten: frozenset[str],
    secret: bytes,
) -> Stitched:  # fmt: skip
    """Find the customer of every anonymous key that was seen with exactly one.

    It was seen with a customer where one event has both keys, or where it and an event of the customer are of one
    session in which nobody else was known.

    Parameters
    ----------
    engine : Engine
    events : Relation
        As in `Records`.
    identity : Relation
        ``source_key``, ``customer_id``.
    as_of : datetime or None
        A login at this instant or later is not known yet.
    forgotten : frozenset of str
        Tombstones; who has one of them stays unknown.
    secret : bytes
        Key of the tombstones.
    """
    visits = f"""SELECT e.anonymous_key, e.session_key, e.occurred_at, i.customer_id FROM {events.name} e
        LEFT JOIN {identity.name} i ON i.source_key = e.source_key
        WHERE {_until(as_of)}"""
    seen = engine.create(
        "visitors_seen",
        f"""WITH visits AS ({visits}),
        sessions AS ({_SESSIONS}),
        logins AS (
            SELECT anonymous_key, customer_id, 1 AS n FROM visits WHERE customer_id IS NOT NULL
            UNION ALL SELECT v.anonymous_key, s.customer_id, 0 AS n
            FROM visits v JOIN sessions s ON s.session_key = v.session_key WHERE v.customer_id IS NULL)
        SELECT anonymous_key, min(customer_id) AS customer_id, count(DISTINCT customer_id) AS n_customers,
            CAST(sum(n) AS BIGINT) AS n_logins
        FROM logins WHERE anonymous_key IS NOT NULL AND NOT {_NOBODY} GROUP BY anonymous_key""",
        step="visitors seen with customers",
    )
    theirs = "false"
    if forgotten:
        keys = engine.arrow(f"SELECT anonymous_key FROM {seen.name} ORDER BY 1", step="visitors").column(0).to_pylist()
        gone = [key for key in keys if tombstone(secret, visitor_mark(key)) in forgotten]
        engine.register("visitors_gone", pa.table({"anonymous_key": pa.array(gone, pa.string())}))
        theirs = "anonymous_key IN (SELECT anonymous_key FROM visitors_gone)"
    anonymous = engine.create(
        "anonymous",
        f"""SELECT anonymous_key, customer_id, n_logins FROM {seen.name}
        WHERE n_customers = 1 AND NOT {theirs} ORDER BY anonymous_key""",
        step="stitched visitors",
    )
    n_shared = engine.rows(f"SELECT count(*) FROM {seen.name} WHERE n_customers > 1", step="shared devices")[0][0]
    n_visitors = engine.rows(f"SELECT count(DISTINCT anonymous_key) FROM {events.name}", step="visitors")[0][0]
    for name in (seen.name, "visitors_gone"):
        engine.drop(name)
    return Stitched(anonymous, n_visitors, n_shared)


def attribute(
    engine: Engine, records: Records, identity: Identity, spec: UnifySpec, *, as_of: datetime | None = None
) -> Records:
    """Give events of shared devices to the customer of their session, and take those from before the window away.

    What a device did that several customers use belongs to whoever was known in the same session, if that was one
    person; else to nobody. With ``stitch_days``, what a visitor did longer before the first login stays anonymous: its
    anonymous key is taken off, so that nobody is found by it.

    Returns
    -------
    Records
        As they were where there is nothing to do.
    """
    if records.events is None or identity.anonymous is None:
        return records
    if not identity.linking.n_shared_devices and not spec.stitch_days:
        return records
    events = records.events
    visits = f"""SELECT e.session_key, i.customer_id FROM {events.name} e
        JOIN {identity.relation.name} i ON i.source_key = e.source_key WHERE {_until(as_of)}"""
    is_late = "false"
    if spec.stitch_days:
        is_late = f"e.source_key IS NULL AND e.occurred_at < f.first_at - INTERVAL {int(spec.stitch_days)} DAY"
    values = {
        "source_key": "coalesce(e.source_key, CASE WHEN a.anonymous_key IS NULL THEN s.source_key END)",
        "anonymous_key": f"CASE WHEN NOT coalesce({is_late}, false) THEN e.anonymous_key END",
    }
    columns = ", ".join(f"{values.get(name, f'e.{quote(name)}')} AS {quote(name)}" for name in events.columns)
    relation = engine.create(
        "events_attributed",
        f"""WITH visits AS ({visits}),
        sessions AS ({_SESSIONS}),
        keys AS (SELECT customer_id, min(source_key) AS source_key FROM {identity.relation.name} GROUP BY customer_id),
        owners AS (
            SELECT s.session_key, k.source_key FROM sessions s JOIN keys k ON k.customer_id = s.customer_id),
        firsts AS (
            SELECT anonymous_key, min(occurred_at) AS first_at FROM {events.name} e
            WHERE source_key IS NOT NULL AND {_until(as_of)} GROUP BY anonymous_key)
        SELECT {columns} FROM {events.name} e
        LEFT JOIN {identity.anonymous.name} a ON a.anonymous_key = e.anonymous_key
        LEFT JOIN owners s ON s.session_key = e.session_key
        LEFT JOIN firsts f ON f.anonymous_key = e.anonymous_key""",
        step="whose events",
    )
    return replace(records, events=relation)


def visitor_mark(anonymous_key: str) -> str:
    """Give what is remembered of a forgotten visitor: apart from source keys, for a session may be called like one.

    Examples
    --------
    >>> visitor_mark("17")
    'visitor:17'
    """
    return f"visitor:{anonymous_key}"


_SESSIONS = """SELECT session_key, min(customer_id) AS customer_id FROM visits
    WHERE session_key IS NOT NULL AND customer_id IS NOT NULL
    GROUP BY session_key HAVING count(DISTINCT customer_id) = 1"""
"""The sessions in which one customer alone was known."""


def _until(as_of: datetime | None) -> str:
    if as_of is None:
        return "true"
    return f"e.occurred_at < TIMESTAMP {literal(as_of.astimezone(UTC).strftime('%Y-%m-%d %H:%M:%S.%f'))}"
