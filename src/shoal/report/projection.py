"""A map of customers: the directions in which the prepared features vary most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.report.sample import Sample
from shoal.terms import Matrix

MOST_POINTS = 2_000


@dataclass(frozen=True)
class CustomerMap:
    """A sample of customers in two or three directions.

    Parameters
    ----------
    points : float array (n, 2 or 3)
        In standard deviations of the prepared features, rounded; in no order that means anything.
    segments : int array (n,)
        Segment ids.
    explained : float
        Share of the variance that the directions show, in [0, 1].
    leading : tuple of tuple of str
        Per direction, the matrix columns that weigh most.
    """

    points: Matrix
    segments: NDArray[np.int64]
    explained: float
    leading: tuple[tuple[str, ...], ...]


def customer_map(sample: Sample, n_directions: int = 2) -> CustomerMap | None:
    """Project at most 2,000 customers on the first principal axes.

    Parameters
    ----------
    sample : Sample
    n_directions : int

    Returns
    -------
    CustomerMap or None
        None where there are fewer columns than directions, or too few customers, or they are all alike.
    """
    matrix = sample.matrix[:MOST_POINTS]
    if len(sample.columns) < n_directions or len(matrix) <= n_directions:
        return None
    centred = matrix - matrix.mean(axis=0)
    variances, directions = np.linalg.eigh(centred.T @ centred)  # ascending
    axes = directions[:, : -n_directions - 1 : -1].T
    # The sign of an axis is arbitrary: its heaviest feature points right, or up.
    heaviest = np.abs(axes).argmax(axis=1)
    axes = axes * np.sign(axes[np.arange(n_directions), heaviest])[:, None]
    total = float(variances.sum())
    if total <= 0:
        return None
    return CustomerMap(
        points=np.round(centred @ axes.T, 3),
        segments=sample.segments[:MOST_POINTS],
        explained=float(variances[-n_directions:].sum() / total),
        leading=tuple(tuple(sample.columns[i] for i in np.argsort(-np.abs(axis), kind="stable")[:2]) for axis in axes),
    )
