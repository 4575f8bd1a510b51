"""Typed tables (Parquet, frames) brought to the types that the checks know; what is no single value is left out."""

from __future__ import annotations

from collections.abc import Mapping

from shoal.engine import quote

_KNOWN = ("BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER",
          "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL", "DATE", "TIMESTAMP", "VARCHAR")  # fmt: skip
_NESTED = ("STRUCT", "MAP", "UNION", "VARIANT", "GEOMETRY")
_BYTES = ("BLOB", "BIT")


def expressions(types: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Say how each column is selected.

    Parameters
    ----------
    types : mapping of column to the engine's type

    Returns
    -------
    dict of column to expression
        Without the columns that are left out.
    tuple of str
        Warnings: what was left out, and why.

    Examples
    --------
    >>> expressions({"id": "BIGINT", "at": "TIME", "tags": "VARCHAR[]"})
    ({'id': '"id"', 'at': 'CAST("at" AS VARCHAR)'}, ("column 'tags' holds lists or records and is left out",))
    """
    chosen: dict[str, str] = {}
    warnings: list[str] = []
    for name, kind in types.items():
        if kind.endswith("]") or kind.startswith(_NESTED):
            warnings.append(f"column {name!r} holds lists or records and is left out")
        elif kind.startswith(_BYTES):
            warnings.append(f"column {name!r} holds bytes, not text, and is left out")
        else:
            chosen[name] = quote(name) if kind.startswith(_KNOWN) else f"CAST({quote(name)} AS VARCHAR)"
    return chosen, tuple(warnings)
