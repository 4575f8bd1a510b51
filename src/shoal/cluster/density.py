"""Density: groups are where customers stand close, of any shape; whoever stands alone is an outlier."""

from __future__ import annotations

import numpy as np

from shoal.cluster.found import NOISE, Found, Groups, canonical
from shoal.cluster.represent import represent
from shoal.errors import ClusterError
from shoal.stats.elbow import elbow
from shoal.terms import Matrix

EXACT_ROWS = 20_000
"""Neighbourhoods are looked at among so many customers; all others are placed by the model."""
CURVE_POINTS = 200
FAR = 4.0
"""Whoever is so many times as far from a group as its members usually are from each other stands outside it."""
FEW = 5
"""Fewest customers of a neighbourhood, whatever the number of columns."""


def dbscan(
    columns: tuple[str, ...],
    rows: Matrix,
    *,
    radius: float | None,
    neighbours: int | None,
    seed: int,
    weights: Matrix | None = None,
    most_outliers: float = 1.0,
) -> Found:
    """Join customers with many others within a radius.

    Parameters
    ----------
    columns : tuple of str
    rows : float array (n, columns)
        In canonical order; the first `EXACT_ROWS` are looked at.
    radius : float or None
        In the matrix; None takes the knee of the distances to the last of the neighbours.
    neighbours : int or None
        Customers, oneself among them, that make a neighbourhood dense; None takes twice the columns, at least five.
    seed : int
    weights : float array (n,) or None
    most_outliers : float
        As of `joined`.

    Raises
    ------
    ClusterError
        If nobody stands close to anybody.

    References
    ----------
    Ester, Kriegel, Sander & Xu (1996); the rules of thumb: Schubert et al. (2017), ACM TODS 42.

    Examples
    --------
    >>> rows = np.array([[float(x) / 10] for x in (*range(20), *range(90, 110), 500)])
    >>> found = dbscan(("x",), rows, radius=0.5, neighbours=5, seed=0)
    >>> found.model.n_groups, found.labels[[0, 20, 40]]
    (3, array([0, 1, 2]))
    """
    sample, mass = rows[:EXACT_ROWS], None if weights is None else weights[:EXACT_ROWS]
    labels = near_at_one_density(sample, radius=radius, neighbours=neighbours, weights=mass)
    labels = joined(sample, labels, most_outliers, mass)
    return represent("dbscan", columns, sample, labels, seed=seed, knows_outliers=True, weights=mass)


def near_at_one_density(
    rows: Matrix, *, radius: float | None, neighbours: int | None, weights: Matrix | None = None
) -> Groups:
    """Give the groups of `dbscan` without the model that places others: all of these rows are looked at."""
    from sklearn.cluster import DBSCAN  # noqa: PLC0415 - its import takes as long as a whole run by k-means

    needed = neighbours or max(FEW, 2 * rows.shape[1])
    reach = radius or knee(rows, needed, weights)
    fitted = DBSCAN(eps=reach, min_samples=needed).fit(rows, sample_weight=weights)
    labels = canonical(rows, fitted.labels_.astype(np.int64), weights)
    _refuse_only_noise(labels, f"within {reach:.3g} of each other are nowhere {needed} customers", "raise the radius")
    return labels


def hdbscan(
    columns: tuple[str, ...],
    rows: Matrix,
    *,
    smallest: int,
    neighbours: int | None,
    seed: int,
    most_outliers: float = 1.0,
) -> Found:
    """Join customers at every density, and keep the groups that last over the widest range of densities.

    Weights are not taken: the kernel has none.

    Parameters
    ----------
    columns : tuple of str
    rows : float array (n, columns)
        In canonical order; the first `EXACT_ROWS` are looked at.
    smallest : int
        Fewest customers of a group, of all n.
    neighbours : int or None
        Over which the density is measured; None takes the smaller of the size of a group and fifteen.
    seed : int
    most_outliers : float
        As of `joined`.

    Raises
    ------
    ClusterError
        If there is no group of the smallest size.

    References
    ----------
    Campello, Moulavi & Sander (2013), PAKDD; McInnes, Healy & Astels (2017), JOSS 2.

    Examples
    --------
    >>> rows = np.random.default_rng(0).standard_normal((200, 2)) + 9 * (np.arange(200) % 2)[:, None]
    >>> hdbscan(("x", "y"), rows, smallest=20, neighbours=None, seed=0).model.n_groups
    3
    """
    sample = rows[:EXACT_ROWS]
    size = max(2, round(smallest * len(sample) / len(rows)))
    labels = near_at_any_density(sample, smallest=size, neighbours=neighbours)
    labels = joined(sample, labels, most_outliers)
    return represent("hdbscan", columns, sample, labels, seed=seed, knows_outliers=True)


