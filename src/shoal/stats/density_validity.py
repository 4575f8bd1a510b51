"""Density validity: whether groups of any shape are denser inside than the space between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def density_validity(rows: Floats, labels: NDArray[np.int64]) -> float | None:
    """Give the density-based validity (DBCV), from -1 to 1; more is better.

    Each group is the tree that joins its customers through the densest places. Its sparseness is the widest step of the
    tree, its separation the shortest step to another group; a group counts by its share of all customers, so outliers
    (negative labels) draw the figure towards 0. Time and memory grow with the square of n: give it a sample.

    Parameters
    ----------
    rows : float array (n, columns)
    labels : int array (n,)

    Returns
    -------
    float or None
        None with fewer than two groups of two customers or more.

    References
    ----------
    Moulavi, Jaskowiak, Campello, Zimek & Sander (2014), Density-based clustering validation, SDM.

    Examples
    --------
    >>> rows = np.array([[0.0], [1.0], [2.0], [20.0], [21.0], [22.0]])
    >>> density_validity(rows, np.array([0, 0, 0, 1, 1, 1])) > 0.9
    True
    """
    members = [np.flatnonzero(labels == group) for group in np.unique(labels[labels >= 0])]
    members = [who for who in members if len(who) >= 2]
    if len(members) < 2:
        return None
    trees = [_tree(rows[who]) for who in members]
    apart = np.full((len(members), len(members)), np.inf)
    for i, (who, one) in enumerate(zip(members, trees, strict=True)):
        for j, (other, two) in enumerate(zip(members[:i], trees[:i], strict=True)):
            between = _distances(rows[who[one.inner]], rows[other[two.inner]])
            reach = np.maximum(between, np.maximum(one.cores[one.inner][:, None], two.cores[two.inner][None, :]))
            apart[i, j] = apart[j, i] = float(reach.min())
    sparse = np.array([tree.widest for tree in trees])
    nearest = apart.min(axis=1)
    larger = np.maximum(nearest, sparse)
    values = np.divide(nearest - sparse, larger, out=np.zeros(len(members)), where=larger > 0)
    return float(values @ np.array([len(who) for who in members]) / len(rows))


@dataclass(frozen=True)
class _Tree:
    """The tree that joins a group: who has several neighbours in it, its widest step among these, density distances."""

    cores: Floats
    inner: NDArray[np.int64]
    widest: float


def _tree(rows: Floats) -> _Tree:
    between = _distances(rows, rows)
    cores = _cores(between, rows.shape[1])
    reach = np.maximum(between, np.maximum(cores[:, None], cores[None, :]))
    start, end, step = _spanning(reach)
    degree = np.bincount(np.concatenate([start, end]), minlength=len(rows))
    inside = (degree[start] > 1) & (degree[end] > 1)
    # A pair, or a star, has no step between two inner customers: all its steps count then.
    inner = np.flatnonzero(degree > 1) if (degree > 1).any() else np.arange(len(rows))
    return _Tree(cores, inner, float(step[inside].max() if inside.any() else step.max()))


def _cores(between: Floats, columns: int) -> Floats:
    """Give the distance at which each customer feels the others: the mean of 1 / distance ** columns, turned back."""
    n = len(between)
    with np.errstate(divide="ignore"):
        # In logarithms: 1 / distance ** 30 overflows.
        logs = -columns * np.log(between)
    np.fill_diagonal(logs, -np.inf)
    top = logs.max(axis=1, keepdims=True)
    same = np.isposinf(top[:, 0])
    logs, top = np.where(same[:, None], 0.0, logs), np.where(same[:, None], 0.0, top)
    total = top[:, 0] + np.log(np.exp(logs - top).sum(axis=1) / (n - 1))
    return np.where(same, 0.0, np.exp(-total / columns))


def _distances(one: Floats, two: Floats) -> Floats:
    from scipy.spatial.distance import cdist  # noqa: PLC0415 - only where density methods are tried

    between: Floats = cdist(one, two)
    return between


def _spanning(reach: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Give the steps of the shortest tree over all rows (Prim 1957): from, to and length, (n - 1,) each."""
    n = len(reach)
    start, end, step = np.zeros(n - 1, dtype=np.int64), np.zeros(n - 1, dtype=np.int64), np.zeros(n - 1)
    via, away = np.zeros(n, dtype=np.int64), reach[0].copy()
    away[0] = np.inf
    there = np.zeros(n, dtype=bool)
    there[0] = True
    for i in range(n - 1):
        new = int(np.argmin(away))
        start[i], end[i], step[i] = via[new], new, away[new]
        there[new] = True
        closer = (reach[new] < away) & ~there
        via[closer] = new
        away[closer] = reach[new][closer]
        away[new] = np.inf
    return start, end, step
