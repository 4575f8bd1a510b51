"""The calendar: how busy every day of the history and its future is for each type, and what the prices are."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from shoal.simulate.customer_types import CustomerType
from shoal.simulate.seasons import Floats, Seasons, seasons
from shoal.simulate.shifts import PriceChange, Promotion, Shift


@dataclass(frozen=True)
class Calendar:
    """What the days are like.

    Parameters
    ----------
    start : date
        First day of the history.
    days, future : int
        Lengths of the history, and of the time after it that only its maker knows.
    seasons : Seasons
        With what promotions and price changes do to order rates.
    price, lift : float array (days + future,)
        Prices of each day over list prices; order rates over those without promotions and price changes.
    lasting_price, lasting_lift : float
        The same when all promotions are over.
    """

    start: date
    days: int
    future: int
    seasons: Seasons
    price: Floats
    lift: Floats
    lasting_price: float
    lasting_lift: float

    @property
    def horizon(self) -> int:
        """Give the last simulated day, counted from the start."""
        return self.days + self.future

    def day(self, on: date) -> int:
        """Count the days from the start to the midnight at which a date begins."""
        return (on - self.start).days


def draw_calendar(
    types: tuple[CustomerType, ...], shifts: tuple[Shift, ...], *, start: date, days: int, future: int
) -> Calendar:
    """Lay out the days of a business.

    Examples
    --------
    >>> from shoal.simulate.distinct import DISTINCT_TYPES
    >>> dearer = PriceChange(date(2025, 7, 1), factor=1.2)
    >>> laid = draw_calendar(DISTINCT_TYPES, (dearer,), start=date(2025, 1, 1), days=365, future=0)
    >>> laid.price[[180, 181]].tolist()
    [1.0, 1.2]
    """
    lift, price = np.ones(days + future), np.ones(days + future)
    for first, end, on_demand, on_price in _effects(shifts, start, days + future):
        lift[first:end] *= on_demand
        price[first:end] *= on_price
    calendar = seasons(
        np.array([each.weekend_share for each in types]),
        np.array([each.christmas for each in types]),
        start=start,
        days=days,
        future=future,
        lift=lift,
    )
    changes = [shift for shift in shifts if isinstance(shift, PriceChange)]
    return Calendar(
        start=start,
        days=days,
        future=future,
        seasons=calendar,
        price=price,
        lift=lift,
        lasting_price=math.prod(shift.factor for shift in changes),
        lasting_lift=math.prod(shift.demand for shift in changes),
    )


def _effects(shifts: tuple[Shift, ...], start: date, horizon: int) -> Iterator[tuple[int, int, float, float]]:
    """Give (first day, end, factor of demand, factor of prices) of every shift that all customers feel."""
    for shift in shifts:
        first = (shift.on - start).days
        if isinstance(shift, PriceChange):
            yield first, horizon, shift.demand, shift.factor
        if isinstance(shift, Promotion):
            yield first, first + shift.days, shift.lift, 1 - shift.discount
