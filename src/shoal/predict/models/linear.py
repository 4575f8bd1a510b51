"""A line through what is known: logistic regression, scored without the library that fitted it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from shoal.predict.arrays import Floats

SKEWED = 2.0
"""A column is compressed where its skewness is beyond this: one very large customer would else turn the line."""

CAP = 4.0
"""Standard deviations beyond which a value counts as that far."""

_ARRAYS = ("unit", "centre", "scale", "weight")


@dataclass(frozen=True)
class Scaling:
    """How columns are made comparable.

    Parameters
    ----------
    unit : float array (columns,)
        A column is compressed by ``sign(x) ln(1 + |x| / unit)``; 0 where it is taken as it is.
    centre, scale : float array (columns,)
    """

    unit: Floats
    centre: Floats
    scale: Floats

    def apply(self, rows: Floats) -> Floats:
        """Give the scaled matrix."""
        scaled: Floats = np.clip((_compressed(rows, self.unit) - self.centre) / self.scale, -CAP, CAP)
        return scaled


def scaling(rows: Floats) -> Scaling:
    """Decide how the columns of a matrix are made comparable."""
    centre, spread = rows.mean(axis=0), rows.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    skew = (((rows - centre) / spread) ** 3).mean(axis=0)
    is_flag = ((rows == 0) | (rows == 1)).all(axis=0)
    size = np.median(np.abs(rows), axis=0)
    unit = np.where((np.abs(skew) > SKEWED) & ~is_flag, np.where(size > 0, size, 1.0), 0.0)
    taken = _compressed(rows, unit)
    deviation = taken.std(axis=0)
    return Scaling(unit, taken.mean(axis=0), np.where(deviation > 0, deviation, 1.0))


def _compressed(rows: Floats, unit: Floats) -> Floats:
    logs = np.sign(rows) * np.log1p(np.abs(rows) / np.where(unit > 0, unit, 1.0))
    compressed: Floats = np.where(unit > 0, logs, rows)
    return compressed


@dataclass(frozen=True)
class Line:
    """Log-odds as a weighted sum.

    Parameters
    ----------
    scaling : Scaling
    weight : float array (columns,)
    start : float
    """

    scaling: Scaling
    weight: Floats
    start: float

    def log_odds(self, rows: Floats) -> Floats:
        """Score the rows of a matrix (n, columns)."""
        return self.start + self.scaling.apply(rows) @ self.weight

    def contributions(self, rows: Floats) -> Floats:
        """Give what each column adds to the log-odds of somebody average, an array (n, columns)."""
        return self.scaling.apply(rows) * self.weight

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain data."""
        arrays = (self.scaling.unit, self.scaling.centre, self.scaling.scale, self.weight)
        lists = {name: array.tolist() for name, array in zip(_ARRAYS, arrays, strict=True)}
        return {"what": "line", **lists, "start": self.start}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Line:
        """Rebuild a line from `to_dict`."""
        unit, centre, scale, weight = (np.array(data[name], dtype=np.float64) for name in _ARRAYS)
        return cls(Scaling(unit, centre, scale), weight, float(data["start"]))
