"""How customers divide over two ways of grouping them: two versions, or two numbers of groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_PARTS = 3
PART, WHOLE = 0.15, 0.85
"""A part of a group that is named when it divides; and from which part on it stays what it was."""


@dataclass(frozen=True)
class Flow:
    """Groups on the left, groups on the right, and how many customers they share.

    Parameters
    ----------
    left, right : tuple of str
        Names of the groups.
    counts : tuple of tuple of int
        Customers per group on the left (rows) and group on the right (columns).
    """

    left: tuple[str, ...]
    right: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    def turned(self) -> Flow:
        """Give the same from the other side."""
        return Flow(self.right, self.left, tuple(zip(*self.counts, strict=True)))


@dataclass(frozen=True)
class Moved:
    """What became of the segments of the version before.

    Parameters
    ----------
    since : str
        The day that it is as of.
    flow : Flow
        From its segments, and those who were not there (`CAME`), to those of now, and those who are gone (`WENT`).
    """

    since: str
    flow: Flow


CAME, WENT = "Not there before", "No longer there"


@dataclass(frozen=True)
class Reading:
    """The segments as they would read with another number of groups.

    Parameters
    ----------
    k : int
    segments : tuple of (name, share)
        Of the customers of the sample.
    flow : Flow
        From the segments that are published to these.
    """

    k: int
    segments: tuple[tuple[str, float], ...]
    flow: Flow


def parting(flow: Flow, fewest: int) -> tuple[str, ...]:
    """Say what becomes of each group on the left; groups that stay are told together.

    Parameters
    ----------
    flow : Flow
    fewest : int
        Parts of fewer customers are not told of.

    Examples
    --------
    >>> parting(Flow(("A", "B"), ("X", "Y"), ((90, 10), (40, 60))), 5)
    ('“B” is divided: 60 % “Y”, 40 % “X”.', '“A” is nearly the same as “X”.')
    """
    parted, renamed, stay = [], [], []
    for name, row in zip(flow.left, flow.counts, strict=True):
        total = sum(row)
        parts = sorted(
            ((n / total, other) for other, n in zip(flow.right, row, strict=True) if n >= max(fewest, PART * total, 1)),
            key=lambda part: (-part[0], part[1]),
        )[:MOST_PARTS]
        if not parts:
            continue
        if parts[0][0] < WHOLE:
            parted.append(f"“{name}” is divided: {_listed(parts)}.")
        elif parts[0][1] == name:
            stay.append(f"“{name}”")
        else:
            renamed.append(f"“{name}” is nearly the same as “{parts[0][1]}”.")
    return (*parted, *renamed, *((f"Nearly the same stays {', '.join(stay)}.",) if stay else ()))


def joined(flow: Flow) -> tuple[tuple[str, ...], ...]:
    """Give the groups on the left most of which go to one and the same group on the right.

    Examples
    --------
    >>> joined(Flow(("A", "B", "C"), ("X", "Y"), ((90, 10), (60, 40), (0, 50))))
    (('A', 'B'),)
    """
    found: dict[int, list[str]] = {}
    for name, row in zip(flow.left, flow.counts, strict=True):
        if any(row):
            found.setdefault(max(range(len(row)), key=row.__getitem__), []).append(name)
    return tuple(tuple(names) for _, names in sorted(found.items()) if len(names) > 1)


def divided(flow: Flow) -> tuple[str, ...]:
    """Give the groups on the left that do not stay whole.

    Examples
    --------
    >>> divided(Flow(("A", "B"), ("X", "Y"), ((90, 10), (60, 40))))
    ('B',)
    """
    rows = zip(flow.left, flow.counts, strict=True)
    return tuple(name for name, row in rows if any(row) and max(row) < WHOLE * sum(row))


def _listed(parts: Sequence[tuple[float, str]]) -> str:
    return ", ".join(f"{100 * share:.0f} % “{other}”" for share, other in parts)
