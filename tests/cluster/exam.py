"""What the exam is about: every algorithm that finds groups, how to call it on rows, and the exceptions by name."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from shoal.cluster.algorithms import ALGORITHMS, Task
from shoal.cluster.centroid import CentroidModel
from shoal.cluster.found import Found, found
from shoal.cluster.kmeans import kmeans
from shoal.terms import ClusterSpec

EXCEPTIONS = {
    ("birch", "weights"): "the tree of its kernel takes none",
    ("hdbscan", "weights"): "its kernel takes none",
    ("dbscan", "k"): "finds the number itself",
    ("hdbscan", "k"): "finds the number itself",
    ("dbscan", "few"): "needs a neighbourhood",
    ("hdbscan", "few"): "needs a group of the smallest size",
    ("birch", "order"): "the tree depends on the order of rows; canonical order makes it the same every time",
    (
        "hdbscan",
        "order",
    ): "equal distances are taken in the order of rows; canonical order makes it the same every time",
}
NAMES = ("kmeans", *ALGORITHMS)


def is_excused(name: str, part: str) -> bool:
    return (name, part) in EXCEPTIONS


def able(part: str) -> list[str]:
    """The algorithms that take a part of the exam."""
    return [name for name in NAMES if not is_excused(name, part)]


@dataclass(frozen=True)
class Planted:
    rows: np.ndarray
    truth: np.ndarray


def planted(n: int, *, seed: int, apart: float = 7.0, columns: int = 3) -> Planted:
    """Three round groups of unequal size, in random order."""
    random = np.random.default_rng(seed)
    centres = apart * np.eye(3, columns)
    truth = random.permutation(np.repeat([0, 1, 2], [n // 2, n // 3, n - n // 2 - n // 3]))
    return Planted(centres[truth] + random.standard_normal((n, columns)), truth)


def find(name: str, rows: np.ndarray, k: int | None = 3, *, seed: int = 0, weights: np.ndarray | None = None) -> Found:
    columns = tuple(f"x{place}" for place in range(rows.shape[1]))
    if name == "kmeans":
        best = kmeans(rows, k or 1, seed=seed, weights=weights)
        return found(CentroidModel(columns, tuple(map(tuple, best.centroids.tolist()))), rows, best.labels)
    algorithm = ALGORITHMS[name]
    spec = replace(ClusterSpec(), n_starts=4)
    task = Task(
        columns=columns,
        rows=rows,
        k=k if algorithm.takes_k else None,
        spec=spec,
        smallest=max(2, len(rows) // 20),
        blocks=(),
        seed=seed,
        weights=weights,
    )
    return algorithm.find(task)
