"""Placeholders that stand for no value: 999, -1, 666666 among numbers, "unknown" among words."""

from __future__ import annotations

import numpy as np

from shoal.sources.findings.sampled import SMALLEST_GROUP, Bools, Column, Sample, graded, is_dated, share
from shoal.sources.fixes import BLANK_IMPOSSIBLE, FOLDED_BY_DEFAULT, fold, placeholders_among
from shoal.terms import ColumnType, Finding, Role, Severity

UNKNOWN = frozenset(
    ("unknown", "not known", "not specified", "unspecified", "not available", "missing", "unbekannt", "inconnu",
     "desconocido", "desconhecido", "sconosciuto", "onbekend", "nieznany", "keine angabe", "k.a.")
)  # fmt: skip
"""What is written where somebody was asked and nobody knows; it is kept as a value of its own."""


def sentinels(sample: Sample) -> list[Finding]:
    """Find numbers and words that stand for no value though they read as one."""
    found: list[Finding] = []
    for column in sample.columns:
        if column.is_used:
            found += _numbers(sample, column) if column.codes is None else _words(sample, column)
    return found


def placeholders(column: Column) -> tuple[float, ...]:
    """Give the numbers of a column that stand for no value."""
    is_trait = column.spec.role is Role.TRAIT and column.spec.type is not ColumnType.FLAG
    if column.numbers is None or not is_trait or is_dated(column.spec):
        return ()
    numbers, counts = np.unique(column.filled(), return_counts=True)
    return placeholders_among(dict(zip(numbers.tolist(), counts.tolist(), strict=True)))


def _numbers(sample: Sample, column: Column) -> list[Finding]:
    values = placeholders(column)
    if not values:
        return []
    assert column.numbers is not None  # noqa: S101 - only numbers have them
    hits: Bools = np.isin(column.numbers, values)
    many = [value for value in values if (column.numbers == value).sum() >= SMALLEST_GROUP]
    quoted = f" ({', '.join(f'{value:g}' for value in many)})" if len(many) == len(values) else ""
    return [
        sample.finding(
            "sentinels",
            column.name,
            Severity.WARNING,
            hits,
            f"{share(int(hits.sum()), sample.n)} numbers{quoted} look like placeholders for none: far from all others,"
            " and of one digit or -1",
            why="read as numbers they are wrong by far, and decide every mean they are in",
            do="read them as missing, if you agree",
            fix=f"{BLANK_IMPOSSIBLE}:{column.name}",
        )
    ]


def _words(sample: Sample, column: Column) -> list[Finding]:
    if column.spec.role not in FOLDED_BY_DEFAULT or column.codes is None or len(column.levels) > 1_000:
        return []
    is_unknown = [fold(level) in UNKNOWN for level in column.levels]
    hits: Bools = np.append(np.array(is_unknown, dtype=bool), False)[column.codes]
    if not hits.any():
        return []
    word = next(level.strip() for level, is_one in zip(column.levels, is_unknown, strict=True) if is_one)
    return [
        sample.finding(
            "sentinels",
            column.name,
            graded(float(hits.mean()), warning=0.3),
            hits,
            f"“{word}” stands for no value in {share(int(hits.sum()), sample.n)} rows",
            why="it counts as a value of its own, as if those customers had something in common",
            do="nothing: read such a group as those who were not asked; leave it blank in the export where it is a gap",
        )
    ]
