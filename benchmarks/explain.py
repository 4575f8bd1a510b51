"""Counterfactuals: whether the orders that `shoal explain` offers do move the customer, when they are really placed.

usage: python benchmarks/explain.py [--sets NAME ...] [--formed HOW ...] [--customers N] [--searched N]

Customers are explained one after another in a process that has the version open. What is offered first to each is then
appended to the raw file, line by line, `as_of` is moved, and everything is read, computed and placed anew. Beside it
stands the smallest change that a search of all sizes and dates finds. Sets are found where SHOAL_DATASETS says.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

import shoal
from shoal import cluster, features
from shoal.api.outside import surroundings
from shoal.app.explain import Explainer, aims_of, explaining, features_at
from shoal.interpret.offers import USUAL_DAYS, is_plausible
from shoal.terms import Future

SETS = ("shop", "online_retail", "cdnow")
FORMED = ("value_tiers", "kmeans")
Order = tuple[str, str]
"""A customer, and which of their orders."""
ASKED_GIVEN, ASKED_RATIO, ASKED_VALID, ASKED_MS = 0.80, 1.5, 1.0, 50


@dataclass(frozen=True)
class Raw:
    """A raw file of order lines, as its publisher made it: the names of its columns, by what they mean.

    Parameters
    ----------
    path : Path
    others : tuple of Path
        Files beside it.
    names : mapping of meaning to column
    """

    path: Path
    others: tuple[Path, ...]
    names: Mapping[str, str]

    def rows(self) -> pa.Table:
        """Read the file."""
        return pq.read_table(self.path) if self.path.suffix == ".parquet" else pyarrow.csv.read_csv(self.path)

    def write(self, rows: pa.Table, folder: Path) -> list[Path]:
        """Write other rows as a file of the same kind, beside copies of the other files."""
        place = folder / self.path.name
        if place.suffix == ".parquet":
            pq.write_table(rows, place)
        else:
            pyarrow.csv.write_csv(rows, place)
        return [place, *self.others]


ROLES = {
    "shop": {"customer": "customer_id", "order": "order_id", "at": "ordered_at", "product": "product",
             "quantity": "quantity", "price": "unit_price"},
    "online_retail": {"customer": "CustomerID", "order": "InvoiceNo", "at": "InvoiceDate", "product": "StockCode",
                      "quantity": "Quantity", "price": "UnitPrice"},
    "cdnow": {"customer": "customer_id", "at": "date", "quantity": "number_of_cds", "amount": "dollar_value"},
}  # fmt: skip
"""Where no column says which order a line is of, the lines of a day are one."""


def raw_of(name: str, folder: Path) -> Raw:
    """Find the raw files that a set was segmented from."""
    if name == "shop":
        return Raw(folder / "data/orders.csv", (folder / "data/customers.csv",), ROLES[name])
    file = "cdnow_master.parquet" if name == "cdnow" else f"{name}.parquet"
    return Raw(Path(os.environ["SHOAL_DATASETS"]) / name / file, (), ROLES[name])


def key(value: Any) -> str:
    """Give a customer's key as shoal writes it."""
    return str(int(value)) if isinstance(value, float) and not math.isnan(value) else str(value)


def shared_out(times: float, lines: list[tuple[float, int]]) -> list[int]:
    """Give so many times as many pieces of lines with a price and a quantity, the odd ones to the cheapest."""
    whole = [math.floor(times * n) for _, n in lines]
    odd = math.floor(times * sum(n for _, n in lines) + 0.5) - sum(whole)
    order = sorted(range(len(lines)), key=lambda i: (times * lines[i][1] == whole[i], lines[i][0]))
    return [n + (place in order[:odd]) for place, n in enumerate(whole)]


def order_of(raw: Raw, row: Mapping[str, Any]) -> str:
    """Give the order that a line is of, as shoal calls it."""
    if "order" in raw.names:
        return str(row[raw.names["order"]])
    return str(row[raw.names["at"]])


def lines_like(
    raw: Raw, rows: pa.Table, wanted: set[tuple[str, str]]
) -> Mapping[tuple[str, str], list[dict[str, Any]]]:
    """Find the lines of some customers' orders: those with a positive quantity and money, each once."""
    names, like = raw.names, defaultdict[Order, list[dict[str, Any]]](list)
    money = names.get("price", names.get("amount"))
    column = rows[names["customer"]]
    known = {value for value in column.unique().to_pylist() if value is not None}
    asked = {customer for customer, _ in wanted}
    some = pa.array([value for value in known if key(value) in asked], column.type)
    for row in rows.filter(pc.is_in(column, some)).to_pylist():
        place = (key(row[names["customer"]]), order_of(raw, row))
        if place in wanted and row not in like[place] and row[names["quantity"]] > 0 and row[money] > 0:
            like[place].append(row)
    return like


