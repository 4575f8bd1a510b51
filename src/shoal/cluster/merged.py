"""The model of groups that were joined: another model places a customer, and some of its groups count as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from shoal.cluster.models import PLAIN
from shoal.engine import quote
from shoal.terms import Matrix, Model, Placed, Space

KIND = "merged"


@dataclass(frozen=True)
class MergedModel:
    """The groups of another model, some of them joined.

    The confidence is that of the parts: near a border inside a joined group it is lower than it could be, never higher.

    Parameters
    ----------
    parts : Model
    into : tuple of int
        The joined group of each group of the parts; all of 0, 1, ... occur.

    Examples
    --------
    >>> from shoal.cluster.centroid import CentroidModel
    >>> three = CentroidModel(("x",), ((0.0,), (4.0,), (9.0,)))
    >>> MergedModel(three, (0, 1, 1)).apply(np.array([[1.0], [5.0], [8.0]])).group
    array([0, 1, 1])
    """

    parts: Model
    into: tuple[int, ...]
    kind: str = KIND

    @property
    def reads(self) -> Space:
        """What its parts read."""
        return self.parts.reads

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of its parts."""
        return self.parts.columns

    @property
    def n_groups(self) -> int:
        """Number of joined groups."""
        return max(self.into) + 1

    def apply(self, rows: Matrix) -> Placed:
        """Place many rows (n, columns)."""
        placed = self.parts.apply(rows)
        return Placed(np.array(self.into, dtype=np.int64)[placed.group], placed.confidence)

    def apply_one(self, row: Matrix) -> tuple[int, float]:
        """Place one row (columns,)."""
        group, confidence = self.parts.apply_one(row)
        return self.into[group], confidence

    def to_sql(self, source: str, key: str) -> str:
        """Give a query with the key, ``group_id`` and ``confidence``."""
        whens = " ".join(f"WHEN {group} THEN {into}" for group, into in enumerate(self.into))
        return f"""SELECT {quote(key)}, CAST(CASE group_id {whens} END AS BIGINT) AS group_id, confidence
FROM ({self.parts.to_sql(source, key)}) AS placed_parts"""

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain data."""
        return {"kind": self.kind, "parts": self.parts.to_dict(), "into": list(self.into)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> MergedModel:
        """Read what `to_dict` gave."""
        parts = data["parts"]
        return cls(PLAIN[parts["kind"]].from_dict(parts), tuple(int(group) for group in data["into"]))


MODELS: Mapping[str, type] = MappingProxyType({**PLAIN, KIND: MergedModel})
"""Kind to class, of everything that can be saved; each has ``from_dict``."""
