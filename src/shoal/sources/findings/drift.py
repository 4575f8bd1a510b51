"""Columns whose values change over the months, and days on which fewer rows came than should have."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from shoal.sources.findings.sampled import NAMING, Bools, Column, Floats, Ints, Sample, is_dated, share
from shoal.terms import Finding, Part, Role, Severity

PSI_WARNING, PSI_ERROR = 0.25, 0.5
"""From 0.25 on the population stability index is called a major shift (Siddiqi 2006, Credit Risk Scorecards)."""

FEWEST_ROWS, FEWEST_MONTHS = 200, 4
FEWEST_PER_DAY = 3.0
TOO_FEW = 1e-6
"""Chance of so few rows below which days are called a broken feed: one false alarm in thousands of years."""

MOST_DAYS = 4_000


def drift(sample: Sample) -> list[Finding]:
    """Find columns whose distribution in the last three months differs from that of all months before.

    The population stability index over ten bins of equal size (or the ten commonest levels), of which the part that
    chance gives is taken off: (bins - 1) x (1/n + 1/m).
    """
    months = _months(sample)
    if months is None:
        return []
    recent = months > months.max() - 3
    known = months >= 0
    if min((known & recent).sum(), (known & ~recent).sum()) < FEWEST_ROWS or months.max() < FEWEST_MONTHS:
        return []
    found: list[Finding] = []
    for column in sample.columns:
        binned = _binned(column)
        if binned is None:
            continue
        index = stability_index(binned[known & ~recent & (binned >= 0)], binned[known & recent & (binned >= 0)])
        if index < PSI_WARNING:
            continue
        found.append(
            sample.finding(
                "drift",
                column.name,
                Severity.WARNING if index >= PSI_ERROR else Severity.NOTE,
                known & recent & ~column.is_missing,
                f"its values of the last three months differ from those before (stability index {index:.2f}; 0.25 is a"
                " major shift)",
                why="customers are compared by what has come to mean something else",
                do="ask what changed: prices, an offer, or the way it is recorded",
            )
        )
    return found


def stability_index(before: Ints, after: Ints) -> float:
    """Give the population stability index of two samples of bins, less what chance gives; 0 where nothing is compared.

    Examples
    --------
    >>> stability_index(np.array([0, 1] * 500), np.array([0, 1] * 400))
    0.0
    >>> round(stability_index(np.array([0, 1] * 500), np.array([0, 0, 0, 1] * 200)), 2)
    0.27
    """
    if not len(before) or not len(after):
        return 0.0
    n_bins = int(max(before.max(), after.max())) + 1
    shares = [
        (np.bincount(each, minlength=n_bins) + 0.5) / (len(each) + 0.5 * n_bins)  # a bin may be empty
        for each in (before, after)
    ]
    index = float(((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum())
    return max(0.0, index - (n_bins - 1) * (1 / len(before) + 1 / len(after)))


def _months(sample: Sample) -> Ints | None:
    time = sample.column(Role.OCCURRED_AT)
    if time is None or time.numbers is None or np.isnan(time.numbers).all():
        return None
    days = _plausible(time.numbers)
    months = np.where(np.isnan(days), -1, np.nan_to_num(days)).astype(np.int64).astype("datetime64[D]")
    numbers = months.astype("datetime64[M]").astype(np.int64)
    is_known = ~np.isnan(days)
    if not is_known.any():
        return None
    return np.where(is_known, numbers - numbers[is_known].min(), -1)


def _plausible(days: Floats) -> Floats:
    """Leave out days that a handful of rows stand far off: a clock that was wrong makes no months."""
    known = days[~np.isnan(days)]
    low, high = np.quantile(known, (0.01, 0.99))
    reach = max(31.0, 0.25 * (high - low))
    with np.errstate(invalid="ignore"):
        return np.where((days < low - reach) | (days > high + reach), np.nan, days)


def _binned(column: Column) -> Ints | None:
    if column.spec.role in NAMING or is_dated(column.spec) or not column.is_used:
        return None
    if column.codes is not None:
        if not 2 <= len(column.levels) <= 200:
            return None
        counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.levels))
        place = np.full(len(column.levels) + 1, 9, dtype=np.int64)
        place[np.argsort(-counts, kind="stable")[:9]] = np.arange(min(9, len(counts)))
        place[-1] = -1
        return place[column.codes]
    numbers = column.filled()
    if len(numbers) < FEWEST_ROWS:
        return None
    cuts = np.unique(np.quantile(numbers, np.linspace(0.1, 0.9, 9)))
    assert column.numbers is not None  # noqa: S101 - texts have codes
    binned = np.searchsorted(cuts, np.nan_to_num(column.numbers), side="left")
    return np.where(np.isnan(column.numbers), -1, binned).astype(np.int64)


def feed_gaps(sample: Sample) -> list[Finding]:
    """Find runs of days with far fewer rows than such days of the week have around them.

    A day is expected to have the median of the same weekday in the four weeks before and after. Runs of days whose
    count is at most a third of that, and so low that a Poisson count would be in less than one of a million cases, are
    told. Counts that scatter more than Poisson's, since rows come in orders, are divided by how much more. Weekdays on
    which the business is usually closed are not.
    """
    time = sample.column(Role.OCCURRED_AT)
    if time is None or time.numbers is None:
        return []
    days = _plausible(time.numbers) if not np.isnan(time.numbers).all() else time.numbers
    known = days[~np.isnan(days)].astype(np.int64)
    if len(known) < FEWEST_ROWS or known.max() - known.min() > MOST_DAYS:
        return []
    first = int(known.min())
    counts = np.bincount(known - first).astype(np.float64)
    expected = _expected(counts)
    low = (counts <= expected / 3) & (expected >= FEWEST_PER_DAY)
    n_open = int((expected >= 1).sum()) or 1
    spread = _spread(counts[expected >= 1], expected[expected >= 1])
    gaps = [(a, b) for a, b in _runs(low) if _is_too_few(counts[a : b + 1] / spread, expected[a : b + 1] / spread)]
    if not gaps:
        return []
    lost = sum(b - a + 1 for a, b in gaps)
    said = ", ".join(_days(first + a, first + b) for a, b in gaps[:5]) + (
        f" and {len(gaps) - 5} more" if gaps[5:] else ""
    )
    around: Bools = np.zeros(sample.n, dtype=bool)
    for a, b in gaps:
        with np.errstate(invalid="ignore"):
            around |= (days >= first + a - 1) & (days <= first + b + 1)
    missing = sum(float((expected[a : b + 1] - counts[a : b + 1]).sum()) for a, b in gaps)
    rows = tuple(int(row) for row in sample.rows[np.flatnonzero(around)[:5]])
    return [
        Finding(
            "feed_gap",
            sample.spec.path,
            time.name,
            Severity.ERROR if missing > 0.05 * counts.sum() else Severity.WARNING,
            lost,
            n_open,
            f"on {share(lost, n_open)} days hardly any rows came: {said}",
            "the feed was broken or the business closed; who bought then looks as if they had not",
            "export those days again, if the business was open",
            rows,
            Part.TIMELINESS,
        )
    ]


def _expected(counts: Floats) -> Floats:
    """Give the median of the same weekday in four weeks before and after."""
    n = len(counts)
    around = np.full((8, n), np.nan)
    for place, weeks in enumerate((-4, -3, -2, -1, 1, 2, 3, 4)):
        moved = 7 * weeks
        inside = np.arange(max(0, -moved), min(n, n - moved))
        around[place, inside] = counts[inside + moved]
    is_lonely = np.isnan(around).all(axis=0)
    around[:, is_lonely] = 0.0
    expected: Floats = np.nanmedian(around, axis=0)
    return expected


def _spread(counts: Floats, expected: Floats) -> float:
    """Give how much more than a Poisson count the days scatter: the median of what is 1 in the mean, over 0.455."""
    if not len(counts):
        return 1.0
    return max(1.0, float(np.median((counts - expected) ** 2 / expected)) / 0.455)


def _runs(low: Bools) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], low.astype(np.int64), [0]))))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _is_too_few(counts: Floats, expected: Floats) -> bool:
    """Say whether a Poisson count would be so low in less than one of a million cases, by the Chernoff bound."""
    n, mean = float(counts.sum()), float(expected.sum())
    bound = -mean + n - n * np.log(max(n, 1e-300) / mean) if n > 0 else -mean
    return bool(bound < np.log(TOO_FEW))


def _days(first: int, last: int) -> str:
    since, until = (date(1970, 1, 1) + timedelta(days=day) for day in (first, last))
    return str(since) if first == last else f"{since} to {until}"


def span(sample: Sample) -> tuple[str, ...]:
    """Give the first and the last plausible day of the events; nothing where there are none."""
    time = sample.column(Role.OCCURRED_AT)
    if time is None or time.numbers is None or np.isnan(time.numbers).all():
        return ()
    days = _plausible(time.numbers)
    return tuple(str(date(1970, 1, 1) + timedelta(days=int(edge))) for edge in (np.nanmin(days), np.nanmax(days)))
