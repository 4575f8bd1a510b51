"""The kernel of k-means: many starts on many data sets at once, in single precision, as matrix products.

Arrays are stacks: ``b`` data sets of ``n`` rows, ``s`` starts of ``k`` centroids each. A row is kept with a column of
ones behind it, so that one product gives all distances (less the square of the row, which decides nothing) and another
gives all sums with their counts. A customer at exactly equal distance of two centroids counts for both here; the exact
pass in `kmeans` decides such ties for the lowest id.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Singles = NDArray[np.float32]


def with_ones(rows: NDArray[np.float64]) -> Singles:
    """Give rows (b, n, columns) in single precision with a column of ones."""
    stack = np.ones((*rows.shape[:-1], rows.shape[-1] + 1), dtype=np.float32)
    stack[..., :-1] = rows
    return stack


def near(points: Singles, centroids: Singles) -> Singles:
    """Give squared distances less the square of the row: (b, s, k, n).

    Parameters
    ----------
    points : float array (b, n, columns + 1)
    centroids : float array (b, s, k, columns)
    """
    b, s, k, columns = centroids.shape
    lifted = np.empty((b, s * k, columns + 1), dtype=np.float32)
    lifted[..., :-1] = centroids.reshape(b, s * k, columns)
    lifted[..., -1] = np.einsum("bij,bij->bi", lifted[..., :-1], lifted[..., :-1])
    lifted[..., :-1] *= -2
    away: Singles = np.matmul(lifted, points.transpose(0, 2, 1)).reshape(b, s, k, points.shape[1])
    return away


def seeds(points: Singles, weights: Singles | None, n_starts: int, k: int, random: np.random.Generator) -> Singles:
    """Choose first centroids by greedy k-means++: (b, starts, k, columns).

    The first j of them are seeds for j groups, so one call serves every k.

    References
    ----------
    Arthur & Vassilvitskii (2007), k-means++; the greedy choice among several candidates as in scikit-learn.
    """
    b, n, width = points.shape
    n_trials = 2 + int(np.log(k))
    chosen = np.empty((b, n_starts, k, width - 1), dtype=np.float32)
    square = np.einsum("bij,bij->bi", points[..., :-1], points[..., :-1])
    share = np.ones((b, n), dtype=np.float32) if weights is None else np.broadcast_to(weights, (b, n))
    lots = random.random((k, b, n_starts, n_trials))
    first = (np.cumsum(share, axis=1, dtype=np.float64)[:, None, :], lots[0, :, :, :1])
    closest: Singles | None = None
    for j in range(k):
        if closest is None:
            ladders, draws = np.broadcast_to(first[0], (b, n_starts, n)), first[1]
        else:
            ladders, draws = np.cumsum(closest * share[:, None, :], axis=2, dtype=np.float64), lots[j]
        picks = _climb(ladders, draws)
        candidates = np.take_along_axis(points[:, None, :, :-1], picks[..., None], axis=2)
        away = near(points, candidates) + square[:, None, None, :]
        np.maximum(away, 0, out=away)
        if closest is not None:
            np.minimum(away, closest[:, :, None, :], out=away)
        best = np.argmin(np.einsum("bstn,bn->bst", away, share), axis=2)
        chosen[:, :, j] = np.take_along_axis(candidates, best[..., None, None], axis=2)[:, :, 0]
        closest = np.take_along_axis(away, best[..., None, None], axis=2)[:, :, 0]
    return chosen


def _climb(ladders: NDArray[np.float64], draws: NDArray[np.float64]) -> NDArray[np.int64]:
    """Pick rows with chance proportional to the steps of the ladders: (b, s, trials)."""
    b, s, n = ladders.shape
    picks = np.empty((b, s, draws.shape[2]), dtype=np.int64)
    for i in range(b):
        for j in range(s):
            ladder = ladders[i, j]
            picks[i, j] = np.searchsorted(ladder, draws[i, j] * ladder[-1], side="right")
    # A draw of exactly the last step may land beyond it.
    np.minimum(picks, n - 1, out=picks)
    return picks


def converge(
    points: Singles, weights: Singles | None, centroids: Singles, *, max_iterations: int, tolerance: float
) -> Singles:
    """Move centroids to the means of their rows until they rest.

    Parameters
    ----------
    points : float array (b, n, columns + 1)
    weights : float array (b, n) or None
    centroids : float array (b, s, k, columns)
    max_iterations : int
    tolerance : float
        Rest means a squared movement below this, as a share of the mean variance of a column.

    Returns
    -------
    float array (b, s, k, columns)
    """
    weighted = points if weights is None else points * weights[..., None]
    rest = tolerance * float(points[..., :-1].var(axis=1).mean())
    answer = centroids.copy()
    # With one data set the starts rest one by one, with many the data sets do; what rests is taken out of the work.
    axis = 1 if len(points) == 1 else 0
    active = np.arange(centroids.shape[axis])
    moving = centroids
    for _ in range(max_iterations):
        after = _means(points, weighted, moving)
        shift = np.square(after - moving).sum(axis=(2, 3))
        busy = np.flatnonzero((shift > rest).any(axis=1 - axis))
        _put(answer, active, after, axis)
        if len(busy) == 0:
            break
        if len(busy) < len(active):
            active, after = active[busy], np.take(after, busy, axis=axis)
            if axis == 0:
                points, weighted = points[busy], weighted[busy]
        moving = after
    return answer


def _put(answer: Singles, active: NDArray[np.int64], after: Singles, axis: int) -> None:
    if axis == 0:
        answer[active] = after
    else:
        answer[:, active] = after


def _means(points: Singles, weighted: Singles, centroids: Singles) -> Singles:
    """Give the mean of the rows nearest to each centroid; an empty one moves to the row farthest from its own."""
    b, s, k, columns = centroids.shape
    away = near(points, centroids)
    best = away.min(axis=2)
    member = (away <= best[:, :, None, :]).astype(np.float32).reshape(b, s * k, -1)
    sums = np.matmul(member, weighted).reshape(b, s, k, columns + 1)
    counts = sums[..., -1:]
    means: Singles = np.divide(sums[..., :-1], counts, out=centroids.copy(), where=counts > 0)
    for i, j, empty in np.argwhere(counts[..., 0] <= 0):
        square = np.einsum("ij,ij->i", points[i, :, :-1], points[i, :, :-1])
        farthest = int(np.argmax(best[i, j] + square))
        means[i, j, empty] = points[i, farthest, :-1]
        best[i, j, farthest] = -square[farthest]
    return means


def inertia(points: Singles, weights: Singles | None, centroids: Singles) -> NDArray[np.float64]:
    """Give the sum of squared distances to the nearest centroid, (b, s)."""
    nearest = near(points, centroids).min(axis=2)
    nearest += np.einsum("bij,bij->bi", points[..., :-1], points[..., :-1])[:, None, :]
    np.maximum(nearest, 0, out=nearest)
    if weights is not None:
        nearest = nearest * weights[:, None, :]
    total: NDArray[np.float64] = nearest.sum(axis=2, dtype=np.float64)
    return total


def closeness(points: Singles, centroids: Singles) -> Singles:
    """Give 1 - distance to the nearest centroid / distance to the second, of every row: (b, s, n), in [0, 1].

    It is the silhouette with distances to centroids instead of to customers.

    References
    ----------
    Hruschka, de Castro & Campello (2004), the simplified silhouette.
    """
    away = near(points, centroids)
    away += np.einsum("bij,bij->bi", points[..., :-1], points[..., :-1])[:, None, None, :]
    np.maximum(away, 0, out=away)
    pair = np.partition(away, 1, axis=2)[:, :, :2]
    np.sqrt(pair, out=pair)
    first, second = pair[:, :, 0], pair[:, :, 1]
    return 1 - np.divide(first, second, out=np.ones_like(first), where=second > 0)
