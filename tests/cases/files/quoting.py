"""Quotes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cases.case import Case, Right, RowsRefused
from cases.shop import HEADER, LINES, spent, text

ALL = Right(spent(), rows=len(LINES))


def products(name: str) -> bytes:
    """The table with a product of that name in every line, written as it stands."""
    return "\n".join([",".join(HEADER), *(",".join([*line[:3], name, *line[4:]]) for line in LINES), ""]).encode()


def changed(places: Sequence[int], change: Callable[[str], str]) -> bytes:
    """The table with some products changed, written as they stand."""
    rows = [(*line[:3], change(line[3]) if n in places else line[3], *line[4:]) for n, line in enumerate(LINES)]
    return "\n".join([",".join(HEADER), *(",".join(row) for row in rows), ""]).encode()


def without(*places: int) -> RowsRefused:
    """The outcome where these rows are refused for their quotes."""
    kept = [line for place, line in enumerate(LINES) if place not in places]
    says = ("a quote opens a field and does not close it", f"the first is row {places[0] + 1}")
    return RowsRefused({"stray_quote": len(places)}, spent(kept), rows=len(kept), says=says)


def opened(name: str) -> str:
    return f'"{name}'


def closed(name: str) -> str:
    return f'{name}"'


def both(first: int, last: int) -> bytes:
    """The table with a quote that opens in one row, and one that closes in a later one."""
    rows = [list(line) for line in LINES]
    rows[first][3], rows[last][3] = opened(rows[first][3]), closed(rows[last][3])
    return "\n".join([",".join(HEADER), *(",".join(row) for row in rows), ""]).encode()


CASES = (
    Case("quote-inside", 'a quote inside of a field: 5" nails', products('5" nails'), ALL),
    Case("quote-end", 'a quote at the end of a field: nails 5"', products('nails 5"'), ALL),
    Case("doubled", "doubled quotes inside of quotes", products('"the ""best"" tea"'), ALL),
    Case("doubled-bare", "doubled quotes in a field without quotes", products('the ""best"" tea'), ALL),
    Case("line-end-in-field", "a line end inside of quotes, in every row", products('"green\ntea"'), ALL),
    Case("many-lines-in-field", "forty lines inside of quotes, with empty ones and commas",
         products('"' + "a, b\n\n" * 20 + '"'), ALL),
    Case("line-end-in-header", "a line end inside of a quoted name of a column",
         text(header=(*HEADER[:3], "product\nname", *HEADER[4:])).encode(), ALL),
    Case("delimiter-in-quotes", "delimiters and a line end inside of quotes", products('"tea, green\r\n(bag)"'), ALL),
    Case("backslash", 'quotes escaped by a backslash: "the \\"best\\" tea"', products('"the \\"best\\" tea"'), ALL),
    Case("stray-start", "a quote that opens the field of one row and never closes", changed([7], opened), without(7)),
    Case("stray-first-row", "the same in the first row", changed([0], opened), without(0)),
    Case("stray-last-row", "the same in the last row", changed([len(LINES) - 1], opened), without(len(LINES) - 1)),
    Case("stray-twice", "two quotes that open, twenty rows apart", changed([5, 25], opened), without(5, 25)),
    Case("stray-pair", "a quote that opens, and twenty rows later one that closes",
         both(5, 25), without(5)),
    Case("stray-pair-near", "a quote that opens, and in the next row one that closes", both(5, 6), without(5, 6)),
    Case("stray-closing", "a field that closes a quote it never opened", changed([5], closed), ALL),
    Case("after-quote", 'letters after a closing quote: "Big" tea', changed([3], lambda _: '"Big" tea'), without(3)),
    Case("stray-everywhere", "a quote that opens in every second row",
         changed(range(0, len(LINES), 2), opened), without(*range(0, len(LINES), 2))),
)  # fmt: skip
