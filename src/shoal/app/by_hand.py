"""What a person decided about segments: names, segments that are joined, borders that are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from shoal import cluster, interpret, prepare, registry
from shoal.app.computing import refuse_missing
from shoal.app.forming import Formed
from shoal.app.workspace import Workspace
from shoal.errors import ConfigError, FeatureError, ShoalError
from shoal.prepare.recipe import ColumnRecipe
from shoal.terms import ByHand, Evidence, FeatureTable, Grouping, Model, Recipe, SegmentationSpec, Version

WHERE = "shoal.toml, interpret.by_hand"
RESERVED = (interpret.OTHERS, interpret.OUTLIERS)
"""Names of those who are in no segment."""


@dataclass(frozen=True)
class Decided:
    """Groups as a person wants them.

    Parameters
    ----------
    formed : Formed
        With the groups joined that are to be one.
    by_group : mapping of group to ByHand
    warnings : tuple of str
        What could not be done as it was said.
    """

    formed: Formed
    by_group: Mapping[int, ByHand]
    warnings: tuple[str, ...]


def kept(workspace: Workspace, spec: SegmentationSpec, table: FeatureTable) -> Formed | None:
    """Place customers by the published version that a locked segment keeps; None where none is locked.

    A segment ends where its neighbours begin, so to keep the borders of one is to keep the model that draws them all.

    Raises
    ------
    ConfigError
        If that version is not in this workspace, or locked segments keep several.
    FeatureError
        If the sources no longer give a feature that it reads.
    """
    locked = tuple(dict.fromkeys(edit.locked for edit in spec.interpret.by_hand if edit.locked))
    if not locked:
        return None
    names = {version.version: version for version in workspace.store.versions(spec.name)}
    if len(locked) > 1 or locked[0] not in names:
        raise ConfigError(
            f"segments are locked to {' and '.join(locked)}",
            expected="one version that was published in this workspace",
            do="take `locked` out, or lock them again with `shoal segments lock`",
            where=WHERE,
        )
    version = names[locked[0]]
    fitted = registry.load(workspace.store, version, recipes=prepare.RECIPES, models=cluster.MODELS)
    refuse_missing(fitted, table, where="a locked segment")
    grouping = _as_published(version, fitted)
    assert isinstance(fitted.recipe, ColumnRecipe)  # noqa: S101 - the only kind that is published
    return Formed(fitted.recipe, grouping, cluster.apply(table, fitted.recipe, fitted.model))


def decided(spec: SegmentationSpec, formed: Formed, table: FeatureTable) -> Decided:
    """Find the groups that a person decided about, join those that are to be one, and say what could not be done.

    A segment is found again by its typical customer: it is the one that the model of now places them in.
    """
    edits = spec.interpret.by_hand
    _refuse_wrong(edits)
    places = [tuple(dict.fromkeys(_group(like, formed) for like in edit.like)) for edit in edits]
    sets = [frozenset(groups) for groups in places if len(groups) > 1]
    grouping = cluster.joined(formed.grouping, sets) if sets else formed.grouping
    if grouping is not formed.grouping:
        formed = replace(formed, grouping=grouping, labels=cluster.apply(table, formed.recipe, grouping.model))
    by_group: dict[int, ByHand] = {}
    warnings = []
    for edit in edits:
        group = _group(edit.like[0], formed)
        if group in by_group or group == grouping.outliers:
            warnings.append(_not_found(edit, by_group.get(group)))
        else:
            by_group[group] = edit
    return Decided(formed, by_group, tuple(warnings))


def placed(like: Mapping[str, float | str], recipe: Recipe, model: Model) -> int:
    """Give the group of a typical customer.

    Parameters
    ----------
    like : mapping of feature to value
    recipe : Recipe
    model : Model

    Raises
    ------
    ConfigError
        If a value that the model reads is not there, or is none that the feature can have.
    """
    try:
        return cluster.score_one(like, recipe, model)[0]
    except (ValueError, FeatureError) as error:
        said = error.found if isinstance(error, ShoalError) else str(error)
        raise ConfigError(
            f"a typical customer cannot be placed: {said}",
            expected="a value of each feature that segments are formed on",
            do="correct `like`, or delete the entry and decide again",
            where=WHERE,
        ) from error


def _group(like: Mapping[str, float | str], formed: Formed) -> int:
    return placed(like, formed.recipe, formed.grouping.model)


def _refuse_wrong(edits: tuple[ByHand, ...]) -> None:
    names = [edit.name.casefold() for edit in edits if edit.name]
    for place, edit in enumerate(edits, 1):
        wrong = ""
        if not edit.like or not all(edit.like):
            wrong = "names no customer that it is like"
        elif edit.name in RESERVED:
            wrong = f"is called {edit.name}, which those are who are in no segment"
        elif edit.name and names.count(edit.name.casefold()) > 1:
            wrong = f"is called “{edit.name}”, and so is another"
        if wrong:
            raise ConfigError(
                f"entry {place} {wrong}",
                expected="a typical customer, and a name that no other segment has",
                do="correct it, or write it with `shoal segments rename`",
                where=WHERE,
            )


def _not_found(edit: ByHand, other: ByHand | None) -> str:
    """Say that a segment which a person decided about is no longer one of its own."""
    name = f"“{edit.name}”" if edit.name else "A segment that was joined by hand"
    if other is None:
        return f"{name}: the customers that it was made of belong to no segment any more, so it is not there."
    into = f"“{other.name}”" if other.name else "another segment that was joined by hand"
    return f"{name} is part of {into} now: their typical customers are in one segment, which has but one name."


def _as_published(version: Version, fitted: registry.Fitted) -> Grouping:
    """Give the groups of a published version, of which no evidence is computed again."""
    result = version.result
    names = {segment["id"]: segment["name"] for segment in result["segments"]}
    of_group = {group: names[id_] for group, id_ in fitted.segment_of_group.items()}
    outliers = [group for group, name in of_group.items() if name == interpret.OUTLIERS]
    kind = fitted.model.to_dict().get("parts", {}).get("kind", fitted.model.kind)
    own_names = kind in ("value_tiers", "rfm_grid")
    return Grouping(
        algorithm=result["algorithm"],
        model=fitted.model,
        verdict=result["verdict"],
        is_natural=any(segment["is_natural"] for segment in result["segments"]),
        evidence=Evidence(
            reason=f"Segments are locked: customers are placed by version {version.version}, as of "
            f"{result['as_of'][:10]}, and nothing was looked for anew. Its evidence is in that version."
        ),
        names=tuple(of_group[group] for group in range(fitted.model.n_groups)) if own_names else (),
        outliers=outliers[0] if outliers else None,
    )
