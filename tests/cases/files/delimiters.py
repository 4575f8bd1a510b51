"""Delimiters."""

from __future__ import annotations

from cases.case import Case, FileRefused, Right, RowsRefused
from cases.shop import LINES, spent, text

ALL = Right(spent(), rows=len(LINES))
COMMAS = [(*line[:5], line[5].replace(".", ",")) for line in LINES]


CASES = (
    Case("comma", "commas", text().encode(), ALL),
    Case("semicolon", "semicolons", text(delimiter=";").encode(), ALL),
    Case("tab", "tabs", text(delimiter="\t").encode(), ALL, file="orders.tsv"),
    Case("bar", "vertical bars", text(delimiter="|").encode(), ALL),
    Case("semicolon-commas", "semicolons, and commas in every price", text(COMMAS, delimiter=";").encode(), ALL),
    Case("tab-in-csv", "tabs in a file that is named .csv", text(delimiter="\t").encode(), ALL),
    Case("comma-in-quotes", "commas inside of quotes", text([(*line[:3], "tea, green", *line[4:]) for line in LINES])
         .encode(), ALL),
    Case("bars-in-text", "commas, and bars inside of fields", text([(*line[:3], "tea|green|bag", *line[4:])
         for line in LINES]).encode(), ALL),
    Case("all-quoted", "every field in quotes", text(always_quoted=True).encode(), ALL),
    Case("mixed-delimiters", "commas, and semicolons in the last eight rows",
         (text(LINES[:-8]) + text(LINES[-8:], header=None, delimiter=";")).encode(),
         RowsRefused({"ragged_row": 8}, spent(LINES[:-8]))),
    Case("half-delimiters", "commas in a third of the rows, semicolons in the others",
         (text(LINES[:12]) + text(LINES[12:], header=None, delimiter=";")).encode(),
         FileRefused("first line has other fields than its rows", do="export it as CSV")),
    Case("header-other-delimiter", "a header with commas over rows with semicolons",
         (text([]) + text(header=None, delimiter=";")).encode(),
         FileRefused("first line has other fields than its rows", do="export it as CSV")),
    Case("trailing", "a delimiter at the end of every row, but not of the header",
         text().replace("\n", ",\n").replace(",\n", "\n", 1).encode(),
         FileRefused("its header has 6 fields, its rows have 7", do="export it as CSV")),
    Case("trailing-everywhere", "a delimiter at the end of every line", text().replace("\n", ",\n").encode(),
         Right(spent(), rows=len(LINES), says=("column 7 has no name",))),
    Case("fixed-width", "columns apart by spaces", text(delimiter="~").replace("~", "   ").encode(),
         FileRefused("not a table", do="export it as CSV")),
)  # fmt: skip
