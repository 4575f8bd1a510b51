"""Silhouettes: how much closer customers are to their own group than to the next one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def distances(rows: NDArray[np.float64]) -> NDArray[np.float32]:
    """Give all Euclidean distances between rows, (n, n), in single precision: n is a sample of some thousand.

    Examples
    --------
    >>> distances(np.array([[0.0, 0.0], [3.0, 4.0]]))
    array([[0., 5.],
           [5., 0.]], dtype=float32)
    """
    centred = (rows - rows.mean(axis=0)).astype(np.float32)
    square = np.einsum("ij,ij->i", centred, centred)
    answer: NDArray[np.float32] = centred @ centred.T
    answer *= -2.0
    answer += square[:, None]
    answer += square[None, :]
    np.maximum(answer, 0.0, out=answer)
    np.sqrt(answer, out=answer)
    np.fill_diagonal(answer, 0.0)
    return answer


def silhouettes(
    between: NDArray[np.float32], groupings: Sequence[NDArray[np.int64]]
) -> tuple[NDArray[np.float64], ...]:
    """Give the silhouette of every customer under several groupings; all share one product with the distances.

    A customer alone in its group has silhouette 0.

    Parameters
    ----------
    between : float array (n, n)
        Distances.
    groupings : sequence of int array (n,)
        Groups 0 to k - 1, k >= 2; a group may be empty.

    Returns
    -------
    one float array (n,) per grouping, in [-1, 1]

    References
    ----------
    Rousseeuw (1987), Journal of Computational and Applied Mathematics 20.

    Examples
    --------
    >>> rows = np.array([[0.0], [1.0], [10.0], [11.0]])
    >>> silhouettes(distances(rows), [np.array([0, 0, 1, 1])])[0].round(3)
    array([0.905, 0.895, 0.895, 0.905])
    """
    if not groupings:
        return ()
    members = [np.equal(group[:, None], np.arange(group.max() + 1)[None, :]) for group in groupings]
    # One matrix product for every group of every grouping; the wide product is what makes many k cheap.
    totals = between @ np.concatenate(members, axis=1).astype(np.float32)
    answers, start = [], 0
    for group, member in zip(groupings, members, strict=True):
        sizes = member.sum(axis=0)
        total = totals[:, start : start + len(sizes)].astype(np.float64)
        start += len(sizes)
        own_size = sizes[group]
        inside = np.take_along_axis(total, group[:, None], axis=1)[:, 0] / np.maximum(own_size - 1, 1)
        mean = np.divide(total, sizes, out=np.full_like(total, np.inf), where=sizes > 0)
        np.put_along_axis(mean, group[:, None], np.inf, axis=1)
        outside = mean.min(axis=1)
        larger = np.maximum(inside, outside)
        usable = (own_size > 1) & np.isfinite(larger) & (larger > 0)
        answers.append(np.divide(outside - inside, larger, out=np.zeros(len(group)), where=usable))
    return tuple(answers)
