"""Which customer a key is: the id of its group, kept from earlier builds, and who was forgotten."""

from __future__ import annotations

import pyarrow as pa

from shoal.engine import literal
from shoal.privacy.surrogate import keyed_hash, tombstone
from shoal.terms import Engine, Relation

_SAME = ("customer_id", "source_key", "anonymous_key", "linked_key", "via")
"""What makes a line of the record the same as one of an earlier build."""


def nodes(engine: Engine, normal: Relation, secret: bytes, *, is_identifier: bool) -> Relation:
    """Give every normalised key the name under which it may be shown: itself, or its keyed hash if it names a person.

    Returns
    -------
    Relation
        ``normal_key``, ``node_id``.
    """
    distinct = f"SELECT DISTINCT normal_key FROM {normal.name} WHERE normal_key IS NOT NULL"
    if not is_identifier:
        return engine.create("nodes", f"SELECT normal_key, normal_key AS node_id FROM ({distinct})", step="nodes")
    keys = engine.arrow(f"{distinct} ORDER BY normal_key", step="keys to hash").column(0).to_pylist()
    hashed = [keyed_hash(secret, key.lower()) for key in keys]
    return engine.register("nodes", pa.table({"normal_key": pa.array(keys, pa.string()), "node_id": pa.array(hashed)}))


def gone(engine: Engine, claims: Relation, secret: bytes, forgotten: frozenset[str], everyone: Relation) -> Relation:
    """Find the keys that were forgotten, and those that have an identifier of somebody who was.

    Returns
    -------
    Relation
        ``normal_key``.
    """
    keys = engine.arrow(f"SELECT normal_key FROM {everyone.name} ORDER BY 1", step="keys to compare").column(0)
    theirs = [key for key in keys.to_pylist() if tombstone(secret, key) in forgotten]
    values = engine.arrow(
        f"SELECT DISTINCT field, value FROM {claims.name} WHERE field <> 'device' ORDER BY 1, 2", step="identifiers"
    ).to_pylist()
    marks = [one for one in values if tombstone(secret, f"{one['field']}:{one['value']}") in forgotten]
    engine.register("gone_keys", pa.table({"normal_key": pa.array(theirs, pa.string())}))
    engine.register(
        "gone_values",
        pa.table({name: pa.array([one[name] for one in marks], pa.string()) for name in ("field", "value")}),
    )
    relation = engine.create(
        "gone",
        f"""SELECT normal_key FROM gone_keys
        UNION SELECT c.normal_key FROM {claims.name} c JOIN gone_values g ON g.field = c.field AND g.value = c.value""",
        step="forgotten keys",
    )
    for name in ("gone_keys", "gone_values"):
        engine.drop(name)
    return relation


def people(
    engine: Engine, everyone: Relation, groups: Relation, forgotten: Relation | None, known: Relation | None
) -> Relation:
    """Give every key its customer.

    The id of a customer is that of the smallest key; where an earlier build knew some of the keys as customers, the one
    known first. Whoever is linked with somebody forgotten is the same person, and forgotten too.

    Parameters
    ----------
    engine : Engine
    everyone : Relation
        ``normal_key``, ``node_id``.
    groups : Relation
        ``normal_key``, ``root_key``; those that are linked.
    forgotten : Relation or None
        ``normal_key``.
    known : Relation or None
        The record of an earlier build.

    Returns
    -------
    Relation
        ``normal_key``, ``node_id``, ``customer_id``, ``is_forgotten``.
    """
    before = "SELECT CAST(NULL AS VARCHAR) AS node_id, CAST(NULL AS VARCHAR) AS since WHERE false"
    if known is not None:
        before = f"""SELECT source_key AS node_id, min(since) AS since FROM {known.name}
            WHERE source_key = customer_id GROUP BY source_key"""
    out = "SELECT CAST(NULL AS VARCHAR) AS normal_key WHERE false"
    if forgotten is not None:
        out = f"SELECT normal_key FROM {forgotten.name}"
    return engine.create(
        "people",
        f"""WITH known AS ({before}),
        linked AS (
            SELECT g.normal_key, g.root_key, n.node_id, k.since, f.normal_key IS NOT NULL AS is_gone
            FROM {groups.name} g JOIN {everyone.name} n ON n.normal_key = g.normal_key
            LEFT JOIN known k ON k.node_id = n.node_id LEFT JOIN ({out}) f ON f.normal_key = g.normal_key),
        ranked AS (
            SELECT root_key, node_id,
                row_number() OVER (PARTITION BY root_key ORDER BY since NULLS LAST, normal_key) AS place
            FROM linked),
        whole AS (
            SELECT root_key, bool_or(is_gone) AS is_gone, count(since) AS n_known FROM linked GROUP BY root_key)
        SELECT n.normal_key, n.node_id, coalesce(r.node_id, n.node_id) AS customer_id,
            coalesce(w.is_gone, f.normal_key IS NOT NULL) AS is_forgotten, coalesce(w.n_known, 0) AS n_known
        FROM {everyone.name} n
        LEFT JOIN linked l ON l.normal_key = n.normal_key
        LEFT JOIN ranked r ON r.root_key = l.root_key AND r.place = 1
        LEFT JOIN whole w ON w.root_key = l.root_key
        LEFT JOIN ({out}) f ON f.normal_key = n.normal_key""",
        step="people",
    )


def record(
    engine: Engine, people_: Relation, links: Relation, anonymous: Relation | None, known: Relation | None, *, now: str
) -> Relation:
    """Write down which key is which customer, why, and since when.

    Parameters
    ----------
    engine : Engine
    people_ : Relation
        As `people` gives it.
    links : Relation
        As in `Links`.
    anonymous : Relation or None
        ``anonymous_key``, ``customer_id``, ``n_logins``.
    known : Relation or None
        The record of an earlier build.
    now : str
        The `as_of` of this build.
    """
    here = f"SELECT * FROM {people_.name} WHERE NOT is_forgotten"
    none = "CAST(NULL AS VARCHAR)"
    rows = f"""WITH here AS ({here})
        SELECT customer_id, node_id AS source_key, {none} AS anonymous_key, {none} AS linked_key, '' AS via,
            CAST(0 AS BIGINT) AS n_evidence FROM here
        UNION ALL SELECT r.customer_id, r.node_id AS source_key, {none} AS anonymous_key, l.node_id AS linked_key,
            k.via, k.n_evidence
        FROM {links.name} k JOIN here l ON l.normal_key = k.left_key JOIN here r ON r.normal_key = k.right_key
        WHERE l.customer_id = r.customer_id"""
    if anonymous is not None:
        rows += f""" UNION ALL SELECT customer_id, {none} AS source_key, anonymous_key, {none} AS linked_key,
            'login' AS via, n_logins AS n_evidence FROM {anonymous.name}"""
    if known is None:
        return engine.create("merges", f"SELECT m.*, {literal(now)} AS since FROM ({rows}) m", step="merges")
    same = " AND ".join(f"coalesce(k.{name}, '') = coalesce(m.{name}, '')" for name in _SAME)
    return engine.create(
        "merges",
        f"""SELECT m.*, least(coalesce(k.since, {literal(now)}), {literal(now)}) AS since FROM ({rows}) m
        LEFT JOIN (SELECT {", ".join(_SAME)}, min(since) AS since FROM {known.name} GROUP BY ALL) k ON {same}""",
        step="merges",
    )
