"""Columns that say the same as another: equal in every row, or nearly in step."""

from __future__ import annotations

import numpy as np

from shoal.sources.findings.sampled import Column, Floats, Sample, is_dated
from shoal.terms import ColumnType, Finding, Kind, Role, Severity

IN_STEP = 0.95
MOST_COLUMNS = 1_000
MOST_TOLD = 20


def correlated(sample: Sample) -> list[Finding]:
    """Find numbers whose ranks go in step (Spearman's rho of 0.95 or more, of either sign), and equal columns.

    Missing numbers are put at the middle rank. Each column is told once, beside the first that it follows.
    """
    columns = [c for c in sample.columns[:MOST_COLUMNS] if c.is_used and c.numbers is not None and _varies(c)]
    if sample.spec.kind is not Kind.CUSTOMERS:  # what opens later closes later
        columns = [c for c in columns if not is_dated(c.spec)]
    if len(columns) < 2 or sample.n < 20:
        return []
    ranks = np.column_stack([_ranks(c) for c in columns]).astype(np.float32)
    rho = ranks.T @ ranks
    found: list[Finding] = []
    told: set[int] = set()
    for first in range(len(columns)):
        for second in np.flatnonzero(np.abs(rho[first]) >= IN_STEP):
            if second <= first or second in told or first in told:
                continue
            told.add(int(second))
            found.append(_pair(sample, columns[first], columns[int(second)], float(rho[first, second])))
    return found


def _pair(sample: Sample, one: Column, other: Column, rho: float) -> Finding:
    same = bool(np.array_equal(one.numbers, other.numbers, equal_nan=True))  # type: ignore[arg-type]
    return Finding(
        "duplicate_columns" if same else "correlated",
        sample.spec.path,
        other.name,
        Severity.NOTE,
        2,
        len(sample.columns),
        f"it is the same as {one.name} in every row" if same else f"it goes in step with {one.name} (rho {rho:.2f})",
        "the same thing said twice weighs twice",
        "of features that say nearly the same one is kept (prepare.max_correlation)",
    )


def _varies(column: Column) -> bool:
    if column.spec.role in (Role.LABEL, Role.CONSENT, Role.CUSTOMER) or column.spec.type is ColumnType.FLAG:
        return False
    numbers = column.filled()
    return len(numbers) >= 20 and bool(numbers.min() < numbers.max())


def _ranks(column: Column) -> Floats:
    """Give mean ranks, centred and of length 1."""
    assert column.numbers is not None  # noqa: S101 - asked of numbers only
    is_known = ~np.isnan(column.numbers)
    _, inverse, counts = np.unique(column.numbers[is_known], return_inverse=True, return_counts=True)
    mean_rank = np.cumsum(counts) - (counts - 1) / 2
    ranks = np.zeros(len(column.numbers))
    ranks[is_known] = mean_rank[inverse] - mean_rank[inverse].mean()
    length = float(np.sqrt((ranks**2).sum()))
    return ranks / length if length > 0 else ranks
