"""When the customers of a segment order: month by month, and by the day of the week and the hour."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from shoal.report.bought import Bought
from shoal.report.numbers import count, percent
from shoal.report.palette import Palette
from shoal.report.pictures import svg
from shoal.report.pictures.picture import Picture
from shoal.terms import Segment

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WIDTH, HEIGHT, LEFT, BELOW, TOP = 340.0, 120.0, 30.0, 22.0, 8.0
CELL = 12.6
PARTS = ("night", "morning", "afternoon", "evening")
"""Six hours each, from midnight on."""


def months(segment: Segment, found: Bought, palette: Palette) -> Picture:
    """Draw the share of a segment's orders in each month, on a scale of its own.

    Parameters
    ----------
    segment : Segment
    found : Bought
    palette : Palette
    """
    counts, named, total = found.by_month[segment.id], found.months, found.n_orders[segment.id]
    highest = max(counts) / total
    step = (WIDTH - LEFT) / len(counts)
    every = max(math.ceil(80 / step), 1)
    floor = HEIGHT - BELOW
    parts = []
    for at in (0.0, highest / 2, highest):
        y = floor - (floor - TOP) * at / highest
        parts.append(svg.shape("path", d=svg.path([(LEFT, y), (WIDTH, y)]), class_="rule"))
        parts.append(svg.text(LEFT - 4, y + 4, f"{100 * at:.0f} %", anchor="end", kind="faint"))
    for place, (n, (year, month)) in enumerate(zip(counts, named, strict=True)):
        height = (floor - TOP) * n / total / highest
        words = svg.hint(f"{MONTHS[month - 1]} {year}: {percent(round(n / total, 3))}")
        parts.append(
            svg.shape(
                "rect",
                words,
                x=LEFT + place * step + 1,
                y=floor - height,
                width=max(step - 2, 1),
                height=max(height, 0.5),
                fill=palette.colour(segment),
                rx=1,
            )
        )
        if place % every == 0:
            x, said = LEFT + place * step, f"{MONTHS[month - 1]} {year}"
            x, anchor = (WIDTH, "end") if x > WIDTH - 52 else (x, "start")
            parts.append(svg.text(x, HEIGHT - 6, said, anchor=anchor, kind="faint"))
    top = _first(counts)
    peak = f"{MONTHS[named[top][1] - 1]} {named[top][0]}"
    return Picture(
        name=f"months-{segment.id}",
        heading=segment.name,
        reading="",
        svg=svg.drawing(WIDTH, HEIGHT, parts, f"Orders of {segment.name} by month, most in {peak}."),
        head=("Month", "Orders", "Share"),
        rows=tuple(
            (f"{MONTHS[month - 1]} {year}", count(n) if n else "–", percent(round(n / total, 3)) if n else "–")
            for n, (year, month) in zip(counts, named, strict=True)
        ),
    )


def hours(segment: Segment, found: Bought, palette: Palette) -> Picture:
    """Draw when in the week a segment orders; by the day alone where hours are not known, or only of too few.

    Parameters
    ----------
    segment : Segment
    found : Bought
    palette : Palette
    """
    total, by_day = found.n_orders[segment.id], found.by_day[segment.id]
    cells, by_part = found.by_hour.get(segment.id), found.by_part.get(segment.id, ())
    colour = palette.colour(segment)
    parts = _grid(cells, colour) if cells else _days(by_day, total, colour)
    said = f"most on {DAYS[_first(by_day)]}" + (f" and in the {PARTS[_first(by_part)]}" if by_part else "")
    named = (
        *zip(DAYS, by_day, strict=True),
        *((each.capitalize(), n) for each, n in zip(PARTS, by_part, strict=False)),
    )
    return Picture(
        name=f"hours-{segment.id}",
        heading=segment.name,
        reading=f"{said[0].upper()}{said[1:]}.",
        svg=svg.drawing(WIDTH, 7 * CELL + 24, parts, f"Orders of {segment.name} in the week, {said}."),
        head=("When", "Share of its orders"),
        rows=tuple((when, percent(round(n / total, 3)) if n else "–") for when, n in named),
    )


def _grid(cells: Mapping[tuple[int, int], int], colour: str) -> list[str]:
    parts, most = [], max(cells.values())
    for day in range(7):
        parts.append(svg.text(LEFT - 5, day * CELL + 10, DAYS[day][:3], anchor="end", kind="faint"))
        for hour in range(24):
            n = cells.get((day, hour), 0)
            words = svg.hint(f"{DAYS[day]}, {hour}:00: {count(n)} orders") if n else ""
            look = {"fill": colour, "fill_opacity": f"{0.12 + 0.88 * n / most:.2f}"} if n else {"class_": "empty"}
            x, y = LEFT + hour * CELL, day * CELL
            parts.append(svg.shape("rect", words, x=x, y=y, width=CELL - 1.2, height=CELL - 1.2, rx=1.5, **look))
    parts += [svg.text(LEFT + hour * CELL, 7 * CELL + 13, f"{hour}:00", kind="faint") for hour in (0, 6, 12, 18)]
    return parts


def _days(by_day: Sequence[int], total: int, colour: str) -> list[str]:
    parts, most = [], max(by_day)
    for day, n in enumerate(by_day):
        parts.append(svg.text(LEFT - 5, day * CELL + 10, DAYS[day][:3], anchor="end", kind="faint"))
        width = max((WIDTH - LEFT - 60) * n / most, 1)
        parts.append(svg.shape("rect", x=LEFT, y=day * CELL, width=width, height=CELL - 2, rx=1.5, fill=colour))
        share = percent(round(n / total, 3)) if n else "–"
        parts.append(svg.text(LEFT + width + 5, day * CELL + 10, share, kind="faint"))
    return parts


def _first(counts: Sequence[int]) -> int:
    """Give the place of the largest, the first of equal ones."""
    return max(range(len(counts)), key=lambda place: (counts[place], -place))
