"""What is known of customers, feature by feature, as models take it in: real values, nothing scaled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from shoal.engine import matrix, quote
from shoal.predict.arrays import Floats, Places, Texts
from shoal.stats.rounding import significant
from shoal.terms import Feature, FeatureTable, FeatureType

UNKNOWN = ""
"""Stands for a missing level."""


@dataclass(frozen=True)
class Facts:
    """Features of customers, a row each.

    Parameters
    ----------
    numbers : mapping of feature to float array (n,)
        NaN where a customer has no value.
    texts : mapping of feature to str array (n,)
        Levels of categories; empty where a customer has none.
    """

    numbers: Mapping[str, Floats]
    texts: Mapping[str, Texts]

    @property
    def names(self) -> tuple[str, ...]:
        """Name the features."""
        return (*self.numbers, *self.texts)

    def __len__(self) -> int:
        some = next(iter((*self.numbers.values(), *self.texts.values())), ())
        return len(some)

    def rows(self, chosen: Places | slice | NDArray[np.bool_]) -> Facts:
        """Give some of the customers."""
        return Facts(
            {name: column[chosen] for name, column in self.numbers.items()},
            {name: column[chosen] for name, column in self.texts.items()},
        )

    def without(self, left_out: Sequence[str]) -> Facts:
        """Leave features out."""
        return Facts(
            {name: column for name, column in self.numbers.items() if name not in left_out},
            {name: column for name, column in self.texts.items() if name not in left_out},
        )


def together(parts: Sequence[Facts]) -> Facts:
    """Put customers below each other; only features that all parts have are kept.

    Examples
    --------
    >>> one = Facts({"orders": np.ones(2), "visits": np.ones(2)}, {})
    >>> both = together([one, Facts({"orders": np.zeros(1)}, {})])
    >>> both.names, len(both)
    (('orders',), 3)
    """
    numbers = [name for name in parts[0].numbers if all(name in part.numbers for part in parts)]
    texts = [name for name in parts[0].texts if all(name in part.texts for part in parts)]
    return Facts(
        {name: np.concatenate([part.numbers[name] for part in parts]) for name in numbers},
        {name: np.concatenate([part.texts[name] for part in parts]) for name in texts},
    )


def usable(table: FeatureTable, sensitive: Sequence[str]) -> tuple[Feature, ...]:
    """Choose the features that a model may learn from: time-honest ones, sensitive ones only where asked for by name.

    Parameters
    ----------
    table : FeatureTable
    sensitive : sequence of str
        Names of sensitive traits that may be used.
    """
    return tuple(
        feature
        for feature in table.features
        if feature.is_time_honest and (not feature.sensitive or feature.name in sensitive)
    )


def read_facts(table: FeatureTable, features: Sequence[Feature], source: str) -> Facts:
    """Bring features out of the engine.

    Parameters
    ----------
    table : FeatureTable
    features : sequence of Feature
        Of the table.
    source : str
        What stands after FROM, the table as ``t``, rows in a fixed order.
    """
    engine = table.relation.engine
    numbers = [feature.name for feature in features if feature.type is not FeatureType.CATEGORY]
    texts = [feature.name for feature in features if feature.type is FeatureType.CATEGORY]
    rows = matrix(engine, [f"t.{quote(name)}" for name in numbers], source, step="what is known") if numbers else None
    levels = (
        engine.arrow(f"SELECT {', '.join(f't.{quote(name)}' for name in texts)} FROM {source}", step="levels known")
        if texts
        else pa.table({})
    )
    return Facts(
        {} if rows is None else {name: significant(rows[:, place]) for place, name in enumerate(numbers)},
        {name: _texts(levels.column(place)) for place, name in enumerate(texts)},
    )


def _texts(column: pa.ChunkedArray) -> Texts:
    return np.array([UNKNOWN if value is None else str(value) for value in column.to_pylist()], dtype=np.str_)
