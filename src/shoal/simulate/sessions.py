"""Sessions: who is on the site or in the app, when, on which device and led there by what."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from shoal.simulate.customer_types import DAYS_PER_MONTH
from shoal.simulate.decimals import Bools
from shoal.simulate.emails import CLICKED, draw_messages
from shoal.simulate.orders import SECONDS_PER_DAY, seconds
from shoal.simulate.part import Part
from shoal.simulate.response import spell_at
from shoal.simulate.seasons import Ints

ORDER, BROWSING, CLICK, VISITOR, BOT = range(5)
SOURCES = ("direct", "search", "ads", "social", "referral", "newsletter")
SOURCE_SHARES = (0.38, 0.3, 0.13, 0.12, 0.07)  # of all but those that a mail led there
NEWSLETTER = SOURCES.index("newsletter")
DEVICES, DEVICE_SHARES = ("mobile", "desktop", "tablet", "bot"), (0.55, 0.38, 0.07)
BOT_DEVICE = DEVICES.index("bot")
SECOND_DEVICE, THIRD_DEVICE = 0.5, 0.12  # shares of the customers who have so many
SESSIONS_PER_VISITOR = 1.6
EVENTS_PER_BOT = 120
SESSIONS_PER_BOT = 5
HONEST_BOTS = 0.5  # say what they are; the others look like a desktop


@dataclass(frozen=True)
class Sessions:
    """Sessions: one element each.

    Parameters
    ----------
    kind : int array (n,)
        `ORDER`, `BROWSING`, `CLICK`, `VISITOR` or `BOT`.
    second : int array (n,)
        When it begins; when an order's session ends.
    spell : int array (n,)
        Row of the spells whose rates and tastes it follows.
    person : int array (n,)
        Row of the people who would log in; -1 where nobody does.
    order : int array (n,)
        Row of the orders; -1 for none.
    send : int array (n,)
        Row of the sends that led there; -1 for none.
    device : int array (n,)
        Number of the device within the part.
    """

    kind: Ints
    second: Ints
    spell: Ints
    person: Ints
    order: Ints
    send: Ints
    device: Ints

    def __len__(self) -> int:
        return len(self.kind)


def draw_sessions(part: Part) -> Sessions:
    """Draw all sessions of a part up to the end of its history, but for those of bots."""
    device_count, first_device = _devices(part)
    ordering = _ordering(part)
    browsing = _browsing(part)
    clicking = _clicking(part)
    own = joined([ordering, browsing, clicking])
    customer = part.spells.customer[own.spell]
    place = part.chance("session device").random(len(own)) ** 1.5
    device = first_device[customer] + (place * device_count[customer]).astype(np.int64)
    n_known = int(device_count.sum())
    is_guest = own.person < 0
    device[is_guest] = n_known + np.arange(is_guest.sum())
    own = replace(own, device=device)
    visiting = _visiting(part, len(browsing), n_known + int(is_guest.sum()))
    return joined([own, visiting])


def bot_sessions(part: Part, n_events: int, first_device: int) -> Sessions:
    """Draw the sessions of programs: together their share of the events."""
    n = round(n_events * part.plan.sector.activity.bot_share / EVENTS_PER_BOT)
    second = np.sort(part.chance("bots").integers(0, part.end, n))
    return _anonymous(part, BOT, second, "bot taste", first_device + np.arange(n) // SESSIONS_PER_BOT)


def device_kinds(part: Part, n_devices: int, n_people_devices: int) -> Ints:
    """Say what every device is; those from `n_people_devices` on belong to bots."""
    kind = part.chance("device").choice(len(DEVICE_SHARES), n_devices, p=DEVICE_SHARES)
    is_bot = np.arange(n_devices) >= n_people_devices
    is_honest = part.chance("honest bots").random(n_devices) < HONEST_BOTS
    return np.where(is_bot, np.where(is_honest, BOT_DEVICE, DEVICES.index("desktop")), kind)


def draw_sources(part: Part, sessions: Sessions) -> Ints:
    """Say what led to every session."""
    drawn = part.chance("source").choice(len(SOURCE_SHARES), len(sessions), p=SOURCE_SHARES)
    return np.where(sessions.kind == CLICK, NEWSLETTER, drawn)


def is_online(part: Part) -> Bools:
    """Tell which orders are made in a session: a share of those of goods; bills come by themselves."""
    has_goods = np.zeros(len(part.orders), dtype=bool)
    has_goods[part.lines.order[part.lines.product < part.catalogue.n_goods]] = True
    drawn = part.chance("online").random(len(part.orders)) < part.plan.sector.activity.online_share
    return drawn & has_goods & (part.orders.second < part.end)


def _devices(part: Part) -> tuple[Ints, Ints]:
    """Give the number of devices of every customer, and the number of their first one."""
    place = part.chance("devices").random(len(part.lives))
    count = 1 + (place < SECOND_DEVICE).astype(np.int64) + (place < THIRD_DEVICE)
    return count, np.cumsum(count) - count


def _ordering(part: Part) -> Sessions:
    order = np.flatnonzero(is_online(part))
    return Sessions(
        kind=np.full(len(order), ORDER),
        second=part.orders.second[order].astype(np.int64),
        spell=part.orders.spell[order],
        person=np.where(part.orders.is_guest[order], -1, part.order_key[order]),
        order=order,
        send=np.full(len(order), -1),
        device=np.zeros(len(order), dtype=np.int64),
    )


def _browsing(part: Part) -> Sessions:
    """Draw the sessions beside orders: Poisson at a personal rate over each spell."""
    spells, types, chance = part.spells, part.plan.types, part.chance
    rate = np.array([each.engagement.sessions_per_month for each in types])[spells.type_id]
    spread = np.array([each.engagement.session_spread for each in types])[part.lives.type_id]
    shape = 1 / np.maximum(spread, 1e-3) ** 2
    personal = (chance("session rate").standard_gamma(shape) / shape)[spells.customer]
    span = np.maximum(np.minimum(spells.until, part.plan.days) - spells.since, 0)
    count = chance("sessions").poisson(rate * personal * span / DAYS_PER_MONTH)
    spell = np.repeat(np.arange(len(spells)), count)
    day = spells.since[spell] + chance("session day").random(len(spell)) * span[spell]
    return Sessions(
        kind=np.full(len(spell), BROWSING),
        second=seconds(day),
        spell=spell,
        person=spells.customer[spell],
        order=np.full(len(spell), -1),
        send=np.full(len(spell), -1),
        device=np.zeros(len(spell), dtype=np.int64),
    )


def _clicking(part: Part) -> Sessions:
    """Let every click in a mail begin a session."""
    messages = draw_messages(part)
    clicked = messages.event == CLICKED
    send, customer = messages.send[clicked], part.sends.customer[messages.send[clicked]]
    second = messages.second[clicked] + 2
    return Sessions(
        kind=np.full(len(send), CLICK),
        second=second,
        spell=spell_at(second / SECONDS_PER_DAY, customer, part.lives, part.spells),
        person=customer,
        order=np.full(len(send), -1),
        send=send,
        device=np.zeros(len(send), dtype=np.int64),
    )


def _visiting(part: Part, n_browsing: int, first_device: int) -> Sessions:
    """Draw the sessions of people who never become customers."""
    n = round(n_browsing * part.plan.sector.activity.visitor_share)
    second = seconds(part.chance("visits").random(n) * part.plan.days)
    visitor = part.chance("visitors").integers(0, max(round(n / SESSIONS_PER_VISITOR), 1), n)
    return _anonymous(part, VISITOR, second, "visitor taste", first_device + visitor)


def _anonymous(part: Part, kind: int, second: Ints, taste: str, device: Ints) -> Sessions:
    n = len(second)
    return Sessions(
        kind=np.full(n, kind),
        second=second,
        spell=part.chance(taste).integers(0, len(part.spells), n),
        person=np.full(n, -1),
        order=np.full(n, -1),
        send=np.full(n, -1),
        device=device,
    )


def joined(several: list[Sessions]) -> Sessions:
    """Put sessions one after the other."""
    none = [np.zeros(0, dtype=np.int64)]
    return Sessions(
        **{
            field.name: np.concatenate(none + [getattr(each, field.name) for each in several])
            for field in fields(Sessions)
        }
    )
