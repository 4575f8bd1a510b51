"""The figures of columns that a version keeps, so that later data can be held against them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from shoal.registry.plain import rounded
from shoal.registry.result import FILES
from shoal.store import Store
from shoal.terms import ColumnFigures, Quality, Version


def columns_of(quality: Quality) -> dict[str, Any]:
    """Give the figures of the columns of each source as plain data."""
    return {
        one.source: {
            column.name: {
                "role": column.role,
                "missing": rounded(column.missing),
                "n": column.n,
                "knots": [[rounded(cut), rounded(share)] for cut, share in column.knots],
                "levels": {level: rounded(share) for level, share in column.levels.items()},
            }
            for column in one.columns
        }
        for one in quality.accounts
    }


def read_columns(store: Store, version: Version) -> Mapping[str, Mapping[str, ColumnFigures]]:
    """Read them back: by path of the source, by name of the column; nothing of a version that has none.

    Raises
    ------
    StoreError : if a file has changed since it was published
    """
    store.verify(version)
    data = json.loads((store.folder / version.folder / FILES["quality"]).read_bytes())
    return {
        path: {name: _figures(name, one) for name, one in columns.items()}
        for path, columns in data.get("columns_by_source", {}).items()
    }


def _figures(name: str, one: Mapping[str, Any]) -> ColumnFigures:
    knots = tuple((float(cut), float(share)) for cut, share in one["knots"])
    return ColumnFigures(name, one["role"], float(one["missing"]), int(one["n"]), knots, dict(one["levels"]))
