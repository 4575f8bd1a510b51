"""The customers that rules are made on and measured on: features and segments of a sample, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from shoal.engine import literal, matrix, quote
from shoal.interpret.cuts import Column
from shoal.terms import AllOf, AnyOf, Blank, Bound, FeatureTable, FeatureType, Labels, Matrix, Not, OneOf, Rule, SomeOf

MOST_ROWS = 20_000
"""Customers of the sample, half of them held back: a share is then known to a percentage point."""
MOST_COLUMNS = 60
MOST_LEVELS = 12
"""Levels of a category that a condition may name, the most common ones."""

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Sampled:
    """Customers in canonical order, which is a random one.

    Parameters
    ----------
    columns : tuple of Column
    values : float array (n, columns)
        Numbers, or 1 and 0 for a level; NaN where a number is not known.
    groups : int array (n,)
        Of the model.
    """

    columns: tuple[Column, ...]
    values: Matrix
    groups: NDArray[np.int64]

    def part(self, *, is_held_back: bool) -> Sampled:
        """Give every other customer: the odd ones are held back."""
        start = int(is_held_back)
        return Sampled(self.columns, self.values[start::2], self.groups[start::2])

    def truth(self, rule: Rule) -> Flags:
        """Say of which customers a rule is true, as `Rule.holds` does of one.

        Levels that are no column count as absent, and so does the blank of a category.
        """
        none = np.zeros(len(self.groups), dtype=bool)
        match rule:
            case Bound(name, above, upto):
                x = self._number(name)
                is_above = ~np.isnan(x) if above is None else x > above
                return is_above if upto is None else is_above & (x <= upto)
            case OneOf(name, levels):
                places = [i for i, c in enumerate(self.columns) if c.feature == name and c.level in levels]
                return reduce(np.logical_or, (self.values[:, place] == 1 for place in places), none)
            case Blank(name):
                return np.isnan(self._number(name))
            case AllOf(parts) | AnyOf(parts):
                is_all = isinstance(rule, AllOf)
                how = np.logical_and if is_all else np.logical_or
                return reduce(how, map(self.truth, parts), ~none if is_all else none)
            case Not(part):
                return ~self.truth(part)
            case SomeOf(parts, least, most):
                n = sum((self.truth(part).astype(int) for part in parts), np.zeros(len(none), dtype=int))
                return np.asarray((n >= least) & (n <= most))

    def _number(self, name: str) -> NDArray[np.float64]:
        place = next(i for i, c in enumerate(self.columns) if c.feature == name and c.level is None)
        return self.values[:, place]


def sampled(
    table: FeatureTable, labels: Labels, *, preferred: tuple[str, ...], barred: frozenset[str], min_count: int
) -> Sampled:
    """Read a sample of customers with their groups.

    Parameters
    ----------
    table : FeatureTable
        In canonical order.
    labels : Labels
    preferred : tuple of str
        Features that formed the groups.
    barred : frozenset of str
        Features that rules must not name; sensitive ones are not named either, unless they formed the groups.
    min_count : int
        Fewest customers of a level that is named.
    """
    source = (
        f"(SELECT * FROM {table.relation.name} LIMIT {min(MOST_ROWS, table.n_customers)}) AS t"
        f" JOIN {labels.relation.name} AS l ON t.customer_id = l.customer_id"
    )
    allowed = [f for f in table.features if f.name in preferred or not (f.sensitive or f.name in barred)]
    columns: list[Column] = []
    for feature in sorted(allowed, key=lambda f: f.name not in preferred)[:MOST_COLUMNS]:
        if feature.type is not FeatureType.CATEGORY:
            columns.append(Column(feature.name, None, feature.name in preferred))
            continue
        name = f"t.{quote(feature.name)}"
        found = table.relation.engine.rows(
            f"SELECT {name}, count(*) FROM {source} WHERE {name} IS NOT NULL GROUP BY {name}"
            f" HAVING count(*) >= {min_count} ORDER BY count(*) DESC, {name} LIMIT {MOST_LEVELS}",
            step=f"levels of {feature.name} in the sample",
        )
        columns += [Column(feature.name, str(level), feature.name in preferred) for level, _ in found]
    expressions = [_expression(column) for column in columns]
    rows = matrix(
        table.relation.engine,
        [*expressions, "l.group_id"],
        f"{source} ORDER BY md5(t.customer_id), t.customer_id",
        step="customers that rules are made on",
    )
    return Sampled(tuple(columns), rows[:, :-1], rows[:, -1].astype(np.int64))


def _expression(column: Column) -> str:
    name = f"t.{quote(column.feature)}"
    return name if column.level is None else f"CASE WHEN {name} = {literal(column.level)} THEN 1 ELSE 0 END"
