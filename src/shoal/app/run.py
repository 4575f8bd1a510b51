"""From raw files to segments with no configuration: guess, say so, write the guesses down, build."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from shoal import registry, sources
from shoal.app.build import build
from shoal.app.jobs import Working, working
from shoal.app.script import script
from shoal.app.workspace import CONFIG, FRAME, SCRIPT, Surroundings, Workspace
from shoal.errors import ConfigError, SourceError
from shoal.settings import Project, known_zone, read_project, with_options
from shoal.terms import Kind, Loaded, Progress, SegmentationSpec, SourceSpec, Version
from shoal.terms.sources import file_name


@dataclass(frozen=True)
class Request:
    """What a face was asked to run.

    Parameters
    ----------
    out : Path
        The workspace; made where it does not exist.
    paths : tuple of Path or str
        Files, folders, patterns and addresses; none where a configuration names the sources.
    frames : mapping of name to table
        Tables instead of files.
    config : Path or None
        A shoal.toml to use; None takes that of the workspace, if it has one.
    answers : mapping of question to answer
    segmentation : str
    options : mapping of dotted setting to value
        They win over the configuration.
    """

    out: Path
    paths: tuple[Path | str, ...] = ()
    frames: Mapping[str, pa.Table] = field(default_factory=dict)
    config: Path | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    segmentation: str = "main"
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Ran:
    """A published version and what was said aloud on the way."""

    version: Version
    notes: tuple[str, ...]


def run(request: Request, *, surroundings: Surroundings, progress: Progress) -> Ran:
    """Go from raw files to a published segmentation.

    The guesses are written to shoal.toml of the workspace; what stands there already is not guessed again.

    Raises
    ------
    OpenQuestion
        If two readings of the data are equally good.
    Refused
        If the data or the request cannot be honoured. Nothing of an earlier version is lost.
    """
    with working(request.out, "run", create=True, surroundings=surroundings, frames=_named(request.frames)) as job:
        return run_in(job, request, progress=progress)


def run_in(job: Working, request: Request, *, progress: Progress) -> Ran:
    """Do the same in a workspace that is held already."""
    workspace = job.workspace
    progress.stage("opening files", 0.0)
    project = _project(request, workspace)
    paths, optional, notes = files_of(request, workspace, project)
    if not paths and not request.paths:
        raise SourceError("there is nothing to read", expected="at least one file or table", where="run")
    loaded, passed_over = workspace.load(paths, progress, optional=optional)
    notes += passed_over
    if not loaded:
        raise SourceError(
            " ".join(["the folder holds no table.", *notes]).rstrip("."),
            expected="CSV, TSV, Parquet, JSON or Excel files",
            do="name a folder with tables, or the files themselves",
            where=", ".join(sources.public(str(path)) for path in request.paths),
        )
    notes += _left_out(project, request.segmentation, paths)
    known = {source.path: source for source in project.sources}
    loaded = tuple(replace(one, spec=known.get(one.path)) for one in loaded)
    loaded, said = sources.guess(loaded, answers=request.answers, now=workspace.now, optional=optional)
    spec = project.segmentations.get(request.segmentation, SegmentationSpec(request.segmentation))
    spec = with_options(spec, request.options)
    as_of = spec.as_of or default_as_of(loaded, spec, workspace.now)
    dated = _dated(loaded, as_of, spec.timezone)
    examined = workspace.examined(_specified(loaded, dated), spec.timezone)
    # what is made is listed, so that deleting its line undoes it
    spec = replace(
        spec, sources=tuple(replace(one, fixes=seen.applied) for one, seen in zip(dated, examined, strict=True))
    )
    version = _built(job, spec, as_of, progress, notes=(*notes, *said))
    workspace.keep_project(_with(project, spec), tuple(fix for one in examined for fix in one.fixes))
    workspace.keep_script(script(spec, frames=bool(request.frames)))
    return Ran(version, (*notes, *said))


def rebuild(
    folder: Path,
    segmentation: str,
    *,
    options: Mapping[str, Any],
    surroundings: Surroundings,
    progress: Progress,
) -> Ran:
    """Build a segmentation of a workspace again, from the sources and settings of its shoal.toml."""
    with working(folder, "build", create=False, surroundings=surroundings) as job:
        workspace = job.workspace
        project = workspace.project()
        spec = with_options(project.segmentation(segmentation), options)
        if not spec.sources:
            raise ConfigError(
                "it names no [[source]], so there is nothing to read",
                expected="one [[source]] at least",
                do="let `shoal run FILE` write it",
                where=CONFIG,
            )
        loaded = workspace.ingested(spec.sources, progress)
        as_of = spec.as_of or default_as_of(loaded, spec, workspace.now)
        return Ran(_built(job, spec, as_of, progress), ())


def _built(
    job: Working, spec: SegmentationSpec, as_of: datetime, progress: Progress, *, notes: tuple[str, ...] = ()
) -> Version:
    """Build a version, and note it for the history."""
    version = build(job.workspace, spec, as_of=as_of, notes=notes, progress=progress)
    quality = version.result["quality"]
    job.did(
        version,
        rows_read=quality["rows_read"],
        rows_used=quality["rows_used"],
        n_customers=version.result["n_customers"],
    )
    return version


def _with(project: Project, spec: SegmentationSpec) -> Project:
    """Add a segmentation with its sources; the others keep theirs, as they are now understood."""
    merged = {source.path: source for source in (*project.sources, *spec.sources)}
    others = {
        name: replace(other, sources=tuple(merged[source.path] for source in other.sources))
        for name, other in project.segmentations.items()
    }
    return Project(tuple(merged.values()), others | {spec.name: spec}, project.check)


def _named(frames: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    return {FRAME + name: table for name, table in frames.items()}


def _project(request: Request, workspace: Workspace) -> Project:
    """Read the configuration asked for, else that of the workspace, else an empty one."""
    if request.config is not None:
        if not request.config.is_file():
            raise ConfigError("there is no such file", where=str(request.config), do="name a shoal.toml")
        project = read_project(request.config.read_text(encoding="utf-8"), where=str(request.config))
        return _moved(project, request.config.parent, workspace)
    if (workspace.folder / CONFIG).is_file():
        return workspace.project()
    return Project((), {})


def _moved(project: Project, from_folder: Path, workspace: Workspace) -> Project:
    """Rewrite paths that are relative to another folder."""
    return replace(
        project,
        sources=tuple(replace(source, path=_from(source.path, from_folder, workspace)) for source in project.sources),
    )


def _from(path: str, folder: Path, workspace: Workspace) -> str:
    if path.startswith(FRAME):
        return path
    if not sources.is_address(path):
        return workspace.relative(folder / path)
    file = sources.file_of(path)
    return workspace.relative(sources.with_file(path, str(folder / file)) if file else path)


def files_of(
    request: Request, workspace: Workspace, project: Project
) -> tuple[tuple[str, ...], frozenset[str], tuple[str, ...]]:
    """List the sources by the names they have in shoal.toml: all, those only found in a folder, and notes."""
    if not request.paths and not request.frames:
        spec = project.segmentations.get(request.segmentation)
        return tuple(source.path for source in (spec.sources if spec else project.sources)), frozenset(), ()
    named: list[str] = [FRAME + name for name in request.frames]
    found: list[str] = []
    notes: list[str] = []
    for place in request.paths:
        offered = sources.offered(place)
        is_own = isinstance(place, Path) and place.resolve() == workspace.folder.resolve()
        named += [workspace.relative(each) for each in offered.named]
        found += [
            workspace.relative(each) for each in offered.found if not (is_own and _is_left(Path(each).name))
        ]  # what earlier runs left there is no source
        others = [other for other in offered.others if not (is_own and _is_left(other[0]))]
        notes += [f"{name} was passed over: {why}." for name, why in others]
    return tuple(dict.fromkeys((*named, *found))), frozenset(found) - frozenset(named), tuple(notes)


def _left_out(project: Project, segmentation: str, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Say which sources of the run before are not among those of this one."""
    before = project.segmentations.get(segmentation)
    gone = [source.path for source in before.sources if source.path not in paths] if before else []
    return tuple(f"{file_name(path)}: READ BY THE RUN BEFORE, and not among the files of this one." for path in gone)


