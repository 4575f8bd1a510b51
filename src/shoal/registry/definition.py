"""A published segmentation as one query over a feature table."""

from __future__ import annotations

import re

from shoal.engine import KNOWN, TESTED, literal, spelled_for
from shoal.errors import ConfigError, closest
from shoal.registry.load import Fitted
from shoal.terms import Version

TABLE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*){0,2}", re.ASCII)
_MARK = "shoal_feature_table"
_JINJA = ("{{", "{%", "{#")


def refuse_definition(dialect: str, table: str) -> None:
    """Refuse what no definition can be written for.

    Raises
    ------
    ConfigError
        If the dialect is not known, or the table is no name.
    """
    if dialect not in KNOWN:
        raise ConfigError(
            f"'{dialect}' is not a dialect that shoal writes",
            expected=", ".join(KNOWN),
            do=closest(dialect, KNOWN),
            where="--dialect",
        )
    if not TABLE.fullmatch(table):
        raise ConfigError(
            f"'{table}' is not the name of a table",
            expected="letters, digits and _, at most two dots: analytics.features",
            where="--table",
        )


def definition_sql(placed: str, fitted: Fitted, version: Version, *, dialect: str, table: str, dbt: bool) -> str:
    """Write the query that gives every customer of a feature table the published segment.

    Parameters
    ----------
    placed : str
        The query of the model, over a relation named as `definition_source` says.
    fitted : Fitted
    version : Version
    dialect : str
        One of `shoal.engine.KNOWN`.
    table : str
        The feature table there.
    dbt : bool
        Whether it is a model of dbt, which finds the table with ``ref``.

    Raises
    ------
    ConfigError
        If dbt would take a name or a level for a command of its own.
    """
    names = {int(segment["id"]): str(segment["name"]) for segment in version.result["segments"]}
    groups = sorted(fitted.segment_of_group.items())
    ids = " ".join(f"WHEN {group} THEN {id_}" for group, id_ in groups)
    named = " ".join(f"WHEN {group} THEN {literal(names[id_])}" for group, id_ in groups)
    query = spelled_for(
        f'SELECT "customer_id",\n  CAST(CASE group_id {ids} END AS BIGINT) AS segment_id,\n'
        f"  CASE group_id {named} END AS segment,\n  confidence\nFROM ({placed}) AS placed",
        dialect,
    )
    head = "\n".join(f"-- {line}" for line in _said(version, dialect))
    if not dbt:
        return f"{head}\n{query.replace(_MARK, table)}\n"
    return f"{head}\n{_for_dbt(query).replace(_MARK, f'{{{{ ref({literal(table)}) }}}}')}\n"


def definition_source() -> str:
    """Name the relation that stands for the feature table until it is known where it lies."""
    return _MARK


def _said(version: Version, dialect: str) -> tuple[str, ...]:
    tested = (
        "The tests run such queries on this engine and find every customer in the published segment."
        if dialect in TESTED
        else f"Written for {dialect}: its text is tested, but no {dialect} was asked."
    )
    return (
        f"Segmentation {version.segmentation}, version {version.version}: the segment of every row of a feature table.",
        "The table has the columns of features.parquet; NULL is where a feature has no value.",
        tested,
    )


def _for_dbt(query: str) -> str:
    """Keep dbt from reading names and levels as commands; the table's name is left for it to read."""
    if not any(mark in query for mark in _JINJA):
        return query
    if "endraw" in query:
        raise ConfigError(
            "a name or a level holds a command of dbt's templates", do="write plain SQL, without --dbt", where="--dbt"
        )
    return "{% raw %}" + query.replace(_MARK, "{% endraw %}" + _MARK + "{% raw %}") + "{% endraw %}"
