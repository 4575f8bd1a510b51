"""The lines of a forecast: segments whose members are those of its day, new customers, and all together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from shoal.engine import literal
from shoal.predict.demand.forecasting import Forecast
from shoal.predict.demand.weeks import Weeks
from shoal.stats.rounding import RESULT_DIGITS, significant
from shoal.terms import Engine, Identity, Records

NEW, ALL = "new customers", "all customers"

STOCK_DAYS = 56
"""What a segment bought in so many days says which products it will want."""

N_PRODUCTS = 5


@dataclass(frozen=True)
class Membership:
    """Who is in which segment on the day of a forecast.

    Parameters
    ----------
    segment : int array (customers,)
        Row of `names`, in the order of `Weeks.customer_id`.
    ids : tuple of int or None
        None for buyers whom no segment has.
    names : tuple of str
    n_customers : tuple of int
    """

    segment: NDArray[np.intp]
    ids: tuple[int | None, ...]
    names: tuple[str, ...]
    n_customers: tuple[int, ...]


def membership(weeks: Weeks, labels: pa.Table, segments: Mapping[int, tuple[int, str]]) -> Membership:
    """Freeze who is in which segment.

    Parameters
    ----------
    weeks : Weeks
    labels : pa.Table
        ``customer_id`` and ``group_id``.
    segments : mapping of group to id and name
    """
    named = dict(sorted(set(segments.values())))
    row = {id_: place for place, id_ in enumerate(named)}
    groups = zip(labels["customer_id"].to_pylist(), labels["group_id"].to_pylist(), strict=True)
    held = {customer: row[segments[group][0]] for customer, group in groups}
    nobody = len(named)
    placed = np.array([held.get(one, nobody) for one in weeks.customer_id.to_pylist()], dtype=np.intp)
    placed[weeks.first >= weeks.n_weeks] = nobody  # not there yet
    counts = np.bincount(placed[weeks.first < weeks.n_weeks], minlength=nobody + 1)
    n = nobody + int(counts[nobody] > 0)
    ids: list[int | None] = [*named]
    if n > nobody:
        ids.append(None)
    else:
        placed[placed == nobody] = 0  # they have not ordered yet, and count as new wherever they are put
    names = [*named.values(), "in no segment"][:n]
    return Membership(placed, tuple(ids), tuple(names), tuple(int(one) for one in counts[:n]))


def told_lines(found: Forecast, members: Membership, measures: Sequence[str], before: date) -> list[dict[str, Any]]:
    """Give a forecast as plain data: a line each, with its weeks and all of them together.

    Parameters
    ----------
    found : Forecast
    members : Membership
    measures : sequence of str
    before : date
        The first day of the first week ahead.
    """
    mean, low, high = (significant(one, RESULT_DIGITS) for one in (found.mean, found.low, found.high))
    ahead = len(mean) - 1

    def figures(week: int, line: int) -> dict[str, Any]:
        return {
            name: {
                "value": float(mean[week, line, place]),
                "low": float(low[week, line, place]),
                "high": float(high[week, line, place]),
            }
            for place, name in enumerate(measures)
        }

    lines = []
    for line, (id_, name, n) in enumerate(
        zip((*members.ids, None, None), (*members.names, NEW, ALL), (*members.n_customers, None, None), strict=True)
    ):
        weeks = [
            {
                "week": week + 1,
                "starts_on": before + timedelta(days=7 * week),
                "ends_on": before + timedelta(days=7 * week + 6),
                **figures(week, line),
            }
            for week in range(ahead)
        ]
        lines.append({"id": id_, "name": name, "n_customers": n, "weeks": weeks, "together": figures(ahead, line)})
    return lines


def demand_table(lines: Sequence[Mapping[str, Any]], measures: Sequence[str]) -> pa.Table:
    """Give the weeks of the lines as a table, a row each."""
    rows = []
    for place, line in enumerate(lines):
        for week in line["weeks"]:
            row = {"line": place, "segment_id": line["id"], "segment": line["name"]}
            row |= {name: week[name] for name in ("week", "starts_on", "ends_on")}
            for name in measures:
                row |= {name: week[name]["value"], f"{name}_low": week[name]["low"], f"{name}_high": week[name]["high"]}
            rows.append(row)
    types = {"line": pa.int64(), "segment_id": pa.int64(), "segment": pa.string(), "week": pa.int64()}
    types |= {"starts_on": pa.date32(), "ends_on": pa.date32()}
    types |= {f"{name}{end}": pa.float64() for name in measures for end in ("", "_low", "_high")}
    return pa.Table.from_pylist(rows, schema=pa.schema(list(types.items())))


def wanted_products(
    engine: Engine,
    records: Records,
    identity: Identity,
    weeks: Weeks,
    members: Membership,
    units: Sequence[float],
    *,
    before: date,
) -> list[list[dict[str, Any]]]:
    """Say which products each segment will want most: its units shared out as it bought them lately.

    Parameters
    ----------
    engine, records, identity : as of the forecast
    weeks : Weeks
    members : Membership
    units : sequence of float
        Expected of each segment, all weeks together.
    before : date

    Returns
    -------
    list of list of dict
        A segment each: ``product``, ``units``, ``share`` of what the segment bought and kept in the last eight weeks.
    """
    assert records.orders is not None  # noqa: S101 - there are weeks
    held = pa.table({"customer_id": weeks.customer_id, "place": pa.array(members.segment)})
    engine.register("forecast_members", held)
    since, until = (literal(day.isoformat()) for day in (before - timedelta(days=STOCK_DAYS), before))
    kept = "sum(CASE WHEN o.is_purchase THEN o.quantity ELSE -abs(o.quantity) END)"
    rows = engine.rows(
        f"""SELECT m.place, o.product, CAST({kept} AS DOUBLE) AS units
        FROM {records.orders.name} o JOIN {identity.relation.name} i ON o.source_key = i.source_key
        JOIN forecast_members m ON m.customer_id = i.customer_id
        WHERE (o.is_purchase OR o.is_return) AND o.product IS NOT NULL
            AND o.occurred_on >= DATE {since} AND o.occurred_on < DATE {until}
        GROUP BY m.place, o.product
        HAVING {kept} > 0 ORDER BY m.place, units DESC, o.product""",
        step="what segments bought lately",
    )
    found: list[list[dict[str, Any]]] = []
    for place, expected in enumerate(units):
        bought = [(product, n) for at, product, n in rows if at == place]
        total = sum(n for _, n in bought)
        found.append(
            [
                {"product": product, "units": expected * n / total, "share": n / total}
                for product, n in bought[:N_PRODUCTS]
            ]
        )
    return found
