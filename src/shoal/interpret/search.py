"""The search for a rule: which few intervals tell a group from everyone else best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.interpret.cuts import Codes, Cut
from shoal.terms import AllOf, AnyOf, Rule

MOST_CONDITIONS = 5
WIDTH = 3
"""Unfinished rules that are looked at side by side: the best first condition is not always part of the best rule."""
DEAR = 0.006
"""What another condition must add to F1, so that a rule stays short; and what one must add that did not form groups."""
HALF_DEAR = 0.003
"""What a second bound must add: `above 3` is read faster than `3 to 90`, and `is France` than `is not Spain`."""

ALTERNATIVE = 0.01
"""What "or" must add: two descriptions of one segment are harder to keep in mind than one."""
GOOD = 0.8
"""A rule worth more than this needs no second one beside it."""

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Piece:
    """One condition: a column, and its intervals from `first` to before `end`; the unknown where there is none."""

    column: int
    first: int
    end: int


@dataclass(frozen=True)
class Searched:
    """What rules are sought in.

    Parameters
    ----------
    cuts : tuple of Cut
        One per column.
    codes : int array (n, columns)
    n_bins : int
    """

    cuts: tuple[Cut, ...]
    codes: Codes
    n_bins: int

    def inside(self, pieces: tuple[Piece, ...]) -> Rows:
        """Give the rows of which every condition holds."""
        return self.within(np.arange(len(self.codes)), pieces)

    def within(self, rows: Rows, pieces: tuple[Piece, ...]) -> Rows:
        """Give those of some rows of which every condition holds."""
        for piece in pieces:
            rows = rows[self.holds(piece, rows)]
        return rows

    def holds(self, piece: Piece, rows: Rows) -> NDArray[np.bool_]:
        """Say of which of some rows a condition holds."""
        codes: Rows = self.codes[rows, piece.column]
        if piece.end <= piece.first:
            return np.equal(codes, self.n_bins - 1)
        return np.logical_and(codes >= piece.first, codes < piece.end)

    def rule(self, either: tuple[tuple[Piece, ...], ...]) -> Rule:
        """Give conditions as a rule, those on what formed the groups first."""
        alternatives = tuple(self._together(pieces) for pieces in either)
        return alternatives[0] if len(alternatives) == 1 else AnyOf(alternatives)

    def _together(self, pieces: tuple[Piece, ...]) -> Rule:
        ordered = sorted(pieces, key=lambda piece: (not self.cuts[piece.column].column.is_preferred, piece.column))
        return AllOf(tuple(self.cuts[piece.column].rule(piece.first, piece.end) for piece in ordered))


@dataclass(frozen=True)
class Wanted:
    """What a rule is sought for.

    Parameters
    ----------
    is_member : bool array (n,)
    rows : int array
        Those that it may still describe.
    n_right, n_told : int
        Members, and all, that are described already.
    most : int
        Conditions it may have.
    """

    is_member: NDArray[np.bool_]
    rows: Rows
    n_right: int
    n_told: int
    most: int

    @property
    def n_members(self) -> int:
        """Count the members."""
        return int(self.is_member.sum())

    def f1(self, rows: Rows) -> float:
        """Give the harmonic mean of precision and recall where these rows are described too."""
        right = self.n_right + int(self.is_member[rows].sum())
        return 2 * right / max(self.n_members + self.n_told + len(rows), 1)


Pieces = tuple[Piece, ...]
"""Conditions that hold together."""


def best_rule(searched: Searched, is_member: NDArray[np.bool_]) -> tuple[Pieces, ...]:
    """Find at most five conditions that tell the members from everyone else, by the harmonic mean of both shares.

    A beam search adds one condition at a time; then each is sought again with the others held, and what adds next to
    nothing is left out. Where that tells too few, the first conditions stand and others are sought for the rest:
    either these or those.

    Parameters
    ----------
    searched : Searched
    is_member : bool array (n,)

    Returns
    -------
    tuple of tuples of Piece
        One, or two of which either may hold.

    References
    ----------
    Friedman & Fisher (1999), Bump hunting in high-dimensional data, Statistics and Computing 9; Clark & Niblett
    (1989), The CN2 induction algorithm, Machine Learning 3: the beam.
    """
    everyone = np.arange(len(searched.codes))
    by_length = _beam(searched, Wanted(is_member, everyone, 0, 0, MOST_CONDITIONS))
    score, pieces = max(by_length, key=lambda one: one[0])
    best: tuple[float, tuple[Pieces, ...]] = (score, (pieces,))
    if score > GOOD:
        return best[1]
    for _, first in by_length[: MOST_CONDITIONS - 1]:
        told = searched.inside(first)
        rest = np.setdiff1d(everyone, told, assume_unique=True)
        wanted = Wanted(is_member, rest, int(is_member[told].sum()), len(told), MOST_CONDITIONS - len(first))
        more, second = max(_beam(searched, wanted), key=lambda one: one[0])
        more -= price(searched, first) + ALTERNATIVE
        if more > best[0]:
            best = more, (first, second)
    return best[1]


def _beam(searched: Searched, wanted: Wanted) -> list[tuple[float, Pieces]]:
    """Give the best conditions of every number, with what they are worth."""
    beam: list[tuple[float, Pieces, Rows]] = [(-np.inf, (), wanted.rows)]
    best: list[tuple[float, Pieces]] = []
    for _ in range(wanted.most):
        found: dict[tuple[int, int], tuple[float, Pieces, Rows]] = {}
        for _, pieces, rows in beam:
            for score, piece in _extensions(searched, wanted, pieces, rows):
                inside = rows[searched.holds(piece, rows)]
                same = (len(inside), int(wanted.is_member[inside].sum()))
                if same not in found or score > found[same][0]:
                    found[same] = (score, (*pieces, piece), inside)
        beam = sorted(found.values(), key=lambda one: -one[0])[:WIDTH]
        if not beam or (best and beam[0][0] <= best[-1][0]):
            break
        best.append(_polished(searched, wanted, beam[0][0], beam[0][1]))
    return best


def _extensions(searched: Searched, wanted: Wanted, pieces: Pieces, rows: Rows) -> list[tuple[float, Piece]]:
    """Give the best conditions on columns not yet used, with what the rule is worth with them."""
    scores, places = _intervals(searched, wanted, rows)
    scores -= price(searched, pieces) + DEAR * bool(pieces)
    scores -= DEAR * np.array([not cut.column.is_preferred for cut in searched.cuts])
    scores[[piece.column for piece in pieces]] = -np.inf
    chosen = np.argsort(-scores, kind="stable")[: 2 * WIDTH]
    return [(float(scores[c]), Piece(int(c), *places[c].tolist())) for c in chosen if np.isfinite(scores[c])]


def _intervals(searched: Searched, wanted: Wanted, rows: Rows) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Give the best interval of every column among some rows: its F1 less what its bounds cost, and its ends."""
    n_columns, n_bins = len(searched.cuts), searched.n_bins
    codes = searched.codes[rows] + np.arange(n_columns) * n_bins
    size = n_columns * n_bins
    alls = np.bincount(codes.ravel(), minlength=size).reshape(n_columns, n_bins)
    members = np.bincount(codes[wanted.is_member[rows]].ravel(), minlength=size).reshape(n_columns, n_bins)
    usual = max(wanted.n_members + wanted.n_told, 1)
    blank = 2 * (wanted.n_right + members[:, -1]) / (usual + alls[:, -1]) - HALF_DEAR
    up_all, up_members = (np.pad(np.cumsum(c[:, :-1], axis=1), ((0, 0), (1, 0))) for c in (alls, members))
    ends = np.array([len(cut.cuts) + 1 for cut in searched.cuts])
    first, end = np.arange(n_bins)[:, None], np.arange(n_bins)[None, :]
    n_told, n_right = (counts[:, None, :] - counts[:, :, None] for counts in (up_all, up_members))
    scores = 2 * (wanted.n_right + n_right) / np.maximum(usual + n_told, 1)
    is_open = end[None] == ends[:, None, None]
    scores -= HALF_DEAR * ((first > 0)[None] + ~is_open)
    scores[[cut.column.level is not None for cut in searched.cuts], 0, 1] -= HALF_DEAR
    # Both sides open is "is known", which says something only where somebody is not.
    is_idle = (first == 0)[None] & is_open & (alls[:, -1] == 0)[:, None, None]
    scores[(end <= first)[None] | (end[None] > ends[:, None, None]) | is_idle] = -np.inf
    flat = scores.reshape(n_columns, -1)
    at = np.argmax(flat, axis=1)
    top = flat[np.arange(n_columns), at]
    places = np.column_stack([at // n_bins, at % n_bins])
    is_blank = (blank > top) & (alls[:, -1] > 0)
    places[is_blank] = 0
    return np.where(is_blank, blank, top), places


def _polished(searched: Searched, wanted: Wanted, score: float, pieces: Pieces) -> tuple[float, Pieces]:
    """Seek each condition again while the others hold, or leave it out, as long as that is better."""
    for piece in pieces:
        others = tuple(each for each in pieces if each != piece)
        rows = searched.within(wanted.rows, others)
        tried = [(worth, (*others, other)) for worth, other in _extensions(searched, wanted, others, rows)]
        if others:
            tried.append((wanted.f1(rows) - price(searched, others), others))
        top = max(tried, key=lambda one: one[0])
        if top[0] > score + 1e-9:
            score, pieces = top
    return score, pieces


def price(searched: Searched, pieces: Pieces) -> float:
    """Give what conditions cost together: every one but the first, those that did not form the groups, and bounds."""
    strange = sum(not searched.cuts[piece.column].column.is_preferred for piece in pieces)
    bounds = sum(_n_bounds(searched.cuts[piece.column], piece) for piece in pieces)
    return DEAR * (max(len(pieces) - 1, 0) + strange) + HALF_DEAR * bounds


def _n_bounds(cut: Cut, piece: Piece) -> int:
    if piece.end <= piece.first:
        return 1
    is_not = cut.column.level is not None and piece.first == 0
    return (piece.first > 0) + (piece.end <= len(cut.cuts)) + is_not
