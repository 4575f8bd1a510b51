"""Curves over the number of groups: what each criterion says of it, the number shown marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shoal.report.numbers import number
from shoal.report.pictures import svg
from shoal.report.pictures.picture import Picture
from shoal.terms import Evidence

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BELOW, INSET = 300.0, 200.0, 38.0, 4.0, 12.0, 36.0, 10.0


@dataclass(frozen=True)
class Level:
    """A criterion at one number of groups, with the bounds of its bar where it has one."""

    k: int
    value: float
    low: float | None = None
    high: float | None = None


def elbow(evidence: Evidence, k: int | None, heading: str, reading: str) -> Picture | None:
    """Draw the spread inside groups for every number of groups, as a share of the spread without groups."""
    rows = evidence.by_k
    if not rows:
        return None
    whole = next((row.inertia for row in rows if row.k == 1), max(row.inertia for row in rows)) or 1.0
    levels = [Level(row.k, 100 * row.inertia / whole) for row in rows]
    return _curve("elbow", heading, reading, levels, k, "spread inside groups, %")


def silhouette(evidence: Evidence, k: int | None, heading: str, reading: str) -> Picture | None:
    """Draw the silhouette for every number of groups, with the interval at the number shown."""
    chosen = evidence.silhouette
    levels = [
        Level(row.k, row.silhouette, *((chosen.low, chosen.high) if chosen is not None and row.k == k else ()))
        for row in evidence.by_k
        if row.silhouette is not None
    ]
    return _curve("silhouette", heading, reading, levels, k, "silhouette") if levels else None


def gap(evidence: Evidence, k: int | None, heading: str, reading: str) -> Picture | None:
    """Draw the gap statistic for every number of groups, with its standard error."""
    levels = [
        Level(row.k, row.gap, row.gap - (row.gap_se or 0.0), row.gap + (row.gap_se or 0.0))
        for row in evidence.by_k
        if row.gap is not None
    ]
    return _curve("gap", heading, reading, levels, k, "gap") if levels else None


def _curve(name: str, heading: str, reading: str, levels: Sequence[Level], k: int | None, unit: str) -> Picture:
    ends = [v for each in levels for v in (each.value, each.low, each.high) if v is not None]
    low, high = min(0.0, *ends), max(*ends, 0.0) or 1.0
    first, last = levels[0].k, max(levels[-1].k, levels[0].k + 1)

    def x(at: float) -> float:
        return LEFT + INSET + (WIDTH - LEFT - RIGHT - 2 * INSET) * (at - first) / (last - first)

    def y(value: float) -> float:
        return TOP + (HEIGHT - TOP - BELOW) * (high - value) / (high - low)

    parts = []
    for share in (0, 0.5, 1):
        value = low + share * (high - low)
        parts.append(svg.shape("path", d=svg.path([(LEFT, y(value)), (WIDTH - RIGHT, y(value))]), class_="rule"))
        parts.append(svg.text(LEFT - 6, y(value) + 4, number(float(f"{value:.2g}")), anchor="end", kind="faint"))
    parts.append(svg.shape("path", d=svg.path([(x(e.k), y(e.value)) for e in levels]), class_="line", fill="none"))
    every = 1 if last - first <= 12 else 2
    for each in levels:
        if each.low is not None and each.high is not None:
            bar = svg.path([(x(each.k), y(each.low)), (x(each.k), y(each.high))])
            parts.append(svg.shape("path", d=bar, class_="bar"))
        kind, radius = ("chosen", 6) if each.k == k else ("dot", 4)
        words = svg.hint(f"{each.k} groups: {number(each.value)}")
        parts.append(svg.shape("circle", words, cx=x(each.k), cy=y(each.value), r=radius, class_=kind))
        if (each.k - first) % every == 0:
            parts.append(svg.text(x(each.k), HEIGHT - BELOW + 17, str(each.k), anchor="middle", kind="faint"))
    parts.append(
        svg.text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 4, f"number of groups ({unit})", anchor="middle", kind="faint")
    )
    told = ", ".join(f"{each.k}: {number(each.value)}" for each in levels)
    return Picture(
        name=name,
        heading=heading,
        reading=reading,
        svg=svg.drawing(WIDTH, HEIGHT, parts, f"{heading} by number of groups. {told}."),
        head=("Groups", unit.capitalize()),
        rows=tuple((str(each.k), number(each.value)) for each in levels),
    )
