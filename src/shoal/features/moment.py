"""The instant that features are computed as of, and the few turns of SQL that all of them use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from shoal.engine import literal
from shoal.engine.dialect import EPOCH, Dialect
from shoal.terms import FeaturesSpec, Kind

SCALE = 10_000
"""Numbers that are no money are added in whole units of 1/10,000: sums of floats depend on the order of rows."""

HALF = literal(0.5)


@dataclass(frozen=True)
class Moment:
    """When features are computed, in the words of an engine.

    Parameters
    ----------
    at : datetime
        UTC.
    on : date
        The day of `at` in the time zone of the business.
    spec : FeaturesSpec
    dialect : Dialect
    began : mapping of Kind to date
        The first day that records of a kind know of.
    """

    at: datetime
    on: date
    spec: FeaturesSpec
    dialect: Dialect
    began: Mapping[Kind, date] = field(default_factory=dict)

    def days_since(self, on: str) -> str:
        """Count the days from a DATE to `as_of`."""
        return self.days_between(on, day(self.on))

    def days_between(self, first: str, last: str) -> str:
        """Count the days from one DATE to another, as a whole number."""
        return f"CAST({self.dialect.days(first, last)} AS BIGINT)"

    def within(self, on: str, days: int, *, before: int = 0) -> str:
        """Tell whether a DATE lies in the last days to `as_of`, or in as many that end some days before it."""
        newest = f" AND {on} < {day(self.on - timedelta(days=before))}" if before else ""
        return f"({on} >= {day(self.on - timedelta(days=before + days))}{newest})"

    def weekday(self, on: str) -> str:
        """Give the day of the week of a DATE, Monday 0."""
        return self.dialect.weekday(on)

    def known(self, at: str) -> str:
        """Tell whether a TIMESTAMP has come by `as_of`."""
        return f"({at} <= TIMESTAMP {literal(utc(self.at))})"

    def having_words(self, text: str, words: tuple[str, ...]) -> str:
        """Tell whether a text has one of some words in it, whatever its case."""
        return "(" + " OR ".join(f"{self.dialect.lower(text)} LIKE {literal(f'%{word}%')}" for word in words) + ")"

    def ratio(self, part: str, whole: str) -> str:
        """Divide; NULL where the whole is zero."""
        return f"{self.number(part)} / nullif({self.number(whole)}, 0)"

    def number(self, expression: str) -> str:
        """Read an expression as a 64-bit float."""
        return self.dialect.as_double(expression)


def utc(at: datetime) -> str:
    """Write an instant as it stands in a TIMESTAMP.

    Examples
    --------
    >>> utc(datetime(2025, 7, 1, tzinfo=UTC))
    '2025-07-01 00:00:00.000000'
    """
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"


def day(on: date) -> str:
    """Write a DATE."""
    return f"DATE {literal(on.isoformat())}"


def month(on: str) -> str:
    """Give the month of a DATE, 1 to 12."""
    return f"CAST(extract(month FROM {on}) AS BIGINT)"


def day_of_month(on: str) -> str:
    """Give the day of the month of a DATE."""
    return f"CAST(extract(day FROM {on}) AS BIGINT)"


def reads_calendar(sql: str) -> bool:
    """Say whether a text of SQL asks for more of a day than how far it is from another.

    Examples
    --------
    >>> reads_calendar(month("placed_on")), reads_calendar("placed_on >= DATE '2011-09-10'")
    (True, False)
    """
    return "extract(" in sql or EPOCH in sql or "TIMESTAMP" in sql


def seconds(at: str) -> str:
    """Give the whole seconds since 1970 of a TIMESTAMP."""
    return f"CAST(floor(extract(epoch FROM {at})) AS BIGINT)"


def scaled(number: str) -> str:
    """Write a float in whole units of 1/`SCALE`."""
    return whole(f"{number} * {SCALE}")


def whole(number: str) -> str:
    """Round a float to a whole number; halves go up on every engine."""
    return f"CAST(floor({number} + {HALF}) AS BIGINT)"


def count_if(condition: str) -> str:
    """Count the rows of a group for which a condition holds."""
    return f"sum(CASE WHEN {condition} THEN 1 ELSE 0 END)"


def sum_if(condition: str, expression: str) -> str:
    """Add an expression over the rows of a group for which a condition holds; 0 where it holds for none."""
    return f"sum(CASE WHEN {condition} THEN {expression} ELSE 0 END)"


def any_of(condition: str) -> str:
    """Give 1 for a group that has a row for which a condition holds, else 0."""
    return f"max(CASE WHEN {condition} THEN 1 ELSE 0 END)"
