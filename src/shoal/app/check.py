"""Checking data and configuration, as a gate for pipelines: nothing is built, and nothing that is published changes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from shoal import registry, sources
from shoal.app.jobs import working
from shoal.app.run import Request as RunRequest
from shoal.app.run import default_as_of, files_of
from shoal.app.workspace import Surroundings, Workspace
from shoal.errors import ConfigError, SourceError
from shoal.settings import Project, with_limits
from shoal.terms import CheckSpec, ColumnFigures, Loaded, Progress, SegmentationSpec, Severity, SourceAccount, Version
from shoal.terms.sources import file_name

SCHEMA_VERSION = 1

STABLE = 0.1
"""Below this stability index a column is the same as before, and nothing is said."""


@dataclass(frozen=True)
class Request:
    """What a face was asked to check.

    Parameters
    ----------
    folder : Path
        The workspace; a scratch folder where paths are given.
    paths : tuple of Path or str
        Files and folders that are checked by themselves; none: the sources of the workspace.
    base : Path
        The folder that paths are shown relative to.
    segmentation : str
    answers : mapping of question to answer
    limits : mapping of name in `CheckSpec` to value or None
        They win over the ``[check]`` of shoal.toml.
    """

    folder: Path
    paths: tuple[Path | str, ...] = ()
    base: Path = Path()
    segmentation: str = "main"
    answers: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class _Looked:
    """What there is to judge."""

    accounts: tuple[SourceAccount, ...]
    quality: Mapping[str, Any]
    limits: CheckSpec
    warnings: tuple[str, ...]
    before: Version | None = None
    figures: Mapping[str, Mapping[str, ColumnFigures]] = field(default_factory=dict)


def check(request: Request, *, surroundings: Surroundings, progress: Progress) -> dict[str, Any]:
    """Look through the sources thoroughly and judge them by the limits; nothing is built.

    Returns
    -------
    dict
        ``schema_version``, ``passed``, ``limits``, ``compared_with`` (a version, or None), ``failures`` (``rule``,
        ``source``, ``column``, ``found``), ``changes`` since that version (``source``, ``column``, ``found``),
        ``quality`` (as in segments.json), ``warnings``.

    Raises
    ------
    ConfigError
        If shoal.toml does not parse, or names what is not there.
    Refused
        If the data cannot be read at all.
    """
    is_raw = bool(request.paths)
    with working(request.folder, "check", create=is_raw, surroundings=surroundings) as job:
        job.workspace.cells = sources.THOROUGH
        progress.stage("opening files", 0.0)
        looked = (_raw if is_raw else _known)(job.workspace, request, progress)
        progress.stage("done", 1.0)
    changes = _changes(looked)
    failures = [*_failures(looked), *(change for change in changes if change["rule"])]
    return {
        "schema_version": SCHEMA_VERSION,
        "passed": not failures,
        "limits": asdict(looked.limits),
        "compared_with": None if looked.before is None else looked.before.version,
        "failures": failures,
        "changes": [{key: value for key, value in change.items() if key != "rule"} for change in changes],
        "quality": looked.quality,
        "warnings": list(looked.warnings),
    }


def _raw(workspace: Workspace, request: Request, progress: Progress) -> _Looked:
    """Look through files that no shoal.toml names."""
    asked = RunRequest(request.folder, paths=request.paths)
    paths, optional, notes = files_of(asked, workspace, Project((), {}))
    loaded, passed_over = workspace.load(paths, progress, optional=optional)
    if not loaded:
        raise SourceError(
            " ".join(("there is no table.", *notes, *passed_over)).rstrip("."),
            expected="files of customers or of what they did",
            where=", ".join(str(path) for path in request.paths),
        )
    loaded, said = sources.guess(loaded, answers=request.answers, now=workspace.now, optional=optional)
    looked = _look(workspace, loaded, SegmentationSpec(), with_limits(CheckSpec(), request.limits), progress)
    shown = {path: _shown(workspace, path, request.base) for path in paths}
    return replace(
        looked,
        accounts=tuple(replace(one, source=shown[one.source]) for one in looked.accounts),
        quality={
            **looked.quality,
            "by_source": [
                {**one, "source": shown[account.source]}
                for one, account in zip(looked.quality["by_source"], looked.accounts, strict=True)
            ],
        },
        warnings=(*notes, *passed_over, *said, *looked.warnings),
    )


def _known(workspace: Workspace, request: Request, progress: Progress) -> _Looked:
    """Look through the sources of a workspace, beside what they were when it was built last."""
    project = workspace.project()
    spec = project.segmentation(request.segmentation)
    if not spec.sources:
        raise ConfigError("it names no [[source]], so there is nothing to check", where="shoal.toml")
    loaded = workspace.ingested(spec.sources, progress)
    looked = _look(workspace, loaded, spec, with_limits(project.check, request.limits), progress)
    before = workspace.store.current(request.segmentation)
    if before is None:
        return looked
    figures = registry.read_columns(workspace.store, before)
    return replace(looked, before=before, figures=figures)


def _look(
    workspace: Workspace, loaded: tuple[Loaded, ...], spec: SegmentationSpec, limits: CheckSpec, progress: Progress
) -> _Looked:
    progress.stage("looking through sources", 0.2)
    as_of = spec.as_of or default_as_of(loaded, spec, workspace.now)
    examined = workspace.examined(loaded, spec.timezone)
    progress.stage("reading rows", 0.6)
    records = sources.read(
        workspace.engine, loaded, known_at=as_of, now=workspace.now, spec=spec, progress=progress, examined=examined
    )
    return _Looked(records.quality.accounts, registry.quality_of(records.quality), limits, records.warnings)


def _failures(looked: _Looked) -> list[dict[str, str]]:
    """List what is beyond the limits."""
    limits = looked.limits
    failures: list[dict[str, str]] = []
    for one in looked.accounts:
        if one.score.value < limits.min_score:
            said = f"the score is {one.score.value:.1f}, below {limits.min_score:g}"
            failures.append(_line("min_score", one.source, "", said))
        for finding in one.findings:
            if finding.name == "orphans" and finding.rate > limits.max_orphans:
                said = f"{finding.found}; at most {limits.max_orphans:.0%} may"
                failures.append(_line("max_orphans", one.source, finding.column, said))
            elif limits.fail_on != "never" and finding.severity.rank >= Severity(limits.fail_on).rank:
                failures.append(_line("fail_on", one.source, finding.column, f"{finding.name}: {finding.found}"))
        for column in one.columns:
            if column.missing > limits.max_missing:
                said = f"{column.missing:.1%} is missing; at most {limits.max_missing:.1%} may"
                failures.append(_line("max_missing", one.source, column.name, said))
    return failures


def _changes(looked: _Looked) -> list[dict[str, str]]:
    """Say what has changed since the last build, and by which rule it fails, if it does."""
    if looked.before is None:
        return []
    before = {one["source"]: one for one in looked.before.result["quality"].get("by_source", ())}
    now = {file_name(one.source): one for one in looked.accounts}
    changes = [_line("", path, "", "it was no source of the last build") for path in now if path not in before]
    changes += [_line("", path, "", "it is no source any more") for path in before if path not in now]
    for path, one in now.items():
        if path in before:
            changes += _since(one, before[path], looked.limits)
            changes += _columns_since(one, looked.figures.get(one.source, {}), looked.limits)
    return changes


def _since(one: SourceAccount, before: Mapping[str, Any], limits: CheckSpec) -> list[dict[str, str]]:
    changes: list[dict[str, str]] = []
    counted = (("rows", one.n_rows, before["n_rows"]), ("customers", one.n_customers, before["n_customers"]))
    for name, now, then in counted:
        if now != then:
            rule = "max_change" if now < (1 - limits.max_change) * then else ""
            changes.append(_line(rule, one.source, "", f"{now:,} {name}, {then:,} at the last build"))
    if abs(one.score.value - before["score"]) >= 1:
        said = f"the score is {one.score.value:.1f}, {before['score']:.1f} at the last build"
        changes.append(_line("", one.source, "", said))
    return changes


def _columns_since(one: SourceAccount, figures: Mapping[str, ColumnFigures], limits: CheckSpec) -> list[dict[str, str]]:
    changes: list[dict[str, str]] = []
    for column in one.columns:
        then = figures.get(column.name)
        if then is None:
            continue
        if abs(column.missing - then.missing) >= 0.05:
            said = f"{column.missing:.1%} is missing, {then.missing:.1%} at the last build"
            changes.append(_line("", one.source, column.name, said))
        index = sources.moved(then, column)
        if index >= STABLE:
            rule = "max_drift" if index > limits.max_drift else ""
            said = f"its values differ from those of the last build (stability index {index:.2f})"
            changes.append(_line(rule, one.source, column.name, said))
    return changes


def _line(rule: str, source: str, column: str, found: str) -> dict[str, str]:
    return {"rule": rule, "source": source, "column": column, "found": found}


def _shown(workspace: Workspace, path: str, base: Path) -> str:
    return Path(os.path.relpath((workspace.folder / path).resolve(), base.resolve())).as_posix()
