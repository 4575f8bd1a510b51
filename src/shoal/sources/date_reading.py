"""By which format a column of dates is read, and what is open about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from shoal.engine import quote
from shoal.sources.dates import (
    UNTELLING,
    candidate_formats,
    is_day_first,
    moment_sql,
    other_order,
    timestamp_literal,
)
from shoal.sources.doubt import DATE_ORDER, DATE_SYSTEM, DAY_FIRST, MONTH_FIRST, Doubt
from shoal.sources.evidence import Evidence, evidence
from shoal.sources.serials import EXCEL_1900, EXCEL_1904, serial_format
from shoal.sources.vocabulary import CALENDAR, EVENT_TIME, FIXED, NOT_EVENT_TIME, has
from shoal.terms import Loaded

LOOSE = 0.8
"""Share of the sampled values that must read by one format."""


@dataclass(frozen=True)
class Dates:
    """How a column of dates is read.

    Parameters
    ----------
    format : str
        As in `ColumnSpec`.
    readable : float
        Share of the sampled values that it reads.
    doubt : Doubt or None
    """

    format: str
    readable: float = 1.0
    doubt: Doubt | None = None


@dataclass(frozen=True)
class Cells:
    """A column whose format is looked for.

    Parameters
    ----------
    loaded : Loaded
    name : str
    words : tuple of str
        Of its name.
    sql_type : str
    values : mapping of str to int
        Of the sample.
    sampled : str
        SQL that follows FROM and gives the rows of the sample.
    """

    loaded: Loaded
    name: str
    words: tuple[str, ...]
    sql_type: str
    values: Mapping[str, int]
    sampled: str

    def read_by(self, format: str) -> str:  # noqa: A002 - the word of ColumnSpec
        """Write the SQL that reads a cell by a format."""
        return moment_sql(quote(self.name), self.sql_type, format, "UTC").at


def text_dates(cells: Cells) -> Dates | None:
    """Find the format that reads the sample, and look through the whole column where day and month may be exchanged."""
    formats = candidate_formats(tuple(cells.values)[:200])
    says_time = has(cells.words, EVENT_TIME) or has(cells.words, NOT_EVENT_TIME)
    if not formats or (UNTELLING.issuperset(formats) and not says_time):
        return None
    counted = ", ".join(f"count({cells.read_by(known)})" for known in formats)
    answer = cells.loaded.relation.engine.rows(
        f"SELECT {counted} FROM {cells.sampled}", step=f"date formats of {cells.loaded.path}"
    )[0]
    counts = dict(zip(formats, answer, strict=True))
    total = sum(cells.values.values())
    best = max(formats, key=lambda known: (counts[known], is_day_first(known)))
    if counts[best] < LOOSE * total or not _are_long(cells.values):
        return None
    if "%m" in best and not best.startswith("%Y"):
        return _ordered(cells, best if is_day_first(best) else other_order(best))
    return Dates(best, counts[best] / total)


def serial_dates(cells: Cells, now: datetime) -> Dates | None:
    """Find out whether numbers are times: days as spreadsheets count them, or Unix times."""
    is_day = has(cells.words, CALENDAR) or cells.words[1:][-1:] == ("at",)  # ordered_at, where order_date is one
    if not (is_day or has(cells.words, EVENT_TIME)) or not cells.values:
        return None
    try:
        numbers = [float(value) for value in cells.values]
    except ValueError:
        return None
    format_ = serial_format(numbers)
    if format_ == EXCEL_1900:
        return _of_spreadsheet(cells, now) if is_day else None
    return Dates(format_) if format_ else None


def _ordered(cells: Cells, day_first: str) -> Dates:
    """Choose between day-first and month-first by what each value of the whole column allows."""
    month_first = other_order(day_first)
    found = evidence(
        cells.loaded.relation,
        f"CAST({quote(cells.name)} AS VARCHAR)",
        cells.read_by(day_first),
        cells.read_by(month_first),
        step=f"date orders of {cells.loaded.path}",
    )
    if found.contradicts:
        return Dates(day_first, doubt=_order_doubt(cells, found, day_first))
    if found.only_second:
        return Dates(month_first)
    # dots are the way of countries that write the day first
    if found.is_silent and "." not in day_first:
        return Dates(day_first, doubt=_order_doubt(cells, found, day_first))
    return Dates(day_first)


def _order_doubt(cells: Cells, found: Evidence, day_first: str) -> Doubt:
    if found.contradicts:
        said = (
            f"The dates in {cells.name!r} contradict each other: {found.only_first} can only have the day first, such"
            f" as {found.first}, and {found.only_second} only the month, such as {found.second}. Which is it? Rows that"
            " only read the other way are refused"
        )
    else:
        said = f"Are the dates in {cells.name!r}, such as {found.either}, written day or month first?"
    return Doubt(DATE_ORDER, said, "format", {DAY_FIRST: day_first, MONTH_FIRST: other_order(day_first)})


def _of_spreadsheet(cells: Cells, now: datetime) -> Dates:
    """Tell the two systems apart where one would lie in the future of a column that looks back."""
    if has(cells.words, EVENT_TIME) or has(cells.words, FIXED):
        later = f"max({cells.read_by(EXCEL_1904)}) > {timestamp_literal(now + timedelta(days=1))}"
        is_later = cells.loaded.relation.engine.rows(
            f"SELECT {later} FROM {cells.loaded.relation.name}", step=f"date systems of {cells.loaded.path}"
        )[0][0]
        if is_later:
            return Dates(EXCEL_1900)
    example = next(iter(cells.values))
    said = (
        f"The dates in {cells.name!r} are numbers, such as {example}, as spreadsheets count days: from 1900, as most"
        " do, or from 1904, as old ones on a Mac do?"
    )
    return Dates(
        EXCEL_1900, doubt=Doubt(DATE_SYSTEM, said, "format", {form: form for form in (EXCEL_1900, EXCEL_1904)})
    )


def _are_long(values: Mapping[str, int]) -> bool:
    """Keep version numbers and codes such as ``1999-12`` apart from dates: a date has more than a year."""
    return sum(n for value, n in values.items() if len(value) >= 6) >= 0.8 * sum(values.values())
