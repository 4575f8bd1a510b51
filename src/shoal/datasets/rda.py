"""R data files: the data frame in an ``.rda``, as far as published tables need it.

The format is R's own serialisation in its portable (XDR) form, "R Internals", section 1.8. Vectors of text and numbers,
their attributes and what stands around them are understood; anything else is refused.
"""

from __future__ import annotations

import gzip
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Vector: TypeAlias = "Sequence[str | None] | Sequence[float]"
Item: TypeAlias = "Node | Vector | str | None"

_HAS_ATTRIBUTES, _HAS_TAG = 0x200, 0x400


@dataclass(frozen=True)
class Node:
    """A pair list or a vector of items: its parts, the tags or names they go by, and its attributes."""

    parts: list[Item]
    tags: list[Item]
    attributes: dict[str, Item]


@dataclass
class _Reader:
    data: bytes
    place: int = 0
    references: list[Item] = field(default_factory=list)

    def integer(self) -> int:
        return int(self._unpack("i", 1)[0])

    def item(self) -> Item:
        return self._of(self.integer())

    def _of(self, flags: int) -> Item:
        kind = flags & 0xFF
        if kind == _REFERENCE:
            return self.references[(flags >> 8 or self.integer()) - 1]
        if kind not in _READERS:
            raise ValueError(f"an R object of type {kind}")
        return _READERS[kind](self, flags)

    def nothing(self, _flags: int) -> Item:
        return None

    def symbol(self, _flags: int) -> Item:
        self.references.append(self.item())
        return self.references[-1]

    def pointer(self, flags: int) -> Item:
        self.references.append(None)
        self.item(), self.item()
        self._attributes(flags)
        return None

    def pairs(self, flags: int) -> Item:
        """Read a pair list to its end: mostly the empty item, else one more part."""
        parts: list[Item] = []
        tags: list[Item] = []
        attributes = self._attributes(flags)
        while True:
            tags.append(self.item() if flags & _HAS_TAG else None)
            parts.append(self.item())
            flags = self.integer()
            if flags & 0xFF != _PAIRS:
                end = self._of(flags)
                return Node(parts if end is None else [*parts, end], tags, attributes)

    def text(self, _flags: int) -> Item:
        length = self.integer()
        if length == -1:
            return None
        self.place += length
        return self.data[self.place - length : self.place].decode()

    def texts(self, flags: int) -> Item:
        values = [self.item() for _ in range(self.integer())]
        self._attributes(flags)
        return [value if isinstance(value, str) else None for value in values]

    def integers(self, flags: int) -> Item:
        values = self._unpack("i", self.integer())
        self._attributes(flags)
        return [int(value) for value in values]

    def numbers(self, flags: int) -> Item:
        values = self._unpack("d", self.integer())
        self._attributes(flags)
        return [float(value) for value in values]

    def items(self, flags: int) -> Item:
        parts = [self.item() for _ in range(self.integer())]
        return Node(parts, [], self._attributes(flags))

    def alternative(self, _flags: int) -> Item:
        """Read a vector that R kept in another form: wrapped whole, or whole numbers that stand for their texts."""
        about, state = self.item(), self.item()
        self.item()
        name = str(about.parts[0]) if isinstance(about, Node) else ""
        held = state.parts[0] if isinstance(state, Node) else None
        if name in ("wrap_real", "wrap_integer", "wrap_string"):
            return held
        if name == "deferred_string" and isinstance(held, list):
            return [None if value is None else str(value) for value in held]
        raise ValueError(f"an R vector of the form '{name}'")

    def _attributes(self, flags: int) -> dict[str, Item]:
        held = self.item() if flags & _HAS_ATTRIBUTES else None
        return (
            {str(tag): part for tag, part in zip(held.tags, held.parts, strict=True)} if isinstance(held, Node) else {}
        )

    def _unpack(self, form: str, count: int) -> tuple[int | float, ...]:
        layout = struct.Struct(f">{count}{form}")
        values = layout.unpack_from(self.data, self.place)
        self.place += layout.size
        return values


_EMPTY, _REFERENCE, _PAIRS = 254, 255, 2
_READERS: dict[int, Callable[[_Reader, int], Item]] = {
    1: _Reader.symbol,
    _PAIRS: _Reader.pairs,
    9: _Reader.text,
    10: _Reader.integers,
    13: _Reader.integers,
    14: _Reader.numbers,
    16: _Reader.texts,
    19: _Reader.items,
    22: _Reader.pointer,
    238: _Reader.alternative,
    242: _Reader.nothing,
    253: _Reader.nothing,
    _EMPTY: _Reader.nothing,
}


def read_frame(data: bytes) -> dict[str, Vector]:
    """Give the columns of the one data frame in an ``.rda`` file.

    Parameters
    ----------
    data : bytes
        The file as R's ``save`` wrote it, compressed by gzip.

    Raises
    ------
    ValueError
        If it is something else, or holds what is not understood.

    Examples
    --------
    >>> read_frame(gzip.compress(b"something else"))
    Traceback (most recent call last):
    ...
    ValueError: no R data file
    """
    reader = _Reader(gzip.decompress(data))
    if reader.data[:7] not in (b"RDX2\nX\n", b"RDX3\nX\n"):
        raise ValueError("no R data file")
    reader.place = 7
    version = reader.integer()
    reader.place += 8  # the version of R that wrote it, and the oldest that can read it
    if version == 3:
        reader.text(0)  # the name of the writer's own encoding
    saved = reader.item()
    frame = saved.parts[0] if isinstance(saved, Node) and len(saved.parts) == 1 else None
    names = frame.attributes.get("names") if isinstance(frame, Node) else None
    if not isinstance(frame, Node) or not isinstance(names, list):
        raise ValueError("no single data frame")
    return {str(name): column for name, column in zip(names, frame.parts, strict=True) if isinstance(column, list)}
