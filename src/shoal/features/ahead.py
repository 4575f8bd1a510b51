"""Features of one customer as they would be after orders not placed yet, computed from all their orders."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

from shoal.engine import Plan, literal
from shoal.engine.dialect import DUCKDB
from shoal.features.ground import GROUNDS
from shoal.features.lean import KEY, Lean, blank_grounds, lean
from shoal.features.moment import Moment, day, reads_calendar
from shoal.features.step import joins
from shoal.features.usual import OWN, usual
from shoal.terms import Engine, FeaturesSpec, Future, Kind, Relation

LINES = GROUNDS[Kind.ORDERS]
SIZED = "ahead_lines"
"""Where the lines of larger orders like the usual one are."""
_Numbered = tuple[int, Future]
_SLOW_ENOUGH = "n_orders * CAST($1 AS DOUBLE) <= within_days"


@dataclass(frozen=True)
class Ahead:
    """One customer after one future.

    Parameters
    ----------
    future : Future
    features : mapping of name to value
        Those that were asked for and that records give.
    like : str or None
        The order that each of the future is like; None where there is none.
    amount : float or None
        What each costs; None where orders name no money.
    """

    future: Future
    features: Mapping[str, Any]
    like: str | None
    amount: float | None


@dataclass(frozen=True)
class Outlook:
    """The queries that compute features after several futures, for one customer after another.

    Parameters
    ----------
    futures : tuple of Future
    features : tuple of str
        Those that records give.
    lines : Relation
        Where the order lines of the customer are.
    queries : tuple of str
    """

    futures: tuple[Future, ...]
    features: tuple[str, ...]
    lines: Relation
    queries: tuple[str, ...]

    def of(self, engine: Engine, gap_days: float = 0.0) -> tuple[Ahead, ...]:
        """Give the customer whose rows are in the engine as of the end of each future, in the order of the futures.

        Parameters
        ----------
        engine : Engine
        gap_days : float
            Futures whose orders come faster than one in so many days are left out.
        """
        given = engine.arrow(f"SELECT * FROM {self.lines.name}", step="lines of one customer")
        like = usual(given, self._sizes)
        engine.register(SIZED, like.lines)
        answers: dict[int, Ahead] = {}
        for query in self.queries:
            for number, *values in engine.rows(query, (gap_days,), step="features after future orders"):
                future, profile = self.futures[number], dict(zip(self.features, values, strict=True))
                amount = like.amounts[future.times] if future.n_orders else None
                answers[number] = Ahead(future, profile, like.order_key, None if amount is None else float(amount))
        return tuple(answers[number] for number in sorted(answers))

    @cached_property
    def _sizes(self) -> list[float]:
        return sorted({future.times for future in self.futures if future.n_orders})


def outlook(
    given: Mapping[str, Relation],
    futures: tuple[Future, ...],
    spec: FeaturesSpec,
    *,
    names: tuple[str, ...],
    as_of: datetime,
    timezone: str,
) -> Outlook:
    """Write the queries for the features of a customer as of the end of each of several futures.

    The orders are added to those the customer placed, the instant is moved, and the definitions of the features do the
    rest: whatever depends on time, on other orders or on spacing comes out as a build of that day would have it.

    Each order of a future is like the usual one, as `usual` finds it.

    Parameters
    ----------
    given : mapping of step to Relation
        What `histories` keep: the rows of the customer, and what all share.
    futures : tuple of Future
    spec : FeaturesSpec
    names : tuple of str
        Features; traits are passed over.
    as_of : datetime
        UTC; of the histories.
    timezone : str
    """
    today = Moment(as_of, as_of.astimezone(ZoneInfo(timezone)).date(), spec, DUCKDB)
    grounds = blank_grounds()
    found = lean(today, grounds, names)
    queries = []
    for days, group in _together(found, set(given), futures):
        at = (as_of.astimezone(ZoneInfo(timezone)) + timedelta(days=days)).astimezone(UTC)
        then = replace(today, at=at, on=today.on + timedelta(days=days))
        asked = _asked(given[LINES].engine, group, then)
        queries.append(_plan(lean(then, grounds, names), given, asked, then, days).sql("ahead"))
    named = tuple(each.feature.name for each in found.definitions)
    return Outlook(futures, named, given[LINES], tuple(queries))


@dataclass(frozen=True)
class _Asked:
    """What futures ask for, the same for all customers: in the engine, so that no query has to be told again.

    Parameters
    ----------
    futures : Relation
        One row for each.
    turns : Relation
        Every order of each, with its day.
    """

    futures: Relation
    turns: Relation


def _asked(engine: Engine, group: list[_Numbered], then: Moment) -> _Asked:
    """Write them into the engine, under names that no other futures have."""
    rows = ", ".join(f"({number}, {one.n_orders}, {literal(one.times)}, {one.within_days})" for number, one in group)
    name = f"ahead_{crc32(f'{then.on} {rows}'.encode()):08x}"
    futures = engine.create(
        f"{name}_futures", f"SELECT * FROM (VALUES {rows}) AS f({KEY}, n_orders, times, within_days)"
    )
    numbers = ", ".join(f"({number})" for number in range(1, max(1, *(one.n_orders for _, one in group)) + 1))
    turns = engine.create(
        f"{name}_turns",
        f"SELECT f.*, 'to come ' || CAST(i.number AS VARCHAR) AS order_key, {day(then.on)} - 1"
        " - CAST(f.within_days - ceil(f.within_days * i.number / f.n_orders) AS INTEGER) AS occurred_on"
        f" FROM {futures.name} f JOIN (VALUES {numbers}) AS i(number) ON i.number <= f.n_orders",
    )
    return _Asked(futures, turns)


def _together(found: Lean, given: Collection[str], futures: tuple[Future, ...]) -> list[tuple[int, list[_Numbered]]]:
    """Say which futures one query does for, and how many days after `as_of` it looks.

    Where only distances between days count, the days of the past are moved instead of the instant, and one does for
    all.
    """
    texts = (*(step.sql for step in found.derived), *(each.sql for each in found.definitions))
    numbered = sorted(enumerate(futures), key=lambda one: one[1].within_days)
    if not {*GROUNDS.values()} & {*given} - {LINES} and not any(map(reads_calendar, texts)):
        return [(numbered[-1][1].within_days, numbered)]
    return [(days, list(group)) for days, group in groupby(numbered, key=lambda one: one[1].within_days)]


def _plan(found: Lean, given: Mapping[str, Relation], asked: _Asked, then: Moment, days: int) -> Plan:
    plan = Plan()
    plan.step("futures", f"SELECT * FROM {asked.futures.name} WHERE {_SLOW_ENOUGH}")
    plan.step("turns", f"SELECT * FROM {asked.turns.name} WHERE {_SLOW_ENOUGH}")
    for name, relation in given.items():
        if name == LINES:
            _add_lines(plan, relation, days)
        elif KEY in relation.columns:
            columns = ", ".join(f"r.{column}" for column in relation.columns if column != KEY)
            plan.step(name, f"SELECT f.{KEY}, {columns} FROM {relation.name} r CROSS JOIN futures f")
        else:
            plan.step(name, f"SELECT * FROM {relation.name}")
    for step in found.derived:
        plan.step(step.name, step.sql)
    columns = "".join(f", {each.column(then.dialect.double)}" for each in found.definitions)
    plan.step("ahead", f"SELECT p.{KEY}{columns} FROM futures p{joins(found.derived)}")
    return plan


def _add_lines(plan: Plan, lines: Relation, longest: int) -> None:
    """Add the lines of every future: those that were, moved so that it ends with the longest, and those to come."""
    columns = [column for column in lines.columns if column != KEY]
    moved = f"CAST({longest} - f.within_days AS INTEGER)"
    old = {column: f"l.{column}" for column in columns} | {"occurred_on": f"l.occurred_on + {moved}"}
    new = {column: f"{'t' if column in OWN else 's'}.{column}" for column in columns}
    plan.step(
        LINES,
        f"SELECT f.{KEY}, {_listed(old)} FROM {lines.name} l CROSS JOIN futures f UNION ALL"
        f" SELECT t.{KEY}, {_listed(new)} FROM {SIZED} s JOIN turns t ON s.times = t.times",
    )


def _listed(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
