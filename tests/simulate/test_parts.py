"""A business is simulated part by part, and no part needs another."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from shoal.simulate.business import PART_SIZE, Business
from shoal.simulate.customer_types import CustomerType
from shoal.simulate.order_table import draw_order_table
from shoal.simulate.part import Part, draw_part, parts
from shoal.simulate.truth import draw_truth

QUICK = (
    CustomerType("quick", 0.6, "", joined_days=(5.0, 50.0), orders_per_month=1.0, breadth=3.0),
    CustomerType("slow", 0.4, "", joined_days=(5.0, 50.0), orders_per_month=0.2, breadth=3.0),
)
PLAN = Business(2 * PART_SIZE + 500, 4, types=QUICK, until=date(2025, 3, 1), days=60)


@pytest.fixture(scope="module")
def drawn() -> list[Part]:
    return list(parts(PLAN))


def test_the_customers_are_as_many_as_planned_in_parts_of_bounded_size(drawn) -> None:
    assert [len(part.lives) for part in drawn] == [PART_SIZE, PART_SIZE, 500]
    types = pa.concat_tables(draw_truth(part) for part in drawn)["type"].to_pylist()
    assert types.count("quick") == round(0.6 * PLAN.n_customers)


def test_keys_are_unique_across_parts_and_resolve_within_them(drawn) -> None:
    people = pa.concat_tables(part.people for part in drawn)
    assert len(people["customer_id"].unique()) == people.num_rows
    seen: set[str] = set()
    for part in drawn:
        orders = draw_order_table(part)
        numbers = set(orders["order_id"].unique().to_pylist())
        assert not numbers & seen
        seen |= numbers
        known = orders["customer_id"].drop_null().unique()
        assert pc.all(pc.is_in(known, value_set=part.people["customer_id"].combine_chunks())).as_py()


def test_a_part_is_the_same_without_the_parts_before_it(drawn) -> None:
    alone = draw_part(PLAN, 2, PLAN.calendar(), PLAN.catalogue())
    assert draw_order_table(alone).equals(draw_order_table(drawn[2]))
    assert draw_truth(alone).equals(draw_truth(drawn[2]))


def test_parts_differ(drawn) -> None:
    assert not draw_truth(drawn[0])["orders_per_month"].equals(draw_truth(drawn[1])["orders_per_month"])
