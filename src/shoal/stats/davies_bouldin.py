"""The Davies-Bouldin index: how wide groups are beside how far apart, for the worst neighbour of each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def davies_bouldin(rows: NDArray[np.float64], labels: NDArray[np.int64]) -> float | None:
    """Give the mean over groups of the worst ratio of two groups' widths to their distance; less is better.

    The width of a group is the mean distance of its customers to their mean. Customers with a negative label belong to
    no group and are left out.

    Parameters
    ----------
    rows : float array (n, columns)
    labels : int array (n,)

    Returns
    -------
    float or None
        None with fewer than two groups, or where two groups have the same mean.

    References
    ----------
    Davies & Bouldin (1979), A cluster separation measure, IEEE TPAMI 1.

    Examples
    --------
    >>> davies_bouldin(np.array([[0.0], [2.0], [10.0], [12.0]]), np.array([0, 0, 1, 1]))
    0.2
    """
    kept = labels >= 0
    _, group = np.unique(labels[kept], return_inverse=True)
    if not kept.any() or group.max() < 1:
        return None
    inside, sizes = rows[kept], np.bincount(group)
    means = np.stack([np.bincount(group, weights=column) / sizes for column in inside.T], axis=1)
    away = inside - means[group]
    widths = np.bincount(group, weights=np.sqrt(np.einsum("ij,ij->i", away, away))) / sizes
    apart = np.sqrt(np.square(means[:, None, :] - means[None, :, :]).sum(axis=2))
    np.fill_diagonal(apart, np.inf)
    if (apart == 0).any():
        return None
    return float(((widths[:, None] + widths[None, :]) / apart).max(axis=1).mean())
