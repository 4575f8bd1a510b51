"""Two features as one: their product or their ratio, in the three equal forms of a step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from shoal.engine import literal, quote
from shoal.errors import FeatureError, closest
from shoal.prepare.steps import NumberStep, number_of
from shoal.terms import Feature, FeatureType, Matrix

Operation = Literal["x", "/"]

LARGEST, SMALLEST = 1e100, 1e-100
"""Beyond these a product overflows or a divisor says nothing: the pair then has no value."""


@dataclass(frozen=True)
class Pair:
    """A product or a ratio of two numbers; none where either is missing or the divisor is zero.

    Examples
    --------
    >>> pair = Pair("order_count", "/", "tenure_days")
    >>> pair.name, pair.of(np.array([6.0, 1.0]), np.array([3.0, 0.0]))
    ('order_count / tenure_days', array([ 2., nan]))
    """

    first: str
    operation: Operation
    second: str

    @property
    def name(self) -> str:
        """Give the name that settings and matrix columns have."""
        return f"{self.first} {self.operation} {self.second}"

    def of(self, first: Matrix, second: Matrix) -> Matrix:
        """Compute many, NaN where there is no value."""
        has = (np.abs(first) <= LARGEST) & (np.abs(second) <= LARGEST)
        if self.operation == "/":
            has &= np.abs(second) >= SMALLEST
        left, right = np.where(has, first, 1.0), np.where(has, second, 1.0)
        value: Matrix = np.where(has, left * right if self.operation == "x" else left / right, np.nan)
        return value

    def sql(self) -> str:
        """Give the same as SQL, NULL where there is no value."""
        first, second, most = quote(self.first), quote(self.second), literal(LARGEST)
        if self.operation == "x":
            return f"CASE WHEN abs({first}) <= {most} AND abs({second}) <= {most} THEN {first} * {second} END"
        return (
            f"CASE WHEN abs({first}) <= {most} AND abs({second}) <= {most} AND abs({second}) >= {literal(SMALLEST)}"
            f" THEN {first} / {second} END"
        )


@dataclass(frozen=True)
class PairStep:
    """A pair that is filled, capped, compressed and scaled like a number.

    Parameters
    ----------
    pair : Pair
    number : NumberStep
        What is done with its value; its feature is the name of the pair.

    Examples
    --------
    >>> number = NumberStep("a x b", 0.0, None, None, "none", 1.0, 0.0, 2.0)
    >>> step = PairStep(Pair("a", "x", "b"), number)
    >>> step.apply(np.array([step.inputs_from({"a": 3, "b": 4})])).tolist()
    [[6.0]]
    """

    pair: Pair
    number: NumberStep
    kind: str = "pair"

    @property
    def feature(self) -> str:
        """Name it."""
        return self.pair.name

    @property
    def reads(self) -> tuple[str, ...]:
        """Name the features that it reads."""
        return (self.pair.first, self.pair.second)

    @property
    def columns(self) -> tuple[str, ...]:
        """Name the one matrix column."""
        return self.number.columns

    def inputs(self) -> tuple[str, ...]:
        """Give the SQL of the value itself."""
        return (self.pair.sql(),)

    def inputs_from(self, profile: Mapping[str, Any]) -> tuple[float, ...]:
        """Give the value itself."""
        first, second = (np.array([number_of(profile, name)]) for name in self.reads)
        return (float(self.pair.of(first, second)[0]),)

    def apply(self, inputs: Matrix) -> Matrix:
        """Give the column (n, 1)."""
        return self.number.apply(inputs)

    def expressions(self) -> tuple[str, ...]:
        """Give the column as SQL."""
        return (self.number.expression(f"({self.pair.sql()})"),)

    def in_real_units(self, column: str, value: float) -> float:
        """Turn a matrix value back into that of the pair."""
        return self.number.in_real_units(column, value)

    def in_words(self) -> str:
        """Say what is done."""
        how = "multiplied by" if self.pair.operation == "x" else "divided by"
        return f"{self.pair.first} {how} {self.pair.second}; {self.number.in_words()}"

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain data."""
        return {
            "kind": self.kind,
            "feature": self.feature,
            "first": self.pair.first,
            "operation": self.pair.operation,
            "second": self.pair.second,
            "number": self.number.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> PairStep:
        """Rebuild a step from `to_dict`."""
        pair = Pair(data["first"], data["operation"], data["second"])
        return cls(pair, NumberStep(**data["number"]))


def read_pairs(texts: Sequence[str], features: Sequence[Feature]) -> tuple[Pair, ...]:
    """Read pairs as settings name them: ``a x b`` or ``a / b``.

    Raises
    ------
    FeatureError
        If a text is no pair, or names what is no feature or no number.

    Examples
    --------
    >>> from shoal.terms import Lens
    >>> known = [Feature(name, FeatureType.NUMBER, Lens.VALUE, "", "now", "") for name in ("a", "b c")]
    >>> read_pairs(["a / b c"], known)
    (Pair(first='a', operation='/', second='b c'),)
    """
    names = [feature.name for feature in features if feature.type is not FeatureType.CATEGORY]
    return tuple(_read(text, names) for text in dict.fromkeys(texts))


def _read(text: str, names: Sequence[str]) -> Pair:
    operations: tuple[Operation, ...] = ("x", "/")
    halves = [(first, operation, second) for operation in operations for first, second in _halves(text, operation)]
    for first, operation, second in halves:
        if first in names and second in names and first != second:
            return Pair(first, operation, second)
    missing = next((half for first, _, second in halves for half in (first, second) if half not in names), "")
    raise FeatureError(
        f"'{text}' is no pair of two features" + (f": there is no number '{missing}'" if missing else ""),
        expected='two different numbers with x or / between them, such as "order_count x average_order_value"',
        do=closest(missing, names) if missing else "write a x b or a / b",
        where="features.interactions",
    )


def _halves(text: str, operation: str) -> list[tuple[str, str]]:
    """Give every way to part a text at an operation: names may hold blanks and x too."""
    parts = text.split(f" {operation} ")
    return [
        (f" {operation} ".join(parts[:place]).strip(), f" {operation} ".join(parts[place:]).strip())
        for place in range(1, len(parts))
    ]
