"""Records and their fields: which lines belong together, and which quotes open a field that never closes."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

LONGEST_RECORD = 1 << 20
"""Bytes of one record at most; the engine's reader would take twice that."""

_MOST_LINES = 10_000
_SURE_COLUMNS = 4


@dataclass(frozen=True)
class Record:
    """Lines that are one row of the table, or that cannot be.

    Parameters
    ----------
    lines : tuple of bytes
        With their ends.
    is_sound : bool
        False where a quote opens a field and does not close it as it should.
    """

    lines: tuple[bytes, ...]
    is_sound: bool

    @property
    def text(self) -> bytes:
        """The record without the end of its last line."""
        return b"".join(self.lines).rstrip(b"\r\n")


@dataclass(frozen=True)
class Quoting:
    r"""How fields are told apart: at a delimiter, save inside of double quotes.

    A field is quoted where its first character is a quote; a quote further on is a character like any other.

    Parameters
    ----------
    delimiter : str
        One character of ASCII.
    escape : str
        What stands before a quote inside of a quoted field: a quote, or a backslash.

    Examples
    --------
    >>> Quoting(",").fields(b'5" nails,"nuts, ""small"" ones",')
    ('5" nails', 'nuts, "small" ones', '')
    """

    delimiter: str
    escape: str = '"'

    def fields(self, record: bytes) -> tuple[str, ...]:
        """Cut a sound record into its fields."""
        quoted = f'"{self.escape}"'.encode()[1:]
        parts: list[str] = []
        for found in self._field.finditer(self.delimiter.encode() + record):
            field = found[1] if found[1] is not None else found[2].replace(quoted, b'"')
            parts.append(field.decode("utf-8", "replace"))
        return tuple(parts)

    def width(self, line: bytes) -> int:
        """Count the fields of a line that stands alone; where its quoting is not sound, quotes are characters."""
        bare = line.rstrip(b"\r\n")
        if b'"' in bare and self._whole.fullmatch(bare):
            bare = self._quoted.sub(b"", bare)
        return bare.count(self.delimiter.encode()) + 1

    def records(self, lines: Iterable[bytes], n_columns: int = 0, *, has_more: bool = False) -> Iterator[Record]:
        """Put lines together to records.

        A quoted field may go on over many lines. Where it does not end as it should, or where the lines that it would
        swallow look like rows of their own, the quote is a stray one: its line is no row, and reading goes on behind
        it. Where the two cannot be told apart, none of the lines is a row.

        Parameters
        ----------
        lines : iterable of bytes
            Each with its end.
        n_columns : int
            How many fields a row has; 0 where that is not known.
        has_more : bool
            True where further lines follow that are not given: a record that is open in the end is left out.
        """
        source, given_back, held = iter(lines), deque[bytes](), list[bytes]()
        n_bytes = 0
        while True:
            line = given_back.popleft() if given_back else next(source, None)
            if not held:
                if line is None:
                    return
                if b'"' not in line or self._whole.fullmatch(line.rstrip(b"\r\n")):
                    yield Record((line,), True)
                elif self._opens.fullmatch(line):
                    held, n_bytes = [line], len(line)
                else:
                    yield Record((line,), False)
                continue
            if line is not None:
                held.append(line)
                n_bytes += len(line)
                is_short = len(held) < _MOST_LINES and n_bytes < LONGEST_RECORD
                if is_short and (b'"' not in line or self._goes_on.fullmatch(line)):
                    continue
            if line is None and has_more:
                return
            ended = line is not None and self._closes.fullmatch(line.rstrip(b"\r\n")) is not None
            n_wrong = self._n_wrong(held, n_columns) if ended else self._n_stray(held, n_columns)
            if n_wrong == 0:
                yield Record(tuple(held), True)
            for wrong in held[:n_wrong]:
                yield Record((wrong,), False)
            given_back.extendleft(reversed(held[n_wrong:] if n_wrong else []))
            held = []

    def _n_wrong(self, held: list[bytes], n_columns: int) -> int:
        """Say how many lines of a record that closes are no rows: none, the first or all."""
        if not n_columns:
            return 0
        n_fits = sum(self.width(line) == n_columns for line in held)
        if len(self.fields(b"".join(held).rstrip(b"\r\n"))) == n_columns:
            if n_fits < len(held):
                return 0
            # every line is a row by itself too: of two lines, or with few columns, that may be chance
            return 1 if n_columns >= _SURE_COLUMNS and len(held) > 2 else len(held)
        return self._n_stray(held, n_columns)

    def _n_stray(self, held: list[bytes], n_columns: int) -> int:
        """Say how many lines go with a stray quote: its own, where the others look like rows, else all."""
        if not n_columns:
            return 1
        n_fits = sum(self.width(line) == n_columns for line in held[1:])
        return 1 if n_fits >= 0.8 * (len(held) - 1) else len(held)

    @cached_property
    def _inside(self) -> str:
        if self.escape == '"':
            return r'[^"]*+(?:""[^"]*+)*+'
        return r'[^"\\]*+(?:\\.[^"\\]*+)*+'

    @cached_property
    def _one(self) -> str:
        mark = re.escape(self.delimiter)
        return rf'(?:"{self._inside}"|[^"{mark}\r\n][^{mark}\r\n]*+|)'

    def _pattern(self, text: str) -> re.Pattern[bytes]:
        return re.compile(text.encode(), re.DOTALL)

    @cached_property
    def _field(self) -> re.Pattern[bytes]:
        mark = re.escape(self.delimiter)
        return self._pattern(rf'{mark}(?:([^"{mark}][^{mark}]*+|(?=[{mark}]|\Z))|"({self._inside})")')

    @cached_property
    def _quoted(self) -> re.Pattern[bytes]:
        return self._pattern(rf'(?:^|(?<={re.escape(self.delimiter)}))"{self._inside}"')

    @cached_property
    def _whole(self) -> re.Pattern[bytes]:
        return self._pattern(rf"{self._one}(?:{re.escape(self.delimiter)}{self._one})*+")

    @cached_property
    def _opens(self) -> re.Pattern[bytes]:
        return self._pattern(rf'(?:{self._one}{re.escape(self.delimiter)})*+"{self._inside}')

    @cached_property
    def _goes_on(self) -> re.Pattern[bytes]:
        mark = re.escape(self.delimiter)
        return self._pattern(rf'{self._inside}(?:"{mark}(?:{self._one}{mark})*+"{self._inside})?')

    @cached_property
    def _closes(self) -> re.Pattern[bytes]:
        return self._pattern(rf'{self._inside}"(?:{re.escape(self.delimiter)}{self._one})*+')
