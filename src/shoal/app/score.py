"""Placing customers in the segments of a published version, without fitting anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from shoal import cluster, features, prepare, privacy, registry, sources, unify
from shoal.app.run import default_as_of
from shoal.app.segments import published
from shoal.app.workspace import FRAME, Surroundings, Workspace, opened
from shoal.terms import Loaded, Progress, SegmentationSpec


@dataclass(frozen=True)
class Request:
    """What a face was asked to score.

    Parameters
    ----------
    folder : Path
        The workspace.
    paths : tuple of Path
        Files; none, and no frames, means the sources of the workspace.
    frames : mapping of name to table
    segmentation : str or None
        None means the one published last.
    as_of : datetime or None
        None means the midnight after the last event.
    out : Path or None
        None means ``scores.csv`` in the workspace.
    """

    folder: Path
    paths: tuple[Path, ...] = ()
    frames: Mapping[str, pa.Table] = field(default_factory=dict)
    segmentation: str | None = None
    as_of: datetime | None = None
    out: Path | None = None


def score(request: Request, *, surroundings: Surroundings, progress: Progress) -> dict[str, Any]:
    """Read customers, compute their features and give each the segment that the published model gives them.

    Returns
    -------
    dict
        ``segmentation``, ``version``, ``as_of``, ``n_customers``, ``segments`` (id, name, n_customers), ``file``,
        ``rows_refused``, ``warnings``.
    """
    frames = {FRAME + name: table for name, table in request.frames.items()}
    with opened(request.folder, create=False, surroundings=surroundings, frames=frames) as workspace:
        version = published(workspace, request.segmentation)
        progress.stage("reading the model", 0.05)
        fitted = registry.load(workspace.store, version, recipes=prepare.RECIPES, models=cluster.MODELS)
        spec = workspace.project().segmentations[version.segmentation]
        loaded = _loaded(request, workspace, spec, progress)
        as_of = request.as_of or default_as_of(loaded, replace(spec, as_of=None), workspace.now)
        as_of = as_of.replace(tzinfo=UTC) if as_of.tzinfo is None else as_of.astimezone(UTC)
        engine = workspace.engine

        progress.stage("reading rows", 0.15)
        records = sources.read(engine, loaded, known_at=as_of, now=workspace.now, spec=spec, progress=progress)
        identity = unify.resolve(
            engine, records, spec.unify, secret=workspace.secret, forgotten=privacy.forgotten(workspace.store)
        )
        permission = privacy.may(
            privacy.Purpose.SCORE,
            identity.relation,
            privacy.consents(records, identity, privacy.Purpose.SCORE),
            missing=spec.privacy.missing_consent,
        )
        progress.stage("computing features", 0.50)
        table = features.compute(
            engine,
            records,
            identity,
            spec.features,
            as_of=as_of,
            timezone=spec.timezone,
            permitted=permission.relation,
        )
        progress.stage("placing customers", 0.75)
        labels = cluster.apply(table, fitted.recipe, fitted.model)
        out = request.out or workspace.folder / "scores.csv"
        sizes = registry.write_scores(labels, fitted, version, as_of=as_of, path=out)
        progress.stage("done", 1.0)
    return {
        "segmentation": version.segmentation,
        "version": version.version,
        "as_of": f"{as_of:%Y-%m-%dT%H:%M:%SZ}",
        "n_customers": table.n_customers,
        "segments": sizes,
        "rows_refused": dict(unify.quality_of(records, identity).rows_refused),
        "warnings": [*records.warnings, *identity.warnings, *table.warnings, permission.sentence],
        "file": str(out),
    }


def _loaded(request: Request, workspace: Workspace, spec: SegmentationSpec, progress: Progress) -> tuple[Loaded, ...]:
    """Bring in the files asked for, read as the source of the workspace that has the same columns."""
    paths = tuple(workspace.relative(path) for path in request.paths) + tuple(workspace.frames)
    if not paths:
        return workspace.ingested(spec.sources, progress)
    known = {tuple(sorted(column.name for column in source.columns)): source for source in spec.sources}
    loaded = []
    for one in workspace.load(paths, progress):
        source = known.get(tuple(sorted(one.columns)))
        loaded.append(replace(one, spec=replace(source, path=one.path) if source else None))
    return sources.guess(tuple(loaded), answers={}, now=workspace.now)[0]
