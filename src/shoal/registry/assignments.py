"""Who is in which segment, as queries over labels: one for Parquet, one for CSV that no spreadsheet executes."""

from __future__ import annotations

from collections.abc import Mapping

from shoal.engine import literal
from shoal.engine.spreadsheet import safe_cell_sql
from shoal.terms import Segmentation

_CANONICAL = "ORDER BY md5(customer_id), customer_id"

_TEXT_COLUMNS = ("customer_id", "segment", "segmentation", "version")


def segment_of_group(segmentation: Segmentation) -> Mapping[int, tuple[int, str]]:
    """Map every group of the model to the id and name of its segment."""
    pairs = ((group, (segment.id, segment.name)) for segment in segmentation.segments for group in segment.groups)
    return dict(sorted(pairs))


def canonical(relation: str) -> str:
    """Read a relation of customers in canonical order: that of the hash of the id, which no source decides.

    Whoever writes a file says the order in its own query: engines do not write the rows of a table as they were stored.
    """
    return f"SELECT * FROM {relation} {_CANONICAL}"


def assignments_sql(
    labels: str, groups: Mapping[int, tuple[int, str]], *, segmentation: str, version: str, assigned_at: str
) -> str:
    """Give the query of assignments.

    Parameters
    ----------
    labels : str
        Relation with ``customer_id``, ``group_id`` and ``confidence``.
    groups : mapping of group to (segment id, name)
    segmentation, version : str
    assigned_at : str
        SQL expression of the instant.
    """
    held = ", ".join(f"({group}, {id_}, {literal(name)})" for group, (id_, name) in groups.items())
    return f"""
        SELECT labels.customer_id, CAST(held.segment_id AS BIGINT) AS segment_id, held.segment,
               CAST(format('{{:.9g}}', labels.confidence) AS DOUBLE) AS confidence,
               {literal(segmentation)} AS segmentation, {literal(version)} AS version,
               {assigned_at} AS assigned_at
        FROM {labels} AS labels JOIN (VALUES {held}) AS held(group_id, segment_id, segment) USING (group_id)"""


def formula_safe(assignments: str, assigned_at: str) -> str:
    """Read a relation of assignments as CSV has it, in canonical order.

    Text that a spreadsheet would execute gets an apostrophe before it; numbers are typed and exempt.
    """
    cells = ", ".join(f"{safe_cell_sql(name)} AS {name}" for name in _TEXT_COLUMNS)
    return f"""SELECT * REPLACE ({cells}, {literal(assigned_at)} AS assigned_at) FROM {assignments} AS assigned
        ORDER BY md5(assigned.customer_id), assigned.customer_id"""
