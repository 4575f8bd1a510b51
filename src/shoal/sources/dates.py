"""Reading dates and times: the formats that are known, and the SQL that reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from shoal.engine import literal
from shoal.sources.months import after_weekday, english_months_sql, names_a_month, without_weekday_sql
from shoal.sources.serials import EXCEL_1900, EXCEL_1904, SERIALS, UNIX, days_sql, instant_sql

ISO = ""
"""The format that stands for ISO 8601 and for native types."""

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"

EARLIEST = "TIMESTAMP '1970-01-01'"
"""What lies before is no event that a business recorded."""

_NO_DAYS = "DATE '1899-12-30', DATE '1899-12-31', DATE '1900-01-01'"

_TIMES = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p", "%I:%M%p", "%I:%M:%S%p")
_NUMERIC_DAYS = ("%d-%m-%Y", "%m-%d-%Y", "%d-%m-%y", "%m-%d-%y", "%Y-%m-%d")
_WORDED_DAYS = (
    "%d %b %Y", "%d %b %y", "%d-%b-%Y", "%d-%b-%y", "%d/%b/%Y", "%d.%b.%Y", "%d. %b %Y", "%d %b, %Y",
    "%b %d %Y", "%b %d, %Y", "%b-%d-%Y", "%Y-%b-%d", "%Y %b %d",
)  # fmt: skip
_OF_DIGITS = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
_DAY_OF_YEAR = "%Y-%j"
_WEEKDAY = "%a "
"""Begins the formats of days behind the name of their weekday, which says nothing more."""

_WHOLLY = (
    (re.compile(r"^\d{8}T\d{4}"), ("%Y%m%dT%H%M", "%Y%m%dT%H%M%S")),
    (re.compile(r"^\d{4}-W\d{2}-\d$"), ("%G-W%V-%u",)),
    (re.compile(r"^\d{4}-\d{3}$"), (_DAY_OF_YEAR,)),
)
UNTELLING = frozenset({*_OF_DIGITS.values(), _DAY_OF_YEAR})
"""Formats that codes and order numbers may have too: they count only where the name of the column says a time."""

_BEGINS_A_DAY = re.compile(r"^\d{1,4}[-/]\d")
_DECIMAL = re.compile(r"-?[0-9]+[.,][0-9]*|-[0-9]+|[0-9]{1,7}")
_ISO_START = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}[T ]")
_FIELDS = frozenset("aAbBdfgGHIjmMnpSuUVwWyYzZ%")
_UNPADDED = frozenset("dmyHIMSj")
"""What the engine's ``strptime`` knows, and behind a dash (``%-d``)."""


