"""Keys that share an identifier are one customer, unless something speaks against it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shoal import unify
from shoal.errors import ConfigError
from shoal.privacy.surrogate import keyed_hash, tombstone
from shoal.terms import UnifySpec
from unify.conftest import SECRET


def email(key, value="ann@example.org"):
    return (key, "email", value)


def name(key, value):
    return (key, "name", value)


def test_a_shared_address_makes_one_customer_of_the_smallest_key(resolved, engine):
    identity, owners = resolved(["B", "A", "C"], [email("B", "Ann@Example.org "), email("A"), email("C", "bo@x.org")])
    assert owners == {"A": "A", "B": "A", "C": "C"}
    assert (identity.n_customers, identity.linking.n_merged, identity.linking.by_field) == (2, 1, {"email": 1})
    assert "2 source keys are 1 customer, for they share an identifier" in identity.warnings[0]
    assert "ann" not in " ".join(identity.warnings).lower()
    rows = engine.rows("SELECT customer_id, source_key, linked_key, via, n_evidence FROM merges ORDER BY ALL")
    assert ("A", "B", "A", "email", 1) in rows
    assert len(rows) == 4


def test_links_go_on_from_key_to_key_and_in_circles(resolved):
    phone = "+49 30 123456"
    rows = [
        *(email("A"), email("B"), email("C", "c@x.org"), email("A", "c@x.org")),
        *((key, "phone", phone) for key in "BC"),
    ]
    assert set(resolved(["A", "B", "C"], rows)[1].values()) == {"A"}


@given(st.data())
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_gives_the_same(resolved, data):
    keys = [f"K{place}" for place in range(8)]
    rows = data.draw(
        st.lists(
            st.builds(
                lambda key, field, value: (key, field, value),
                st.sampled_from(keys),
                st.just("email"),
                st.sampled_from([f"p{place}@x.org" for place in range(5)]),
            )
            | st.builds(name, st.sampled_from(keys), st.sampled_from(["Ann Lee", "Bob Ray", "A. Lee"])),
            min_size=1,
            max_size=16,
            unique=True,
        )
    )
    first = resolved(keys, rows)[1]
    assert resolved(data.draw(st.permutations(keys)), data.draw(st.permutations(rows)))[1] == first
    assert all(first[owner] == owner for owner in first.values())


def test_a_family_with_one_address_stays_apart(resolved):
    rows = [email("A"), email("B"), name("A", "Ann Lee"), name("B", "Bob Lee")]
    identity, owners = resolved(["A", "B"], rows)
    assert owners == {"A": "A", "B": "B"}
    assert identity.linking.n_conflicts == 1
    assert any("stay two customers" in warning for warning in identity.warnings)
    assert set(resolved(["A", "B"], rows, spec=UnifySpec(names="ignored"))[1].values()) == {"A"}


def test_who_has_no_name_joins_neither_of_two_who_differ(resolved):
    rows = [email("A"), email("B"), email("C"), name("A", "Ann Lee"), name("B", "Bob Lee")]
    identity, owners = resolved(["A", "B", "C"], rows)
    assert owners == {"A": "A", "B": "B", "C": "C"}
    assert identity.linking.n_conflicts == 3


def test_a_key_between_two_who_differ_goes_where_the_heavier_link_is(resolved):
    rows = [
        *(name(key, value) for key, value in (("A", "Ann Lee"), ("B", "Bob Ray"))),
        ("A", "phone", "+49 30 1234567"), ("C", "phone", "+49 30 1234567"), email("B"), email("C"),
        email("A", "both@x.org"), email("B", "both@x.org"),
    ]  # fmt: skip
    assert resolved(["A", "B", "C"], rows)[1] == {"A": "A", "B": "B", "C": "B"}


def test_official_numbers_decide_over_names_and_addresses(resolved):
    differ = [email("A"), email("B"), ("A", "national_id", "123-45-6788"), ("B", "national_id", "987-65-4322")]
    assert resolved(["A", "B"], differ)[1] == {"A": "A", "B": "B"}
    same = [("A", "national_id", "123-45-6788"), ("B", "national_id", "123 45 6788")]
    assert resolved(["A", "B"], [*same, name("A", "Ann Lee"), name("B", "Ann Schmidt")])[1] == {"A": "A", "B": "A"}


def test_a_name_or_an_address_alone_links_nobody(resolved):
    rows = [
        row for key in "AB" for row in (name(key, "Ann Lee"), (key, "address", "1 High St"), (key, "ip", "1.2.3.4"))
    ]
    assert resolved(["A", "B"], rows)[1] == {"A": "A", "B": "B"}


def test_placeholders_link_nothing_and_are_counted(resolved):
    rows = [row for key in "AB" for row in (email(key, "none@none.com"), (key, "phone", "1111111"))]
    identity, owners = resolved(["A", "B"], rows)
    assert owners == {"A": "A", "B": "B"}
    assert identity.linking.n_placeholders == 2
    assert not any("none.com" in warning for warning in identity.warnings)


def test_what_many_share_links_nothing_and_is_counted(resolved):
    keys = [f"K{place:02}" for place in range(11)]
    identity, owners = resolved(keys, [email(key, "office@x.org") for key in keys])
    assert set(owners.values()) == set(keys)
    assert (identity.linking.n_crowded, identity.linking.n_conflicts) == (1, 0)
    assert set(resolved(keys[:10], [email(key, "office@x.org") for key in keys[:10]])[1].values()) == {"K00"}


def test_what_links_is_set(resolved):
    rows = [email("A"), email("B")]
    assert resolved(["A", "B"], rows, spec=UnifySpec(link=("phone",)))[1] == {"A": "A", "B": "B"}


def test_a_key_that_is_an_address_meets_the_same_address_elsewhere(resolved):
    identity, owners = resolved(["Ann@Example.org", "K7"], [email("K7")], is_identifier=True)
    assert identity.n_customers == 1
    assert owners["K7"] == keyed_hash(SECRET, "ann@example.org")
    assert not any("@" in row for row in owners.values())


def test_never_takes_a_merge_back_as_if_it_had_not_been(resolved, engine):
    query = "SELECT * EXCLUDE since FROM merges ORDER BY ALL"
    rows = [email("A"), email("B"), email("C", "c@x.org"), email("B", "c@x.org")]
    without = resolved(["A", "B", "C"], rows[1:])[1], engine.rows(query)
    taken_back = resolved(["A", "B", "C"], rows, spec=UnifySpec(never=("b | A",)))
    assert (taken_back[1], engine.rows(query)) == without
    assert taken_back[0].linking.n_conflicts == 0


def test_never_holds_through_a_third_key(resolved):
    rows = [email("A"), email("B"), email("C")]
    assert resolved(["A", "B", "C"], rows, spec=UnifySpec(never=("A | B",)))[1] == {"A": "A", "B": "B", "C": "A"}


def test_always_links_whatever_the_names(resolved):
    rows = [email("A"), email("B"), name("A", "Ann Lee"), name("B", "Bob Ray")]
    identity, owners = resolved(["A", "B", "C"], rows, spec=UnifySpec(always=("A | B", "C | A")))
    assert set(owners.values()) == {"A"}
    assert identity.linking.by_field == {"always": 2}


def test_a_pair_with_an_unknown_key_is_said(resolved):
    identity, owners = resolved(["B"], spec=UnifySpec(always=("A | B",)))
    assert owners == {"B": "B"}
    assert "1 pair of unify.always and unify.never name a key that no source has" in identity.warnings


@pytest.mark.parametrize(
    "spec",
    [
        UnifySpec(always=("A | B",), never=("B | A",)),
        UnifySpec(always=("A | B", "B | C"), never=("A | C",)),
        UnifySpec(never=("A",)),
        UnifySpec(never=("A | a",)),
    ],
)
def test_what_contradicts_itself_is_refused_in_words(resolved, spec):
    with pytest.raises(ConfigError, match=r"unify\.never"):
        resolved(["A", "B", "C"], spec=spec)


def test_an_id_that_was_known_stays_when_a_smaller_key_joins(resolved, engine):
    day = datetime(2025, 1, 2, tzinfo=UTC)
    resolved(["K5", "K9"], [email("K5"), email("K9")], as_of=datetime(2025, 1, 1, tzinfo=UTC))
    known = engine.create("before", "SELECT * FROM merges")
    identity, owners = resolved(["K2", "K5", "K9"], [email(key) for key in ("K2", "K5", "K9")], known=known, as_of=day)
    assert set(owners.values()) == {"K5"}
    since = dict(engine.rows("SELECT source_key, since FROM merges WHERE linked_key IS NULL"))
    assert since == {"K2": "2025-01-02T00:00:00Z", "K5": "2025-01-01T00:00:00Z", "K9": "2025-01-01T00:00:00Z"}
    assert not any("knew apart" in warning for warning in identity.warnings)
    # a split gives the key its own id, whatever was known
    assert resolved(["K2", "K5", "K9"], [email("K5"), email("K9")], known=known)[1] == {
        "K2": "K2",
        "K5": "K5",
        "K9": "K5",
    }


def test_two_known_customers_who_become_one_are_said(resolved, engine):
    resolved(["K2", "K5"])
    known = engine.create("before", "SELECT * FROM merges")
    identity, owners = resolved(["K2", "K5"], [email("K2"), email("K5")], known=known)
    assert set(owners.values()) == {"K2"}
    assert any("2 customers whom an earlier build knew apart" in warning for warning in identity.warnings)


def test_whoever_is_linked_with_somebody_forgotten_is_forgotten(resolved):
    rows = [email("A"), email("B"), email("C", "c@x.org")]
    identity, owners = resolved(["A", "B", "C"], rows, forgotten=[tombstone(SECRET, "A")])
    assert owners == {"C": "C"}
    assert identity.refused == {"forgotten": 2}


def test_a_new_key_with_the_address_of_somebody_forgotten_is_kept_out(resolved):
    gone = [tombstone(SECRET, mark) for mark in unify.marks("Ann@Example.org")]
    assert resolved(["N", "C"], [email("N"), email("C", "c@x.org")], forgotten=gone)[1] == {"C": "C"}
