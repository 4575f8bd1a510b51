"""Maps of customers: a point for each of a sample, in the colour and shape of its segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.report.numbers import count
from shoal.report.palette import Palette
from shoal.report.pictures import svg
from shoal.report.pictures.picture import Picture, keys_of
from shoal.report.pictures.points import marks
from shoal.terms import Matrix, Segment

WIDTH, HEIGHT, LEFT, BELOW, PAD = 380.0, 320.0, 20.0, 22.0, 6.0


@dataclass(frozen=True)
class Axes:
    """What lies to the right and what upwards; empty where the directions mean nothing."""

    right: str = ""
    up: str = ""


@dataclass(frozen=True)
class Caption:
    """What a map is called, and how it is read."""

    name: str
    heading: str
    reading: str


def scatter(
    points: Matrix,
    ids: NDArray[np.int64],
    segments: Sequence[Segment],
    palette: Palette,
    caption: Caption,
    axes: Axes | None = None,
) -> Picture:
    """Draw a map.

    Parameters
    ----------
    points : float array (n, 2)
    ids : int array (n,)
        Segment ids.
    segments : sequence of Segment
    palette : Palette
    caption : Caption
    axes : Axes or None
    """
    axes = axes or Axes()
    placed = _placed(points)
    shown = [segment for segment in segments if (ids == segment.id).any()]
    room = (LEFT, PAD, WIDTH - LEFT - PAD, HEIGHT - BELOW - PAD)
    x, y, width, height = room
    parts = [svg.shape("rect", x=x, y=y, width=width, height=height, class_="frame", rx=3, fill="none")]
    for segment in shown:
        mine = [(float(a), float(b)) for a, b in placed[ids == segment.id]]
        parts.append(
            svg.shape(
                "path",
                svg.hint(segment.name),
                d=marks(palette.place(segment), mine, 2.2),
                fill=palette.colour(segment),
                fill_opacity="0.7",
            )
        )
    if axes.right:
        parts.append(
            svg.text(WIDTH - PAD, HEIGHT - 7, svg.clipped(axes.right, WIDTH - 40) + " →", anchor="end", kind="faint")
        )
    if axes.up:
        upwards = svg.text(0, 0, svg.clipped(axes.up, HEIGHT - 30) + " →", anchor="end", kind="faint")
        parts.append(svg.shape("g", upwards, transform=f"translate(13 {PAD}) rotate(-90)"))
    told = ", ".join(f"{segment.name} {count(int((ids == segment.id).sum()))}" for segment in shown)
    return Picture(
        name=caption.name,
        heading=caption.heading,
        reading=caption.reading,
        svg=svg.drawing(WIDTH, HEIGHT, parts, f"{caption.heading}: a point per customer of a sample. Points: {told}."),
        head=("Segment", "Points", "Middle, to the right", "Middle, upwards"),
        rows=tuple(_row(segment, points[ids == segment.id]) for segment in shown),
        keys=keys_of(shown, palette),
    )


def _row(segment: Segment, points: Matrix) -> tuple[str, ...]:
    middle = np.median(points, axis=0)
    return segment.name, count(len(points)), *(f"{at:.2f}".replace("-", "−") for at in middle.tolist())


def _placed(points: Matrix) -> Matrix:
    """Place points in the frame; the furthest of a thousand are drawn to its edge rather than shrinking all others."""
    low, high = np.percentile(points, (0.1, 99.9), axis=0)
    share = np.clip((points - low) / np.where(high > low, high - low, 1.0), 0, 1)
    inset = 6.0
    width, height = WIDTH - LEFT - PAD - 2 * inset, HEIGHT - BELOW - PAD - 2 * inset
    return np.column_stack((LEFT + inset + share[:, 0] * width, PAD + inset + (1 - share[:, 1]) * height))
