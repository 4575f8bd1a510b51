"""What is missing: how much of each column, which columns together, and where it depends on something else."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from shoal.sources.findings.due import KEYS
from shoal.sources.findings.sampled import (
    SMALLEST_GROUP,
    Bools,
    Column,
    Floats,
    Ints,
    Nowhere,
    Sample,
    graded,
    is_dated,
    percent,
    share,
)
from shoal.terms import Finding, Role, Severity

FEWEST = 20
"""Missing cells, and filled ones, that a pattern needs: fewer are chance."""

ALIKE = 0.9
"""Correlation of the places where two columns are missing, from which they are said to be missing together."""

MOST_LEVELS = 50
MOST_CAUSES = 100
"""Columns that may explain where others are missing; the first ones of the file."""

SIGNIFICANT = 0.01
STRONG = 0.3
"""Cramér's V from which a dependence is worth a sentence, whatever its p: large tables find everything significant."""


def missing(sample: Sample) -> list[Finding]:
    """Say of each column how much of it is missing."""
    return [_one(sample, column) for column in sample.columns if column.is_missing.any()]


def _one(sample: Sample, column: Column) -> Finding:
    gaps = float(column.gaps.mean())
    is_key = column.spec.role in KEYS
    severity = graded(gaps, warning=0.05 if is_key else 0.3, error=0.3 if is_key else 2.0)
    return sample.finding(
        "missing",
        column.name,
        severity if column.is_used else Severity.NOTE,
        column.is_missing,
        f"no value in {share(int(column.is_missing.sum()), sample.n)} rows",
        why=_WHY.get(column.spec.role, "what is not there cannot tell customers apart"),
        do=_done(column) if gaps else "nothing: it is there only where it applies",
    )


_WHY = {
    Role.CUSTOMER: "rows without a customer cannot be credited to anybody",
    Role.OCCURRED_AT: "rows without a time cannot be placed in the history",
    Role.IDENTIFIER: "whoever has none cannot be reached or linked by it",
}


def _done(column: Column) -> str:
    if column.spec.role in (Role.CUSTOMER, Role.OCCURRED_AT):
        return "rows without it are refused"
    if column.spec.role is Role.TRAIT and column.numbers is not None and not is_dated(column.spec):
        return "the median of the others stands in for it where segments are formed on it (prepare.missing)"
    return "nothing: it counts as not known"


def missing_where(sample: Sample) -> list[Finding]:
    """Say of each column that is missing just where another has some values: it does not apply there."""
    return [_where(sample, c, c.nowhere) for c in sample.columns if c.nowhere is not None]


def _where(sample: Sample, column: Column, told: Nowhere) -> Finding:
    levels = ", ".join(f"“{level.strip()}”" for level in told.levels[:3])
    levels += f" and {len(told.levels) - 3} more" if told.levels[3:] else ""
    return sample.finding(
        "missing_where",
        column.name,
        Severity.NOTE,
        column.is_missing & told.rows,
        f"it is never there where {told.cause} is {levels}",
        why="it does not apply there, or is not asked there: that is how the table is made, not a flaw of it",
        do="nothing; a value that stands in for it says no more than that it does not apply",
    )


def missing_together(sample: Sample) -> list[Finding]:
    """Find groups of columns that are missing in the same rows."""
    columns = [c for c in sample.columns if FEWEST <= c.gaps.sum() <= sample.n - FEWEST]
    if len(columns) < 2:
        return []
    masks = np.column_stack([c.is_missing for c in columns]).astype(np.float32)
    centred = masks - masks.mean(axis=0)
    centred /= np.sqrt((centred**2).sum(axis=0))
    alike = centred.T @ centred >= ALIKE
    found: list[Finding] = []
    left = set(range(len(columns)))
    for first in range(len(columns)):
        group = [place for place in np.flatnonzero(alike[first]) if place in left]
        if first not in left or len(group) < 2:
            continue
        left -= set(group)
        names = [columns[place].name for place in group]
        hits = np.all([columns[place].is_missing for place in group], axis=0)
        listed = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
        found.append(
            sample.finding(
                "missing_together",
                names[0],
                Severity.NOTE,
                hits,
                f"{listed} are missing in the same rows, in {share(int(hits.sum()), sample.n)}",
                why="they were never asked, or one step of the export lost them all",
                do="ask where these rows come from; as features they say one thing between them, not several",
            )
        )
    return found


def missing_by(sample: Sample) -> list[Finding]:
    """Find columns that are missing more in some rows than in others, by another column or by time.

    Each column with at least 20 missing and 20 filled cells is tested against each other one by Pearson's chi-square
    test of independence: categories of 2 to 50 levels, numbers cut at their quartiles, time by month. Its p (by the
    cube root of Wilson & Hilferty, 1931, PNAS 17) is held against 0.01 divided by the number of tests (Bonferroni), and
    Cramér's V must reach 0.3; of each column the strongest dependence is told. Levels of fewer than 11 rows are not,
    nor is a column that is itself missing in most rows a cause. What is missing by nature is left aside.
    """
    columns = [c for c in sample.columns if FEWEST <= c.gaps.sum() <= sample.n - FEWEST]
    known = [c for c in sample.columns[:MOST_CAUSES] if c.is_missing.mean() <= 0.5]
    causes = [(c, groups) for c in known if (groups := _groups(c)) is not None]
    if not columns or not causes:
        return []
    masks = np.column_stack([c.gaps for c in columns]).astype(np.float64)
    n_tests = len(columns) * len(causes)
    best: dict[int, tuple[float, Column, tuple[str, ...], Floats, Floats]] = {}
    for cause, (codes, names) in causes:
        belongs = (codes[None, :] == np.arange(len(names))[:, None]).astype(np.float64)
        totals, counts = belongs.sum(axis=1), belongs @ masks
        strengths, chi2 = _dependence(counts, totals)
        for place in np.flatnonzero(strengths >= STRONG):
            p = chi2_tail(float(chi2[place]), int((totals > 0).sum()) - 1)
            is_other = columns[place].name != cause.name
            if is_other and p * n_tests < SIGNIFICANT and strengths[place] > best.get(int(place), (0.0,))[0]:
                best[int(place)] = (float(strengths[place]), cause, names, counts[:, place], totals)
    return [_by(sample, columns[place], *told) for place, told in sorted(best.items())]


