"""Segments against the groups of another grouping: how many customers they share."""

from __future__ import annotations

from shoal.terms import FeatureTable, Grouping, Labels, Segment

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
    rows = table.relation.engine.rows(
        f"SELECT l.group_id, o.group_id, count(*) FROM {labels.relation.name} l"
        f" JOIN ({placed}) o ON l.customer_id = o.customer_id GROUP BY l.group_id, o.group_id",
        step="segments against other groups",
    )
    counts = {(int(group), int(theirs)): int(n) for group, theirs, n in rows}
    inhabited = sorted({theirs for _, theirs in counts})
    table_of = tuple(
        tuple(sum(counts.get((group, theirs), 0) for group in segment.groups) for theirs in inhabited)
        for segment in segments
    )
    return tuple(other.names[theirs] for theirs in inhabited), table_of
