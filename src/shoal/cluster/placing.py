"""The nearest and the next of several points for many rows, in blocks that stay in the processor's cache."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shoal.terms import Matrix

BLOCK_ROWS = 8192
"""Ten columns of so many rows are worked on near the processor; more wait for memory, fewer for Python."""


def nearest_points(rows: Matrix, points: Matrix) -> tuple[NDArray[np.int64], Matrix, Matrix]:
    """Find the nearest of several points for every row, ties to the lowest, with the two least squared distances.

    The squares are added column by column from the left, as `nearest.squares` and the SQL do: in another order the last
    bit differs, and with it who wins a tie.

    Parameters
    ----------
    rows : float array (n, columns)
    points : float array (k, columns)
        At least one.

    Returns
    -------
    int array (n,), float array (n,), float array (n,)
        The second distance is infinite where there is one point.

    Examples
    --------
    >>> nearest_points(np.array([[0.0], [1.5]]), np.array([[0.0], [2.0]]))
    (array([0, 1]), array([0.  , 0.25]), array([4.  , 2.25]))
    """
    nearest = np.zeros(len(rows), dtype=np.int64)
    first, second = np.full(len(rows), np.inf), np.full(len(rows), np.inf)
    centres = points[:, :, None]
    for start in range(0, len(rows), BLOCK_ROWS):
        block = slice(start, start + BLOCK_ROWS)
        _place(np.ascontiguousarray(rows[block].T), centres, nearest[block], first[block], second[block])
    return nearest, first, second


def _place(columns: Matrix, centres: Matrix, nearest: NDArray[np.int64], first: Matrix, second: Matrix) -> None:
    """Fill in what is found for one block (columns, n), in place."""
    work, away, loser = np.empty_like(columns), np.empty_like(first), np.empty_like(first)
    for index, centre in enumerate(centres):
        np.subtract(columns, centre, out=work)
        np.multiply(work, work, out=work)
        np.add.reduce(work, axis=0, out=away)
        np.copyto(nearest, index, where=away < first)
        np.maximum(first, away, out=loser)
        np.minimum(second, loser, out=second)
        np.minimum(first, away, out=first)
