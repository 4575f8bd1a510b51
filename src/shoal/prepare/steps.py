"""How one feature becomes matrix columns: a number step or a category step, each in three equal forms."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from shoal.engine import literal, quote
from shoal.errors import FeatureError
from shoal.terms import Matrix

Transform = Literal["none", "log"]


@dataclass(frozen=True)
class NumberStep:
    """Fill, cap, compress, centre and scale a number.

    ``(t(min(max(x, low), high)) - center) / scale`` where `t` is the identity or ``sign(x) ln(1 + |x| / unit)``, which
    takes numbers of both signs: a customer may be scored who owes more than any that was fitted. Because `unit` comes
    from the data, the result does not depend on whether money is in cents or in euros.

    Parameters
    ----------
    feature : str
    fill : float
        Stands in for a missing value.
    low, high : float or None
        Caps; None means none.
    transform : str
    unit : float
        Where the compression begins to bite; > 0.
    center, scale : float
        Of the transformed values; scale > 0. The weight is in it already.
    weight : float
        How much it counts against one of weight 1; > 0.

    Examples
    --------
    >>> step = NumberStep("orders", 1.0, None, 100.0, "log", 1.0, 1.0, 0.5)
    >>> step.apply(np.array([[1.0], [np.nan], [400.0]])).ravel().round(3).tolist()
    [-0.614, -0.614, 7.23]
    >>> round(step.in_real_units("orders", -0.6137056388801094), 9)
    1.0
    """

    feature: str
    fill: float
    low: float | None
    high: float | None
    transform: Transform
    unit: float
    center: float
    scale: float
    weight: float = 1.0
    kind: str = "number"

    @property
    def reads(self) -> tuple[str, ...]:
        """Name the features that it reads."""
        return (self.feature,)

    @property
    def columns(self) -> tuple[str, ...]:
        """Name the one matrix column."""
        return (self.feature,)

    def inputs(self) -> tuple[str, ...]:
        """Give the SQL of the number itself."""
        return (quote(self.feature),)

    def inputs_from(self, profile: Mapping[str, Any]) -> tuple[float, ...]:
        """Give the number itself."""
        return (number_of(profile, self.feature),)

    def apply(self, inputs: Matrix) -> Matrix:
        """Give the column (n, 1)."""
        x = np.where(np.isnan(inputs), self.fill, inputs)
        if self.low is not None:
            x = np.maximum(x, self.low)
        if self.high is not None:
            x = np.minimum(x, self.high)
        return (transformed(x, self.transform, self.unit) - self.center) / self.scale

    def expressions(self) -> tuple[str, ...]:
        """Give the column as SQL."""
        return (self.expression(quote(self.feature)),)

    def expression(self, number: str) -> str:
        """Give the column as SQL, from that of the number itself."""
        x = f"COALESCE({number}, {literal(self.fill)})"
        if self.low is not None:
            x = f"GREATEST({x}, {literal(self.low)})"
        if self.high is not None:
            x = f"LEAST({x}, {literal(self.high)})"
        if self.transform == "log":
            x = f"sign({x}) * ln(1 + abs({x}) / {literal(self.unit)})"
        return f"({x} - {literal(self.center)}) / {literal(self.scale)}"

    def in_real_units(self, column: str, value: float) -> float:  # noqa: ARG002 - a number has one column
        """Turn a matrix value back into the feature's unit."""
        x = value * self.scale + self.center
        if self.transform == "log":
            return math.copysign(math.expm1(abs(x)) * self.unit, x)
        return x

    def in_words(self) -> str:
        """Say what is done."""
        caps = [
            f"below {self.low:.6g}" if self.low is not None else "",
            f"above {self.high:.6g}" if self.high is not None else "",
        ]
        parts = [f"missing becomes {self.fill:.6g}"]
        if any(caps):
            parts.append("capped " + " and ".join(cap for cap in caps if cap))
        if self.transform != "none":
            parts.append(f"compressed by a logarithm from {self.unit:.6g} on")
        parts.append(f"centred on {self.center:.6g}, divided by {self.scale:.6g}")
        if self.weight != 1:
            parts.append(f"so that it weighs {self.weight:.3g}")
        return ", ".join(parts)

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain data."""
        return asdict(self)


@dataclass(frozen=True)
class CategoryStep:
    """One column per level; together the columns of a category weigh as much as one number.

    Each is ``(is_level - share) / scale`` with ``scale = sqrt(sum of share (1 - share))``, so that the summed variance
    over the levels is one, or the square of the weight. A level that is not listed, or missing, is none of them:
    ``-share / scale`` in every column.

    Parameters
    ----------
    feature : str
    levels : tuple of str
    shares : tuple of float
    scale : float
        The weight is in it already.
    weight : float
        How much it counts against one of weight 1; > 0.

    Examples
    --------
    >>> step = CategoryStep("plan", ("basic", "pro"), (0.5, 0.5), 1.0)
    >>> step.apply(np.array([step.inputs_from({"plan": "pro"}), step.inputs_from({})])).tolist()
    [[-0.5, 0.5], [-0.5, -0.5]]
    """

    feature: str
    levels: tuple[str, ...]
    shares: tuple[float, ...]
    scale: float
    weight: float = 1.0
    kind: str = "category"

    @property
    def reads(self) -> tuple[str, ...]:
        """Name the features that it reads."""
        return (self.feature,)

    @property
    def columns(self) -> tuple[str, ...]:
        """Name the matrix columns, one per level."""
        return tuple(f"{self.feature} = {level}" for level in self.levels)

    def inputs(self) -> tuple[str, ...]:
        """Give the SQL of one flag a level."""
        one, zero = literal(1.0), literal(0.0)
        return tuple(
            f"CASE WHEN {quote(self.feature)} = {literal(level)} THEN {one} ELSE {zero} END" for level in self.levels
        )

    def inputs_from(self, profile: Mapping[str, Any]) -> tuple[float, ...]:
        """Give one flag a level."""
        value = profile.get(self.feature)
        return tuple(1.0 if value == level else 0.0 for level in self.levels)

    def apply(self, inputs: Matrix) -> Matrix:
        """Give the columns (n, levels)."""
        columns: Matrix = (inputs - np.asarray(self.shares)) / self.scale
        return columns

    def expressions(self) -> tuple[str, ...]:
        """Give the columns as SQL."""
        return tuple(
            f"({flag} - {literal(share)}) / {literal(self.scale)}"
            for flag, share in zip(self.inputs(), self.shares, strict=True)
        )

    def in_real_units(self, column: str, value: float) -> float:
        """Turn a matrix value back into the share of customers with the level."""
        share = self.shares[self.columns.index(column)]
        return value * self.scale + share

    def in_words(self) -> str:
        """Say what is done."""
        weight = "as much as one number" if self.weight == 1 else f"{self.weight:.3g}"
        return "one column each for " + ", ".join(self.levels) + f"; together they weigh {weight}"

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain data."""
        return asdict(self)


def number_of(profile: Mapping[str, Any], feature: str) -> float:
    """Give the number that a profile has for a feature, NaN where it has none.

    Raises
    ------
    FeatureError
        If it is no number.

    Examples
    --------
    >>> number_of({"orders": 5}, "orders"), number_of({}, "orders")
    (5.0, nan)
    """
    value = profile.get(feature)
    if value is not None and not isinstance(value, int | float):
        raise FeatureError(f"a value of type {type(value).__name__}", expected="a number", where=f"feature {feature}")
    return math.nan if value is None else float(value)


def transformed(x: Matrix, transform: Transform, unit: float) -> Matrix:
    """Compress numbers; ``ln(1 + x)`` is written out, not ``log1p``, so that SQL computes the very same."""
    if transform == "log":
        return np.sign(x) * np.log(1 + np.abs(x) / unit)
    return x
