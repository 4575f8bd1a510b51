"""What a workspace has published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from shoal import cluster, features, interpret, prepare, registry, sources
from shoal.app.workspace import Surroundings, project_of, reading
from shoal.errors import ConfigError, WorkspaceError, closest
from shoal.store import Store
from shoal.terms import Kind, Version

LEFT_OUT_TOO = frozenset({"customer_missing", "time_missing", "after_as_of", "number_unreadable", "exact_duplicate"})
"""Reasons for refusing a row that the query over order lines knows as well."""

MOST_LISTED = 12
"""Segments that a message lists."""


def current(folder: Path, segmentation: str | None, *, surroundings: Surroundings) -> Version:
    """Give the version published last.

    Raises
    ------
    WorkspaceError
        If nothing was published yet.
    """
    with reading(folder, surroundings=surroundings) as store:
        return published(store, segmentation)


def definition(
    folder: Path,
    segmentation: str | None,
    *,
    dialect: str,
    table: str,
    dbt: bool,
    from_orders: bool,
    surroundings: Surroundings,
) -> dict[str, Any]:
    """Give the version published last as one query, over a feature table or over order lines.

    Returns
    -------
    dict
        ``segmentation``, ``version``, ``dialect``, ``table``, ``sql``.

    Raises
    ------
    ConfigError
        If the dialect is not known, the table is no name, or orders alone do not give what segments are formed on.
    """
    registry.refuse_definition(dialect, table)
    with reading(folder, surroundings=surroundings) as store:
        version = published(store, segmentation)
        fitted = registry.load(store, version, recipes=prepare.RECIPES, models=cluster.MODELS)
    before = _before(folder, fitted, version, dialect) if from_orders else None
    source = registry.definition_source() if before is None else list(before.steps)[-1]
    placed = cluster.score_sql(source, fitted.recipe, fitted.model)
    return {
        "segmentation": version.segmentation,
        "version": version.version,
        "dialect": dialect,
        "table": table,
        "sql": registry.definition_sql(placed, fitted, version, dialect=dialect, table=table, dbt=dbt, before=before),
    }


def _before(folder: Path, fitted: registry.Fitted, version: Version, dialect: str) -> registry.Before:
    """Write the steps from order lines to features, and what they leave out."""
    project = project_of(folder)
    spec = project.segmentations.get(version.segmentation)
    orders = [one for one in (spec.sources if spec else project.sources) if one.kind is Kind.ORDERS]
    if len(orders) != 1:
        raise ConfigError(
            f"{len(orders)} sources hold orders",
            expected="one",
            do="write the query over a feature table instead",
            where="--orders",
        )
    as_of = datetime.fromisoformat(version.result["as_of"])
    timezone = fitted.spec.timezone
    lines = sources.plain_lines(
        orders[0],
        registry.definition_source(),
        features.first_day_after(as_of, timezone),
        fold_case=fitted.spec.unify.fold_case,
    )
    plan = features.from_orders(
        lines.rows,
        lines.lines,
        fitted.spec.features,
        names=cluster.features_read(fitted.recipe, fitted.model),
        as_of=as_of,
        timezone=timezone,
        dialect=dialect,
    )
    merged, refused = version.result["identity"]["n_merged"], version.result["quality"]["rows_refused"]
    others = [f"{reason} {n:,}" for reason, n in refused.items() if reason not in LEFT_OUT_TOO]
    notes = (
        *lines.notes,
        *((f"Rows that shoal refused and this does not: {', '.join(others)}.",) if others else ()),
        *((f"{merged:,} keys that shoal linked to other customers are customers here.",) if merged else ()),
        *((f"Days are those of the table; shoal's are those of {timezone}.",) if timezone != "UTC" else ()),
    )
    return registry.Before(plan.steps, notes)


def one_of(folder: Path, segment: str, segmentation: str | None, *, surroundings: Surroundings) -> dict[str, Any]:
    """Give one segment of the version published last: who it is, and what to do about it.

    Parameters
    ----------
    folder : Path
    segment : str
        Its id, its name, or words of its name that no other has.
    segmentation : str or None
    surroundings : Surroundings

    Raises
    ------
    ConfigError
        If there is no such segment, or several are meant.
    """
    version = current(folder, segmentation, surroundings=surroundings)
    return dict(meant(segment, version))


def meant(text: str, version: Version, also: Mapping[int, str] | None = None) -> Mapping[str, Any]:
    """Give the segment of a version that is meant: by id, by name, or by words of its name.

    Parameters
    ----------
    text : str
    version : Version
    also : mapping of segment id to name, or None
        Names that a person gave since.

    Raises
    ------
    ConfigError
        If there is no such segment, or several are meant.
    """
    segments: list[Mapping[str, Any]] = version.result["segments"]
    wanted = " ".join(text.split()).casefold()
    called = {one["id"]: (one["name"].casefold(), (also or {}).get(one["id"], "").casefold()) for one in segments}
    found = [one for one in segments if wanted in (str(one["id"]), *filter(None, called[one["id"]]))]
    found = found or [one for one in segments if wanted and any(wanted in name for name in called[one["id"]])]
    listed = ", ".join(f"{one['id']} ({one['name']})" for one in (found or segments)[:MOST_LISTED])
    if len(found) == 1:
        return found[0]
    raise ConfigError(
        f"'{text}' may be several segments" if found else f"there is no segment '{text}'",
        expected=f"one of {listed}",
        do=("" if found else closest(text, [one["name"] for one in segments])) or "name it by its number",
        where=f"segmentation {version.segmentation}",
    )


def playbook() -> str:
    """Give the text of shoal's own playbook."""
    return interpret.shipped_text()


def published(store: Store, segmentation: str | None) -> Version:
    """Give the version of a segmentation that was published last; None means whichever was."""
    version = store.current(segmentation)
    if version is None:
        what = f"segmentation '{segmentation}'" if segmentation else "segmentation"
        raise WorkspaceError(f"no {what} was published here yet", do="run `shoal build` first", where=str(store.folder))
    return version
