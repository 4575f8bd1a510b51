"""The whole segmentation as a list of rules: a tree of cuts, read leaf by leaf and shortened."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.interpret.cuts import Codes
from shoal.interpret.search import MOST_CONDITIONS, Searched
from shoal.terms import AllOf, Rule

LEAVES_PER_GROUP = 8
MOST_LEAVES = 40
LEAST_GAIN = 0.0015
"""Least that a cut of a leaf must gain in Gini impurity, of the whole: some two customers in a thousand."""
SMALLEST_LEAF = 5
"""Fewest customers of a leaf."""

Groups = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Span:
    """Intervals of one column from `first` to before `end`; the unknown are in it where it `has_blank`."""

    column: int
    first: int
    end: int
    has_blank: bool

    def holds(self, codes: Codes, n_bins: int) -> Flags:
        """Say of which rows it is true."""
        column = codes[:, self.column]
        known = (column >= self.first) & (column < self.end)
        return known | (column == n_bins - 1) if self.has_blank else known


@dataclass(frozen=True)
class Line:
    """Conditions, and the group of those of whom they are true."""

    spans: tuple[Span, ...]
    group: int

    def rule(self, searched: Searched) -> Rule:
        """Give the conditions as a rule."""
        parts = [
            searched.cuts[span.column].rule(span.first, span.end, with_blank=span.has_blank and span.end > span.first)
            for span in self.spans
        ]
        return AllOf(tuple(parts))


def rule_list(searched: Searched, groups: Groups, n_groups: int) -> tuple[tuple[Line, ...], int]:
    """Make a list of rules that gives back the groups, and the group of whom no rule describes.

    A classification tree is grown, the leaf that gains most first, at most five columns deep. Its leaves become lines,
    those with most customers first; then every condition is left out without which no customer more is told wrongly.

    Parameters
    ----------
    searched : Searched
    groups : int array (n,), 0 to n_groups - 1
    n_groups : int

    References
    ----------
    Breiman et al. (1984), Classification and Regression Trees; Quinlan (1987), Simplifying decision trees, Int. J.
    Man-Machine Studies 27: rules from a tree, shortened one by one.
    """
    leaves = _grown(searched, groups, n_groups)
    told = np.empty(len(groups), dtype=np.int64)
    for line, rows in leaves:
        told[rows] = line.group
    ordered = [line for line, _ in sorted(leaves, key=lambda leaf: (-len(leaf[1]), leaf[0].group))]
    return _shortened(searched, ordered, groups, told)


def _grown(searched: Searched, groups: Groups, n_groups: int) -> list[tuple[Line, Groups]]:
    """Grow the tree: its leaves with the rows in them."""
    root: tuple[tuple[Span, ...], Groups] = ((), np.arange(len(groups)))
    leaves = [(*root, _best_split(searched, groups, n_groups, *root))]
    while len(leaves) < min(LEAVES_PER_GROUP * n_groups, MOST_LEAVES):
        place = max(range(len(leaves)), key=lambda i: leaves[i][2][0])
        spans, rows, (gain, column, cut) = leaves[place]
        if gain < LEAST_GAIN * len(groups):
            break
        is_left = searched.codes[rows, column] <= cut
        for side, inside in ((True, rows[is_left]), (False, rows[~is_left])):
            below = _narrowed(searched, spans, column, cut, is_left=side)
            leaf = (below, inside, _best_split(searched, groups, n_groups, below, inside))
            if side:
                leaves[place] = leaf
            else:
                leaves.append(leaf)
    return [
        (Line(spans, int(np.bincount(groups[rows], minlength=n_groups).argmax())), rows) for spans, rows, _ in leaves
    ]


def _narrowed(searched: Searched, spans: tuple[Span, ...], column: int, cut: int, *, is_left: bool) -> tuple[Span, ...]:
    """Take one side of a cut; those whose value is not known go to the upper side of it."""
    whole = Span(column, 0, len(searched.cuts[column].cuts) + 1, has_blank=True)
    old = next((span for span in spans if span.column == column), whole)
    new = (
        Span(column, old.first, min(old.end, cut + 1), has_blank=False)
        if is_left
        else Span(column, max(old.first, cut + 1), old.end, old.has_blank)
    )
    return (*(span for span in spans if span.column != column), new)


def _best_split(
    searched: Searched, groups: Groups, n_groups: int, spans: tuple[Span, ...], rows: Groups
) -> tuple[float, int, int]:
    """Give what the best cut of a leaf gains in Gini impurity times customers, its column and its place."""
    n_columns, n_bins = len(searched.cuts), searched.n_bins
    if len(rows) < 2 * SMALLEST_LEAF or n_columns == 0:
        return 0.0, 0, 0
    offsets = np.arange(n_columns) * n_bins * n_groups
    codes = searched.codes[rows] * n_groups + groups[rows][:, None] + offsets
    counts = np.bincount(codes.ravel(), minlength=n_columns * n_bins * n_groups)
    left = np.cumsum(counts.reshape(n_columns, n_bins, n_groups), axis=1)[:, :-1]
    total = np.bincount(groups[rows], minlength=n_groups)
    right = total - left
    n_left, n_right = left.sum(axis=2), right.sum(axis=2)
    purity = (left.astype(float) ** 2).sum(axis=2) / np.maximum(n_left, 1)
    purity += (right.astype(float) ** 2).sum(axis=2) / np.maximum(n_right, 1)
    gains = purity - (total.astype(float) ** 2).sum() / len(rows)
    gains[(n_left < SMALLEST_LEAF) | (n_right < SMALLEST_LEAF)] = 0.0
    used = {span.column for span in spans}
    if len(used) >= MOST_CONDITIONS:
        gains[[column not in used for column in range(n_columns)]] = 0.0
    # What formed the groups wins where others gain hardly more.
    gains *= np.array([1.0 if cut.column.is_preferred else 0.98 for cut in searched.cuts])[:, None]
    column, cut = np.unravel_index(int(gains.argmax()), gains.shape)
    return float(gains[column, cut]), int(column), int(cut)


def _shortened(searched: Searched, lines: list[Line], groups: Groups, told: Groups) -> tuple[tuple[Line, ...], int]:
    """Leave out what is not needed, from the first line on: those it then describes too are told no worse."""
    remaining = np.ones(len(groups), dtype=bool)
    is_right = told == groups
    kept: list[Line] = []
    for line in lines:
        flags = [span.holds(searched.codes, searched.n_bins) for span in line.spans]
        needed = list(range(len(flags)))
        for place in range(len(flags)):
            fewer = [each for each in needed if each != place]
            if not fewer:
                break
            extra = remaining & np.logical_and.reduce([flags[each] for each in fewer]) & ~flags[place]
            if int((groups[extra] == line.group).sum()) >= int(is_right[extra].sum()):
                needed = fewer
        inside = remaining & np.logical_and.reduce([flags[each] for each in needed]) if needed else remaining
        if not inside.any():
            continue
        is_right = np.where(inside, groups == line.group, is_right)
        remaining = remaining & ~inside
        kept.append(Line(tuple(line.spans[each] for each in needed), line.group))
    otherwise = kept[-1].group if kept else 0
    while kept and kept[-1].group == otherwise:
        kept.pop()
    return tuple(kept), otherwise


def placed_by(searched: Searched, lines: tuple[Line, ...], otherwise: int) -> Groups:
    """Give the group of every row, as the list tells it."""
    placed = np.full(len(searched.codes), otherwise, dtype=np.int64)
    for line in reversed(lines):
        holds = [span.holds(searched.codes, searched.n_bins) for span in line.spans]
        placed[np.logical_and.reduce(holds)] = line.group
    return placed
