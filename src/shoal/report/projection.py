"""A map of customers: the plane in which the prepared features vary most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.engine import quote
from shoal.terms import FeatureTable, Labels, Matrix, Recipe, Segmentation

MOST_POINTS = 2_000


@dataclass(frozen=True)
class CustomerMap:
    """A sample of customers in the plane.

    Parameters
    ----------
    points : float array (n, 2)
        In standard deviations of the prepared features, rounded; in no order that means anything.
    segments : int array (n,)
        Segment ids.
    explained : float
        Share of the variance that the plane shows, in [0, 1].
    leading : tuple of tuple of str
        Per axis, the matrix columns that weigh most.
    """

    points: Matrix
    segments: NDArray[np.int64]
    explained: float
    leading: tuple[tuple[str, ...], tuple[str, ...]]


def customer_map(segmentation: Segmentation, table: FeatureTable, labels: Labels) -> CustomerMap | None:
    """Project a sample of at most 2,000 customers on the first two principal axes.

    The sample is the head of the canonical order (hash of id), so it is random and always the same. Customers of
    segments that are too small to be described are left out. No identifier leaves the engine.

    Returns
    -------
    CustomerMap or None
        None where the recipe has fewer than two columns or too few customers are left.
    """
    shown = {
        group: segment.id
        for segment in segmentation.segments
        if segment.profile and segment.n_customers >= segmentation.spec.privacy.min_count
        for group in segment.groups
    }
    columns = segmentation.recipe.columns
    if len(columns) < 2:
        return None
    rows = _sample(segmentation.recipe, table, labels, shown)
    if len(rows) < 3:
        return None
    matrix = rows[:, 1:]
    centred = matrix - matrix.mean(axis=0)
    variances, directions = np.linalg.eigh(centred.T @ centred)  # ascending
    axes = directions[:, :-3:-1].T
    # The sign of an axis is arbitrary: its heaviest feature points right, or up.
    heaviest = np.abs(axes).argmax(axis=1)
    axes = axes * np.sign(axes[np.arange(2), heaviest])[:, None]
    total = float(variances.sum())
    if total <= 0:
        return None
    first, second = (tuple(columns[i] for i in np.argsort(-np.abs(axis), kind="stable")[:2]) for axis in axes)
    return CustomerMap(
        points=np.round(centred @ axes.T, 3),
        segments=rows[:, 0].astype(np.int64),
        explained=float(variances[-2:].sum() / total),
        leading=(first, second),
    )


def _sample(recipe: Recipe, table: FeatureTable, labels: Labels, shown: Mapping[int, int]) -> Matrix:
    """Give segment and matrix columns of the sample; the recipe's SQL keeps both in one row without an identifier."""
    expressions = ", ".join(f"{sql} AS {quote(f'x{i}')}" for i, sql in enumerate(recipe.to_expressions().values()))
    names = ", ".join(f"x.{quote(f'x{i}')}" for i in range(len(recipe.columns)))
    rows = table.relation.engine.rows(
        f"SELECT l.group_id, {names} FROM"
        f" (SELECT customer_id, {expressions} FROM {table.relation.name}"
        f" ORDER BY md5(customer_id), customer_id LIMIT {MOST_POINTS}) x"
        f" JOIN {labels.relation.name} l ON x.customer_id = l.customer_id ORDER BY md5(x.customer_id), x.customer_id",
        step="sample for the map",
    )
    kept = [(shown[int(row[0])], *row[1:]) for row in rows if int(row[0]) in shown]
    return np.array(kept, dtype=np.float64).reshape(len(kept), 1 + len(recipe.columns))
