"""Twenty-four order lines of twelve customers, two each, in which a case changes one column; and what must come out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from cases.case import Values

CUSTOMERS = tuple(f"C{number:02}" for number in range(12))
DAYS = tuple(datetime(2025, 3, 1, 10, 15) + timedelta(days=number) for number in range(24))
ISO_DAYS = tuple(f"{day:%Y-%m-%d}" for day in DAYS)
AMOUNTS = tuple(f"{number}.50" for number in range(1, 25))


def orders(
    *,
    at: Sequence[str] = ISO_DAYS,
    amount: Sequence[str] = AMOUNTS,
    customer: Sequence[str] = CUSTOMERS,
    delimiter: str = ",",
    n: int = 24,
    more: dict[str, Sequence[str]] | None = None,
) -> bytes:
    """Write the lines; what is shorter than 24 is begun again."""
    columns = {"customer_id": customer, "order_date": at, "amount": amount, **(more or {})}
    return table({name: [values[row % len(values)] for row in range(n)] for name, values in columns.items()}, delimiter)


def table(columns: dict[str, Sequence[str]], delimiter: str = ",") -> bytes:
    """Write columns as a text table with every cell quoted."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return out.getvalue().encode()


def dated(write: Callable[[datetime], str], days: Sequence[datetime] = DAYS) -> bytes:
    """Write the lines with their times in a form."""
    return orders(at=[write(day) for day in days])


def revenue(amounts: Sequence[float | None], customers: Sequence[str] = CUSTOMERS, n: int = 24) -> Values:
    """Add up by customer what the lines are worth; None for a line that is not used."""
    totals: dict[str, float] = {}
    for row in range(n):
        worth = amounts[row % len(amounts)]
        if worth is not None:
            key = customers[row % len(customers)]
            totals[key] = totals.get(key, 0) + worth
    return {"net_revenue": totals}


def ages(days: Sequence[date | None] = tuple(day.date() for day in DAYS)) -> Values:
    """Count the days from the first and the last order of each customer to the day after the last of all."""
    as_of = max(day for day in days if day) + timedelta(days=1)
    by_customer: dict[str, list[int]] = {}
    for row, day in enumerate(days):
        if day is not None:
            by_customer.setdefault(CUSTOMERS[row % 12], []).append((as_of - day).days)
    return {
        "recency_days": {key: float(min(found)) for key, found in by_customer.items()},
        "tenure_days": {key: float(max(found)) for key, found in by_customer.items()},
    }


def two_files(first: bytes, second: bytes) -> Callable[[Path], list[Path]]:
    """Put orders and a table of customers beside each other."""

    def put(folder: Path) -> list[Path]:
        (folder / "orders.csv").write_bytes(first)
        (folder / "people.csv").write_bytes(second)
        return [folder / "orders.csv", folder / "people.csv"]

    return put
