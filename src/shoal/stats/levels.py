"""Levels: columns of few values (flags, counts) as if they had been measured finely."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shoal.stats.unimodal import is_lattice

Floats = NDArray[np.float64]


def spread_levels(rows: Floats, random: np.random.Generator) -> Floats:
    """Let every value of a column of few values fill the room up to halfway to the next, evenly.

    Between whole numbers nobody can stand, and between yes and no neither: that is no valley. What is left of one when
    the room is filled is in the data. Other columns stay as they are.

    Parameters
    ----------
    rows : float array (n, columns)
    random : numpy.random.Generator

    Examples
    --------
    >>> flags = np.repeat([[0.0], [1.0]], 500, axis=0)
    >>> wide = spread_levels(flags, np.random.default_rng(0))
    >>> [float(edge) for edge in wide.min(axis=0).round(1)], [float(edge) for edge in wide.max(axis=0).round(1)]
    ([-0.5], [1.5])
    """
    answer = rows.copy()
    for column in answer.T:
        levels, inverse = np.unique(column, return_inverse=True)
        if len(levels) < 2 or not is_lattice(len(levels), len(column)):
            continue
        middles = (levels[1:] + levels[:-1]) / 2
        borders = np.concatenate([[2 * levels[0] - middles[0]], middles, [2 * levels[-1] - middles[-1]]])
        low, high = borders[:-1][inverse], borders[1:][inverse]
        column[:] = low + (high - low) * random.random(len(column))
    return answer
