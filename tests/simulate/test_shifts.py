"""What is planted on a day is seen from that day on, and the truth tells it."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from shoal.errors import ConfigError
from shoal.simulate import Birth, BrokenFeed, Business, Exodus, PriceChange, Promotion, Turn, business
from shoal.simulate.order_table import draw_order_table
from shoal.simulate.part import Part, parts
from shoal.simulate.truth import draw_truth, draw_truth_types

ON = date(2025, 7, 1)
AT = datetime(2025, 7, 1)


@pytest.fixture(scope="module")
def part_of(flat_type):
    """Give a function that draws 2,000 customers of two flat types, or of those it is told, with some shifts."""

    def draw(*shifts, types=None) -> Part:
        kinds = types or (flat_type("a", share=0.5), flat_type("b", share=0.5, orders_per_month=1.0))
        plan = Business(2000, 5, types=kinds, shifts=shifts, guest_share=0.0, duplicate_share=0.0)
        return next(parts(plan))

    return draw


def per_day(orders: pa.Table, begin: datetime, end: datetime) -> float:
    at = orders["ordered_at"]
    chosen = orders.filter(pc.and_(pc.greater_equal(at, begin), pc.less(at, end)))
    return len(chosen["order_id"].unique()) / (end - begin).days


def test_a_born_type_joins_from_its_day_on(part_of) -> None:
    truth = draw_truth(part_of(Birth("b", ON)))
    by_type = {name: truth.filter(pc.equal(truth["type"], name))["joined_on"] for name in "ab"}
    assert pc.min(by_type["b"]).as_py() >= ON
    assert pc.max(by_type["a"]).as_py() < ON


def test_a_split_changes_the_rate_of_its_share_and_of_nobody_else(part_of, flat_type) -> None:
    kinds = (flat_type("a", orders_per_month=1.0), flat_type("c", share=0.0, orders_per_month=6.0))
    part = part_of(Turn("a", "c", ON, share=0.3), types=kinds)
    truth, types = draw_truth(part), draw_truth_types(part)
    turned = truth.filter(pc.equal(truth["type"], "c"))["customer_id"]
    assert abs(len(turned) / 2000 - 0.3) < 4 * np.sqrt(0.21 / 2000)
    assert set(truth["joined_as"].to_pylist()) == {"a"}
    orders = draw_order_table(part)
    is_turned = pc.is_in(orders["customer_id"], value_set=turned.combine_chunks())
    for rows, before, after in ((is_turned, 1.0, 6.0), (pc.invert(is_turned), 1.0, 1.0)):
        own = orders.filter(rows)
        n = len(own["customer_id"].unique())
        assert per_day(own, datetime(2024, 7, 1), AT) / n * 30.4375 == pytest.approx(before, rel=0.08)
        assert per_day(own, datetime(2025, 7, 3), datetime(2026, 1, 1)) / n * 30.4375 == pytest.approx(after, rel=0.08)
    second = types.filter(pc.equal(types["type"], "c"))
    assert second.num_rows == len(turned)
    assert set(second["from_on"].to_pylist()) <= {ON, date(2025, 7, 2)}
    assert types.num_rows == 2000 + len(turned)


def test_nobody_else_moves_when_a_shift_is_planted(part_of) -> None:
    plain, shifted = draw_truth(part_of()), draw_truth(part_of(Exodus("b", ON, share=0.5)))
    is_a = pc.equal(plain["type"], "a")
    same = ["customer_id", "type", "joined_on", "left_on", "orders_per_month", "return_share", "response"]
    assert plain.filter(is_a).select(same).equals(shifted.filter(is_a).select(same))


def test_an_exodus_shrinks_its_type_and_names_the_cause(part_of) -> None:
    truth = draw_truth(part_of(Exodus("b", ON, share=0.5, cause="service", over_days=10)))
    left = truth.filter(truth["left_on"].is_valid())
    assert set(left["type"].to_pylist()) == {"b"}
    assert set(left["cause"].to_pylist()) == {"service"}
    assert pc.min(left["left_on"]).as_py() >= ON
    assert pc.max(left["left_on"]).as_py() <= date(2025, 7, 11)
    assert abs(left.num_rows / 1000 - 0.5) < 4 * np.sqrt(0.25 / 1000)


def test_a_price_change_moves_prices_demand_and_some_customers_away(part_of) -> None:
    part = part_of(PriceChange(ON, factor=1.25, demand=0.8, leaving_share=0.1))
    plain, orders = draw_order_table(part_of()), draw_order_table(part)
    late = pc.greater_equal(orders["ordered_at"], AT)
    median = {is_late: _median(orders.filter(pc.equal(late, is_late))) for is_late in (True, False)}
    assert median[True] / median[False] == pytest.approx(1.25, rel=0.06)
    assert _median(plain) == pytest.approx(median[False], rel=0.03)
    truth = draw_truth(part)
    left = truth.filter(truth["left_on"].is_valid())
    assert abs(left.num_rows / 2000 - 0.1) < 4 * np.sqrt(0.09 / 2000)
    assert set(left["cause"].to_pylist()) == {"price"}
    assert pc.max(left["left_on"]).as_py() <= date(2025, 8, 30)
    fall = per_day(orders, datetime(2025, 9, 1), datetime(2026, 1, 1)) / per_day(orders, datetime(2024, 9, 1), AT)
    assert fall == pytest.approx(0.8 * 0.9, rel=0.05)


def test_a_promotion_lifts_orders_and_lowers_prices_on_its_days_only(part_of) -> None:
    orders = draw_order_table(part_of(Promotion(ON, days=14, discount=0.3, lift=2.0)))
    during = per_day(orders, AT, datetime(2025, 7, 15))
    around = (
        per_day(orders, datetime(2025, 6, 3), AT) + per_day(orders, datetime(2025, 7, 15), datetime(2025, 8, 12))
    ) / 2
    assert during / around == pytest.approx(2.0, rel=0.1)
    at = orders["ordered_at"]
    on_sale = orders.filter(pc.and_(pc.greater_equal(at, AT), pc.less(at, datetime(2025, 7, 15))))
    assert _median(on_sale) / _median(orders.filter(pc.less(at, AT))) == pytest.approx(0.7, rel=0.06)


def test_a_broken_feed_spoils_the_file_and_not_the_truth(part_of) -> None:
    plain, broken = part_of(), part_of(BrokenFeed(ON, days=10, lost_share=0.4, unit_factor=100.0))
    assert draw_truth(plain).equals(draw_truth(broken))
    orders, spoiled = draw_order_table(plain), draw_order_table(broken)
    days = [
        pc.and_(pc.greater_equal(t["ordered_at"], AT), pc.less(t["ordered_at"], datetime(2025, 7, 11)))
        for t in (orders, spoiled)
    ]
    whole, rest = orders.filter(days[0]), spoiled.filter(days[1])
    assert abs(rest.num_rows / whole.num_rows - 0.6) < 4 * np.sqrt(0.24 / whole.num_rows)
    assert _median(rest) / _median(whole) == pytest.approx(100, rel=0.1)
    assert orders.filter(pc.invert(days[0])).equals(spoiled.filter(pc.invert(days[1])))


def _median(orders: pa.Table) -> float:
    return float(np.median(orders["unit_price"].cast(pa.float64()).to_numpy()))


@pytest.mark.parametrize(
    ("shift", "words"),
    [
        (Birth("a", date(2020, 1, 1)), "a day after"),
        (Turn("a", "nobody", ON, share=0.1), "no type 'nobody'"),
        (Exodus("a", ON, share=1.5), "share in \\[0, 1\\]"),
        (Exodus("a", ON, share=0.5, cause="weather"), "cause is weather"),
        (PriceChange(ON, factor=0.0), "more than 0"),
        (Promotion(ON, days=0), "days is 0"),
        (BrokenFeed(ON, lost_share=-0.1), "lost_share"),
        (BrokenFeed(ON, unit_factor=1e6), "unit_factor is 1000000.0; expected more than 0, at most 10,000"),
        (PriceChange(ON, factor=float("inf")), "factor is inf"),
        (PriceChange(ON, factor=float("nan")), "factor is nan"),
        (PriceChange(ON, factor=1.1, demand=1e12), "demand"),
        (Promotion(ON, lift=101.0), "lift is 101"),
        (Exodus("a", date(2025, 12, 3), share=0.1), "lasts 30 days; expected one that is over by 2025-12-31"),
        (Turn("a", "b", date(2025, 12, 31), share=0.1, over_days=1.5), "lasts 1.5 days"),
        (PriceChange(date(2025, 11, 3), factor=1.1, leaving_share=0.1), "lasts 60 days"),
    ],
)
def test_shifts_out_of_range_are_refused_in_words(shift, words, part_of) -> None:
    with pytest.raises(ConfigError, match=words):
        part_of(shift)


@pytest.mark.parametrize(
    "shift",
    [
        Birth("everyone", ON),
        Turn("everyone", "everyone", ON, share=0.1),
        Exodus("everyone", ON, share=0.1),
        PriceChange(ON, factor=1.2, leaving_share=0.1),
    ],
)
def test_one_population_refuses_the_shifts_that_it_does_not_know(shift) -> None:
    with pytest.raises(ConfigError, match="knows no such shift"):
        business(100, seed=1, structure="absent", shifts=(shift,))
    assert business(100, seed=1, structure="absent", shifts=(PriceChange(ON, factor=1.2), Promotion(ON))).shifts


def test_numbers_that_do_not_fit_are_refused_and_not_wrapped(part_of) -> None:
    dear = PriceChange(ON, factor=100.0)
    with pytest.raises(ConfigError, match="a line would have a price"):
        part_of(dear, dear, dear, dear)
    wide = draw_order_table(part_of(PriceChange(ON, factor=100.0), BrokenFeed(ON, unit_factor=10_000.0)))
    assert pc.min(wide.filter(pc.greater(wide["quantity"], 0))["unit_price"]).as_py() > 0
    assert pc.max(wide["unit_price"]).as_py() > 2**31 / 100


@pytest.mark.parametrize(
    "shifts",
    [
        (Exodus("b", date(2025, 12, 1), share=0.5, over_days=31.0),),
        (Turn("a", "b", date(2025, 12, 20), share=0.4, over_days=12.0),),
        (PriceChange(date(2025, 11, 2), factor=1.25, demand=0.8, leaving_share=0.2),),
        (Promotion(date(2025, 12, 25), days=30, discount=0.3, lift=3.0),),
    ],
)
def test_what_is_expected_after_a_shift_at_the_end_is_what_happens(part_of, shifts) -> None:
    truth = draw_truth(part_of(*shifts))
    for what in ("orders_next_90d", "value_next_90d", "orders_next_365d", "value_next_365d"):
        happened = truth[what].to_numpy().astype(float)
        expected = truth[f"expected_{what}"].to_numpy()
        error = (happened - expected).std() / len(happened) ** 0.5
        assert abs(happened.mean() - expected.mean()) < 3.5 * error + 0.01 * expected.mean(), what


def test_a_promotion_at_the_end_is_not_expected_again_each_year(part_of) -> None:
    plain, promoted = (
        draw_truth(part_of(*shifts)) for shifts in ((), (Promotion(date(2025, 12, 25), days=30, lift=3.0),))
    )
    more = {
        name: pc.sum(promoted[name]).as_py() / pc.sum(plain[name]).as_py()
        for name in ("expected_value_next_365d", "expected_value_lifetime")
    }
    assert more["expected_value_next_365d"] > 1.05
    # A tenth or so of one year's surplus is left of it over ten years.
    assert 0 < more["expected_value_lifetime"] - 1 < (more["expected_value_next_365d"] - 1) / 5
