"""The types and their rates in words, for the docs."""

from __future__ import annotations

from shoal.simulate.customer_types import CustomerType
from shoal.simulate.distinct import DISTINCT_TYPES


def describe_types(types: tuple[CustomerType, ...] = DISTINCT_TYPES) -> str:
    """Give the types and their main rates as a Markdown table.

    What the columns mean is in `CustomerType`.

    Examples
    --------
    >>> print(describe_types(DISTINCT_TYPES[:1]).splitlines()[2].split("|")[1:4])
    [' small-basket regulars ', ' 18 % ', ' 130-700 ']
    """
    header = (
        "type",
        "share",
        "joined, days ago",
        "orders a month",
        "gaps",
        "stays, months",
        "picks x quantity",
        "price level",
        "returns",
        "weekend",
        "Christmas",
        "who they are",
    )
    rows = [header, tuple("---" for _ in header), *(_row(each) for each in types)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"


def _row(each: CustomerType) -> tuple[str, ...]:
    gaps = "random" if each.gap_shape == 1 else "regular" if each.gap_shape > 1 else "in bursts"
    return (
        each.name,
        _percent(each.share),
        f"{each.joined_days[0]:g}-{each.joined_days[1]:g}",
        f"{each.orders_per_month:g}",
        gaps,
        f"{each.stays_months:g}",
        f"{each.lines_per_order:g} x {each.quantity_per_line:g}",
        f"{each.price_level:g}",
        _percent(each.return_share),
        _percent(each.weekend_share),
        f"x {each.christmas:g}",
        each.description,
    )


def _percent(share: float) -> str:
    return f"{100 * share:.2g} %"
