"""Micro-segments: a tree of cuts on single columns, refined until there are hundreds or thousands of small groups."""

from __future__ import annotations

import math

import numpy as np

from shoal.cluster.bisecting import spread_of
from shoal.cluster.cuts import between
from shoal.cluster.found import Found, Groups, canonical, found
from shoal.cluster.kmeans import refuse_more_groups_than_rows
from shoal.cluster.splits import Fork, SplitModel
from shoal.terms import Bound, Matrix, Recipe

KIND = "micro_segments"
TREE_ROWS = 200_000
"""The tree grows on so many customers; all others are placed by the model."""
DEEPEST = 60
"""Most cuts on the way to a group: nested as deep in the SQL, and nobody reads further."""


def usual_k(n: int) -> int:
    """Give as many groups as there are customers in each, at most a thousand.

    Examples
    --------
    >>> usual_k(4338), usual_k(10_000_000)
    (66, 1000)
    """
    return min(max(round(math.sqrt(n)), 1), 1000)


def micro_segments(
    columns: tuple[str, ...],
    rows: Matrix,
    k: int,
    *,
    smallest: int,
    seed: int,
    weights: Matrix | None = None,
) -> Found:
    """Cut the group whose best cut takes away most inertia, again and again, until there are k.

    Each cut is on one column, so that a group is what lies between bounds. The same customers cut into fewer groups
    give the same tree, stopped earlier: every micro-segment lies within one of those.

    Parameters
    ----------
    columns : tuple of str
    rows : float array (n, columns)
        In canonical order; the first `TREE_ROWS` grow the tree.
    k : int, 1 to the number of distinct rows
        There are fewer where no cut leaves enough customers on both sides.
    smallest : int
        Fewest customers of a group, of all n.
    seed : int
        Decides between columns whose cuts are equally good.
    weights : float array (n,) or None

    References
    ----------
    Blockeel, De Raedt & Ramon (1998), Top-down induction of clustering trees, ICML; Breiman et al. (1984).

    Examples
    --------
    >>> rows = np.array([[0.0], [1.0], [20.0], [21.0], [22.0]])
    >>> cut = micro_segments(("x",), rows, 2, smallest=1, seed=0)
    >>> cut.labels, cut.model.forks[0].cut
    (array([1, 1, 0, 0, 0]), 10.5)
    """
    refuse_more_groups_than_rows(rows, k)
    sample, mass = rows[:TREE_ROWS], None if weights is None else weights[:TREE_ROWS]
    least = max(smallest * len(sample) / len(rows), 1.0)
    if k == 1 or (len(sample) if mass is None else mass.sum()) < 2 * least:
        return found(SplitModel(KIND, columns, (), 1.0), sample, np.zeros(len(sample), dtype=np.int64))
    forks, leaves = _grown(sample, k, least, seed, mass)
    labels = canonical(sample, leaves, mass)
    place = {int(leaf): int(labels[first]) for leaf, first in zip(*np.unique(leaves, return_index=True), strict=True)}
    named = tuple(
        Fork(
            fork.weights, fork.cut, *(each if each >= 0 else -1 - place[-1 - each] for each in (fork.left, fork.right))
        )
        for fork in forks
    )
    return found(SplitModel(KIND, columns, named, spread_of(named, sample)), sample, labels)


def _grown(rows: Matrix, k: int, least: float, seed: int, mass: Matrix | None) -> tuple[list[Fork], Groups]:
    """Grow the tree: its forks, and the leaf of each row.

    The kernel compares single-precision numbers, so it is given ranks, which those hold exactly; a cut between two
    ranks is then set between the two values in double precision.
    """
    from sklearn.tree import DecisionTreeRegressor  # noqa: PLC0415 - its import takes as long as a whole run by k-means

    levels, ranks = zip(*(np.unique(column, return_inverse=True) for column in rows.T), strict=True)
    places = np.stack(ranks, axis=1).astype(np.float32)
    total = len(rows) if mass is None else float(mass.sum())
    kernel = DecisionTreeRegressor(
        max_leaf_nodes=k,
        max_depth=DEEPEST,
        # Half a customer less, so that rounding of the share cannot refuse a group of just the smallest size.
        min_weight_fraction_leaf=(least - 0.5) / total,
        random_state=seed % 2**32,
    )
    kernel.fit(places, rows, sample_weight=mass)
    tree = kernel.tree_
    inner = np.flatnonzero(tree.children_left >= 0)
    number = {int(node): place for place, node in enumerate(inner)}
    forks = []
    for node in inner.tolist():
        column = int(tree.feature[node])
        cut = between(levels[column], int(tree.threshold[node]))
        weights = tuple(1.0 if place == column else 0.0 for place in range(rows.shape[1]))
        left, right = (
            number.get(int(side[node]), -1 - int(side[node])) for side in (tree.children_left, tree.children_right)
        )
        forks.append(Fork(weights, cut, left, right))
    return forks, kernel.apply(places).astype(np.int64)


def bounds(model: SplitModel, recipe: Recipe) -> tuple[tuple[Bound, ...], ...]:
    """Give what lies between which bounds, group by group, in the units of the features.

    Parameters
    ----------
    model : SplitModel
        Whose forks cut single columns.
    recipe : Recipe
        Takes the cuts back into real units.
    """
    answer: list[tuple[Bound, ...]] = []
    for path in model.paths():
        above: dict[str, float] = {}
        upto: dict[str, float] = {}
        for place, is_right in path:
            fork = model.forks[place]
            column = model.columns[fork.weights.index(1.0)]
            # Further down the tree a cut can only draw the bounds closer.
            (above if is_right else upto)[column] = recipe.in_real_units(column, fork.cut)
        read = [column for column in model.columns if column in above or column in upto]
        answer.append(tuple(Bound(column, above.get(column), upto.get(column)) for column in read))
    return tuple(answer)
