"""The tables of the page: the profile beside everyone's, real units, the crossing, the spec."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Protocol

from shoal.engine import quote
from shoal.engine.aggregates import aggregates
from shoal.report.numbers import count, in_unit, percent
from shoal.report.palette import Palette
from shoal.report.shown import shown
from shoal.report.telling import formed_by, most_telling
from shoal.terms import Feature, FeatureTable, FeatureType, Figure, Segment, Segmentation
from shoal.terms.titles import in_sentence, title

STRONGEST = 2.0
"""Doublings (or halvings) of everyone's mean at which a cell has its full colour."""


MOST_TELLING = 10
"""Features that a table of the page shows beside those that formed the segments."""

MOST_ROWS = 300
"""Rows that a folded table of the page holds at most; the files hold all."""


@dataclass(frozen=True)
class Cell:
    """A cell: its text, a smaller second text, and how strongly it is coloured, -1 (below) to 1 (above)."""

    text: str
    small: str = ""
    heat: float = 0.0


@dataclass(frozen=True)
class Row:
    """A row with its name, a remark beside it, and whether it forms segments."""

    name: str
    remark: str
    is_used: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Grid:
    """A table with a column per segment (name, colour); rows that are seen, those folded away, how many are in none."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    folded: tuple[Row, ...] = ()
    n_more: int = 0


@dataclass(frozen=True)
class Setting:
    """A setting of the spec, and whether it differs from its default."""

    name: str
    value: str
    help: str
    is_changed: bool


def profile_grid(segmentation: Segmentation) -> Grid:
    """Give the index of every numeric feature: 100 is everyone's mean."""
    columns = _in_columns(segmentation)

    def row(feature: Feature, *, is_used: bool) -> Row | None:
        figures = [segment.profile.get(feature.name) for segment in columns]
        if all(figure is None or figure.index is None for figure in figures):
            return None
        return Row(title(feature.name), "", is_used, tuple(map(_index_cell, figures)))

    return _grid(segmentation, _columns(segmentation), row)


def heat(index: float) -> float:
    """Give the strength of a cell's colour: doubling and halving weigh the same.

    Examples
    --------
    >>> heat(100), heat(200), heat(50), heat(5000), heat(0)
    (0.0, 0.5, -0.5, 1.0, -1.0)
    """
    if index <= 0:
        return -1.0
    return round(max(-1.0, min(1.0, math.log2(index / 100) / STRONGEST)), 3)


def units_grid(segmentation: Segmentation, everyone: Mapping[str, tuple[float | None, float | None]]) -> Grid:
    """Give the mean of every numeric feature in its own unit, the median below it, everyone in the first column."""
    columns = _in_columns(segmentation)

    def row(feature: Feature, *, is_used: bool) -> Row:
        figures = [segment.profile.get(feature.name) for segment in columns]
        values = [everyone.get(feature.name, (None, None))]
        values += [(None, None) if figure is None else (figure.mean, figure.median) for figure in figures]
        cells = tuple(_unit_cell(mean, median, feature) for mean, median in values)
        return Row(title(feature.name), _unit(feature, segmentation.currency), is_used, cells)

    return _grid(segmentation, (("Everyone", ""), *_columns(segmentation)), row)


def everyone_of(table: FeatureTable, fewest: int) -> Mapping[str, tuple[float | None, float | None]]:
    """Compute everyone's mean and median of every numeric feature that at least so many have a value of."""
    numeric = [feature.name for feature in table.features if feature.type is not FeatureType.CATEGORY]
    if not numeric:
        return {}
    wanted = [
        sql
        for x in map(quote, numeric)
        for sql in (f"count({x})", f"avg({x})", f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {x})")
    ]
    source, n = table.relation.name, table.n_customers
    (row,) = aggregates(table.relation.engine, wanted, source, n_rows=n, step="everyone, for the report")
    return {name: (row[3 * i + 1], row[3 * i + 2]) for i, name in enumerate(numeric) if row[3 * i] >= fewest}


