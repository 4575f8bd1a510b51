"""Reviews are of what was bought, come at the planted rate, and tell how content people are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from shoal.simulate import SECTORS
from shoal.simulate.customer_types import CustomerType
from shoal.simulate.engagement import Engagement
from shoal.simulate.part import Part, parts
from shoal.simulate.phrases import BANKS, CLOSINGS, TICKET_CLOSINGS, TICKETS, TITLES
from shoal.simulate.plan import business
from shoal.simulate.reviews import draw_reviews


def reviewing(*, tone: float, share: float = 0.3, **rates: object) -> Part:
    steady = {"rate_shape": 1e6, "stays_months": 1e4, "return_share": 0.0, "spread": 0.0} | rates
    engagement = Engagement(review_share=share, tone=tone)
    one = CustomerType("one", 1.0, "", (650.0, 720.0), 1.0, engagement=engagement, **steady)  # type: ignore[arg-type]
    plan = replace(business(700, seed=4, files=("orders", "customers", "reviews")), types=(one,))
    return next(iter(parts(plan)))


@pytest.fixture(scope="module")
def part() -> Part:
    return reviewing(tone=0.3)


@pytest.fixture(scope="module")
def reviews(part: Part) -> pa.Table:
    return draw_reviews(part)


def test_orders_are_reviewed_at_the_planted_rate(part: Part, reviews: pa.Table) -> None:
    # What was ordered in the last two months may not be reviewed yet.
    settled = part.end - 60 * 86_400
    orders = ~part.orders.is_guest & (part.orders.second < settled)
    number = set(part.order_number[orders].astype(str).tolist())
    found = sum(order in number for order in reviews["order_id"].to_pylist())
    assert orders.sum() > 5000
    assert abs(found - 0.3 * orders.sum()) < 4 * np.sqrt(orders.sum() * 0.3 * 0.7)


def test_reviews_are_of_a_product_of_the_order_by_its_buyer_afterwards(part: Part, reviews: pa.Table) -> None:
    names = part.catalogue.product_id.to_pylist()
    keys = part.people["customer_id"].to_pylist()
    row_of = {str(number): row for row, number in enumerate(part.order_number.tolist())}
    products: dict[int, set[str]] = {}
    for order, product in zip(part.lines.order.tolist(), part.lines.product.tolist(), strict=True):
        products.setdefault(order, set()).add(names[product])
    epoch = np.datetime64(part.plan.start)
    for review in reviews.to_pylist():
        order = row_of[review["order_id"]]
        assert review["product_id"] in products[order]
        assert review["customer_id"] == keys[part.order_customer[order]]
        assert np.datetime64(review["written_at"]) > epoch + np.timedelta64(int(part.orders.second[order]), "s")
    assert reviews["order_id"].value_counts().field("counts").to_numpy().max() == 1
    at = reviews["written_at"].to_pylist()
    assert at == sorted(at)
    assert at[-1].date() <= part.plan.until


def test_content_customers_give_more_stars() -> None:
    stars = [pc.mean(draw_reviews(reviewing(tone=tone))["rating"]).as_py() for tone in (-0.6, 0.0, 0.6)]
    assert 1 <= stars[0] < stars[1] - 0.5 < stars[2] - 1.0 < 4.5


def test_those_whom_the_service_drives_away_turn_sour_before_they_leave() -> None:
    def before_leaving(cause: str) -> float:
        part = reviewing(tone=0.4, share=1.0, stays_months=8.0, causes=((cause, 1.0),))
        reviews = draw_reviews(part)
        row_of = {key: row for row, key in enumerate(part.people["customer_id"].to_pylist())}
        left = part.lives.left[[row_of[key] for key in reviews["customer_id"].to_pylist()]]
        day = (reviews["written_at"].cast(pa.date32()).cast(pa.int32()).to_numpy()) - (
            np.datetime64(part.plan.start).astype(int)
        )
        near = left - day < 20
        assert near.sum() > 100
        return float(reviews["rating"].to_numpy()[near].mean())

    assert before_leaving("service") < before_leaving("price") - 1.0


def test_stars_and_words_agree(part: Part, reviews: pa.Table) -> None:
    bank = BANKS[part.plan.sector.phrases]
    good = {sentence for by_tone in bank.values() for sentence in by_tone[2]}
    for review in reviews.filter(reviews["text"].is_valid()).to_pylist():
        is_good = any(review["text"].startswith(sentence) for sentence in good)
        assert is_good == (review["rating"] >= 4)
        assert review["title"]


def test_there_are_several_hundred_sentences_all_different() -> None:
    banks = [sentence for bank in BANKS.values() for by_tone in bank.values() for each in by_tone for sentence in each]
    others = [sentence for each in (*TITLES, *CLOSINGS, *TICKET_CLOSINGS) for sentence in each]
    tickets = [sentence for by_tone in TICKETS.values() for each in by_tone for sentence in each]
    every = banks + others + tickets
    assert len(set(every)) > 350
    assert {each.phrases for each in SECTORS.values()} <= set(BANKS)


def test_reviews_of_different_customers_differ(reviews: pa.Table) -> None:
    texts = reviews["text"].drop_null()
    assert len(texts.unique()) > 400
