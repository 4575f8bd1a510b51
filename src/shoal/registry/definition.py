"""A published segmentation as one query, over a feature table or over order lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Before:
    """What comes before customers are placed, where no feature table is given.

    Parameters
    ----------
    steps : mapping of name to SQL
        In their order.
    notes : tuple of str
        What shoal does with the files and these do not.
    """

    steps: Mapping[str, str]
    notes: tuple[str, ...]


def definition_sql(
    placed: str,
    fitted: Fitted,
    version: Version,
    *,
    dialect: str,
    table: str,
    dbt: bool,
    before: Before | None = None,
) -> str:
    """Write the query that gives every customer the published segment.

    Parameters
    ----------
    placed : str
        The query of the model, over a relation named as `definition_source` says.
    fitted : Fitted
    version : Version
    dialect : str
        One of `shoal.engine.KNOWN`.
    table : str
        The table there.
    dbt : bool
        Whether it is a model of dbt, which finds the table with ``ref``.
    before : Before or None
        From the table to features; None where it holds features.

    Raises
    ------
    ConfigError
        If dbt would take a name or a level for a command of its own.
    """
    names = {int(segment["id"]): str(segment["name"]) for segment in version.result["segments"]}
    groups = sorted(fitted.segment_of_group.items())
    ids = " ".join(f"WHEN {group} THEN {id_}" for group, id_ in groups)
    named = " ".join(f"WHEN {group} THEN {literal(names[id_])}" for group, id_ in groups)
    steps = {} if before is None else before.steps
    given = ",\n".join(f"{name} AS (\n{sql}\n)" for name, sql in steps.items())
    query = spelled_for(
        (f"WITH {given}\n" if given else "")
        + f'SELECT "customer_id",\n  CAST(CASE group_id {ids} END AS BIGINT) AS segment_id,\n'
        f"  CASE group_id {named} END AS segment,\n  confidence\nFROM ({placed}) AS placed",
        dialect,
    )
    head = "\n".join(f"-- {line}" for line in _said(version, dialect, before))
    if not dbt:
        return f"{head}\n{query.replace(_MARK, table)}\n"
    return f"{head}\n{_for_dbt(query).replace(_MARK, f'{{{{ ref({literal(table)}) }}}}')}\n"


def definition_source() -> str:
    """Name the relation that stands for the feature table until it is known where it lies."""
    return _MARK


def _said(version: Version, dialect: str, before: Before | None) -> tuple[str, ...]:
    tested = (
        "The tests run such queries on this engine and find every customer in the published segment."
        if dialect in TESTED
        else f"Written for {dialect}: its text is tested, but no {dialect} was asked."
    )
    head = f"Segmentation {version.segmentation}, version {version.version}: the segment of"
    if before is None:
        table = "The table has the columns of features.parquet; NULL is where a feature has no value."
        return f"{head} every row of a feature table.", table, tested
    table = f"The table has the columns of the file of orders; everything is as of {version.result['as_of']}."
    return f"{head} every buyer, from order lines.", table, tested, *before.notes


def _for_dbt(query: str) -> str:
    """Keep dbt from reading names and levels as commands; the table's name is left for it to read."""
    if not any(mark in query for mark in _JINJA):
        return query
    if "endraw" in query:
        raise ConfigError(
            "a name or a level holds a command of dbt's templates", do="write plain SQL, without --dbt", where="--dbt"
        )
    return "{% raw %}" + query.replace(_MARK, "{% endraw %}" + _MARK + "{% raw %}") + "{% endraw %}"
