"""The shape that groups have inside, before anybody knows the groups: the scatter of close pairs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MOST_ROWS = 200
"""Some 20,000 pairs; more would change the shape by less than it differs from group to group."""
ROUNDS = 6
SHARE = 0.5
"""Of the pairs that are in one group if groups are of one size; the others of that group are less close."""


def within_whitening(rows: Floats, k: int) -> Floats:
    """Give the map under which k groups of one shape are round: ``rows @ whitening``.

    Pairs that are close are likely of one group, whose scatter they then show; close is measured by that very scatter,
    so that a few rounds turn along long groups. The scatter is right up to a factor, which is all that k-means needs.

    Parameters
    ----------
    rows : float array (n, columns), n >= 2
        The first `MOST_ROWS` are looked at.
    k : int

    Returns
    -------
    float array (columns, columns), lower triangular

    References
    ----------
    Art, Gnanadesikan & Kettenring (1982), Data-based metrics for cluster analysis, Utilitas Mathematica 21A.

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> long = random.standard_normal((300, 2)) * [6.0, 1.0] + np.array([0.0, 7.0]) * (np.arange(300) % 3)[:, None]
    >>> across, along = np.abs(np.diag(within_whitening(long, 3)))[::-1]
    >>> bool(across > 3 * along)
    True
    """
    sample = rows[:MOST_ROWS]
    first, second = np.triu_indices(len(sample), 1)
    apart = sample[first] - sample[second]
    # Enough pairs for every direction, however many groups.
    n_close = min(len(apart), max(10 * rows.shape[1], int(SHARE * len(apart) / k)))
    whitening = _whitening(apart)
    for _ in range(ROUNDS):
        far = np.square(apart @ whitening).sum(axis=1)
        whitening = _whitening(apart[np.argpartition(far, n_close - 1)[:n_close]])
    return whitening


def _whitening(apart: Floats) -> Floats:
    """Give the root of the inverse scatter; a direction in which nothing differs keeps a little of it."""
    scatter = apart.T @ apart / len(apart)
    ridge = 1e-6 * max(float(np.trace(scatter)) / len(scatter), 1e-12)
    return np.asarray(np.linalg.cholesky(np.linalg.inv(scatter + ridge * np.eye(len(scatter)))))
