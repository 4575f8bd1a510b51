"""Segments against the groups of another grouping: how many customers they share."""

from __future__ import annotations

from collections.abc import Mapping

from shoal.terms import FeatureTable, Grouping, Labels, Relation, Segment

Crossing = tuple[tuple[str, ...], tuple[tuple[int, ...], ...]]
"""Names of the other groups, and customers per segment (rows, in order) and such group (columns)."""


def crossed(table: FeatureTable, labels: Labels, segments: tuple[Segment, ...], other: Grouping) -> Crossing:
    """Count the customers of each segment in each group of another grouping.

    Parameters
    ----------
    table : FeatureTable
    labels : Labels
    segments : tuple of Segment
    other : Grouping
        Its model reads features, and it names its groups; groups that nobody is in are left out.

    Returns
    -------
    Crossing
    """
    placed = other.model.to_sql(table.relation.name, "customer_id")
    return _crossed(labels, segments, f"({placed})", dict(enumerate(other.names)))


def crossed_with(labels: Labels, segments: tuple[Segment, ...], other: Relation, names: Mapping[int, str]) -> Crossing:
    """Count the customers of each segment in each group of another segmentation; who is not in it is not counted.

    Parameters
    ----------
    labels : Labels
    segments : tuple of Segment
    other : Relation
        ``customer_id``, ``group_id``.
    names : mapping of group to name

    Returns
    -------
    Crossing
    """
    return _crossed(labels, segments, other.name, names)


def passed(labels: Labels, segments: tuple[Segment, ...], before: Relation, names: Mapping[int, str]) -> Crossing:
    """Count where the customers of an earlier version are now.

    Parameters
    ----------
    labels : Labels
        Of now.
    segments : tuple of Segment
    before : Relation
        ``customer_id``, ``group_id`` of then.
    names : mapping of group of then to name

    Returns
    -------
    Crossing
        Names of the groups of then; and customers per such group (rows, and a last one for those who were not there)
        and segment (columns, and a last one for those who are no longer there).
    """
    rows = labels.relation.engine.rows(
        f"SELECT o.group_id, l.group_id, count(*) FROM {labels.relation.name} l"
        f" FULL JOIN {before.name} o ON l.customer_id = o.customer_id GROUP BY o.group_id, l.group_id",
        step="who entered and left",
    )
    segment_of = {group: place for place, segment in enumerate(segments) for group in segment.groups}
    row_of = {group: place for place, group in enumerate(sorted(names))}
    counts = [[0] * (len(segments) + 1) for _ in range(len(names) + 1)]
    for theirs, group, n in rows:
        row = len(names) if theirs is None else row_of[int(theirs)]
        column = len(segments) if group is None else segment_of[int(group)]
        counts[row][column] += int(n)
    return tuple(names[group] for group in sorted(names)), tuple(map(tuple, counts))


def _crossed(labels: Labels, segments: tuple[Segment, ...], other: str, names: Mapping[int, str]) -> Crossing:
    rows = labels.relation.engine.rows(
        f"SELECT l.group_id, o.group_id, count(*) FROM {labels.relation.name} l"
        f" JOIN {other} o ON l.customer_id = o.customer_id GROUP BY l.group_id, o.group_id",
        step="segments against other groups",
    )
    counts = {(int(group), int(theirs)): int(n) for group, theirs, n in rows}
    inhabited = sorted({theirs for _, theirs in counts})
    table_of = tuple(
        tuple(sum(counts.get((group, theirs), 0) for group in segment.groups) for theirs in inhabited)
        for segment in segments
    )
    return tuple(names[theirs] for theirs in inhabited), table_of
