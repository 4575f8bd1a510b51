"""What customers buy next: planted tastes are found, what may not be suggested is not, chances are what came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoal.engine import DuckEngine
from shoal.errors import PredictError
from shoal.predict import (
    NextAsked,
    Tastes,
    keys_of,
    learn,
    read_bought,
    read_tastes,
    refuse_unusable_next,
    suggest,
    untaught,
    warnings_of_next,
)
from shoal.predict.products.chances import came_true, count_chances, kinds_of
from shoal.predict.products.interests import fit_interests, prove_interests
from shoal.predict.products.learning import parted, recall
from shoal.predict.products.ranking import NEW_WAYS, NOBODY, OWN_WAYS, assortment, first_new, first_own, fit_way

END = date(2025, 7, 1)


def tastes_of(pairs: Sequence[tuple[int, int]], m: int, *, n: int, **more: Any) -> Tastes:
    """Tastes of customers who bought each of their products once, ten days ago."""
    who, what = np.array(sorted(set(pairs)), dtype=np.intp).reshape(-1, 2).T
    back = more.get("sent_back", ())
    given: dict[str, Any] = {
        "customer_id": pa.array([f"K{row}" for row in range(n)]),
        "products": tuple(f"P{column:02}" for column in range(m)),
        "categories": more.get("categories", (None,) * m),
        "customer": who,
        "product": what,
        "n_days": np.ones(len(who)),
        "days_ago": np.full(len(who), 10.0),
        "faded": np.ones(len(who)),
        "order_days": np.ones(n),
        "quiet_days": np.full(n, 10.0),
        "is_on_offer": np.ones(m, dtype=bool),
        "sent_back": tuple(np.array(back, dtype=np.intp).reshape(-1, 2).T),
    }
    return Tastes(**given)


def two_tastes(n: int = 60, half: int = 6) -> list[tuple[int, int]]:
    """Half of the customers buy two thirds of the first products, half of the second; everyone buys the last."""
    random = np.random.default_rng(0)
    return [
        (row, int(column))
        for row in range(n)
        for column in (*(half * (row % 2) + random.choice(half, 2 * half // 3, replace=False)), 2 * half)
    ]


def test_of_many_categories_those_most_bought_are_told() -> None:
    names = tuple(f"C{column:03}" for column in range(120))
    tastes = tastes_of([(row, column) for row in range(40) for column in range(20, 120)], 120, n=40, categories=names)
    found = fit_interests(tastes)
    assert found is not None
    assert found.categories == names[20:]
    assert found.shares.shape == (40, 101)
    assert (found.shares[:, -1] < 1e-4).all()  # nobody bought of the others, which may happen still
    more = tastes_of([(row, column) for row in range(40) for column in range(120)], 120, n=40, categories=names)
    spread = fit_interests(more)
    assert spread is not None
    assert spread.shares.sum(axis=1) == pytest.approx(1.0)
    assert spread.shares[:, -1] == pytest.approx(20 / 120, abs=0.001)  # those that are not told of count as well
    assert spread.first()[1] == pytest.approx(1 / 120, abs=0.001)


def test_the_first_customers_are_a_part_of_all() -> None:
    tastes = tastes_of(two_tastes(), 13, n=60, sent_back=[(3, 1), (50, 2)])
    some = tastes.first(20)
    assert some.shape == (20, 13)
    assert (some.matrix().toarray() == tastes.matrix().toarray()[:20]).all()
    assert (some.sent_back_matrix().toarray() == tastes.sent_back_matrix().toarray()[:20]).all()


@pytest.mark.parametrize("way", NEW_WAYS[1:])
def test_a_customer_is_told_what_those_of_the_same_taste_bought(way: str) -> None:
    tastes = tastes_of(two_tastes(), 13, n=60)
    goods = assortment(tastes, frozenset())
    first = first_new(tastes, fit_way(way, tastes, goods, seed=0), goods, 2)
    assert ((first // 6) == (np.arange(60) % 2)[:, None]).all()
    again = first_new(tastes, fit_way(way, tastes, goods, seed=0), goods, 2)
    assert np.array_equal(first, again)


@settings(max_examples=30, deadline=None)
@given(
    pairs=st.sets(st.tuples(st.integers(0, 8), st.integers(0, 6)), min_size=3),
    back=st.sets(st.tuples(st.integers(0, 8), st.integers(0, 6)), max_size=5),
    forbidden=st.sets(st.integers(0, 6), max_size=3),
    way=st.sampled_from(NEW_WAYS),
)
def test_nothing_is_suggested_that_may_not_be(
    pairs: set[tuple[int, int]], back: set[tuple[int, int]], forbidden: set[int], way: str
) -> None:
    sent_back = sorted(back - pairs)
    tastes = tastes_of(sorted(pairs), 7, n=9, sent_back=sent_back)
    goods = assortment(tastes, frozenset(f"p{column:02}" for column in forbidden))
    first = first_new(tastes, fit_way(way, tastes, goods, seed=0), goods, 5)
    for row, places in enumerate(first):
        told = [int(place) for place in places if place != NOBODY]
        assert len(set(told)) == len(told)
        assert not any((row, place) in pairs or (row, place) in back or place in forbidden for place in told)
        sold = {what for _, what in pairs}
        barred = {what for who, what in (*pairs, *sent_back) if who == row} | forbidden
        assert len(told) == min(5, len(sold - barred))
    for own_way in OWN_WAYS:
        own = first_own(tastes, own_way, goods, 7)
        told = {(row, int(place)) for row, places in enumerate(own) for place in places if place != NOBODY}
        assert told == {pair for pair in pairs if pair[1] not in forbidden}


def test_a_word_forbids_the_products_that_are_called_so_and_the_category() -> None:
    tastes = tastes_of(two_tastes(), 13, n=60, categories=("tea",) * 3 + (None,) * 10)
    names = {"p05": "Tea", "p06": "Cup", "p99": "Jug"}
    asked = NextAsked(forbidden=("TEA", "p07", "jug", "spoon"))
    keys = replace(asked, forbidden=keys_of(asked.forbidden, names))
    goods = assortment(tastes, keys.forbidden_words)
    assert np.flatnonzero(~goods.is_offered).tolist() == [0, 1, 2, 5, 7]
    said = warnings_of_next(tastes, suggest(tastes, untaught(keys), {}, keys), asked, names)
    assert said[0] == "Forbidden, but neither a product nor a category that was sold: spoon."


def test_the_better_way_is_chosen_and_chances_are_what_came() -> None:
    pairs = two_tastes(200, half=30)
    kept = [pair for place, pair in enumerate(pairs) if place % 5 != 0]
    tastes = tastes_of(kept, 61, n=200)
    came = tastes_of(pairs, 61, n=200).matrix() - tastes.matrix()
    found = learn(tastes, came, NextAsked(top=2))
    assert found.new_way != "popular"
    assert found.new[found.new_way].recall.low > found.new["popular"].recall.high
    again, unseen = parted(tastes, came)
    assert again.nnz == 0
    assert unseen.nnz == came.nnz
    goods = assortment(tastes, frozenset())
    first = first_new(tastes, fit_way("linear", tastes, goods, seed=0), goods, 2)
    chances = count_chances(tastes, first, came)
    value, low, high = chances.of(kinds_of(tastes), 2)
    assert (low < value).all()
    assert (value < high).all()
    assert value.mean() == pytest.approx(came_true(first, came).mean(), abs=0.02)
    assert 0 < recall(first, unseen).mean() < 1


def test_interests_go_from_the_usual_to_the_customers_own() -> None:
    categories = ("a", "a", "b", None)
    tastes = tastes_of([(0, 0), (0, 1), (1, 2), (2, 3), *((row, 0) for row in range(3, 10))], 4, n=10,
                       categories=categories)  # fmt: skip
    found = fit_interests(tastes, 3.0)
    assert found is not None
    shares = found.shares
    assert shares.sum(axis=1) == pytest.approx(1.0)
    assert (shares[:, -1] == 0).all()
    usual = 9.5 / 11  # of ten purchases whose category is known, nine are of a; one more is spread over both
    assert shares[:3, 0] == pytest.approx([(2 + 3 * usual) / 5, 3 * usual / 4, usual])
    first, share, low, high = found.first()
    assert first[1].tolist() == [0, 1]
    assert ((low < share) & (share < high)).all()
    proved = prove_interests(tastes, tastes.matrix(), 3.0)
    assert proved is not None
    assert (proved.n_bought, proved.usual_share) == (10, pytest.approx(0.9))
    assert fit_interests(tastes_of([(0, 0)], 2, n=1), 3.0) is None


def test_of_whom_nothing_is_known_is_told_what_the_segment_buys() -> None:
    pairs = [(row, row % 2) for row in range(40)] + [(row, 2) for row in range(0, 40, 2)]
    tastes = tastes_of(pairs, 4, n=41, sent_back=[(40, 3)])
    segments = {f"K{row}": 1 + row % 2 for row in range(41)} | {"new": 2}
    found = suggest(tastes, untaught(NextAsked()), segments, NextAsked(top=2))
    assert found.by_segment == {0: ("P00", "P01"), 1: ("P00", "P02"), 2: ("P01", "P00")}
    assert found.n_from_segment == 2
    rows = {row["customer_id"]: row for row in found.table.to_pylist()}
    assert [rows["K40"][f"next_{i}"] for i in (1, 2)] == ["P00", "P02"]
    assert [rows["new"][f"next_{i}"] for i in (1, 2)] == ["P01", "P00"]
    assert rows["new"]["told_from"] == "others"
    assert "p_next_1_90d" not in rows["new"]  # nothing was tried, so nothing is said of how often it comes true
    assert rows["K1"]["next_1"] == "P00"


def test_without_a_common_buyer_no_reason_is_given() -> None:
    tastes = tastes_of([(0, 0), (1, 0), (1, 1), (2, 2)], 3, n=3)
    rows = suggest(tastes, untaught(NextAsked()), {}, NextAsked(top=2)).table.to_pylist()
    assert (rows[0]["next_1"], rows[0]["because_1"]) == ("P01", "P00")
    assert (rows[0]["next_2"], rows[0]["because_2"]) == ("P02", None)
    assert rows[1]["again_1"] == "P00"


LINES = [
    # who, product, days before END, quantity
    ("K1", "lamp", 10, 2.0),
    ("K1", "lamp", 70, 1.0),
    ("K1", "vase", 20, 1.0),
    ("K1", "vase", 15, -1.0),  # all of it sent back
    ("K2", "vase", 5, 3.0),
    ("K2", "vase", 4, -1.0),  # one of three
    ("K3", "bowl", 200, 1.0),  # nobody bought one since
    ("K2", "lamp", -3, 1.0),  # after the day
    ("K9", "lamp", -3, 1.0),  # nobody yet
    ("K3", "cup", -3, 1.0),  # not sold yet
    ("K3", "lamp", 0, 1.0),  # of the day itself
]


def records_of(engine: DuckEngine, lines: Sequence[tuple[str, str | None, int, float]]) -> tuple[Any, Any]:
    who, what, ago, quantity = zip(*lines, strict=True)
    table = pa.table(
        {
            "source_key": who,
            "product": pa.array(what, pa.string()),
            "category": pa.array([None] * len(who), pa.string()),
            "occurred_on": [END - timedelta(days=days) for days in ago],
            "quantity": quantity,
            "is_purchase": [units > 0 for units in quantity],
            "is_return": [units < 0 for units in quantity],
        }
    )
    keys = sorted(set(who))
    identity = engine.register("persons", pa.table({"source_key": keys, "customer_id": keys}))
    return SimpleNamespace(orders=engine.register("orders", table)), SimpleNamespace(relation=identity)


def test_tastes_are_read_as_of_a_day(engine: DuckEngine) -> None:
    records, identity = records_of(engine, LINES)
    tastes = read_tastes(engine, records, identity, None, before=END)
    names = tastes.customer_id.to_pylist()
    assert tastes.products == ("bowl", "lamp", "vase")
    held = {
        (names[row], tastes.products[column]): (days, ago, round(faded, 6))
        for row, column, days, ago, faded in zip(
            tastes.customer, tastes.product, tastes.n_days, tastes.days_ago, tastes.faded, strict=True
        )
    }
    assert held == {
        ("K1", "lamp"): (2, 10, round(0.5 ** (10 / 60) + 0.5 ** (70 / 60), 6)),
        ("K2", "vase"): (1, 5, round(0.5 ** (5 / 60), 6)),
        ("K3", "bowl"): (1, 200, round(0.5 ** (200 / 60), 6)),
    }
    assert [names[row] for row in tastes.sent_back[0]] == ["K1"]
    assert tastes.is_on_offer.tolist() == [False, True, True]
    assert dict(zip(names, tastes.order_days.tolist(), strict=True)) == {"K1": 3, "K2": 1, "K3": 1}

    bought = read_bought(engine, records.orders, identity, tastes, since=END, until=END + timedelta(days=30))
    came = {(names[row], tastes.products[column]) for row, column in zip(*bought.nonzero(), strict=True)}
    assert came == {("K2", "lamp"), ("K3", "lamp")}


def test_orders_without_products_are_refused_in_words(engine: DuckEngine) -> None:
    records, identity = records_of(engine, [("K1", None, 10, 1.0), ("K2", None, 9, 1.0)])
    with pytest.raises(PredictError, match=r"name no products.*shoal predict"):
        read_tastes(engine, records, identity, None, before=END)
    records, identity = records_of(engine, [("K1", "lamp", 10, 1.0), ("K2", "lamp", 9, 1.0)])
    with pytest.raises(PredictError, match="every order is of the same product"):
        read_tastes(engine, records, identity, None, before=END)
    with pytest.raises(PredictError, match="there are no orders"):
        read_tastes(engine, SimpleNamespace(orders=None), identity, None, before=END)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "found"),
    [(NextAsked(horizon_days=0), "0 days"), (NextAsked(top=21), "21 products"), (NextAsked(way="magic"), "magic")],
)
def test_what_means_nothing_is_refused(asked: NextAsked, found: str) -> None:
    with pytest.raises(PredictError, match=found):
        refuse_unusable_next(asked)
