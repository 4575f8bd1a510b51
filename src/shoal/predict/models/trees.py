"""Trees as arrays: scored, and taken apart into what each column adds, without the library that grew them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shoal.predict.arrays import Counts, Floats

LEAF = -1
_SURE = 1e-6


@dataclass(frozen=True)
class Trees:
    """One or many trees over the columns of a matrix.

    Parameters
    ----------
    roots : int array (trees,)
    column : int array (nodes,)
        What is asked; `LEAF` where nothing is.
    threshold : float array (nodes,)
        Who has at most so much goes left.
    left, right : int array (nodes,)
    value : float array (nodes,)
        What is expected of those who came there: of a leaf, what it says; else the mean of the leaves below.
    start : float
        Log-odds that the values of trees are added to.
    is_mean : bool
        Whether the mean of the trees is a probability; else their sum is one of log-odds.
    """

    roots: Counts
    column: Counts
    threshold: Floats
    left: Counts
    right: Counts
    value: Floats
    start: float = 0.0
    is_mean: bool = True

    def first(self, n: int) -> Trees:
        """Give the first trees alone."""
        end = int(self.roots[n]) if n < len(self.roots) else len(self.value)
        nodes = (self.column[:end], self.threshold[:end], self.left[:end], self.right[:end], self.value[:end])
        return Trees(self.roots[:n], *nodes, self.start, self.is_mean)

    def log_odds(self, rows: Floats) -> Floats:
        """Score the rows of a matrix (n, columns)."""
        return self._log_odds(sum((self.value[leaf] for leaf in self._leaves(rows)), np.zeros(len(rows))))

    def _log_odds(self, added: Floats) -> Floats:
        if not self.is_mean:
            return self.start + added
        share = np.clip(added / len(self.roots), _SURE, 1 - _SURE)
        odds: Floats = np.log(share / (1 - share))
        return odds

    def growing(self, rows: Floats, sizes: Sequence[int]) -> dict[int, Floats]:
        """Score by the first trees, for several numbers of them at once."""
        added, found = np.zeros(len(rows)), {}
        for n, leaf in enumerate(self._leaves(rows), start=1):
            added = added + self.value[leaf]
            if n in sizes:
                found[n] = self._log_odds(added)
        return found

    def contributions(self, rows: Floats) -> Floats:
        """Give what each column adds on the way from a root to a leaf, an array (n, columns).

        Of log-odds, or of the share where the trees are a mean; with what is expected of everybody they add up to
        what the trees say.

        References
        ----------
        Saabas (2014), Interpreting random forests; Palczewska et al. (2013), IEEE IRI.
        """
        found, everyone = np.zeros(rows.shape), np.arange(len(rows))
        for root in self.roots:
            at = np.full(len(rows), root)
            going = everyone[self.column[at] != LEAF]
            while len(going):
                here = at[going]
                there = self._below(rows, going, here)
                found[going, self.column[here]] += self.value[there] - self.value[here]
                at[going] = there
                going = going[self.column[there] != LEAF]
        return found / len(self.roots) if self.is_mean else found

    def _leaves(self, rows: Floats) -> Iterator[Counts]:
        """Give the leaf of every row, tree by tree."""
        everyone = np.arange(len(rows))
        for root in self.roots:
            at = np.full(len(rows), root)
            going = everyone[self.column[at] != LEAF]
            while len(going):
                at[going] = self._below(rows, going, at[going])
                going = going[self.column[at[going]] != LEAF]
            yield at

    def _below(self, rows: Floats, who: NDArray[np.intp], here: Counts) -> Counts:
        goes_left = rows[who, self.column[here]] <= self.threshold[here]
        below: Counts = np.where(goes_left, self.left[here], self.right[here])
        return below

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain data."""
        arrays = ("roots", "column", "threshold", "left", "right", "value")
        lists = {name: getattr(self, name).tolist() for name in arrays}
        return {"what": "trees", **lists, "start": self.start, "is_mean": self.is_mean}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Trees:
        """Rebuild trees from `to_dict`."""
        roots, column, left, right = (
            np.array(data[name], dtype=np.int64) for name in ("roots", "column", "left", "right")
        )
        threshold, value = (np.array(data[name], dtype=np.float64) for name in ("threshold", "value"))
        nodes = (column, threshold, left, right, value)
        return cls(roots, *nodes, start=float(data["start"]), is_mean=bool(data["is_mean"]))


def grown(estimators: Sequence[Any]) -> Trees:
    """Take the trees of scikit-learn's decision trees (one, or those of a forest)."""
    parts, roots, begin = [], [], 0
    for tree in (estimator.tree_ for estimator in estimators):
        is_leaf = tree.children_left < 0
        parts.append(
            (
                np.where(is_leaf, LEAF, tree.feature),
                np.where(is_leaf, 0.0, tree.threshold),
                np.where(is_leaf, 0, tree.children_left + begin),
                np.where(is_leaf, 0, tree.children_right + begin),
                tree.value[:, 0, 1] / tree.value[:, 0, :].sum(axis=1),
            )
        )
        roots.append(begin)
        begin += tree.node_count
    return Trees(np.array(roots, dtype=np.int64), *_joined(parts))


def boosted(estimator: Any) -> Trees:
    """Take the trees of scikit-learn's histogram-based gradient boosting of a yes or no."""
    parts, roots, begin = [], [], 0
    for (predictor,) in estimator._predictors:
        nodes = predictor.nodes
        is_leaf = nodes["is_leaf"].astype(bool)
        left, right = nodes["left"].astype(np.int64), nodes["right"].astype(np.int64)
        parts.append(
            (
                np.where(is_leaf, LEAF, nodes["feature_idx"]),
                np.where(is_leaf, 0.0, nodes["num_threshold"]),
                np.where(is_leaf, 0, left + begin),
                np.where(is_leaf, 0, right + begin),
                _means(nodes["value"], nodes["count"].astype(np.float64), is_leaf, left, right),
            )
        )
        roots.append(begin)
        begin += len(nodes)
    start = float(np.ravel(estimator._baseline_prediction)[0])
    return Trees(np.array(roots, dtype=np.int64), *_joined(parts), start, is_mean=False)


def _joined(parts: list[tuple[Any, ...]]) -> tuple[Counts, Floats, Counts, Counts, Floats]:
    column, threshold, left, right, value = (np.concatenate(part) for part in zip(*parts, strict=True))
    whole = (column.astype(np.int64), left.astype(np.int64), right.astype(np.int64))
    return whole[0], threshold.astype(np.float64), whole[1], whole[2], value.astype(np.float64)


def _means(value: Floats, count: Floats, is_leaf: NDArray[np.bool_], left: Counts, right: Counts) -> Floats:
    """Give every node the mean of the leaves below it; a node stands before those below it."""
    mean = np.where(is_leaf, value, 0.0)
    for node in np.flatnonzero(~is_leaf)[::-1]:
        below = [left[node], right[node]]
        mean[node] = np.average(mean[below], weights=count[below])
    return mean
