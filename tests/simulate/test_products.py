"""The products file has everything that can be bought, since before the first day."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from shoal.simulate import SECTORS
from shoal.simulate.catalogue import bill_cents, draw_catalogue
from shoal.simulate.products import draw_products

START = date(2024, 1, 2)


@pytest.fixture(scope="module")
def products() -> pa.Table:
    telecom = SECTORS["telecom"]
    return draw_products(draw_catalogue(4, telecom.words, telecom.plans), start=START, seed=4)


def test_products_cost_less_than_they_are_sold_for_and_are_older_than_the_history(products: pa.Table) -> None:
    price, cost = (products[name].cast(pa.float64()) for name in ("list_price", "unit_cost"))
    sold = pc.greater(price, 0.0)
    margin = pc.divide(cost.filter(sold), price.filter(sold))
    assert pc.min(margin).as_py() > 0.3
    assert pc.max(margin).as_py() < 0.85
    assert pc.all(pc.less(products["introduced_on"], pa.scalar(START))).as_py()
    assert products["product_id"].null_count == 0


def test_plans_stand_behind_the_goods_at_the_price_of_one_bill(products: pa.Table) -> None:
    plans = SECTORS["telecom"].plans
    last = products.slice(products.num_rows - len(plans))
    assert last["name"].to_pylist() == [plan.name for plan in plans]
    assert [int(price * 100) for price in last["list_price"].to_pylist()] == [bill_cents(plan) for plan in plans]


def test_prices_lie_around_the_sectors_median() -> None:
    for name in ("travel", "bank"):
        words = SECTORS[name].words
        prices = draw_catalogue(8, words).cents / 100
        middle = sorted(prices)[len(prices) // 2]
        assert middle == pytest.approx(words.median_price, rel=0.3)


def test_products_do_not_depend_on_what_else_is_drawn() -> None:
    shop = draw_catalogue(3)
    assert draw_products(shop, start=START, seed=3).equals(draw_products(shop, start=START, seed=3))
    assert not draw_products(shop, start=START, seed=4).equals(draw_products(shop, start=START, seed=3))
