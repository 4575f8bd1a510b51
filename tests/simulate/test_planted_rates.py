"""The rates that were planted are found in the data, within the error that chance allows (four standard errors)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from shoal import simulate
from shoal.simulate.customer_types import DAYS_PER_MONTH

END = 20_454.0  # midnight after 2025-12-31, in days since 1970


def joined(shop: simulate.Shop, table: pa.Table) -> pa.Table:
    return table.join(shop.truth, "customer_id")


def test_sizes_are_exact_to_one_customer(planted) -> None:
    counts = {row["values"]: row["counts"] for row in planted.truth["type"].value_counts().to_pylist()}
    for each in simulate.DISTINCT_TYPES:
        assert abs(counts[each.name] - 2500 * each.share) < 1
    assert planted.truth.num_rows == 2500
    assert planted.customers.num_rows == 2575


@pytest.mark.parametrize("n_customers", [1, 5, 7, 101])
def test_every_customer_buys_whatever_their_number(n_customers: int) -> None:
    shop = simulate.shop(n_customers, seed=1)
    buyers = shop.orders.filter(pc.greater(shop.orders["quantity"], 0))["customer_id"].drop_null().unique()
    assert sorted(buyers.to_pylist()) == sorted(shop.truth["customer_id"].to_pylist())
    assert shop.truth.num_rows == n_customers


def test_personal_order_rates_follow_the_gamma_of_their_type(planted) -> None:
    for each in simulate.DISTINCT_TYPES:
        rows = planted.truth.filter(pc.equal(planted.truth["type"], each.name))
        rates = rows["orders_per_month"].to_numpy()
        error = each.orders_per_month / np.sqrt(each.rate_shape * len(rates))
        assert abs(rates.mean() - each.orders_per_month) < 4 * error
        assert rates.std() / rates.mean() == pytest.approx(1 / np.sqrt(each.rate_shape), rel=0.25)


def test_orders_come_at_each_customers_own_rate(flat_type, purchase_table, day_of) -> None:
    types = (
        flat_type("often", share=0.5, orders_per_month=3.0, rate_shape=4.0),
        flat_type("seldom", share=0.5, orders_per_month=0.5, rate_shape=2.0),
    )
    shop = simulate.shop(1500, seed=8, types=types)
    for name in ("often", "seldom"):
        truth = shop.truth.filter(pc.equal(shop.truth["type"], name))
        orders = joined(shop, purchase_table(shop)).filter(pc.equal(joined(shop, purchase_table(shop))["type"], name))
        # The day of joining is known to the day: half a day on average has passed when the first order comes.
        months = (END - day_of(truth["joined_on"]) - 0.5) / DAYS_PER_MONTH
        expected = float((truth["orders_per_month"].to_numpy() * months).sum())
        repeats = orders.num_rows - truth.num_rows
        assert abs(repeats - expected) < 4 * np.sqrt(expected)


@pytest.mark.parametrize("gap_shape", [0.5, 1.0, 4.0])
def test_gaps_are_as_regular_as_planted(gap_shape: float, flat_type, purchase_table, day_of) -> None:
    shop = simulate.shop(300, seed=4, types=(flat_type(orders_per_month=6.0, gap_shape=gap_shape),))
    orders = purchase_table(shop).sort_by([("customer_id", "ascending"), ("ordered_at", "ascending")])
    customer = orders["customer_id"].to_numpy(zero_copy_only=False)
    gaps = np.diff(day_of(orders["ordered_at"]))[customer[1:] == customer[:-1]]
    # Gaps that the end of the history cuts are not seen: more of the long ones, where gaps are bursty.
    assert gaps.mean() == pytest.approx(DAYS_PER_MONTH / 6, rel=0.04)
    assert gaps.std() / gaps.mean() == pytest.approx(1 / np.sqrt(gap_shape), rel=0.05)


@pytest.mark.parametrize("trend", [-1.2, 0.8])
def test_fading_and_growing_customers_do_so_at_the_planted_speed(
    trend: float, flat_type, purchase_table, day_of
) -> None:
    """Orders after half the time, relative to those before, are exp(trend * half the time)."""
    shop = simulate.shop(1500, seed=9, types=(flat_type(trend=trend, joined_days=(700.0, 720.0)),))
    orders = joined(shop, purchase_table(shop))
    start, day = day_of(orders["joined_on"]), day_of(orders["ordered_at"])
    is_late = day > (start + END) / 2
    is_repeat = day > start + 1
    expected = np.exp(trend * 710 / 2 / 365.25)
    assert is_late.sum() / (is_repeat & ~is_late).sum() == pytest.approx(expected, rel=0.06)


def test_customers_leave_at_the_planted_hazard_and_buy_nothing_afterwards(flat_type, purchase_table, day_of) -> None:
    shop = simulate.shop(2000, seed=6, types=(flat_type(stays_months=8.0, stays_shape=1.0),))
    has_left = shop.truth["left_on"].is_valid().to_numpy(zero_copy_only=False)
    left = day_of(shop.truth["left_on"].fill_null(pa.scalar(int(END), pa.int32()).cast(pa.date32())))
    months = (left - day_of(shop.truth["joined_on"])) / DAYS_PER_MONTH
    hazard = has_left.sum() / months.sum()
    assert abs(hazard - 1 / 8) < 4 * hazard / np.sqrt(has_left.sum())
    orders = joined(shop, purchase_table(shop))
    gone = orders.filter(orders["left_on"].is_valid())
    assert pc.all(pc.less_equal(gone["ordered_at"].cast(pa.date32()), gone["left_on"])).as_py()


def test_churned_is_the_truth_about_leaving(planted) -> None:
    churned = planted.customers["churned"].to_pylist()
    assert [word == "yes" for word in churned[:2500]] == planted.truth["left_on"].is_valid().to_pylist()
    assert set(churned[2500:]) == {None}


def test_baskets_hold_the_planted_number_of_items(flat_type, purchase_table) -> None:
    shop = simulate.shop(400, seed=5, types=(flat_type(lines_per_order=3.0, quantity_per_line=2.5),))
    items = purchase_table(shop)["quantity_sum"].to_numpy()
    assert abs(items.mean() - 7.5) < 4 * items.std() / np.sqrt(len(items))


def test_prices_lie_around_the_planted_level_with_a_heavy_tail(flat_type, planted) -> None:
    for level in (6.0, 30.0):
        shop = simulate.shop(200, seed=5, types=(flat_type(price_level=level, discount_share=0.0),))
        assert np.median(shop.orders["unit_price"].cast(pa.float64()).to_numpy()) == pytest.approx(level, rel=0.1)
    prices = np.log(planted.orders["unit_price"].cast(pa.float64()).to_numpy())
    assert np.exp(prices.max() - np.median(prices)) > 8


def test_lines_are_returned_at_each_types_rate() -> None:
    known = simulate.shop(2500, seed=11, duplicate_share=0.0)
    lines = joined(known, known.orders.filter(known.orders["customer_id"].is_valid()))
    is_return = pc.less(lines["quantity"], 0)
    original = pc.replace_substring_regex(lines["order_id"], "^C", "")
    # What was bought in the last two months may still be on its way back.
    settled = pc.less(lines["ordered_at"], pa.scalar(int((END - 90) * 86_400), pa.timestamp("s")))
    bought = lines.filter(pc.and_(settled, pc.invert(is_return)))
    wanted = bought["order_id"].combine_chunks()
    sent_back = lines.filter(pc.and_(is_return, pc.is_in(original, value_set=wanted)))
    for each in simulate.DISTINCT_TYPES:
        chances = bought.filter(pc.equal(bought["type"], each.name))["return_share"].to_numpy()
        observed = pc.sum(pc.equal(sent_back["type"], each.name)).as_py() or 0
        assert abs(observed - chances.sum()) < 4 * np.sqrt((chances * (1 - chances)).sum()) + 1


@pytest.mark.parametrize("weekend_share", [0.05, 0.5])
def test_weekends_have_their_planted_share(weekend_share: float, flat_type, purchase_table) -> None:
    shop = simulate.shop(500, seed=3, types=(flat_type(weekend_share=weekend_share),))
    weekday = pc.day_of_week(purchase_table(shop)["ordered_at"]).to_numpy()
    error = np.sqrt(weekend_share * (1 - weekend_share) / len(weekday))
    assert abs((weekday >= 5).mean() - weekend_share) < 4 * error + 0.002  # the history is not whole weeks


def test_christmas_is_as_busy_as_planted(flat_type, purchase_table) -> None:
    shop = simulate.shop(1500, seed=3, types=(flat_type(christmas=4.0, joined_days=(640.0, 725.0)),))
    at = purchase_table(shop)["ordered_at"]
    year, month, day = (part(at).to_numpy() for part in (pc.year, pc.month, pc.day))
    is_2025 = year == 2025
    december = (is_2025 & (month == 12) & (day >= 3) & (day <= 9)).sum() / 7
    summer = (is_2025 & (month >= 6) & (month <= 8)).sum() / 92
    assert december / summer == pytest.approx(1 + 3 * np.exp(-0.5 * (np.arange(-3, 4) / 12) ** 2).mean(), rel=0.06)