def placed_orders(raw: Raw, rows: pa.Table, offered: Mapping[str, Mapping[str, Any]], as_of: datetime) -> pa.Table:
    """Append what is offered to each customer to the raw rows."""
    names, new = raw.names, []
    like = lines_like(raw, rows, {(customer, change["like_order"]) for customer, change in offered.items()})
    for number, (customer, change) in enumerate(offered.items()):
        lines = like[customer, change["like_order"]]
        pieces = shared_out(change["times_usual"], [(price(raw, row), row[names["quantity"]]) for row in lines])
        n_orders, days = change["orders"], change["within_days"]
        for turn in range(1, n_orders + 1):
            on = as_of - timedelta(days=1) + timedelta(days=math.ceil(days * turn / n_orders))
            at = on.replace(tzinfo=None) + timedelta(hours=12)
            for line, n in zip(lines, pieces, strict=True):
                new.append({**line, **ordered(raw, line, n, at, 90_000_000 + 100 * number + turn)})
    return pa.concat_tables([rows, pa.Table.from_pylist(new, schema=rows.schema)])


def price(raw: Raw, row: Mapping[str, Any]) -> float:
    """Give the price of a piece."""
    if "price" in raw.names:
        return float(row[raw.names["price"]])
    return float(row[raw.names["amount"]] / row[raw.names["quantity"]])


def ordered(raw: Raw, line: Mapping[str, Any], n: int, at: datetime, order: int) -> dict[str, Any]:
    """Give what is otherwise in a line when so many pieces of it are ordered again."""
    names = raw.names
    new: dict[str, Any] = {names["quantity"]: n}
    if "order" in names:
        is_text = isinstance(line[names["order"]], str)
        return new | {names["order"]: str(order) if is_text else order, names["at"]: at}
    return new | {names["at"]: at.date(), names["amount"]: round(n * price(raw, line), 4)}


