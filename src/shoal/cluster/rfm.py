"""The RFM grid: quintile scores of recency, frequency and money, and the eleven groups that they map to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shoal.cluster.cuts import quantile_cuts
from shoal.cluster.rfm_map import NAMES, group_of_cells
from shoal.cluster.rows import feature_rows, refuse_missing
from shoal.engine import literal, quote
from shoal.errors import ClusterError
from shoal.terms import Evidence, FeatureTable, Grouping, Matrix, Placed, Space

COLUMNS = ("recency_days", "order_count", "net_revenue")
WORDS = ("recency", "frequency", "monetary")
N_SCORES = 5


@dataclass(frozen=True)
class RfmModel:
    """Scores 1 to 5 by cut points, then the map of scores to groups.

    Recency counts downwards: 5 are those who bought last. Equal values have equal scores.

    Parameters
    ----------
    cuts : three tuples of four floats
        Rising, for recency_days, order_count and net_revenue; repeats where one value spans several quintiles.

    Examples
    --------
    >>> cuts = (10.0, 30.0, 90.0, 200.0), (1.5, 2.5, 4.5, 8.5), (50.0, 100.0, 200.0, 500.0)
    >>> NAMES[RfmModel(cuts).apply_one(np.array([3.0, 12.0, 900.0]))[0]]
    'Champions'
    """

    cuts: tuple[tuple[float, ...], ...]
    kind: str = "rfm_grid"
    reads: Space = "features"
    columns: tuple[str, ...] = COLUMNS

    @property
    def n_groups(self) -> int:
        """Number of groups, eleven, some of which may have no customers."""
        return len(NAMES)

    def scores(self, rows: Matrix) -> NDArray[np.int64]:
        """Give the three scores (n, 3), 1 to 5, of raw features (n, 3)."""
        refuse_missing(rows, self.columns)
        above = [np.searchsorted(np.array(cuts), rows[:, i], side="left") for i, cuts in enumerate(self.cuts)]
        return np.stack([N_SCORES - above[0], 1 + above[1], 1 + above[2]], axis=1).astype(np.int64)

    def apply(self, rows: Matrix) -> Placed:
        """Place many customers (n, 3); the grid is sure of every one."""
        scores = self.scores(rows) - 1
        groups = np.array(group_of_cells(), dtype=np.int64)
        return Placed(groups[scores @ np.array([25, 5, 1])], np.ones(len(rows)))

    def apply_one(self, row: Matrix) -> tuple[int, float]:
        """Place one customer (3,)."""
        placed = self.apply(np.asarray(row, dtype=np.float64)[None, :])
        return int(placed.group[0]), float(placed.confidence[0])

    def to_sql(self, source: str, key: str) -> str:
        """Give a query with the key, ``group_id`` and ``confidence``; NULL where a feature is NULL."""
        above = [
            " + ".join(f"CASE WHEN {quote(column)} > ({literal(cut)}) THEN 1 ELSE 0 END" for cut in cuts)
            for column, cuts in zip(self.columns, self.cuts, strict=True)
        ]
        known = " AND ".join(f"{quote(column)} IS NOT NULL" for column in self.columns)
        cells = group_of_cells()
        whens = " ".join(
            f"WHEN cell IN ({', '.join(str(cell) for cell, found in enumerate(cells) if found == group)}) THEN {group}"
            for group in range(len(NAMES))
        )
        return f"""SELECT {quote(key)}, CAST(CASE {whens} END AS BIGINT) AS group_id,
  CASE WHEN cell IS NOT NULL THEN CAST(1 AS DOUBLE) END AS confidence
FROM (SELECT {quote(key)}, CASE WHEN {known} THEN
  25 * ({N_SCORES - 1} - ({above[0]}))
  + 5 * ({above[1]})
  + ({above[2]}) END AS cell
FROM {source} AS placed_rows) AS scored"""

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain data."""
        return {"kind": self.kind, "columns": list(self.columns), "cuts": [list(cuts) for cuts in self.cuts]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> RfmModel:
        """Read what `to_dict` gave."""
        return cls(tuple(tuple(float(cut) for cut in cuts) for cuts in data["cuts"]))


def has_rfm(table: FeatureTable) -> bool:
    """Say whether the three features of the grid exist, and every customer has a value of each."""
    if any(table.feature(name) is None for name in COLUMNS):
        return False
    missing = " OR ".join(f"{quote(name)} IS NULL" for name in COLUMNS)
    engine, relation = table.relation.engine, table.relation.name
    return not engine.rows(f"SELECT count(*) FROM {relation} WHERE {missing}", step="customers without rfm")[0][0]


def rfm_grid(table: FeatureTable) -> Grouping:
    """Fit the RFM grid to the customers of a feature table.

    Parameters
    ----------
    table : FeatureTable
        With recency_days, order_count and net_revenue for every customer.

    Returns
    -------
    Grouping
        Eleven named groups, never natural; where ties leave fewer than five scores, a warning says so.

    Raises
    ------
    ClusterError
        If a feature does not exist or has no value for a customer.
    """
    missing = [name for name in COLUMNS if table.feature(name) is None]
    if missing:
        raise ClusterError(
            f"rfm_grid needs {', '.join(COLUMNS)}; not there: {', '.join(missing)}",
            expected="orders with a date and an amount",
            do="give a file of orders, or use another --algorithm",
        )
    return fit_rfm(feature_rows(table, COLUMNS))


def fit_rfm(rows: Matrix) -> Grouping:
    """Fit the RFM grid to raw features (n, 3): recency_days, order_count, net_revenue."""
    refuse_missing(rows, COLUMNS)
    if len(rows) == 0:
        raise ClusterError("there are no customers", expected="at least one", do="check the sources")
    model = RfmModel(tuple(quantile_cuts(column, N_SCORES, keep_repeats=True) for column in rows.T))
    return Grouping(
        algorithm=model.kind,
        model=model,
        verdict="continuum",
        is_natural=False,
        evidence=Evidence(reason="A fixed grid of quintile scores; its groups are cut, not found.", n_sample=len(rows)),
        names=NAMES,
        warnings=_missing_scores(model, rows),
    )


def _missing_scores(model: RfmModel, rows: Matrix) -> tuple[str, ...]:
    warnings = []
    for word, column, scores in zip(WORDS, COLUMNS, model.scores(rows).T, strict=True):
        found = sorted(set(scores.tolist()))
        if len(found) < N_SCORES:
            listed = ", ".join(str(score) for score in found)
            warnings.append(
                f"The {word} score takes only {len(found)} of 5 values ({listed}): many customers share the same "
                f"{column}, and equal customers are never parted."
            )
    return tuple(warnings)
