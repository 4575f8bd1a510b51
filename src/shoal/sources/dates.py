"""Reading dates and times: the formats that are known, and the SQL that reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from shoal.engine import literal

ISO = ""
"""The format that stands for ISO 8601 and for native types."""

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"

EARLIEST = "TIMESTAMP '1970-01-01'"
"""What lies before is no event that a business recorded."""

_TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
_WORDED = re.compile(r"^\d{1,2}[-. ]+[^\W\d]{3,9}[-., ]+\d{2,4}\b|^[^\W\d]{3,9} +\d{1,2},? +\d{4}\b")
_NUMERIC_DAYS = ("%d-%m-%Y", "%m-%d-%Y", "%d-%m-%y", "%m-%d-%y", "%Y-%m-%d")


@dataclass(frozen=True)
class Moment:
    """SQL of the two faces of an instant.

    Parameters
    ----------
    at : str
        TIMESTAMP in UTC.
    on : str
        DATE in the time zone of the business.
    has_time : bool
        False where the column gives days only.
    """

    at: str
    on: str
    has_time: bool


COMMON_SHAPE = 0.1
"""Share of the values that must be written alike for their form to count."""


def candidate_formats(values: tuple[str, ...]) -> tuple[str, ...]:
    """List the formats that may fit, by the separators and letters that the values hold.

    Parameters
    ----------
    values : tuple of str
        Some values of the column.

    Examples
    --------
    >>> candidate_formats(("31.01.2011",))[:2], candidate_formats(("20110131",)), candidate_formats(("blue",))
    (('%d.%m.%Y', '%d.%m.%Y %H:%M'), ('%Y%m%d',), ())
    """
    sample = [value for value in values if any(letter.isdigit() for letter in value)]
    if not sample or len(sample) < 0.5 * len(values):
        return ()
    shapes: dict[str, list[str]] = {}
    for value in sample:
        shapes.setdefault(re.sub(r"\d", "9", re.sub(r"[^\W\d_]", "a", value)), []).append(value)
    # A few odd cells must not decide for the column; the commonest forms do, and the others are refused as rows.
    common = [alike[0] for alike in shapes.values() if len(alike) >= COMMON_SHAPE * len(sample)]
    longest_first = sorted(common, key=lambda value: (-len(value), value)) or [max(sample, key=len)]
    return tuple(dict.fromkeys(form for value in longest_first for form in _formats_like(value)))


def _formats_like(first: str) -> tuple[str, ...]:
    """List the formats that a value may have."""
    if first.isdigit():
        return ("%Y%m%d",) if len(first) == 8 else ()
    if any(letter.isalpha() and letter not in "TZtzAaPpMm" for letter in first):
        if not _WORDED.search(first):
            return ()
        worded = ("%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%b %d %Y", "%b %d, %Y", "%d %B %Y", "%B %d, %Y", "%d. %B %Y")
        return tuple(day + time for day in worded for time in _TIMES)
    found: list[str] = [ISO] if any(mark in first for mark in "-/") else []
    for mark in "/.-":
        if first.count(mark) >= 2:
            days = tuple(day.replace("-", mark) for day in _NUMERIC_DAYS)
            found += [day + time for day in days for time in _TIMES]
            break
    # the engine reads 25 as the year 25 where four digits are asked for
    year = "%Y" if re.search(r"\d{4}", first) else "%y"
    return tuple(form for form in found if form == ISO or year in form)


def is_day_first(format: str) -> bool:  # noqa: A002 - the word of ColumnSpec
    """Say whether a format has the day before the month, both as numbers."""
    return format.startswith("%d") and "%m" in format


def other_order(format: str) -> str:  # noqa: A002
    """Give the same format with day and month exchanged.

    Examples
    --------
    >>> other_order("%d/%m/%Y %H:%M")
    '%m/%d/%Y %H:%M'
    """
    # %M is the minute: only the two lower-case fields change places
    return format.replace("%d", "\0").replace("%m", "%d").replace("\0", "%m")


def moment_sql(expression: str, sql_type: str, format: str, timezone: str) -> Moment:  # noqa: A002
    """Write the SQL that reads a time.

    Parameters
    ----------
    expression : str
        SQL of the column.
    sql_type : str
        Its type in the engine.
    format : str
        As in `ColumnSpec`.
    timezone : str
        IANA name; naive times are in it.
    """
    if sql_type == "TIMESTAMPTZ_NS":  # the engine casts it by way of text only
        return _of_instant(f"CAST(CAST({expression} AS VARCHAR) AS TIMESTAMPTZ)", timezone)
    if sql_type.startswith("TIMESTAMP WITH TIME ZONE"):
        return _of_instant(expression, timezone)
    if sql_type == "DATE":
        return _of_local(f"CAST({expression} AS TIMESTAMP)", timezone, has_time=False)
    if sql_type.startswith("TIMESTAMP"):
        return _of_local(f"CAST({expression} AS TIMESTAMP)", timezone, has_time=True)
    text = expression if sql_type == "VARCHAR" else f"CAST({expression} AS VARCHAR)"
    if format != ISO:
        local = f"TRY_CAST(try_strptime(trim({text}), {literal(format)}) AS TIMESTAMP)"
        return _of_local(local, timezone, has_time="%H" in format or "%I" in format)
    return _of_iso(text, timezone)


def date_sql(expression: str, sql_type: str, format: str) -> str:  # noqa: A002
    """Write the SQL that reads a DATE, as it stands and in no time zone."""
    if sql_type == "DATE" or sql_type.startswith("TIMESTAMP"):
        return f"CAST({expression} AS DATE)"
    text = expression if sql_type == "VARCHAR" else f"CAST({expression} AS VARCHAR)"
    if format != ISO:
        return f"TRY_CAST(try_strptime(trim({text}), {literal(format)}) AS DATE)"
    return f"TRY_CAST(TRY_CAST({_iso_text(text)} AS TIMESTAMP) AS DATE)"


def timestamp_literal(instant: datetime) -> str:
    """Write an instant as a constant of type TIMESTAMP in UTC.

    Examples
    --------
    >>> timestamp_literal(datetime(2011, 12, 10, tzinfo=UTC))
    "TIMESTAMP '2011-12-10 00:00:00.000000'"
    """
    utc = instant.astimezone(UTC) if instant.tzinfo else instant
    return f"TIMESTAMP '{utc:%Y-%m-%d %H:%M:%S.%f}'"


def _of_local(local: str, timezone: str, *, has_time: bool) -> Moment:
    if timezone == "UTC":
        return Moment(local, f"CAST({local} AS DATE)", has_time)
    zone = literal(timezone)
    # beyond these years the calendar of the engine's time zones is not defined, and such times are refused anyway
    sane = f"CASE WHEN {local} BETWEEN TIMESTAMP '0001-01-02' AND TIMESTAMP '9999-01-01' THEN {local} END"
    return Moment(f"(({sane}) AT TIME ZONE {zone}) AT TIME ZONE 'UTC'", f"CAST({local} AS DATE)", has_time)


def _of_instant(instant: str, timezone: str) -> Moment:
    on = f"CAST(({instant}) AT TIME ZONE {literal(timezone)} AS DATE)"
    return Moment(f"({instant}) AT TIME ZONE 'UTC'", on, has_time=True)


def _iso_text(text: str) -> str:
    """Let only texts through that begin like a number: the engine's own reader takes ``infinity`` and ``epoch`` too."""
    return f"CASE WHEN {text} < ':' AND {text} NOT LIKE '-%' THEN {text} END"


def _of_iso(text: str, timezone: str) -> Moment:
    """Read ISO 8601: with an offset it is an instant, without one it is local."""
    iso = _iso_text(text)
    tail = f"substr({text}, 17)"  # behind YYYY-MM-DD hh:mm only an offset has a sign
    has_offset = f"({text} LIKE '%Z' OR contains({tail}, '+') OR contains({tail}, '-'))"
    local = _of_local(f"TRY_CAST({iso} AS TIMESTAMP)", timezone, has_time=True)
    instant = _of_instant(f"TRY_CAST({iso} AS TIMESTAMPTZ)", timezone)
    return Moment(
        f"CASE WHEN {has_offset} THEN {instant.at} ELSE {local.at} END",
        f"CASE WHEN {has_offset} THEN {instant.on} ELSE {local.on} END",
        has_time=True,
    )
