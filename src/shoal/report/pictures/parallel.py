"""Parallel coordinates: every feature a line, every segment a course down through all of them."""

from __future__ import annotations

from collections.abc import Sequence

from shoal.report.palette import Palette
from shoal.report.pictures import svg
from shoal.report.pictures.picture import Picture, keys_of
from shoal.report.pictures.points import mark
from shoal.report.pictures.radar import rank_rows
from shoal.report.standing import Standing
from shoal.terms import Segment
from shoal.terms.titles import title

WIDTH, LEFT, RIGHT, TOP, STEP = 380.0, 14.0, 14.0, 32.0, 44.0
MOST_TOGETHER = 8


def parallel(standing: Standing, segments: Sequence[Segment], palette: Palette) -> Picture | None:
    """Draw the courses of the segments; None where there are fewer than two features or nobody to draw.

    Parameters
    ----------
    standing : Standing
    segments : sequence of Segment
        Of more than eight the first eight are drawn; the table has all of them.
    palette : Palette
    """
    shown = [segment for segment in segments if segment.id in standing.ranks]
    if len(standing.features) < 2 or not shown:
        return None
    drawn = shown[:MOST_TOGETHER]
    more = f" The first {len(drawn)} segments are drawn; the table has all." if len(shown) > len(drawn) else ""
    return Picture(
        name="parallel",
        heading="Feature by feature",
        reading=(
            "From the top down, each line is a feature and each mark a segment: the further to the right, the more its"
            " customers have of it. The dashed line is everyone. Where two courses run together, the segments are alike"
            " in that; where they cross, one has more of the one thing and less of the other." + more
        ),
        svg=_drawn(standing, drawn, palette),
        head=("Feature", *(segment.name for segment in shown)),
        rows=rank_rows(standing, shown),
        keys=keys_of(drawn, palette),
        note="Numbers are mean ranks among everyone, in per cent.",
    )


def _drawn(standing: Standing, segments: Sequence[Segment], palette: Palette) -> str:
    n = len(standing.features)
    height = TOP + n * STEP
    parts = [
        svg.shape("path", d=svg.path([(_x(50), 20), (_x(50), height - 12)]), class_="even"),
        svg.text(_x(0), 12, "least", kind="faint"),
        svg.text(_x(50), 12, "everyone", anchor="middle", kind="faint"),
        svg.text(_x(100), 12, "most", anchor="end", kind="faint"),
    ]
    for place in range(n):
        parts.append(svg.shape("path", d=svg.path([(_x(0), _y(place)), (_x(100), _y(place))]), class_="rule"))
    for segment in segments:
        course = [(_x(rank), _y(place)) for place, rank in enumerate(standing.ranks[segment.id])]
        colour = palette.colour(segment)
        parts.append(
            svg.shape("path", svg.hint(segment.name), d=svg.path(course), stroke=colour, stroke_width=2, fill="none")
        )
        parts += [
            svg.shape(
                "path", svg.hint(f"{segment.name}: {rank:.0f}"), d=mark(palette.place(segment), x, y, 5), fill=colour
            )
            for (x, y), rank in zip(course, standing.ranks[segment.id], strict=True)
        ]
    parts += [
        svg.text(_x(0), _y(place) - 9, svg.clipped(title(feature.name), WIDTH - LEFT - RIGHT), kind="over")
        for place, feature in enumerate(standing.features)
    ]
    told = "; ".join(
        f"{title(feature.name)}: "
        + ", ".join(f"{segment.name} {standing.ranks[segment.id][place]:.0f}" for segment in segments)
        for place, feature in enumerate(standing.features)
    )
    return svg.drawing(WIDTH, height, parts, f"Mean ranks of the segments in each feature, everyone at 50. {told}.")


def _x(rank: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * rank / 100


def _y(place: int) -> float:
    return TOP + 14 + place * STEP
