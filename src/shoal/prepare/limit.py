"""More features than segments are formed on: which of them are taken, and what the others are left out for."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from shoal.stats.humps import is_grouped
from shoal.terms import Lens, Matrix

FEWEST = 5
"""So many features have to go together before those that go with no other are left out."""

MOST_COLUMNS = 60
"""Segments are formed on so many matrix columns at most: a category has several."""

CHANCE = 0.01
"""Chance that a table of independent features shows any two that seem to go together."""

WEAKEST = 0.2
"""Two features with a smaller correlation explain less than 4 % of each other: too little to form groups together."""

STOOD_FOR = 0.5
"""A feature that shares this much of its variance with a chosen one is not chosen too: copies would outweigh others."""

ALONE = "goes with no other feature and has no groups of its own: it would only blur those of others"

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Block:
    """The matrix columns of one feature.

    Parameters
    ----------
    feature : str
    columns : float array (n, columns)
    lens : Lens
    is_number : bool
        False for a category.
    """

    feature: str
    columns: Matrix
    lens: Lens = Lens.VALUE
    is_number: bool = True


@dataclass(frozen=True)
class Limit:
    """How many features are taken, and which of them first.

    Parameters
    ----------
    most : int
        Features at most.
    asked_for : frozenset of str
        Features that are taken whatever they say.
    first : tuple of str
        Features that are taken before the others: those of the goal.
    """

    most: int = 15
    asked_for: frozenset[str] = frozenset()
    first: tuple[str, ...] = ()

    def many(self) -> str:
        """Say why features are left out."""
        return f"more than {self.most} features tell customers apart"


def beyond_limit(blocks: Sequence[Block], limit: Limit) -> dict[str, str]:
    """Choose the features that segments are formed on: those that go together, and no more than the limit.

    Groups that show in several features make these go together, so a feature that goes with no other is left out, if
    five or more do: it would only blur the groups of the others. One whose own values lie in humps with a valley
    between them shows groups by itself and stays. Where more than the limit are left, the lenses take turns, and each
    takes the feature which stands for most of what those before it do not stand for yet. What two features have in
    common is the RV coefficient of their columns: the squared correlation of two numbers.

    The smooth population that customers are compared with has the same correlations, so these favour neither the
    verdict "clusters" nor "continuum"; a valley is only taken for one where it is far beyond chance.

    Parameters
    ----------
    blocks : sequence of Block
        In the order of the table.
    limit : Limit

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
    >>> reasons = beyond_limit(blocks, Limit(15))
    >>> [name for name, why in reasons.items() if not why], reasons["x9"]
    (['x70', 'x71'], 'goes with no other feature and has no groups of its own: it would only blur those of others')
    """
    if _fits(blocks, limit) and len(blocks) <= FEWEST:
        return {block.feature: "" for block in blocks}
    shared = shared_variance(blocks)
    least = _least_shared(len(blocks[0].columns), len(blocks))
    is_together = (shared >= least).sum(axis=1) > 1
    wanted = limit.asked_for | frozenset(limit.first)
    if _fits(blocks, limit) and is_together.sum() < FEWEST:
        return {block.feature: "" for block in blocks}
    is_telling = np.array(
        [together or _shows_groups(block) for block, together in zip(blocks, is_together, strict=True)]
    )
    stay = [place for place, block in enumerate(blocks) if is_telling[place] or block.feature in wanted]
    if _fits([blocks[place] for place in stay], limit) and is_telling.any():
        return {block.feature: "" if place in stay else ALONE for place, block in enumerate(blocks)}
    kept = _taken(blocks, _turns(blocks, shared, np.flatnonzero(is_telling), limit), limit)
    return {
        block.feature: "" if place in kept else f"{limit.many()}; {_why_not(blocks, shared, kept, is_telling, place)}"
        for place, block in enumerate(blocks)
    }


def _shows_groups(block: Block) -> bool:
    return block.is_number and is_grouped(block.columns[:, 0])


def _fits(blocks: Sequence[Block], limit: Limit) -> bool:
    width = sum(block.columns.shape[1] for block in blocks)
    return len(blocks) <= limit.most and width <= MOST_COLUMNS


def warning_of(reasons: Mapping[str, str], limit: Limit) -> tuple[str, ...]:
    """Say aloud that features were left out; nothing where none was.

    Examples
    --------
    >>> warning_of({"a": "", "b": ALONE}, Limit(1))[0][:68]
    'Segments are formed on 1 of 2 features that tell customers apart: mo'
    """
    left_out = sum(bool(why) for why in reasons.values())
    if len(reasons) <= limit.most or not left_out:
        return ()
    return (
        f"Segments are formed on {len(reasons) - left_out} of {len(reasons)} features that tell customers apart: more "
        f"than {limit.most} are reduced to those that stand for the others. Each one's reason is in the list of "
        "features; to choose them yourself, name them with --features, or set features.max_features.",
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


@dataclass
class _Turns:
    """Whose turn it is while features are taken one by one."""

    lenses: tuple[Lens, ...]
    taken: Counter[Lens] = field(default_factory=Counter)

    def next_of(self, waiting: NDArray[np.bool_]) -> Lens:
        """Give the lens that has taken fewest of those with a feature waiting; of equals the first of the table."""
        left = dict.fromkeys(lens for lens, waits in zip(self.lenses, waiting, strict=True) if waits)
        return min(left, key=lambda lens: self.taken[lens])


def _turns(blocks: Sequence[Block], shared: Floats, telling: NDArray[np.int64], limit: Limit) -> list[int]:
    """Order features: those of the goal, then lens by lens that which adds most.

    Of equals the first of the table is taken. Features that share half their variance with one taken are not taken.
    """
    places = {block.feature: place for place, block in enumerate(blocks)}
    order = [places[name] for name in limit.first if name in places]
    turns = _Turns(tuple(block.lens for block in blocks))
    turns.taken.update(turns.lenses[place] for place in order)
    stood_for = shared[order].max(axis=0) if order else np.zeros(len(blocks), dtype=np.float32)
    left = np.isin(np.arange(len(blocks)), telling) & ~np.isin(np.arange(len(blocks)), order)
    while len(order) < limit.most:
        left &= stood_for < STOOD_FOR
        if not left.any():
            break
        lens = turns.next_of(left)
        own = np.flatnonzero(left & np.array([one is lens for one in turns.lenses]))
        gains = np.maximum(shared[np.ix_(own, telling)] - stood_for[telling], 0).sum(axis=1, dtype=np.float64)
        best = int(own[int(np.argmax(gains.round(4)))])
        order.append(best)
        turns.taken[lens] += 1
        left[best] = False
        np.maximum(stood_for, shared[best], out=stood_for)
    return order if len(telling) else order + [place for place in range(len(blocks)) if place not in order]


def _taken(blocks: Sequence[Block], order: Sequence[int], limit: Limit) -> frozenset[int]:
    """Take features in order while they and their columns are within the bounds; those asked for are always taken."""
    kept = {place for place, block in enumerate(blocks) if block.feature in limit.asked_for}
    width = sum(blocks[place].columns.shape[1] for place in kept)
    for place in order:
        wider = width + blocks[place].columns.shape[1]
        if place not in kept and wider <= MOST_COLUMNS and len(kept) < limit.most:
            kept.add(place)
            width = wider
    return frozenset(kept)


def _why_not(
    blocks: Sequence[Block], shared: Floats, kept: frozenset[int], is_telling: NDArray[np.bool_], place: int
) -> str:
    if not is_telling.any():
        return "no two of them go together, so the first ones are used"
    if not is_telling[place]:
        return f"this one {ALONE}"
    nearest = max(sorted(kept), key=lambda other: float(shared[place, other]))
    return f"{blocks[nearest].feature} stands for it best (correlation {math.sqrt(shared[place, nearest]):.2f})"
