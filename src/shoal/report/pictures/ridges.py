"""Ridges: how the values of a feature are spread in every segment, one curve above the other."""

from __future__ import annotations

from collections.abc import Sequence

from shoal.report.numbers import in_unit, number, percent
from shoal.report.palette import Palette
from shoal.report.pictures import svg
from shoal.report.pictures.picture import Picture
from shoal.report.spread import BINS, Spread
from shoal.terms import Feature, FeatureType, Segment
from shoal.terms.titles import in_sentence, title

WIDTH, LEFT, RIGHT, TOP, STEP, HILL = 340.0, 8.0, 8.0, 14.0, 42.0, 32.0


def ridges(spread: Spread, segments: Sequence[Segment], palette: Palette, currency: str | None) -> Picture | None:
    """Draw the spread of one feature; None where no segment that is shown has a curve.

    Parameters
    ----------
    spread : Spread
    segments : sequence of Segment
    palette : Palette
    currency : str or None
    """
    shown = [segment for segment in segments if segment.id in spread.curves]
    if not shown:
        return None
    feature = spread.feature
    unit = (currency or "") if feature.unit == "money" else "" if feature.type is FeatureType.SHARE else feature.unit
    said = f" ({unit})" if unit and unit not in in_sentence(feature.name) else ""
    log = " Equal steps to the right are equal ratios." if spread.is_log else ""
    return Picture(
        name=f"spread-{feature.name.replace('_', '-')}",
        heading=title(feature.name) + said,
        reading=log.strip(),
        svg=_drawn(spread, shown, palette),
        head=("Segment", "Median, in the sample"),
        rows=tuple((segment.name, in_unit(spread.medians[segment.id], feature)) for segment in shown),
    )


def _drawn(spread: Spread, segments: Sequence[Segment], palette: Palette) -> str:
    height = TOP + STEP * len(segments) + 24
    floor = height - 20
    parts = []
    for tick in spread.ticks():
        x = _x(spread.place(tick))
        anchor = "start" if x < LEFT + 12 else "end" if x > WIDTH - RIGHT - 18 else "middle"
        parts.append(svg.shape("path", d=svg.path([(x, TOP), (x, floor)]), class_="rule"))
        parts.append(svg.text(x, height - 5, _tick(tick, spread.feature), anchor=anchor, kind="faint"))
    for place, segment in enumerate(segments):
        base, colour = TOP + STEP * (place + 1), palette.colour(segment)
        curve = [(_x((i + 0.5) / BINS), base - HILL * at) for i, at in enumerate(spread.curves[segment.id])]
        outline = [(_x(0), base), (_x(0), curve[0][1]), *curve, (_x(1), curve[-1][1]), (_x(1), base)]
        median = in_unit(spread.medians[segment.id], spread.feature)
        middle = _x(spread.place(spread.medians[segment.id]))
        parts.append(
            svg.shape(
                "path",
                svg.hint(f"{segment.name}: half have more than {median}"),
                d=svg.path(outline, closed=True),
                fill=colour,
                fill_opacity="0.45",
                stroke=colour,
                stroke_width=1.5,
                stroke_linejoin="round",
            )
        )
        parts.append(svg.shape("path", d=svg.path([(middle, base), (middle, base - HILL)]), class_="mid"))
        is_left_full = sum(spread.curves[segment.id][: BINS // 3]) > sum(spread.curves[segment.id][-BINS // 3 :])
        x, anchor = (_x(1), "end") if is_left_full else (_x(0), "start")
        parts.append(svg.text(x, base - HILL + 4, svg.clipped(segment.name, 190), anchor=anchor, kind="over"))
    told = ", ".join(f"{s.name} {in_unit(spread.medians[s.id], spread.feature)}" for s in segments)
    return svg.drawing(
        WIDTH, height, parts, f"Spread of {in_sentence(spread.feature.name)} in each segment. Medians: {told}."
    )


def _tick(value: float, feature: Feature) -> str:
    return percent(round(value, 3)) if feature.type is FeatureType.SHARE else number(value)


def _x(share: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * share
