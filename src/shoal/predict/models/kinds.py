"""The kinds of models that compete, the simplest first, each with one setting that says how much it may learn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from shoal.predict.arrays import Floats
from shoal.predict.models.linear import Line, scaling
from shoal.predict.models.trees import Trees, boosted, grown

Scorer = Line | Trees
"""What a kind leaves behind: data that our own code scores."""

N_FOREST = 100
RATE = 0.06
LEAST_LEAF = 20
MOST_LEAVES = 128


@dataclass(frozen=True)
class Kind:
    """A kind of model.

    Parameters
    ----------
    name : str
    setting : str
        What its one setting is called.
    values : tuple of float
        That are tried, from the simplest on.
    grow : callable
        From rows (n, columns), what happened (n,), one of the values and a seed to a scorer.
    is_path : bool
        Whether the scorer of the last value holds those of all others.
    """

    name: str
    setting: str
    values: tuple[float, ...]
    grow: Callable[[Floats, Floats, float, int], Scorer]
    is_path: bool = False

    def scores(self, rows: Floats, happened: Floats, others: Floats, seed: int) -> Mapping[float, Floats]:
        """Learn with every value of the setting, and give the log-odds (m,) of others by each."""
        if self.is_path:
            whole = self.grow(rows, happened, self.values[-1], seed)
            assert isinstance(whole, Trees)  # noqa: S101 - only trees are a path
            found = whole.growing(others, [int(value) for value in self.values])
            return {value: found[int(value)] for value in self.values}
        return {value: self.grow(rows, happened, value, seed).log_odds(others) for value in self.values}


def _line(rows: Floats, happened: Floats, value: float, seed: int) -> Line:
    """Fit a logistic regression, held back by a ridge: `value` is its inverse, for each 1,000 customers."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    scaled = scaling(rows)
    with _one_thread():
        fitted = LogisticRegression(C=value * 1000 / len(rows), max_iter=500, tol=1e-6, random_state=seed).fit(
            scaled.apply(rows), happened
        )
    return Line(scaled, fitted.coef_[0].astype(np.float64), float(fitted.intercept_[0]))


def _tree(rows: Floats, happened: Floats, value: float, seed: int) -> Trees:
    from sklearn.tree import DecisionTreeClassifier  # noqa: PLC0415

    return grown(
        [
            DecisionTreeClassifier(
                max_leaf_nodes=int(value), min_samples_leaf=_least(rows, LEAST_LEAF), random_state=seed % 2**32
            ).fit(rows, happened)
        ]
    )


def _forest(rows: Floats, happened: Floats, value: float, seed: int) -> Trees:
    from sklearn.ensemble import RandomForestClassifier  # noqa: PLC0415

    return grown(
        RandomForestClassifier(
            N_FOREST,
            min_samples_leaf=_least(rows, int(value)),
            max_leaf_nodes=MOST_LEAVES,
            max_features="sqrt",
            random_state=seed % 2**32,
        )
        .fit(rows, happened)
        .estimators_
    )


def _boosted(rows: Floats, happened: Floats, value: float, seed: int) -> Trees:
    from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415

    with _one_thread():
        return boosted(
            HistGradientBoostingClassifier(
                learning_rate=RATE,
                max_iter=int(value),
                max_leaf_nodes=12,
                min_samples_leaf=_least(rows, LEAST_LEAF),
                l2_regularization=5.0,
                max_bins=64,
                early_stopping=False,
                random_state=seed % 2**32,
            ).fit(rows, happened)
        )


def _least(rows: Floats, usual: int) -> int:
    """Give the fewest customers of a leaf: fewer where there are few."""
    return max(3, min(usual, len(rows) // 20))


@contextmanager
def _one_thread() -> Iterator[None]:
    """Keep sums of several threads from coming in any order, and their last bits with them."""
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    with threadpool_limits(limits=1):
        yield


LINE, TREE, FOREST, BOOSTED = "logistic_regression", "decision_tree", "random_forest", "gradient_boosting"

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(LINE, "strength", (0.005, 0.05, 0.5, 5.0), _line),
        Kind(TREE, "leaves", (8, 16, 32), _tree),
        Kind(FOREST, "smallest_leaf", (40, 10), _forest),
        Kind(BOOSTED, "trees", (25, 50, 100, 150), _boosted, is_path=True),
    )
}
"""From the simplest to explain to the hardest."""


def scorer_from(data: Mapping[str, object]) -> Scorer:
    """Rebuild a scorer from its `to_dict`."""
    return Line.from_dict(data) if data["what"] == "line" else Trees.from_dict(data)
