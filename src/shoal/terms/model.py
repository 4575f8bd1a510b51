"""The two protocols that make a fitted segmentation: a recipe makes the matrix, a model places customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from shoal.terms.features import FeatureTable

Matrix = NDArray[np.float64]
"""Float array (customers, columns)."""

Space = Literal["matrix", "features"]
"""What a model reads: the prepared matrix, or raw features in their units."""


@dataclass(frozen=True)
class Choice:
    """What was done with one feature, and why.

    Parameters
    ----------
    feature : str
    used : bool
    why : str
    is_barred : bool
        Whether somebody's settings keep segments from using it.
    same_as : str
        The feature that stands for it because the two say nearly the same; empty where there is none.
    """

    feature: str
    used: bool
    why: str
    is_barred: bool = False
    same_as: str = ""


class Recipe(Protocol):
    """Feature table to matrix, in three equal forms: array, SQL, one row."""

    @property
    def kind(self) -> str:
        """Name the kind of recipe, for reading it back."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Name the matrix columns in order."""

    @property
    def features(self) -> tuple[str, ...]:
        """Name the features that it reads."""

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Say for every feature whether it is used, and why."""

    @property
    def categories(self) -> tuple[tuple[int, ...], ...]:
        """Give the places of the matrix columns of each category, one per level."""

    def apply(self, table: FeatureTable) -> Matrix:
        """Give the matrix, rows in the table's canonical order."""

    def apply_one(self, profile: Mapping[str, Any]) -> Matrix:
        """Give the matrix row (columns,) of one profile: feature name to value, missing or None for NULL."""

    def apply_many(self, profiles: Sequence[Mapping[str, Any]]) -> Matrix:
        """Give the matrix rows (profiles, columns) of some profiles."""

    def to_expressions(self) -> Mapping[str, str]:
        """Give one SQL expression per matrix column, over the columns of a feature table."""

    def in_real_units(self, column: str, value: float) -> float:
        """Turn a matrix value back into the unit of its feature."""

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain data."""


@dataclass(frozen=True)
class Placed:
    """Where customers belong.

    Parameters
    ----------
    group : int array (n,)
        Group of the model, 0 to ``n_groups - 1``.
    confidence : float array (n,), in [0, 1]
        0 on the border to the next group, 1 at the centre.
    """

    group: NDArray[np.int64]
    confidence: Matrix


class Model(Protocol):
    """Places customers in groups, in three equal forms: array, SQL, one row."""

    @property
    def kind(self) -> str:
        """Name the kind of model, for reading it back."""

    @property
    def reads(self) -> Space:
        """Say whether ``columns`` are matrix columns or raw features."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Name the columns it reads, in order."""

    @property
    def n_groups(self) -> int:
        """Count its groups."""

    def apply(self, rows: Matrix) -> Placed:
        """Place many rows (n, columns); NaN is refused."""

    def apply_one(self, row: Matrix) -> tuple[int, float]:
        """Place one row (columns,): its group and confidence."""

    def to_sql(self, source: str, key: str) -> str:
        """Give a query that places every row of a source inside the engine.

        ``source`` is a relation or a parenthesised query that has ``key`` and ``columns``; the answer has ``key``,
        ``group_id`` BIGINT and ``confidence`` DOUBLE.
        """

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain data, ``kind`` among it."""
