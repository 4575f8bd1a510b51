"""Families: features that say nearly the same, and the one of each that stands for the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.terms import Matrix

Floats = NDArray[np.float32]

MOST_ROWS = 20_000
"""Customers whose ranks are compared: beyond, a correlation of 0.9 is known to a thousandth anyway."""


@dataclass(frozen=True)
class Twin:
    """The feature that stands for another, and their correlation: the weaker one, of values or of ranks."""

    name: str
    correlation: float

    def in_words(self) -> str:
        """Say so."""
        return f"says nearly the same as {self.name} (correlation {self.correlation:.2f})"


def twins(columns: Sequence[tuple[str, Matrix]], *, limit: float, asked_for: frozenset[str]) -> Mapping[str, Twin]:
    """Find the features that are said already by one before them.

    Two features say nearly the same where both their values and their ranks are correlated beyond the limit: the first
    is what the algorithm sees, the second cannot come from a handful of extreme customers. Each feature joins the first
    one kept that it is so near to, so everyone in a family is that near to the one who stands for it, not only to a
    neighbour.

    Parameters
    ----------
    columns : sequence of (feature, float array (n,))
        Prepared numbers, those that are to stand for others first.
    limit : float
        Largest absolute correlation, of Pearson and of Spearman, that is kept.
    asked_for : frozenset of str
        Features that are kept whatever they say.

    Returns
    -------
    mapping of feature to Twin
        Only those that another one stands for.

    References
    ----------
    Spearman (1904), American Journal of Psychology 15; Hartigan (1975), Clustering algorithms, chapter 3 (leaders).

    Examples
    --------
    >>> x = np.arange(50.0)
    >>> found = twins([("x", x), ("less", 9 - 2 * x), ("other", x % 7)], limit=0.9, asked_for=frozenset())
    >>> {name: twin.in_words() for name, twin in found.items()}
    {'less': 'says nearly the same as x (correlation -1.00)'}
    """
    found: dict[str, Twin] = {}
    if not columns:
        return found
    n = min(len(columns[0][1]), MOST_ROWS)
    values, ranks = _kept(len(columns), n), _kept(len(columns), n)
    names: list[str] = []
    for name, column in columns:
        of_values, of_ranks = _standardised(column[:n]), _standardised(_ranks(column[:n]))
        by_value = values[: len(names)] @ of_values / n
        by_rank = ranks[: len(names)] @ of_ranks / n
        weaker = np.where(np.abs(by_rank) < np.abs(by_value), by_rank, by_value)
        near = np.flatnonzero(np.abs(weaker) > limit)
        if len(near) and name not in asked_for:
            found[name] = Twin(names[int(near[0])], float(weaker[near[0]]))
        else:
            values[len(names)], ranks[len(names)] = of_values, of_ranks
            names.append(name)
    return found


def told(found: Mapping[str, Twin], n_features: int) -> tuple[str, ...]:
    """Say aloud how much of a table is repetition; nothing where little is.

    Parameters
    ----------
    found : mapping of feature to Twin
    n_features : int
        Features that tell customers apart.

    Examples
    --------
    >>> told({f"copy{i}": Twin(f"x{i % 2}", 0.99) for i in range(12)}, 20)
    ('12 of 20 features that tell customers apart say nearly what 2 others say (such as copy0 and x0), ...)
    """
    if len(found) < max(FEW, n_features // 4):
        return ()
    leaders = {twin.name for twin in found.values()}
    first = next(iter(found))
    return (
        f"{len(found)} of {n_features} features that tell customers apart say nearly what "
        f"{len(leaders)} others say (such as {first} and {found[first].name}), and are left to those; the list of "
        "features names the other one of each.",
    )


FEW = 10
"""So many twins are worth a sentence, where they are a quarter of the features at least."""


def _kept(n_columns: int, n: int) -> Floats:
    return np.zeros((n_columns, n), dtype=np.float32)


def _ranks(column: Matrix) -> Matrix:
    """Give the ranks of a column; equal values share their mean rank."""
    _, where, counts = np.unique(column, return_inverse=True, return_counts=True)
    ranks: Matrix = (np.cumsum(counts) - (counts - 1) / 2)[where]
    return ranks


def _standardised(column: Matrix) -> Floats:
    spread = column.std()
    standard: Floats = ((column - column.mean()) / (spread if spread > 0 else 1.0)).astype(np.float32)
    return standard
