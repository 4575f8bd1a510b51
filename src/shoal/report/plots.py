"""Small plots as SVG: lines over shares from 0 to 1, drawn without a script and in the colours of the page."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, LEFT, BELOW, ABOVE, RIGHT = 360, 300, 46, 44, 12, 22
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Mark:
    """A point, with the interval of its height where it has one."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Axis:
    """What an axis shows: a title, where it ends, and how it is written (``%`` or numbers)."""

    title: str
    end: float = 1.0
    is_share: bool = True

    def text(self, at: float) -> str:
        """Write a tick."""
        value = at * self.end
        return f"{100 * value:.3g} %" if self.is_share else f"{value:,.3g}" if value < 1000 else f"{value:,.0f}"


def plot(marks: Sequence[Mark], across: Axis, up: Axis, *, is_even: bool, alt: str) -> str:
    """Draw marks joined by a line.

    Parameters
    ----------
    marks : sequence of Mark
        From left to right.
    across, up : Axis
        Both begin at 0.
    is_even : bool
        Whether the diagonal is drawn: on it everything is as told, or no better than chance.
    alt : str
        What there is to see, for those who cannot.

    Returns
    -------
    str
        One ``svg`` element; only the alternative text and the titles are words, and they are escaped.
    """
    parts = [_grid(across, up)]
    if is_even:
        ends = (_x(0), _y(0), _x(1), _y(min(across.end / up.end, 1.0)))
        parts.append('<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" class="even"/>'.format(*ends))
    placed = [(_x(_of(mark.x, across)), _y(_of(mark.y, up)), mark) for mark in marks]
    for x, _, mark in placed:
        if mark.low is not None and mark.high is not None:
            low, high = _y(_of(mark.low, up)), _y(_of(mark.high, up))
            parts.append(f'<line x1="{x:.1f}" y1="{low:.1f}" x2="{x:.1f}" y2="{high:.1f}" class="spread"/>')
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in placed)
    parts.append(f'<polyline points="{joined}" class="way"/>')
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" class="mark"/>' for x, y, _ in placed]
    head = f'<svg class="plot" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{html.escape(alt)}">'
    return head + "".join(parts) + "</svg>"


def _grid(across: Axis, up: Axis) -> str:
    parts = []
    for tick in _TICKS:
        x, y = _x(tick), _y(tick)
        parts.append(f'<line x1="{_x(0):.1f}" y1="{y:.1f}" x2="{_x(1):.1f}" y2="{y:.1f}" class="rule"/>')
        parts.append(f'<text x="{_x(0) - 7:.1f}" y="{y + 4:.1f}" text-anchor="end">{up.text(tick)}</text>')
        parts.append(f'<text x="{x:.1f}" y="{_y(0) + 17:.1f}" text-anchor="middle">{across.text(tick)}</text>')
    middle = (_x(0) + _x(1)) / 2
    parts.append(
        f'<text x="{middle:.1f}" y="{HEIGHT - 6}" text-anchor="middle" class="title">{html.escape(across.title)}</text>'
    )
    return "".join(parts)


def _of(value: float, axis: Axis) -> float:
    return min(max(value / axis.end, 0.0), 1.0)


def _x(share: float) -> float:
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _y(share: float) -> float:
    return HEIGHT - BELOW - share * (HEIGHT - BELOW - ABOVE)
