"""What a segment buys more than the others: how many times as large a part of what they buy it is."""

from __future__ import annotations

from collections.abc import Sequence

from shoal.report.bought import Liking
from shoal.report.numbers import count, number, percent
from shoal.report.palette import Palette
from shoal.report.pictures import svg
from shoal.report.pictures.picture import Picture
from shoal.terms import Segment

WIDTH, LEFT, RIGHT, STEP, TOP = 340.0, 2.0, 52.0, 38.0, 4.0


def products(likings: Sequence[Liking], segment: Segment, palette: Palette) -> Picture:
    """Draw the products of one segment.

    Parameters
    ----------
    likings : sequence of Liking
    segment : Segment
    palette : Palette
    """
    widest = max(one.lift for one in likings)
    even = LEFT + (WIDTH - LEFT - RIGHT) / widest
    parts = []
    for place, one in enumerate(likings):
        top = TOP + place * STEP
        end = LEFT + (WIDTH - LEFT - RIGHT) * one.lift / widest
        said = f"{one.product}, bought by {percent(round(one.share, 3))} of them"
        words = svg.hint(f"{_times(one.lift)} ({number(_two(one.low))} to {number(_two(one.high))})")
        parts.append(svg.text(LEFT, top + 12, svg.clipped(said, WIDTH - 6)))
        parts.append(
            svg.shape(
                "rect", words, x=LEFT, y=top + 17, width=end - LEFT, height=12, rx=2, fill=palette.colour(segment)
            )
        )
        parts.append(svg.shape("path", d=svg.path([(even, top + 15), (even, top + 31)]), class_="mid"))
        parts.append(svg.text(end + 5, top + 27, _times(one.lift), kind="faint"))
    height = TOP + len(likings) * STEP
    told = "; ".join(f"{one.product} {_times(one.lift)}" for one in likings)
    return Picture(
        name=f"products-{segment.id}",
        heading=segment.name,
        reading="",
        svg=svg.drawing(WIDTH, height, parts, f"Products that {segment.name} buy more than the others. {told}."),
        head=("Product", "Buyers", "Of its customers", "Times as large a part", "95 % interval"),
        rows=tuple(
            (
                one.product,
                count(one.n_buyers),
                percent(round(one.share, 3)),
                number(_two(one.lift)),
                f"{number(_two(one.low))} to {number(_two(one.high))}",
            )
            for one in likings
        ),
    )


def _two(value: float) -> float:
    """Keep two digits that mean something."""
    return float(f"{value:.2g}")


def _times(lift: float) -> str:
    return f"{number(_two(lift))} ×"
