"""Lives: when each customer joins, which types they are of until when, and when and why they leave."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from shoal.simulate.calendar import Calendar
from shoal.simulate.chance import Chance
from shoal.simulate.customer_types import CAUSES, DAYS_PER_MONTH, CustomerType
from shoal.simulate.seasons import Floats, Ints, Seasons
from shoal.simulate.shifts import LEAVING_DAYS, Exodus, PriceChange, Shift, Turn

JOINING_SHAPE = 1.4  # of the beta distribution of the place between the earliest and the latest day of joining


@dataclass(frozen=True)
class Lives:
    """One element per customer.

    Parameters
    ----------
    type_id : int array (n,)
        The type they join as.
    joined, left : float array (n,)
        Days from the start of the history to the first order, and to leaving for good (maybe after its end).
    cause : int8 array (n,)
        Why they leave: place in `CAUSES`.
    turned : float array (n,)
        The day from which they act like another type; infinite where they never do.
    turned_into : int array (n,)
        That type; `type_id` where they never turn.
    response : float array (n,)
        Order rate in the days after being contacted, over the ordinary rate, minus 1.
    """

    type_id: Ints
    joined: Floats
    left: Floats
    cause: npt.NDArray[np.int8]
    turned: Floats
    turned_into: Ints
    response: Floats

    def __len__(self) -> int:
        return len(self.type_id)

    def type_at(self, day: float) -> Ints:
        """Give everyone's type on a day."""
        return np.where(self.turned <= day, self.turned_into, self.type_id)


def draw_lives(
    n_customers: int, types: tuple[CustomerType, ...], shifts: tuple[Shift, ...], calendar: Calendar, chance: Chance
) -> Lives:
    """Draw the lives of customers of some types, each type's number exact to one customer, in random order."""

    def of(rate: str) -> Floats:
        by_type = np.array([getattr(each, rate) for each in types], dtype=np.float64)
        return np.asarray(by_type[type_id])

    counts = _counts(n_customers, np.array([each.share for each in types]))
    type_id = chance("type").permutation(np.repeat(np.arange(len(types)), counts))
    late, early = np.array([each.joined_days for each in types]).T[:, type_id]
    place = chance("joined").beta(JOINING_SHAPE, JOINING_SHAPE, n_customers)
    joined = _between(calendar.days - early, calendar.days - late, place, calendar.seasons, type_id)
    stays = chance("stays").standard_gamma(of("stays_shape")) / of("stays_shape") * of("stays_months")
    lives = Lives(
        type_id=type_id,
        joined=joined,
        left=joined + stays * DAYS_PER_MONTH,
        cause=_causes(types, type_id, chance),
        turned=np.full(n_customers, np.inf),
        turned_into=type_id,
        response=np.maximum(
            of("response") + of("response_spread") * chance("response").standard_normal(n_customers), -1
        ),
    )
    return shifted(lives, types, shifts, calendar, chance)


def shifted(
    lives: Lives, types: tuple[CustomerType, ...], shifts: tuple[Shift, ...], calendar: Calendar, chance: Chance
) -> Lives:
    """Let the shifts befall the customers who are there on their days, in the order of the days."""
    names = [each.name for each in types]
    for number, shift in sorted(enumerate(shifts), key=lambda pair: pair[1].on):
        day, draw = float(calendar.day(shift.on)), chance(f"shift {number}")
        if isinstance(shift, Turn):
            lives = _turn(lives, shift, names, day, draw)
        elif isinstance(shift, Exodus):
            rows = (lives.type_at(day) == names.index(shift.type_name)) & _struck(lives, day, shift.share, draw)
            lives = _leave(lives, rows, day + draw.random(len(lives)) * shift.over_days, shift.cause)
        elif isinstance(shift, PriceChange):
            rows = _struck(lives, day, shift.leaving_share, draw)
            lives = _leave(lives, rows, day + draw.random(len(lives)) * LEAVING_DAYS, "price")
    return lives


def _struck(lives: Lives, day: float, share: float, draw: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Choose a share of those who are customers on a day."""
    return (lives.joined < day) & (day < lives.left) & (draw.random(len(lives)) < share)


def _turn(lives: Lives, shift: Turn, names: list[str], day: float, draw: np.random.Generator) -> Lives:
    """Let some of a type act like another; who has turned once does not turn again."""
    rows = (lives.type_id == names.index(shift.type_name)) & np.isinf(lives.turned)
    rows &= _struck(lives, day, shift.share, draw)
    at = day + draw.random(len(lives)) * shift.over_days
    rows &= at < lives.left
    return replace(
        lives,
        turned=np.where(rows, at, lives.turned),
        turned_into=np.where(rows, names.index(shift.into), lives.turned_into),
    )


def _leave(lives: Lives, rows: npt.NDArray[np.bool_], day: Floats, cause: str) -> Lives:
    """Let some leave on a day, unless they leave before it anyway."""
    rows = rows & (day < lives.left)
    left = np.where(rows, day, lives.left)
    return replace(
        lives,
        left=left,
        cause=np.where(rows, CAUSES.index(cause), lives.cause).astype(np.int8),
        turned=np.where(lives.turned < left, lives.turned, np.inf),
        turned_into=np.where(lives.turned < left, lives.turned_into, lives.type_id),
    )


def _causes(types: tuple[CustomerType, ...], type_id: Ints, chance: Chance) -> npt.NDArray[np.int8]:
    """Draw why everyone will leave one day, by the shares of their type."""
    place = chance("cause").random(len(type_id))
    answer = np.zeros(len(type_id), dtype=np.int8)
    for one, each in enumerate(types):
        shares = dict(each.causes)
        borders = np.cumsum([shares.get(cause, 0.0) for cause in CAUSES])
        rows = type_id == one
        answer[rows] = np.minimum(np.searchsorted(borders / borders[-1], place[rows], side="right"), len(CAUSES) - 1)
    return answer


def _counts(n_customers: int, shares: Floats) -> Ints:
    """Share customers out by largest remainder."""
    exact = n_customers * shares / shares.sum()
    counts: Ints = np.floor(exact).astype(np.int64)
    first = np.argsort(counts - exact, kind="stable")[: n_customers - int(counts.sum())]
    counts[first] += 1
    return counts


def _between(low: Floats, high: Floats, share: Floats, calendar: Seasons, type_id: Ints) -> Floats:
    """Place days between two days, by their share of the busy time between them: people join when it is busy."""
    first, last = calendar.busy_at(low, type_id), calendar.busy_at(high, type_id)
    return calendar.day_at(first + share * (last - first), type_id)
