"""Businesses: the plan of a simulated one. A plan is small and draws nothing; its parts do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from shoal.errors import ConfigError
from shoal.simulate.calendar import Calendar, draw_calendar
from shoal.simulate.catalogue import Catalogue, draw_catalogue
from shoal.simulate.customer_types import CustomerType, check_types
from shoal.simulate.distinct import DISTINCT_TYPES
from shoal.simulate.shifts import Shift, check_shifts, with_births

UNTIL = date(2025, 12, 31)
DAYS = 730
FUTURE_DAYS = 365
LONGEST_DAYS = 20_000  # its seconds still fit in 32 bits
PART_SIZE = 20_000
"""Customers who are simulated at a time: what bounds the memory."""


@dataclass(frozen=True)
class Business:
    """The plan of a simulated business.

    Parameters
    ----------
    n_customers : int
        Customers who order at least once.
    seed : int
        At least 0; the same seed gives the same bytes.
    types : tuple of CustomerType
        Their shares add up to 1; each type's number is exact to one customer in each part.
    is_smooth : bool
        True where there is one type only and personal rates spread widely and evenly around it: no groups to find.
    until : date
        Last day of the history.
    days : int
        Its length. A further year is simulated for the truth about the future.
    guest_share : float
        Share of the orders whose buyer is not known; they come on top of the customers' own.
    duplicate_share : float
        Exact copies of order lines, as a share of the lines.
    silent_share : float
        People who signed up and never ordered, as a share of ``n_customers``; they come on top.
    shifts : tuple of Shift
        What changes on planted days.

    Raises
    ------
    ConfigError
        Where an argument is out of its range.

    Examples
    --------
    >>> plan = Business(45_000, seed=7)
    >>> plan.n_parts, plan.start.isoformat()
    (3, '2024-01-02')
    """

    n_customers: int
    seed: int
    types: tuple[CustomerType, ...] = DISTINCT_TYPES
    is_smooth: bool = False
    until: date = UNTIL
    days: int = DAYS
    guest_share: float = 0.02
    duplicate_share: float = 0.004
    silent_share: float = 0.03
    shifts: tuple[Shift, ...] = ()

    def __post_init__(self) -> None:
        if self.n_customers < 1:
            raise ConfigError(f"{self.n_customers} customers", expected="at least 1", where="n_customers")
        if self.seed < 0:
            raise ConfigError(f"the seed is {self.seed}", expected="0 or more", where="seed")
        if not 30 <= self.days <= LONGEST_DAYS:
            raise ConfigError(f"a history of {self.days} days", expected=f"30 to {LONGEST_DAYS}", where="days")
        for name in ("guest_share", "duplicate_share", "silent_share"):
            share = getattr(self, name)
            if not 0 <= share < 1:
                raise ConfigError(f"{name} is {share}", expected="a share in [0, 1)", where=name)
        check_types(self.types, days=self.days)
        check_shifts(self.shifts, self.types, start=self.start, until=self.until)

    @property
    def start(self) -> date:
        """Give the first day."""
        return self.until - timedelta(days=self.days - 1)

    @property
    def n_parts(self) -> int:
        """Count the parts that the customers are simulated in."""
        return -(-self.n_customers // PART_SIZE)

    def sizes(self) -> Iterator[tuple[int, int]]:
        """Give the number of buyers, and of those who never order, in each part."""
        for number in range(self.n_parts):
            n_buyers = min(PART_SIZE, self.n_customers - number * PART_SIZE)
            yield n_buyers, round(n_buyers * self.silent_share)

    def born_types(self) -> tuple[CustomerType, ...]:
        """Give the types, those that are born later joining later."""
        return with_births(self.types, self.shifts, until=self.until)

    def calendar(self) -> Calendar:
        """Lay out the days."""
        return draw_calendar(self.types, self.shifts, start=self.start, days=self.days, future=FUTURE_DAYS)

    def catalogue(self) -> Catalogue:
        """Draw the products."""
        return draw_catalogue(self.seed)
