"""Seasons: how busy each day is for each type, and the change of clock that follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PEAK = (12, 6)  # month and day of the height of the Christmas trade
PEAK_WIDTH_DAYS = 12.0


@dataclass(frozen=True)
class Seasons:
    """Busy days: the running sum of how busy the days were, on average 1 a day.

    Customers act evenly in busy time; read back into calendar time, their orders crowd on busy days. This is the
    time change of an inhomogeneous process, and exact: nothing is thinned or rounded.

    Parameters
    ----------
    busy : float array (types, days + 1)
        Busy days from the start of the history to each midnight; increasing.
    """

    busy: Floats

    def busy_at(self, day: Floats, type_id: Ints) -> Floats:
        """Turn days since the start into busy days, each by the seasons of its type."""
        answer = np.empty_like(day)
        midnights = np.arange(self.busy.shape[1], dtype=np.float64)
        for one, busy in enumerate(self.busy):
            rows = type_id == one
            answer[rows] = np.interp(day[rows], midnights, busy)
        return answer

    def day_at(self, busy: Floats, type_id: Ints) -> Floats:
        """Turn busy days back into days since the start."""
        answer = np.empty_like(busy)
        midnights = np.arange(self.busy.shape[1], dtype=np.float64)
        for one, table in enumerate(self.busy):
            rows = type_id == one
            answer[rows] = np.interp(busy[rows], table, midnights)
        return answer


def seasons(
    weekend_share: Floats,
    christmas: Floats,
    *,
    start: date,
    days: int,
    future: int = 0,
    lift: Floats | None = None,
) -> Seasons:
    """Make the seasons of some types.

    Parameters
    ----------
    weekend_share, christmas : float array (types,)
        As in `CustomerType`.
    start : date
        First day of the history.
    days : int
        Its length; over it the days are 1 busy day on average, but for what `lift` adds.
    future : int
        Days after the history.
    lift : float array (days + future,) or None
        What a promotion or a price does to everyone's order rate on each day; 1 is nothing.

    Examples
    --------
    >>> two_weeks = seasons(np.array([0.5]), np.array([1.0]), start=date(2024, 7, 1), days=14)
    >>> np.diff(two_weeks.busy[0])[:7].round(2)
    array([0.7 , 0.7 , 0.7 , 0.7 , 0.7 , 1.75, 1.75])
    """
    offset = np.arange(days + future)
    is_weekend = (start.weekday() + offset) % 7 >= 5
    years = range(start.year - 1, (start + timedelta(days=days + future)).year + 1)
    peaks = np.array([(date(year, *PEAK) - start).days for year in years], dtype=np.float64)
    bump = np.exp(-0.5 * ((offset[:, None] - peaks) / PEAK_WIDTH_DAYS) ** 2).sum(axis=1)
    by_weekday = np.where(is_weekend, weekend_share[:, None] * 7 / 2, (1 - weekend_share[:, None]) * 7 / 5)
    weight = by_weekday * (1 + (christmas[:, None] - 1) * bump)
    weight = weight / weight[:, :days].mean(axis=1, keepdims=True) * (1.0 if lift is None else lift)
    # A shop that never trades on weekends still needs an increasing clock, or it could not be read backwards.
    weight = np.maximum(weight, 1e-6)
    return Seasons(np.concatenate([np.zeros((len(weight), 1)), np.cumsum(weight, axis=1)], axis=1))
