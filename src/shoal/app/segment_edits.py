"""Names, joins and locks of segments by hand: written into shoal.toml, followed by the next build."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from shoal import cluster, interpret, prepare, registry
from shoal.app.by_hand import placed
from shoal.app.jobs import working
from shoal.app.segments import meant, published
from shoal.app.workspace import Surroundings
from shoal.errors import ConfigError
from shoal.terms import ByHand, SegmentationSpec, Version

LONGEST_NAME = 60
NOTE = "Written into shoal.toml. Build again with `shoal build` to see it; to take it back, delete it there."


def rename(
    folder: Path, segment: str, name: str, segmentation: str | None, *, surroundings: Surroundings
) -> dict[str, Any]:
    """Give a segment a name of one's own.

    Parameters
    ----------
    folder : Path
    segment : str
        Its id, its name, or words of its name that no other has.
    name : str
    segmentation : str or None
    surroundings : Surroundings

    Returns
    -------
    dict
        ``segmentation``, ``segments`` (names as published), ``name``, ``note``.

    Raises
    ------
    ConfigError
        If there is no such segment, several are meant, or the name cannot be one.
    """

    def edited(editing: _Editing) -> tuple[list[Mapping[str, Any]], ByHand]:
        one = editing.find(segment)
        _refuse_name(name, taken_by=[each["name"] for each in editing.segments if each is not one])
        return [one], replace(editing.decided(one), name=name.strip())

    return _edit(folder, segmentation, surroundings, "segments rename", edited)


def merge(
    folder: Path, segments: Sequence[str], name: str, segmentation: str | None, *, surroundings: Surroundings
) -> dict[str, Any]:
    """Join segments into one; without a name shoal names it.

    Raises
    ------
    ConfigError
        If fewer than two segments are meant, one is not there, or the name cannot be one.
    """

    def edited(editing: _Editing) -> tuple[list[Mapping[str, Any]], ByHand]:
        found = [editing.find(segment) for segment in segments]
        if len({one["id"] for one in found}) < 2:
            raise ConfigError(
                "only one segment is named", expected="two segments at least", do="name them by id", where="merge"
            )
        if name:
            others = [each["name"] for each in editing.segments if each not in found]
            _refuse_name(name, taken_by=others)
        edits = [editing.decided(one) for one in found]
        if any(edit.locked for edit in edits):
            raise ConfigError(
                "one of them is locked", expected="segments that are not", do="unlock it first", where="merge"
            )
        like = tuple(customer for edit in edits for customer in edit.like)
        return found, ByHand(like, name.strip())

    return _edit(folder, segmentation, surroundings, "segments merge", edited)


def lock(folder: Path, segment: str, segmentation: str | None, *, surroundings: Surroundings) -> dict[str, Any]:
    """Keep a segment as it is published: its name and its borders, and with them those of its neighbours.

    Raises
    ------
    ConfigError
        If there is no such segment, or several are meant.
    """

    def edited(editing: _Editing) -> tuple[list[Mapping[str, Any]], ByHand]:
        one = editing.find(segment)
        decided = editing.decided(one)
        return [one], replace(decided, name=decided.name or one["name"], locked=editing.version.version)

    return _edit(folder, segmentation, surroundings, "segments lock", edited)


def unlock(folder: Path, segment: str, segmentation: str | None, *, surroundings: Surroundings) -> dict[str, Any]:
    """Let the next build draw the borders of a segment anew; it keeps its name.

    Raises
    ------
    ConfigError
        If there is no such segment, or it is not locked.
    """

    def edited(editing: _Editing) -> tuple[list[Mapping[str, Any]], ByHand]:
        one = editing.find(segment)
        decided = editing.decided(one)
        if not decided.locked:
            raise ConfigError(f"“{one['name']}” is not locked", expected="a locked segment", where="unlock")
        return [one], replace(decided, locked="")

    return _edit(folder, segmentation, surroundings, "segments unlock", edited)


@dataclass(frozen=True)
class _Editing:
    """The segments of the published version, and what a person decided about them so far."""

    folder: Path
    version: Version
    fitted: registry.Fitted
    spec: SegmentationSpec

    @property
    def segments(self) -> list[Mapping[str, Any]]:
        """Give the segments as they were published."""
        found: list[Mapping[str, Any]] = self.version.result["segments"]
        return found

    def find(self, text: str) -> Mapping[str, Any]:
        """Give the segment that is meant, by the name that it has or will have after the next build.

        Raises
        ------
        ConfigError
            If it is not there, several are meant, or it is no segment that something could be decided about.
        """
        one = meant(text, self.version, {each["id"]: self._new_name(each["id"]) for each in self.segments})
        if not one["profile"] or one["name"] == interpret.OUTLIERS:
            raise ConfigError(
                f"“{one['name']}” are customers who are in no segment",
                expected="a segment that is described",
                where=self.spec.name,
            )
        return one

    def decided(self, segment: Mapping[str, Any]) -> ByHand:
        """Give what was decided about a segment, or a first decision with its typical customer."""
        known = self._edit_of(segment["id"])
        if known is not None:
            return known
        # What was prepared is told too where a cut does not read it: the next build may find groups after all.
        read = cluster.features_read(self.fitted.recipe, self.fitted.model)
        features = tuple(dict.fromkeys((*read, *self.fitted.recipe.features)))
        typical = registry.common_levels(self.folder, self.version, features, min_count=self.spec.privacy.min_count)
        levels = typical.get(segment["id"], {})
        for figure in ("median", "mean"):
            numbers = {name: one[figure] for name, one in segment["profile"].items() if name in features}
            like = {**{name: value for name, value in numbers.items() if value is not None}, **levels}
            if self._place(like) == segment["id"]:
                return ByHand((like,))
        raise ConfigError(
            f"the typical customer of “{segment['name']}” is in another segment, so it could not be found again",
            expected="a segment around its middle",
            do="form segments with another algorithm, or leave this one as it is",
            where=self.spec.name,
        )

    def others(self, edit: ByHand, segments: Sequence[Mapping[str, Any]]) -> tuple[ByHand, ...]:
        """Give the decisions about other segments; a lock holds all locked segments to one version."""
        ids = {one["id"] for one in segments}
        kept = [one for one in self.spec.interpret.by_hand if not ids & set(map(self._place, one.like))]
        return tuple(replace(one, locked=edit.locked) if edit.locked and one.locked else one for one in kept)

    def _edit_of(self, segment: int) -> ByHand | None:
        edits = self.spec.interpret.by_hand
        return next((edit for edit in edits if segment in map(self._place, edit.like)), None)

    def _new_name(self, segment: int) -> str:
        """Give the name that a person gave since the version was built; empty where there is none."""
        edit = self._edit_of(segment)
        return "" if edit is None else edit.name

    def _place(self, like: Mapping[str, float | str]) -> int:
        return self.fitted.segment_of_group[placed(like, self.fitted.recipe, self.fitted.model)]


def _edit(
    folder: Path,
    segmentation: str | None,
    surroundings: Surroundings,
    command: str,
    edited: Callable[[_Editing], tuple[list[Mapping[str, Any]], ByHand]],
) -> dict[str, Any]:
    """Be the writer of a workspace while a decision is made and written down."""
    with working(folder, command, create=False, surroundings=surroundings) as job:
        workspace = job.workspace
        version = published(workspace.store, segmentation)
        project = workspace.project()
        spec = project.segmentation(version.segmentation, where="shoal.toml")
        fitted = registry.load(workspace.store, version, recipes=prepare.RECIPES, models=cluster.MODELS)
        editing = _Editing(workspace.folder, version, fitted, spec)
        segments, edit = edited(editing)
        by_hand = (*editing.others(edit, segments), edit)
        changed = replace(spec, interpret=replace(spec.interpret, by_hand=by_hand))
        workspace.keep_project(replace(project, segmentations={**project.segmentations, spec.name: changed}))
    return {
        "segmentation": spec.name,
        "segments": [one["name"] for one in segments],
        "name": edit.name,
        "locked": edit.locked,
        "note": NOTE,
    }


def _refuse_name(name: str, *, taken_by: Sequence[str]) -> None:
    """Refuse a name that cannot be read, is not told from another, or means those who are in no segment."""
    text, wrong = name.strip(), ""
    if not text:
        wrong = "the name is empty"
    elif len(text) > LONGEST_NAME:
        wrong = f"the name has {len(text)} letters"
    elif any(unicodedata.category(letter).startswith("C") for letter in text):
        wrong = "the name has a line break or another sign that cannot be seen"
    elif text.isdecimal():
        wrong = f"'{text}' would be taken for the number of a segment"
    elif text.casefold() in {one.casefold() for one in taken_by}:
        wrong = f"another segment is called '{text}' already"
    elif text.casefold() in {interpret.OTHERS.casefold(), interpret.OUTLIERS.casefold()}:
        wrong = f"'{text}' are those who are in no segment"
    if wrong:
        raise ConfigError(wrong, expected=f"a name of its own of at most {LONGEST_NAME} letters", where="name")
