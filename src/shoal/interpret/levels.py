"""The levels of categories that matter in a segment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from shoal.interpret.counting import counts_by_value
from shoal.stats.rounding import written
from shoal.terms import FeatureTable, FeatureType, Labels

MOST_LEVELS = 5
"""Levels shown per category; more would hide the ones that matter."""

Levels = Mapping[str, tuple[tuple[str, float], ...]]
"""Category feature to (level, share of the customers with a value), the largest first."""


def levels_of(table: FeatureTable, labels: Labels, *, min_count: int) -> Mapping[int, Levels]:
    """Find the most frequent levels of every category, per group.

    A level that fewer than `min_count` customers of a group have is not listed there: it would point at them.
    """
    groups: dict[int, dict[str, tuple[tuple[str, float], ...]]] = defaultdict(dict)
    for feature in table.features:
        if feature.type is not FeatureType.CATEGORY:
            continue
        for group, levels in counts_by_value(table, labels, feature.name).items():
            n = sum(levels.values())
            shown = sorted((item for item in levels.items() if item[1] >= min_count), key=lambda i: (-i[1], i[0]))
            if shown:
                groups[group][feature.name] = tuple((level, written(m / n)) for level, m in shown[:MOST_LEVELS])
    return groups
