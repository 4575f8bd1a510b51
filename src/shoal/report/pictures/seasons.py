"""When the customers of a segment order: month by month, and by the day of the week and the hour."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from shoal.report.numbers import count, percent
from shoal.report.palette import Palette
from shoal.report.pictures import svg
from shoal.report.pictures.picture import Picture
from shoal.terms import Segment

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WIDTH, HEIGHT, LEFT, BELOW, TOP = 340.0, 120.0, 30.0, 22.0, 8.0
CELL = 12.6
PARTS = (("night", (0, 1, 2, 3, 4, 5)), ("morning", tuple(range(6, 12))), ("afternoon", tuple(range(12, 18))),
         ("evening", tuple(range(18, 24))))  # fmt: skip


def months(segment: Segment, counts: Sequence[int], named: Sequence[tuple[int, int]], palette: Palette) -> Picture:
    """Draw the share of a segment's orders in each month, on a scale of its own.

    Parameters
    ----------
    segment : Segment
    counts : sequence of int
        Orders in each month.
    named : sequence of (year, month)
    palette : Palette
    """
    total = sum(counts) or 1
    highest = max(counts) / total or 1.0
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
    top = max(range(len(counts)), key=lambda i: (counts[i], -i))
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


def hours(segment: Segment, cells: Mapping[tuple[int, int], int], palette: Palette) -> Picture:
    """Draw when in the week a segment orders; by the day alone where no hours are known.

    Parameters
    ----------
    segment : Segment
    cells : mapping of (weekday, hour) to int
        Orders; an hour of -1 is not known.
    palette : Palette
    """
    total, most = sum(cells.values()) or 1, max(cells.values(), default=1)
    by_day = [sum(n for (day, _), n in cells.items() if day == each) for each in range(7)]
    has_hours = any(hour >= 0 for _, hour in cells)
    parts = _grid(cells, most, palette.colour(segment)) if has_hours else _days(by_day, palette.colour(segment))
    height = 7 * CELL + 24
    best = max(range(7), key=lambda day: (by_day[day], -day))
    shares = tuple(percent(round(n / total, 3)) for n in by_day)
    said = f"most on {DAYS[best]}" + (f" and in the {_best_part(cells)}" if has_hours else "")
    return Picture(
        name=f"hours-{segment.id}",
        heading=segment.name,
        reading=f"{said[0].upper()}{said[1:]}.",
        svg=svg.drawing(WIDTH, height, parts, f"Orders of {segment.name} in the week, {said}."),
        head=("Day", "Share of its orders", *((part for part, _ in PARTS) if has_hours else ())),
        rows=tuple((DAYS[day], shares[day], *(_parts_of(cells, day, total) if has_hours else ())) for day in range(7)),
    )


def _grid(cells: Mapping[tuple[int, int], int], most: int, colour: str) -> list[str]:
    parts = []
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


def _days(by_day: Sequence[int], colour: str) -> list[str]:
    most = max(by_day) or 1
    parts = []
    for day, n in enumerate(by_day):
        parts.append(svg.text(LEFT - 5, day * CELL + 10, DAYS[day][:3], anchor="end", kind="faint"))
        width = max((WIDTH - LEFT - 60) * n / most, 1)
        parts.append(svg.shape("rect", x=LEFT, y=day * CELL, width=width, height=CELL - 2, rx=1.5, fill=colour))
        parts.append(
            svg.text(LEFT + width + 5, day * CELL + 10, percent(round(n / (sum(by_day) or 1), 3)), kind="faint")
        )
    return parts


def _best_part(cells: Mapping[tuple[int, int], int]) -> str:
    sums = [sum(n for (_, hour), n in cells.items() if hour in hours) for _, hours in PARTS]
    return PARTS[max(range(4), key=lambda i: (sums[i], -i))][0]


def _parts_of(cells: Mapping[tuple[int, int], int], day: int, total: int) -> tuple[str, ...]:
    return tuple(percent(round(sum(cells.get((day, hour), 0) for hour in hours) / total, 3)) for _, hours in PARTS)
