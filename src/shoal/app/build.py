"""The main use case: from the sources of a spec to a published segmentation."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from shoal import cluster, interpret, prepare, privacy, registry, report, sources, unify
from shoal.app.computing import compute_features
from shoal.app.workspace import Workspace
from shoal.terms import FeatureTable, Progress, Segmentation, SegmentationSpec, Silent, Version


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
    engine, store = workspace.engine, workspace.store

    progress.stage("reading rows", 0.10)
    ingested = workspace.ingested(spec.sources, progress)
    records = sources.read(engine, ingested, known_at=as_of, now=workspace.now, spec=spec, progress=progress)

    progress.stage("telling customers apart", 0.25)
    forgotten = privacy.forgotten(store)
    identity = unify.resolve(engine, records, spec.unify, secret=workspace.secret, forgotten=forgotten)
    permission = privacy.may(
        privacy.Purpose.BUILD,
        identity.relation,
        privacy.consents(records, identity, privacy.Purpose.BUILD),
        missing=spec.privacy.missing_consent,
    )

    progress.stage("computing features", 0.30)
    table = compute_features(workspace, records, identity, spec, as_of=as_of, permitted=permission.relation)
    privacy.refuse_if_too_few(table.n_customers, spec.privacy.min_count)

    progress.stage("preparing the matrix", 0.38)
    recipe = prepare.fit(table, spec.prepare, features=spec.features, privacy=spec.privacy)

    progress.stage("looking for groups", 0.42)
    grouping = cluster.fit(
        table,
        recipe,
        spec.cluster,
        seed=spec.seed,
        min_count=spec.privacy.min_count,
        progress=progress,
        goal=spec.goal,
    )
    labels = cluster.apply(table, recipe, grouping.model)

    progress.stage("describing segments", 0.82)
    segments = interpret.describe(table, labels, grouping, min_count=spec.privacy.min_count, progress=progress)
    rfm = cluster.rfm_grid(table) if cluster.has_rfm(table) else None
    crossing = interpret.crossed(table, labels, segments, rfm) if rfm else None

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
        warnings=(
            *records.warnings,
            *identity.warnings,
            *table.warnings,
            *_without_currency(table),
            *recipe.warnings,
            *grouping.warnings,
            *interpret.too_small(segments),
            permission.sentence,
        ),
    )
    documents = report.documents(segmentation, table, labels, crossing=crossing, notes=notes)
    version = registry.publish(store, table, labels, segmentation, documents=documents)
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


def _without_currency(table: FeatureTable) -> tuple[str, ...]:
    """Say aloud that the amounts of the orders are sums of nobody knows what; traits are amounts of any unit anyway."""
    if table.currency is not None or not any(each.unit == "money" and not each.source for each in table.features):
        return ()
    return (
        "The amounts name no currency and are taken to be all in the same one; say which in shoal.toml, such as"
        ' currency = "EUR".',
    )
