"""A picture with everything that belongs to it: a heading, how to read it, and its numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shoal.report.palette import Palette
from shoal.report.pictures.points import mark
from shoal.terms import Segment


@dataclass(frozen=True)
class Key:
    """What a colour stands for, with the shape of its points as the ``d`` of a path around the middle."""

    name: str
    colour: str
    shape: str


def keys_of(segments: Sequence[Segment], palette: Palette) -> tuple[Key, ...]:
    """Say what the colours of segments stand for."""
    return tuple(
        Key(segment.name, palette.colour(segment), mark(palette.place(segment), 0, 0, 4.5)) for segment in segments
    )


@dataclass(frozen=True)
class Picture:
    """A picture on the page.

    Parameters
    ----------
    name : str
        Of the element and of files that are saved: letters, digits and hyphens.
    heading : str
    reading : str
        How to read it, and what it says.
    svg : str
        The drawing; what data say in it is escaped.
    head : tuple of str
        Of the table of its numbers.
    rows : tuple of tuple of str
    keys : tuple of Key
    note : str
    turns : str
        JSON of what turns when it is dragged; empty for a picture that stands still.
    """

    name: str
    heading: str
    reading: str
    svg: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    keys: tuple[Key, ...] = ()
    note: str = ""
    turns: str = ""
