"""Rows that are there twice: exactly, but for case and blanks, or but for their id; keys of several rows."""

from __future__ import annotations

import numpy as np

from shoal.sources.findings.sampled import MOST_EXAMPLES, Column, Ints, Sample, graded, share
from shoal.sources.fixes import EXACT, LINES, NEAR, fold, has_fix
from shoal.terms import Finding, Kind, Part, Role, Severity, SourceSpec

EXACT_DUPLICATES = "exact_duplicates"

ENOUGH_TO_TELL = 5
"""Columns besides the key that must agree before two customers who agree in all of them are worth a word."""


def repeats(sample: Sample) -> list[Finding]:
    """Find rows that repeat an earlier row of the sample: exactly, nearly, or in all but the id; and repeated keys."""
    if not sample.columns or not sample.n:
        return []
    exact = _repeated([np.unique(sample.alike, return_inverse=True)[1].astype(np.int64)])
    found: list[Finding] = []
    if exact.any():
        rows = tuple(int(row) for row in sample.rows[np.flatnonzero(exact)[:MOST_EXAMPLES]])
        one = exact_duplicates(sample.spec, int(exact.sum()), sample.n, rows)
        found.append(one)
    near = _repeated([_folded_codes(column) for column in sample.columns]) & ~exact
    if near.any():
        found.append(
            sample.finding(
                "near_duplicates",
                "",
                graded(float(near.mean()), warning=0.01),
                near,
                f"{share(int(near.sum()), sample.n)} rows repeat an earlier row but for case and blanks",
                why="they are most likely one record that was entered or exported twice",
                do="count them once, if you agree",
                part=None if has_fix(sample.spec, NEAR) else Part.UNIQUENESS,
                fix=NEAR,
            )
        )
    return found + _same_but_for_id(sample)


def exact_duplicates(spec: SourceSpec, n: int, n_of: int, rows: tuple[int, ...] = ()) -> Finding:
    """Say that rows repeat an earlier one in every column."""
    is_line = spec.kind in LINES
    return Finding(
        EXACT_DUPLICATES,
        spec.path,
        "",
        Severity.NOTE if spec.each_row_is_a_customer else graded(n / max(1, n_of), warning=0.01, error=0.2),
        n,
        n_of,
        f"{share(n, n_of)} rows repeat an earlier row in every column",
        "what happened once is counted twice",
        "count them once; those that are refused for another reason are not counted here again"
        if is_line
        else "look at them: without a key nobody can say whether they are of one customer",
        rows,
        # rows that are refused are taken from the score as such
        Part.UNIQUENESS if is_line and not has_fix(spec, EXACT) else None,
        EXACT if is_line else "",
    )


def _same_but_for_id(sample: Sample) -> list[Finding]:
    if sample.spec.kind is not Kind.CUSTOMERS or sample.spec.each_row_is_a_customer:
        return []
    others = [c for c in sample.columns if c.spec.role not in (Role.CUSTOMER, Role.IGNORED) and _tells(c)]
    key = sample.column(Role.CUSTOMER)
    if key is None or len(others) < ENOUGH_TO_TELL:
        return []
    same = _repeated([_folded_codes(column) for column in others])
    twice = _repeated([_folded_codes(key)])
    hits = same & ~twice
    is_chance = _by_chance(others, sample.n) > 0.01 * hits.sum()
    if not hits.any() or (is_chance and hits.mean() > 0.05):
        return []
    return [
        sample.finding(
            "same_but_for_id",
            key.name,
            Severity.NOTE if is_chance else graded(float(hits.mean()), warning=0.01),
            hits,
            f"{share(int(hits.sum()), sample.n)} customers equal an earlier one in all but the key",
            why="one person may have signed up twice",
            do="look at them; where they are one person, link their keys",
            part=Part.UNIQUENESS,
        )
    ]


def _by_chance(columns: list[Column], n: int) -> float:
    """Give the pairs of rows that would agree in all columns if these were independent: few where traits are fine."""
    pairs = n * (n - 1) / 2
    for column in columns:
        shares = np.unique(_folded_codes(column), return_counts=True)[1] / n
        pairs *= float((shares**2).sum())
    return pairs


def repeated_keys(sample: Sample) -> list[Finding]:
    """Find keys that should be of one row and are of several: customers, products, campaigns, holdings."""
    role = {
        Kind.CUSTOMERS: Role.CUSTOMER,
        Kind.PRODUCTS: Role.PRODUCT,
        Kind.CAMPAIGNS: Role.CAMPAIGN,
        Kind.HOLDINGS: Role.HOLDING,
    }.get(sample.spec.kind)
    column = sample.column(role) if role is not None else None
    if column is None or sample.spec.each_row_is_a_customer:
        return []
    hits = _repeated([_codes(column)]) & ~column.is_missing
    if not hits.any():
        return []
    return [
        sample.finding(
            "repeated_keys",
            column.name,
            graded(float(hits.mean()), warning=0.0, error=0.1),
            hits,
            f"{share(int(hits.sum()), sample.n)} rows have a key that an earlier row has too",
            why="what is said of one thing twice may differ",
            do="the last row of each counts" if role is Role.CUSTOMER else "make the key unique in the export",
        )
    ]


def _tells(column: Column) -> bool:
    return len(column.levels) > 1 or (column.numbers is not None and len(np.unique(column.filled())) > 1)


def _codes(column: Column) -> Ints:
    if column.codes is not None:
        return column.codes
    assert column.numbers is not None  # noqa: S101 - texts have codes
    coded = np.unique(column.numbers, return_inverse=True)[1].astype(np.int64)
    return np.where(column.is_unreadable, -2 - np.arange(len(coded)), coded)  # unreadable texts may differ


def _folded_codes(column: Column) -> Ints:
    if column.codes is None:
        return _codes(column)
    place: dict[str, int] = {}
    folded = [place.setdefault(fold(level), len(place)) for level in column.levels]
    return np.array([*folded, -1], dtype=np.int64)[column.codes]


def _repeated(columns: list[Ints]) -> np.ndarray:
    """Say which rows equal an earlier one, given the codes of their columns."""
    combined = np.zeros(len(columns[0]), dtype=np.int64)
    for codes in columns:
        # each step names the different pairs anew, so that the number never grows beyond the rows
        width = int(codes.max()) - int(codes.min()) + 1
        combined = np.unique(combined * width + (codes - codes.min()), return_inverse=True)[1].astype(np.int64)
    first = np.unique(combined, return_index=True)[1]
    is_repeat = np.ones(len(combined), dtype=bool)
    is_repeat[first] = False
    return is_repeat
