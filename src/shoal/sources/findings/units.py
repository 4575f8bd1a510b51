"""Breaks of unit: cents among whole units, grams among kilograms, 0.25 among 25 per cent; and breaks of currency."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from shoal.sources.findings.sampled import NUMERIC, SMALLEST_GROUP, Bools, Column, Floats, Sample, share
from shoal.sources.fixes import DIVIDE
from shoal.terms import Finding, Part, Role, Severity

FACTORS = (100.0, 1000.0)
WITHIN = 1.6
"""A ratio counts as one of `FACTORS` if it is within this factor of it: prices of days differ by themselves."""

FEWEST = 20
LARGEST_PART = 0.5
LONGEST_DAYS = 400


def unit_breaks(sample: Sample) -> list[Finding]:
    """Find numbers that jump by a factor of about 100 or 1,000 for some days, from a day on, or for one country.

    The median of the days of a run (a country, a channel) is held against that of the others: no season makes prices a
    hundred times higher, a change of unit does.
    """
    found: list[Finding] = []
    for column in sample.numeric():
        if column.spec.role not in (*NUMERIC, Role.TRAIT) or column.numbers is None:
            continue
        with np.errstate(invalid="ignore"):
            is_positive = np.nan_to_num(column.numbers) > 0
        if is_positive.sum() < 4 * FEWEST:
            continue
        by_day = _by_day(sample, column, is_positive)
        by_level = None if by_day is not None else _by_level(sample, column, is_positive)
        percents = _percents(sample, column) if by_day is None and by_level is None else None
        found += [finding for finding in (by_day, by_level, percents) if finding is not None]
    return found


def _by_day(sample: Sample, column: Column, is_positive: Bools) -> Finding | None:
    time = sample.column(Role.OCCURRED_AT)
    if time is None or time.numbers is None or column.numbers is None:
        return None
    is_known = is_positive & ~np.isnan(time.numbers)
    if is_known.sum() < 4 * FEWEST:
        return None
    days, logs = time.numbers[is_known], np.log10(column.numbers[is_known])
    overall = float(np.median(logs))
    different, inverse, counts = np.unique(days, return_inverse=True, return_counts=True)
    order = np.lexsort((logs, inverse))
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    medians = logs[order][starts + counts // 2]
    factor = next((f for f in FACTORS if _is_run(medians - overall, counts, f)), None)
    if factor is None:
        return None
    near = _near(medians - overall, factor)
    # one odd line of a quiet day is no break: the days of a run have rows enough together
    low, high = different[near].min(), different[near].max()
    within = (different >= low) & (different <= high)
    if counts[near].sum() < 0.6 * counts[within].sum():
        return None
    with np.errstate(invalid="ignore"):
        hits = is_positive & (time.numbers >= low) & (time.numbers <= high)
    since, until = (date(1970, 1, 1) + timedelta(days=int(day)) for day in (low, high))
    return sample.finding(
        "unit_break",
        column.name,
        Severity.ERROR,
        hits,
        f"from {since} to {until} the numbers are about {factor:.0f} times those of all other days, in"
        f" {share(int(hits.sum()), sample.n)} rows",
        why="they are in another unit, cents for whole units perhaps, and make those days' buyers the best customers",
        do=f"divide them by {factor:.0f}, if you agree",
        part=Part.CONSISTENCY,
        fix=f"{DIVIDE}:{column.name}:{factor:.0f}:{since}..{until}",
    )


def _near(away: Floats, factor: float) -> Bools:
    hits: Bools = np.abs(away - np.log10(factor)) <= np.log10(WITHIN)
    return hits


def _is_run(away: Floats, counts: np.ndarray, factor: float) -> bool:
    near = _near(away, factor)
    n = int(counts[near].sum())
    return FEWEST <= n <= LARGEST_PART * int(counts.sum()) and int(near.sum()) <= LONGEST_DAYS


def _by_level(sample: Sample, column: Column, is_positive: Bools) -> Finding | None:
    assert column.numbers is not None  # noqa: S101 - numeric() gives such
    for role in (Role.COUNTRY, Role.CHANNEL, Role.CURRENCY, Role.STATUS):
        cause = sample.column(role)
        if cause is None or cause.codes is None or not 2 <= len(cause.levels) <= 100:
            continue
        overall = float(np.median(np.log10(column.numbers[is_positive])))
        for code, level in enumerate(cause.levels):
            hits = is_positive & (cause.codes == code)
            if not max(FEWEST, SMALLEST_GROUP) <= hits.sum() <= LARGEST_PART * is_positive.sum():
                continue
            away = float(np.median(np.log10(column.numbers[hits]))) - overall
            factor = next((f for f in FACTORS if abs(away - np.log10(f)) <= np.log10(WITHIN)), None)
            if factor is not None:
                return sample.finding(
                    "unit_break",
                    column.name,
                    Severity.ERROR,
                    hits,
                    f"where {cause.name} is “{level.strip()}” the numbers are about {factor:.0f} times the others, in"
                    f" {share(int(hits.sum()), sample.n)} rows",
                    why="they are in another unit or another currency, and cannot be added to the others",
                    do="convert them in the export",
                    part=Part.CONSISTENCY,
                )
    return None


def _percents(sample: Sample, column: Column) -> Finding | None:
    """Find shares from 0 to 1 among percentages from 0 to 100."""
    words = column.name.casefold()
    if not any(word in words for word in ("percent", "pct", "share", "rate", "anteil", "quote", "%")):
        return None
    assert column.numbers is not None  # noqa: S101 - numeric() gives such
    numbers = np.nan_to_num(column.numbers)
    small = (numbers > 0) & (numbers < 1)
    large = numbers > 1
    if not 0.05 * large.sum() <= small.sum() <= 20 * large.sum() or numbers.max() > 100 or small.sum() < FEWEST:
        return None
    hits: Bools = small if small.sum() < large.sum() else large
    return sample.finding(
        "percent_break",
        column.name,
        Severity.WARNING,
        hits,
        f"{share(int(hits.sum()), sample.n)} numbers are of another scale: some go from 0 to 1, others to 100",
        why="25 % is written both 0.25 and 25, and their mean means nothing",
        do="write all of them in one scale",
        part=Part.CONSISTENCY,
    )


def currency_breaks(sample: Sample) -> list[Finding]:
    """Find several currencies in one source, by the column that names them, and when or where they change."""
    column = sample.column(Role.CURRENCY)
    if column is None or column.codes is None:
        return []
    names = np.array([level.strip().upper() for level in column.levels])
    different = np.unique(names)
    if len(different) < 2:
        return []
    counts = {str(name): int(np.isin(column.codes, np.flatnonzero(names == name)).sum()) for name in different}
    usual = max(counts, key=lambda name: (counts[name], name))
    hits: Bools = (column.codes >= 0) & ~np.isin(column.codes, np.flatnonzero(names == usual))
    listed = ", ".join(f"{name} in {n:,}" for name, n in sorted(counts.items()) if n >= SMALLEST_GROUP)
    return [
        sample.finding(
            "mixed_currencies",
            column.name,
            Severity.ERROR,
            hits,
            f"there are {len(different)} currencies: {listed} rows{_when(sample, hits)}",
            why="amounts of several currencies cannot be added up",
            do="convert them in the export; nothing is converted here",
            part=Part.CONSISTENCY,
        )
    ]


def _when(sample: Sample, hits: Bools) -> str:
    time = sample.column(Role.OCCURRED_AT)
    if time is None or time.numbers is None or np.isnan(time.numbers[hits]).all():
        return ""
    first = date(1970, 1, 1) + timedelta(days=int(np.nanmin(time.numbers[hits])))
    return f"; others than the usual one since {first}"
