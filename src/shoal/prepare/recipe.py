"""The recipe: one step per feature used, fitted once, applied as array, as SQL and to one row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from shoal.engine import matrix
from shoal.prepare.pairs import PairStep
from shoal.prepare.steps import CategoryStep, NumberStep
from shoal.terms import Choice, Engine, FeatureTable, Matrix

Step = NumberStep | CategoryStep | PairStep


@dataclass(frozen=True)
class ColumnRecipe:
    """Feature by feature, side by side.

    Parameters
    ----------
    steps : tuple of NumberStep, CategoryStep or PairStep
        In the order of the matrix columns.
    choices : tuple of Choice
        For every feature of the table, whether it is used and why.
    warnings : tuple of str
        What the fit has to say aloud; no part of what the recipe does, so it is not written down with it.

    Examples
    --------
    >>> recipe = ColumnRecipe((NumberStep("orders", 1.0, None, None, "none", 1.0, 2.0, 1.0),), ())
    >>> recipe.apply_one({"orders": 5})
    array([3.])
    """

    steps: tuple[Step, ...]
    choices: tuple[Choice, ...]
    kind: str = "columns"
    warnings: tuple[str, ...] = field(default=(), compare=False)

    @property
    def columns(self) -> tuple[str, ...]:
        """Name the matrix columns in order."""
        return tuple(column for step in self.steps for column in step.columns)

    @property
    def categories(self) -> tuple[tuple[int, ...], ...]:
        """Give the places of the matrix columns of each category, one per level."""
        ends = np.cumsum([len(step.columns) for step in self.steps]).tolist()
        return tuple(
            tuple(range(end - len(step.columns), end))
            for step, end in zip(self.steps, ends, strict=True)
            if isinstance(step, CategoryStep) and step.columns
        )

    @property
    def features(self) -> tuple[str, ...]:
        """Name the features that it reads."""
        return tuple(dict.fromkeys(feature for step in self.steps for feature in step.reads))

    def apply(self, table: FeatureTable) -> Matrix:
        """Give the matrix (customers, columns), rows in the table's canonical order."""
        if not self.steps:
            return np.zeros((table.n_customers, 0))
        return self.apply_to(table.relation.engine, table.relation.name)

    def apply_to(self, engine: Engine, source: str) -> Matrix:
        """Give the matrix of what stands after FROM: a feature table, or some of its rows; not without steps."""
        inputs = [expression for step in self.steps for expression in step.inputs()]
        return self._columns(matrix(engine, inputs, source, step="matrix"))

    def apply_one(self, profile: Mapping[str, Any]) -> Matrix:
        """Give the matrix row (columns,) of one profile; a feature that is missing or None is filled in.

        Raises
        ------
        FeatureError
            If a value is not a number where one is needed.
        """
        row: Matrix = self.apply_many((profile,))[0]
        return row

    def apply_many(self, profiles: Sequence[Mapping[str, Any]]) -> Matrix:
        """Give the matrix (profiles, columns) of some profiles; see `apply_one`."""
        if not self.steps or not profiles:
            return np.zeros((len(profiles), len(self.columns)))
        rows = [[number for step in self.steps for number in step.inputs_from(profile)] for profile in profiles]
        return self._columns(np.array(rows))

    def to_expressions(self) -> Mapping[str, str]:
        """Give one SQL expression per matrix column, over the columns of a feature table."""
        pairs = (zip(step.columns, step.expressions(), strict=True) for step in self.steps)
        return {column: expression for pair in pairs for column, expression in pair}

    def in_real_units(self, column: str, value: float) -> float:
        """Turn a matrix value back into the unit of its feature; for a level, the share of customers with it."""
        step = next(step for step in self.steps if column in step.columns)
        return step.in_real_units(column, value)

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain data."""
        return {
            "kind": self.kind,
            "steps": [step.to_dict() | {"in_words": step.in_words()} for step in self.steps],
            "choices": [asdict(choice) for choice in self.choices],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ColumnRecipe:
        """Rebuild a recipe from `to_dict`."""
        steps = tuple(
            _step_from_dict({key: value for key, value in step.items() if key != "in_words"}) for step in data["steps"]
        )
        return cls(steps, tuple(Choice(**choice) for choice in data["choices"]))

    def _columns(self, inputs: Matrix) -> Matrix:
        """Apply each step to its own inputs."""
        ends = np.cumsum([len(step.inputs()) for step in self.steps])
        parts = np.split(inputs, ends[:-1], axis=1)
        return np.hstack([step.apply(part) for step, part in zip(self.steps, parts, strict=True)])


def _step_from_dict(data: dict[str, Any]) -> Step:
    """Rebuild a step from its `to_dict`."""
    if data["kind"] == "number":
        return NumberStep(**data)
    if data["kind"] == "pair":
        return PairStep.from_dict(data)
    return CategoryStep(**(data | {"levels": tuple(data["levels"]), "shares": tuple(data["shares"])}))
