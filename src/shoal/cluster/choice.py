"""How many groups: inertia, silhouette, gap and valleys for every k, and their consensus."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.cluster import lloyd
from shoal.cluster.kmeans import START_ROWS, assign, count_distinct, search
from shoal.cluster.smooth import Smooth
from shoal.stats.elbow import elbow
from shoal.stats.gap import Gap, gap, principal_box
from shoal.stats.levels import spread_levels
from shoal.stats.silhouette import silhouettes
from shoal.stats.valley import NO_VALLEY, Valley, shallowest_valley
from shoal.terms import ByK, Matrix

GAP_ROWS = 500
GAP_REFERENCES = 10
GAP_STARTS = 3
VALLEY_ROWS = 5000
SILHOUETTE_TIE = 0.01
"""Two mean silhouettes over 2,000 customers closer than this, about two standard errors, are the same."""

VALLEY_DEPTH = 0.2
"""Lower bound of the depth of a valley. Cells that k-means cuts from one cloud reach it in fewer than one of a hundred
tables, and then seldom with a small p; Gaussian groups of equal size that misplace 2 % of each other reach 0.4."""
DEEP = 0.4
"""Where some number of groups has valleys this deep, more groups with shallower ones must have a wider silhouette: one
long group is cut across such a valley now and then."""
FAINT = 0.1
"""Valleys this deep, half of what is asked, do where no other number has as wide a silhouette."""


@dataclass(frozen=True)
class Curve:
    """The evidence for k = 1, 2, ...

    Parameters
    ----------
    by_k : tuple of ByK
        On the sample.
    votes : mapping of criterion to its k
        None where the criterion has no maximum.
    smallest_counts : tuple of int
        Customers of the smallest group, for each k.
    valleys : tuple of Valley or None
        The shallowest between two groups, for each k; None for k = 1.
    centroids : tuple of float array (k, columns)
        Where k-means put them on the sample, for each k.
    """

    by_k: tuple[ByK, ...]
    votes: Mapping[str, int | None]
    smallest_counts: tuple[int, ...]
    valleys: tuple[Valley | None, ...]
    centroids: tuple[Matrix, ...] = ()


def examine(
    rows: Matrix,
    between: NDArray[np.float32],
    max_k: int,
    *,
    n_starts: int,
    max_iterations: int,
    seed: int,
    smooth: Smooth | None = None,
) -> Curve:
    """Run k-means for k = 1 to max_k and judge each.

    Parameters
    ----------
    rows : float array (n, columns), n >= 1
        The sample.
    between : float array (m, m)
        Distances between its first m rows, for the silhouette.
    max_k : int
        Drawn in to the number of distinct rows.
    n_starts, max_iterations, seed : int
    smooth : Smooth or None
        What valleys are measured against: those of one smooth population do not count.
    """
    random = np.random.default_rng(seed)
    max_k = count_distinct(rows, max_k)
    centroids, labels, inertias = _fits(rows, max_k, n_starts, max_iterations, random)
    compared = gap_statistic(rows[:GAP_ROWS], min(max_k, count_distinct(rows[:GAP_ROWS], max_k)), seed=seed)
    usable = [k for k in range(2, max_k + 1) if len(np.unique(labels[k - 1][: len(between)])) >= 2]
    widths = dict(zip(usable, silhouettes(between, [labels[k - 1][: len(between)] for k in usable]), strict=True))
    smallest = tuple(int(np.bincount(label, minlength=k + 1).min()) for k, label in enumerate(labels))
    by_k = tuple(
        ByK(
            k=k,
            inertia=inertias[k - 1],
            silhouette=float(widths[k].mean()) if k in widths else None,
            gap=float(compared.values[k - 1]) if k <= len(compared.values) else None,
            gap_se=float(compared.errors[k - 1]) if k <= len(compared.errors) else None,
            smallest_share=smallest[k - 1] / len(rows),
        )
        for k in range(1, max_k + 1)
    )
    valleys = _valleys(rows[:VALLEY_ROWS], [label[:VALLEY_ROWS] for label in labels], smooth, seed)
    widest = max(usable, key=lambda k: (float(widths[k].mean()), -k)) if usable else None
    votes = {
        "elbow": elbow(inertias),
        "silhouette": widest,
        "gap": compared.best_k,
        "valley": most_parted(range(1, max_k + 1), valleys, by_k),
    }
    return Curve(by_k, votes, smallest, valleys, tuple(centroids))


def _valleys(
    rows: Matrix, labels: list[NDArray[np.int64]], smooth: Smooth | None, seed: int
) -> tuple[Valley | None, ...]:
    """Give the shallowest valley for every k, sure ones as what they exceed those of the smooth population by."""
    spread = spread_levels(rows, np.random.default_rng(seed))
    answer: list[Valley | None] = []
    for k, label in enumerate(labels, 1):
        valley = shallowest_valley(spread, label) if len(np.unique(label)) >= 2 else None
        typical = smooth.valley(k) if smooth is not None and _is_sure(valley) else None
        answer.append(valley.beyond(typical) if valley is not None and typical is not None else valley)
    return tuple(answer)


def most_parted(numbers: Iterable[int], valleys: Sequence[Valley | None], by_k: Sequence[ByK]) -> int | None:
    """Give the most groups with a sure valley between every two of them; None where no number has.

    Parameters
    ----------
    numbers : iterable of int
        Numbers of groups, in ascending order.
    valleys : sequence of Valley or None
    by_k : sequence of ByK
        Both for k = 1, 2, ...
    """
    sure = {k: valley for k in numbers if (valley := valleys[k - 1]) is not None and _is_sure(valley)}
    deep = max((k for k, valley in sure.items() if valley.low >= DEEP), default=None)
    if deep is None:
        return max(sure, default=None)
    return max((k for k in sure if k >= deep), key=lambda k: (by_k[k - 1].silhouette or -1.0, -k))


def _is_sure(valley: Valley | None) -> bool:
    return valley is not None and valley.low >= VALLEY_DEPTH


def _fits(
    rows: Matrix, max_k: int, n_starts: int, max_iterations: int, random: np.random.Generator
) -> tuple[list[Matrix], list[NDArray[np.int64]], list[float]]:
    """Give centroids, labels and inertia for every k; all k share their seeds."""
    centre = rows[:START_ROWS].mean(axis=0)
    stack = lloyd.with_ones((rows[:START_ROWS] - centre)[None])
    starts = lloyd.seeds(stack, None, n_starts, max_k, random)
    centroids, labels, inertias = [], [], []
    for k in range(1, max_k + 1):
        best = search(stack, None, starts[:, :, :k], random, max_iterations=max_iterations) + centre
        label, away = assign(rows, best)
        centroids.append(best)
        labels.append(label)
        inertias.append(float(away.sum()))
    return centroids, labels, inertias


def gap_statistic(rows: Matrix, max_k: int, *, seed: int, n_references: int = GAP_REFERENCES) -> Gap:
    """Give the gap statistic for k = 1 to max_k against uniform boxes along the principal axes.

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> centres = np.array([[0.0, 0.0], [0.0, 5.0], [5.0, -3.0]])
    >>> gap_statistic(random.standard_normal((150, 2)) + centres[np.arange(150) % 3], 6, seed=0).best_k
    3
    """
    random = np.random.default_rng(seed)
    stack = np.concatenate([rows[None], principal_box(rows, n_references, random)])
    points = lloyd.with_ones(stack - rows.mean(axis=0))
    starts = lloyd.seeds(points, None, GAP_STARTS, max_k, random)
    dispersions = []
    for k in range(1, max_k + 1):
        ended = lloyd.converge(points, None, starts[:, :, :k], max_iterations=30, tolerance=1e-3)
        dispersions.append(lloyd.inertia(points, None, ended).min(axis=1))
    table = np.stack(dispersions, axis=1)
    # What single precision leaves of zero is not evidence: identical customers would have an infinite gap.
    floor = max(1e-6 * float(table[0, 0]), 1e-30)
    return gap(np.maximum(table[0], floor), np.maximum(table[1:], floor))


def choose(curve: Curve, smallest: float) -> tuple[int | None, str]:
    """Choose k among those whose groups are large enough, and say why.

    Parameters
    ----------
    curve : Curve
    smallest : float
        Fewest customers of a group, of the sample.
    """
    return consensus(
        curve,
        tuple(
            row.k
            for row, count in zip(curve.by_k, curve.smallest_counts, strict=True)
            if row.k >= 2 and row.silhouette is not None and count >= smallest
        ),
    )


def consensus(curve: Curve, admissible: tuple[int, ...]) -> tuple[int | None, str]:
    """Choose k among the admissible ones, and say why.

    The largest k with a sure valley between every two groups wins: on planted groups of unequal size and distance it
    finds the number far more often than the others, for the silhouette and the elbow gain by merging groups that are
    close, and the gap by parting wide ones. A larger k whose valleys are shallower, but surely there, wins if it has
    the highest silhouette of all. With few customers valleys are seldom sure, so more groups that two of the others
    agree on win unless the count of customers rules their valleys out, or their silhouette is lower.
    Where no k has valleys, what two agree on, else the silhouette.

    Parameters
    ----------
    curve : Curve
    admissible : tuple of int
        Those whose smallest group is large enough.

    Examples
    --------
    >>> rows = tuple(ByK(k, 1.0, 0.1 * k, None, None, 0.2) for k in (1, 2, 3))
    >>> votes = {"elbow": 2, "silhouette": 3, "gap": 2, "valley": None}
    >>> consensus(Curve(rows, votes, (9, 9, 9), (None, None, None)), (2, 3))
    (2, 'elbow and gap agree on 2 groups')
    """
    if not admissible:
        return None, "no number of groups leaves every group large enough"
    backers = {k: [name for name, vote in curve.votes.items() if vote == k and name != "valley"] for k in admissible}
    agreed = max(admissible, key=lambda k: (len(backers[k]), -k))
    is_agreed = len(backers[agreed]) >= 2
    parted = most_parted(admissible, curve.valleys, curve.by_k)
    finer = _finer(curve, admissible, parted or 0)
    if parted and finer is not None:
        return finer, f"{finer} has the highest silhouette, and a valley between every two groups"
    if parted and not (is_agreed and agreed > parted and _may_be_parted(curve, agreed, parted)):
        too = f"; {_and(backers[parted])} agree{'s' if len(backers[parted]) == 1 else ''}" if backers[parted] else ""
        return parted, f"{parted} is the most groups of allowed size with a valley between every two of them{too}"
    if is_agreed:
        return agreed, f"{_and(backers[agreed])} agree on {agreed} groups"
    best = max(admissible, key=lambda k: (_width(curve, k), -k))
    voted = ", ".join(f"{name} {'none' if vote is None else vote}" for name, vote in curve.votes.items())
    return best, f"the criteria differ ({voted}), so the silhouette decides among sizes allowed: {best} groups"


def _finer(curve: Curve, admissible: tuple[int, ...], parted: int) -> int | None:
    """Find more groups than those surely parted, better by silhouette than any number, with valleys all the same."""
    best = max(_width(curve, row.k) for row in curve.by_k)
    return next(
        (k for k in admissible if k > parted and _width(curve, k) >= best and _depth(curve, k).low >= FAINT), None
    )


def _may_be_parted(curve: Curve, k: int, parted: int) -> bool:
    """Tell whether more groups than those surely parted are as far apart, and their valleys are not ruled out."""
    return _depth(curve, k).high >= VALLEY_DEPTH and _width(curve, k) >= _width(curve, parted) - SILHOUETTE_TIE


def _width(curve: Curve, k: int) -> float:
    return curve.by_k[k - 1].silhouette or -1.0


def _depth(curve: Curve, k: int) -> Valley:
    return curve.valleys[k - 1] or NO_VALLEY


def _and(names: list[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
