"""JSON as rows: a record on each line, a list of records, or a list of records inside of one object."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import IO, Any

from shoal.errors import SourceError
from shoal.sources.typed_rows import TypedRows
from shoal.terms import Engine, Loaded
from shoal.terms.sources import file_name

MOST_RECORD = 4 << 20
"""Characters of one record; the values in it may take thirty times as much memory."""

DEPTH = 4
"""Levels of records within records that become columns, with their names joined by dots."""

_CHUNK = 1 << 20
_FILLED = re.compile(r"[^ \t\r\n]")
_OPENING = re.compile(r"\[\s*")
_OF_RECORDS = re.compile(r"\[\s*\{")
_STARTS = re.compile(rb"\s*(\[\s*)?\{\s*[\"}]")
SUFFIXES = (".json", ".jsonl", ".ndjson")
_ENCODINGS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


def seems_json(head: bytes, name: str) -> bool:
    """Say whether a file that begins so is JSON; by its name too, where it begins with a list of anything.

    Examples
    --------
    >>> seems_json(b' [ {"id": 1}', "o.txt"), seems_json(b"[id];[name]", "o.csv")
    (True, False)
    """
    wide = next((name for mark, name in _ENCODINGS.items() if head.startswith(mark)), "")
    plain = head.decode(wide, "ignore").encode("utf-8", "ignore") if wide else head
    is_named = name.lower().endswith(SUFFIXES) and plain.lstrip()[:1] in (b"[", b"{")
    return is_named or _STARTS.match(plain) is not None


def load_json(engine: Engine, name: str, path: str, file: Path, scratch: Path) -> Loaded:
    """Load JSON.

    Parameters
    ----------
    engine : Engine
    name : str
        Of the relation to make.
    path : str
        The path as messages name it.
    file : Path
    scratch : Path
        Where copies go while they are needed.

    Raises
    ------
    SourceError
        If there are no records, or not one place for them, or the file is cut off; the message says which record.
    """
    with file.open("rb") as raw:
        start = raw.read(3)
    encoding = next((name for mark, name in _ENCODINGS.items() if start.startswith(mark)), "utf-8")
    with file.open(encoding=encoding, newline="\n") as opened, TypedRows(scratch, name, path) as rows:
        reader = _Reader(opened, path, rows)
        try:
            reader.read()
        except UnicodeDecodeError as error:
            raise SourceError(
                f"its text is not UTF-8 ({reader.at})", expected="JSON in UTF-8", do="export it again", where=path
            ) from error
        loaded = rows.load(engine)
    return _saying(loaded, reader)


def _saying(loaded: Loaded, reader: _Reader) -> Loaded:
    left_out = [f"{key!r} holds {what} and is left out" for key, what in reader.left_out.items()]
    said = [f"{file_name(loaded.path)}: {words}" for words in (*reader.said, *left_out)]
    return Loaded(
        loaded.path, loaded.relation, loaded.columns, malformed=loaded.malformed, warnings=(*said, *loaded.warnings)
    )


@dataclass
class _Reader:
    """Goes through a file once, a piece at a time."""

    file: IO[str]
    where: str
    rows: TypedRows
    left_out: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    at: str = "at its beginning"
    _text: str = ""
    _place: int = 0
    _ended: bool = False
    _twice: bool = False

    def __post_init__(self) -> None:
        self._decoder = json.JSONDecoder(parse_constant=_constant)
        self._careful = json.JSONDecoder(object_pairs_hook=self._record, parse_constant=_constant)

    def read(self) -> None:
        """Find out which of the three forms it is, and read it."""
        self._more()
        first = self._peek()
        if first == "[":
            self._place += 1
            self._list("record")
        elif self._is_lines():
            self.file.seek(0)
            self._lines()
            return
        else:
            self._wrapper()
        if self._peek():
            raise self._error(
                "after its end there is more", expected="one list, or one record on each line", do=_ONE_FORM
            )

    def _is_lines(self) -> bool:
        """Say whether the first line is a record by itself, and not a wrapper of all of them."""
        rest = self._text[self._place :]
        line, _, more = rest.partition("\n")
        try:
            record = self._decoder.decode(line)
        except RecursionError:
            return True
        except ValueError:
            return line.rstrip()[-1:] not in "[,{:" and self._is_record(more.partition("\n")[0])
        alone = not more.strip()
        return not (alone and _lists_of_records(record))

    def _is_record(self, line: str) -> bool:
        try:
            return isinstance(self._decoder.decode(line), dict)
        except (ValueError, RecursionError):
            return False

    def _lines(self) -> None:
        number, rest = 1, ""
        while chunk := self.file.read(_CHUNK):
            *lines, rest = (rest + chunk).split("\n")
            self._block(number, lines)
            number += len(lines)
            if len(rest) > MOST_RECORD:
                raise self._error(f"line {number} is longer than {MOST_RECORD >> 20} MB", expected=_RECORDS, do=_AGAIN)
        self._block(number, [rest])

    def _block(self, first: int, lines: list[str]) -> None:
        """Read many lines at once where each is plainly one flat record, else one after the other."""
        self.at = f"after line {first}"
        text = ",".join(lines)
        if text.count("{") == len(lines) and "[" not in text and all(line[:1] == "{" for line in lines):
            try:
                records = self._decoder.decode(f"[{text}]")
            except (ValueError, RecursionError):
                records = []
            if len(records) == len(lines) and _n_names(text) == sum(map(len, records)):
                self.rows.add_many(first, records, len(text))
                return
        for number, line in enumerate(lines, first):
            if line and not line.isspace():
                self._line(number, line)

    def _line(self, number: int, line: str) -> None:
        try:
            record = self._decoder.decode(line)
        except (ValueError, RecursionError):
            self.rows.refuse(number, "broken_record", line.rstrip("\r\n"))
            return
        self._take(number, record, line)

    def _list(self, called: str) -> None:
        """Read the records of a list whose bracket has been passed."""
        if self._peek() == "]":
            self._place += 1
            return
        for number in count(1):
            self.at = f"{called} {number}"
            self._peek()
            record, text = self._value()
            self._take(number, record, text)
            mark = self._peek()
            self._place += 1
            if mark == "]":
                return
            if mark != ",":
                raise self._broken(f"a {mark!r} after it" if mark else "")

    def _wrapper(self) -> None:
        """Read the one list of records inside of an object; what else it says is about them, not of them."""
        self._place += 1
        found: list[str] = []
        while (mark := self._peek()) != "}":
            if mark != '"':
                raise self._broken(f"a {mark!r} where a name should be" if mark else "")
            key, _ = self._value()
            if self._peek() != ":":
                raise self._broken("a name without a value")
            self._place += 1
            self._peek()
            if self._opens_records():
                found.append(key)
                if len(found) > 1:
                    raise self._error(
                        f"it holds several lists of records: {found[0]!r} and {key!r}",
                        expected="one",
                        do="save each list to a file of its own",
                    )
                self._place += 1
                self._list(f"record {key!r}")
            else:
                self._value()
            if self._peek() == ",":
                self._place += 1
        self._place += 1
        if not found:
            raise self._error("it holds no list of records", expected=_RECORDS, do=_ONE_FORM)
        self.said.append(f"the records are those of {found[0]!r}")

    def _take(self, number: int, record: Any, text: str) -> None:
        """Take a record that was read from a text."""
        if not isinstance(record, dict):
            self.rows.refuse(number, "broken_record", text)
            return
        twice = _n_names(text) != len(record) and self._has_twice(text)
        flat = record
        for value in record.values():
            if value.__class__ is dict or value.__class__ is list:
                flat = {}
                twice = self._flatten(record, flat, "", DEPTH) or twice
                break
        if twice:
            self.rows.refuse(number, "name_twice", text)
        else:
            self.rows.add(number, flat, len(text))

    def _has_twice(self, text: str) -> bool:
        self._twice = False
        self._careful.decode(text)
        return self._twice

    def _flatten(self, record: dict[str, Any], flat: dict[str, Any], before: str, depth: int) -> bool:
        """Put records within a record beside it, under dotted names; say whether two names fell together."""
        twice = False
        for key, value in record.items():
            name = before + key
            if isinstance(value, dict):
                if depth > 1:
                    twice = self._flatten(value, flat, f"{name}.", depth - 1) or twice
                elif value:
                    self.left_out[name] = f"records more than {DEPTH} levels deep"
            elif isinstance(value, list):
                self.left_out[name] = "a list"
            else:
                twice = twice or name in flat
                flat[name] = value
        return twice

    def _record(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        record = dict(pairs)
        if len(record) != len(pairs):
            self._twice = True
        return record

    def _value(self) -> tuple[Any, str]:
        """Decode the value at the present place, reading on until it is whole; give it with its text."""
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._place)
            except RecursionError as error:
                raise self._error("nested too deep", expected="flat records", do=_AGAIN) from error
            except json.JSONDecodeError as error:
                whole = error.pos < len(self._text) - 16 and not error.msg.startswith("Unterminated")
                if self._ended or whole or len(self._text) - self._place > MOST_RECORD:
                    raise self._broken("" if self._ended and not whole else error.msg) from error
            except ValueError as error:  # a number of thousands of digits
                raise self._broken(str(error).partition(";")[0]) from error
            else:
                if end < len(self._text) or self._ended:
                    begin, self._place = self._place, end
                    return value, self._text[begin:end]
            self._more()

    def _peek(self) -> str:
        """Go to the next character that is not blank, and give it; empty at the end."""
        while True:
            match = _FILLED.search(self._text, self._place)
            self._place = match.start() if match else len(self._text)
            if match or self._ended:
                return self._text[self._place : self._place + 1]
            self._more()

    def _opens_records(self) -> bool:
        """Say whether a list of records begins at the present place."""
        while not self._ended and _OPENING.fullmatch(self._text, self._place):
            self._more()
        return _OF_RECORDS.match(self._text, self._place) is not None

    def _more(self) -> None:
        chunk = self.file.read(max(_CHUNK, len(self._text) - self._place))
        self._ended = not chunk
        self._text, self._place = self._text[self._place :] + chunk, 0

    def _broken(self, what: str) -> SourceError:
        if not what or (self._ended and self._place >= len(self._text)):
            return self._error(f"the file is cut off: it ends within {self.at}", expected="a closed list", do=_AGAIN)
        return self._error(f"{self.at} is no JSON ({what})", expected=_RECORDS, do=_AGAIN)

    def _error(self, found: str, *, expected: str, do: str) -> SourceError:
        return SourceError(found, expected=expected, do=do, where=self.where)


def _n_names(text: str) -> int:
    """Count what may be names: a quote before a colon or a blank ends one, or stands in a value.

    Where there are no more of them than the records have names, no name stands twice.
    """
    return sum(text.count(end) for end in ('":', '" ', '"\t', '"\r', '"\n'))


def _lists_of_records(record: Any) -> list[str]:
    if not isinstance(record, dict):
        return []
    return [key for key, value in record.items() if isinstance(value, list) and value and isinstance(value[0], dict)]


def _constant(name: str) -> float | None:
    """Read what is no JSON but written by many: a NaN is a missing value."""
    return None if name == "NaN" else float(name.replace("Infinity", "inf"))


_RECORDS = 'records such as {"id": 1, "spent": 2.5}'
_ONE_FORM = "save the records as one list, or one on each line (NDJSON)"
_AGAIN = "copy or export the file again"
