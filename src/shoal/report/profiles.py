"""The profiles as a table for spreadsheets: one row per segment and feature."""

from __future__ import annotations

import csv
import io

from shoal.engine.spreadsheet import safe_cell
from shoal.terms import Segmentation

HEADER = (
    "segment_id", "segment", "n_customers", "share", "value_share", "feature", "unit",
    "mean", "median", "index", "effect", "effect_low", "effect_high",
)  # fmt: skip


def profiles_csv(segmentation: Segmentation) -> str:
    """Write the profile of every segment, safe to open in a spreadsheet.

    A segment that is too small to be described has one row with its count and share. For a category there is one row
    per level shown, called ``feature = level``, whose mean is the share of customers with it.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    units = {feature.name: feature.unit for feature in segmentation.features}
    for segment in segmentation.segments:
        head = (segment.id, safe_cell(segment.name), segment.n_customers, segment.share, _cell(segment.value_share))
        rows: list[tuple[object, ...]] = [
            (
                safe_cell(name),
                safe_cell(units.get(name, "")),
                *map(_cell, (figure.mean, figure.median, figure.index, figure.effect, figure.low, figure.high)),
            )
            for name, figure in segment.profile.items()
        ]
        rows += [
            (safe_cell(f"{name} = {level}"), "share", share, "", "", "", "", "")
            for name, levels in segment.top_levels.items()
            for level, share in levels
        ]
        for row in rows or [("",) * 8]:
            writer.writerow((*head, *row))
    return text.getvalue()


def _cell(value: float | None) -> object:
    return "" if value is None else value
