"""Placing customers in the segments of a published version, without fitting anything."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from shoal import cluster, features, prepare, privacy, registry, sources, unify
from shoal.app.computing import compute_features, refuse_missing
from shoal.app.identity import memory
from shoal.app.jobs import working
from shoal.app.run import default_as_of
from shoal.app.segments import published
from shoal.app.workspace import FRAME, Surroundings, Workspace
from shoal.errors import WorkspaceError
from shoal.settings import Project, in_utc
from shoal.terms import Loaded, Progress, SegmentationSpec, SourceSpec


@dataclass(frozen=True)
class Request:
    """What a face was asked to score.

    Parameters
    ----------
    folder : Path
        The workspace.
    paths : tuple of Path or str
        Files; none, and no frames, means the sources of the workspace.
    frames : mapping of name to table
    segmentation : str or None
        None means the one published last.
    as_of : datetime or None
        None means the midnight after the last event.
    out : Path or None
        None means ``scores.csv`` in the workspace.
    answers : mapping of question to answer
    """

    folder: Path
    paths: tuple[Path | str, ...] = ()
    frames: Mapping[str, pa.Table] = field(default_factory=dict)
    segmentation: str | None = None
    as_of: datetime | None = None
    out: Path | None = None
    answers: Mapping[str, str] = field(default_factory=dict)


def score(request: Request, *, surroundings: Surroundings, progress: Progress) -> dict[str, Any]:
    """Read customers, compute their features and give each the segment that the published model gives them.

    Returns
    -------
    dict
        ``segmentation``, ``version``, ``as_of``, ``n_customers``, ``segments`` (id, name, n_customers), ``file``,
        ``rows_refused``, ``warnings``.
    """
    frames = {FRAME + name: table for name, table in request.frames.items()}
    with working(request.folder, "score", create=False, surroundings=surroundings, frames=frames) as job:
        workspace = job.workspace
        version = published(workspace.store, request.segmentation)
        progress.stage("reading the model", 0.05)
        fitted = registry.load(workspace.store, version, recipes=prepare.RECIPES, models=cluster.MODELS)
        # The published definition counts, not what shoal.toml says by now; only whose data may be used is of today.
        project = workspace.project()
        out = request.out or workspace.folder / "scores.csv"
        _refuse_to_overwrite(out, request, workspace, project)
        spec = _as_published(fitted.spec, project)
        current = project.segmentations.get(spec.name)
        loaded, notes = _loaded(request, workspace, current.sources if current else project.sources, progress)
        as_of = in_utc(request.as_of, spec.timezone) or default_as_of(loaded, spec, workspace.now)
        engine = workspace.engine

        progress.stage("reading rows", 0.15)
        records = sources.read(engine, loaded, known_at=as_of, now=workspace.now, spec=spec, progress=progress)
        identity = unify.resolve(engine, records, spec.unify, memory(workspace, version), as_of=as_of)
        records = unify.attribute(engine, records, identity, spec.unify, as_of=as_of)
        permission = privacy.may(
            privacy.Purpose.SCORE,
            identity.relation,
            privacy.consents(records, identity, privacy.Purpose.SCORE),
            missing=spec.privacy.missing_consent,
        )
        progress.stage("computing features", 0.50)
        read = replace(spec, features=replace(spec.features, only=_computed(fitted)))
        table = compute_features(workspace, records, identity, read, as_of=as_of, permitted=permission.relation)
        refuse_missing(fitted, table, where="score")
        progress.stage("placing customers", 0.75)
        labels = cluster.apply(table, fitted.recipe, fitted.model)
        with workspace.store.writing():
            sizes = registry.write_scores(labels, fitted, version, as_of=as_of, path=out)
        quality = unify.quality_of(records, identity)
        job.did(version, rows_read=quality.rows_read, rows_used=quality.rows_used, n_customers=table.n_customers)
        progress.stage("done", 1.0)
    return {
        "segmentation": version.segmentation,
        "version": version.version,
        "as_of": f"{as_of:%Y-%m-%dT%H:%M:%SZ}",
        "n_customers": table.n_customers,
        "segments": sizes,
        "rows_refused": dict(quality.rows_refused),
        "warnings": [*notes, *records.warnings, *identity.warnings, *table.warnings, permission.sentence],
        "file": str(out),
    }


def _refuse_to_overwrite(out: Path, request: Request, workspace: Workspace, project: Project) -> None:
    """Refuse a place where something stands that scores must not replace."""
    sources_there = [workspace.folder / source.path for source in project.sources if not source.path.startswith(FRAME)]
    published_there = [workspace.folder / name for name in registry.FILES.values()]
    if out.resolve() in {Path(path).resolve() for path in (*request.paths, *sources_there, *published_there)}:
        raise WorkspaceError(
            "the scores would replace a source or a published file", do="name another file", where=str(out)
        )
    if not out.parent.is_dir():
        raise WorkspaceError("there is no such folder", do="make it, or name another", where=str(out.parent))
    if not os.access(out.parent, os.W_OK):
        raise WorkspaceError(
            "this folder cannot be written", do="change its permissions, or name another", where=str(out.parent)
        )


def _as_published(spec: SegmentationSpec, project: Project) -> SegmentationSpec:
    current = project.segmentations.get(spec.name, spec)
    return replace(spec, as_of=None, privacy=current.privacy)


def _computed(fitted: registry.Fitted) -> tuple[str, ...]:
    """List those of them that records give; they are computed even where the new rows say nothing of them."""
    known = {feature.name for feature in features.defined()}
    return tuple(name for name in cluster.features_read(fitted.recipe, fitted.model) if name in known)


def _offered(place: Path | str) -> tuple[Path | str, ...]:
    offered = sources.offered(place)
    return (*offered.named, *offered.found)


def _loaded(
    request: Request, workspace: Workspace, known: tuple[SourceSpec, ...], progress: Progress
) -> tuple[tuple[Loaded, ...], tuple[str, ...]]:
    """Bring in the files asked for, read as the source of the workspace that has the same columns; with notes."""
    given = [each for place in request.paths for each in _offered(place)]
    paths = tuple(workspace.relative(each) for each in given) + tuple(workspace.frames)
    if not paths:
        return workspace.ingested(known, progress), ()
    by_columns = {tuple(sorted(column.name for column in source.columns)): source for source in known}
    loaded = []
    for one in workspace.load(paths, progress)[0]:
        source = by_columns.get(tuple(sorted(one.columns)))
        loaded.append(replace(one, spec=replace(source, path=one.path) if source else None))
    return sources.guess(tuple(loaded), answers=request.answers, now=workspace.now)
