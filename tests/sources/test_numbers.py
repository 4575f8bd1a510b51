"""Numbers and dates: Python and SQL read the same, and what was written is read back."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shoal.engine import DuckEngine
from shoal.sources.dates import date_sql, moment_sql
from shoal.sources.flags import flag_sql
from shoal.sources.numbers import number_sql, read_number


@pytest.fixture(scope="module")
def one_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckEngine]:
    engine = DuckEngine(Path(tmp_path_factory.mktemp("spill")))
    yield engine
    engine.close()


def in_sql(engine, text, decimal):
    return engine.rows(f"SELECT {number_sql('x', 'VARCHAR', decimal)} FROM (SELECT CAST(? AS VARCHAR) AS x)", (text,))[
        0
    ][0]


WRITTEN = [
    ("12", ".", 12.0),
    (" 12.50 ", ".", 12.5),
    ("1,234.56", ".", 1234.56),
    ("1.234,56", ",", 1234.56),
    ("1.234.567", ",", 1234567.0),
    ("1 234,5", ",", 1234.5),
    ("1\u00a0234,5 €", ",", 1234.5),
    ("€ 5", ".", 5.0),
    ("-€5.10", ".", -5.1),
    ("$-5.10", ".", -5.1),
    ("EUR 7,5", ",", 7.5),
    ("CHF 1'200.50", ".", 1200.5),
    ("(3.5)", ".", -3.5),
    ("12,5-", ",", -12.5),
    ("45 %", ".", 45.0),
    ("1e3", ".", 1000.0),
    ("1E-3", ".", 0.001),
    (".5", ".", 0.5),
    ("5.", ".", 5.0),
    ("+5", ".", 5.0),
    ("0", ",", 0.0),
    *(
        (text, mark, None)
        for text in ("", " ", "-", ".", "abc", "1_000", "nan", "inf", "0x10", "1e999")
        for mark in ".,"
    ),
    ("12.50", ",", None),
    ("1,5", ".", None),
    ("1,23,456", ".", 123456.0),
    ("12,34", ".", None),
    ("1,2345", ".", None),
    ("12 34", ".", None),
    ("0.123", ",", None),
    ("0,123", ".", None),
    ("1 234 567,5", ",", 1234567.5),
    ("1\u202f234,5", ",", 1234.5),
    ("1.234 567", ",", None),
    ("١٢٣٫٥", ".", 123.5),
    ("１２３．５", ".", 123.5),
    ("−12", ".", -12.0),
    ("\u200e-5\u200f", ".", -5.0),
    ("zł 5", ".", 5.0),
    ("5 usd", ".", 5.0),
    ("½", ".", None),
    ("+-0", ".", None),
    ("+-5", ",", None),
    ("1/2", ".", None),
    ("0x1F", ".", None),
    ("1,e5", ",", 1e5),
    ("12 boxes", ".", None),
    ("1-2", ".", None),
    ("(5", ".", None),
    ("2025-01-31", ".", None),
]


@pytest.mark.parametrize(("text", "decimal", "number"), WRITTEN)
def test_numbers_as_people_write_them(one_engine, text, decimal, number):
    assert read_number(text, decimal) == number
    assert in_sql(one_engine, text, decimal) == number


@given(st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: x == 0 or 1e-90 < abs(x) < 1e90))
@settings(max_examples=60, deadline=None)
def test_what_python_writes_is_read_back(one_engine, number):
    assert read_number(repr(number)) == number
    assert in_sql(one_engine, repr(number), ".") == pytest.approx(number, rel=1e-15)


@given(st.integers(-(10**11), 10**11), st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_grouped_numbers_are_read_back(one_engine, whole, cents):
    english = f"{whole:,}.{cents:02d}"
    german = english.translate(str.maketrans(",.", ".,"))
    expected = math.copysign(abs(whole) + cents / 100, whole) if whole else cents / 100
    for text, mark in ((english, "."), (german, ",")):
        assert read_number(text, mark) == pytest.approx(expected)
        assert in_sql(one_engine, text, mark) == pytest.approx(expected)


@given(st.text(st.sampled_from("0123456789.,-+()eE €$% '\u00a0_x"), max_size=12), st.sampled_from(".,"))
@settings(max_examples=250, deadline=None)
@example("1e5-", ".")
@example("--5", ".")
@example("(-5)", ".")
@example("5\n", ".")
@example("0E0000", ".")
@example("1E99999", ".")
@example("0E9999999999999", ".")
def test_python_and_sql_agree(one_engine, text, decimal):
    expected = read_number(text, decimal)
    found = in_sql(one_engine, text, decimal)
    assert (found is None) == (expected is None)
    if expected is not None:
        assert found == pytest.approx(expected, rel=1e-14)


@given(st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)).map(lambda t: t.replace(microsecond=0)))
@settings(max_examples=40, deadline=None)
def test_times_are_read_back(one_engine, instant):
    for form in ("", "%d.%m.%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%Y/%m/%d %H:%M:%S"):
        text = instant.isoformat(" ") if not form else instant.strftime(form)
        moment = moment_sql("x", "VARCHAR", form, "UTC")
        row = one_engine.rows(f"SELECT {moment.at}, {moment.on} FROM (SELECT CAST(? AS VARCHAR) AS x)", (text,))[0]
        assert row == (instant, instant.date())


@given(st.dates(date(1800, 1, 1), date(2100, 1, 1)))
@settings(max_examples=40, deadline=None)
def test_days_are_read_back(one_engine, day):
    for form in ("", "%d.%m.%Y", "%Y%m%d", "%d/%m/%Y"):
        text = day.isoformat() if not form else f"{day.strftime(form)}"
        sql = date_sql("x", "VARCHAR", form)
        assert one_engine.rows(f"SELECT {sql} FROM (SELECT CAST(? AS VARCHAR) AS x)", (text,)) == [(day,)]


@given(st.integers(0, 365 * 24), st.integers(-12, 12))
@settings(max_examples=40, deadline=None)
def test_offsets_are_instants(one_engine, hours, offset):
    local = datetime(2025, 1, 1) + timedelta(hours=hours)
    text = f"{local.isoformat()}{'+' if offset >= 0 else '-'}{abs(offset):02d}:00"
    moment = moment_sql("x", "VARCHAR", "", "Europe/Berlin")
    assert one_engine.rows(f"SELECT {moment.at} FROM (SELECT CAST(? AS VARCHAR) AS x)", (text,)) == [
        (local - timedelta(hours=offset),)
    ]


@pytest.mark.parametrize(
    "text", ["infinity", "-infinity", "epoch", "yesterday", "2025-02-30", "12:30", "", "31.12.2025"]
)
def test_what_is_no_iso_date_is_none(one_engine, text):
    sql = date_sql("x", "VARCHAR", "")
    assert one_engine.rows(f"SELECT {sql} FROM (SELECT CAST(? AS VARCHAR) AS x)", (text,)) == [(None,)]


@pytest.mark.parametrize(
    ("text", "flag"),
    [("Yes", 1), (" ja ", 1), ("TRUE", 1), ("1", 1), ("no", 0), ("Nein", 0), ("0", 0), ("maybe", None)],
)
def test_flags(one_engine, text, flag):
    assert one_engine.rows(f"SELECT {flag_sql('x', 'VARCHAR')} FROM (SELECT CAST(? AS VARCHAR) AS x)", (text,)) == [
        (flag,)
    ]
