"""Numbers far from the others, by the fences of the quartiles and by the robust z."""

from __future__ import annotations

import numpy as np

from shoal.sources.findings.sampled import Column, Floats, Sample, share
from shoal.terms import Finding, Kind, Part, Role, Severity

FENCE = 3.0
"""Interquartile ranges beyond the quartiles: the outer fences of Tukey (1977), Exploratory Data Analysis."""

ROBUST_Z = 5.0
"""Distances from the median in units of 1.4826 x MAD; twice the usual 3.5 of Iglewicz & Hoaglin (1993), less a bit."""

SKEWED = 1.0
"""Skewness from which the logarithm of the size is looked at instead; twice that is an exponential."""

A_FEW = 0.01
"""Share of the rows up to which what lies far off is a few rows; more of it is how the numbers are spread."""

FEWEST = 50
FAT_FINGER = 100.0
"""A quantity so many times the 90th percentile is a slip of the hand."""


def outliers(sample: Sample) -> list[Finding]:
    """Find numbers that lie outside of both the quartiles' outer fences and five robust z.

    Numbers that are skewed are looked at by the logarithm of their size, and then only large ones count: zeros, small
    numbers and a long tail are how spending, visits and prices are. Where more than half of the numbers are the same,
    the MAD is 0 and the mean absolute deviation stands in for it (x 1.2533); where the quartiles are one, the robust z
    decides alone.
    """
    return [finding for column in sample.numeric() if (finding := _of(sample, column)) is not None]


def _of(sample: Sample, column: Column) -> Finding | None:
    numbers = column.filled()
    if column.spec.role in (Role.CUSTOMER, Role.LABEL) or len(numbers) < FEWEST or len(np.unique(numbers)) < 10:
        return None
    is_log = _is_skewed(numbers)
    assert column.numbers is not None  # noqa: S101 - numeric() gives such
    with np.errstate(invalid="ignore", divide="ignore"):
        size = np.abs(column.numbers)
        looked = np.log(np.where(size > 0, size, np.nan)) if is_log else column.numbers
        away = robust_z(looked)
        hits = np.nan_to_num(away if is_log else np.abs(away)) > ROBUST_Z
        low, high = np.quantile(looked[~np.isnan(looked)], (0.25, 0.75))
        if low < high:
            fence = FENCE * (high - low)
            hits &= (looked < low - fence) | (looked > high + fence)
    if not hits.any():
        return None
    mean, without = float(numbers.mean()), float(column.numbers[~hits & ~np.isnan(column.numbers)].mean())
    change = abs(mean - without) / max(abs(without), 1e-300)
    # what a few rows do to a mean is news; the numbers of different events are not of one kind to begin with
    is_few = hits.sum() <= A_FEW * len(numbers) and sample.spec.kind is not Kind.EVENTS
    is_slip = column.spec.role is Role.QUANTITY and bool(_slips(column).any())
    return sample.finding(
        "outliers",
        column.name,
        Severity.WARNING if (change > 0.1 and is_few) or is_slip else Severity.NOTE,
        hits,
        f"{share(int(hits.sum()), sample.n)} numbers lie far from all others"
        + (" (by the logarithm of their size)" if is_log else "")
        + f"; without them the mean changes by {100 * change:.1f} %",
        why="a few extreme values decide a mean, and pull groups towards themselves",
        do="features made of them are capped before segments are formed (prepare.outliers, prepare.cap_share)",
    )


def fat_fingers(sample: Sample) -> list[Finding]:
    """Find quantities a hundred times beyond those of nearly all other rows."""
    column = sample.column(Role.QUANTITY)
    if column is None or column.numbers is None or len(column.filled()) < FEWEST:
        return []
    hits = _slips(column)
    if not hits.any():
        return []
    return [
        sample.finding(
            "fat_fingers",
            column.name,
            Severity.WARNING,
            hits,
            f"{share(int(hits.sum()), sample.n)} quantities are over {FAT_FINGER:.0f} times those of nearly all rows",
            why="a slip of the hand makes somebody the best customer",
            do="look at these rows, and correct the file",
            part=Part.VALIDITY,
        )
    ]


def _slips(column: Column) -> np.ndarray:
    assert column.numbers is not None  # noqa: S101 - asked of numbers only
    size = np.abs(column.numbers)
    usual = float(np.quantile(np.abs(column.filled()), 0.9))  # slips may be more than one in a hundred
    with np.errstate(invalid="ignore"):
        return np.nan_to_num(size) > FAT_FINGER * max(usual, 1e-300)


def robust_z(numbers: Floats) -> Floats:
    """Give distances from the median in units that are one standard deviation of a normal population.

    Parameters
    ----------
    numbers : float array (n,)
        NaN where there is none.

    Examples
    --------
    >>> robust_z(np.array([1.0, 2.0, 3.0, 4.0, 100.0])).round(1)
    array([-1.3, -0.7,  0. ,  0.7, 65.4])
    >>> robust_z(np.array([5.0, 5.0, 5.0, 5.0, 9.0])).round(1), robust_z(np.array([5.0, 5.0]))
    (array([0., 0., 0., 0., 4.]), array([0., 0.]))
    """
    away = numbers - np.nanmedian(numbers)
    spread = 1.4826 * np.nanmedian(np.abs(away)) or 1.2533 * np.nanmean(np.abs(away))
    return away / spread if spread > 0 else np.zeros_like(away)


def _is_skewed(numbers: Floats) -> bool:
    """Say whether numbers are skewed; an order and its cancellation may cancel out, and their sizes do not."""
    has_both = bool(numbers.min() < 0 < numbers.max())
    return abs(_skewness(numbers)) > SKEWED or (has_both and _skewness(np.abs(numbers)) > 2 * SKEWED)


def _skewness(numbers: Floats) -> float:
    centred = numbers - numbers.mean()
    largest = float(np.abs(centred).max(initial=0.0))
    centred = centred / largest if largest > 0 else centred  # the square of 1e200 is beyond a float
    spread = float(np.sqrt((centred**2).mean()))
    return float(((centred / spread) ** 3).mean()) if spread > 0 else 0.0
