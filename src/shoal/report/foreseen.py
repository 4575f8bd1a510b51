"""A page of what is foretold, section by section: generic parts, so that every question is told in the same form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Plot:
    """A small plot with its heading and how to read it."""

    heading: str
    svg: str
    reading: str


@dataclass(frozen=True)
class Table:
    """A table: heads, and rows of cells, the first of each its name."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """A part of the page.

    Parameters
    ----------
    id, heading : str
    sentences : tuple of str
    pictures : tuple of Plot
    table : Table or None
    terms : tuple of (name, meaning)
    note : str
    """

    id: str
    heading: str
    sentences: tuple[str, ...] = ()
    pictures: tuple[Plot, ...] = ()
    table: Table | None = None
    terms: tuple[tuple[str, str], ...] = ()
    note: str = ""


NOT_TRIED = Section(
    "trust",
    "How far to trust it",
    ("It was not tried on earlier days; --backtest does that, where the history is long enough.",),
)


@dataclass(frozen=True)
class ForeseenPage:
    """What the page shows.

    Parameters
    ----------
    title, over, lede : str
        The question answered, what it is as of, and the answer in a sentence or two.
    figures : tuple of (figure, what it counts)
    warnings : tuple of str
    sections : tuple of Section
    """

    title: str
    over: str
    lede: str
    figures: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    sections: tuple[Section, ...]


def filled(sections: Sequence[Section | None]) -> tuple[Section, ...]:
    """Keep the sections that there are."""
    return tuple(section for section in sections if section is not None)
