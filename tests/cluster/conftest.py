"""A tiny recipe (standardise every feature) and feature tables over rows that a test makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from shoal.engine import literal, quote
from shoal.terms import Choice, Feature, FeatureTable, FeatureType, Lens


@dataclass(frozen=True)
class StandardRecipe:
    """(value - mean) / deviation, column by column."""

    columns: tuple[str, ...]
    means: tuple[float, ...]
    deviations: tuple[float, ...]
    choices: tuple[Choice, ...] = ()
    kind: str = "standard"
    categories: tuple[tuple[int, ...], ...] = ()

    def apply(self, table: FeatureTable) -> np.ndarray:
        names = ", ".join(quote(name) for name in self.columns)
        answer = table.relation.engine.arrow(f"SELECT {names} FROM {table.relation.name}")
        rows = np.stack([answer.column(name).to_numpy() for name in self.columns], axis=1)
        return (rows - np.array(self.means)) / np.array(self.deviations)

    def apply_one(self, profile: Mapping[str, Any]) -> np.ndarray:
        row = np.array([float(profile[name]) for name in self.columns])
        return (row - np.array(self.means)) / np.array(self.deviations)

    def to_expressions(self) -> Mapping[str, str]:
        return {
            name: f"({quote(name)} - ({literal(mean)})) / {literal(deviation)}"
            for name, mean, deviation in zip(self.columns, self.means, self.deviations, strict=True)
        }

    def in_real_units(self, column: str, value: float) -> float:
        i = self.columns.index(column)
        return value * self.deviations[i] + self.means[i]

    def to_dict(self) -> dict[str, Any]:
        return {"kind": self.kind}


def standard_recipe(rows: np.ndarray, names: tuple[str, ...]) -> StandardRecipe:
    if len(rows) == 0:
        return StandardRecipe(names, (0.0,) * len(names), (1.0,) * len(names))
    deviations = rows.std(axis=0)
    deviations[deviations == 0] = 1.0
    return StandardRecipe(names, tuple(rows.mean(axis=0).tolist()), tuple(deviations.tolist()))


MakeTable = Callable[..., tuple[FeatureTable, StandardRecipe]]


@pytest.fixture
def make_table(engine) -> MakeTable:
    """Give a function from rows (n, columns) to a feature table and a recipe; NaN becomes NULL."""

    def make(rows, names=None, *, currency=None, use=None):
        rows = np.asarray(rows, dtype=np.float64)
        names = tuple(names or (f"x{i}" for i in range(rows.shape[1])))
        ids = pa.array([f"c{i:06d}" for i in range(len(rows))], pa.string())
        columns = [pa.array(column, pa.float64(), mask=np.isnan(column)) for column in rows.T]
        relation = engine.register("feature_table", pa.table([ids, *columns], names=["customer_id", *names]))
        features = tuple(
            Feature(name, FeatureType.NUMBER, Lens.BEHAVIOUR, "", "all history", f"The {name}.") for name in names
        )
        table = FeatureTable(relation, features, (), "buyers", len(rows), datetime(2025, 1, 1, tzinfo=UTC), currency)
        used = tuple(use if use is not None else names)
        return table, standard_recipe(rows[:, [names.index(name) for name in used]], used)

    return make
