"""Treemaps: the segments as tiles, as large as their customers, or as what these bring."""

from __future__ import annotations

from collections.abc import Sequence

from shoal.report.numbers import count, percent
from shoal.report.palette import Palette
from shoal.report.pictures import svg
from shoal.report.pictures.picture import Picture
from shoal.terms import Segment

WIDTH, HEIGHT = 340.0, 230.0
Tile = tuple[float, float, float, float]
"""Left, top, width and height."""


def treemaps(segments: Sequence[Segment], palette: Palette) -> tuple[Picture, ...]:
    """Draw a treemap of size and, where value is known, one of value.

    Parameters
    ----------
    segments : sequence of Segment
    palette : Palette
    """
    sized = [segment for segment in segments if segment.n_customers]
    drawn = [_treemap("size", "Customers", sized, [segment.share for segment in sized], palette)]
    worth = [(segment, segment.value_share) for segment in sized if segment.value_share is not None]
    if any(share > 0 for _, share in worth):
        segments, shares = [segment for segment, _ in worth], [share for _, share in worth]
        drawn.append(_treemap("value", "What they bring", segments, shares, palette))
    return tuple(drawn)


def _treemap(
    name: str, heading: str, segments: Sequence[Segment], shares: Sequence[float], palette: Palette
) -> Picture:
    order = sorted(range(len(segments)), key=lambda i: (-shares[i], segments[i].id))
    seen = [i for i in order if shares[i] > 0]
    tiles = squarified([shares[i] for i in seen], (0.0, 0.0, WIDTH, HEIGHT))
    parts = [_tile(segments[i], shares[i], tile, palette) for i, tile in zip(seen, tiles, strict=True)]
    told = ", ".join(f"{segments[i].name} {percent(shares[i])}" for i in seen)
    return Picture(
        name=f"treemap-{name}",
        heading=heading,
        reading="",
        svg=svg.drawing(WIDTH, HEIGHT, parts, f"Tiles as large as the share of each segment: {told}."),
        head=("Segment", "Customers", "Share"),
        rows=tuple((segments[i].name, count(segments[i].n_customers), percent(shares[i])) for i in order),
    )


def squarified(sizes: Sequence[float], room: Tile) -> list[Tile]:
    """Lay tiles out in a room, each near a square, in the order given (largest first).

    Bruls, Huizing & van Wijk (2000), Squarified Treemaps: tiles are added to a row along the shorter side as long as
    that makes the worst of the row more square.

    Parameters
    ----------
    sizes : sequence of float, > 0
    room : Tile

    Examples
    --------
    >>> squarified([3.0, 1.0], (0.0, 0.0, 4.0, 2.0))
    [(0.0, 0.0, 3.0, 2.0), (3.0, 0.0, 1.0, 2.0)]
    """
    left, top, width, height = room
    unit = width * height / sum(sizes) if sizes else 0.0
    todo, placed = [size * unit for size in sizes], []
    while todo:
        side = min(width, height)
        n = 1
        while n < len(todo) and _worst(todo[: n + 1], side) <= _worst(todo[:n], side):
            n += 1
        row, todo = todo[:n], todo[n:]
        depth, at = sum(row) / side, 0.0
        for size in row:
            length = size / depth
            placed.append((left, top + at, depth, length) if width >= height else (left + at, top, length, depth))
            at += length
        if width >= height:
            left, width = left + depth, width - depth
        else:
            top, height = top + depth, height - depth
    return placed


def _worst(row: Sequence[float], side: float) -> float:
    """Give the largest ratio of the sides of the tiles of a row."""
    depth = sum(row) / side
    return max(max(depth * depth / size, size / (depth * depth)) for size in row)


def _tile(segment: Segment, share: float, tile: Tile, palette: Palette) -> str:
    x, y, width, height = tile
    words = f"{segment.name}: {percent(share)}"
    parts = svg.shape(
        "rect", svg.hint(words), x=x + 1, y=y + 1, width=max(width - 2, 0.5), height=max(height - 2, 0.5), rx=3,
        fill=palette.colour(segment), fill_opacity="0.32", stroke=palette.colour(segment),
    )  # fmt: skip
    lines = svg.wrapped(segment.name, width - 16, most=2) if width > 46 else ()
    if lines and height > 20 + (len(lines) + 1) * (svg.SIZE + 2) - 8:
        parts += svg.lines_of(x + 9, y + 19, lines, kind="strong")
        parts += svg.text(x + 9, y + 19 + len(lines) * (svg.SIZE + 2), percent(share))
    return parts
