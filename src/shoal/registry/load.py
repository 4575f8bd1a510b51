"""Read a published segmentation back, after its checksums are right and from data only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shoal.errors import StoreError
from shoal.registry.publish import MODEL_FILE
from shoal.settings import read_project
from shoal.store import Store
from shoal.terms import Model, Recipe, SegmentationSpec, Version


@dataclass(frozen=True)
class Fitted:
    """What places customers, as it was published.

    Parameters
    ----------
    recipe : Recipe
    model : Model
    segment_of_group : mapping of group to segment id
    spec : SegmentationSpec
        As it was built, without sources.
    """

    recipe: Recipe
    model: Model
    segment_of_group: Mapping[int, int]
    spec: SegmentationSpec

    @property
    def features(self) -> tuple[str, ...]:
        """Name the features that the segments were formed on."""
        return tuple(self.model.columns if self.model.reads == "features" else self.recipe.features)


def load(store: Store, version: Version, *, recipes: Mapping[str, type], models: Mapping[str, type]) -> Fitted:
    """Give the recipe, the model and the segment id of every group.

    Parameters
    ----------
    store : Store
    version : Version
    recipes, models : mapping of kind to class
        The classes that may be made, each with a ``from_dict``; nothing else is.

    Raises
    ------
    StoreError : if a file has changed since it was published, or its kind is not known
    """
    store.verify(version)
    path = store.folder / version.folder / MODEL_FILE
    try:
        data = json.loads(path.read_bytes())
        recipe = _restore(data["recipe"], recipes, where=str(path))
        model = _restore(data["model"], models, where=str(path))
        spec = read_project(data["spec"], where=str(path)).segmentations[version.segmentation]
        segments = {int(group): int(id_) for group, id_ in data["segment_of_group"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(
            f"the model cannot be read ({type(error).__name__}: {error})",
            expected="the model as shoal wrote it",
            do="build again",
            where=str(path),
        ) from error
    return Fitted(recipe, model, segments, spec)


def _restore(data: dict[str, Any], kinds: Mapping[str, type], *, where: str) -> Any:
    kind = data["kind"]
    if kind not in kinds:
        raise StoreError(
            f"'{kind}' is not a kind that this shoal knows",
            expected="one of " + ", ".join(sorted(kinds)),
            do="update shoal, or build again",
            where=where,
        )
    made: Any = kinds[kind]
    return made.from_dict(data)
