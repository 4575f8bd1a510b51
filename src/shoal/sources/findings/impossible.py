"""Values that cannot be: births long ago, days to come, ages of 200, a price below zero."""

from __future__ import annotations

from datetime import date

import numpy as np

from shoal.sources.findings.sampled import Bools, Column, Sample, graded, is_dated, share
from shoal.sources.findings.sentinels import placeholders
from shoal.sources.fixes import BLANK_IMPOSSIBLE, Bounds, bounds_of
from shoal.terms import Finding, Part, Role, Severity


def impossible(sample: Sample, now: date) -> list[Finding]:
    """Find values outside of what a column of that meaning can hold."""
    found: list[Finding] = []
    for column in sample.columns:
        if not column.is_used or column.numbers is None or column.spec.role in (Role.OCCURRED_AT, Role.LABEL):
            continue
        bounds = bounds_of(column.spec, now)
        if bounds is None:
            continue
        with np.errstate(invalid="ignore"):
            outside = (column.numbers < bounds.low) | (column.numbers > bounds.high)
        outside &= ~np.isin(column.numbers, placeholders(column))
        if outside.any() and outside.mean() <= 0.5:
            found.append(_finding(sample, column, outside, bounds))
    return found


def _finding(sample: Sample, column: Column, outside: Bools, bounds: Bounds) -> Finding:
    return sample.finding(
        "impossible",
        column.name,
        graded(float(outside.mean()), warning=0.0, error=0.05),
        outside,
        f"{share(int(outside.sum()), sample.n)} values are {bounds.words}",
        why="they are mistakes or stand for nothing, and the mean of a group with one of them is wrong",
        do="read them as missing, if you agree",
        part=Part.VALIDITY,
        fix=f"{BLANK_IMPOSSIBLE}:{column.name}",
    )


def unreadable(sample: Sample) -> list[Finding]:
    """Find cells that cannot be read by the type of their column."""
    found: list[Finding] = []
    for column in sample.columns:
        n = int(column.is_unreadable.sum())
        if not n or not column.is_used or column.spec.role is Role.LABEL:
            continue
        refused = column.spec.role in (Role.OCCURRED_AT, Role.QUANTITY, Role.UNIT_PRICE, Role.AMOUNT)
        kind = "day" if is_dated(column.spec) else column.spec.type.value
        found.append(
            sample.finding(
                "unreadable",
                column.name,
                graded(n / sample.n, warning=0.01, error=0.2),
                column.is_unreadable,
                f"{share(n, sample.n)} values are no {kind if kind != 'text' else 'number'}",
                why="what cannot be read is lost",
                do="these rows are refused" if refused else "they are read as missing; correct them in the file",
                part=None if refused else Part.VALIDITY,  # refused rows are taken from the score as such
            )
        )
    return found


def impossible_days(sample: Sample, now: date) -> list[Finding]:
    """Find events before 1970 and after today, and things that end before they start."""
    found: list[Finding] = []
    today = (now - date(1970, 1, 1)).days
    for column in sample.columns:
        if column.spec.role is not Role.OCCURRED_AT or column.numbers is None:
            continue
        with np.errstate(invalid="ignore"):
            future, past = column.numbers > today, column.numbers < 0
        for name, hits, said in (("future_days", future, "later than today"), ("early_days", past, "before 1970")):
            if hits.any():
                found.append(
                    sample.finding(
                        name,
                        column.name,
                        graded(float(hits.mean()), warning=0.0, error=0.05),
                        hits,
                        f"{share(int(hits.sum()), sample.n)} events are {said}",
                        why="nobody can have recorded them then: the clock or the entry was wrong",
                        do="these rows are refused",
                    )
                )
    start, end = sample.column(Role.STARTED_AT), sample.column(Role.ENDED_AT)
    if start is not None and end is not None and start.numbers is not None and end.numbers is not None:
        with np.errstate(invalid="ignore"):
            hits = end.numbers < start.numbers
        if hits.any():
            found.append(
                sample.finding(
                    "ends_before_start",
                    end.name,
                    Severity.WARNING,
                    hits,
                    f"{share(int(hits.sum()), sample.n)} end before they start",
                    why="their length is negative",
                    do="correct them where they are entered",
                    part=Part.VALIDITY,
                )
            )
    return found


def odd_prices(sample: Sample) -> list[Finding]:
    """Find prices of zero, and below zero where the quantity is not."""
    price, quantity = sample.column(Role.UNIT_PRICE), sample.column(Role.QUANTITY)
    if price is None or price.numbers is None:
        return []
    with np.errstate(invalid="ignore"):
        negative, zero = price.numbers < 0, price.numbers == 0
        if quantity is not None and quantity.numbers is not None:
            negative &= ~(quantity.numbers < 0)
    found: list[Finding] = []
    if negative.any():
        found.append(
            sample.finding(
                "negative_prices",
                price.name,
                Severity.WARNING,
                negative,
                f"{share(int(negative.sum()), sample.n)} prices are below zero though the quantity is not",
                why="they are credits or slips, and count against what the customer spent",
                do="they are counted as returns; correct them in the file where they are slips",
                part=Part.VALIDITY,
            )
        )
    if zero.any():
        found.append(
            sample.finding(
                "zero_prices",
                price.name,
                graded(float(zero.mean()), warning=0.05),
                zero,
                f"{share(int(zero.sum()), sample.n)} prices are zero",
                why="gifts, samples and corrections are no purchases",
                do="they count as no purchase",
                part=Part.VALIDITY,
            )
        )
    return found
