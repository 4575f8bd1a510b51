"""The layout of a text table: where it begins, its delimiter, whether it has a header, the names of its columns."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from shoal.errors import SourceError
from shoal.sources.encoding import LONG_MARK, Head
from shoal.sources.footer import MOST_COLUMNS, too_many_columns
from shoal.sources.merged_header import are_groups, is_value, names_under
from shoal.sources.quoting import LONGEST_RECORD, Quoting
from shoal.terms.sources import file_name

DELIMITERS = (",", ";", "\t", "|")
RESERVED = frozenset({"shoal_row", "shoal_place", "shoal_source", "shoal_reason", "source_key"})
"""Names that shoal gives to columns of its own."""

HEAD_LINES = 220
HEAD_BYTES = 1 << 20

_MOST_TITLES = 20
_LONGEST_NAME = 120
_SEPARATOR = re.compile(rb'"?sep=([^\s\w"])"?|"?sep=(\t)"?', re.IGNORECASE)
_UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]|^[\u200c\u200d]+|[\u200c\u200d]+$")
"""Characters that take no room; a joiner counts inside of a word (Persian, emoji), not at its ends."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")
_YEAR = re.compile(r"(19|20)\d\d")


@dataclass(frozen=True)
class Layout:
    """How the text is laid out.

    Parameters
    ----------
    quoting : Quoting
        Its delimiter, and how quotes are escaped.
    has_header : bool
    columns : tuple of str
        Unique names, also when case is set aside.
    header : tuple of str
        The names as they stand in the file; empty without a header.
    n_skipped, n_titles : int
        Lines before the table, and those of them that are not empty.
    warnings : tuple of str
        What was passed over, and what was done to the names.
    """

    quoting: Quoting
    has_header: bool
    columns: tuple[str, ...]
    header: tuple[str, ...] = ()
    n_skipped: int = 0
    n_titles: int = 0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Cut:
    """The first lines, cut at one delimiter, after those that come before the table."""

    quoting: Quoting
    rows: tuple[tuple[str, ...], ...]
    n_skipped: int
    n_titles: int
    regular: float
    groups: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0


def layout_of(head: Head, where: str) -> Layout:
    r"""Read the layout off the beginning of a file.

    The delimiter is the one that cuts most lines into the same number of fields. Lines of one field before the table
    (a title, a comment, Excel's ``sep=;``) are passed over and said.

    Parameters
    ----------
    head : Head
        The first lines, in UTF-8.
    where : str
        The path as messages name it.

    Raises
    ------
    SourceError
        If there is one column only, no rows, too many columns, or no regular table at all.

    Examples
    --------
    >>> layout_of(Head((b"Kunde;Betrag\n", b"1;2,50\n", b"2;3,00\n")), "o.csv").columns
    ('Kunde', 'Betrag')
    """
    first = next((line for line in head.lines if line.strip()), b"")
    if not first:
        raise SourceError("the file is empty", expected="a header and rows", where=where)
    if LONG_MARK.encode() in first:
        raise SourceError(
            f"its first line is longer than {LONGEST_RECORD >> 20} MB",
            expected="a header with the names of the columns",
            do="check that the file is a table, and that its lines end in line feeds",
            where=where,
        )
    told = _SEPARATOR.fullmatch(first.strip(b"\r\n "))
    marks = (next(part for part in told.groups() if part).decode(),) if told else DELIMITERS
    cuts = (_cut(head, mark, ends, has_told=told is not None) for mark in marks for ends in {False, head.has_more})
    cut = max(cuts, key=_fitness)
    if cut.width < 2 or cut.regular < 0.5:
        raise SourceError(_no_table(head.lines, cut), expected=_TABLE, do=_NO_TABLE, where=where)
    if cut.width > MOST_COLUMNS:
        raise too_many_columns(cut.width, where)
    has_header = _has_header(cut.rows)
    if not has_header and cut.n_titles > (told is not None):
        raise SourceError("its first line has other fields than its rows", expected=_TABLE, do=_NO_TABLE, where=where)
    if has_header and len(cut.rows) < 2:
        raise SourceError("the file has a header but no rows", expected="at least one row", where=where)
    header = cut.rows[0] if has_header else ()
    names = names_under(cut.groups, header) if cut.groups and has_header else header
    columns, warnings = unique_names(names or tuple("" for _ in cut.rows[0]))
    if not has_header:
        warnings = (f"the file has no header; its columns are called {columns[0]} to {columns[-1]}",)
    return Layout(
        quoting=cut.quoting,
        has_header=has_header,
        columns=columns,
        header=header,
        n_skipped=head.n_blank + cut.n_skipped,
        n_titles=cut.n_titles,
        warnings=tuple(f"{file_name(where)}: {warning}" for warning in (*_said(cut, told is not None), *warnings)),
    )


