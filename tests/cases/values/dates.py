"""Dates and times: every form, and what is no date."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

from cases.case import Case, FileRefused, Outcome, Question, Right, RowsRefused
from cases.values.lines import DAYS, ISO_DAYS, ages, dated, orders

_GERMAN = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
           "Dezember")  # fmt: skip
_FRENCH = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
_SPANISH = ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
            "noviembre", "diciembre")  # fmt: skip
_POLISH = ("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września",
           "października", "listopada", "grudnia")  # fmt: skip
_WEEK = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
_FRENCH_WEEK = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_YEAR = tuple(datetime(2024, 1, 3, 10, 15) + timedelta(days=15 * number) for number in range(24))
"""Days of every month."""

_NO_TIME = "no column whose values can be read as the time of an order"
_ORDER = ("day-first", "month-first")


def _right(
    name: str, text: str, write: Callable[[datetime], str], days: Sequence[datetime] = DAYS, **options: object
) -> Case:
    shown = write(days[0])
    values = ages([day.date() for day in days])
    return Case(f"date-{name}", f"{text}, such as `{shown}`", dated(write, days), Right(values, 24), options=options)


def _odd(name: str, text: str, odd: Sequence[str], expect: Outcome, **options: object) -> Case:
    """Days as ISO has them but for the last ones."""
    at = [*ISO_DAYS[: 24 - len(odd)], *odd]
    return Case(f"date-{name}", text, orders(at=at), expect, options=options)


def _lost(n: int, reason: str) -> RowsRefused:
    return RowsRefused({reason: n}, ages([*(day.date() for day in DAYS[: 24 - n]), *[None] * n]), 24 - n)


def _instants(zone_hours: int, written: str) -> Case:
    """Times with an offset: what the clock says there is another day in UTC."""
    local = [datetime(2025, 3, 1, 23, 30) + timedelta(days=number) for number in range(24)]
    utc = [(at - timedelta(hours=zone_hours)).date() for at in local]
    sign = written.replace(":", "").replace("+", "plus-").replace("-", "minus-", 1) if written != "Z" else "z"
    return Case(
        f"date-offset-{sign.lower().replace('plus-', 'plus').replace('minus-', 'minus')}",
        f"instants with the offset `{written}`, which are another day in UTC where the offset says so",
        dated(lambda at: f"{at:%Y-%m-%dT%H:%M:%S}{written}", local),
        Right(ages(utc), 24),
    )


def _excel(system: date, days: Sequence[datetime]) -> bytes:
    return dated(lambda day: str((day.date() - system).days), days)


_OLD = tuple(day.replace(year=2011) for day in DAYS)
_E1900, _E1904 = date(1899, 12, 30), date(1904, 1, 1)

CASES = (
    _right("iso", "ISO days", lambda d: f"{d:%Y-%m-%d}"),
    _right("iso-time", "ISO times", lambda d: f"{d:%Y-%m-%d %H:%M:%S}"),
    _right("iso-t-millis", "ISO times with a T and thousandths", lambda d: f"{d:%Y-%m-%dT%H:%M:%S}.123"),
    _right("compact", "eight digits in a column of dates", lambda d: f"{d:%Y%m%d}"),
    _right("compact-time", "fourteen digits", lambda d: f"{d:%Y%m%d%H%M%S}"),
    _right("compact-t", "eight digits, a T and six more", lambda d: f"{d:%Y%m%dT%H%M%S}"),
    _right("day-first", "days that only read with the day first", lambda d: f"{d:%d/%m/%Y}"),
    _right("month-first", "days that only read with the month first", lambda d: f"{d:%m/%d/%Y}"),
    _right("dots", "days with dots", lambda d: f"{d.day}.{d.month}.{d.year}"),
    _right("dots-month-first", "days with dots that only read with the month first", lambda d: f"{d:%m.%d.%Y}"),
    _right("two-digit-year", "years of two digits", lambda d: f"{d:%d.%m.%y}"),
    _right("german-months", "months as German words", lambda d: f"{d.day}. {_GERMAN[d.month - 1]} {d.year}", _YEAR),
    _right("french-months", "months as French short words",
           lambda d: f"{d.day} {_FRENCH[d.month - 1]} {d.year}", _YEAR),
    _right("spanish-months", "months as Spanish words",
           lambda d: f"{d.day} de {_SPANISH[d.month - 1]} de {d.year}", _YEAR),
    _right("polish-months", "months as Polish words, in the genitive",
           lambda d: f"{d.day} {_POLISH[d.month - 1]} {d.year}", _YEAR),
    _right("weekdays", "days of the week before German days", lambda d: f"{_WEEK[d.weekday()]}., {d:%d.%m.%Y}"),
    _right("weekdays-french", "days of the week before French words",
           lambda d: f"{_FRENCH_WEEK[d.weekday()]} {d.day} {_FRENCH[d.month - 1]} {d.year}", _YEAR),
    _right("english-ordinals", "English words with ordinals", lambda d: f"{d:%B} {d.day}th, {d.year}", _YEAR),
    _right("twelve-hours", "clocks of twelve hours", lambda d: f"{d:%m/%d/%Y} {d:%I:%M} PM"),
    _right("comma-before-time", "a comma before the time", lambda d: f"{d.day}.{d.month}.{d.year}, {d:%H:%M:%S}"),
    _right("week-dates", "week dates", lambda d: "{}-W{:02}-{}".format(*d.isocalendar())),
    _right("day-of-year", "days of the year", lambda d: f"{d:%Y-%j}"),
    _right("unix-seconds", "Unix seconds", lambda d: str(int(d.replace(tzinfo=UTC).timestamp()))),
    _right("unix-millis", "Unix thousandths", lambda d: str(int(d.replace(tzinfo=UTC).timestamp()) * 10**3)),
    _right("unix-micros", "Unix millionths", lambda d: str(int(d.replace(tzinfo=UTC).timestamp()) * 10**6)),
    _right("utc-named", "a zone by its name", lambda d: f"{d:%Y-%m-%d %H:%M:%S} UTC"),
    _right("zone-named", "a zone by its IANA name", lambda d: f"{d:%Y-%m-%d %H:%M:%S} Europe/Berlin"),
    _right("dst-gap", "a time that the clocks skip, in the zone of the business",
           lambda d: "2025-03-30 02:30:00", [datetime(2025, 3, 30)] * 24, timezone="Europe/Berlin"),
    _right("dst-fold", "a time that comes twice, in the zone of the business",
           lambda d: "2025-10-26 02:30:00", [datetime(2025, 10, 26)] * 24, timezone="Europe/Berlin"),
    _instants(0, "Z"),
    _instants(-5, "-05:00"),
    _instants(9, "+0900"),
    Case("date-excel-1900", "numbers of a spreadsheet that could not be counted from 1904, as that lies ahead",
         _excel(_E1900, DAYS), Right(ages(), 24)),
    Case("date-excel-ordered-at", "the same numbers in a column that is called `ordered_at`",
         _excel(_E1900, DAYS).replace(b"order_date", b"ordered_at"), Right(ages(), 24)),
    Case("date-excel-time", "numbers of a spreadsheet with the time as a fraction",
         dated(lambda d: f"{(d.date() - _E1900).days}.4270833333"), Right(ages(), 24)),
    Case("date-excel-open", "numbers of a spreadsheet from 1900 or 1904", _excel(_E1900, _OLD),
         Question("date_system_order_date", ("excel-1900", "excel-1904"))),
    Case("date-excel-1904", "the same, with the answer", _excel(_E1904, _OLD),
         Right(ages([day.date() for day in _OLD]), 24), options={"answers": {"date_system_order_date": "excel-1904"}}),
    Case("date-order-open", "days that read both ways throughout: `03/04/2025`",
         orders(at=["03/04/2025", "05/06/2025"]), Question("date_order_order_date", _ORDER)),
    Case("date-order-answered", "the same, with the answer", orders(at=["03/04/2025", "05/06/2025"]),
         Right(ages([date(2025, 3, 4), date(2025, 5, 6)] * 12), 24),
         options={"answers": {"date_order_order_date": "month-first"}}),
    Case("date-order-contradicts", "21 days with the day first and 3 with the month first",
         orders(at=[*(f"{n:02}/04/2025" for n in range(1, 22)), "04/25/2025", "04/26/2025", "04/27/2025"]),
         Question("date_order_order_date", _ORDER)),
    Case("date-order-contradicts-answered", "the same, with the answer",
         orders(at=[*(f"{n:02}/04/2025" for n in range(1, 22)), "04/25/2025", "04/26/2025", "04/27/2025"]),
         RowsRefused({"time_unreadable": 3}, ages([*(date(2025, 4, n) for n in range(1, 22)), None, None, None]), 21),
         options={"answers": {"date_order_order_date": "day-first"}}),
    _odd("mixed-forms", "four German days among ISO days", [f"{n}.03.2025" for n in (21, 22, 23, 24)],
         _lost(4, "time_unreadable")),
    Case("date-half-mixed", "half ISO, half another form",
         orders(at=[*ISO_DAYS[:12], *(f"{n}/03/2025" for n in range(13, 25))]), FileRefused(_NO_TIME, "shoal.toml")),
    _odd("zeros", "`0000-00-00`", ["0000-00-00"], _lost(1, "time_unreadable")),
    _odd("first-day-of-spreadsheets", "`1900-01-01`", ["1900-01-01"], _lost(1, "time_implausible")),
    _odd("last-day", "`9999-12-31`", ["9999-12-31"], _lost(1, "time_implausible")),
    _odd("no-leap-day", "29 February of a year that has none", ["2023-02-29"], _lost(1, "time_unreadable")),
    _odd("leap-second", "a leap second", ["2016-12-31 23:59:60"], _lost(1, "time_unreadable")),
    _odd("end-of-day", "`24:00:00`, the midnight that the next day begins with", ["2025-03-20 24:00:00"],
         Right(ages([*(day.date() for day in DAYS[:23]), date(2025, 3, 21)]), 24)),
    _odd("blank", "no date", [""], _lost(1, "time_missing")),
    _odd("word", "`yesterday`", ["yesterday"], _lost(1, "time_unreadable")),
    _odd("infinity", "`infinity`, which engines take for a time", ["infinity"], _lost(1, "time_unreadable")),
    _odd("before-1970", "a day before 1970", ["1969-12-31"], _lost(1, "time_implausible")),
    _odd("after-the-clock", "a day after today", ["2199-01-01"], _lost(1, "time_implausible")),
    Case("date-all-before-1970", "all days before 1970", dated(lambda d: f"1969-03-{d.day:02}"),
         FileRefused("time_implausible 24", "from 1970 to today")),
    Case("date-unknown-zone", "a zone that has no one meaning: `CEST`", dated(lambda d: f"{d:%Y-%m-%d %H:%M:%S} CEST"),
         FileRefused(_NO_TIME, "shoal.toml")),
    Case("date-year-only", "years alone", orders(at=["2024", "2025"]), FileRefused(_NO_TIME, "shoal.toml")),
    Case("date-quarters", "quarters", orders(at=["2025-Q1", "2025-Q2"]), FileRefused(_NO_TIME, "shoal.toml")),
    Case("date-months-only", "months without a day", orders(at=["2025-01", "2025-02"]),
         FileRefused(_NO_TIME, "shoal.toml")),
)  # fmt: skip
