"""What callers hand over: paths and tables, and settings by their short names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from shoal.errors import ConfigError, SourceError
from shoal.sources.address import is_address
from shoal.sources.frames import plain_table

Frame = Any
"""A pandas, Polars or Arrow table: anything with the Arrow C stream interface."""


OPTIONS = {
    "goal": "goal",
    "as_of": "as_of",
    "k": "cluster.k",
    "algorithm": "cluster.algorithm",
    "candidates": "cluster.candidates",
    "features": "features.use",
    "exclude": "features.exclude",
    "seed": "seed",
    "full": "full",
    "timezone": "timezone",
    "currency": "currency",
}
"""Short names of the settings that are asked for most; every other setting goes by its dotted name."""


def inputs(data: Any) -> tuple[tuple[Path | str, ...], dict[str, pa.Table]]:
    """Tell paths and addresses from tables, and give the tables as Arrow."""
    if isinstance(data, str | Path):
        return (_path(data),), {}
    if isinstance(data, Mapping):
        return (), {name: _arrow(frame) for name, frame in data.items()}
    if hasattr(data, "__arrow_c_stream__"):
        return (), {"data": _arrow(data)}
    if not isinstance(data, Sequence) or not all(isinstance(path, str | Path) for path in data):
        raise ConfigError(f"a {type(data).__name__}", expected="a path, paths, a table, or named tables", where="data")
    return tuple(_path(path) for path in data), {}


def _path(name: str | Path) -> Path | str:
    if name == "":  # which would be the current folder
        raise ConfigError("an empty path", expected="the name of a file or folder", where="data")
    return name if isinstance(name, str) and is_address(name) else Path(name)


def _arrow(frame: Any) -> pa.Table:
    if not hasattr(frame, "__arrow_c_stream__"):
        raise ConfigError(
            f"a {type(frame).__name__}",
            expected="a pandas, Polars or Arrow table, or a path",
            where="data",
        )
    try:
        return plain_table(pa.table(frame), where="data")
    except (pa.ArrowException, ValueError, TypeError, OverflowError, NotImplementedError) as error:
        raise SourceError(
            f"the table cannot be read: {error}",
            expected="columns with names of their own, of one type each",
            do="convert that column, for instance to text",
            where="data",
        ) from error


def options_of(settings: Mapping[str, Any] | None, options: Mapping[str, Any]) -> dict[str, Any]:
    """Give every setting by its dotted name, those with a short name too."""
    chosen = dict(settings or {})
    for name, value in options.items():
        if name not in OPTIONS:
            raise ConfigError(f"there is no option '{name}'", expected="one of " + ", ".join(OPTIONS), where="run")
        if value is not None:
            chosen[OPTIONS[name]] = value
    return chosen
