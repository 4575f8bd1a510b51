"""A rule is true of the same customers in Python and in SQL, whatever their values."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postgres import PostgresServer
from shoal.engine import DuckEngine, PostgresEngine, rule_sql, rules_sql
from shoal.terms import (
    AllOf,
    AnyOf,
    Blank,
    Bound,
    Interval,
    Membership,
    Not,
    OneOf,
    Rule,
    RuleLine,
    RuleList,
    SomeOf,
    rule_from_dict,
    rule_to_dict,
)

NUMBERS, TEXTS = ("spend", 'of "it"'), ("country", "plan's")
LEVELS = st.sampled_from(["France", "Côte d'Ivoire", "", "'; DROP TABLE x; --", "null"])
VALUES = st.one_of(
    st.sampled_from([0.0, -0.0, 0.1, 0.30000000000000004, 1e-300, 1e300]),
    st.floats(allow_nan=False, allow_infinity=False),
)
SIDES = st.none() | VALUES
LEAVES = st.one_of(
    st.builds(Bound, st.sampled_from(NUMBERS), SIDES, SIDES),
    st.builds(OneOf, st.sampled_from(TEXTS), st.lists(LEVELS, max_size=3).map(tuple)),
    st.builds(Blank, st.sampled_from([*NUMBERS, *TEXTS])),
)
RULES: st.SearchStrategy[Rule] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(AllOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Not, inner),
        st.builds(SomeOf, st.lists(inner, max_size=3).map(tuple), st.integers(0, 2), st.integers(0, 3)),
    ),
    max_leaves=8,
)
PROFILES = st.lists(
    st.fixed_dictionaries(
        {name: st.none() | VALUES for name in NUMBERS} | {name: st.none() | LEVELS for name in TEXTS}
    ),
    min_size=1,
    max_size=6,
)


@pytest.fixture(scope="module")
def duck(tmp_path_factory: pytest.TempPathFactory) -> Any:
    engine = DuckEngine(Path(tmp_path_factory.mktemp("rules")) / "spill")
    yield engine
    engine.close()


def asked(engine: Any, profiles: list[dict[str, Any]], expression: str) -> list[Any]:
    kinds = {name: pa.float64() for name in NUMBERS} | {name: pa.string() for name in TEXTS}
    columns: dict[str, Any] = {"place": pa.array(range(len(profiles)), pa.int64())}
    columns |= {name: pa.array([one[name] for one in profiles], kind) for name, kind in kinds.items()}
    engine.register("profiles", pa.table(columns))
    return [row[0] for row in engine.rows(f"SELECT {expression} AS told FROM profiles ORDER BY place")]


@settings(max_examples=150, deadline=None)
@given(rule=RULES, profiles=PROFILES)
def test_sql_and_python_agree(duck: DuckEngine, rule: Rule, profiles: list[dict[str, Any]]) -> None:
    assert asked(duck, profiles, rule_sql(rule)) == [rule.holds(profile) for profile in profiles]


@settings(max_examples=40, deadline=None)
@given(rules=st.lists(RULES, max_size=4), profiles=PROFILES)
def test_a_list_of_rules_agrees_too(duck: DuckEngine, rules: list[Rule], profiles: list[dict[str, Any]]) -> None:
    lines = tuple(RuleLine(place + 2, rule, "") for place, rule in enumerate(rules))
    told = RuleList(lines, 1, Membership("rules", Interval(1.0, 1.0, 1.0), 1.0), 1)
    expression = rules_sql(tuple((line.rule, line.segment) for line in lines), 1)
    assert asked(duck, profiles, expression) == [told.segment_of(profile) for profile in profiles]


@settings(max_examples=100, deadline=None)
@given(RULES)
def test_a_rule_comes_back_from_plain_data(rule: Rule) -> None:
    assert rule_from_dict(rule_to_dict(rule)) == rule


@pytest.mark.parametrize("data", [{}, {"all": 1}, {"column": 3, "above": None, "upto": None}, {"if": "1 = 1"}])
def test_what_is_no_rule_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="is not a rule"):
        rule_from_dict(data)


def test_postgres_agrees(postgres: PostgresServer) -> None:
    engine = PostgresEngine(postgres.url())
    profiles = [
        {"spend": spend, 'of "it"': 1.0, "country": country, "plan's": "pro"}
        for spend in (None, 0.1, 5.0, 5.000000000000001)
        for country in (None, "France", "Spain")
    ]
    rule = AllOf((Bound("spend", 0.05, 5.0), Not(AnyOf((OneOf("country", ("France",)), Blank('of "it"'))))))
    try:
        several = SomeOf((rule, Blank("country"), Bound("spend", 1.0, None)), 1, 2)
        for one in (rule, Not(rule), Not(Bound("spend", 1.0, None)), OneOf("country", ()), several, Not(several)):
            assert asked(engine, profiles, rule_sql(one)) == [one.holds(profile) for profile in profiles]
    finally:
        engine.close()
