"""Tickets: what customers ask the support, what about, and how content they were with the answer."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shoal.simulate.customer_types import CAUSES, DAYS_PER_MONTH
from shoal.simulate.decimals import Bools
from shoal.simulate.orders import seconds
from shoal.simulate.part import Part
from shoal.simulate.phrases import TICKET_CLOSINGS, TICKETS
from shoal.simulate.row_ids import numbered
from shoal.simulate.seasons import Floats, Ints
from shoal.simulate.timestamps import as_times
from shoal.simulate.tone import draw_tone
from shoal.simulate.wording import worded

TOPICS = tuple(TICKETS)
TOPIC_SHARES = np.array([0.2, 0.25, 0.2, 0.15, 0.05, 0.15])
CHANNELS, CHANNEL_SHARES = ("email", "phone", "chat", "form"), (0.4, 0.3, 0.2, 0.1)
PRIORITIES = ("low", "normal", "high")
WARNING_DAYS = 45.0
WARNINGS = {
    "price": ("billing", 0.4),
    "service": ("fault", 0.7),
    "competitor": ("cancellation", 0.35),
    "need ended": ("cancellation", 0.25),
    "moved": ("account", 0.5),
    "payment failed": ("billing", 0.6),
}
"""What those who leave ask within the 45 days before they do, and the chance that they do, by cause."""
PERSONAL_SHAPE = 1.0  # of the gamma distribution of ticket rates: few customers open most of the tickets
CLOSING_HOURS, CLOSING_SPREAD = 14.0, 1.2  # median, and standard deviation of the logarithm
RATED_SHARE = 0.4  # of the closed tickets
TONE_BORDERS = np.array([-0.1, 0.35])
PRIORITY_SHARES = np.array([[0.1, 0.4, 0.5], [0.3, 0.6, 0.1], [0.5, 0.47, 0.03]])  # by tone


def draw_tickets(part: Part) -> pa.Table:
    """Draw the tickets up to the end of the history, by time.

    Returns
    -------
    pa.Table
        ``ticket_id``, ``customer_id`` string, ``opened_at``, ``closed_at`` timestamp (null while open), ``channel``,
        ``topic``, ``priority``, ``text`` string, ``satisfaction`` int64 from 1 to 5 (null where nobody rated it).
    """
    customer, second, topic = _opened(part)
    n, chance = len(customer), part.chance
    content = draw_tone(part, customer, second, "tickets")
    tone = np.searchsorted(TONE_BORDERS, content)
    wait = np.exp(np.log(CLOSING_HOURS) + CLOSING_SPREAD * chance("closing").standard_normal(n))
    closed = second + (wait * 3600).astype(np.int64) + 60
    is_open = closed >= part.end
    borders = np.cumsum(PRIORITY_SHARES, axis=1)[tone, :2]
    priority = (chance("priority").random(n)[:, None] >= borders).sum(axis=1)
    channel = chance("ticket channel").choice(len(CHANNELS), n, p=CHANNEL_SHARES)
    return pa.table(
        {
            "ticket_id": numbered("T", part.number, np.arange(n)),
            "customer_id": part.people["customer_id"].combine_chunks().take(pa.array(customer)),
            "opened_at": as_times(second, part.plan.start),
            "closed_at": pc.if_else(
                pa.array(is_open), pa.scalar(None, pa.timestamp("s")), as_times(closed, part.plan.start)
            ),
            "channel": pa.array(CHANNELS).take(pa.array(channel)),
            "topic": pa.array(TOPICS).take(pa.array(topic)),
            "priority": pa.array(PRIORITIES).take(pa.array(priority)),
            "text": _texts(part, topic, tone),
            "satisfaction": _satisfaction(part, content, wait, is_open),
        }
    )


def _opened(part: Part) -> tuple[Ints, Ints, Ints]:
    """Draw who opens a ticket, when, and about what: at the own rate, and once more before leaving."""
    spells, lives, chance = part.spells, part.lives, part.chance
    rate = np.array([each.engagement.tickets_per_month for each in part.plan.types])[spells.type_id]
    personal = chance("ticket rate").standard_gamma(PERSONAL_SHAPE, len(lives)) / PERSONAL_SHAPE
    until = np.minimum(spells.until, part.plan.days)
    span = np.maximum(until - spells.since, 0)
    count = chance("tickets").poisson(rate * personal[spells.customer] * span / DAYS_PER_MONTH)
    spell = np.repeat(np.arange(len(spells)), count)
    day = spells.since[spell] + chance("ticket day").random(len(spell)) * span[spell]
    topic = chance("ticket topic").choice(len(TOPICS), len(spell), p=TOPIC_SHARES)
    leaver, warning_day, warning_topic = _warnings(part)
    customer = np.concatenate([spells.customer[spell], leaver])
    second = seconds(np.concatenate([day, warning_day]))
    topic = np.concatenate([topic, warning_topic])
    kept = np.flatnonzero(second < part.end)
    kept = kept[np.lexsort((customer[kept], second[kept]))]
    return customer[kept], second[kept], topic[kept]


def _warnings(part: Part) -> tuple[Ints, Floats, Ints]:
    """Draw the tickets by which those who are about to leave could be known."""
    lives = part.lives
    about = np.array([TOPICS.index(WARNINGS[cause][0]) for cause in CAUSES])
    share = np.array([WARNINGS[cause][1] for cause in CAUSES])
    day = lives.left - part.chance("warning day").random(len(lives)) * WARNING_DAYS
    asks = part.chance("warning").random(len(lives)) < share[lives.cause]
    rows = np.flatnonzero(asks & (day > lives.joined) & (day < part.plan.days))
    return rows, day[rows], about[lives.cause[rows]]


def _texts(part: Part, topic: Ints, tone: Ints) -> pa.StringArray:
    sentence = worded(list(TICKETS.values()), topic, tone, part.chance("ticket sentence").random(len(topic)))
    only = np.zeros(len(topic), dtype=np.int64)
    closing = worded([TICKET_CLOSINGS], only, tone, part.chance("ticket closing").random(len(topic)))
    return pc.binary_join_element_wise(sentence, closing, " ")


def _satisfaction(part: Part, content: Floats, wait: Floats, is_open: Bools) -> pa.Int64Array:
    """Content customers and quick answers are rated better."""
    noise = 0.7 * part.chance("satisfaction").standard_normal(len(content))
    rating = np.clip(np.rint(3.2 + 1.6 * content - 0.4 * np.log(wait / CLOSING_HOURS) + noise), 1, 5)
    is_silent = part.chance("rated").random(len(content)) >= RATED_SHARE
    return pa.array(rating.astype(np.int64), mask=is_open | is_silent)
