"""Times that are written as one number: days since 1900 or 1904, or seconds and their fractions since 1970."""

from __future__ import annotations

from collections.abc import Iterable

EXCEL_1900, EXCEL_1904 = "excel-1900", "excel-1904"
UNIX = {"unix-s": 1, "unix-ms": 10**3, "unix-us": 10**6, "unix-ns": 10**9}
"""Names of formats, with the units in a second."""

SERIALS = (EXCEL_1900, EXCEL_1904, *UNIX)

_DAY_ZERO = {EXCEL_1900: "1899-12-30", EXCEL_1904: "1904-01-01"}
_FIRST_DAY = {EXCEL_1900: 61, EXCEL_1904: 0}
"""Before 1 March 1900 spreadsheets count a 29 February that never was."""

_SPREADSHEET_DAYS = (18_264, 73_050)
"""From 1950 to 2099 by the 1900 system."""

_UNIX_SECONDS = (100_000_000, 4_102_444_800)
"""From 1973 to 2099."""


def serial_format(numbers: Iterable[float]) -> str:
    """Tell by their size how numbers in a column of times count; empty where they are none, or mixed.

    The units of Unix times lie a thousandfold apart, so their size decides; the two systems of spreadsheets lie four
    years apart, so `EXCEL_1900` only says that it is one of them.

    Examples
    --------
    >>> serial_format([1743675300, 1743675301]), serial_format([45123.5]), serial_format([20250403]), serial_format([7])
    ('unix-s', 'excel-1900', '', '')
    """
    found = {_format_of(number) for number in numbers}
    return found.pop() if len(found) == 1 else ""


def _format_of(number: float) -> str:
    if _SPREADSHEET_DAYS[0] <= number <= _SPREADSHEET_DAYS[1]:
        return EXCEL_1900
    for name, units in UNIX.items():
        if _UNIX_SECONDS[0] * units <= number <= _UNIX_SECONDS[1] * units:
            return name
    return ""


def days_sql(expression: str, format: str) -> str:  # noqa: A002 - the word of ColumnSpec
    """Write the SQL of the local TIMESTAMP that a spreadsheet's number stands for, to the second."""
    number = f"TRY_CAST({expression} AS DOUBLE)"
    seconds = f"CAST(round({number} * 86400) AS BIGINT)"
    at = f"TIMESTAMP '{_DAY_ZERO[format]}' + to_seconds({seconds})"
    return f"CASE WHEN {number} BETWEEN {_FIRST_DAY[format]} AND 2958465 THEN {at} END"


def instant_sql(expression: str, format: str) -> str:  # noqa: A002
    """Write the SQL of the TIMESTAMPTZ that a Unix time stands for, to the microsecond."""
    number = f"TRY_CAST({expression} AS DECIMAL(38,6))"
    at = f"make_timestamptz(CAST({number} * 1000000 / {UNIX[format]} AS BIGINT))"
    most = _UNIX_SECONDS[1] * UNIX[format]
    return f"CASE WHEN {number} BETWEEN -{most} AND {most} THEN {at} END"
