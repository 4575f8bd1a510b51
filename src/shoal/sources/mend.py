"""A copy of a text table in which no quote swallows what is not its own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from shoal.sources.quoting import Quoting

QUOTE_MARK = "\u2401"
"""Begins a line that is refused for its quotes, and stands in their place."""

DELIMITER_MARK = "\u241f"
"""Stands for a delimiter in such a line, which so has one field and is no row."""


def mend(source: Path, target: Path, quoting: Quoting, *, n_columns: int, n_skipped: int) -> int:
    """Write a copy that begins with the table, without empty lines, with stray quotes and their lines marked.

    Parameters
    ----------
    source : Path
        In UTF-8.
    target : Path
    quoting : Quoting
    n_columns : int
    n_skipped : int
        Lines before the table.

    Returns
    -------
    int
        How many records the copy has, the header and the marked lines among them.
    """
    n_records = 0
    with source.open("rb") as lines, target.open("wb") as out:
        for record in quoting.records(_table(lines, n_skipped), n_columns):
            text = record.text
            if not text:
                continue
            n_records += 1
            out.write(text if record.is_sound else _marked(text, quoting.delimiter))
            out.write(b"\n")
    return n_records


def _table(lines: Iterator[bytes], n_skipped: int) -> Iterator[bytes]:
    for number, line in enumerate(islice(lines, n_skipped, None)):
        yield line.removeprefix(b"\xef\xbb\xbf") if not number and not n_skipped else line


def _marked(line: bytes, delimiter: str) -> bytes:
    mark = QUOTE_MARK.encode()
    return mark + line.replace(b'"', mark).replace(delimiter.encode(), DELIMITER_MARK.encode())
