"""Visitors become customers when they say who they are, also for what they did before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from shoal import unify
from shoal.privacy.surrogate import tombstone
from shoal.terms import UnifySpec
from unify.conftest import SECRET


def stitched(engine):
    return dict(engine.rows("SELECT anonymous_key, customer_id FROM anonymous"))


def test_a_visitor_who_logs_in_is_the_customer(resolved, engine):
    events = [
        *((None, "v1", "s1", 1), ("k1", "v1", "s2", 5), (None, "v2", "s3", 2)),
        *((None, "v3", "s4", 3), ("k1", None, "s4", 3)),
    ]
    identity, _ = resolved(["k1"], events=events)
    assert stitched(engine) == {"v1": "K1", "v3": "K1"}
    linking = identity.linking
    assert (linking.n_visitors, linking.n_stitched, linking.n_shared_devices) == (3, 2, 0)
    assert (
        "2 of 3 anonymous visitors turned out to be a customer; 1 stay unknown and are no customers"
        in identity.warnings
    )
    rows = engine.rows("SELECT anonymous_key, via, source_key FROM merges WHERE anonymous_key IS NOT NULL ORDER BY 1")
    assert rows == [("v1", "login", None), ("v3", "login", None)]


def test_a_login_after_as_of_links_nothing(resolved, engine):
    events = [(None, "v1", "s1", 1), ("k1", "v1", "s2", 5)]
    resolved(["k1"], events=events, as_of=datetime(2025, 1, 5, tzinfo=UTC))
    assert stitched(engine) == {}
    resolved(["k1"], events=events, as_of=datetime(2025, 1, 6, tzinfo=UTC))
    assert stitched(engine) == {"v1": "K1"}


def test_two_keys_of_one_customer_do_not_share_a_device(resolved, engine):
    events = [("k1", "v1", "s1", 1), ("k2", "v1", "s2", 2)]
    rows = [("k1", "email", "ann@example.org"), ("k2", "email", "ann@example.org")]
    assert resolved(["k1", "k2"], rows, events)[0].linking.n_shared_devices == 0
    assert stitched(engine) == {"v1": "K1"}


def test_a_shared_device_is_nobodys_but_in_a_session_with_one_customer(records, engine):
    events = [
        ("k1", "v1", "s1", 1), (None, "v1", "s1", 1), ("k2", "v1", "s2", 2), (None, "v1", "s3", 3),
        ("k1", "v1", "s4", 4), ("k2", "v1", "s4", 4), (None, "v1", "s4", 4),
    ]  # fmt: skip
    made = records(["k1", "k2"], events=events)
    spec = UnifySpec()
    identity = unify.resolve(engine, made, spec, unify.Memory(SECRET))
    assert (identity.linking.n_shared_devices, identity.n_customers, stitched(engine)) == (1, 2, {})
    after = unify.attribute(engine, made, identity, spec)
    rows = engine.rows(f"SELECT session_key, source_key FROM {after.events.name} ORDER BY ALL")
    assert [key for session, key in rows if session == "s1"] == ["k1", "k1"]
    assert ("s3", None) in rows
    assert ("s4", None) in rows
    assert after.events.columns == made.events.columns
    merging = replace(spec, link=(*spec.link, "device"))
    assert unify.resolve(engine, made, merging, unify.Memory(SECRET)).n_customers == 1


def test_a_window_leaves_what_was_long_before_anonymous(records, engine):
    made = records(["k1"], events=[(None, "v1", "s1", 1), (None, "v1", "s2", 9), ("k1", "v1", "s3", 10)])
    spec = UnifySpec(stitch_days=3)
    identity = unify.resolve(engine, made, spec, unify.Memory(SECRET))
    after = unify.attribute(engine, made, identity, spec)
    rows = engine.rows(f"SELECT session_key, anonymous_key FROM {after.events.name} ORDER BY 1")
    assert rows == [("s1", None), ("s2", "v1"), ("s3", "v1")]
    assert unify.attribute(engine, made, identity, UnifySpec()) is made


def test_keys_that_stand_for_no_visitor_are_nobodys(resolved, engine):
    zero = "00000000-0000-0000-0000-000000000000"
    resolved(["k1"], events=[("k1", zero, "s1", 1), (None, zero, "s2", 2)])
    assert stitched(engine) == {}


def test_a_forgotten_visitor_stays_unknown(resolved, engine):
    resolved(["k1"], events=[("k1", "v1", "s1", 1)], forgotten=[tombstone(SECRET, unify.visitor_mark("v1"))])
    assert stitched(engine) == {}
