"""What an algorithm found: labels of the rows it looked at, in one order, and the model that places others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.terms import Matrix, Model

Groups = NDArray[np.int64]
NOISE = -1
"""The label of a row that belongs to no group."""


@dataclass(frozen=True)
class Found:
    """Groups and how well the model repeats them.

    Parameters
    ----------
    model : Model
    labels : int array (n,)
        Of the rows that were looked at, as the algorithm itself says; numbered as the model numbers its groups.
    agreement : float
        Share of these rows that the model places where the algorithm did.
    heights : tuple of float
        Of the last merges of a hierarchical tree, the highest first; empty for the others.
    """

    model: Model
    labels: Groups
    agreement: float
    heights: tuple[float, ...] = ()


def found(model: Model, rows: Matrix, labels: Groups, *, heights: tuple[float, ...] = ()) -> Found:
    """Compare a model with the labels that it was made of."""
    return Found(model, labels, float(np.mean(model.apply(rows).group == labels)), heights)


def canonical(rows: Matrix, labels: Groups, weights: Matrix | None = None) -> Groups:
    """Renumber groups by size, the largest first, ties by their mean; noise stays noise.

    Parameters
    ----------
    rows : float array (n, columns)
    labels : int array (n,)
        Any numbers; negative ones are noise.
    weights : float array (n,) or None

    Examples
    --------
    >>> canonical(np.array([[5.0], [6.0], [0.0], [9.0]]), np.array([3, 3, 1, -1]))
    array([ 0,  0,  1, -1])
    """
    kept = labels >= 0
    answer = np.full(len(labels), NOISE, dtype=np.int64)
    if not kept.any():
        return answer
    _, group = np.unique(labels[kept], return_inverse=True)
    mass = np.ones(len(rows))[kept] if weights is None else weights[kept]
    sizes = np.bincount(group, weights=mass)
    means = np.stack([np.bincount(group, weights=mass * column) / sizes for column in rows[kept].T], axis=1)
    order = np.lexsort((*means.T[::-1], -sizes))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    answer[kept] = place[group]
    return answer
