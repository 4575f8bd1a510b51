"""Merging the nearest two clusters until one is left, of rows that stand for several customers."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from shoal.cluster.remaining import Centres, Pairs
from shoal.terms import Matrix

Linkage = Literal["ward", "average", "complete"]


def linkage(rows: Matrix, method: Linkage, weights: Matrix | None = None) -> Matrix:
    """Give the tree of merges, lowest first.

    By chains of nearest neighbours, which give the same tree as merging the closest pair again and again, in time
    proportional to the square of the rows. Heights are those of SciPy; a row of weight w merges like w equal rows.

    Parameters
    ----------
    rows : float array (n, columns), n >= 1
    method : str
    weights : float array (n,), > 0, or None

    Returns
    -------
    float array (n - 1, 4)
        The two clusters merged (rows are 0 to n - 1, the i-th merge is n + i), the height, the weight.

    References
    ----------
    Murtagh (1983), The Computer Journal 26; Müllner (2011), arXiv:1109.2378; Lance & Williams (1967).

    Examples
    --------
    >>> linkage(np.array([[0.0], [1.0], [5.0]]), "complete").tolist()
    [[0.0, 1.0, 1.0, 2.0], [2.0, 3.0, 5.0, 3.0]]
    """
    n = len(rows)
    mass = np.ones(n) if weights is None else weights.astype(np.float64)
    left: Centres | Pairs
    left = Centres(rows, mass) if method == "ward" else Pairs(rows, mass, is_average=method == "average")
    merged, chain, is_there = np.zeros((n - 1, 3)), list[int](), np.ones(n, dtype=bool)
    for step in range(n - 1):
        if 2 * (n - step) <= len(is_there):
            kept = np.flatnonzero(is_there)
            left.move_together(kept)
            chain, is_there = np.searchsorted(kept, chain).tolist(), np.ones(len(kept), dtype=bool)
        if not chain:
            chain.append(int(np.argmax(is_there)))
        while True:
            away = left.row(chain[-1])
            near = int(np.argmin(away))
            # A tie with the one before it in the chain must not lead on: the chain would never end.
            if len(chain) > 1 and away[chain[-2]] <= away[near]:
                break
            chain.append(near)
        height = away[chain[-2]]
        a, b = sorted((chain.pop(), chain.pop()))
        merged[step] = left.name[a], left.name[b], height
        left.merge(a, b)
        is_there[a] = False
    return _in_order(merged, mass, method)


def _in_order(merged: Matrix, mass: Matrix, method: Linkage) -> Matrix:
    """Sort merges by height, and name clusters by the merge that made them."""
    merged = merged[np.argsort(merged[:, 2], kind="stable")]
    n = len(mass)
    cluster = np.arange(2 * n - 1)
    size = np.concatenate([mass, np.zeros(n - 1)])
    tree = np.zeros((n - 1, 4))

    def top(node: int) -> int:
        while cluster[node] != node:
            cluster[node] = cluster[cluster[node]]
            node = int(cluster[node])
        return node

    for step, (a, b, height) in enumerate(merged):
        first, second = sorted((top(int(a)), top(int(b))))
        cluster[first] = cluster[second] = n + step
        size[n + step] = size[first] + size[second]
        tree[step] = first, second, np.sqrt(height) if method == "ward" else height, size[n + step]
    return tree


def cut(tree: Matrix, k: int) -> NDArray[np.int64]:
    """Undo the last k - 1 merges: the cluster of each row.

    Parameters
    ----------
    tree : float array (n - 1, 4)
    k : int, 1 to n

    Examples
    --------
    >>> cut(linkage(np.array([[0.0], [1.0], [5.0]]), "ward"), 2)
    array([1, 1, 0])
    """
    n = len(tree) + 1
    parent = np.arange(2 * n - 1)
    for step in range(n - k):
        parent[int(tree[step, 0])] = parent[int(tree[step, 1])] = n + step
    for node in range(2 * n - 2, -1, -1):
        parent[node] = parent[parent[node]]
    _, labels = np.unique(parent[:n], return_inverse=True)
    return labels.reshape(-1).astype(np.int64)
