"""What a shop's tables look like, and what can never be in them."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoal import simulate
from shoal.errors import ConfigError
from shoal.simulate.people import FIRST_NAMES, LAST_NAMES


def test_orders_are_timely_and_sorted(either) -> None:
    at = either.orders["ordered_at"].to_numpy()
    assert (np.diff(at) >= np.timedelta64(0)).all()
    assert at[0] >= np.datetime64("2024-01-02")
    assert at[-1] < np.datetime64("2026-01-01")


def test_the_first_order_is_on_the_day_of_joining_and_signing_up_is_not_later(either, purchase_table) -> None:
    first = purchase_table(either).group_by("customer_id").aggregate([("ordered_at", "min")])
    both = first.join(either.truth, "customer_id").join(
        either.customers.select(["customer_id", "signup_on"]), "customer_id"
    )
    assert both["ordered_at_min"].cast(pa.date32()).to_pylist() == both["joined_on"].to_pylist()
    assert pc.all(pc.less_equal(both["signup_on"], both["joined_on"])).as_py()


def test_a_return_comes_after_its_purchase_with_its_product_price_and_quantity(either) -> None:
    rows = either.orders.to_pylist()
    bought = {(row["order_id"], row["product"]): row for row in rows if row["quantity"] > 0}
    returns = [row for row in rows if row["quantity"] < 0]
    assert len(returns) > 100
    for row in returns:
        purchase = bought[(row["order_id"].removeprefix("C"), row["product"])]
        assert row["ordered_at"] > purchase["ordered_at"]
        assert (row["customer_id"], row["unit_price"]) == (purchase["customer_id"], purchase["unit_price"])
        assert row["quantity"] == -purchase["quantity"]
    assert all(row["order_id"].startswith("C") == (row["quantity"] < 0) for row in rows)


def test_an_order_has_one_customer_one_moment_and_one_country(either) -> None:
    orders = either.orders.group_by(["order_id"]).aggregate(
        [(name, "count_distinct", pc.CountOptions(mode="all")) for name in ("customer_id", "ordered_at", "country")]
    )
    assert all(pc.max(orders[name]).as_py() == 1 for name in orders.column_names if name != "order_id")


def test_exact_copies_are_as_many_as_asked_for() -> None:
    for share in (0.0, 0.05):
        orders = simulate.shop(300, seed=2, duplicate_share=share).orders
        counts = Counter(tuple(row.values()) for row in orders.to_pylist())
        assert sum(counts.values()) - len(counts) == round(len(counts) * share)


def test_guests_have_the_share_of_orders_that_was_asked_for() -> None:
    orders = simulate.shop(300, seed=2, guest_share=0.1).orders
    bought = orders.filter(pc.greater(orders["quantity"], 0)).group_by(["order_id", "customer_id"]).aggregate([])
    assert bought["customer_id"].null_count / bought.num_rows == pytest.approx(0.1, abs=0.001)
    assert simulate.shop(300, seed=2, guest_share=0.0).orders["customer_id"].null_count == 0


def test_identifiers_are_in_customers_only_and_belong_to_nobody(either) -> None:
    emails = either.customers["email"].to_pylist()
    assert len(set(emails)) == len(emails)
    assert {email.split("@")[1] for email in emails} == {"example.org", "example.com", "example.net"}
    names = set(FIRST_NAMES.split()) | set(LAST_NAMES.split())
    for table in (either.orders, either.truth):
        assert not {"email", "name"} & set(table.column_names)
        for column in table.columns:
            values = [text for text in column.unique().to_pylist() if isinstance(text, str)]
            assert not any("@" in text or names & set(text.split()) for text in values)


def test_truth_is_not_to_be_read_from_ids_or_their_order(planted) -> None:
    kind = planted.truth["type"].dictionary_encode().combine_chunks().indices.to_numpy()
    n_same = (kind[1:] == kind[:-1]).mean()
    by_chance = sum(each.share**2 for each in simulate.DISTINCT_TYPES)
    assert n_same == pytest.approx(by_chance, abs=0.04)


def test_some_traits_are_missing_and_keys_never(either) -> None:
    customers = either.customers
    assert customers["customer_id"].null_count == customers["email"].null_count == 0
    assert 0.05 < customers["birth_year"].null_count / customers.num_rows < 0.2
    assert 0.01 < customers["newsletter"].null_count / customers.num_rows < 0.08
    assert set(customers["newsletter"].drop_null().unique().to_pylist()) == {"yes", "no"}


def test_another_period_is_kept_as_well(flat_type) -> None:
    kind = flat_type(joined_days=(5.0, 55.0))
    orders = simulate.shop(50, seed=1, types=(kind,), until=date(2020, 2, 29), days=60).orders
    assert pc.min(orders["ordered_at"]).as_py() >= datetime(2020, 1, 1)
    assert pc.max(orders["ordered_at"]).as_py() < datetime(2020, 3, 1)


@st.composite
def customer_types(draw: st.DrawFn) -> simulate.CustomerType:
    return simulate.CustomerType(
        "any",
        1.0,
        "",
        joined_days=(1.0, 50.0),
        orders_per_month=draw(st.floats(0.01, 20)),
        gap_shape=draw(st.floats(0.2, 20)),
        stays_months=draw(st.floats(0.01, 50)),
        trend=draw(st.floats(-3, 2)),
        return_share=draw(st.floats(0, 1)),
        christmas=draw(st.floats(0.1, 20)),
    )


@settings(max_examples=25, deadline=None)
@given(kind=customer_types(), n_customers=st.integers(1, 40), seed=st.integers(0, 2**32), days=st.integers(60, 400))
def test_any_type_leaves_a_sound_shop(kind, n_customers, seed, days) -> None:
    shop = simulate.shop(n_customers, seed=seed, types=(kind,), days=days)
    orders = shop.orders
    buyers = orders.filter(pc.greater(orders["quantity"], 0))["customer_id"].drop_null().unique()
    assert len(buyers) == n_customers
    assert pc.min(orders["unit_price"]).as_py() > 0
    assert not pc.any(pc.equal(orders["quantity"], 0)).as_py()
    assert pc.max(orders["ordered_at"]).as_py() < datetime(2026, 1, 1)
    assert sum(orders[name].null_count for name in orders.column_names if name != "customer_id") == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"n_customers": 0}, "at least 1"),
        ({"seed": -1}, "0 or more"),
        ({"days": 20}, "30 to 20000"),
        ({"days": 365}, "0 < latest < earliest <= 365"),
        ({"guest_share": 1.0}, "guest_share"),
        ({"duplicate_share": -0.1}, "duplicate_share"),
        ({"types": ()}, "different names"),
        ({"types": simulate.DISTINCT_TYPES[:2]}, "add up to 0.27"),
    ],
)
def test_arguments_out_of_range_are_refused_in_words(arguments, words) -> None:
    with pytest.raises(ConfigError, match=words):
        simulate.shop(**({"n_customers": 10, "seed": 1} | arguments))


@pytest.mark.parametrize(
    "rate",
    [
        {"orders_per_month": 0.0},
        {"orders_per_month": float("nan")},
        {"gap_shape": 0.01},
        {"return_share": 1.5},
        {"lines_per_order": 0.5},
        {"breadth": 0.0},
        {"spread": -0.1},
    ],
)
def test_rates_out_of_range_are_refused_with_the_type_and_the_rate(rate, flat_type) -> None:
    with pytest.raises(ConfigError, match=rf"type 'flat': {next(iter(rate))} is .*expected"):
        simulate.shop(10, seed=1, types=(flat_type(**rate),))
