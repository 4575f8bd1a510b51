"""Businesses: the plan of a simulated one. A plan is small and draws nothing; its parts do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from shoal.errors import ConfigError
from shoal.simulate.calendar import Calendar, draw_calendar
from shoal.simulate.campaigns import Campaign, plan_campaigns
from shoal.simulate.catalogue import Catalogue, draw_catalogue
from shoal.simulate.customer_types import CustomerType, check_types
from shoal.simulate.dirt import Dirt
from shoal.simulate.distinct import DISTINCT_TYPES
from shoal.simulate.sectors import Sector
from shoal.simulate.sectors.shop import SHOP
from shoal.simulate.shifts import Shift, check_shifts, with_births

UNTIL = date(2025, 12, 31)
DAYS = 730
FUTURE_DAYS = 365
LONGEST_DAYS = 20_000  # its seconds still fit in 32 bits
EARLIEST, LATEST = date(1700, 1, 1), date(2250, 12, 31)  # nanoseconds since 1970 reach little further either way
FIRST_CUSTOMER_NUMBER = 10_001
PART_SIZE = 2_500
"""Customers who are simulated at a time: what bounds the memory, a gigabyte or so with a busy sector's events."""


@dataclass(frozen=True)
class Size:
    """The size of a part.

    Parameters
    ----------
    first : int
        Number of its first customer.
    n_buyers, n_silent : int
        Customers who order, and people who never do.
    """

    first: int
    n_buyers: int
    n_silent: int


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
        Last day of the history, which lies between 1700 and 2250.
    days : int
        Its length. A further year is simulated for the truth about the future.
    guest_share : float
        Share of the orders whose buyer is not known; they come on top of the customers' own.
    duplicate_share : float
        Exact copies of order lines, as a share of the lines; among the truth about dirt they are ``copies``.
    silent_share : float
        People who signed up and never ordered, as a share of ``n_customers``; they come on top.
    duplicate_identities : float
        Share of the customers who are in the files under a second key as well, some under a third.
    dirt : Dirt
        What is wrong with the files.
    shifts : tuple of Shift
        What changes on planted days.
    sector : Sector
        What is bought and in which words.
    files : tuple of str
        Which of the sector's files are written. With ``campaigns`` or ``emails`` among them, customers are contacted
        about once a month, with some held out, and answer as their `response` says.

    Raises
    ------
    ConfigError
        Where an argument is out of its range.

    Examples
    --------
    >>> plan = Business(6_000, seed=7)
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
    duplicate_identities: float = 0.0
    dirt: Dirt = Dirt()
    shifts: tuple[Shift, ...] = ()
    sector: Sector = SHOP
    files: tuple[str, ...] = ("orders", "customers")

    def __post_init__(self) -> None:
        if self.n_customers < 1:
            raise ConfigError(f"{self.n_customers} customers", expected="at least 1", where="n_customers")
        if self.seed < 0:
            raise ConfigError(f"the seed is {self.seed}", expected="0 or more", where="seed")
        if not 30 <= self.days <= LONGEST_DAYS:
            raise ConfigError(f"a history of {self.days} days", expected=f"30 to {LONGEST_DAYS}", where="days")
        earliest, latest = EARLIEST + timedelta(days=self.days), LATEST
        if not earliest <= self.until <= latest:
            raise ConfigError(
                f"the history ends on {self.until}", expected=f"a day from {earliest} to {latest}", where="until"
            )
        for name in ("guest_share", "duplicate_share", "silent_share"):
            share = getattr(self, name)
            if not 0 <= share < 1:
                raise ConfigError(f"{name} is {share}", expected="a share in [0, 1)", where=name)
        if not 0 <= self.duplicate_identities <= 1:
            raise ConfigError(
                f"duplicate_identities is {self.duplicate_identities}",
                expected="a share in [0, 1]",
                where="duplicate_identities",
            )
        if not self.files or not set(self.files) <= set(self.sector.files):
            raise ConfigError(
                f"the files are {', '.join(self.files) or 'none'}", expected=", ".join(self.sector.files), where="files"
            )
        check_types(self.types, days=self.days)
        check_shifts(self.shifts, self.types, start=self.start, until=self.until, is_smooth=self.is_smooth)

    @property
    def start(self) -> date:
        """Give the first day."""
        return self.until - timedelta(days=self.days - 1)

    @property
    def n_parts(self) -> int:
        """Count the parts that the customers are simulated in."""
        return -(-self.n_customers // PART_SIZE)

    def size(self, number: int) -> Size:
        """Give the size of a part, by its number from 0."""
        n_buyers = min(PART_SIZE, self.n_customers - number * PART_SIZE)
        # Who has further keys is drawn later; numbers are kept free for two of them each.
        numbers = PART_SIZE + round(PART_SIZE * self.silent_share) + (2 * PART_SIZE if self.duplicate_identities else 0)
        return Size(FIRST_CUSTOMER_NUMBER + number * numbers, n_buyers, round(n_buyers * self.silent_share))

    def born_types(self) -> tuple[CustomerType, ...]:
        """Give the types, those that are born later joining later."""
        return with_births(self.types, self.shifts, until=self.until)

    def calendar(self) -> Calendar:
        """Lay out the days."""
        return draw_calendar(self.types, self.shifts, start=self.start, days=self.days, future=FUTURE_DAYS)

    def catalogue(self) -> Catalogue:
        """Draw the products."""
        return draw_catalogue(self.seed, self.sector.words, self.sector.plans)

    def campaigns(self) -> tuple[Campaign, ...]:
        """Plan the campaigns of the history."""
        if not {"campaigns", "emails"} & set(self.files):
            return ()
        return plan_campaigns(self.sector, start=self.start, days=self.days, seed=self.seed)
