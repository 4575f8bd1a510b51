"""Columns that say nothing: all the same, nearly all the same, or different in every row."""

from __future__ import annotations

import numpy as np

from shoal.sources.findings.sampled import Column, Ints, Sample, percent, share
from shoal.terms import ColumnType, Finding, Kind, Role, Severity

NEARLY = 0.995
FEWEST = 20
_NAMING = (Role.CUSTOMER, Role.ORDER, Role.IDENTIFIER, Role.ANONYMOUS, Role.SESSION, Role.HOLDING, Role.ACCOUNT,
           Role.OCCURRED_AT, Role.TEXT)  # fmt: skip


def variety(sample: Sample) -> list[Finding]:
    """Find constant, nearly constant and identifier-like columns; a column that is all blank is constant."""
    return [finding for column in sample.columns if (finding := _of(sample, column)) is not None]


def _of(sample: Sample, column: Column) -> Finding | None:
    if sample.n < FEWEST or column.spec.role in _NAMING:
        return None
    counts = _counts(column)
    if not len(counts):
        empty = bool(column.is_missing.all())
        return _finding(sample, column, "empty", "there is no value in any row") if empty else None
    most = int(counts.max())
    if len(counts) == 1 and not column.is_missing.any():
        return _finding(sample, column, "constant", "every row has the same value")
    if most >= NEARLY * sample.n:
        return _finding(sample, column, "nearly_constant", f"{percent(most / sample.n)} of the rows have one value")
    if sample.spec.kind is not Kind.CUSTOMERS or not _is_identifier(column, counts):
        return None
    return _finding(sample, column, "identifier_like", f"{share(len(counts), int(counts.sum()))} values are different")


def _is_identifier(column: Column, counts: Ints) -> bool:
    """Say whether nearly every row has a value of its own, that is neither a day nor a measured number."""
    is_number = column.numbers is not None
    is_whole = is_number and bool((column.filled() == np.floor(column.filled())).all())
    is_measured = column.spec.type is ColumnType.DATE or (is_number and not is_whole)
    n = int(counts.sum())
    return n >= 100 and len(counts) >= 0.99 * n and not is_measured


def _finding(sample: Sample, column: Column, name: str, found: str) -> Finding:
    why = (
        "a value that nobody shares says who somebody is, not what they are like"
        if name == "identifier_like"
        else "what is the same for everybody tells nobody apart"
    )
    used = column.spec.role is Role.TRAIT
    return Finding(
        name,
        sample.spec.path,
        column.name,
        Severity.NOTE,
        1,
        len(sample.columns),
        found,
        why,
        "segments are not formed on it" if not used else "leave it out with features.exclude if it forms segments",
    )


def _counts(column: Column) -> Ints:
    if column.codes is not None:
        counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.levels))
    else:
        counts = np.unique(column.filled(), return_counts=True)[1]
    return counts[counts > 0].astype(np.int64)
