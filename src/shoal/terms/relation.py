"""A relation is a name in an engine, never rows; the engine is an interface."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

ROWS_TOGETHER = 122_880
"""Rows of a group of a Parquet file, where nobody asks for others."""


class Engine(Protocol):
    """What an analytical engine can do; eight methods, all logic is above it.

    Parameters are bound by position (``?``). A failing query raises `EngineError` with its step and its text.
    """

    dialect: str

    def register(self, name: str, table: pa.Table) -> Relation:
        """Make rows that are outside the engine known to it under a name."""

    def create(self, name: str, sql: str, parameters: Sequence[Any] = (), *, step: str = "") -> Relation:
        """Store the answer of a query under a name, replacing what had it."""

    def arrow(self, sql: str, parameters: Sequence[Any] = (), *, step: str = "") -> pa.Table:
        """Bring the answer of a query out of the engine."""

    def rows(self, sql: str, parameters: Sequence[Any] = (), *, step: str = "") -> list[tuple[Any, ...]]:
        """Bring a small answer out as Python values."""

    def types(self, name: str) -> Mapping[str, str]:
        """Name the columns of a relation with their types, in order."""

    def write(
        self,
        sql: str,
        path: Path,
        *,
        format: str = "parquet",  # noqa: A002
        step: str = "",
        rows_together: int = ROWS_TOGETHER,
    ) -> None:
        """Write the answer of a query to a file: ``parquet``, so many rows in a group, or ``csv``.

        A file of which single rows are looked up has small groups, one that is read whole has large ones.
        """

    def drop(self, name: str) -> None:
        """Forget a relation."""

    def close(self) -> None:
        """Give back memory and temporary files."""


@dataclass(frozen=True)
class Relation:
    """A named table inside an engine.

    Parameters
    ----------
    name : str
        Its name in the engine; an identifier that needs no quoting.
    columns : tuple of str
        Its columns, in order.
    engine : Engine
        The engine that holds it.
    """

    name: str
    columns: tuple[str, ...]
    engine: Engine = field(repr=False, compare=False)

    def count(self) -> int:
        """Count its rows."""
        return int(self.engine.rows(f"SELECT count(*) FROM {self.name}", step=f"count {self.name}")[0][0])
