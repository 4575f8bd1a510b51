"""From facts to the matrix of a model: numbers as they are, a flag a level, a flag where something is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from shoal.predict.arrays import Floats
from shoal.predict.facts import UNKNOWN, Facts

MOST_LEVELS = 12
LEAST_SHARE = 0.005
"""A level, or a gap, that fewer customers have says nothing that would last."""

LEAST_COUNT = 20


@dataclass(frozen=True)
class Column:
    """A column of the matrix.

    Parameters
    ----------
    feature : str
    what : str
        ``number`` (as it is), ``missing`` (1 where there is no value), ``level`` (1 where it is that level).
    fill : float
        What stands in for a missing number: the median.
    level : str
    """

    feature: str
    what: Literal["number", "missing", "level"]
    fill: float = 0.0
    level: str = ""

    def of(self, facts: Facts) -> Floats:
        """Give the column (n,), in the precision that trees compare in."""
        if self.what == "level":
            values: Floats = (facts.texts[self.feature] == self.level).astype(np.float64)
            return values
        known = facts.numbers[self.feature]
        if self.what == "missing":
            return np.isnan(known).astype(np.float64)
        filled = np.where(np.isnan(known), self.fill, known)
        # trees of scikit-learn compare in single precision; so does everything else, so that all say the same
        return filled.astype(np.float32).astype(np.float64)


@dataclass(frozen=True)
class Columns:
    """The columns of a matrix, in order."""

    each: tuple[Column, ...]

    def matrix(self, facts: Facts) -> Floats:
        """Give the matrix (n, columns)."""
        if not self.each:
            return np.zeros((len(facts), 0))
        return np.column_stack([column.of(facts) for column in self.each])

    @property
    def features(self) -> tuple[str, ...]:
        """Name the features that are read, each once."""
        return tuple(dict.fromkeys(column.feature for column in self.each))

    def to_list(self) -> list[dict[str, Any]]:
        """Give everything as plain data."""
        return [asdict(column) for column in self.each]

    @classmethod
    def from_list(cls, data: list[Mapping[str, Any]]) -> Columns:
        """Rebuild columns from `to_list`."""
        return cls(tuple(Column(**one) for one in data))


def columns_for(facts: Facts) -> Columns:
    """Decide on the columns of a matrix; what is the same for everybody has none.

    Parameters
    ----------
    facts : Facts
        Of the customers that a model learns from, and nobody else.

    Examples
    --------
    >>> known = Facts({"orders": np.array([1.0, 2.0, 3.0]), "same": np.ones(3)}, {})
    >>> [column.feature for column in columns_for(known).each]
    ['orders']
    """
    n = len(facts)
    least = max(LEAST_COUNT, LEAST_SHARE * n)
    found: list[Column] = []
    for name, values in facts.numbers.items():
        known = values[~np.isnan(values)]
        if len(known) and known.min() < known.max():
            found.append(Column(name, "number", float(np.median(known))))
        if min(len(known), n - len(known)) >= least:
            found.append(Column(name, "missing"))
    for name, texts in facts.texts.items():
        levels, counts = np.unique(texts, return_counts=True)
        often = sorted(
            (-int(count), str(level)) for level, count in zip(levels, counts, strict=True) if least <= count < n
        )
        found += [Column(name, "level", level=level) for _, level in often[:MOST_LEVELS] if level != UNKNOWN]
    return Columns(tuple(found))
