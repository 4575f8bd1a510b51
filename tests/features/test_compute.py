"""The feature table: who is in it, in which order, and which traits."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from shoal.engine import DuckEngine
from shoal.errors import ConfigError
from shoal.features import compute
from shoal.terms import (
    ColumnSpec,
    ColumnType,
    FeaturesSpec,
    FeatureTable,
    Identity,
    Quality,
    Records,
    Role,
)

TODAY = date(2025, 6, 2)
AS_OF = datetime(2025, 6, 2, tzinfo=UTC)
ORDERS = pa.schema(
    [
        ("source_key", pa.string()),
        ("order_key", pa.string()),
        ("occurred_at", pa.timestamp("us")),
        ("occurred_on", pa.date32()),
        ("product", pa.string()),
        ("quantity", pa.float64()),
        ("amount", pa.decimal128(18, 4)),
        ("country", pa.string()),
        ("is_purchase", pa.bool_()),
        ("is_return", pa.bool_()),
    ]
)


def records_of(
    engine: DuckEngine, lines: list[dict[str, Any]], customers: pa.Table | None = None, **more: Any
) -> Records:
    orders = engine.register("orders", pa.Table.from_pylist(lines, schema=ORDERS)) if lines else None
    people = engine.register("customers", customers) if customers is not None else None
    keys = sorted(
        {line["source_key"] for line in lines} | set(customers["source_key"].to_pylist() if customers else ())
    )
    relation = engine.register("keys", pa.table({"source_key": keys, "n_rows": [1] * len(keys)}))
    return Records(orders, people, relation, quality=Quality(), columns=more.pop("columns", ()), **more)


def identity_of(engine: DuckEngine, records: Records) -> Identity:
    relation = engine.create("identity", f"SELECT source_key, source_key AS customer_id FROM {records.keys.name}")
    return Identity(relation, is_surrogate=False, n_customers=relation.count())


def table_of(engine: DuckEngine, records: Records, spec: FeaturesSpec | None = None, **more: Any) -> FeatureTable:
    return compute(engine, records, identity_of(engine, records), spec or FeaturesSpec(), as_of=AS_OF, **more)


def rows_of(table: FeatureTable) -> dict[str, dict[str, Any]]:
    answer = table.relation.engine.arrow(f"SELECT * FROM {table.relation.name}")
    return {row.pop("customer_id"): row for row in answer.to_pylist()}


def line(
    who: str,
    order: str,
    on: date,
    amount: str,
    quantity: float = 1,
    product: str | None = "p",
    country: str | None = "DE",
) -> dict[str, Any]:
    money = Decimal(amount)
    return {
        "source_key": who,
        "order_key": order,
        "occurred_at": datetime(on.year, on.month, on.day, 12),
        "occurred_on": on,
        "product": product,
        "quantity": float(quantity),
        "amount": money,
        "country": country,
        "is_purchase": quantity > 0 and money > 0,
        "is_return": quantity < 0 or money < 0,
    }


def test_rows_stand_in_the_order_of_the_hash_of_the_id(engine: DuckEngine) -> None:
    bought = [line(f"c{i}", f"o{i}", TODAY - timedelta(days=i + 1), "5") for i in range(40)]
    ids = list(rows_of(table_of(engine, records_of(engine, bought))))
    assert ids == sorted(ids, key=lambda who: (hashlib.md5(who.encode()).hexdigest(), who))  # noqa: S324


def test_a_customer_who_only_returned_is_no_buyer_but_is_known(engine: DuckEngine) -> None:
    records = records_of(
        engine, [line("a", "o", TODAY - timedelta(days=3), "5"), line("b", "c", TODAY - timedelta(days=3), "-5", -1)]
    )
    assert set(rows_of(table_of(engine, records))) == {"a"}
    known = rows_of(table_of(engine, records, FeaturesSpec(population="known")))
    assert set(known) == {"a", "b"}
    assert known["b"]["order_count"] is None  # not zero: the feature does not exist for somebody who never bought


def test_a_fully_cancelled_order_still_makes_a_buyer_with_nothing_earned(engine: DuckEngine) -> None:
    records = records_of(
        engine,
        [
            line("a", "o", TODAY - timedelta(days=9), "77.50", 10),
            line("a", "Co", TODAY - timedelta(days=8), "-77.50", -10),
        ],
    )
    row = rows_of(table_of(engine, records))["a"]
    assert (row["net_revenue"], row["order_count"], row["return_share"]) == (0.0, 1.0, 1.0)


def test_the_business_day_decides_recency(engine: DuckEngine) -> None:
    records = records_of(engine, [line("a", "o", TODAY - timedelta(days=1), "5")])
    identity = identity_of(engine, records)
    noon = datetime(2025, 6, 1, 22, 30, tzinfo=UTC)  # already 2 June in Berlin
    berlin = compute(engine, records, identity, FeaturesSpec(), as_of=noon, timezone="Europe/Berlin")
    assert rows_of(berlin)["a"]["recency_days"] == 1.0
    utc = compute(engine, records, identity, FeaturesSpec(), as_of=noon)
    assert rows_of(utc)["a"]["recency_days"] == 0.0


def test_only_permitted_customers_are_in_the_table(engine: DuckEngine) -> None:
    records = records_of(engine, [line(who, who, TODAY - timedelta(days=3), "5") for who in "abc"])
    permitted = engine.register("permitted", pa.table({"customer_id": ["a", "c"]}))
    assert set(rows_of(table_of(engine, records, permitted=permitted))) == {"a", "c"}


TRAITS = (
    ColumnSpec("income", Role.TRAIT, ColumnType.NUMBER),
    ColumnSpec("born", Role.TRAIT, ColumnType.DATE, sensitive="age", is_fixed=True),
    ColumnSpec("plan", Role.TRAIT, ColumnType.CATEGORY),
    ColumnSpec("churned", Role.LABEL, ColumnType.TEXT),
)
PEOPLE = pa.table(
    {
        "source_key": ["a", "b"],
        "income": [10.0, None],
        "born": [date(2000, 6, 2), date(1990, 6, 2)],
        "plan": ["pro", "basic"],
        "churned": ["yes", "no"],
    }
)


def test_traits_become_features_and_labels_stay_apart(engine: DuckEngine) -> None:
    table = table_of(engine, records_of(engine, [], PEOPLE, columns=TRAITS, snapshot_on=TODAY))
    assert table.population == "known"
    assert [feature.name for feature in table.features] == ["income", "born_days_ago", "plan"]
    assert table.labels == ("churned",)
    assert rows_of(table)["a"] == {"income": 10.0, "born_days_ago": 9131.0, "plan": "pro", "churned": "yes"}
    assert table.feature("born_days_ago").sensitive == "age"  # type: ignore[union-attr]


def test_before_the_snapshot_only_fixed_traits_are_known(engine: DuckEngine) -> None:
    later = TODAY + timedelta(days=1)
    table = table_of(engine, records_of(engine, [], PEOPLE, columns=TRAITS, snapshot_on=later))
    row = rows_of(table)["a"]
    assert (row["income"], row["plan"], row["born_days_ago"]) == (None, None, 9131.0)
    assert "income, plan" in table.warnings[0]


def test_a_trait_named_like_an_order_feature_does_not_replace_it(engine: DuckEngine) -> None:
    people = pa.table({"source_key": ["a"], "recency_days": [999.0]})
    columns = (ColumnSpec("recency_days", Role.TRAIT, ColumnType.NUMBER),)
    records = records_of(engine, [line("a", "o", TODAY - timedelta(days=1), "5")], people, columns=columns)
    row = rows_of(table_of(engine, records))["a"]
    assert (row["recency_days"], row["recency_days_trait"]) == (1.0, 999.0)


def test_buyers_without_orders_are_refused(engine: DuckEngine) -> None:
    with pytest.raises(ConfigError, match="add the orders"):
        table_of(engine, records_of(engine, [], PEOPLE, columns=TRAITS), FeaturesSpec(population="buyers"))


def test_the_order_of_lines_does_not_change_a_bit(engine: DuckEngine, tmp_path: Path) -> None:
    bought = [
        line(f"c{i % 7}", f"o{i}", TODAY - timedelta(days=1 + i * 37 % 300), f"{i * 1.37:.2f}", 1 + i % 3)
        for i in range(1, 200)
    ]
    one = rows_of(table_of(engine, records_of(engine, bought)))
    other_engine = DuckEngine(tmp_path / "other", threads=1)
    other = rows_of(table_of(other_engine, records_of(other_engine, bought[::-1])))
    other_engine.close()
    assert one == other


def test_traits_form_segments_only_where_there_are_no_orders(engine: DuckEngine) -> None:
    bought = [line("a", "o", TODAY - timedelta(days=1), "5")]
    beside_orders = table_of(engine, records_of(engine, bought, PEOPLE, columns=TRAITS))
    assert not beside_orders.feature("income").is_default  # type: ignore[union-attr]
    alone = table_of(engine, records_of(engine, [], PEOPLE, columns=TRAITS))
    assert alone.feature("income").is_default  # type: ignore[union-attr]


def test_a_country_that_orders_do_not_name_is_the_one_stated(engine: DuckEngine) -> None:
    people = pa.table({"source_key": ["a", "b"], "land": ["DE", "FR"]})
    columns = (ColumnSpec("land", Role.COUNTRY, ColumnType.CATEGORY),)
    yesterday = TODAY - timedelta(days=1)
    bought = [line("a", "o", yesterday, "5", country=None), line("b", "p", yesterday, "5", country="IT")]
    rows = rows_of(table_of(engine, records_of(engine, bought, people, columns=columns)))
    assert (rows["a"]["country"], rows["b"]["country"]) == ("DE", "IT")
    assert "land" not in rows["a"]
    alone = table_of(engine, records_of(engine, [], people, columns=columns))
    assert [feature.name for feature in alone.features] == ["land"]
