"""The compact protocol of Thrift, as far as the headers of Parquet files need it: to look before others allocate."""

from __future__ import annotations

from dataclasses import dataclass

_DEEPEST = 16
_BOOLEANS, _BYTE, _INTEGERS, _DOUBLE, _BINARY, _LISTS, _MAP, _STRUCT = (1, 2), 3, (4, 5, 6), 7, 8, (9, 10), 11, 12


class Malformed(ValueError):  # noqa: N818 - read as a word where it is caught
    """The bytes are not what they should be."""


@dataclass
class Reader:
    r"""Reads values one after the other.

    Parameters
    ----------
    data : bytes
    place : int
        Where the next value begins.

    Examples
    --------
    >>> reader = Reader(bytes([0x15, 0x06, 0x00]))  # field 1, an integer, 3; the end
    >>> [(number, reader.integer()) for number, kind in reader.fields()]
    [(1, 3)]
    """

    data: bytes
    place: int = 0

    def byte(self) -> int:
        """Read one byte."""
        if self.place >= len(self.data):
            raise Malformed("the end came too early")
        self.place += 1
        return self.data[self.place - 1]

    def varint(self) -> int:
        """Read an unsigned integer of variable length."""
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7
            if shift > 63:
                raise Malformed("an integer is too long")

    def integer(self) -> int:
        """Read a signed integer."""
        value = self.varint()
        return (value >> 1) ^ -(value & 1)

    def fields(self) -> FieldIterator:
        """Go through the fields of a structure: number and type of each; the caller reads or skips the value."""
        return FieldIterator(self)

    def list_head(self) -> tuple[int, int]:
        """Read how many elements a list has, and their type."""
        head = self.byte()
        n = head >> 4
        n = self.varint() if n == 15 else n
        if n > len(self.data) - self.place:  # an element takes a byte at least
            raise Malformed("a list is longer than the bytes that are left")
        return n, head & 0x0F

    def skip(self, kind: int, depth: int = 0) -> None:
        """Pass over a value."""
        if depth > _DEEPEST:
            raise Malformed("it is nested too deeply")
        if kind in _BOOLEANS:
            return
        if kind == _BYTE:
            self._pass(1)
        elif kind in _INTEGERS:
            self.varint()
        elif kind == _DOUBLE:
            self._pass(8)
        elif kind == _BINARY:
            self._pass(self.varint())
        elif kind in _LISTS:
            self._skip_list(depth)
        elif kind == _MAP:
            self._skip_map(depth)
        elif kind == _STRUCT:
            for _, inner in self.fields():
                self.skip(inner, depth + 1)
        else:
            raise Malformed("an unknown type")

    def _skip_list(self, depth: int) -> None:
        n, kind = self.list_head()
        for _ in range(n):
            self._skip_element(kind, depth)

    def _skip_map(self, depth: int) -> None:
        n = self.varint()
        if not n:
            return
        if n > len(self.data):
            raise Malformed("a map is longer than the bytes that are left")
        kinds = self.byte()
        for _ in range(n):
            self._skip_element(kinds >> 4, depth)
            self._skip_element(kinds & 0x0F, depth)

    def _skip_element(self, kind: int, depth: int) -> None:
        if kind in _BOOLEANS:  # in a list they take a byte, in a structure none
            self._pass(1)
        else:
            self.skip(kind, depth + 1)

    def _pass(self, n: int) -> None:
        if n > len(self.data) - self.place:
            raise Malformed("the end came too early")
        self.place += n


class FieldIterator:
    """The fields of a structure, until its end."""

    def __init__(self, reader: Reader) -> None:
        self._reader, self._number = reader, 0

    def __iter__(self) -> FieldIterator:
        return self

    def __next__(self) -> tuple[int, int]:
        head = self._reader.byte()
        if head == 0:
            raise StopIteration
        self._number = self._number + (head >> 4) if head >> 4 else self._reader.integer()
        return self._number, head & 0x0F