def _by(
    sample: Sample,
    column: Column,
    strength: float,
    cause: Column,
    names: tuple[str, ...],
    counts: Floats,
    totals: Floats,
) -> Finding:
    rates = np.where(totals >= SMALLEST_GROUP, counts / np.maximum(totals, 1), -1.0)
    worst = int(rates.argmax())
    elsewhere = (counts.sum() - counts[worst]) / max(1.0, totals.sum() - totals[worst])
    return Finding(
        "missing_by",
        sample.spec.path,
        column.name,
        Severity.WARNING,
        int(counts[worst]),
        int(totals[worst]),
        f"it is missing in {percent(rates[worst])} of the rows where {cause.name} is {names[worst]}, and in"
        f" {percent(elsewhere)} of the others (Cramér's V {strength:.2f})",
        "what stands in for the missing is wrong for just these customers, and groups may form on what was not asked",
        "find out why; leave the column out with features.exclude where it cannot be filled",
    )


def _groups(column: Column) -> tuple[Ints, tuple[str, ...]] | None:
    """Cut a column into groups of rows: codes, -1 where it is missing, and the names of the groups."""
    if not column.is_used or column.spec.role is Role.CUSTOMER:
        return None
    if column.codes is not None:
        is_few = 2 <= len(column.levels) <= MOST_LEVELS
        return (column.codes, tuple(f"“{level.strip()}”" for level in column.levels)) if is_few else None
    if is_dated(column.spec):
        return _months(column) if column.spec.role is Role.OCCURRED_AT else None
    return _quarters(column)


def _quarters(column: Column) -> tuple[Ints, tuple[str, ...]] | None:
    assert column.numbers is not None  # noqa: S101 - texts have codes
    is_known = ~np.isnan(column.numbers)
    if not is_known.any():
        return None
    cuts = np.unique(np.quantile(column.numbers[is_known], (0.25, 0.5, 0.75)))
    codes = np.where(is_known, np.searchsorted(cuts, np.nan_to_num(column.numbers), side="left"), -1).astype(np.int64)
    edges = [f"{cut:g}" for cut in cuts]
    names = [f"at most {edges[0]}"]
    names += [f"above {low} to {high}" for low, high in pairwise(edges)]
    names.append(f"above {edges[-1]}")
    return codes, tuple(names)


def _months(column: Column) -> tuple[Ints, tuple[str, ...]] | None:
    assert column.numbers is not None  # noqa: S101 - texts have codes
    days = column.numbers
    is_known = ~np.isnan(days)
    months = np.nan_to_num(days).astype(np.int64).astype("datetime64[D]").astype("datetime64[M]")
    different, codes = np.unique(months[is_known], return_inverse=True)
    if not 2 <= len(different) <= 240:
        return None
    all_codes = np.full(len(days), -1, dtype=np.int64)
    all_codes[is_known] = codes
    return all_codes, tuple(f"in {month}" for month in different)


def _dependence(counts: Floats, totals: Floats) -> tuple[Floats, Floats]:
    """Give Cramér's V of missing or not against groups, and chi-square, for each column of `counts`."""
    is_there = totals > 0
    counts, totals = counts[is_there], totals[is_there]
    n = max(1.0, float(totals.sum()))
    rates = counts.sum(axis=0) / n
    if len(totals) < 2:
        return np.zeros_like(rates), np.zeros_like(rates)
    spread = np.maximum(rates * (1 - rates), 1e-12)  # 0 where nothing or all is missing in these rows
    chi2 = (((counts - totals[:, None] * rates) ** 2) / (totals[:, None] * spread)).sum(axis=0)
    return np.sqrt(chi2 / n), chi2


def chi2_tail(chi2: float, df: int) -> float:
    """Give the chance that a chi-square variable exceeds a value, by the cube-root approximation.

    Examples
    --------
    >>> round(chi2_tail(9.488, 4), 2), round(chi2_tail(3.841, 1), 2), chi2_tail(0.0, 3)
    (0.05, 0.05, 1.0)
    """
    if chi2 <= 0:
        return 1.0
    spread = 2 / (9 * df)
    z = ((chi2 / df) ** (1 / 3) - (1 - spread)) / math.sqrt(spread)
    return 0.5 * math.erfc(z / math.sqrt(2))


def blank_rows(sample: Sample) -> list[Finding]:
    """Find rows in which nothing is filled but a column or two."""
    if len(sample.columns) < 4:
        return []
    n_filled = len(sample.columns) - np.sum([c.is_missing for c in sample.columns], axis=0)
    hits: Bools = n_filled <= max(1, len(sample.columns) // 5)
    if not hits.any():
        return []
    return [
        sample.finding(
            "blank_rows",
            "",
            Severity.WARNING,
            hits,
            f"{share(int(hits.sum()), sample.n)} rows are blank but for a fifth of the columns or less",
            why="they are left-overs of a spreadsheet rather than records",
            do="remove them from the export",
        )
    ]