_LEFT = frozenset((*registry.FILES.values(), *registry.HISTORIES.values(), "scores.csv", "model.json", CONFIG, SCRIPT))
"""Files that runs leave in a workspace."""


def _is_left(name: str) -> bool:
    return name in _LEFT or registry.is_prediction(name)


def default_as_of(loaded: tuple[Loaded, ...], spec: SegmentationSpec, now: datetime) -> datetime:
    """Give the midnight after the last plausible event; without events, the day the rows describe, or today."""
    zone = known_zone(spec.timezone)
    last = sources.last_event(loaded, timezone=spec.timezone, now=now)
    described = [one.spec.snapshot_on for one in loaded if one.spec and one.spec.snapshot_on]
    if last is not None:
        day = last + timedelta(days=1)
    elif described:
        day = max(described)
    else:
        day = now.astimezone(zone).date()
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _specified(loaded: tuple[Loaded, ...], specs: tuple[SourceSpec, ...]) -> tuple[Loaded, ...]:
    return tuple(replace(one, spec=spec) for one, spec in zip(loaded, specs, strict=True))


def _dated(loaded: tuple[Loaded, ...], as_of: datetime, timezone: str) -> tuple[SourceSpec, ...]:
    """Record the day that rows without a time of their own describe: the default `as_of` of their first load."""
    day: date = as_of.astimezone(ZoneInfo(timezone)).date()
    specs = [one.spec for one in loaded if one.spec is not None]
    return tuple(
        replace(spec, snapshot_on=day)
        if spec.snapshot_on is None and (spec.kind is Kind.CUSTOMERS or spec.each_row_is_a_customer)
        else spec
        for spec in specs
    )
