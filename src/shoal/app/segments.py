"""What a workspace has published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shoal import cluster, prepare, registry
from shoal.app.workspace import Surroundings, reading
from shoal.errors import WorkspaceError
from shoal.store import Store
from shoal.terms import Version


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


def published(store: Store, segmentation: str | None) -> Version:
    """Give the version of a segmentation that was published last; None means whichever was."""
    version = store.current(segmentation)
    if version is None:
        what = f"segmentation '{segmentation}'" if segmentation else "segmentation"
        raise WorkspaceError(f"no {what} was published here yet", do="run `shoal build` first", where=str(store.folder))
    return version
