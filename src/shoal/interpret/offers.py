"""The smallest plausible change that would move a customer: which future orders take them to a better segment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from shoal.interpret.sentences import number
from shoal.interpret.why import Placing, Profile
from shoal.terms import Future

WITHIN_DAYS = (30, 60, 90, 180, 365)
USUAL_DAYS = 180
"""Orders within more days than this are offered only to those whom none within fewer would move."""
IDLE_DAYS = (30, 60, 90, 180, 365)
"""How long a customer may go without an order until it is said where that leads."""
TRIED: tuple[tuple[int, tuple[float, ...]], ...] = (
    (1, (1.0, 1.5, 2.0, 3.0, 4.0)),
    (2, (1.0, 1.5, 2.0, 3.0)),
    (3, (1.0, 1.5, 2.0)),
    (4, (1.0, 1.5, 2.0)),
    (6, (1.0, 1.5)),
    (8, (1.0, 1.5)),
    (12, (1.0, 1.5, 2.0)),
    (24, (1.0, 1.5, 2.0)),
)
"""How many orders, and how many times the usual size: each step asks for at most half as much again as the last."""
SHORTEST_GAP_DAYS = 7.0
"""Nobody is asked to order more often than once a week, unless they do so anyway."""
LEAST_CONFIDENCE = 0.01
"""A move that lands on the very border of the next segment is not promised."""
MOST_OFFERS = 3


@dataclass(frozen=True)
class After:
    """A customer after a future: what they would be, and what its orders are like.

    Parameters
    ----------
    future : Future
    profile : mapping of feature to value
    like : str or None
        The order that each is like.
    amount : float or None
        What each costs.
    """

    future: Future
    profile: Profile
    like: str | None
    amount: float | None


@dataclass(frozen=True)
class Offer:
    """Orders that would move a customer, with the segment they would be in.

    Parameters
    ----------
    future : Future
    is_within : bool
        Whether it leads there however soon the orders come; else they are to be spread over the days.
    like : str or None
    amount : float or None
    segment : int
    text : str
        In plain words and real units.
    """

    future: Future
    is_within: bool
    like: str | None
    amount: float | None
    segment: int
    text: str


@dataclass(frozen=True)
class Prospect:
    """What lies ahead of a customer.

    Parameters
    ----------
    offers : tuple of Offer
        One for each better segment that is in reach, the smallest first.
    falls_to : int or None
        Where they would be if they did not order; None where they would stay.
    falls_within_days : int or None
    """

    offers: tuple[Offer, ...]
    falls_to: int | None
    falls_within_days: int | None


def futures() -> tuple[Future, ...]:
    """List every future that is looked at, in the order in which they are offered.

    First those without an order, then those within the usual days: the smallest, and of those the longest window.

    Examples
    --------
    >>> [(one.n_orders, one.times, one.within_days) for one in futures()][4:7]
    [(0, 1.0, 365), (1, 1.0, 180), (1, 1.0, 90)]
    """
    found = [Future(n, times, days) for days in WITHIN_DAYS for n, sizes in TRIED if 2 * n < days for times in sizes]
    found.sort(key=lambda one: (one.within_days > USUAL_DAYS, one.size, one.n_orders, -one.within_days))
    return (*(Future(0, 1.0, days) for days in IDLE_DAYS), *found)


def is_plausible(future: Future, gap_days: float | None) -> bool:
    """Say whether a customer may order so often, whose usual days from one order to the next are known or not.

    Examples
    --------
    >>> is_plausible(Future(6, 1.0, 30), None), is_plausible(Future(6, 1.0, 30), 3.5)
    (False, True)
    """
    return future.n_orders * least_gap(gap_days) <= future.within_days


def least_gap(gap_days: float | None) -> float:
    """Give the days from one order to the next that a customer may be asked for at least.

    Examples
    --------
    >>> least_gap(None), least_gap(40.0), least_gap(3.5), least_gap(0.0)
    (7.0, 7.0, 3.5, 1.0)
    """
    return SHORTEST_GAP_DAYS if gap_days is None else min(SHORTEST_GAP_DAYS, max(gap_days, 1.0))


def prospect(
    placing: Placing,
    afters: Iterable[After],
    segment: int,
    aims: Collection[int],
    *,
    gap_days: float | None,
    currency: str | None,
) -> Prospect:
    """Choose what is offered to a customer.

    "Within so many days" is said only where the same orders lead to the same segment when they come sooner, in each of
    the shorter windows; otherwise they are to be spread over the window as they were counted through. Where time alone
    leads, nothing is offered.

    Parameters
    ----------
    placing : Placing
    afters : iterable of After
        The smallest first.
    segment : int
        Where the customer is.
    aims : collection of int
        Segments that may be offered.
    gap_days : float or None
        Their usual days from one order to the next.
    currency : str or None
    """
    known = {after.future: after for after in afters if is_plausible(after.future, gap_days)}
    placed = dict(zip(known, placing.placed([after.profile for after in known.values()]), strict=True))
    found: dict[int, Offer] = {}
    for future, after in known.items():
        there = placed[future][0]
        if there is None or there not in aims or not _leads(placed, future):
            continue
        is_within = all(placed[one][0] == there and _leads(placed, one) for one in _sooner(future) if one in placed)
        best = found.get(there)
        if best is None or (is_within and not best.is_within and future.size == best.future.size):
            text = said(future, after.amount, currency, is_within=is_within)
            found[there] = Offer(future, is_within, after.like, after.amount, there, text)
    soon = [offer for offer in found.values() if offer.future.within_days <= USUAL_DAYS]
    idle = (future for future in known if not future.n_orders)
    fall = next((future for future in idle if placed[future][0] not in (None, segment)), None)
    return Prospect(
        offers=tuple(sorted(soon or found.values(), key=lambda one: one.future.size))[:MOST_OFFERS],
        falls_to=None if fall is None else placed[fall][0],
        falls_within_days=None if fall is None else fall.within_days,
    )


def _leads(placed: Mapping[Future, tuple[int | None, float]], future: Future) -> bool:
    """Say whether it is the orders that lead where a future ends, and surely."""
    there, sureness = placed[future]
    idle = placed[Future(0, 1.0, future.within_days)][0]
    return future.n_orders > 0 and sureness >= LEAST_CONFIDENCE and there != idle


def _sooner(future: Future) -> list[Future]:
    return [replace(future, within_days=days) for days in WITHIN_DAYS if days < future.within_days]


def said(future: Future, amount: float | None, currency: str | None, *, is_within: bool) -> str:
    """Say what a future asks for.

    Examples
    --------
    >>> said(Future(2, 1.0, 60), 48.9, "EUR", is_within=True)
    '2 more orders within 60 days, each like their usual one (about 49 EUR)'
    >>> said(Future(1, 1.5, 30), None, None, is_within=True)
    '1 more order within 30 days, 1.5 times as large as their usual one'
    >>> said(Future(3, 2.0, 90), 48.9, None, is_within=False)
    '3 more orders spread over 90 days, each 2 times as large as their usual one (about 49)'
    """
    orders = "1 more order" if future.n_orders == 1 else f"{future.n_orders} more orders"
    spread = "in" if future.n_orders == 1 else "spread over"
    each = "" if future.n_orders == 1 else "each "
    like = "like their usual one" if future.times == 1 else f"{number(future.times)} times as large as their usual one"
    money = "" if currency is None else f" {currency}"
    about = "" if amount is None else f" (about {number(float(f'{amount:.2g}'))}{money})"
    return f"{orders} {'within' if is_within else spread} {future.within_days} days, {each}{like}{about}"
