"""Where rules may cut: round numbers between customers, and customers as the interval of each feature they lie in."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.terms import AllOf, AnyOf, Blank, Bound, Matrix, Not, OneOf, Rule

N_CUTS = 40
"""Most cuts of a feature: every fortieth of the customers, so that a round number misses a border by few."""
TAILS = (0.005, 0.01, 0.99, 0.995)

Codes = NDArray[np.int64]
"""Whole numbers (customers, columns): the interval in which a customer lies, the last one where it is not known."""


@dataclass(frozen=True)
class Column:
    """What a condition may be about: a number, or one level of a category.

    Parameters
    ----------
    feature : str
    level : str or None
        1 where a category has it, 0 elsewhere.
    is_preferred : bool
        Whether segments were formed on it: then a rule about it says why.
    """

    feature: str
    level: str | None
    is_preferred: bool


@dataclass(frozen=True)
class Cut:
    """A column with its cuts, in order; interval ``i`` lies above cut ``i - 1``, up to and with cut ``i``.

    ``has_blank`` says whether there are customers whose value is not known.
    """

    column: Column
    cuts: tuple[float, ...]
    has_blank: bool = False

    def rule(self, first: int, end: int, *, with_blank: bool = False) -> Rule:
        """Give the condition of lying in one of the intervals from `first` to before `end`; blank where there is none.

        Examples
        --------
        >>> cut = Cut(Column("order_count", None, True), (1.0, 3.0))
        >>> cut.rule(1, 2), cut.rule(1, 3)
        (Bound(column='order_count', above=1.0, upto=3.0), Bound(column='order_count', above=1.0, upto=None))
        >>> cut.rule(3, 3)
        Blank(column='order_count')
        """
        name, n = self.column.feature, len(self.cuts) + 1
        if end <= first:
            return Blank(name)
        if self.column.level is not None:
            has = OneOf(name, (self.column.level,))
            return has if first == 1 else Not(has)
        above = self.cuts[first - 1] if first > 0 else None
        upto = self.cuts[end - 1] if end < n else None
        known = Not(Blank(name)) if above is None and upto is None else Bound(name, above, upto)
        if with_blank and self.has_blank:
            return AllOf(()) if isinstance(known, Not) else AnyOf((known, Blank(name)))
        return known


def cuts_of(column: Column, values: Matrix) -> Cut:
    """Choose round numbers at which a column may be cut.

    Parameters
    ----------
    column : Column
    values : float array (n,)
        NaN where not known.

    Examples
    --------
    >>> cuts_of(Column("order_count", None, True), np.array([1.0, 1.0, 2.0, 5.0])).cuts
    (1.0, 2.0)
    >>> cuts_of(Column("spend", None, True), np.linspace(0.0, 4000.0, 1001)).cuts[18:21]
    (1700.0, 1800.0, 1900.0)
    """
    known = np.sort(values[~np.isnan(values)])
    return Cut(column, _cuts(column, known), has_blank=len(known) < len(values))


def _cuts(column: Column, known: Matrix) -> tuple[float, ...]:
    """Choose round numbers between values in order: between all of them where they are few, else between quantiles."""
    if len(known) == 0 or known[0] == known[-1]:
        return ()
    if column.level is not None:
        return (0.5,)
    changes = np.flatnonzero(np.diff(known))
    if len(changes) <= N_CUTS:
        return tuple(_between(float(known[i]), float(known[i + 1])) for i in changes)
    shares = np.unique([*TAILS, *(np.arange(1, N_CUTS) / N_CUTS)])
    points = np.unique(known[np.minimum((shares * len(known)).astype(int), len(known) - 1)])
    is_whole = bool((known == np.floor(known)).all())
    gaps = np.diff(points, prepend=points[0], append=points[-1])
    room = [min(x for x in (gaps[i], gaps[i + 1]) if x > 0) / 2 for i in range(len(points))]
    rounded = (_round(float(x), float(r), is_whole=is_whole) for x, r in zip(points, room, strict=True))
    return tuple(sorted({x for x in rounded if known[0] <= x < known[-1]}))


def _between(low: float, high: float) -> float:
    """Give the lower of two neighbouring values where it is short to write, else the roundest number between them."""
    if low == float(f"{low:.3g}"):
        return low
    middle = (low + high) / 2
    found = _round(middle, (high - low) / 2, is_whole=False)
    return found if low <= found < high else low


def _round(value: float, room: float, *, is_whole: bool) -> float:
    """Give the number with the fewest digits that is no farther than the room.

    Examples
    --------
    >>> _round(1834.2, 40.0, is_whole=False), _round(46.0, 0.5, is_whole=True)
    (1800.0, 46.0)
    """
    for digits in range(1, 13):
        found = float(f"{value:.{digits}g}")
        if abs(found - value) <= room and not (is_whole and found != math.floor(found)):
            return found
    return math.floor(value) if is_whole else value


def coded(cuts: tuple[Cut, ...], values: Matrix) -> tuple[Codes, int]:
    """Give customers as intervals, and the number of intervals of the longest column, the unknown among them."""
    n_bins = max((len(cut.cuts) for cut in cuts), default=0) + 2
    codes = np.empty(values.shape, dtype=np.int64)
    for place, cut in enumerate(cuts):
        codes[:, place] = np.searchsorted(np.array(cut.cuts), values[:, place], side="left")
        codes[np.isnan(values[:, place]), place] = n_bins - 1
    return codes, n_bins
