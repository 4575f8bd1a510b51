"""What orders and value to come add up to per segment."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from shoal.predict.arrays import Mask
from shoal.predict.lifetimes.foresee import Asked


def ahead_by_segment(
    predicted: pa.Table, assignments: pa.Table | None, asked: Asked, *, min_count: int
) -> list[dict[str, Any]]:
    """Add up expected orders, spend and lifetime value per segment; segments of too few buyers are left out.

    Parameters
    ----------
    predicted : pa.Table
        As `predictions` gives it.
    assignments : pa.Table or None
        ``customer_id``, ``segment_id``, ``segment``; None where nothing is published.
    asked : Asked
    min_count : int
    """
    if assignments is None:
        return []
    ids, names = assignments["segment_id"].to_pylist(), assignments["segment"].to_pylist()
    of = dict(zip(assignments["customer_id"].to_pylist(), ids, strict=True))
    segment = np.array([of.get(who, -1) for who in predicted["customer_id"].to_pylist()])
    found = []
    for id_, name in sorted(dict(zip(ids, names, strict=True)).items()):
        mine = segment == id_
        if int(mine.sum()) >= min_count:
            found.append({"id": int(id_), "name": name} | _sums(predicted, mine, asked))
    return found


def _sums(predicted: pa.Table, mine: Mask, asked: Asked) -> dict[str, Any]:
    """Add up what is expected of some buyers; what needs money is None without any."""
    orders, spend, value = (
        f"expected_orders_{asked.horizon_days}d",
        f"expected_spend_{asked.horizon_days}d",
        f"clv_{asked.value_days}d",
    )
    sums = {
        name: float(predicted[name].to_numpy()[mine].sum()) if name in predicted.column_names else None
        for name in (orders, spend, value)
    }
    own = sums[value]
    whole = 0.0 if own is None else float(predicted[value].to_numpy().sum())
    return {
        "n_customers": int(mine.sum()),
        "p_alive": float(predicted["p_alive"].to_numpy()[mine].mean()),
        **sums,
        "value_share": None if own is None or whole <= 0 else own / whole,
    }
