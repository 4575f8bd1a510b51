"""Radars: where segments stand among everyone, each feature a spoke."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from shoal.report.palette import Palette
from shoal.report.pictures import svg
from shoal.report.pictures.picture import Picture, keys_of
from shoal.report.standing import Standing
from shoal.terms import Segment
from shoal.terms.titles import title

WIDTH, HEIGHT, RADIUS = 380.0, 310.0, 104.0
FEWEST_SPOKES, MOST_SPOKES, MOST_TOGETHER = 3, 8, 6
READING = (
    "Each spoke is a feature. The dashed ring is everyone (50): a corner outside it means that customers of the segment"
    " tend to have more than others, inside it less. At the rim (100) each of them has more than anybody else."
)


def radar(standing: Standing, segments: Sequence[Segment], palette: Palette) -> Picture | None:
    """Draw the segments over each other; None where there are fewer than three features or nobody to draw.

    Parameters
    ----------
    standing : Standing
    segments : sequence of Segment
        Of more than six the first six are drawn, the most valuable; the table has all of them.
    palette : Palette
    """
    shown = [segment for segment in segments if segment.id in standing.ranks]
    if len(standing.features) < FEWEST_SPOKES or not shown:
        return None
    drawn = shown[:MOST_TOGETHER]
    more = f" The first {len(drawn)} segments are drawn; the table has all." if len(shown) > len(drawn) else ""
    return Picture(
        name="radar",
        heading="The segments at a glance",
        reading=READING + more,
        svg=_drawn(standing, drawn, palette),
        head=("Feature", *(segment.name for segment in shown)),
        rows=rank_rows(standing, shown),
        keys=keys_of(drawn, palette),
        note="Numbers are mean ranks among everyone, in per cent.",
    )


def radar_of(standing: Standing, segment: Segment, palette: Palette) -> Picture | None:
    """Draw one segment, for its own page."""
    if len(standing.features) < FEWEST_SPOKES or segment.id not in standing.ranks:
        return None
    return Picture(
        name=f"radar-{segment.id}",
        heading="Beside everyone",
        reading=READING,
        svg=_drawn(standing, [segment], palette),
        head=("Feature", "Mean rank among everyone"),
        rows=rank_rows(standing, [segment]),
    )


def rank_rows(standing: Standing, segments: Sequence[Segment]) -> tuple[tuple[str, ...], ...]:
    """Write the mean ranks, a row per feature."""
    return tuple(
        (title(feature.name), *(f"{standing.ranks[segment.id][place]:.0f}" for segment in segments))
        for place, feature in enumerate(standing.features)
    )


def _drawn(standing: Standing, segments: Sequence[Segment], palette: Palette) -> str:
    n = len(standing.features)
    parts = [
        svg.shape("path", d=svg.path(_ring(at, n), closed=True), class_="rule", fill="none") for at in (25, 75, 100)
    ]
    parts += [svg.shape("path", d=svg.path([_at(0, i, n), _at(100, i, n)]), class_="rule") for i in range(n)]
    parts.append(svg.shape("path", d=svg.path(_ring(50, n), closed=True), class_="even", fill="none"))
    for segment in segments:
        colour, ranks = palette.colour(segment), standing.ranks[segment.id]
        corners = [_at(ranks[i], i, n) for i in range(n)]
        area = svg.shape(
            "path", svg.hint(segment.name), d=svg.path(corners, closed=True), fill=colour, stroke=colour,
            fill_opacity="0.12" if len(segments) > 1 else "0.25", stroke_width=2, stroke_linejoin="round",
        )  # fmt: skip
        parts.append(area)
        parts += [_corner(x, y, colour, f"{segment.name}: {ranks[i]:.0f}") for i, (x, y) in enumerate(corners)]
    parts += [_spoke_name(title(standing.features[i].name), i, n) for i in range(n)]
    told = "; ".join(f"{segment.name}: {_told(standing, segment.id, n)}" for segment in segments)
    return svg.drawing(WIDTH, HEIGHT, parts, f"Radar of mean ranks, everyone at 50. {told}.")


def _told(standing: Standing, segment: int, n: int) -> str:
    ranks: Mapping[str, float] = {
        title(f.name): r for f, r in zip(standing.features[:n], standing.ranks[segment][:n], strict=True)
    }
    return ", ".join(f"{name} {rank:.0f}" for name, rank in ranks.items())


def _corner(x: float, y: float, colour: str, words: str) -> str:
    return svg.shape("circle", svg.hint(words), cx=x, cy=y, r=3.2, fill=colour)


def _at(rank: float, spoke: int, n: int) -> tuple[float, float]:
    angle = 2 * math.pi * spoke / n - math.pi / 2
    return WIDTH / 2 + RADIUS * rank / 100 * math.cos(angle), HEIGHT / 2 + RADIUS * rank / 100 * math.sin(angle)


def _ring(rank: float, n: int) -> list[tuple[float, float]]:
    return [_at(rank, spoke, n) for spoke in range(n)]


def _spoke_name(name: str, spoke: int, n: int) -> str:
    x, y = _at(110, spoke, n)
    side = x - WIDTH / 2
    is_above = abs(side) < RADIUS / 4
    anchor = "middle" if is_above else "start" if side > 0 else "end"
    lines = svg.wrapped(name, 170 if is_above else WIDTH / 2 - abs(side) - 4)
    height = (len(lines) - 1) * (svg.SIZE + 2)
    first = y - height if y < HEIGHT / 2 - RADIUS else y + svg.SIZE if y > HEIGHT / 2 + RADIUS else y - height / 2 + 4
    return svg.lines_of(x, first, lines, anchor=anchor)
