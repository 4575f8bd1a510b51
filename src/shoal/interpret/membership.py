"""Discover first, then classify: models that are taught the segments, measured on customers they were not taught."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from shoal.stats.intervals import wilson
from shoal.stats.rounding import written
from shoal.terms import Interval, Matrix, Membership

Groups = NDArray[np.int64]


def measured(model: str, told: Groups, groups: Groups, n_groups: int) -> Membership:
    """Compare the segments that a model tells with the true ones.

    Parameters
    ----------
    model : str
    told, groups : int array (n,), 0 to n_groups - 1
    n_groups : int

    Examples
    --------
    >>> found = measured("guess", np.array([0, 0, 1, 1]), np.array([0, 0, 1, 0]), 2)
    >>> found.accuracy.value, found.macro_f1
    (0.75, 0.733333333)
    """
    right = wilson(int((told == groups).sum()), len(groups))
    scores = []
    for group in range(n_groups):
        sizes = int((told == group).sum()) + int((groups == group).sum())
        if sizes:
            scores.append(2 * int(((told == group) & (groups == group)).sum()) / sizes)
    accuracy = Interval(written(right.value), written(right.low), written(right.high))
    return Membership(model, accuracy, written(float(np.mean(scores))) if scores else 0.0)


def taught(known: Matrix, groups: Groups, held_back: Matrix, true: Groups, n_groups: int) -> tuple[Membership, ...]:
    """Teach a decision tree, a random forest and a logistic regression the segments, and measure them.

    Each number is taken as its place among those known (0 to 1), so that no unit or tail matters; whoever lacks one
    stands in the middle.

    Parameters
    ----------
    known, held_back : float array (n, columns)
        NaN where not known.
    groups, true : int array (n,)
        The segments of each.
    n_groups : int
    """
    # Their import takes as long as a whole run by k-means.
    from sklearn.ensemble import RandomForestClassifier  # noqa: PLC0415
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from sklearn.tree import DecisionTreeClassifier  # noqa: PLC0415

    models: dict[str, Any] = {
        "decision_tree": DecisionTreeClassifier(max_leaf_nodes=5 * n_groups, random_state=0),
        "random_forest": RandomForestClassifier(n_estimators=100, random_state=0),
        "logistic_regression": LogisticRegression(C=10.0, max_iter=1000),
    }
    if len(np.unique(groups)) < 2:
        return ()
    here, there = places(known, known), places(known, held_back)
    return tuple(
        measured(name, model.fit(here, groups).predict(there), true, n_groups) for name, model in models.items()
    )


def places(known: Matrix, values: Matrix) -> Matrix:
    """Give each value as its place among those known, 0 to 1; 0.5 where it is not known.

    Examples
    --------
    >>> places(np.array([[1.0], [2.0], [2.0], [9.0]]), np.array([[0.0], [2.0], [np.nan]])).ravel()
    array([0. , 0.5, 0.5])
    """
    found = np.full(values.shape, 0.5)
    for column in range(known.shape[1]):
        levels = np.sort(known[~np.isnan(known[:, column]), column])
        is_known = ~np.isnan(values[:, column])
        if len(levels):
            low, high = (np.searchsorted(levels, values[is_known, column], side=side) for side in ("left", "right"))
            found[is_known, column] = (low + high) / (2 * len(levels))
    return found
