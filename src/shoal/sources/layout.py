"""The layout of a text table: its delimiter, whether it has a header, the names of its columns."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

from shoal.errors import SourceError
from shoal.terms.sources import file_name

DELIMITERS = (",", ";", "\t", "|")
RESERVED = frozenset({"shoal_row", "shoal_place", "shoal_source", "shoal_reason", "source_key"})
"""Names that shoal gives to columns of its own."""

_LINES = 200
_VALUE = re.compile(r"[-+]?[\d.,]*\d[\d.,]*|\d{1,4}[-./]\d{1,2}[-./]\d{1,4}([ T].*)?|[^@\s]+@[^@\s]+")
_YEAR = re.compile(r"(19|20)\d\d")


@dataclass(frozen=True)
class Layout:
    """How the text is laid out.

    Parameters
    ----------
    delimiter : str
    has_header : bool
    columns : tuple of str
        Unique names, also when case is set aside.
    warnings : tuple of str
        What was done to the names.
    """

    delimiter: str
    has_header: bool
    columns: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def layout_of(head: str, where: str) -> Layout:
    r"""Read the layout off the beginning of a file.

    The delimiter is the one that cuts most lines into the same number of fields.

    Parameters
    ----------
    head : str
        The beginning of the file.
    where : str
        The path as messages name it.

    Raises
    ------
    SourceError
        If there is one column only, no rows, or no regular table at all.

    Examples
    --------
    >>> layout_of("Kunde;Betrag\n1;2,50\n2;3,00\n", "o.csv")
    Layout(delimiter=';', has_header=True, columns=('Kunde', 'Betrag'), warnings=())
    """
    delimiter, rows, regular = max(
        (_cut(head, delimiter) for delimiter in DELIMITERS), key=lambda cut: (cut[2], len(cut[1][0]) if cut[1] else 0)
    )
    if not rows or len(rows[0]) < 2 or regular < 0.5:
        raise SourceError(_no_table(head), expected="columns apart by , ; tab or |", where=where)
    has_header = _has_header(rows)
    if has_header and len(rows) < 2:
        raise SourceError("the file has a header but no rows", expected="at least one row", where=where)
    names = tuple(rows[0]) if has_header else tuple("" for _ in rows[0])
    columns, warnings = unique_names(names)
    if not has_header:
        warnings = (
            f"{file_name(where)}: the file has no header; its columns are called {columns[0]} to {columns[-1]}",
        )
    else:
        warnings = tuple(f"{file_name(where)}: {warning}" for warning in warnings)
    return Layout(delimiter, has_header, columns, warnings)


def unique_names(names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give every column a name of its own, unique also when case is set aside.

    Examples
    --------
    >>> unique_names(("id", "", "ID"))[0]
    ('id', 'column_2', 'ID_2')
    """
    warnings: list[str] = []
    taken = RESERVED | {name.strip().casefold() for name in names}
    seen: set[str] = set(RESERVED)
    unique: list[str] = []
    for place, raw in enumerate(names, start=1):
        name = raw.strip() or f"column_{place}"
        if not raw.strip():
            warnings.append(f"column {place} has no name and is called {name}")
        final, n = name, 1
        while final.casefold() in seen or (n > 1 and final.casefold() in taken):
            n += 1
            final = f"{name}_{n}"
        if final != name:
            warnings.append(f"the name of column {place}, {name!r}, is taken; it is called {final!r}")
        seen.add(final.casefold())
        unique.append(final)
    return tuple(unique), tuple(warnings)


def _cut(head: str, delimiter: str) -> tuple[str, list[list[str]], float]:
    """Cut the first lines at a delimiter; say what share of them has the commonest number of fields (above one)."""
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    try:
        for row in reader:
            if row:
                rows.append(row)
            if len(rows) == _LINES:
                break
    except csv.Error:  # a field beyond the limit of the module, an open quote: no regular table by this delimiter
        return delimiter, [], 0.0
    if not rows or len(rows[0]) < 2:
        return delimiter, rows, 0.0
    body = Counter(len(row) for row in rows[1:])
    if not body:
        return delimiter, rows, 1.0
    return delimiter, rows, body[len(rows[0])] / sum(body.values())


def _has_header(rows: list[list[str]]) -> bool:
    """Tell a header from a first row of values, which are numbers or dates where the rows below are too."""
    first, below = rows[0], [row for row in rows[1:] if len(row) == len(rows[0])]
    like_below = 0
    for place, cell in enumerate(first):
        if not _VALUE.fullmatch(cell.strip()) or _YEAR.fullmatch(cell.strip()):
            continue
        filled = [row[place].strip() for row in below if row[place].strip()]
        if all(_VALUE.fullmatch(value) for value in filled):
            like_below += 1
    return like_below < max(1, len(first) / 3)


def _no_table(head: str) -> str:
    lines = [line for line in head.splitlines() if line.strip()]
    if any(delimiter in lines[0] for delimiter in DELIMITERS):
        return "its lines do not have the same number of fields: it seems to be text, not a table"
    if sum(len(line.split()) for line in lines) > 4 * len(lines):
        return "it seems to be running text, not a table"
    return "it has one column only"
