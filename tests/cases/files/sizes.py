"""Sizes: long fields, wide tables, big files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cases.case import Case, FileRefused, Right, RowsRefused
from cases.shop import LINES, spent, text

ALL = Right(spent(), rows=len(LINES))


def with_field(place: int, n_bytes: int, *, quoted: bool = False) -> Callable[[Path], None]:
    """The table with a long name of a product in one row."""
    rows = text().encode().split(b"\n")
    before, after = rows[place + 1].rsplit(b",", 3)[0], rows[place + 1].rsplit(b",", 2)[1:]

    def make(folder: Path) -> None:
        with (folder / "orders.csv").open("wb") as out:
            out.writelines(row + b"\n" for row in rows[: place + 1])
            out.write(before + b"," + (b'"' if quoted else b""))
            for _ in range(max(1, n_bytes >> 20)):
                out.write(b"x" * min(n_bytes, 1 << 20))
            out.write((b'"' if quoted else b"") + b"," + b",".join(after) + b"\n")
            out.writelines(row + b"\n" for row in rows[place + 2 :])

    return make


def without(place: int) -> RowsRefused:
    kept = [line for n, line in enumerate(LINES) if n != place]
    return RowsRefused({"line_too_long": 1}, spent(kept), rows=len(kept))


def wide(n_columns: int) -> Callable[[Path], None]:
    """A table of customers with that many columns."""

    def make(folder: Path) -> None:
        with (folder / "orders.csv").open("w", encoding="utf-8") as out:
            out.write("customer_id," + ",".join(f"c{n}" for n in range(n_columns - 1)) + "\n")
            for row in range(20):
                out.write(f"K{row}," + ",".join(str((row * 7 + n) % 11) for n in range(n_columns - 1)) + "\n")

    return make


def endless_line(folder: Path) -> None:
    with (folder / "orders.csv").open("wb") as out:
        for _ in range(100):
            out.write(b"customer_id,amount;" * 55_188)


CASES = (
    Case("field-200-kb", "a field of 200 kB in the second row", with_field(1, 200_000), ALL),
    Case("field-900-kb", "a field of 900 kB in the first row, in quotes", with_field(0, 900_000, quoted=True), ALL),
    Case("field-2-mb", "a field of 2 MB", with_field(20, 2 << 20), without(20)),
    Case("field-100-mb", "a field of 100 MB in the first row", with_field(0, 100 << 20), without(0), apart=True),
    Case("field-100-mb-quoted", "a field of 100 MB in quotes", with_field(7, 100 << 20, quoted=True), without(7),
         apart=True),
    Case("line-100-mb", "one line of 100 MB", endless_line, FileRefused("first line is longer than 1 MB"), apart=True),
    Case("columns-100-000", "100,000 columns", wide(100_000), FileRefused("the table has 100,000 columns",
         do="keep the columns that say who a customer is"), apart=True),
)  # fmt: skip
