"""Which source keys are which customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from shoal.engine import Plan
from shoal.privacy.surrogate import keyed_hash, tombstone
from shoal.terms import Engine, Identity, Records, Relation, UnifySpec
from shoal.unify.normalise import normalise_key_sql
from shoal.unify.overlap import overlap
from shoal.unify.suspicions import suspicions


def resolve(engine: Engine, records: Records, spec: UnifySpec, *, secret: bytes, forgotten: frozenset[str]) -> Identity:
    """Decide which source keys are the same customer, and leave out people who asked to be forgotten.

    Parameters
    ----------
    engine : Engine
    records : Records
        Its ``keys`` are resolved.
    spec : UnifySpec
    secret : bytes
        Key of the hashes, at least 16 bytes.
    forgotten : frozenset of str
        The tombstones of removed people.

    Returns
    -------
    Identity
        Its relation ``identity`` has one row per source key that may be used.

    Raises
    ------
    SourceError
        If orders and tables of customers have no customer in common.

    Examples
    --------
    >>> from pathlib import Path
    >>> from shoal.engine import DuckEngine
    >>> from shoal.terms import Quality
    >>> engine = DuckEngine(Path("spill"))
    >>> keys = engine.create("keys", "SELECT '17850.0' AS source_key, 3 AS n_rows UNION ALL SELECT '17850', 1")
    >>> records = Records(None, None, keys, (), Quality())
    >>> identity = resolve(engine, records, UnifySpec(), secret=b"0123456789abcdef", forgotten=frozenset())
    >>> identity.n_customers, identity.warnings
    (1, ('2 source keys are 1 customer once blanks, case and a trailing .0 are set aside',))
    >>> engine.close()
    """
    plan = Plan()
    plan.step(
        "normal_keys",
        f"""SELECT source_key, n_rows, {normalise_key_sql("source_key", fold_case=spec.fold_case)} AS normal_key
        FROM {records.keys.name}""",
    )
    normal = plan.run(engine, "normal_keys")
    if records.key_is_identifier or forgotten:
        people = _people(engine, normal, secret, forgotten, is_identifier=records.key_is_identifier)
    else:
        people = engine.create(
            "people",
            f"""SELECT normal_key, normal_key AS customer_id, false AS is_forgotten
            FROM {normal.name} WHERE normal_key IS NOT NULL GROUP BY normal_key""",
        )
    relation = engine.create(
        "identity",
        f"""SELECT k.source_key, p.customer_id FROM {normal.name} k
        JOIN {people.name} p ON k.normal_key = p.normal_key
        WHERE NOT p.is_forgotten ORDER BY k.source_key""",
    )
    left_out = _left_out(engine, normal, people)
    warnings = (*_merged(engine, relation), *suspicions(engine, normal), *overlap(engine, records, relation))
    n_customers = engine.rows(f"SELECT count(DISTINCT customer_id) FROM {relation.name}", step="count customers")[0][0]
    for name in (normal.name, people.name):
        engine.drop(name)
    return Identity(relation, records.key_is_identifier, n_customers, left_out, warnings)


def _people(
    engine: Engine, normal: Relation, secret: bytes, forgotten: frozenset[str], *, is_identifier: bool
) -> Relation:
    """Give each normalised key its customer id, and say who is forgotten; the keyed hashes are made here."""
    keys: list[str] = (
        engine.arrow(
            f"SELECT DISTINCT normal_key FROM {normal.name} WHERE normal_key IS NOT NULL ORDER BY normal_key",
            step="keys to hash",
        )
        .column(0)
        .to_pylist()
    )
    surrogates = [keyed_hash(secret, key.lower()) for key in keys] if is_identifier else keys
    gone = [tombstone(secret, key) in forgotten for key in keys] if forgotten else [False] * len(keys)
    columns: dict[str, Any] = {
        "normal_key": pa.array(keys, pa.string()),
        "customer_id": pa.array(surrogates, pa.string()),
        "is_forgotten": pa.array(gone, pa.bool_()),
    }
    return engine.register("people", pa.table(columns))


def _left_out(engine: Engine, normal: Relation, people: Relation) -> Mapping[str, int]:
    """Count the rows of forgotten people, and of keys of which nothing but blanks is left."""
    forgotten, missing = engine.rows(
        f"""SELECT coalesce(sum(CASE WHEN p.is_forgotten THEN k.n_rows END), 0),
        coalesce(sum(CASE WHEN k.normal_key IS NULL THEN k.n_rows END), 0)
        FROM {normal.name} k LEFT JOIN {people.name} p ON k.normal_key = p.normal_key""",
        step="count rows left out",
    )[0]
    counts = {"customer_missing": int(missing), "forgotten": int(forgotten)}
    return {reason: n for reason, n in counts.items() if n}


def _merged(engine: Engine, relation: Relation) -> tuple[str, ...]:
    n_keys, n_customers = engine.rows(
        f"""SELECT coalesce(sum(n), 0), count(*) FROM (
        SELECT count(*) AS n FROM {relation.name} GROUP BY customer_id HAVING count(*) > 1)""",
        step="merged keys",
    )[0]
    if not n_keys:
        return ()
    one = "1 customer" if n_customers == 1 else f"{n_customers} customers"
    return (f"{n_keys} source keys are {one} once blanks, case and a trailing .0 are set aside",)
