"""A feature definition is meaning, unit, window and SQL, side by side; a subject is definitions that share steps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypedDict, Unpack

from shoal.engine import quote
from shoal.features.step import Step
from shoal.terms import Feature, FeatureType, Kind, Lens

ALL_HISTORY = "all history to as_of"


@dataclass(frozen=True)
class Definition:
    """A feature and the SQL expression that computes it.

    Parameters
    ----------
    feature : Feature
    sql : str
        Over the columns of steps with one row per customer; NULL where a customer has none.
    needs : tuple of str
        What the sources must say for it to have a value, such as ``orders.category``: see `shoal.features.said`.
    days : int
        Length of its window; 0 for all history.
    """

    feature: Feature
    sql: str
    needs: tuple[str, ...] = ()
    days: int = 0

    def column(self, double: str) -> str:
        """Give the column of the feature table, typed; ``double`` is the engine's 64-bit float."""
        is_text = self.feature.type is FeatureType.CATEGORY
        return f"CAST({self.sql} AS {'VARCHAR' if is_text else double}) AS {quote(self.feature.name)}"


@dataclass(frozen=True)
class Subject:
    """Definitions that share steps.

    Parameters
    ----------
    kinds : tuple of Kind
        The records that it reads; without one of them it has nothing to say. How long the last of them is known cuts
        the windows.
    steps : tuple of Step
    definitions : tuple of Definition
        Their features name the kinds.
    """

    kinds: tuple[Kind, ...]
    steps: tuple[Step, ...]
    definitions: tuple[Definition, ...]

    def __post_init__(self) -> None:
        kinds = tuple(kind.value for kind in self.kinds)
        told = tuple(replace(each, feature=replace(each.feature, kinds=kinds)) for each in self.definitions)
        object.__setattr__(self, "definitions", told)


class _More(TypedDict, total=False):
    """What a definition may say beyond its meaning."""

    days: int
    null_means: str
    needs: tuple[str, ...]
    is_default: bool


def number(name: str, lens: Lens, unit: str, description: str, sql: str, **more: Unpack[_More]) -> Definition:
    """Define a feature that is a measure: money, days, a mean, a ratio."""
    return _define(FeatureType.NUMBER, name, lens, unit, description, sql, **more)


def count(name: str, lens: Lens, unit: str, description: str, sql: str, **more: Unpack[_More]) -> Definition:
    """Define a feature that counts."""
    return _define(FeatureType.COUNT, name, lens, unit, description, sql, **more)


def share(name: str, lens: Lens, description: str, sql: str, **more: Unpack[_More]) -> Definition:
    """Define a feature that is a part of a whole."""
    return _define(FeatureType.SHARE, name, lens, "share", description, sql, **more)


def flag(name: str, lens: Lens, description: str, sql: str, **more: Unpack[_More]) -> Definition:
    """Define a feature that is 1 or 0."""
    return _define(FeatureType.FLAG, name, lens, "yes/no", description, sql, **more)


def category(name: str, lens: Lens, description: str, sql: str, **more: Unpack[_More]) -> Definition:
    """Define a feature that is one of some words."""
    return _define(FeatureType.CATEGORY, name, lens, "category", description, sql, **more)


def _define(
    type_: FeatureType,
    name: str,
    lens: Lens,
    unit: str,
    description: str,
    sql: str,
    *,
    days: int = 0,
    null_means: str = "",
    needs: tuple[str, ...] = (),
    is_default: bool = False,
) -> Definition:
    window = f"last {days} days to as_of" if days else ALL_HISTORY
    feature = Feature(name, type_, lens, unit, window, description, null_means, is_default=is_default)
    return Definition(feature, sql, needs, days)
