"""CPU seconds to bring a file into the engine, beside pandas reading it into memory, in the same run.

usage: python benchmarks/reading.py [--lines N] [--rows N]
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

from shoal import sources
from shoal.engine import DuckEngine
from shoal.terms import Silent

COLUMNS = ("customer_id", "order_id", "ordered_at", "product", "quantity", "unit_price", "country")


def main() -> None:
    """Write the files, read each with both, and print the ratios."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--lines", type=int, default=1_000_000)
    options.add_argument("--rows", type=int, default=200_000)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        text = folder / "orders.jsonl"
        with text.open("w") as out:
            out.writelines(json.dumps(dict(zip(COLUMNS, row, strict=True))) + "\n" for row in _rows(asked.lines))
        _compare(f"{asked.lines:,} lines of JSON", text, lambda: pd.read_json(text, lines=True))
        book = folder / "orders.xlsx"
        _write_book(book, asked.rows)
        _compare(f"{asked.rows:,} rows of Excel", book, lambda: pd.read_excel(book, engine="calamine"))


def _rows(n: int) -> Iterator[tuple[Any, ...]]:
    for i in range(n):
        day = f"2025-{i % 12 + 1:02}-{i % 28 + 1:02}T10:00:00"
        price = round(1 + i % 977 / 7, 2)
        yield f"C{i % 50_000:05}", i // 3, day, f"item {i % 700}", i % 5 + 1, price, "DE"


def _write_book(file: Path, n: int) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Orders")
    sheet.append(COLUMNS)
    for row in _rows(n):
        sheet.append(row)
    book.save(file)


def _compare(what: str, file: Path, peer: Callable[[], object]) -> None:
    ours = _seconds(lambda: _load(file))
    theirs = _seconds(peer)
    print(f"{what:28} shoal {ours:6.2f} s   pandas {theirs:6.2f} s   ratio {ours / theirs:.2f}")


def _load(file: Path) -> None:
    engine = DuckEngine(file.parent / "spill")
    sources.load(engine, {file.name: file}, scratch=file.parent / "scratch", progress=Silent())
    engine.close()


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    main()
