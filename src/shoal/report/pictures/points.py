"""Points in different shapes: a second cue beside their colour."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from shoal.report.pictures.svg import number

_CORNERS: tuple[tuple[tuple[float, float], ...], ...] = (
    (),  # a circle
    ((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)),
    ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)),
    ((0, -1.15), (1.1, 0.8), (-1.1, 0.8)),
    ((-0.35, -1.1), (0.35, -1.1), (0.35, -0.35), (1.1, -0.35), (1.1, 0.35), (0.35, 0.35),
     (0.35, 1.1), (-0.35, 1.1), (-0.35, 0.35), (-1.1, 0.35), (-1.1, -0.35), (-0.35, -0.35)),
    ((0, 1.15), (1.1, -0.8), (-1.1, -0.8)),
    ((-1.2, -0.5), (1.2, -0.5), (1.2, 0.5), (-1.2, 0.5)),
)  # fmt: skip
SHAPES = len(_CORNERS)


def mark(place: int, x: float, y: float, radius: float) -> str:
    """Write one point as a part of the ``d`` of a path.

    Examples
    --------
    >>> mark(2, 10, 20, 5), mark(0, 10, 20, 5)
    ('M10 14l6 6-6 6-6-6z', 'M5 20a5 5 0 1 0 10 0a5 5 0 1 0-10 0z')
    """
    return marks(place, ((x, y),), radius)


def marks(place: int, points: Iterable[tuple[float, float]], radius: float) -> str:
    """Write many points as the ``d`` of one path."""
    first_x, first_y, outline = _outline(place, radius)
    return "".join(f"M{number(x + first_x)} {number(y + first_y)}{outline}" for x, y in points)


def _outline(place: int, radius: float) -> tuple[float, float, str]:
    """Give where the outline of a point begins, from its middle, and how it goes on."""
    corners = _CORNERS[place % SHAPES]
    if not corners:
        r, across = number(radius), number(2 * radius)
        return -radius, 0.0, f"a{r} {r} 0 1 0 {across} 0a{r} {r} 0 1 0-{across} 0z"
    scaled = [(a * radius, b * radius) for a, b in corners]
    moves = [each for (a, b), (c, d) in pairwise(scaled) for each in (c - a, d - b)]
    return *scaled[0], f"l{_joined(moves)}z"


def _joined(numbers: list[float]) -> str:
    """Write numbers as a path has them, with a blank only where one is needed."""
    text = ""
    for each in map(number, numbers):
        text += each if not text or each.startswith("-") else f" {each}"
    return text
