"""Events: what was done on the site, in the app and by the systems, as they were tracked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shoal.simulate.customer_types import DAYS_PER_MONTH
from shoal.simulate.decimals import Bools, decimals
from shoal.simulate.orders import seconds
from shoal.simulate.part import Part
from shoal.simulate.row_ids import numbered, scattered
from shoal.simulate.seasons import Floats, Ints
from shoal.simulate.sectors.sector import Sector
from shoal.simulate.sessions import (
    DEVICES,
    EVENTS_PER_BOT,
    ORDER,
    SOURCES,
    Sessions,
    bot_sessions,
    device_kinds,
    draw_sessions,
    draw_sources,
    joined,
)
from shoal.simulate.timestamps import as_times

VIEW, CART, CHECKOUT, PURCHASE, LOGIN, INSIDE = range(6)
"""Codes of what happened; `INSIDE` and above are the sector's own events, those inside sessions first."""
ENTRY, BODY, LINES, IDENTIFIED, FILLED, PAYING, PAID = range(7)
"""The phases of a session, in their order; each has none, one or many events."""
ABANDONED_AT_CHECKOUT = 0.4  # of the carts that are left behind
SHORTEST_GAP, MEAN_GAP = 4, 40.0  # seconds between two events
BOT_GAP = 2
LATE_HOURS, LATE_SPREAD, LATEST_DAYS = 6.0, 1.0, 10
DEVICES_PER_PART = 10_000_000  # numbers that a part may use
DEVICE_NAMES = 10**12


@dataclass(frozen=True)
class _Steps:
    """Events of sessions: one element each, by session and time."""

    session: Ints
    phase: Ints
    place: Ints  # within the phase
    second: Ints
    name: Ints
    product: Ints  # row of the catalogue, -1 for none
    cents: Ints  # -1 for none


def draw_events(part: Part) -> pa.Table:
    """Write the events of a part that arrived by the end of its history, in the order in which they did.

    Every order that is made online has its session, from the first view to the purchase; beside them there are
    sessions without an order, some with a cart that is left behind, sessions of mails that were clicked, of people who
    never become customers, and of bots. Events of one session arrive together, some of them hours or days later.

    A device is anonymous until somebody logs in on it, and in private sessions; a guest logs in nowhere.

    Returns
    -------
    pa.Table
        ``event_id``, ``session_id``, ``anonymous_id`` (the device), ``customer_id`` (null while the device does not
        know who it is), ``name``, ``product_id`` string, ``order_id`` string (of purchases), ``occurred_at``,
        ``received_at`` timestamp, ``device`` (mobile, desktop, tablet, bot), ``source`` (direct, search, ads, social,
        referral, newsletter), ``campaign_id`` string, ``value`` decimal(12, 2) (of carts and purchases). Events outside
        sessions have neither session, device nor source.
    """
    sessions = draw_sessions(part)
    is_private = _private(part, sessions)
    logs_in = _logging_in(part, sessions, is_private)
    steps = _steps(part, sessions, logs_in)
    n_people_devices = int(sessions.device.max(initial=-1)) + 1
    bots = bot_sessions(part, len(steps.session), n_people_devices)
    # Bots come last: how many they are depends on the others, who do not depend on them.
    steps = _joined(steps, _bot_steps(part, bots, len(sessions)))
    sessions = joined([sessions, bots])
    is_private, logs_in = (np.concatenate([each, np.zeros(len(bots), dtype=bool)]) for each in (is_private, logs_in))
    person = _known(sessions, steps, is_private, logs_in)
    return _table(part, sessions, steps, person, n_people_devices)


def _private(part: Part, sessions: Sessions) -> Bools:
    """Tell the sessions in which the device does not say who it belongs to, or belongs to another key."""
    drawn = part.chance("private").random(len(sessions)) < part.plan.sector.activity.private_share
    other_key = (sessions.order >= 0) & (sessions.person >= 0)
    other_key &= sessions.person != part.spells.customer[sessions.spell]
    return drawn | other_key