def near_at_any_density(rows: Matrix, *, smallest: int, neighbours: int | None) -> Groups:
    """Give the groups of `hdbscan` without the model that places others: all of these rows are looked at."""
    from sklearn.cluster import HDBSCAN  # noqa: PLC0415 - its import takes as long as a whole run by k-means

    needed = neighbours or min(smallest, 15)
    if len(rows) < max(smallest, needed):
        raise ClusterError(
            f"there are {len(rows)} customers",
            expected=f"at least {max(smallest, needed)}",
            do="lower the smallest share",
        )
    fitted = HDBSCAN(min_cluster_size=smallest, min_samples=needed, copy=True).fit(rows)
    labels = canonical(rows, fitted.labels_.astype(np.int64))
    _refuse_only_noise(
        labels, f"no {smallest} customers stand closer together than the rest", "lower the smallest share"
    )
    return labels


def joined(rows: Matrix, labels: Groups, most_outliers: float, weights: Matrix | None = None) -> Groups:
    """Let outliers join the group of their nearest neighbour, those who have it closest first.

    Whoever has joined is a neighbour to those who come after, so that the thin end of an arm follows its own arm.
    Outliers stay those who are much farther from everybody in a group than its members are from each other, but no more
    than a share of all rows.

    Parameters
    ----------
    rows : float array (n, columns)
    labels : int array (n,)
        -1 for outliers.
    most_outliers : float
        Largest share of the rows that stay outliers; with 1 nobody joins.
    weights : float array (n,) or None

    References
    ----------
    One step after the other as the minimum spanning tree grows: Prim (1957), Bell System Technical Journal 36.

    Examples
    --------
    >>> rows = np.array([[0.0], [1.0], [2.0], [4.0], [50.0]])
    >>> joined(rows, np.array([0, 0, 0, -1, -1]), 0.2)
    array([ 0,  0,  0,  0, -1])
    """
    outside, inside = np.flatnonzero(labels == NOISE), np.flatnonzero(labels != NOISE)
    if most_outliers >= 1 or not len(outside) or not len(inside):
        return labels
    from scipy.spatial import cKDTree  # noqa: PLC0415 - only where there are outliers

    theirs, answer = rows[outside], labels.copy()
    away, nearest = cKDTree(rows[inside]).query(theirs)
    follows = labels[inside[nearest]]
    fences = FAR * _usual_steps(rows[inside], labels[inside])
    for n_left in range(len(outside), 0, -1):
        may_join = away <= fences[follows] if n_left <= most_outliers * len(rows) else np.isfinite(away)
        if not may_join.any():
            break
        who = int(np.argmin(np.where(may_join, away, np.inf)))
        answer[outside[who]] = follows[who]
        steps = np.sqrt(np.square(theirs - theirs[who]).sum(axis=1))
        closer = np.isfinite(away) & (steps < away)
        away[closer], follows[closer] = steps[closer], follows[who]
        away[who] = np.inf
    return canonical(rows, answer, weights)


def _usual_steps(rows: Matrix, labels: Groups) -> Matrix:
    """Give, for each group, the median distance of a member to the nearest other one."""
    from scipy.spatial import cKDTree  # noqa: PLC0415 - as above

    members = [rows[labels == group] for group in range(int(labels.max()) + 1)]
    return np.array([np.median(cKDTree(own).query(own, k=2)[0][:, 1]) if len(own) > 1 else 0.0 for own in members])


def knee(rows: Matrix, neighbours: int, weights: Matrix | None = None) -> float:
    """Give the distance to the last of some neighbours, oneself counted, where the sorted curve of all bends.

    Parameters
    ----------
    rows : float array (n, columns), n >= 1
    neighbours : int
    weights : float array (n,) or None
    """
    from sklearn.neighbors import NearestNeighbors  # noqa: PLC0415 - as above

    n = min(neighbours, len(rows))
    away, who = NearestNeighbors(n_neighbors=n).fit(rows).kneighbors(rows)
    mass = np.ones(len(rows)) if weights is None else weights
    enough = np.cumsum(mass[who], axis=1) >= neighbours
    far = away[np.arange(len(rows)), np.where(enough.any(axis=1), enough.argmax(axis=1), n - 1)]
    order = np.argsort(-far, kind="stable")
    share = np.cumsum(mass[order]) / mass.sum()
    curve = far[order][np.searchsorted(share, np.linspace(0, 1, CURVE_POINTS), side="left").clip(max=len(far) - 1)]
    bend = elbow(curve.tolist())
    reach = float(curve[bend - 1]) if bend is not None else float(np.median(curve))
    return reach if reach > 0 else 1e-9


def _refuse_only_noise(labels: Groups, found: str, do: str) -> None:
    if (labels == NOISE).all():
        raise ClusterError(
            f"everybody is an outlier: {found}",
            expected="customers who stand close together",
            do=f"{do}, or use kmeans",
        )
