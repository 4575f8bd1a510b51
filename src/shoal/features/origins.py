"""The earlier days as of which customers are looked at, to see what they did next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from shoal.features.ground import relation_of
from shoal.terms import Engine, Identity, Kind, Origins, OutcomesSpec, Records

USUAL_DAYS = 90
"""How long customers are watched where nothing says how often they come back; also the longest by itself."""

LEAST_DAYS, SHORTEST_DAYS = 30, 28
"""The shortest by itself, and the shortest that a short history may cut it to."""

GAPS = 2
"""A customer who has not come back within so many usual gaps is late."""


@dataclass(frozen=True)
class History:
    """How long orders are known, and how often customers come back.

    Parameters
    ----------
    first_on, last_on : date
        In the time zone of the business.
    usual_gap_days : float or None
        Median over the customers with orders on several days of the mean days between those; None where there is none.
    """

    first_on: date
    last_on: date
    usual_gap_days: float | None


def origins(
    engine: Engine,
    records: Records,
    identity: Identity,
    spec: OutcomesSpec,
    *,
    as_of: datetime,
    timezone: str,
    kind: Kind = Kind.ORDERS,
) -> Origins:
    """Choose the earlier days and how long customers are watched after each.

    The last day lies one horizon before the end of what is known, the others one horizon before the next, so that no
    two windows overlap; before each, orders are known for at least as long as customers are watched after it.

    Parameters
    ----------
    engine : Engine
    records : Records
        Known by `as_of`.
    identity : Identity
    spec : OutcomesSpec
    as_of : datetime
        UTC.
    timezone : str
        Of the business; days begin and end there.
    kind : Kind
        The records whose history counts: orders, events or holdings.
    """
    history = _history(engine, records, identity, kind)
    if history is None:
        return _none(f"there are no {kind.value} with dates, so nobody can be watched to see what they do next")
    if history.first_on == history.last_on:
        return _none(f"all {kind.value} are of one day, {_said(history.first_on)}, so nothing comes after anything")
    end = min(as_of, _midnight(history.last_on + timedelta(days=1), timezone))
    return chosen(history, spec, end=end, timezone=timezone, what=kind.value)


def chosen(history: History, spec: OutcomesSpec, *, end: datetime, timezone: str, what: str = "orders") -> Origins:
    """Choose among the days of a history that ends at an instant.

    Examples
    --------
    >>> history = History(date(2025, 1, 1), date(2025, 12, 31), 50.0)
    >>> found = chosen(history, OutcomesSpec(), end=datetime(2026, 1, 1, tzinfo=UTC), timezone="UTC")
    >>> found.horizon_days, [f"{origin:%d %b %Y}" for origin in found.at]
    (90, ['03 Oct 2025', '05 Jul 2025', '06 Apr 2025'])
    """
    local = end.astimezone(ZoneInfo(timezone))
    n_days = (local.date() - history.first_on).days
    horizon = _horizon(spec.horizon_days, history.usual_gap_days, n_days)
    # days are counted on the calendar of the business: one of them has 23 hours in spring, another 25 in autumn
    back = range(1, min(spec.origins, n_days // horizon - 1) + 1)
    days = tuple((local - timedelta(days=horizon * i)).astimezone(UTC) for i in back)
    if days:
        return Origins(days, horizon)
    known = f"{what} are known for {n_days} days, from {_said(history.first_on)} on"
    needed = f"watching customers for {horizon} days takes as long a time before, {2 * horizon} days in all"
    needed += f" ({2 * horizon - n_days} more)"
    return _none(f"{known}, and {needed}" + _shorter(spec.horizon_days, n_days))


def _horizon(asked: int | Literal["auto"], usual_gap_days: float | None, n_days: int) -> int:
    """Give the days to watch: twice the usual gap within bounds, and no more than a third of a short history."""
    if asked != "auto":
        return asked
    usual = USUAL_DAYS if usual_gap_days is None else round(GAPS * usual_gap_days)
    return min(max(LEAST_DAYS, min(USUAL_DAYS, usual)), max(SHORTEST_DAYS, n_days // 3))


def _shorter(asked: int | Literal["auto"], n_days: int) -> str:
    return f"; set outcomes.horizon_days to {n_days // 2} or fewer" if asked != "auto" and n_days >= 14 else ""


def _history(engine: Engine, records: Records, identity: Identity, kind: Kind) -> History | None:
    """Read how long records are known, and how often customers come back; None where there is nothing."""
    rows = relation_of(records, kind)
    if rows is None:
        return None
    if kind is Kind.HOLDINGS:  # what is held is not done again and again, so it has no usual gap
        ((first_on, last_on),) = engine.rows(
            f"""SELECT min(h.started_on), max(greatest(h.started_on, coalesce(h.ended_on, h.started_on)))
            FROM {rows.name} h JOIN {identity.relation.name} i ON h.source_key = i.source_key""",
            step="how long holdings are known",
        )
        return None if first_on is None else History(first_on, last_on, None)
    happened = "WHERE o.is_purchase" if kind is Kind.ORDERS else ""
    first_on, last_on, gap = engine.rows(
        f"""SELECT min(first_on), max(last_on),
            median(CASE WHEN n > 1 THEN date_diff('day', first_on, last_on) / (n - 1.0) END)
        FROM (SELECT min(o.occurred_on) AS first_on, max(o.occurred_on) AS last_on, count(DISTINCT o.occurred_on) AS n
            FROM {rows.name} o JOIN {identity.relation.name} i ON o.source_key = i.source_key
            {happened} GROUP BY i.customer_id) AS buyers""",
        step=f"how long {kind.value} are known",
    )[0]
    return None if first_on is None else History(first_on, last_on, None if gap is None else float(gap))


def _none(why: str) -> Origins:
    return Origins((), 0, why)


def _midnight(on: date, timezone: str) -> datetime:
    return datetime.combine(on, time(), ZoneInfo(timezone)).astimezone(UTC)


def _said(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
