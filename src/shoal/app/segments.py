"""What a workspace has published."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shoal import cluster, interpret, prepare, registry
from shoal.app.workspace import Surroundings, reading
from shoal.errors import ConfigError, WorkspaceError, closest
from shoal.store import Store
from shoal.terms import Version

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
    surroundings: Surroundings,
) -> dict[str, Any]:
    """Give the version published last as one query over a feature table.

    Returns
    -------
    dict
        ``segmentation``, ``version``, ``dialect``, ``table``, ``sql``.

    Raises
    ------
    ConfigError
        If the dialect is not known, or the table is no name.
    """
    registry.refuse_definition(dialect, table)
    with reading(folder, surroundings=surroundings) as store:
        version = published(store, segmentation)
        fitted = registry.load(store, version, recipes=prepare.RECIPES, models=cluster.MODELS)
    placed = cluster.score_sql(registry.definition_source(), fitted.recipe, fitted.model)
    return {
        "segmentation": version.segmentation,
        "version": version.version,
        "dialect": dialect,
        "table": table,
        "sql": registry.definition_sql(placed, fitted, version, dialect=dialect, table=table, dbt=dbt),
    }


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
