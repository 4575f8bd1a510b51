"""Agreement of segments with the planted types."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from shoal.errors import CustomerNotFound
from shoal.stats.agreement import adjusted_rand


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
    return adjusted_rand(types, groups)