def _logging_in(part: Part, sessions: Sessions, is_private: Bools) -> Bools:
    """Tell the sessions with a login: where somebody wants one and the device does not know them already."""
    share = np.array([each.engagement.login_share for each in part.plan.types])
    drawn = part.chance("login").random(len(sessions)) < share[part.spells.type_id[sessions.spell]]
    wants = (sessions.person >= 0) & ((sessions.kind == ORDER) | drawn)
    candidates = np.flatnonzero(wants & ~is_private)
    by_device = candidates[np.lexsort((sessions.second[candidates], sessions.device[candidates]))]
    is_first = np.zeros(len(sessions), dtype=bool)
    is_first[by_device[np.diff(sessions.device[by_device], prepend=-1) != 0]] = True
    return np.asarray(is_first | (wants & is_private))


def _steps(part: Part, sessions: Sessions, logs_in: Bools) -> _Steps:
    """Expand sessions into their events, phase by phase."""
    counts, has_cart = _counts(part, sessions, logs_in)
    flat = counts.ravel()
    total = counts.sum(axis=1)
    session = np.repeat(np.arange(len(sessions)), total)
    phase = np.repeat(np.tile(np.arange(counts.shape[1]), len(sessions)), flat)
    place = np.arange(len(session)) - np.repeat(np.cumsum(flat) - flat, flat)
    is_line = phase == LINES
    line = _lines_of(part, sessions, session[is_line], place[is_line])
    name = _names(part, counts, has_cart, session, phase, place)
    product, cents = _products(part, sessions, session, phase, name, is_line, line)
    gap = SHORTEST_GAP + part.chance("gaps between events").exponential(MEAN_GAP, len(session)).astype(np.int64)
    return _Steps(session, phase, place, _times(sessions, session, total, gap), name, product, cents)


def _counts(part: Part, sessions: Sessions, logs_in: Bools) -> tuple[Ints, Bools]:
    """Count the events of each phase of each session, and tell which leave a cart behind."""
    chance, n = part.chance, len(sessions)

    def of(rate: str) -> Floats:
        by_type = np.array([getattr(each.engagement, rate) for each in part.plan.types])
        return np.asarray(by_type[part.spells.type_id[sessions.spell]])

    is_order = sessions.kind == ORDER
    goes_on = chance("bounce").random(n) >= of("bounce")
    weight = 1 + sum(weight for _, weight in part.plan.sector.activity.inside)
    more = 1 + chance("views").poisson(np.maximum((of("views_per_session") - 1) * weight - 1, 0))
    has_cart = ~is_order & goes_on & (chance("cart").random(n) < of("cart_share"))
    pays = has_cart & (chance("abandoned").random(n) < ABANDONED_AT_CHECKOUT)
    n_lines = np.bincount(part.lines.order[part.lines.quantity > 0], minlength=len(part.orders))
    counts = np.zeros((n, PAID + 1), dtype=np.int64)
    counts[:, ENTRY] = logs_in & ~is_order
    counts[:, BODY] = np.where(is_order, more - 1, 1 + more * goes_on)
    counts[is_order, LINES] = 2 * n_lines[sessions.order[is_order]]
    counts[:, IDENTIFIED] = logs_in & is_order
    counts[:, FILLED] = has_cart
    counts[:, PAYING] = is_order | pays
    counts[:, PAID] = is_order
    return counts, has_cart


