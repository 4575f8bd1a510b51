"""A small shop that most cases are a disguise of: sixteen customers, their order lines, and what each has spent."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence

from cases.case import Values

HEADER = ("customer_id", "order_id", "ordered_at", "product", "quantity", "unit_price")

LINES: tuple[tuple[str, ...], ...] = tuple(
    (
        f"K{customer:02}",
        f"{customer}-{order}",
        f"2025-{order + 1:02}-{customer + 1:02}",
        "Müsli" if order == 1 else f"{'abcd'[customer % 4]} tea",
        str(1 + customer % 3),
        f"{2.5 + customer * 1.25 + order:.2f}",
    )
    for customer in range(1, 17)
    for order in range(1 + customer % 4)
)
"""40 order lines; the product holds a letter beyond ASCII in 12 of them."""


def spent(lines: Sequence[Sequence[str]] = LINES) -> Values:
    """Add up what each customer has spent, in exact cents: the value that most cases look at."""
    cents: Counter[str] = Counter()
    for customer, _, _, _, quantity, price in lines:
        cents[customer] += int(quantity) * int(price.replace(".", ""))
    return {"net_revenue": {customer: total / 100 for customer, total in cents.items()}}


def text(
    lines: Sequence[Sequence[str]] = LINES,
    *,
    header: Sequence[str] | None = HEADER,
    delimiter: str = ",",
    end: str = "\n",
    always_quoted: bool = False,
) -> str:
    """Write the lines as a text table."""
    out = io.StringIO()
    quoting = csv.QUOTE_ALL if always_quoted else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerows([*([header] if header else []), *lines])
    return out.getvalue()
