"""Customers per group and value of one column of the table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from shoal.engine import quote
from shoal.interpret.profile import joined
from shoal.terms import FeatureTable, Labels


def counts_by_value(table: FeatureTable, labels: Labels, column: str) -> Mapping[int, Mapping[str, int]]:
    """Count the customers of every group per value of a column; those without a value are left out."""
    value = f"t.{quote(column)}"
    rows = table.relation.engine.rows(
        f"SELECT l.group_id, {value}, count(*) FROM {joined(table, labels)} WHERE {value} IS NOT NULL"
        f" GROUP BY l.group_id, {value} ORDER BY l.group_id, {value}",
        step=f"values of {column} per group",
    )
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for group, level, n in rows:
        counts[int(group)][str(level)] = int(n)
    return counts
