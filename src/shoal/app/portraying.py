"""Who the segments are and what to do about them, with the playbook and consents of a workspace."""

from __future__ import annotations

from collections.abc import Mapping

from shoal import interpret, privacy, registry
from shoal.app.known import Known
from shoal.app.workspace import Workspace
from shoal.errors import ConfigError
from shoal.features import defined
from shoal.store import Store
from shoal.terms import Episode, FeatureTable, Grouping, Labels, Segment, Segmentation, SegmentationSpec

SETTING = "interpret.playbook"


def portrayed(
    spec: SegmentationSpec,
    now: Known,
    labels: Labels,
    segments: tuple[Segment, ...],
    grouping: Grouping,
    *,
    everyone: Mapping[str, interpret.Spread],
    playbook: interpret.Playbook,
) -> tuple[Segment, ...]:
    """Give every segment its persona and its play."""
    consents = privacy.consents(now.records, now.identity, privacy.Purpose.SEND)
    reach = interpret.reached(
        labels,
        segments,
        consents,
        privacy.addresses(now.records, now.identity),
        is_allowed_unasked=spec.privacy.missing_consent == "allow",
    )
    return interpret.portrayed(
        now.table,
        labels,
        segments,
        grouping,
        everyone=everyone,
        spoken=interpret.spoken_of(now.table, grouping),
        playbook=playbook,
        spec=spec.interpret,
        reach=reach,
    )


def playbook(workspace: Workspace, spec: SegmentationSpec, table: FeatureTable) -> interpret.Playbook:
    """Read the playbook that the settings name, over shoal's own.

    Raises
    ------
    ConfigError
        If it is wrong, or is not there.
    """
    name = spec.interpret.playbook
    if not name:
        return interpret.read_playbook()
    path = workspace.folder / name
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        found = "the file is no text in UTF-8" if isinstance(error, UnicodeDecodeError) else "the file cannot be read"
        raise ConfigError(
            found,
            expected="a playbook, beside shoal.toml or by its path from there",
            do=f"write one with `shoal segments playbook > {name}`, or take {SETTING} out of shoal.toml",
            where=name,
        ) from error
    known = {feature.name for feature in (*defined(), *table.features)}
    return interpret.read_playbook(text, where=name, features=known)


def history(store: Store, segmentation: Segmentation) -> tuple[Episode, ...]:
    """Give the versions of a segmentation that were published before this one, by the instant they are as of."""
    return registry.episodes(store, segmentation.spec.name, without=registry.version_of(segmentation))
