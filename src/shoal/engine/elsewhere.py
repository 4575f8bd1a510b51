"""Queries of the common subset as other engines and warehouses spell them, to be run there by somebody else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shoal.engine.spelling import postgres_sql

_TOKENS = re.compile(
    r"""
      (?P<text>'(?:[^']|'')*')
    | (?P<name>"(?:[^"]|"")*")
    | (?P<remark>--[^\n]*)
    | (?P<fence>\bAS\ MATERIALIZED\b)
    | (?P<double>\bDOUBLE\b)
    | (?P<whole>\bBIGINT\b)
    | (?P<word>\bVARCHAR\b)
    | (?P<decimal>\bDECIMAL\b)
    | (?P<least>\bleast\()
    | (?P<greatest>\bgreatest\()
    | (?P<open>\()
    | (?P<close>\))
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class _Spelling:
    """How one of them writes names, texts and types, and how it passes over what is not known in a least value."""

    mark: str
    escape: str
    double: str = "DOUBLE"
    whole: str = "BIGINT"
    word: str = "VARCHAR"
    decimal: str = "DECIMAL"
    least: str = "least("
    greatest: str = "greatest("
    close: str = ")"


_SPELLINGS = {
    "spark": _Spelling("`", r"\'", word="STRING"),
    "snowflake": _Spelling('"', "''", least="least_ignore_nulls(", greatest="greatest_ignore_nulls("),
    "bigquery": _Spelling(
        "`",
        r"\'",
        "FLOAT64",
        "INT64",
        "STRING",
        "BIGNUMERIC",
        "(SELECT min(one_value) FROM UNNEST([",
        "(SELECT max(one_value) FROM UNNEST([",
        "]) AS one_value)",
    ),
}
TESTED = ("duckdb", "postgres")
"""Those on which the tests run the queries; of the others the text is tested."""
KNOWN = (*TESTED, *_SPELLINGS)


def spelled_for(sql: str, dialect: str) -> str:
    r"""Spell a query for another engine.

    Steps are not fenced elsewhere: the word is not known there, and it changes no answer.

    Parameters
    ----------
    sql : str
        Of the common subset, without parameters.
    dialect : str
        One of `KNOWN`.

    Examples
    --------
    >>> print(spelled_for('''SELECT least("a", CAST("b" AS DOUBLE)), 'it''s' FROM t''', "bigquery"))
    SELECT (SELECT min(one_value) FROM UNNEST([`a`, CAST(`b` AS FLOAT64)]) AS one_value), 'it\'s' FROM t
    """
    if dialect == "duckdb":
        return sql
    if dialect == "postgres":
        return postgres_sql(sql)
    how = _SPELLINGS[dialect]
    closing: list[str] = []

    def spelled(token: re.Match[str]) -> str:
        kind, text = str(token.lastgroup), token.group()
        if kind == "text":
            return _text(text, how)
        if kind == "name":
            return how.mark + text[1:-1].replace('""', '"').replace(how.mark, 2 * how.mark) + how.mark
        if text == ")":
            return closing.pop()
        if kind in ("least", "greatest", "open"):
            closing.append(")" if kind == "open" else how.close)
        return text if kind in ("remark", "open") else "AS" if kind == "fence" else str(getattr(how, kind))

    return _TOKENS.sub(spelled, sql)


def _text(text: str, how: _Spelling) -> str:
    """Write a text: a backslash means something where texts are escaped by it, and in Snowflake."""
    inner = text[1:-1].replace("''", "'").replace("\\", "\\\\")
    return "'" + inner.replace("'", how.escape) + "'"
