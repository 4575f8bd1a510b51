"""Rules that count: how many of five conditions hold, for segments that no few of them describe together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.interpret.search import MOST_CONDITIONS, Piece, Searched
from shoal.terms import SomeOf

MOST_ROWS = 5_000
"""Customers that the search looks at; the sample is in random order."""
MOST_SWEEPS = 4
RANGES = ((1, 2), (2, 2), (2, 3), (2, 5), (3, 3), (3, 4), (3, 5), (4, 5))
"""How many of the five may hold: from, to. What is not here is one of these with every condition turned round."""

Flags = NDArray[np.bool_]
Numbers = NDArray[np.float32]


@dataclass(frozen=True)
class Counted:
    """Conditions of which some must hold.

    Parameters
    ----------
    pieces : tuple of Piece
    least, most : int
    """

    pieces: tuple[Piece, ...]
    least: int
    most: int

    def holds(self, searched: Searched) -> Flags:
        """Say of which customers it is true."""
        rows = np.arange(len(searched.codes))
        n = np.sum([searched.holds(piece, rows) for piece in self.pieces], axis=0)
        told: Flags = np.logical_and(n >= self.least, n <= self.most)
        return told

    def rule(self, searched: Searched) -> SomeOf:
        """Give it as a rule."""
        parts = tuple(searched.cuts[piece.column].rule(piece.first, piece.end) for piece in self.pieces)
        return SomeOf(parts, self.least, self.most)


def best_counted(searched: Searched, is_member: Flags) -> Counted | None:
    """Find five conditions, and how many of them hold of the members, by the harmonic mean of precision and recall.

    Segments that are cut along an axis on which many features lie are no box: in some things their customers are high,
    never in all. Counting is the plainest weighing of several features. One condition after another is sought anew
    while the others stand, until nothing is better.

    Parameters
    ----------
    searched : Searched
        Only columns that formed the segments are looked at.
    is_member : bool array (n,)

    Returns
    -------
    Counted or None
        None where fewer than five columns formed the segments.

    References
    ----------
    Murphy & Pazzani (1991), ID2-of-3: constructive induction of M-of-N concepts, Machine Learning Proceedings.
    """
    if sum(cut.column.is_preferred and len(cut.cuts) > 0 for cut in searched.cuts) < MOST_CONDITIONS:
        return None
    codes, members = searched.codes[:MOST_ROWS], is_member[:MOST_ROWS]
    pieces = _pieces(searched)
    truth = np.stack([_truth(codes, piece) for piece in pieces], axis=1).astype(np.float32)
    columns = np.array([piece.column for piece in pieces])
    found = [_sought(truth, columns, members, least, most) for least, most in RANGES]
    (_, places), (least, most) = max(zip(found, RANGES, strict=True), key=lambda one: one[0][0])
    return Counted(tuple(pieces[place] for place in places), least, most)


def _pieces(searched: Searched) -> list[Piece]:
    """List every condition with one bound."""
    return [
        piece
        for place, cut in enumerate(searched.cuts)
        if cut.column.is_preferred
        for at in range(1, len(cut.cuts) + 1)
        for piece in (Piece(place, at, len(cut.cuts) + 1), Piece(place, 0, at))
    ]


def _truth(codes: NDArray[np.int64], piece: Piece) -> Flags:
    column = codes[:, piece.column]
    return np.logical_and(column >= piece.first, column < piece.end)


def _sought(
    truth: Numbers, columns: NDArray[np.int64], members: Flags, least: int, most: int
) -> tuple[float, tuple[int, ...]]:
    """Seek the places of five conditions of different columns for one range, with what they are worth."""
    chosen: list[int] = []
    best = -1.0
    for sweep in range(MOST_SWEEPS):
        before = best
        for turn in range(MOST_CONDITIONS):
            others = chosen if sweep == 0 else chosen[:turn] + chosen[turn + 1 :]
            n = truth[:, others].sum(axis=1)
            low, high = _scaled(least, most, len(others) + 1)
            scores = _worth(truth, members, (n >= low) & (n <= high), (n + 1 >= low) & (n + 1 <= high))
            scores[np.isin(columns, columns[others])] = -1.0
            place = int(scores.argmax())
            chosen = [*others, place] if sweep == 0 else [*others[:turn], place, *others[turn:]]
            best = float(scores[place])
        if sweep and best <= before + 1e-6:
            break
    return best, tuple(chosen)


def _scaled(least: int, most: int, n: int) -> tuple[int, int]:
    """Give the range while there are only n conditions yet."""
    low = max(1, round(least * n / MOST_CONDITIONS))
    return low, n if most == MOST_CONDITIONS else max(low, round(most * n / MOST_CONDITIONS))


def _worth(truth: Numbers, members: Flags, without: Flags, with_: Flags) -> Numbers:
    """Give F1 with each condition added: told are those `with_` it where it holds, and those `without` elsewhere."""
    gained = with_.astype(np.float32) - without.astype(np.float32)
    told = without.sum() + gained @ truth
    right = (without & members).sum() + (gained * members) @ truth
    scores: Numbers = 2 * right / np.maximum(told + members.sum(), 1)
    return scores
