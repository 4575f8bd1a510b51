"""The feature table as one query over plain order lines, for engines that do the work without shoal."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from shoal.engine import Plan, quote
from shoal.engine.dialect import SPELT
from shoal.errors import ConfigError
from shoal.features.ground import COLUMNS, GROUNDS
from shoal.features.lean import KEY, blank_grounds, lean
from shoal.features.moment import Moment, day, reads_calendar
from shoal.features.step import joins
from shoal.terms import FeaturesSpec, Kind

LINES = GROUNDS[Kind.ORDERS]


def first_day_after(as_of: datetime, timezone: str) -> str:
    """Write the day that `as_of` begins, from which on nothing is known."""
    return day(as_of.astimezone(ZoneInfo(timezone)).date())


def from_orders(
    rows: str, lines: str, spec: FeaturesSpec, *, names: tuple[str, ...], as_of: datetime, timezone: str, dialect: str
) -> Plan:
    """Plan the features of every buyer, ending in a step ``features_of_orders``.

    Parameters
    ----------
    rows, lines : str
        Queries: the rows that count, and the lines of ``order_rows`` with ``source_key``.
    spec : FeaturesSpec
    names : tuple of str
        Features.
    as_of : datetime
        UTC.
    timezone : str
    dialect : str

    Raises
    ------
    ConfigError
        If a feature does not come from orders alone, or the dialect cannot say what it asks of the calendar.
    """
    moment = Moment(as_of, as_of.astimezone(ZoneInfo(timezone)).date(), spec, SPELT[dialect])
    found = lean(moment, blank_grounds(), names)
    known = {each.feature.name for each in found.definitions}
    others = [name for name in names if name not in known]
    others += [each.feature.name for each in found.definitions if each.feature.kinds != (Kind.ORDERS.value,)]
    if others:
        raise ConfigError(
            f"segments are formed on {', '.join(others)} too, which orders alone do not give",
            do="write the query over a feature table instead",
            where="--orders",
        )
    if dialect == "bigquery" and any(reads_calendar(step.sql) for step in found.computed):
        raise ConfigError(
            "a feature asks for days of the week or months, which is not written for BigQuery",
            do="write the query over a feature table instead",
            where="--dialect",
        )
    plan = Plan()
    plan.step("order_rows", rows)
    plan.step("order_lines", lines)
    plan.step(
        "people",
        f"SELECT id, row_number() OVER (ORDER BY id) AS {KEY}"
        " FROM (SELECT DISTINCT source_key AS id FROM order_lines) d",
    )
    read = next(step for step in found.steps if step.name == LINES)
    columns = ", ".join(f"l.{column}" for column in read.columns if column in COLUMNS[Kind.ORDERS])
    plan.step(LINES, f"SELECT p.{KEY}, {columns} FROM order_lines l JOIN people p ON l.source_key = p.id")
    for step in found.computed:
        plan.step(step.name, step.sql)
    features = "".join(f",\n  {each.column(moment.dialect.double)}" for each in found.definitions)
    plan.step(
        "features_of_orders",
        f"SELECT p.id AS {quote(KEY)}{features}\nFROM people p"
        f"\nJOIN (SELECT DISTINCT {KEY} FROM {LINES} WHERE is_purchase) b ON p.{KEY} = b.{KEY}"
        + joins(found.computed, space="\n"),
    )
    return plan
