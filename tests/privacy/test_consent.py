"""Who may be used for a purpose, and what is said of it."""

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoal.engine import DuckEngine
from shoal.errors import NotPermitted, TooFewCustomers
from shoal.privacy.consent import Purpose, may
from shoal.privacy.counts import refuse_if_too_few
from shoal.terms import Relation


def customers(engine: DuckEngine, ids: list[str]) -> Relation:
    return engine.register("customers", pa.table({"customer_id": pa.array(ids, pa.string())}))


def consents(engine: DuckEngine, rows: list[tuple[str, float | None]]) -> Relation:
    ids = pa.array([row[0] for row in rows], pa.string())
    granted = pa.array([row[1] for row in rows], pa.float64())
    return engine.register("consents", pa.table({"customer_id": ids, "is_granted": granted}))


def allowed(engine: DuckEngine, relation: Relation) -> list[str]:
    return [row[0] for row in engine.rows(f"SELECT customer_id FROM {relation.name}")]


ROWS = [("a", 1.0), ("b", 0.0), ("c", None), ("d", 1.0), ("d", 0.0), ("e", 1.0), ("e", None), ("stranger", 1.0)]


@pytest.mark.parametrize(("missing", "expected"), [("allow", {"a", "c", "e", "f"}), ("deny", {"a", "e"})])
def test_missing_consent_means_what_is_set(engine: DuckEngine, missing: str, expected: set[str]) -> None:
    permission = may(Purpose.BUILD, customers(engine, list("abcdef")), consents(engine, ROWS), missing=missing)
    assert set(allowed(engine, permission.relation)) == expected
    assert (permission.n_allowed, permission.n_denied, permission.n_missing) == (len(expected), 2, 2)
    assert permission.relation.columns == ("customer_id",)
    used = "used" if missing == "allow" else "not used"
    assert permission.sentence == (
        f"{len(expected)} of 6 customers may be used to build: 2 declined, 2 have nothing on record and are {used} "
        f"(missing_consent = {missing})."
    )


def test_where_nothing_is_recorded_it_is_said(engine: DuckEngine) -> None:
    permission = may(Purpose.SEND, customers(engine, list("abc")), None, missing="allow")
    assert (permission.n_allowed, permission.n_denied, permission.n_missing) == (3, 0, 3)
    assert permission.sentence == (
        "No consent is on record: the 3 customers are used to send (missing_consent = allow)."
    )
    with pytest.raises(NotPermitted, match="missing_consent = deny"):
        may(Purpose.SEND, customers(engine, list("abc")), None, missing="deny")


def test_where_all_decline_nobody_may_be_used(engine: DuckEngine) -> None:
    with pytest.raises(NotPermitted, match="no customer may be used to score"):
        may(Purpose.SCORE, customers(engine, ["a"]), consents(engine, [("a", 0.0)]), missing="allow")
    with pytest.raises(NotPermitted, match="no customers to ask"):
        may(Purpose.SCORE, customers(engine, []), None, missing="allow")
    assert engine.rows("SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'shoal_%'") == []


def test_a_customer_of_several_source_keys_is_one(engine: DuckEngine) -> None:
    permission = may(Purpose.BUILD, customers(engine, ["a", "a", "b"]), consents(engine, [("a", 1.0)]), missing="deny")
    assert (allowed(engine, permission.relation), permission.n_allowed, permission.n_missing) == (["a"], 1, 1)
    assert may(Purpose.SEND, customers(engine, ["a", "a", "b"]), None, missing="allow").n_allowed == 2


def test_purposes_do_not_overwrite_each_other(engine: DuckEngine) -> None:
    people = customers(engine, ["a", "b"])
    build = may(Purpose.BUILD, people, consents(engine, [("a", 0.0)]), missing="allow")
    score = may(Purpose.SCORE, people, consents(engine, [("b", 0.0)]), missing="allow")
    assert (allowed(engine, build.relation), allowed(engine, score.relation)) == (["b"], ["a"])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from([None, 0.0, 1.0]))),
    st.sampled_from(["allow", "deny"]),
)
def test_it_agrees_with_the_definition(rows: list[tuple[str, float | None]], missing: str) -> None:
    answers = {who: [value for key, value in rows if key == who and value is not None] for who in "abcdefgh"}
    expected = {who for who, given_ in answers.items() if (min(given_) > 0 if given_ else missing == "allow")}
    engine = DuckEngine(Path("unused"))
    try:
        people, records = customers(engine, list("abcdefgh")), consents(engine, rows)
        if not expected:
            with pytest.raises(NotPermitted):
                may(Purpose.BUILD, people, records, missing=missing)
            return
        permission = may(Purpose.BUILD, people, records, missing=missing)
        assert set(allowed(engine, permission.relation)) == expected
        n_missing = sum(not given_ for given_ in answers.values())
        denied = {who for who, given_ in answers.items() if given_ and min(given_) <= 0}
        assert (permission.n_denied, permission.n_missing) == (len(denied), n_missing)
    finally:
        engine.close()


@pytest.mark.parametrize(
    ("n", "words"), [(0, "there are no customers"), (1, "there is 1 customer"), (10, "10 customers")]
)
def test_few_people_are_not_described(n: int, words: str) -> None:
    with pytest.raises(TooFewCustomers, match=f"{words}; expected at least 11"):
        refuse_if_too_few(n, 11)
    refuse_if_too_few(11, 11)
