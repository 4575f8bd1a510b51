"""Tables with very many features: which of them segments are formed on, and what the others are left out for."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from shoal.terms import Matrix

MOST_FEATURES = 60
"""Where more features than this tell customers apart, segments are formed on so many matrix columns at most."""

MANY = f"more than {MOST_FEATURES} features tell customers apart"

CHANCE = 0.01
"""Chance that a table of independent features shows any two that seem to go together."""

WEAKEST = 0.2
"""Two features with a smaller correlation explain less than 4 % of each other: too little to form groups together."""

STOOD_FOR = 0.5
"""A feature that shares this much of its variance with a chosen one is not chosen too: copies would outweigh others."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Block:
    """The matrix columns of one feature.

    Parameters
    ----------
    feature : str
    columns : float array (n, columns)
    """

    feature: str
    columns: Matrix


def without_overflow(blocks: Sequence[Block], *, asked_for: frozenset[str]) -> dict[str, str]:
    """Choose the features that segments are formed on where there are more than `MOST_FEATURES`.

    Groups that show in several features make these go together, so a feature that goes with no other is left out. Of
    the rest each next one is that which stands for most of what those before it do not stand for yet. What two
    features have in common is the RV coefficient of their columns: the squared correlation of two numbers.

    Only correlations are looked at, never the shape of a feature. The smooth population that customers are compared
    with has the same correlations, so the choice favours neither the verdict "clusters" nor "continuum".

    Parameters
    ----------
    blocks : sequence of Block
        In the order of the table.
    asked_for : frozenset of str
        Features that are kept whatever they say.

    Returns
    -------
    dict
        Feature to the reason for leaving it out; empty text for those kept.

    References
    ----------
    Robert & Escoufier (1976), Applied Statistics 25, for the RV coefficient; McCabe (1984), Principal variables,
    Technometrics 26; Nemhauser, Wolsey & Fisher (1978), Mathematical Programming 14, for the greedy choice.

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> factor = random.standard_normal(200)
    >>> columns = [random.standard_normal(200) for _ in range(70)]
    >>> columns += [factor, factor + 0.5 * random.standard_normal(200)]
    >>> blocks = [Block(f"x{i}", column[:, None]) for i, column in enumerate(columns)]
    >>> [name for name, why in without_overflow(blocks, asked_for=frozenset()).items() if not why]
    ['x70']
    """
    if len(blocks) <= MOST_FEATURES:
        return {block.feature: "" for block in blocks}
    shared = shared_variance(blocks)
    least = _least_shared(len(blocks[0].columns), len(blocks))
    together = np.flatnonzero((shared >= least).sum(axis=1) > 1)
    order = _representatives(shared, together) if len(together) else list(range(len(blocks)))
    kept = _within_bound(blocks, order, asked_for)
    is_together = np.isin(np.arange(len(blocks)), together)
    return {
        block.feature: "" if place in kept else f"{MANY}; {_why_not(blocks, shared[place], kept, is_together, place)}"
        for place, block in enumerate(blocks)
    }


def warning_of(reasons: Mapping[str, str]) -> tuple[str, ...]:
    """Say aloud that features were left out; nothing where none was.

    Examples
    --------
    >>> warning_of({"a": "", "b": f"{MANY}; this one goes with no other"})[0][:68]
    'Segments are formed on 1 of 2 features that tell customers apart: mo'
    """
    left_out = sum(bool(why) for why in reasons.values())
    if not left_out:
        return ()
    return (
        f"Segments are formed on {len(reasons) - left_out} of {len(reasons)} features that tell customers apart: more "
        f"than {MOST_FEATURES} are reduced to those that stand for the others. Each one's reason is in the list of "
        "features; to choose them yourself, name them with --features.",
    )


def shared_variance(blocks: Sequence[Block]) -> Floats:
    """Give the RV coefficient of every two features: (features, features), in [0, 1], single precision.

    Examples
    --------
    >>> x = np.array([1.0, 2.0, 3.0, 4.0])
    >>> shared_variance([Block("x", x[:, None]), Block("y", np.stack([-x, x], axis=1))]).round(6)
    array([[1., 1.],
           [1., 1.]], dtype=float32)
    """
    rows = np.hstack([block.columns for block in blocks])
    rows = (rows - rows.mean(axis=0)).astype(np.float32)
    squares = np.square(rows.T @ rows)
    starts = np.cumsum([0, *(block.columns.shape[1] for block in blocks)])[:-1]
    sums: Floats = np.add.reduceat(np.add.reduceat(squares, starts, axis=0), starts, axis=1)
    sizes = np.sqrt(np.maximum(np.diagonal(sums), np.finfo(np.float32).tiny))
    sums /= sizes[:, None]
    sums /= sizes[None, :]
    np.fill_diagonal(sums, 1.0)
    return sums


def _least_shared(n: int, n_features: int) -> float:
    """Give the squared correlation that two features need to go together: beyond chance among all pairs, and no trifle.

    The correlation of independent numbers is about normal with variance 1 / n; pairs are counted by Bonferroni.
    """
    n_pairs = n_features * (n_features - 1) / 2
    beyond_chance = NormalDist().inv_cdf(1 - CHANCE / (2 * n_pairs)) / math.sqrt(n)
    return max(beyond_chance, WEAKEST) ** 2


def _representatives(shared: Floats, places: NDArray[np.int64]) -> list[int]:
    """Order features so that each next one adds most to what is stood for; of equals the first of the table."""
    between = shared[np.ix_(places, places)]
    stood_for = np.zeros(len(places), dtype=np.float32)
    left = np.ones(len(places), dtype=bool)
    order = []
    for _ in range(min(MOST_FEATURES, len(places))):
        left &= stood_for < STOOD_FOR
        if not left.any():
            break
        gains = np.where(left, np.maximum(between - stood_for, 0).sum(axis=1, dtype=np.float64), -1.0)
        best = int(np.argmax(gains.round(4)))
        order.append(int(places[best]))
        np.maximum(stood_for, between[best], out=stood_for)
    return order


def _within_bound(blocks: Sequence[Block], order: Sequence[int], asked_for: frozenset[str]) -> frozenset[int]:
    """Take features in order while their columns are within the bound; those asked for are always taken."""
    kept = {place for place, block in enumerate(blocks) if block.feature in asked_for}
    width = sum(blocks[place].columns.shape[1] for place in kept)
    for place in order:
        wider = width + blocks[place].columns.shape[1]
        if place not in kept and wider <= MOST_FEATURES:
            kept.add(place)
            width = wider
    return frozenset(kept)


def _why_not(
    blocks: Sequence[Block], shared: Floats, kept: frozenset[int], is_together: NDArray[np.bool_], place: int
) -> str:
    if not is_together.any():
        return "no two of them go together, so the first ones are used"
    if not is_together[place]:
        return "this one goes with no other"
    nearest = max(sorted(kept), key=lambda other: float(shared[other]))
    return f"{blocks[nearest].feature} stands for it best (correlation {math.sqrt(shared[nearest]):.2f})"
