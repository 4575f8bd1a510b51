"""A map in three directions that can be turned: drawn from one side here, from any in the browser."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from shoal.report.numbers import count
from shoal.report.palette import Palette
from shoal.report.pictures import svg
from shoal.report.pictures.picture import Picture, keys_of
from shoal.report.pictures.scatter import Caption
from shoal.report.projection import CustomerMap
from shoal.terms import Matrix, Segment

WIDTH, HEIGHT, SCALE = 380.0, 320.0, 128.0
MOST_POINTS = 900
TURN, TILT = -0.6, 0.45
"""From where it is looked at first, in radians."""

LAYERS = ((1.9, "0.42"), (2.5, "0.62"), (3.2, "0.85"))
"""Radius and opacity of what is far, in the middle and near."""


def space(
    points: CustomerMap, segments: Sequence[Segment], palette: Palette, caption: Caption, names: Sequence[str]
) -> Picture:
    """Draw the map from its first side, with what the browser needs to turn it.

    Parameters
    ----------
    points : CustomerMap
        In three directions.
    segments : sequence of Segment
    palette : Palette
    caption : Caption
    names : sequence of str
        What is higher along each direction.
    """
    ids, placed = points.segments[:MOST_POINTS], _unit(points.points[:MOST_POINTS])
    shown = [segment for segment in segments if (ids == segment.id).any()]
    clouds = [placed[ids == segment.id] for segment in shown]
    seen = [_turned(cloud) for cloud in clouds]
    parts = []
    for layer, (radius, opacity) in enumerate(LAYERS):
        for place, segment in enumerate(shown):
            inside = seen[place][_layer(seen[place][:, 2]) == layer]
            parts.append(
                svg.shape(
                    "path",
                    d=_dots(inside),
                    class_="cloud",
                    data_cloud=str(place),
                    data_layer=str(layer),
                    stroke=palette.colour(segment),
                    stroke_width=2 * radius,
                    stroke_opacity=opacity,
                    stroke_linecap="round",
                    fill="none",
                )
            )
    for axis, name in enumerate(names):
        x, y, _ = _turned(np.eye(3)[axis : axis + 1] * 1.15)[0].tolist()
        parts.append(
            svg.shape("path", d=svg.path([(WIDTH / 2, HEIGHT / 2), (x, y)]), class_="axis", data_axis=str(axis))
        )
        label = svg.text(0, 0, svg.clipped(name, 200), anchor="middle", kind="over")
        parts.append(svg.shape("g", label, transform=f"translate({svg.number(x)} {svg.number(y)})", data_end=str(axis)))
    told = ", ".join(f"{segment.name} {count(len(cloud))}" for segment, cloud in zip(shown, clouds, strict=True))
    return Picture(
        name=caption.name,
        heading=caption.heading,
        reading=caption.reading,
        svg=svg.drawing(
            WIDTH, HEIGHT, parts, f"{caption.heading}: a sample of customers in three directions. Points: {told}."
        ),
        head=("Segment", "Points", *(f"Middle along {place}" for place in ("the first", "the second", "the third"))),
        rows=tuple(_row(segment, points.points[:MOST_POINTS][ids == segment.id]) for segment in shown),
        keys=keys_of(shown, palette),
        turns=json.dumps(
            {
                "clouds": [np.round(100 * cloud).astype(int).ravel().tolist() for cloud in clouds],
                "view": [WIDTH, HEIGHT, SCALE, TURN, TILT],
            },
            separators=(",", ":"),
        ),
    )


def _unit(points: Matrix) -> Matrix:
    """Scale points so that nearly all lie within 1 of the middle in every direction."""
    reach = np.percentile(np.abs(points), 98) or 1.0
    return np.clip(points / reach, -1.3, 1.3)


def _turned(points: Matrix) -> Matrix:
    """Give across, down and depth (nearer is larger) of points looked at from the first side."""
    x, y, z = points.T
    across = x * np.cos(TURN) + z * np.sin(TURN)
    away = z * np.cos(TURN) - x * np.sin(TURN)
    up = y * np.cos(TILT) - away * np.sin(TILT)
    near = y * np.sin(TILT) + away * np.cos(TILT)
    return np.column_stack((WIDTH / 2 + SCALE * across, HEIGHT / 2 - SCALE * up, near))


def _layer(near: Matrix) -> NDArray[np.intp]:
    return np.digitize(near, (-0.25, 0.25))


def _dots(seen: Matrix) -> str:
    """Write dots as lines without a length, whose round ends are what is seen."""
    return "".join(f"M{svg.number(x)} {svg.number(y)}h0" for x, y in seen[:, :2].tolist()) or "M0 0"


def _row(segment: Segment, points: Matrix) -> tuple[str, ...]:
    middle = np.median(points, axis=0)
    return segment.name, count(len(points)), *(f"{at:.2f}".replace("-", "−") for at in middle.tolist())
