"""How far two groupings of the same customers agree."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def crossing(first: ArrayLike, second: ArrayLike) -> NDArray[np.int64]:
    """Count the customers in every pair of groups.

    Parameters
    ----------
    first, second : array (n,)
        The group of each customer; any values that sort.

    Returns
    -------
    int array (groups of first, groups of second), groups in sorted order

    Examples
    --------
    >>> crossing(["a", "a", "b"], [1, 2, 2])
    array([[1, 1],
           [0, 1]])
    """
    rows, row = np.unique(np.asarray(first), return_inverse=True)
    columns, column = np.unique(np.asarray(second), return_inverse=True)
    if len(row) != len(column):
        raise ValueError(f"groupings of {len(row)} and {len(column)} customers cannot be compared")
    counts = np.bincount(row.reshape(-1) * len(columns) + column.reshape(-1), minlength=len(rows) * len(columns))
    return counts.reshape(len(rows), len(columns)).astype(np.int64)


def adjusted_rand(first: ArrayLike, second: ArrayLike) -> float:
    """Give the adjusted Rand index: 1 for the same grouping, about 0 for two unrelated ones, at least -0.5.

    Parameters
    ----------
    first, second : array (n,)

    References
    ----------
    Hubert & Arabie (1985), Journal of Classification 2.

    Examples
    --------
    >>> adjusted_rand([0, 0, 1, 1], [1, 1, 0, 0])
    1.0
    >>> round(adjusted_rand([0, 0, 1, 1], [0, 1, 0, 1]), 12)
    -0.5
    """
    counts = crossing(first, second)

    def pairs(n: NDArray[np.int64]) -> int:
        # Python integers: n^2 pairs of a large population multiply beyond 64 bits.
        return sum(int(m) * (int(m) - 1) // 2 for m in n.reshape(-1))

    together, in_first, in_second = pairs(counts), pairs(counts.sum(axis=1)), pairs(counts.sum(axis=0))
    total = pairs(counts.sum().reshape(1))
    expected = in_first * in_second / total if total else 0.0
    most = (in_first + in_second) / 2
    return 1.0 if most == expected else float((together - expected) / (most - expected))


def jaccard(first: ArrayLike, second: ArrayLike, n_groups: int) -> NDArray[np.float64]:
    """Give how much of each group of the first grouping is found again as one group of the second.

    The Jaccard similarity of two sets is the share of what is in both among what is in either: 1 for the same set, 0
    for sets with nothing in common. Each group takes the best over the groups of the second grouping.

    Parameters
    ----------
    first, second : int array (n,), >= 0
    n_groups : int
        Of the first grouping.

    Returns
    -------
    float array (n_groups,), in [0, 1]; NaN for a group that nobody is in

    References
    ----------
    Jaccard (1901); Hennig (2007), Cluster-wise assessment of cluster stability, CSDA 52.

    Examples
    --------
    >>> jaccard([0, 0, 1, 1], [5, 5, 5, 6], 3).round(3)
    array([0.667, 0.5  ,   nan])
    """
    one, other = np.asarray(first, dtype=np.int64), np.asarray(second, dtype=np.int64)
    width = int(other.max()) + 1 if len(other) else 1
    both = np.bincount(one * width + other, minlength=n_groups * width).reshape(n_groups, width)
    sizes = both.sum(axis=1, keepdims=True)
    either = sizes + both.sum(axis=0) - both
    best: NDArray[np.float64] = np.divide(both, either, out=np.zeros(both.shape), where=either > 0).max(axis=1)
    best[sizes[:, 0] == 0] = np.nan
    return best
