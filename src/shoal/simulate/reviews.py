"""Reviews: what customers write about what they bought."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shoal.simulate.orders import SECONDS_PER_DAY
from shoal.simulate.part import Part
from shoal.simulate.phrases import BANKS, CLOSINGS, TITLES
from shoal.simulate.row_ids import numbered
from shoal.simulate.seasons import Floats, Ints
from shoal.simulate.timestamps import as_times
from shoal.simulate.tone import draw_tone
from shoal.simulate.wording import worded

STAR_BORDERS = np.array([-0.5, -0.2, 0.05, 0.35])  # of the tone: most reviews are good, and the bad ones very bad
SILENT_SHARE = 0.2  # give stars and no words
WAIT_DAYS, WAIT_SPREAD = 9.0, 0.7  # median, and standard deviation of the logarithm


def draw_reviews(part: Part) -> pa.Table:
    """Let customers review some of their orders, in the words of the sector, up to the end of the history.

    Returns
    -------
    pa.Table
        ``review_id``, ``customer_id``, ``product_id``, ``order_id`` string, ``rating`` int64 from 1 to 5, ``title``,
        ``text`` string (null for stars without words), ``written_at`` timestamp; by time.
    """
    order, product, second = _reviewed(part)
    customer = part.order_customer[order]
    rating = 1 + np.searchsorted(STAR_BORDERS, draw_tone(part, customer, second, "reviews"))
    title, text = _texts(part, rating)
    number = pa.array(part.order_number[order]).cast(pa.string())
    return pa.table(
        {
            "review_id": numbered("R", part.number, np.arange(len(order))),
            "customer_id": part.people["customer_id"].combine_chunks().take(pa.array(customer)),
            "product_id": part.catalogue.product_id.take(pa.array(product)),
            "order_id": number,
            "rating": pa.array(rating, pa.int64()),
            "title": title,
            "text": text,
            "written_at": as_times(second, part.plan.start),
        }
    )


def _reviewed(part: Part) -> tuple[Ints, Ints, Ints]:
    """Choose the orders, the first product of each and the moments."""
    share = np.array([each.engagement.review_share for each in part.plan.types])
    chance = part.chance
    chosen = chance("is_reviewed").random(len(part.orders)) < share[part.spells.type_id[part.orders.spell]]
    wait = np.exp(np.log(WAIT_DAYS) + WAIT_SPREAD * chance("review wait").standard_normal(len(part.orders)))
    second = part.orders.second + (wait * SECONDS_PER_DAY).astype(np.int64)
    bought = part.lines.quantity > 0
    # Lines are by time; written backwards, the first one of each order stays.
    product = np.full(len(part.orders), -1, dtype=np.int64)
    product[part.lines.order[bought][::-1]] = part.lines.product[bought][::-1]
    is_good = (product >= 0) & (product < part.catalogue.n_goods)
    order = np.flatnonzero(chosen & ~part.orders.is_guest & is_good & (second < part.end))
    order = order[np.argsort(second[order], kind="stable")]
    return order, product[order], second[order]


def _texts(part: Part, rating: Ints) -> tuple[pa.Array, pa.Array]:
    n, bank = len(rating), list(BANKS[part.plan.sector.phrases].values())
    tone = np.array([0, 0, 1, 2, 2])[rating - 1]
    topic = part.chance("review topic").integers(0, len(bank), n)
    only = np.zeros(n, dtype=np.int64)

    def place(name: str) -> Floats:
        return part.chance(f"review {name}").random(n)

    sentence = worded(bank, topic, tone, place("sentence"))
    closing = worded([CLOSINGS], only, tone, place("closing"))
    text = pc.binary_join_element_wise(sentence, closing, " ")
    speaks = pa.array(place("silence") >= SILENT_SHARE)
    none = pa.scalar(None, pa.string())
    title = worded([TITLES], only, tone, place("title"))
    return pc.if_else(speaks, title, none), pc.if_else(speaks, text, none)
