"""The main use case: from the sources of a spec to a published segmentation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from shoal import cluster, features, interpret, prepare, privacy, registry, report, unify
from shoal.app.ahead import told_ahead, with_stages
from shoal.app.beside import beside
from shoal.app.by_hand import decided, kept
from shoal.app.forming import form
from shoal.app.identity import memory
from shoal.app.known import known
from shoal.app.portraying import history, playbook, portrayed
from shoal.app.workspace import Workspace
from shoal.app.worth import with_worth
from shoal.settings import read_goal
from shoal.store import Store
from shoal.terms import (
    FeatureTable,
    Goal,
    GoalProgress,
    Labels,
    Progress,
    Segment,
    Segmentation,
    SegmentationSpec,
    Silent,
    Version,
)


def build(
    workspace: Workspace,
    spec: SegmentationSpec,
    *,
    as_of: datetime,
    notes: tuple[str, ...] = (),
    progress: Progress | None = None,
) -> Version:
    """Build a segmentation and publish it as a new version.

    Parameters
    ----------
    workspace : Workspace
    spec : SegmentationSpec
    as_of : datetime
        UTC; nothing that happened later is looked at.
    notes : tuple of str
        What was said aloud while the sources were guessed; the report repeats it.
    progress : Progress or None
        Told where the work is; may stop it. A stopped build leaves the last good version in place.

    Returns
    -------
    Version
    """
    progress = progress or Silent()
    store = workspace.store
    examined = workspace.examined(workspace.ingested(spec.sources, progress), spec.timezone)
    now = known(
        workspace,
        spec,
        memory(workspace, store.current(spec.name)),
        as_of=as_of,
        progress=progress,
        examined=examined,
    )
    records, identity, table = now.records, now.identity, now.table
    privacy.refuse_if_too_few(table.n_customers, spec.privacy.min_count)

    rules_of_play = playbook(
        workspace, spec, table
    )  # read before the long work, so that a mistake in it is said at once
    formed = kept(workspace, spec, table) or form(table, spec, progress)
    if spec.full:
        formed = replace(formed, grouping=with_worth(workspace, spec, now, formed, progress=progress))
    hands = decided(spec, formed, table)
    recipe, grouping, labels = hands.formed.recipe, hands.formed.grouping, hands.formed.labels

    progress.stage("describing segments", 0.82)
    everyone = interpret.everyone(table)
    segments = interpret.describe(
        table,
        labels,
        grouping,
        min_count=spec.privacy.min_count,
        progress=progress,
        spreads=everyone,
        by_hand=hands.by_group,
    )
    segments, rules = interpret.ruled(
        table, labels, segments, grouping, recipe, min_count=spec.privacy.min_count, full=spec.full
    )
    segments = portrayed(spec, now, labels, segments, grouping, everyone=everyone, playbook=rules_of_play)
    ahead, of_other_days = told_ahead(workspace, spec, now, labels, segments)
    segments = with_stages(segments, ahead)
    passing = interpret.come_back(segments, grouping.evidence.stability, spec.cluster.unstable)
    goal = None if spec.goal is None else read_goal(spec.goal)
    measured = None if goal is None else _goal_progress(store, table, labels, segments, goal, spec)

    progress.stage("publishing", 0.90)
    segmentation = Segmentation(
        spec=spec,
        as_of=as_of,
        population=table.population,
        n_customers=table.n_customers,
        currency=table.currency,
        features=table.features,
        recipe=recipe,
        grouping=grouping,
        segments=segments,
        quality=unify.quality_of(records, identity),
        fingerprint=records.fingerprint,
        linking=identity.linking,
        warnings=(
            *records.warnings,
            *identity.warnings,
            *table.warnings,
            *_without_currency(table),
            *recipe.warnings,
            *grouping.warnings,
            *interpret.too_small(segments),
            *passing,
            *hands.warnings,
            *of_other_days,
            *(() if goal is None else prepare.said_of_goal(table, goal, measured)),
            now.permission.sentence,
        ),
        goal_progress=measured,
        interactions=prepare.interactions(table, recipe, spec.prepare, goal),
        rules=rules,
    )
    segmentation = replace(segmentation, history=history(store, segmentation))
    around, left_out = beside(
        workspace, now, hands.formed, segmentation, everyone=everyone, by_hand=bool(hands.by_group)
    )
    segmentation = replace(segmentation, warnings=(*segmentation.warnings, *left_out))
    documents = report.documents(
        segmentation,
        table,
        labels,
        beside=around,
        notes=notes,
        ahead=ahead,
    )
    version = registry.publish(
        store,
        table,
        labels,
        segmentation,
        documents=documents,
        merges=identity.merges,
        histories=features.histories(
            records,
            identity,
            table,
            spec.features,
            names=cluster.features_read(recipe, formed.grouping.model),
            timezone=spec.timezone,
        ),
    )
    privacy.keep(store, identity.relation, records.identifiers)
    with store.writing():
        privacy.keep_refused(
            store,
            records.refused,
            days=spec.privacy.quarantine_days,
            today=workspace.now.date(),
            secret=workspace.secret,
            normalise=partial(unify.normalise_key, fold_case=spec.unify.fold_case),
        )
    progress.stage("done", 1.0)
    return version


def _goal_progress(
    store: Store, table: FeatureTable, labels: Labels, segments: Sequence[Segment], goal: Goal, spec: SegmentationSpec
) -> GoalProgress | None:
    """Measure a goal against where it stood when it was first set in this workspace."""
    began = registry.goal_baselines(store, spec.name, goal.text)
    return prepare.progress(table, labels, segments, goal, churn_days=spec.features.churn_days, baselines=began)


def _without_currency(table: FeatureTable) -> tuple[str, ...]:
    """Say aloud that the amounts of the orders are sums of nobody knows what; traits are amounts of any unit anyway."""
    if table.currency is not None or not any(each.unit == "money" and not each.source for each in table.features):
        return ()
    return (
        "The amounts name no currency and are taken to be all in the same one; say which in shoal.toml, such as"
        ' currency = "EUR".',
    )