def segments_after(
    raw: Raw, workspace: Path, offered: Mapping[str, Mapping[str, Any]], *, as_of: datetime, days: int
) -> dict[str, int]:
    """Give the segment of every customer after orders that are placed within so many days."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        rows = placed_orders(raw, raw.rows(), offered, as_of)
        paths = raw.write(rows, folder)
        then = as_of + timedelta(days=days)
        shoal.score(paths, workspace=workspace, as_of=then, out=folder / "then.parquet")
        table = pq.read_table(folder / "then.parquet", columns=["customer_id", "segment_id"])
        return dict(zip(table["customer_id"].to_pylist(), table["segment_id"].to_pylist(), strict=True))


def smallest(explainer: Explainer, customer: str, below: float, most_days: int) -> float | None:
    """Search all sizes below one for a future that leads to any aim; None where there is none."""
    profile, assigned = explainer.read(customer)
    gap = profile.get("cadence_days")
    days = [days for days in (7, 14, 21, 30, 45, 60, 75, 90, 120, 150, 180, 270, 365) if days <= most_days]
    found = [
        Future(n, quarter / 4, within)
        for n in range(1, 25)
        for quarter in range(4, 17)
        for within in days
        if n * quarter / 4 < below and is_plausible(Future(n, 1.0, within), gap)
    ]
    if not found:
        return None
    asked = (*(Future(0, 1.0, within) for within in days), *found)
    given = explainer.histories.of(explainer.engine, customer)
    outlook = features.outlook(
        given,
        asked,
        explainer.fitted.spec.features,
        names=cluster.features_read(explainer.fitted.recipe, explainer.fitted.model),
        as_of=datetime.fromisoformat(explainer.version.result["as_of"]),
        timezone=explainer.fitted.spec.timezone,
    )
    afters = outlook.of(explainer.engine)
    profiles = [features_at(profile, after, explainer.placing.reads) for after in afters]
    placed = dict(zip(asked, (where for where, _ in explainer.placing.placed(profiles)), strict=True))
    aims = aims_of(assigned["segment_id"], explainer.segments)
    reached = [
        one.size for one in found if placed[one] in aims and placed[one] != placed[Future(0, 1.0, one.within_days)]
    ]
    return min(reached, default=None)


def tried(name: str, how: str, workspace: Path, n_customers: int, n_searched: int) -> None:
    """Explain customers of one segmentation, place what is offered, and print how it went."""
    took: list[float] = []
    first: dict[str, Mapping[str, Any]] = {}
    idle: dict[str, Mapping[str, Any]] = {}
    was: dict[str, int] = {}
    n_below = n_any = 0
    ratios: list[float] = []
    with explaining(workspace, None, surroundings=surroundings()) as explainer:
        as_of = datetime.fromisoformat(explainer.version.result["as_of"])
        ids = pq.read_table(workspace / explainer.version.folder / "assignments.parquet", columns=["customer_id"])
        for customer in ids["customer_id"].slice(0, n_customers).to_pylist():
            start = time.perf_counter()
            told = explainer.explain(customer)
            took.append(1000 * (time.perf_counter() - start))
            was[customer] = told["segment"]["id"]
            if told["without_orders"] is not None:
                idle[customer] = told["without_orders"]
            if told["no_changes"] == "no segment is worth more":
                continue
            n_below += 1
            n_any += bool(told["changes"] or told["without_orders"])
            if told["changes"]:
                first[customer] = told["changes"][0]
                if len(ratios) < n_searched:
                    size = told["changes"][0]["orders"] * told["changes"][0]["times_usual"]
                    days = max(told["changes"][0]["within_days"], USUAL_DAYS)
                    ratios.append(size / (smallest(explainer, customer, size, days) or size))
    raw = raw_of(name, workspace)
    n_right = 0
    for days in sorted({change["within_days"] for change in first.values()}):
        some = {customer: change for customer, change in first.items() if change["within_days"] == days}
        after = segments_after(raw, workspace, some, as_of=as_of, days=days)
        for customer, change in some.items():
            is_right = after[customer] == change["segment"]["id"] != was[customer]
            n_right += is_right
            if not is_right:
                print(
                    f"  not so: {customer}, {change['text']}: {change['segment']['id']}, {after[customer]}", flush=True
                )
    days = max((one["within_days"] for one in idle.values()), default=0)
    left = {customer: one for customer, one in idle.items() if one["within_days"] == days}
    fallen = segments_after(raw, workspace, {}, as_of=as_of, days=days) if left else {}
    n_fallen = sum(fallen[customer] == one["segment"]["id"] for customer, one in left.items())
    print(f"\n{name}, {how}: {len(was):,} customers, {n_below:,} below the segment worth most", flush=True)
    for what, value, asked in (
        ("orders offered to", f"{len(first) / max(n_below, 1):.1%}", f">= {ASKED_GIVEN:.0%}"),
        ("  or told what staying away does", f"{n_any / max(n_below, 1):.1%}", ""),
        (f"valid on the raw data, of {len(first)}", f"{n_right / max(len(first), 1):.1%}", f"{ASKED_VALID:.0%}"),
        (f"staying away {days} days, right of {len(left)}", f"{n_fallen / max(len(left), 1):.1%}", ""),
        (f"times the smallest, worst of {len(ratios)}", f"{max(ratios, default=0):.2f}", f"<= {ASKED_RATIO}"),
        ("  share within that", f"{sum(r <= ASKED_RATIO for r in ratios) / max(len(ratios), 1):.1%}", ""),
        ("one explain, median ms", f"{statistics.median(took):.0f}", f"< {ASKED_MS}"),
    ):
        print(f"  {what:44}{value:>10}   {asked}".rstrip(), flush=True)


def formed(sets: Sequence[str], ways: Sequence[str]) -> Iterator[tuple[str, str, Path, shoal.Result]]:
    """Segment every set in every way, each in a folder of its own that goes at the end."""
    with tempfile.TemporaryDirectory() as place:
        os.environ["SHOAL_HOME"] = place
        for name in sets:
            folder = Path(place, name)
            shoal.demo(folder, dataset=None if name == "shop" else name)
            for how in ways:
                yield name, how, folder, shoal.build(folder, settings={"cluster.algorithm": how})


def main() -> None:
    """Explain customers of every set and print whether it came true."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sets", nargs="+", default=list(SETS), choices=SETS)
    options.add_argument("--formed", nargs="+", default=list(FORMED), choices=FORMED)
    options.add_argument("--customers", type=int, default=1_000, help="explained, of each set and way")
    options.add_argument("--searched", type=int, default=50, help="of them, for how many the smallest is sought")
    chosen = options.parse_args()
    for name, how, folder, _ in formed(chosen.sets, chosen.formed):
        tried(name, how, folder, chosen.customers, chosen.searched)


if __name__ == "__main__":
    main()