def _lines_of(part: Part, sessions: Sessions, session: Ints, place: Ints) -> Ints:
    """Give the order line that each view and cart of an order's session is about: two events a line."""
    bought = np.flatnonzero(part.lines.quantity > 0)
    bought = bought[np.argsort(part.lines.order[bought], kind="stable")]
    n_lines = np.bincount(part.lines.order[bought], minlength=len(part.orders))
    first = np.cumsum(n_lines) - n_lines
    return np.asarray(bought[first[sessions.order[session]] + place // 2])


def _names(part: Part, counts: Ints, has_cart: Bools, session: Ints, phase: Ints, place: Ints) -> Ints:
    """Say what happened in each event."""
    fixed = np.array([LOGIN, VIEW, VIEW, LOGIN, CART, CHECKOUT, PURCHASE])
    name = fixed[phase]
    name[(phase == LINES) & (place % 2 == 1)] = CART
    weights = np.array([1.0, *(weight for _, weight in part.plan.sector.activity.inside)])
    borders = np.cumsum(weights)[:-1] / weights.sum()
    drawn = np.searchsorted(borders, part.chance("inside").random(len(phase)), side="right")
    # A session begins with a view, and what is put into a cart was looked at just before.
    must_be_view = (place == 0) | (has_cart[session] & (place == counts[session, BODY] - 1))
    own = (phase == BODY) & ~must_be_view & (drawn > 0)
    return np.where(own, INSIDE + drawn - 1, name)


def _products(
    part: Part, sessions: Sessions, session: Ints, phase: Ints, name: Ints, is_line: Bools, line: Ints
) -> tuple[Ints, Ints]:
    """Say which product each event is about, and what it is worth."""
    spell = sessions.spell[session]
    place = part.chance("looked at").random(len(session))
    taste = part.assortments.pick(spell, part.spells.breadth[spell], place)
    product = np.where((phase == BODY) & (name == VIEW), taste, -1)
    product[is_line] = part.lines.product[line]
    filled = np.flatnonzero(phase == FILLED)
    product[filled] = product[filled - 1]
    cents = np.full(len(session), -1, dtype=np.int64)
    cents[filled] = part.catalogue.cents[product[filled]]
    value = part.lines.cents.astype(np.int64) * part.lines.quantity
    cents[is_line] = value[line]
    cents[is_line & (name == VIEW)] = -1
    is_bought = part.lines.quantity > 0
    total = np.bincount(part.lines.order[is_bought], weights=value[is_bought], minlength=len(part.orders))
    paid = np.flatnonzero(phase == PAID)
    cents[paid] = np.rint(total[sessions.order[session[paid]]]).astype(np.int64)
    return product, cents


def _times(sessions: Sessions, session: Ints, total: Ints, gap: Ints) -> Ints:
    """Place events in time: an order's session ends with the order, any other begins at its moment."""
    passed = np.cumsum(gap)
    first = np.cumsum(total) - total
    is_order = sessions.kind == ORDER
    fixed = passed[np.where(is_order, first + total - 1, first)]
    return np.asarray(sessions.second[session] + passed - fixed[session])


def _bot_steps(part: Part, bots: Sessions, before: int) -> _Steps:
    """Let bots look at one product after the other, in even steps."""
    session = np.repeat(np.arange(len(bots)), EVENTS_PER_BOT)
    place = np.tile(np.arange(EVENTS_PER_BOT), len(bots))
    begin = part.chance("bot begins").integers(0, part.catalogue.n_goods, len(bots))
    none = np.full(len(session), -1)
    return _Steps(
        session=session + before,
        phase=np.full(len(session), BODY),
        place=place,
        second=bots.second[session] + BOT_GAP * place,
        name=np.full(len(session), VIEW),
        product=(begin[session] + place) % part.catalogue.n_goods,
        cents=none,
    )


def _joined(one: _Steps, other: _Steps) -> _Steps:
    names = ("session", "phase", "place", "second", "name", "product", "cents")
    return _Steps(**{name: np.concatenate([getattr(one, name), getattr(other, name)]) for name in names})


def _known(sessions: Sessions, steps: _Steps, is_private: Bools, logs_in: Bools) -> Ints:
    """Give the person whom each event is ascribed to; -1 while the device does not know."""
    never = np.iinfo(np.int64).max
    own_login = np.full(len(sessions), never)
    at_login = steps.name == LOGIN
    own_login[steps.session[at_login]] = steps.second[at_login]
    device_login = np.full(int(sessions.device.max(initial=-1)) + 1, never)
    opens = logs_in & ~is_private
    device_login[sessions.device[opens]] = own_login[opens]
    known_from = np.where(is_private, own_login, np.minimum(own_login, device_login[sessions.device]))
    person = sessions.person[steps.session]
    return np.where(steps.second >= known_from[steps.session], person, -1)


def _table(part: Part, sessions: Sessions, steps: _Steps, person: Ints, n_people_devices: int) -> pa.Table:
    """Write the events of sessions and those outside them, by arrival."""
    aside_name, aside_person, aside_second = _aside(part)
    n_aside = len(aside_name)
    late = _delays(part, len(sessions))
    second = np.concatenate([steps.second, aside_second])
    hop = part.chance("latency").integers(0, 3, len(second))
    received = second + hop + np.concatenate([late[steps.session], np.zeros(n_aside, dtype=np.int64)])
    kept = np.flatnonzero((second >= 0) & (received < part.end))
    kept = kept[np.argsort(received[kept], kind="stable")]

    def column(of_steps: npt.NDArray[np.int64], of_aside: npt.NDArray[np.int64] | int) -> pa.Array:
        """Give a column of numbers as Arrow has it, null where it is negative."""
        values = np.concatenate([of_steps, np.broadcast_to(of_aside, n_aside)])[kept]
        return pa.array(values, mask=values < 0)

    def of_session(values: Ints) -> pa.Array:
        return column(values[steps.session], -1)

    campaign = np.append(part.sends.campaign, -1)[sessions.send]
    n_devices = int(sessions.device.max(initial=-1)) + 1
    order = np.where(steps.name == PURCHASE, sessions.order[steps.session], -1)
    cents = np.concatenate([steps.cents, np.full(n_aside, -1)])[kept]
    return pa.table(
        {
            "event_id": numbered("E", part.number, np.arange(len(kept))),
            "session_id": numbered("S", part.number, _ranks(sessions.second)).take(
                of_session(np.arange(len(sessions)))
            ),
            "anonymous_id": _device_ids(part, n_devices).take(of_session(sessions.device)),
            "customer_id": part.people["customer_id"].combine_chunks().take(column(person, aside_person)),
            "name": pa.array(_event_names(part.plan.sector)).take(column(steps.name, aside_name)),
            "product_id": part.catalogue.product_id.take(column(steps.product, -1)),
            "order_id": pa.array(part.order_number).cast(pa.string()).take(column(order, -1)),
            "occurred_at": as_times(second[kept], part.plan.start),
            "received_at": as_times(received[kept], part.plan.start),
            "device": pa.array(DEVICES).take(
                of_session(device_kinds(part, n_devices, n_people_devices)[sessions.device])
            ),
            "source": pa.array(SOURCES).take(of_session(draw_sources(part, sessions))),
            "campaign_id": pa.array([each.campaign_id for each in part.campaigns], pa.string()).take(
                of_session(campaign)
            ),
            "value": pc.if_else(pa.array(cents >= 0), decimals(cents), pa.scalar(None, pa.decimal128(12, 2))),
        }
    )


def _ranks(second: Ints) -> Ints:
    """Rank sessions by time, so that their numbers do not tell of what kind they are."""
    rank = np.empty(len(second), dtype=np.int64)
    rank[np.argsort(second, kind="stable")] = np.arange(len(second))
    return rank


def _event_names(sector: Sector) -> list[str]:
    """List what the codes mean."""
    does = sector.activity
    own = [name for name, _ in (*does.inside, *does.aside)]
    return [does.view, does.cart, does.checkout, does.purchase, does.login, *own]


def _device_ids(part: Part, n_devices: int) -> pa.StringArray:
    """Name devices in a way that does not give away their order."""
    number = np.arange(n_devices) + (part.number + 1) * DEVICES_PER_PART
    return pc.binary_join_element_wise("d", pa.array(scattered(number, DEVICE_NAMES)).cast(pa.string()), "")


def _delays(part: Part, n_sessions: int) -> Ints:
    """Draw how much later the events of a session arrive, in seconds: mostly not at all."""
    is_late = part.chance("late").random(n_sessions) < part.plan.sector.activity.late_share
    hours = np.exp(np.log(LATE_HOURS) + LATE_SPREAD * part.chance("lateness").standard_normal(n_sessions))
    return np.where(is_late, np.minimum(hours * 3600, LATEST_DAYS * 86_400), 0).astype(np.int64)


def _aside(part: Part) -> tuple[Ints, Ints, Ints]:
    """Draw the events outside sessions: what, of whom, when."""
    spells, activity = part.spells, part.plan.sector.activity
    span = np.maximum(np.minimum(spells.until, part.plan.days) - spells.since, 0)
    names, people, moments = [], [], []
    for row, (name, per_month) in enumerate(activity.aside):
        count = part.chance(f"aside {name}").poisson(per_month * span / DAYS_PER_MONTH)
        spell = np.repeat(np.arange(len(spells)), count)
        day = spells.since[spell] + part.chance(f"aside {name} day").random(len(spell)) * span[spell]
        names.append(np.full(len(spell), INSIDE + len(activity.inside) + row))
        people.append(spells.customer[spell])
        moments.append(seconds(day))
    none = [np.zeros(0, dtype=np.int64)]
    return np.concatenate(none + names), np.concatenate(none + people), np.concatenate(none + moments)