def crossing_grid(segmentation: Segmentation, names: tuple[str, ...], counts: tuple[tuple[int, ...], ...]) -> Grid:
    """Give how the segments divide over other groups; counts that would point at somebody are not written out."""
    fewest = segmentation.spec.privacy.min_count
    rows, kept, palette = [], _in_columns(segmentation), Palette(segmentation)
    for segment, row in zip(segmentation.segments, counts, strict=True):
        if segment in kept:
            total = sum(row) or 1
            cells = tuple(
                Cell(
                    "" if n == 0 else f"under {fewest}" if n < fewest else count(n),
                    "" if n < fewest else percent(round(n / total, 2)),
                    round(n / total, 3) if n >= fewest else 0.0,
                )
                for n in row
            )
            rows.append(Row(segment.name, palette.colour(segment), True, cells))
    return Grid(tuple((name, "") for name in names), tuple(rows))


def settings(spec: object, prefix: str = "") -> tuple[Setting, ...]:
    """List the settings of a spec, those of its parts under their names."""
    listed: list[Setting] = []
    for field in fields(spec):  # type: ignore[arg-type]
        value = getattr(spec, field.name)
        if is_dataclass(value):
            listed += settings(value, f"{prefix}{field.name}.")
        elif "help" in field.metadata:
            unit = field.metadata["unit"]
            text = _setting_text(value) + (f" {unit}" if unit and isinstance(value, int | float) else "")
            listed.append(Setting(prefix + field.name, text, field.metadata["help"], value != field.default))
    return tuple(listed)


def described(segmentation: Segmentation) -> tuple[Segment, ...]:
    """List the segments that have a profile."""
    return tuple(segment for segment in segmentation.segments if segment.profile)


def _in_columns(segmentation: Segmentation) -> tuple[Segment, ...]:
    """List the segments with a profile that are shown one by one."""
    return tuple(segment for segment in shown(segmentation) if segment.profile)


def _setting_text(value: Any) -> str:
    if value in (None, (), ""):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


class _ToRow(Protocol):
    """Makes the row of a feature, or None where there is nothing to show."""

    def __call__(self, feature: Feature, *, is_used: bool) -> Row | None: ...


def _grid(segmentation: Segmentation, columns: tuple[tuple[str, str], ...], row: _ToRow) -> Grid:
    """Make a table of those features that formed segments and the most telling others; the rest is folded."""
    used = formed_by(segmentation)
    telling = (*used, *most_telling(segmentation, told=used)[:MOST_TELLING])
    numeric = {feature.name: feature for feature in segmentation.features if feature.type is not FeatureType.CATEGORY}
    seen = [numeric[name] for name in telling if name in numeric]
    rest = [feature for feature in numeric.values() if feature not in seen]
    rows, folded = (
        tuple(made for feature in some if (made := row(feature, is_used=feature.name in used)) is not None)
        for some in (seen, rest)
    )
    return Grid(columns, rows, folded[:MOST_ROWS], max(len(folded) - MOST_ROWS, 0))


def _columns(segmentation: Segmentation) -> tuple[tuple[str, str], ...]:
    palette = Palette(segmentation)
    return tuple((segment.name, palette.colour(segment)) for segment in _in_columns(segmentation))


def _unit(feature: Feature, currency: str | None) -> str:
    if feature.unit == "money":
        return currency or "money"
    if feature.type is FeatureType.FLAG:
        return "share with it"
    is_said = feature.unit in in_sentence(feature.name)
    return "" if is_said or feature.unit == "share" else feature.unit


def _index_cell(figure: Figure | None) -> Cell:
    if figure is None or figure.index is None:
        return Cell("–")
    return Cell(count(figure.index), heat=heat(figure.index))


def _unit_cell(mean: float | None, median: float | None, feature: Feature) -> Cell:
    if mean is None:
        return Cell("–")
    return Cell(in_unit(mean, feature), "" if feature.type is FeatureType.FLAG else in_unit(median, feature))
