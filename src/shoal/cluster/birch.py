"""BIRCH: a tree gathers near customers in one pass, and what it gathered is merged to k groups."""

from __future__ import annotations

from shoal.cluster.found import Found, Groups, canonical
from shoal.cluster.kmeans import refuse_more_groups_than_rows
from shoal.cluster.linkage import cut, linkage
from shoal.cluster.represent import represent
from shoal.terms import Matrix

TREE_ROWS = 50_000
"""The tree keeps what it gathered in memory (11 GB for 200,000 smooth customers), so it sees a sample."""
FIRST_THRESHOLD = 0.5
MOST_GATHERED = 2000
"""With more the threshold is raised: they are merged at a cost of their square."""


def birch(
    columns: tuple[str, ...], rows: Matrix, k: int, *, seed: int, threshold: float | None = None, branching: int = 50
) -> Found:
    """Gather customers within a radius, then merge what was gathered by Ward's rule, each gathering counted once.

    Weights are not taken: the tree of the kernel has none.

    Parameters
    ----------
    columns : tuple of str
    rows : float array (n, columns)
        In canonical order; the first `TREE_ROWS` build the tree.
    k : int, 1 to the number of distinct rows
    seed : int
    threshold : float or None
        Radius within which customers are one; None starts at a half and doubles until what is gathered is few enough.
    branching : int

    References
    ----------
    Zhang, Ramakrishnan & Livny (1996), BIRCH, SIGMOD.

    Examples
    --------
    >>> import numpy as np
    >>> rows = np.random.default_rng(0).standard_normal((200, 2)) + 9 * (np.arange(200) % 2)[:, None]
    >>> np.bincount(birch(("x", "y"), rows, 2, seed=0).labels)
    array([100, 100])
    """
    sample = rows[:TREE_ROWS]
    labels = gathered(sample, k, threshold=threshold, branching=branching)
    return represent("birch", columns, sample, labels, seed=seed)


def gathered(rows: Matrix, k: int, *, threshold: float | None = None, branching: int = 50) -> Groups:
    """Give the groups of `birch` without the model that places others: all of these rows build the tree."""
    from sklearn.cluster import Birch  # noqa: PLC0415 - its import takes as long as a whole run by k-means

    refuse_more_groups_than_rows(rows, k)
    radius = threshold or FIRST_THRESHOLD
    tree = Birch(threshold=radius, branching_factor=branching, n_clusters=None).fit(rows)
    while threshold is None and not k <= len(tree.subcluster_centers_) <= MOST_GATHERED:
        is_coarse = len(tree.subcluster_centers_) < k
        radius *= 0.5 if is_coarse else 2.0
        tree = Birch(threshold=radius, branching_factor=branching, n_clusters=None).fit(rows)
        if is_coarse and radius < 1e-12:
            break
    centres = tree.subcluster_centers_
    merged = cut(linkage(centres, "ward"), min(k, len(centres)))
    return canonical(rows, merged[tree.predict(rows)])
