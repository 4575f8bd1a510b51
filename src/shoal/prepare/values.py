"""What the values of a feature look like, as far as choosing and fitting need it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from shoal.engine import matrix, quote
from shoal.terms import Feature, FeatureTable, FeatureType, Matrix

SAMPLE = 100_000
"""Customers on which a recipe is fitted; the table's order is random, so the first rows are a sample."""

SAMPLE_CELLS = 10_000_000
"""Values that are held at once: of a table with more than 100 features fewer customers are looked at."""

LEAST_SAMPLE = 2_000
"""Customers that are looked at however many features there are."""


@dataclass(frozen=True)
class Values:
    """The values of one feature on the sample.

    Parameters
    ----------
    n : int
        Customers.
    known : float array (m,)
        The numbers that are not missing; empty for a category.
    levels : tuple of (level, count)
        Of a category, the most frequent first; empty for a number.
    """

    n: int
    known: Matrix
    levels: tuple[tuple[str, int], ...] = ()

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """How often each different value occurs."""
        if self.levels:
            return tuple(count for _, count in self.levels)
        return tuple(np.unique(self.known, return_counts=True)[1].tolist())

    @property
    def n_missing(self) -> int:
        """Count the customers without a value."""
        return self.n - sum(self.counts)


def sample_of(table: FeatureTable) -> tuple[str, int]:
    """Give what stands after FROM for the customers on whom a recipe is fitted, and how many they are."""
    limit = min(SAMPLE, max(LEAST_SAMPLE, SAMPLE_CELLS // max(len(table.features), 1)))
    return f"(SELECT * FROM {table.relation.name} LIMIT {limit}) AS sample", min(table.n_customers, limit)


def values_of(table: FeatureTable) -> tuple[Values, ...]:
    """Look at every feature of a table."""
    numbers = [feature for feature in table.features if feature.type is not FeatureType.CATEGORY]
    engine, (source, n) = table.relation.engine, sample_of(table)
    names = [quote(feature.name) for feature in numbers]
    rows = matrix(engine, names, source, step="sample for the recipe") if names else np.zeros((0, 0))
    columns = {feature.name: rows[:, place] for place, feature in enumerate(numbers)}
    return tuple(
        _numbers(n, columns[feature.name]) if feature.name in columns else _category(table, feature, n, source)
        for feature in table.features
    )


def _numbers(n: int, column: Matrix) -> Values:
    return Values(n, column[~np.isnan(column)])


def _category(table: FeatureTable, feature: Feature, n: int, source: str) -> Values:
    name = quote(feature.name)
    rows = table.relation.engine.rows(
        f"SELECT {name}, count(*) AS n FROM {source} WHERE {name} IS NOT NULL GROUP BY {name} ORDER BY n DESC, {name}",
        step=f"levels of {feature.name}",
    )
    return Values(n, np.zeros(0), tuple((str(level), int(count)) for level, count in rows))
