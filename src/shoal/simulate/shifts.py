"""Shifts: what changes on a planted day, so that whoever watches for change can be tested against the truth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from shoal.errors import ConfigError
from shoal.simulate.customer_types import CAUSES, CustomerType


@dataclass(frozen=True)
class Birth:
    """A type that nobody is of before a day: its customers all join from then on.

    Parameters
    ----------
    type_name : str
        Of whom nobody was before.
    on : date
        First day on which they join.
    """

    type_name: str
    on: date


@dataclass(frozen=True)
class Turn:
    """A share of the customers of one type act like another from about a day on: a segment splits, or moves.

    Parameters
    ----------
    type_name : str
        Of whom some turn.
    into : str
        The type they act like afterwards; one with a share of 0 is born by the split.
    on : date
        First day.
    share : float
        Of those who are customers on that day.
    over_days : float
        Days over which they turn, each on a day of their own; they end within the history.
    """

    type_name: str
    into: str
    on: date
    share: float
    over_days: float = 1.0


@dataclass(frozen=True)
class Exodus:
    """A share of the customers of one type leave from a day on: a segment shrinks.

    Parameters
    ----------
    type_name : str
        Of whom some leave.
    on : date
        First day.
    share : float
        Of those who are customers on that day.
    cause : str
        One of `CAUSES`.
    over_days : float
        Days over which they leave; they end within the history.
    """

    type_name: str
    on: date
    share: float
    cause: str = "competitor"
    over_days: float = 30.0


@dataclass(frozen=True)
class PriceChange:
    """All prices change on a day, and customers answer.

    Parameters
    ----------
    on : date
        First day of the new prices.
    factor : float
        New price over old, at most 100.
    demand : float
        Order rate afterwards over the one before, at most 100.
    leaving_share : float
        Of everyone who is a customer on that day; they leave within 60 days, all of them
        days of the history, and their cause is ``price``.
    """

    on: date
    factor: float
    demand: float = 1.0
    leaving_share: float = 0.0


@dataclass(frozen=True)
class Promotion:
    """Some days on which everything is cheaper and everyone orders more.

    Parameters
    ----------
    on : date
        First day.
    days : int
        How many.
    discount : float
        Share taken off every price.
    lift : float
        Order rate on those days over that of ordinary days, at most 100.
    """

    on: date
    days: int = 7
    discount: float = 0.2
    lift: float = 2.0


@dataclass(frozen=True)
class BrokenFeed:
    """Some days on which the export of the orders is wrong, though the customers are not.

    Parameters
    ----------
    on : date
        First day.
    days : int
        How many.
    lost_share : float
        Share of the lines that never arrive.
    unit_factor : float
        What every price is multiplied by, at most 10,000; 100 is cents taken for whole units.
    """

    on: date
    days: int = 7
    lost_share: float = 0.0
    unit_factor: float = 1.0


Shift = Birth | Turn | Exodus | PriceChange | Promotion | BrokenFeed


LEAVING_DAYS = 60.0  # within which those leave who leave because of a price
MOST = {"factor": 100, "demand": 100, "lift": 100, "unit_factor": 10_000}
"""The largest of each factor: beyond, prices and orders are no longer those of any business."""


def check_shifts(
    shifts: tuple[Shift, ...], types: tuple[CustomerType, ...], *, start: date, until: date, is_smooth: bool = False
) -> None:
    """Refuse shifts outside the history, of types that are not there, or with rates out of range.

    A shift that makes customers leave or turn must have done so by the end of the history: the truth about the future
    is what can be expected of those who are left. One population without types knows no such shifts.

    Raises
    ------
    ConfigError
    """
    names = {each.name for each in types}
    for shift in shifts:
        where = f"shift {type(shift).__name__}"
        if not start < shift.on <= until:
            raise ConfigError(f"it is on {shift.on}", expected=f"a day after {start}, up to {until}", where=where)
        for name in (getattr(shift, "type_name", None), getattr(shift, "into", None)):
            if name is not None and name not in names:
                raise ConfigError(f"there is no type '{name}'", expected=", ".join(sorted(names)), where=where)
        for field, is_right, expected in _ranges(shift):
            if not is_right:
                raise ConfigError(f"{field} is {getattr(shift, field)}", expected=expected, where=where)
        lasts = _befalls_days(shift)
        if lasts is not None and is_smooth:
            raise ConfigError(
                "one population without types knows no such shift",
                expected="a Promotion, a BrokenFeed, or a PriceChange with no leaving_share",
                where=where,
            )
        if lasts is not None and (until - shift.on).days + 1 < lasts:
            raise ConfigError(
                f"it is on {shift.on} and lasts {lasts:g} days",
                expected=f"one that is over by {until}, the end of the history",
                do="plant it earlier",
                where=where,
            )


def _befalls_days(shift: Shift) -> float | None:
    """Give the days over which a shift makes some join, turn or leave; None where it does nothing of the kind."""
    if isinstance(shift, Birth):
        return 0.0
    if isinstance(shift, Turn | Exodus):
        return shift.over_days
    return LEAVING_DAYS if isinstance(shift, PriceChange) and shift.leaving_share > 0 else None


def _ranges(shift: Shift) -> list[tuple[str, bool, str]]:
    shares = [
        (name, 0 <= getattr(shift, name) <= 1, "a share in [0, 1]")
        for name in ("share", "leaving_share", "discount", "lost_share")
        if hasattr(shift, name)
    ]
    positive = [
        (name, getattr(shift, name) > 0, "more than 0") for name in ("over_days", "days") if hasattr(shift, name)
    ]
    factors = [
        (name, 0 < getattr(shift, name) <= most, f"more than 0, at most {most:,}")
        for name, most in MOST.items()
        if hasattr(shift, name)
    ]
    cause = [("cause", shift.cause in CAUSES, ", ".join(CAUSES))] if isinstance(shift, Exodus) else []
    return shares + positive + factors + cause


def with_births(types: tuple[CustomerType, ...], shifts: tuple[Shift, ...], *, until: date) -> tuple[CustomerType, ...]:
    """Let the types that are born later join later.

    Examples
    --------
    >>> from shoal.simulate.distinct import DISTINCT_TYPES
    >>> born = Birth("bargain hunters", date(2025, 7, 1))
    >>> with_births(DISTINCT_TYPES, (born,), until=date(2025, 12, 31))[-1].joined_days
    (0.5, 184.0)
    """
    births = {shift.type_name: shift.on for shift in shifts if isinstance(shift, Birth)}
    return tuple(
        replace(each, joined_days=(0.5, float((until + timedelta(days=1) - births[each.name]).days)))
        if each.name in births
        else each
        for each in types
    )
