from __future__ import annotations

from dataclasses import replace

import pytest

from report.sold import orders_of
from shoal.report.bought import bought
from shoal.report.palette import Palette
from shoal.report.pictures.seasons import hours


@pytest.fixture
def found(shop):
    return bought(shop.segmentation, shop.labels, orders_of(shop))


def of_group(shop, group: int):
    return next(segment for segment in shop.segmentation.segments if segment.groups == (group,))


def test_a_segment_is_told_of_what_it_buys_more_than_others(shop, found) -> None:
    segment = of_group(shop, 1)
    ((id_, hat),) = [(id_, one) for id_, told in found.likings.items() for one in told if one.product == "hat"]
    assert id_ == segment.id
    assert [one.product for one in found.likings[id_]] == ["hat"]
    assert (hat.product, hat.n_buyers, hat.share) == ("hat", segment.n_customers, 1.0)
    # Half of what the segment buys are hats; of what the others buy at most as many as may not be told of.
    others = sum(s.n_customers for s in shop.segmentation.segments if s.profile and s.id != segment.id)
    assert hat.lift == pytest.approx(0.5 / (11 / others))
    assert 1 < hat.low < hat.lift < hat.high


def test_orders_are_counted_once_in_their_month_and_hour_and_returns_are_none(shop, found) -> None:
    assert found.months == ((2011, 10), (2011, 11))
    for segment in shop.segmentation.segments:
        if segment.profile:
            n = segment.n_customers
            assert found.by_month[segment.id] == (n, n)
            assert found.n_orders[segment.id] == 2 * n
            assert found.by_day[segment.id] == (n, 0, 0, 0, 0, n, 0)
            assert found.by_part[segment.id] == (0, n, n, 0)
            assert found.by_hour[segment.id] == {(0, 9): n, (5, 14): n}
        else:
            assert segment.id not in found.by_month


def test_what_fewer_customers_do_than_may_be_told_of_is_not_counted(shop) -> None:
    made = orders_of(shop)
    engine = shop.labels.relation.engine
    few = engine.create(
        "orders_of_few",
        f"SELECT * FROM {made.orders.name} WHERE product = 'mug' AND occurred_hour = 9 UNION ALL SELECT * FROM"
        f" (SELECT * FROM {made.orders.name} WHERE product = 'hat' ORDER BY source_key LIMIT 10) AS few",
    )
    found = bought(shop.segmentation, shop.labels, replace(made, orders=few))
    assert found.months == ((2011, 10),)
    assert {cell for cells in found.by_hour.values() for cell in cells} == {(0, 9)}
    assert found.by_day[of_group(shop, 1).id][5] == 0
    assert found.n_orders[of_group(shop, 1).id] == of_group(shop, 1).n_customers + 10
    assert found.likings == {}


def test_a_day_is_counted_whole_where_its_hours_are_of_too_few(shop) -> None:
    made = orders_of(shop)
    engine = shop.labels.relation.engine
    scattered = engine.create(
        "orders_at_all_hours",
        f"""SELECT * REPLACE (CASE WHEN occurred_on = DATE '2011-10-03' THEN 9
            ELSE (row_number() OVER (ORDER BY source_key)) % 24 END AS occurred_hour)
            FROM (SELECT o.* FROM {made.orders.name} o
                  JOIN {shop.labels.relation.name} l ON l.customer_id = o.source_key
                  WHERE product = 'mug' AND group_id = 1 ORDER BY source_key, order_key LIMIT 200)""",
    )
    found = bought(shop.segmentation, shop.labels, replace(made, orders=scattered))
    segment = of_group(shop, 1)
    assert found.by_hour == {segment.id: {(0, 9): 100}}
    assert found.by_day == {segment.id: (100, 0, 0, 0, 0, 100, 0)}
    drawn = hours(segment, found, Palette(shop.segmentation))
    told = dict(drawn.rows)
    assert (told["Monday"], told["Tuesday"], told["Saturday"]) == ("50 %", "–", "50 %")


def test_without_hours_the_days_are_drawn(shop) -> None:
    made = orders_of(shop)
    engine = shop.labels.relation.engine
    by_day = engine.create("orders_of_days", f"SELECT * REPLACE (NULL AS occurred_hour) FROM {made.orders.name}")
    found = bought(shop.segmentation, shop.labels, replace(made, orders=by_day))
    assert (found.by_hour, found.by_part) == ({}, {})
    drawn = hours(of_group(shop, 1), found, Palette(shop.segmentation))
    assert (len(drawn.rows), drawn.reading) == (7, "Most on Monday.")
    assert "Saturday" not in drawn.svg
    assert drawn.svg.count("50 %") == 2


def test_where_nobody_bought_there_is_nothing(shop) -> None:
    made = orders_of(shop)
    engine = shop.labels.relation.engine
    none = engine.create("no_orders", f"SELECT * FROM {made.orders.name} WHERE NOT is_purchase")
    assert bought(shop.segmentation, shop.labels, replace(made, orders=none)) is None


def test_products_are_called_by_their_names_where_there_are_any(shop) -> None:
    made = orders_of(shop)
    found = bought(
        shop.segmentation,
        shop.labels,
        replace(made, called=lambda asked: {one: "A straw hat" for one in asked if one == "hat"}),
    )
    assert found.has_names
    assert {one.product for likings in found.likings.values() for one in likings} == {"A straw hat", "mug"}


def test_products_of_one_name_are_told_apart_by_their_codes(shop) -> None:
    made = orders_of(shop)
    engine = shop.labels.relation.engine
    lines = f"SELECT * FROM {made.orders.name}"
    two = engine.create(
        "orders_of_two_hats",
        f"{lines} UNION ALL SELECT * REPLACE ('cap' AS product) FROM ({lines}) WHERE product = 'hat'",
    )
    alike = replace(made, orders=two, called=lambda asked: dict.fromkeys(asked, "Hat"))
    found = bought(shop.segmentation, shop.labels, alike)
    assert {one.product for one in found.likings[of_group(shop, 1).id]} == {"Hat (cap)", "Hat (hat)"}