def unique_names(names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give every column a name of its own, unique also when case is set aside, with nothing in it that is not seen.

    Examples
    --------
    >>> unique_names(("id", "", "ID"))[0]
    ('id', 'column_2', 'ID_2')
    """
    warnings: list[str] = []
    plain = [_seen(name) for name in names]
    taken = RESERVED | {name.casefold() for name in plain}
    seen: set[str] = set(RESERVED)
    numbers: Counter[str] = Counter()
    unique: list[str] = []
    for place, (raw, shown) in enumerate(zip(names, plain, strict=True), start=1):
        name = shown or f"column_{place}"
        if not shown:
            warnings.append(f"column {place} has no name and is called {name}")
        elif shown != raw.strip():
            warnings.append(f"the name of column {place} is written {shown!r}, without what cannot be seen in it")
        final = name
        while final.casefold() in seen or (numbers[name] and final.casefold() in taken):
            numbers[name] = max(2, numbers[name] + 1)
            final = f"{name}_{numbers[name]}"
        if final != name:
            warnings.append(f"the name of column {place}, {name!r}, is taken; it is called {final!r}")
        seen.add(final.casefold())
        unique.append(final)
    return tuple(unique), tuple(warnings)


def _seen(name: str) -> str:
    """Give a name without characters that take no room, on one line, and of bearable length."""
    shown = " ".join(_CONTROL.sub(" ", _UNSEEN.sub("", name.strip())).split())
    return shown if len(shown) <= _LONGEST_NAME else shown[: _LONGEST_NAME - 1] + "…"


def _cut(head: Head, mark: str, is_open: bool, *, has_told: bool) -> _Cut:
    """Cut the first lines at a delimiter, and find the line where the table begins."""
    quoting = _quoting(head.lines, mark)
    records = quoting.records(head.lines, has_more=is_open)
    found = [(one, quoting.fields(one.text) if one.is_sound else (_OPEN,)) for one in records]
    filled = [fields for record, fields in found if record.text.strip()]
    usual = _usual_width(filled)
    n_skipped = n_titles = begins = 0
    for record, fields in found:
        is_empty, is_told = not record.text.strip(), has_told and not n_titles
        if not (is_empty or is_told or _is_title(fields, usual)):
            break
        begins, n_skipped, n_titles = begins + 1, n_skipped + len(record.lines), n_titles + (not is_empty)
    if n_titles > _MOST_TITLES:
        n_skipped = n_titles = begins = 0
    rows = tuple(fields for record, fields in found[begins:] if record.text.strip())
    groups = rows[0] if len(rows) > 2 and are_groups(rows[0], rows[1], rows[2:]) else ()
    if groups:
        n_skipped, n_titles, rows = n_skipped + len(found[begins][0].lines), n_titles + 1, rows[1:]
    body = [len(row) for row in rows[1:]]
    regular = sum(width == len(rows[0]) for width in body) / len(body) if body else float(len(rows) == 1)
    return _Cut(quoting, rows, n_skipped, n_titles, regular, groups)


def _fitness(cut: _Cut) -> tuple[bool, float, int, int]:
    return cut.width > 1, cut.regular, -cut.n_titles, cut.width


def _quoting(head: tuple[bytes, ...], mark: str) -> Quoting:
    """Take quotes as escaped by a backslash where that leaves fewer of them open."""
    plain = Quoting(mark)
    if not any(b'\\"' in line for line in head):
        return plain
    other = Quoting(mark, "\\")
    return min((plain, other), key=lambda quoting: sum(not record.is_sound for record in quoting.records(head)))


def _usual_width(rows: list[tuple[str, ...]]) -> int:
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(widths, key=lambda width: (widths[width], width), default=1)


def _is_title(fields: tuple[str, ...], usual: int) -> bool:
    """Say whether a line stands before the table: a comment, or one or two cells where the table has more."""
    n_filled = sum(1 for field in fields if field.strip())
    if len(fields) == usual:
        return usual > 2 and n_filled <= 1
    return fields[0].lstrip().startswith("#") or n_filled <= (2 if usual > 3 else 1)


def _has_header(rows: tuple[tuple[str, ...], ...]) -> bool:
    """Tell a header from a first row of values, which are numbers or dates where the rows below are too."""
    first, below = rows[0], [row for row in rows[1:] if len(row) == len(rows[0])]
    like_below = 0
    for place, cell in enumerate(first):
        if not is_value(cell) or _YEAR.fullmatch(cell.strip()):
            continue
        filled = [row[place] for row in below if row[place].strip()]
        if all(is_value(value) for value in filled):
            like_below += 1
    return like_below < max(1, len(first) / 3)


def _said(cut: _Cut, is_told: bool) -> tuple[str, ...]:
    n_titles = cut.n_titles - is_told - bool(cut.groups)
    merged = ("two lines of header; the names are those of the second, with the titles above them where it needs them",)
    if not n_titles:
        return merged if cut.groups else ()
    lines = "1 line" if n_titles == 1 else f"{n_titles} lines"
    return (f"{lines} before the header (titles or comments) passed over", *(merged if cut.groups else ()))


def _no_table(head: tuple[bytes, ...], cut: _Cut) -> str:
    lines = [line.decode("utf-8", "replace") for line in head if line.strip()]
    widths = Counter(len(row) for row in cut.rows[1:])
    usual = widths.most_common(1)[0] if widths else (0, 0)
    if cut.width > 1 and usual[0] > 1 and usual[1] > 0.8 * widths.total():
        return f"its header has {cut.width} fields, its rows have {usual[0]}"
    if any(delimiter in lines[0] for delimiter in DELIMITERS):
        return "its lines do not have the same number of fields: it seems to be text, not a table"
    if sum(len(line.split()) for line in lines) > 4 * len(lines):
        return "it seems to be running text, not a table"
    if any(quote > 1 for quote in widths) and any(len(a) != len(b) for a, b in pairwise(cut.rows)):
        return "its lines do not have the same number of fields: it seems to be text, not a table"
    return "it has one column only"


_OPEN = "a line whose quotes are not closed"
_TABLE = "columns apart by , ; tab or |, one row a line"
_NO_TABLE = "export it as CSV, with the names of the columns in its first line"
