"""A bounded sample of customers for the pictures: what was prepared of them and what they are, without who they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.engine import matrix, quote
from shoal.report.shown import shown
from shoal.terms import Feature, FeatureTable, Labels, Matrix, Segmentation

MOST_ROWS = 5_000


@dataclass(frozen=True)
class Sample:
    """Customers of the sample, in no order that means anything.

    Parameters
    ----------
    segments : int array (n,)
        Segment ids; 0 where a segment is one of too many to be shown one by one.
    columns : tuple of str
        Of the matrix.
    matrix : float array (n, columns)
        As the groups were sought in.
    features : tuple of Feature
        Numbers, shares and flags that pictures show.
    values : float array (n, features)
        In their own units; NaN where there is no value.
    """

    segments: NDArray[np.int64]
    columns: tuple[str, ...]
    matrix: Matrix
    features: tuple[Feature, ...]
    values: Matrix

    def shown(self) -> tuple[int, ...]:
        """List the segments that are shown and that the sample has somebody of."""
        return tuple(id_ for id_ in np.unique(self.segments).tolist() if id_)

    def of(self, segment: int) -> NDArray[np.bool_]:
        """Mark the customers of a segment."""
        return np.asarray(self.segments == segment)


def sample_of(
    segmentation: Segmentation, table: FeatureTable, labels: Labels, features: Sequence[Feature] = ()
) -> Sample:
    """Draw at most 5,000 customers.

    They are the head of the canonical order (hash of id), so random and always the same. Customers of segments that
    are too small to be described are left out. No identifier leaves the engine.

    Parameters
    ----------
    segmentation : Segmentation
    table : FeatureTable
    labels : Labels
    features : sequence of Feature
        Whose values pictures show; no categories.
    """
    seen = {segment.id for segment in shown(segmentation)}
    of_group = {
        group: segment.id if segment.id in seen else 0
        for segment in segmentation.segments
        if segment.profile and segment.n_customers >= segmentation.spec.privacy.min_count
        for group in segment.groups
    }
    prepared = tuple(segmentation.recipe.to_expressions().values())
    expressions = (*prepared, *(quote(feature.name) for feature in features))
    named = "".join(f", {sql} AS {quote(f'x{i}')}" for i, sql in enumerate(expressions))
    rows = matrix(
        table.relation.engine,
        ["l.group_id", *(f"x.{quote(f'x{i}')}" for i in range(len(expressions)))],
        f"(SELECT customer_id{named} FROM {table.relation.name} ORDER BY md5(customer_id), customer_id"
        f" LIMIT {MOST_ROWS}) x JOIN {labels.relation.name} l ON x.customer_id = l.customer_id"
        " ORDER BY md5(x.customer_id), x.customer_id",
        step="sample for the pictures",
    )
    groups = rows[:, 0].astype(np.int64).tolist()
    segments = np.array([of_group.get(group, -1) for group in groups], dtype=np.int64)
    kept = segments >= 0
    between = 1 + len(prepared)
    return Sample(
        segments[kept], segmentation.recipe.columns, rows[kept, 1:between], tuple(features), rows[kept, between:]
    )
