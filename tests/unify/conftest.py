"""Records built by hand, a table a kind."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa
import pytest

from shoal import unify
from shoal.terms import Quality, Records, UnifySpec

SECRET = b"0123456789abcdef"


@pytest.fixture
def records(engine):
    """Make records of keys, with identifiers ``(key, field, value)`` and events ``(key, visitor, session, day)``."""

    def make(keys, identifiers=(), events=(), customers=None, columns=(), is_identifier=False, orders=None):
        def table(name, types, rows):
            arrays = [pa.array([row[place] for row in rows], kind) for place, kind in enumerate(types.values())]
            return engine.register(name, pa.table(dict(zip(types, arrays, strict=True))))

        text, instant = pa.string(), pa.timestamp("us")
        listed = table("keys", {"source_key": text, "n_rows": pa.int64()}, [(key, 1) for key in keys])
        known = {"source_key": text, "field": text, "value": text}
        seen = {"source_key": text, "anonymous_key": text, "session_key": text, "occurred_at": instant}
        visits = [(*event[:3], datetime(2025, 1, event[3])) for event in events]
        bought = {"source_key": text, "occurred_at": instant}
        return Records(
            orders=None if orders is None else table("orders", bought, orders),
            customers=customers,
            keys=listed,
            columns=columns,
            quality=Quality(),
            identifiers=table("identifiers", known, identifiers) if identifiers else None,
            key_is_identifier=is_identifier,
            events=table("events", seen, visits) if events else None,
        )

    return make


@pytest.fixture
def resolved(engine, records):
    """Resolve records, and give the identity with the customer of every key."""

    def run(keys, identifiers=(), events=(), *, spec=None, forgotten=(), known=None, as_of=None, **others):
        made = records(keys, identifiers, events, **others)
        memory = unify.Memory(SECRET, frozenset(forgotten), known)
        identity = unify.resolve(engine, made, spec or UnifySpec(), memory, as_of=as_of)
        return identity, dict(engine.rows("SELECT source_key, customer_id FROM identity ORDER BY 1"))

    return run
