"""The earlier days: how they and the time after them are chosen, and the words where there is none."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoal.features import origins
from shoal.features.origins import History, chosen
from shoal.terms import Identity, OutcomesSpec, Quality, Records

FIRST = date(2024, 1, 1)
AS_OF = datetime(2025, 1, 1, tzinfo=UTC)


@settings(deadline=None)
@given(
    n_days=st.integers(1, 1500),
    gap=st.none() | st.floats(1, 400),
    asked=st.just("auto") | st.integers(7, 1095),
    most=st.integers(1, 24),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York"]),
)
def test_windows_follow_each_other_and_have_a_past_as_long(n_days, gap, asked, most, zone) -> None:
    end = datetime.combine(FIRST + timedelta(days=n_days), datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)
    last_on = FIRST + timedelta(days=n_days - 1)
    found = chosen(History(FIRST, last_on, gap), OutcomesSpec(asked, most), end=end, timezone=zone)
    if found.why_not:
        assert found.at == ()
        assert n_days < 2 * (28 if asked == "auto" else asked)
        return
    assert 1 <= len(found.at) <= most
    days = [origin.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for origin in found.at]
    last = end.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert [last - days[0], *(later - day for later, day in itertools.pairwise(days))] == [
        timedelta(days=found.horizon_days)
    ] * len(days)
    assert (days[-1].date() - FIRST).days >= found.horizon_days
    assert asked in ("auto", found.horizon_days)


@pytest.mark.parametrize(
    ("gap", "n_days", "horizon"),
    [(None, 700, 90), (10.0, 700, 30), (20.0, 700, 40), (200.0, 700, 90), (None, 120, 40), (None, 70, 28)],
)
def test_the_horizon_follows_the_cadence_and_what_is_known(gap: float | None, n_days: int, horizon: int) -> None:
    end = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=n_days)
    history = History(FIRST, FIRST + timedelta(days=n_days - 1), gap)
    assert chosen(history, OutcomesSpec(), end=end, timezone="UTC").horizon_days == horizon


@pytest.fixture
def found(engine):
    """Choose among orders given as (who, day)."""

    def choose(rows, spec=OutcomesSpec(), *, as_of=AS_OF):  # noqa: B008 - frozen
        names = [f"K{i}" for i in range(3)]
        keys = engine.register("keys", pa.table({"source_key": names, "n_rows": [1, 1, 1]}))
        people = engine.register("identity", pa.table({"source_key": names, "customer_id": names}))
        orders = None
        if rows is not None:
            who, when = ([row[i] for row in rows] for i in (0, 1))
            bought = {"source_key": who, "occurred_on": pa.array(when, pa.date32()), "is_purchase": [True] * len(rows)}
            orders = engine.register("orders", pa.table(bought))
        records = Records(orders, None, keys, (), Quality())
        return origins(engine, records, Identity(people, False, 3), spec, as_of=as_of, timezone="UTC")

    return choose


def test_the_usual_gap_is_that_of_the_middle_customer(found) -> None:
    days = [("K0", FIRST + timedelta(days=i)) for i in range(0, 300, 2)]  # who comes every other day is one customer
    days += [("K1", FIRST), ("K1", FIRST + timedelta(days=20)), ("K2", FIRST), ("K2", FIRST + timedelta(days=100))]
    days += [("K2", date(2024, 12, 31))]
    assert found(days).horizon_days == 40


def test_the_last_window_ends_with_the_last_order(found) -> None:
    """Nobody buys after the data end; that would count as leaving."""
    days = [("K0", FIRST), ("K1", date(2024, 9, 30))]
    assert found(days).at[0] == datetime(2024, 10, 1, tzinfo=UTC) - timedelta(days=90)
    assert found(days, as_of=datetime(2024, 9, 1, tzinfo=UTC)).at[0] == datetime(2024, 6, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rows", "spec", "words"),
    [
        (None, OutcomesSpec(), "there are no orders with dates, so nobody can be watched"),
        ([], OutcomesSpec(), "there are no orders with dates"),
        ([("K0", FIRST), ("K1", FIRST)], OutcomesSpec(), "all orders are of one day, 1 January 2024"),
        (
            [("K0", FIRST), ("K1", date(2024, 1, 20))],
            OutcomesSpec(),
            "orders are known for 20 days, from 1 January 2024 on, and watching customers for 28 days"
            " takes as long a time before, 56 days in all (36 more)",
        ),
        (
            [("K0", FIRST), ("K1", date(2024, 12, 31))],
            OutcomesSpec(horizon_days=400),
            "watching customers for 400 days takes as long a time before, 800 days in all (434 more);"
            " set outcomes.horizon_days to 183 or fewer",
        ),
    ],
)
def test_what_cannot_be_measured_is_said_in_words(found, rows, spec, words: str) -> None:
    said = found(rows, spec)
    assert words in said.why_not
    assert (said.at, said.horizon_days) == ((), 0)
