"""Agreement of segments with the planted types."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shoal.errors import CustomerNotFound
from shoal.simulate.seasons import Floats


def n_types(truth: pa.Table) -> int:
    """Count the planted types of a shop.

    Examples
    --------
    >>> n_types(pa.table({"type": ["a", "b", "a"]}))
    2
    """
    return int(pc.count_distinct(truth["type"]).as_py())


def agreement(truth: pa.Table, assignments: pa.Table) -> float:
    """Compare segments with planted types: the adjusted Rand index over the customers whom both name.

    Parameters
    ----------
    truth : pa.Table
        ``customer_id`` and ``type``.
    assignments : pa.Table
        ``customer_id`` and ``segment_id``.

    Returns
    -------
    float
        At most 1, for the same groups under any names; 0 on average where segments have nothing to do with types.

    Raises
    ------
    CustomerNotFound
        If no customer is in both tables.

    References
    ----------
    Hubert & Arabie (1985), Comparing partitions, Journal of Classification 2.

    Examples
    --------
    >>> truth = pa.table({"customer_id": ["a", "b", "c", "d"], "type": ["x", "x", "y", "y"]})
    >>> agreement(truth, pa.table({"customer_id": ["d", "c", "b", "a"], "segment_id": [1, 1, 2, 2]}))
    1.0
    >>> round(agreement(truth, pa.table({"customer_id": ["a", "b", "c", "d"], "segment_id": [1, 2, 2, 2]})), 3)
    0.0
    """
    segments = assignments.select(["customer_id", "segment_id"])
    both = truth.select(["customer_id", "type"]).join(segments, "customer_id", join_type="inner")
    if both.num_rows == 0:
        raise CustomerNotFound(
            f"none of {truth.num_rows} simulated customers has a segment",
            expected="segments of the same shop",
            do="compare with the truth that was written beside the orders",
        )
    types = both["type"].dictionary_encode().combine_chunks().indices.to_numpy()
    groups = both["segment_id"].dictionary_encode().combine_chunks().indices.to_numpy()
    table = np.zeros((types.max() + 1, groups.max() + 1))
    np.add.at(table, (types, groups), 1.0)
    return _adjusted_rand(table)


def _adjusted_rand(table: Floats) -> float:
    """Compute the index from counts of types by segments."""
    together = float(_pairs(table).sum())
    by_type = float(_pairs(table.sum(axis=1)).sum())
    by_segment = float(_pairs(table.sum(axis=0)).sum())
    by_chance = by_type * by_segment / max(float(_pairs(table.sum())), 1.0)
    best = (by_type + by_segment) / 2
    # Everyone alone, or everyone together, in both: the groups are the same and chance could not have made others.
    return 1.0 if best == by_chance else (together - by_chance) / (best - by_chance)


def _pairs(n: Floats | np.float64) -> Floats:
    return np.asarray(n * (n - 1) / 2)
