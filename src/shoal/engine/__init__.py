"""Where tables live: the DuckDB and PostgreSQL engines, plans of named steps, the dialect shim and quoting."""

from shoal.engine.duck import DuckEngine
from shoal.engine.elsewhere import KNOWN, TESTED, spelled_for
from shoal.engine.matrix import matrix
from shoal.engine.plan import Plan
from shoal.engine.postgres import PostgresEngine
from shoal.engine.quoting import literal, quote
from shoal.engine.rules import rule_sql, rules_sql

__all__ = [
    "KNOWN",
    "TESTED",
    "DuckEngine",
    "Plan",
    "PostgresEngine",
    "literal",
    "matrix",
    "quote",
    "rule_sql",
    "rules_sql",
    "spelled_for",
]
