"""What a report shows besides the segments: other groups, the version before, other numbers of groups, the orders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from shoal import cluster, interpret, registry, report
from shoal.app.forming import Formed
from shoal.app.known import Known
from shoal.app.product_names import called
from shoal.app.workspace import Workspace
from shoal.errors import StoreError
from shoal.terms import FeatureTable, Labels, Relation, Segment, Segmentation, Silent, Version

MOST_CUSTOMERS = 5_000
"""Customers who are grouped again with other numbers of groups: the first of the table, who are a random sample."""

MOST_GROUPS = 12
"""With more groups than this, one more or one fewer is nothing that anybody would decide on."""

_SAMPLE, _REGROUPED, _OTHER = "customers_read_again", "groups_read_again", "groups_beside"


def beside(
    workspace: Workspace,
    now: Known,
    formed: Formed,
    segmentation: Segmentation,
    *,
    everyone: Mapping[str, interpret.Spread],
    by_hand: bool,
) -> tuple[report.Beside, tuple[str, ...]]:
    """Gather it; with warnings of what is left out because the file of another version is missing or damaged.

    Parameters
    ----------
    workspace : Workspace
    now : Known
    formed : Formed
        The groups and who is in them.
    segmentation : Segmentation
    everyone : mapping of feature to Spread
        Beside whom segments are named.
    by_hand : bool
        Whether a person had a part in the groups: then no other number of them is what they would have been.
    """
    table, labels, segments = now.table, formed.labels, segmentation.segments
    rfm = cluster.rfm_grid(table) if cluster.has_rfm(table) else None
    orders = now.records.orders
    others, unread = _others(workspace, labels, segmentation)
    moved, unknown = _moved(workspace, labels, segmentation)
    found = report.Beside(
        rfm=None if rfm is None else interpret.crossed(table, labels, segments, rfm),
        others=others,
        moved=moved,
        readings=() if by_hand else _readings(table, formed, segmentation, everyone),
        purchases=None
        if orders is None
        else report.Purchases(
            orders,
            now.identity.relation,
            lambda products: called(workspace, segmentation.spec, now, Silent(), only=products),
        ),
    )
    return found, (*unread, *unknown)


def _others(
    workspace: Workspace, labels: Labels, segmentation: Segmentation
) -> tuple[tuple[tuple[str, interpret.Crossing], ...], tuple[str, ...]]:
    """Cross the segments with the other segmentations of the workspace; with what is said of those not to be read."""
    found, unread = [], []
    for name in workspace.store.segmentations():
        version = workspace.store.current(name)
        if name != segmentation.spec.name and version is not None:
            try:
                other = _groups_of(workspace, version)
            except StoreError:
                unread.append(
                    f"The report does not show the segments against “{name}”: who is in version {version.version}"
                    " cannot be read. Build it again."
                )
                continue
            crossing = interpret.crossed_with(labels, segmentation.segments, other, _names(version))
            workspace.engine.drop(other.name)
            if crossing[0]:
                found.append((name, crossing))
    return tuple(found), tuple(unread)


def _moved(
    workspace: Workspace, labels: Labels, segmentation: Segmentation
) -> tuple[report.Moved | None, tuple[str, ...]]:
    """Follow the customers of the version before this one; with what is said if it cannot be read.

    It is the latest that is as of an earlier day; where there is none, the last one of the same day.
    """
    this = registry.version_of(segmentation)
    earlier = [
        (datetime.fromisoformat(one.result["as_of"]), one)
        for one in workspace.store.versions(segmentation.spec.name)
        if one.version != this
    ]
    as_of = segmentation.as_of
    known = sorted((pair for pair in earlier if pair[0] <= as_of), key=lambda pair: (pair[0] < as_of, pair[0]))
    if not known:
        return None, ()
    version = known[-1][1]
    try:
        before = _groups_of(workspace, version)
    except StoreError:
        said = f"who was in the version before, {version.version}, cannot be read"
        return None, (f"The report does not show who entered and who left: {said}.",)
    names, counts = interpret.passed(labels, segmentation.segments, before, _names(version))
    workspace.engine.drop(before.name)
    right = tuple(segment.name for segment in segmentation.segments)
    flow = report.Flow((*names, report.CAME), (*right, report.WENT), counts)
    return report.Moved(str(version.result["as_of"])[:10], flow), ()


def _groups_of(workspace: Workspace, version: Version) -> Relation:
    rows = registry.read_assignments(workspace.folder, version).select(["customer_id", "segment_id"])
    return workspace.engine.register(_OTHER, rows.rename_columns(["customer_id", "group_id"]))


def _names(version: Version) -> Mapping[int, str]:
    return {int(one["id"]): str(one["name"]) for one in version.result["segments"]}


def _readings(
    table: FeatureTable, formed: Formed, segmentation: Segmentation, everyone: Mapping[str, interpret.Spread]
) -> tuple[report.Reading, ...]:
    """Say how the segments would read with one group fewer and one more, on a sample."""
    k = formed.grouping.model.n_groups
    if k > MOST_GROUPS or k != sum(1 for segment in segmentation.segments if segment.profile):
        return ()  # groups that nobody reads side by side, or that are too small to be described
    engine, most = table.relation.engine, min(table.n_customers, MOST_CUSTOMERS)
    some = engine.create(_SAMPLE, f"SELECT * FROM {table.relation.name} LIMIT {most}", step="customers read again")
    sample = replace(table, relation=some, n_customers=most)
    try:
        read = (_reading(sample, formed, segmentation, everyone, number) for number in (k - 1, k + 1) if number > 1)
        return tuple(each for each in read if each is not None)
    finally:
        engine.drop(_SAMPLE)


def _reading(
    sample: FeatureTable,
    formed: Formed,
    segmentation: Segmentation,
    everyone: Mapping[str, interpret.Spread],
    k: int,
) -> report.Reading | None:
    spec = segmentation.spec
    grouping = cluster.regroup(sample, formed.recipe, formed.grouping, k, spec.cluster, seed=spec.seed, goal=spec.goal)
    if grouping is None:
        return None
    labels = cluster.apply(sample, formed.recipe, grouping.model, name=_REGROUPED)
    try:
        described = interpret.describe(
            sample, labels, grouping, min_count=spec.privacy.min_count, progress=Silent(), spreads=everyone
        )
        segments: tuple[Segment, ...] = segmentation.segments
        held = {group: segment for segment in described for group in segment.groups}
        names, counts = interpret.crossed_with(
            formed.labels, segments, labels.relation, {group: segment.name for group, segment in held.items()}
        )
    finally:
        sample.relation.engine.drop(_REGROUPED)
    flow = report.Flow(tuple(segment.name for segment in segments), names, counts)
    return report.Reading(k, tuple((segment.name, segment.share) for segment in described), flow)
