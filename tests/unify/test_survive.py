"""Of several rows about one customer one survives, trait by trait."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from shoal.errors import ConfigError
from shoal.terms import ColumnSpec, ColumnType, Role, UnifySpec

COLUMNS = (
    ColumnSpec("country", Role.TRAIT, ColumnType.CATEGORY),
    ColumnSpec("age", Role.TRAIT, ColumnType.NUMBER),
    ColumnSpec("vip", Role.TRAIT, ColumnType.FLAG),
    ColumnSpec("since", Role.TRAIT, ColumnType.DATE),
)
ROWS = """(VALUES ('A', 'AT', 40.0, NULL, DATE '2020-01-01'), ('B', 'BE', 41.0, 0.0, DATE '2021-01-01'),
    ('C', 'Austria', NULL, 1.0, NULL), ('Z', 'ZA', 9.0, 0.0, NULL)) t(source_key, country, age, vip, since)"""
ORDERS = [("A", datetime(2025, 1, 3)), ("B", datetime(2025, 1, 1)), ("C", datetime(2025, 1, 9))]
SAME = [(key, "email", "ann@example.org") for key in "ABC"]


@pytest.fixture
def survivor(resolved, engine):
    def run(*rules, as_of=None):
        customers = engine.create("customers", f"SELECT * FROM {ROWS}")
        spec = UnifySpec(survive=rules)
        identity, _ = resolved(
            ["A", "B", "C", "Z"], SAME, customers=customers, columns=COLUMNS, orders=ORDERS, spec=spec, as_of=as_of
        )
        rows = engine.rows(f"SELECT * FROM {identity.survivors.name}")
        assert len(rows) == 1
        return dict(zip(identity.survivors.columns, rows[0], strict=True))

    return run


def test_the_most_complete_row_survives(survivor):
    assert survivor() == {"customer_id": "A", "country": "BE", "age": 41.0, "vip": 0.0, "since": date(2021, 1, 1)}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("country: most_recent", "Austria"),
        ("country: first", "BE"),
        ("COUNTRY : longest", "Austria"),
        ("country: max", "BE"),
        ("country: min", "AT"),
        ("age: max", 41.0),
        ("age: min", 40.0),
        ("age: most_recent", 40.0),
        ("age: most_frequent", 40.0),
        ("vip: true_if_any", 1.0),
        ("vip: first", 0.0),
        ("since: min", date(2020, 1, 1)),
    ],
)
def test_a_rule_decides(survivor, rule, expected):
    assert survivor(rule)[rule.partition(":")[0].strip().lower()] == expected


def test_what_keys_did_later_does_not_count(survivor):
    assert survivor("country: most_recent", as_of=datetime(2025, 1, 5, tzinfo=UTC))["country"] == "AT"


@pytest.mark.parametrize(("rule", "said"), [("country: newest", "'country: newest'"), ("land: max", "no trait 'land'")])
def test_a_wrong_rule_is_refused(survivor, rule, said):
    with pytest.raises(ConfigError, match=said):
        survivor(rule)


def test_where_nobody_is_merged_nothing_is_made(resolved, engine):
    customers = engine.create("customers", f"SELECT * FROM {ROWS}")
    assert resolved(["A", "B"], customers=customers, columns=COLUMNS)[0].survivors is None
