"""Many source keys, one customer; and people who asked to be forgotten stay away."""

from __future__ import annotations

import pytest

from shoal import unify
from shoal.privacy.surrogate import keyed_hash, tombstone
from shoal.terms import Quality, Records, UnifySpec

SECRET = b"0123456789abcdef"


@pytest.fixture
def resolve(engine):
    def run(keys, *, spec=None, forgotten=(), is_identifier=False):
        rows = ", ".join("(?, ?)" for _ in keys)
        flat = [value for pair in keys for value in pair]
        relation = engine.create(
            "keys",
            f"SELECT CAST(a AS VARCHAR) AS source_key, CAST(b AS BIGINT) AS n_rows FROM (VALUES {rows}) t(a, b)",
            flat,
        )
        records = Records(None, None, relation, (), Quality(), key_is_identifier=is_identifier)
        identity = unify.resolve(engine, records, spec or UnifySpec(), unify.Memory(SECRET, frozenset(forgotten)))
        return identity, engine.rows("SELECT source_key, customer_id FROM identity")

    return run


def test_spellings_become_one_customer(resolve):
    identity, rows = resolve(
        [("17850", 2), ("17850.0", 1), (" 17850\u00a0", 1), ("ab", 1), ("AB", 1), ("00004", 1), ("4", 1)]
    )
    assert dict(rows) == {
        "17850": "17850",
        "17850.0": "17850",
        " 17850\u00a0": "17850",
        "ab": "AB",
        "AB": "AB",
        "00004": "00004",
        "4": "4",
    }
    assert rows == sorted(rows)
    assert identity.n_customers == 4
    assert identity.warnings == (
        "5 source keys are 2 customers once blanks, case and a trailing .0 are set aside",
        "2 customers have ids that differ from another's in leading zeros only; they are kept apart",
    )
    assert not identity.is_surrogate


def test_case_may_count(resolve):
    identity, rows = resolve([("ab", 1), ("AB", 1)], spec=UnifySpec(fold_case=False))
    assert (identity.n_customers, dict(rows)) == (2, {"ab": "ab", "AB": "AB"})
    assert identity.warnings == ()


def test_blank_keys_are_counted_and_left_out(resolve):
    identity, rows = resolve([("\u200b\t", 3), ("a", 1)])
    assert (rows, identity.refused) == ([("a", "A")], {"customer_missing": 3})


def test_forgotten_people_are_left_out_and_counted(resolve):
    gone = tombstone(SECRET, "17850")
    identity, rows = resolve([("17850", 2), ("17850.0", 3), ("b", 1)], forgotten=[gone])
    assert (rows, identity.refused, identity.n_customers) == ([("b", "B")], {"forgotten": 5}, 1)


def test_an_identifier_becomes_a_keyed_hash(resolve):
    identity, rows = resolve(
        [("Ann@Example.org", 1), ("ann@example.org", 1), ("bob@example.org", 1)], is_identifier=True
    )
    assert identity.is_surrogate
    assert dict(rows)["ann@example.org"] == dict(rows)["Ann@Example.org"] == keyed_hash(SECRET, "ann@example.org")
    assert identity.n_customers == 2
    assert not any("@" in customer_id for _, customer_id in rows)


def test_a_forgotten_identifier_is_known_by_its_key(resolve):
    mark = tombstone(SECRET, "ANN@EXAMPLE.ORG")
    identity, rows = resolve([("Ann@Example.org", 4), ("bob@example.org", 1)], is_identifier=True, forgotten=[mark])
    assert [key for key, _ in rows] == ["bob@example.org"]
    assert identity.refused == {"forgotten": 4}


def test_nothing_is_left_behind(resolve, engine):
    resolve([("a", 1)], forgotten=["x"])
    names = {row[0] for row in engine.rows("SELECT table_name FROM information_schema.tables")}
    assert names == {"keys", "identity", "merges"}
