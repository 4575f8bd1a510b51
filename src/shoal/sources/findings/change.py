"""What a source looks like, in a few figures, and how far it has moved since they were taken."""

from __future__ import annotations

import math

import numpy as np

from shoal.sources.findings.sampled import NAMING, SMALLEST_GROUP, Column, Sample, is_dated
from shoal.terms import ColumnFigures, ColumnType

ENOUGH = 100
MOST_LEVELS = 20
TENTHS = np.linspace(0.1, 0.9, 9)


def figures(sample: Sample) -> tuple[ColumnFigures, ...]:
    """Describe the used columns of a source by their tenths or levels."""
    return tuple(_figures(column, sample.n) for column in sample.columns if column.is_used)


def _figures(column: Column, n: int) -> ColumnFigures:
    missing = float(column.is_missing.mean()) if n else 0.0
    role, n_filled = column.spec.role.value, int(n - column.is_missing.sum())
    knots: tuple[tuple[float, float], ...] = ()
    levels: dict[str, float] = {}
    is_category = column.codes is not None and column.spec.role not in NAMING
    if is_category and column.codes is not None and len(column.levels) <= 10 * MOST_LEVELS and n_filled:
        counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.levels))
        order = sorted(range(len(counts)), key=lambda place: (-counts[place], column.levels[place]))[:MOST_LEVELS]
        levels = {column.levels[p]: float(counts[p]) / n_filled for p in order if counts[p] >= SMALLEST_GROUP}
    elif column.numbers is not None and not is_dated(column.spec) and column.spec.type is not ColumnType.FLAG:
        numbers = np.sort(column.filled())
        if len(numbers) >= ENOUGH:
            cuts = np.unique([float(f"{cut:.4g}") for cut in np.quantile(numbers, TENTHS)])
            at_most = np.searchsorted(numbers, cuts, side="right") / len(numbers)
            knots = tuple((float(cut), float(share)) for cut, share in zip(cuts, at_most, strict=True))
    return ColumnFigures(column.name, role, missing, n_filled, knots, levels)


def moved(before: ColumnFigures, after: ColumnFigures) -> float:
    """Give the population stability index between two descriptions of a column, less what chance gives.

    Numbers are compared in the tenths of the earlier one; the share of the later that lies in each is read off its own
    tenths, in straight lines between them. Without enough values there is no index: 0.

    Examples
    --------
    >>> one = ColumnFigures("price", "unit_price", 0.0, 5_000, ((1.0, 0.25), (2.0, 0.5), (3.0, 0.75)))
    >>> moved(one, one)
    0.0
    >>> other = ColumnFigures("price", "unit_price", 0.0, 5_000, ((2.0, 0.25), (3.0, 0.5), (4.0, 0.75)))
    >>> round(moved(one, other), 2)
    2.13
    """
    if before.levels and after.levels:
        names = sorted({*before.levels, *after.levels})
        pairs = [(before.levels.get(name, 0.0), after.levels.get(name, 0.0)) for name in names]
        pairs.append((1 - sum(one for one, _ in pairs), 1 - sum(other for _, other in pairs)))
    elif len(before.knots) > 1 and len(after.knots) > 1:
        cuts = [cut for cut, _ in before.knots]
        early = [0.0, *(share for _, share in before.knots), 1.0]
        late_cuts, late_shares = ([knot[place] for knot in after.knots] for place in (0, 1))
        late = [0.0, *(float(x) for x in np.interp(cuts, late_cuts, late_shares, left=0.0, right=1.0)), 1.0]
        pairs = [(early[i + 1] - early[i], late[i + 1] - late[i]) for i in range(len(early) - 1)]
    else:
        return 0.0
    least = 0.5 / max(1, min(before.n, after.n))
    index = sum((b - a) * math.log(max(b, least) / max(a, least)) for a, b in pairs)
    return max(0.0, float(index) - (len(pairs) - 1) * (1 / max(1, before.n) + 1 / max(1, after.n)))
