"""Features, groupings and divided tables that the tests of this room are made of."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from shoal.terms import Evidence, Feature, FeatureTable, FeatureType, Grouping, Labels, Lens


def feature(name: str, kind: FeatureType = FeatureType.NUMBER, unit: str = "", sensitive: str = "") -> Feature:
    return Feature(name, kind, Lens.BEHAVIOUR, unit, "all history", f"The {name}.", sensitive=sensitive)


def grouping(
    n_groups: int, *, names: tuple[str, ...] = (), columns: tuple[str, ...] = (), natural: bool = True
) -> Grouping:
    model: Any = SimpleNamespace(n_groups=n_groups, columns=columns)
    return Grouping("kmeans", model, "clusters" if natural else "continuum", natural, Evidence(), names=names)


@dataclass(frozen=True)
class Divided:
    """A table in the engine with the group of every customer."""

    table: FeatureTable
    labels: Labels