@dataclass(frozen=True)
class Moment:
    """SQL of the two faces of an instant.

    Parameters
    ----------
    at : str
        TIMESTAMP in UTC.
    on : str
        DATE in the time zone of the business.
    is_day : str
        SQL of whether it gives only the day.
    """

    at: str
    on: str
    is_day: str


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
    (('%d.%m.%Y', '%m.%d.%Y'), ('%Y%m%d',), ())
    """
    if values and all(_DECIMAL.fullmatch(value) for value in values):
        return ()  # most columns of wide tables; nothing more needs to be looked at
    sample = [value for value in values if any(letter.isdigit() for letter in value)]
    if not sample or len(sample) < 0.5 * len(values):
        return ()
    shapes: dict[str, list[str]] = {}
    for value in sample:
        shapes.setdefault(re.sub(r"\d", "9", re.sub(r"[^\W\d_]+", "a", value)), []).append(value)
    # A few odd cells must not decide for the column; the commonest forms do, and the others are refused as rows.
    common = [alike[0] for alike in shapes.values() if len(alike) >= COMMON_SHAPE * len(sample)]
    longest_first = sorted(common, key=lambda value: (-len(value), value)) or [max(sample, key=len)]
    return tuple(dict.fromkeys(form for value in longest_first for form in _formats_like(value)))


def _formats_like(first: str) -> tuple[str, ...]:
    """List the formats that a value may have."""
    rest = after_weekday(first)
    if rest:
        return tuple(_WEEKDAY + known for known in _formats_like(rest) if known != ISO)
    if first.isdigit():
        return (_OF_DIGITS[len(first)],) if len(first) in _OF_DIGITS else ()
    for pattern, formats in _WHOLLY:
        if pattern.match(first):
            return formats
    if _ISO_START.match(first):
        return (ISO, *_with_times(("%Y-%m-%d",), first))
    if any(letter.isalpha() and letter not in "TZtzAaPpMm" for letter in first):
        return _with_times(_WORDED_DAYS, first) if names_a_month(first) else ()
    found: list[str] = [ISO] if _BEGINS_A_DAY.match(first) else []
    for mark in "/.-":
        if first.count(mark) >= 2:
            found += _with_times(tuple(day.replace("-", mark) for day in _NUMERIC_DAYS), first)
            break
    return tuple(found)


def _with_times(days: tuple[str, ...], first: str) -> tuple[str, ...]:
    """Put the forms of times behind those of days, where the value has a time."""
    # the engine reads 25 as the year 25 where four digits are asked for
    year = "%Y" if re.search(r"\d{4}", first) else "%y"
    times = [""] + [between + time for time in _TIMES for between in (" ", ", ")] if ":" in first else [""]
    times = [time for time in times if ("," in time) <= ("," in first)]
    return tuple(day + time for day in days if year in day for time in times)


def wrong_format(format: str) -> str:  # noqa: A002 - the word of ColumnSpec
    """Say what is wrong with a format that somebody wrote; empty where nothing is.

    Examples
    --------
    >>> wrong_format("%d/%m/%Y %H:%M"), wrong_format("unix-ms"), wrong_format("%Q"), wrong_format("%H:%M")
    ('', '', "'%Q' is no field of a date", 'it names no whole day')
    """
    if format == ISO or format in SERIALS:
        return ""
    found = re.findall(r"%(-?)(.?)", format)
    if not found:
        return "it has no field such as %d"
    unknown = next((dash + field for dash, field in found if field not in (_UNPADDED if dash else _FIELDS)), None)
    if unknown is not None:
        return f"'%{unknown}' is no field of a date"
    fields = {field for _, field in found}
    in_year = {"d", "m"} <= fields or "j" in fields or ("d" in fields and bool({"b", "B"} & fields))
    in_weeks = {"G", "V", "u"} <= fields or {"Y", "W", "w"} <= fields or {"Y", "W", "u"} <= fields
    whole = ({"Y", "y"} & fields and in_year) or in_weeks
    return "" if whole else "it names no whole day"


def is_day_first(format: str) -> bool:  # noqa: A002 - the word of ColumnSpec
    """Say whether a format has the day before the month, both as numbers."""
    return format.removeprefix(_WEEKDAY).startswith("%d") and "%m" in format


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
    if sql_type.startswith(("TIMESTAMP", "DATE")):
        return _native_moment(expression, sql_type, timezone)
    if format in UNIX:
        return _of_instant(instant_sql(expression, format), timezone)
    if format in (EXCEL_1900, EXCEL_1904):
        number = f"TRY_CAST({expression} AS DOUBLE)"
        return _of_local(days_sql(expression, format), timezone, is_day=f"({number} = floor({number}))")
    text = expression if sql_type == "VARCHAR" else f"CAST({expression} AS VARCHAR)"
    return _text_moment(text, format, timezone)


def date_sql(expression: str, sql_type: str, format: str) -> str:  # noqa: A002
    """Write the SQL that reads a DATE, as it stands and in no time zone."""
    if sql_type == "DATE" or sql_type.startswith("TIMESTAMP"):
        return f"CAST({expression} AS DATE)"
    text = expression if sql_type == "VARCHAR" else f"CAST({expression} AS VARCHAR)"
    if format == ISO:
        return f"TRY_CAST(TRY_CAST({_iso_text(text)} AS TIMESTAMP) AS DATE)"
    if format in SERIALS:
        return f"CAST({moment_sql(expression, sql_type, format, 'UTC').at} AS DATE)"
    return f"TRY_CAST({_parsed_sql(text, format)} AS DATE)"


def is_placeholder(day: str) -> str:
    """Write the SQL that says whether a DATE stands for none: the first and last days of calendars and databases."""
    return f"({day} IN ({_NO_DAYS}) OR {day} >= DATE '2999-01-01' OR {day} < DATE '1753-01-02')"


def timestamp_literal(instant: datetime) -> str:
    """Write an instant as a constant of type TIMESTAMP in UTC.

    Examples
    --------
    >>> timestamp_literal(datetime(2011, 12, 10, tzinfo=UTC))
    "TIMESTAMP '2011-12-10 00:00:00.000000'"
    """
    utc = instant.astimezone(UTC) if instant.tzinfo else instant
    return f"TIMESTAMP '{utc:%Y-%m-%d %H:%M:%S.%f}'"


def _native_moment(expression: str, sql_type: str, timezone: str) -> Moment:
    if sql_type == "TIMESTAMPTZ_NS":  # the engine casts it by way of text only
        return _of_instant(f"CAST(CAST({expression} AS VARCHAR) AS TIMESTAMPTZ)", timezone)
    if sql_type.startswith("TIMESTAMP WITH TIME ZONE"):
        return _of_instant(expression, timezone)
    return _of_local(f"CAST({expression} AS TIMESTAMP)", timezone, is_day="true" if sql_type == "DATE" else "false")


def _text_moment(text: str, format: str, timezone: str) -> Moment:  # noqa: A002
    if format == ISO:
        return _of_iso(text, timezone)
    parsed = _parsed_sql(text, format)
    if "%z" in format or "%Z" in format:
        return _of_instant(parsed, timezone)
    has_time = any(field in format for field in ("%H", "%-H", "%I", "%-I"))
    return _of_local(f"TRY_CAST({parsed} AS TIMESTAMP)", timezone, is_day="false" if has_time else "true")


def _parsed_sql(text: str, format: str) -> str:  # noqa: A002
    """Write the SQL that reads a text by a format, in which months may be words of several languages."""
    if format.startswith(_WEEKDAY):
        return _parsed_sql(without_weekday_sql(text), format.removeprefix(_WEEKDAY))
    if "%b" in format or "%B" in format:
        return f"try_strptime({english_months_sql(text)}, {literal(format.replace('%B', '%b'))})"
    # the engine reads these two words whatever the format
    plain = f"CASE WHEN lower(trim({text})) NOT IN ('infinity', '-infinity', 'epoch') THEN trim({text}) END"
    return f"try_strptime({plain}, {literal(format)})"


def _of_local(local: str, timezone: str, *, is_day: str) -> Moment:
    """Read a local time; one that the clocks skip counts from before the change, one that comes twice is the later."""
    if timezone == "UTC":
        return Moment(local, f"CAST({local} AS DATE)", is_day)
    zone = literal(timezone)
    # beyond these years the calendar of the engine's time zones is not defined, and such times are refused anyway
    sane = f"CASE WHEN {local} BETWEEN TIMESTAMP '0001-01-02' AND TIMESTAMP '9999-01-01' THEN {local} END"
    return Moment(f"(({sane}) AT TIME ZONE {zone}) AT TIME ZONE 'UTC'", f"CAST({local} AS DATE)", is_day)


def _of_instant(instant: str, timezone: str) -> Moment:
    on = f"CAST(({instant}) AT TIME ZONE {literal(timezone)} AS DATE)"
    return Moment(f"({instant}) AT TIME ZONE 'UTC'", on, is_day="false")


def _iso_text(text: str) -> str:
    """Let only texts through that begin like a number: the engine's own reader takes ``infinity`` and ``epoch`` too."""
    return f"CASE WHEN {text} < ':' AND {text} NOT LIKE '-%' THEN {text} END"


def _of_iso(text: str, timezone: str) -> Moment:
    """Read ISO 8601: with an offset or a zone it is an instant, without one it is local."""
    iso = _iso_text(text)
    # no date is longer than ten characters, so a minus behind the eleventh is that of an offset; a letter at the end
    # is Z or the end of a zone's name, which the reader of local times would pass over
    ends = f"right(rtrim({text}), 1)"
    has_offset = f"({ends} > '9' OR contains({text}, '+') OR contains(substr({text}, 12), '-'))"
    local = _of_local(f"TRY_CAST({iso} AS TIMESTAMP)", timezone, is_day="false")
    joined = f"replace(replace({iso}, ' +', '+'), ' -', '-')"  # some exports write a blank before the offset
    instant = _of_instant(f"TRY_CAST({joined} AS TIMESTAMPTZ)", timezone)
    return Moment(
        f"CASE WHEN {has_offset} THEN {instant.at} ELSE {local.at} END",
        f"CASE WHEN {has_offset} THEN {instant.on} ELSE {local.on} END",
        is_day=f"(length(trim({text})) <= 10)",
    )
