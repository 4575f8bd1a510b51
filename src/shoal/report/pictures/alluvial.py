"""Alluvial pictures: groups on two sides, joined by bands as wide as the customers they share."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shoal.report.flows import Flow
from shoal.report.numbers import count, percent
from shoal.report.pictures import svg
from shoal.report.pictures.picture import Picture
from shoal.report.pictures.scatter import Caption

WIDTH, NAMES, BLOCK, GAP, TALL, TOP = 380.0, 104.0, 8.0, 12.0, 230.0, 24.0
_Span = tuple[float, float]


def alluvial(
    flow: Flow,
    sides: tuple[str, str],
    colours: tuple[Callable[[str], str], Callable[[str], str]],
    caption: Caption,
    fewest: int,
) -> Picture | None:
    """Draw a flow; None where there is nobody on one of the sides.

    Parameters
    ----------
    flow : Flow
    sides : tuple of str
        What stands on the left and on the right.
    colours : tuple of callable
        Give the colour of a group of each side.
    caption : Caption
    fewest : int
        Bands of fewer customers are neither drawn nor told of.
    """
    total = sum(map(sum, flow.counts))
    if not total:
        return None
    left = _stacked([sum(row) for row in flow.counts], total)
    right = _stacked([sum(column) for column in zip(*flow.counts, strict=True)], total)
    height = TOP + TALL + GAP * (max(len(left), len(right)) - 1) + 14
    parts = [
        svg.text(NAMES, 12, sides[0], anchor="end", kind="faint"),
        svg.text(WIDTH - NAMES, 12, sides[1], kind="faint"),
        *_bands(flow, left, right, colours[0], fewest, total),
    ]
    for names, spans, colour, x, is_left in (
        (flow.left, left, colours[0], NAMES + 4, True),
        (flow.right, right, colours[1], WIDTH - NAMES - 4 - BLOCK, False),
    ):
        for name, (top, bottom) in zip(names, spans, strict=True):
            if bottom > top:
                parts.append(_block(name, (top, bottom), colour(name), x, is_left=is_left))
    rows = _rows(flow, fewest)
    told = "; ".join(f"{a} to {b}: {n}" for a, b, n, _ in rows)
    return Picture(
        name=caption.name,
        heading=caption.heading,
        reading=caption.reading,
        svg=svg.drawing(WIDTH, height, parts, f"Bands from {sides[0]} to {sides[1]}. {told}."),
        head=("From", "To", "Customers", "Of those"),
        rows=rows,
    )


def _stacked(sizes: Sequence[int], total: int) -> list[_Span]:
    spans, at = [], TOP
    for size in sizes:
        spans.append((at, at + TALL * size / total))
        at += TALL * size / total + (GAP if size else 0)
    return spans


def _bands(
    flow: Flow,
    left: Sequence[_Span],
    right: Sequence[_Span],
    colour: Callable[[str], str],
    fewest: int,
    total: int,
) -> list[str]:
    """Draw the bands, each beginning and ending where the one before it on its side ends."""
    parts = []
    filled = [top for top, _ in right]
    x1, x2 = NAMES + 4 + BLOCK, WIDTH - NAMES - 4 - BLOCK
    middle = (x1 + x2) / 2
    for i, row in enumerate(flow.counts):
        at = left[i][0]
        for j, n in enumerate(row):
            wide = TALL * n / total
            if n >= fewest:
                a, b, c, d = (svg.number(y) for y in (at, at + wide, filled[j], filled[j] + wide))
                m = svg.number(middle)
                band = f"M{x1} {a}C{m} {a} {m} {c} {x2} {c}L{x2} {d}C{m} {d} {m} {b} {x1} {b}Z"
                words = svg.hint(f"{flow.left[i]} to {flow.right[j]}: {count(n)} customers")
                parts.append(svg.shape("path", words, d=band, fill=colour(flow.left[i]), fill_opacity="0.35"))
            at += wide
            filled[j] += wide
    return parts


def _block(name: str, span: _Span, colour: str, x: float, *, is_left: bool) -> str:
    top, bottom = span
    drawn = svg.shape("rect", x=x, y=top, width=BLOCK, height=max(bottom - top, 1), fill=colour)
    lines = svg.wrapped(name, NAMES - 6, most=2 if bottom - top > 16 else 1)
    at, anchor = (x - 5, "end") if is_left else (x + BLOCK + 5, "start")
    first = (top + bottom) / 2 + 4 - (len(lines) - 1) * (svg.SIZE + 2) / 2
    return drawn + svg.lines_of(at, first, lines, anchor=anchor)


def _rows(flow: Flow, fewest: int) -> tuple[tuple[str, str, str, str], ...]:
    return tuple(
        (a, b, count(n) if n >= fewest else f"under {fewest}", percent(round(n / sum(row), 2)) if n >= fewest else "")
        for a, row in zip(flow.left, flow.counts, strict=True)
        for b, n in zip(flow.right, row, strict=True)
        if n
    )
