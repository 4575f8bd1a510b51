"""The usual order of a customer, and larger ones of the same goods."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

MONEY = ("amount", "list_amount", "discount", "cost")
OWN = ("order_key", "occurred_on")
"""What every order has of its own, however alike the goods."""

Line = Mapping[str, Any]


@dataclass(frozen=True)
class Usual:
    """An order, and what as many times as many pieces of it are.

    Parameters
    ----------
    order_key : str or None
        None for whoever never bought.
    lines : pyarrow.Table
        For each size (``times``) the lines of such an order, without those of its own.
    amounts : mapping of size to Decimal or None
        What such an order costs; None where orders name no money.
    """

    order_key: str | None
    lines: pa.Table
    amounts: Mapping[float, Decimal | None]


def usual(lines: pa.Table, sizes: Sequence[float]) -> Usual:
    """Find a customer's usual order: the one in the middle by what it cost, the lower of the two in the middle.

    Parameters
    ----------
    lines : pyarrow.Table
        All that they bought or brought back.
    sizes : sequence of float
        How many times as many pieces are wanted.
    """
    bought = lines.filter(lines["is_purchase"])
    order = _middle(bought)
    rows = [] if order is None else bought.filter(pc.equal(bought["order_key"], order)).to_pylist()
    schema = pa.schema([("times", pa.float64()), *(field for field in lines.schema if field.name not in OWN)])
    larger, amounts = [], {}
    for times in sizes:
        found = [_times(row, n) for row, n in zip(rows, pieces(rows, times), strict=True)]
        larger += [{"times": times, **row} for row in found]
        known = [row["amount"] for row in found if row["amount"] is not None]
        amounts[times] = sum(known, Decimal(0)) if known else None
    return Usual(order, pa.Table.from_pylist(larger, schema=schema), amounts)


def _middle(bought: pa.Table) -> str | None:
    sums: dict[str, list[Decimal]] = defaultdict(list)
    for order, amount in zip(bought["order_key"].to_pylist(), bought["amount"].to_pylist(), strict=True):
        sums[order] += [] if amount is None else [amount]
    ranked = sorted(sums, key=lambda order: (not sums[order], sum(sums[order], Decimal(0)), order))
    return ranked[(len(ranked) - 1) // 2] if ranked else None


def pieces(rows: Sequence[Line], times: float) -> list[float]:
    """Share out how many pieces of each line as many times the order has.

    Where that is no whole number of each, the cheapest are the ones that there are more of, so that whoever chooses
    otherwise spends no less. Goods that are weighed or measured are shared out as they are.

    Parameters
    ----------
    rows : sequence of lines
    times : float

    Examples
    --------
    >>> cheap, dear = {"quantity": Decimal(3), "amount": Decimal(6)}, {"quantity": Decimal(1), "amount": Decimal(50)}
    >>> pieces([dear, cheap], 1.5), pieces([dear, cheap], 2.0)
    ([1, 5], [2, 6])
    """
    exact = [times * float(row["quantity"]) for row in rows]
    if any(float(row["quantity"]) != math.floor(row["quantity"]) for row in rows):
        return exact
    whole: list[float] = [math.floor(n) for n in exact]
    odd = math.floor(times * float(sum(row["quantity"] for row in rows)) + 0.5) - sum(whole)
    prices = [float(row["amount"] or 0) / float(row["quantity"]) for row in rows]
    order = sorted(range(len(rows)), key=lambda i: (exact[i] == whole[i], prices[i], str(sorted(rows[i].items()))))
    for place in order[: int(odd)]:
        whole[place] += 1
    return whole


def _times(row: Line, n: float) -> dict[str, Any]:
    """Give a line with another number of pieces, at the same prices."""
    of = float(row["quantity"])
    money = {
        name: None if row[name] is None else Decimal(round(float(row[name]) * n / of * 10_000)).scaleb(-4)
        for name in MONEY
        if name in row
    }
    kept = {name: value for name, value in row.items() if name not in OWN}
    return {**kept, **money, "quantity": Decimal(round(n * 10_000)).scaleb(-4)}
