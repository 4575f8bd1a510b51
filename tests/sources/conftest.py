"""A shelf of small files, and the two steps that most tests of this room begin with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from shoal import sources
from shoal.engine import DuckEngine
from shoal.terms import Loaded, Records, SegmentationSpec, Silent

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Shelf:
    """Writes files, loads, guesses and reads them."""

    def __init__(self, engine: DuckEngine, folder: Path) -> None:
        self.engine, self.folder = engine, folder
        self.scratch = folder / "scratch"

    def put(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def load(self, content: str | bytes | pa.Table, name: str = "file.csv") -> Loaded:
        what = content if isinstance(content, pa.Table) else self.put(name, content)
        return sources.load(self.engine, {name: what}, scratch=self.scratch, progress=Silent())[0]

    def guess(
        self, files: Mapping[str, str | bytes | pa.Table], answers: Mapping[str, str] | None = None
    ) -> tuple[tuple[Loaded, ...], tuple[str, ...]]:
        loaded = tuple(self.load(content, name) for name, content in files.items())
        return sources.guess(loaded, answers=answers or {}, now=NOW)

    def read(
        self,
        files: Mapping[str, str | bytes | pa.Table],
        *,
        known_at: datetime = NOW,
        answers: Mapping[str, str] | None = None,
        spec: SegmentationSpec | None = None,
    ) -> Records:
        loaded, _ = self.guess(files, answers)
        return sources.read(
            self.engine, loaded, known_at=known_at, now=NOW, spec=spec or SegmentationSpec(), progress=Silent()
        )

    def examined_and_read(self, tables: Mapping[str, pa.Table]) -> Records:
        loaded, _ = self.guess(tables)
        examined = sources.examine(self.engine, loaded, now=NOW, timezone="UTC")
        return sources.read(
            self.engine,
            loaded,
            known_at=NOW,
            now=NOW,
            spec=SegmentationSpec(),
            progress=Silent(),
            examined=examined,
        )

    def rows(self, relation: Any, columns: str = "*") -> list[tuple[Any, ...]]:
        return self.engine.rows(f"SELECT {columns} FROM {relation.name}")


@pytest.fixture
def shelf(engine: DuckEngine, tmp_path: Path) -> Shelf:
    folder = tmp_path / "files"
    folder.mkdir()
    return Shelf(engine, folder)


@pytest.fixture(scope="module")
def one_shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """One engine for all the tests of a file: making one takes longer than they do."""
    engine = DuckEngine(tmp_path_factory.mktemp("spill"))
    yield Shelf(engine, tmp_path_factory.mktemp("files"))
    engine.close()


@pytest.fixture
def roles() -> Callable[[Loaded], dict[str, str]]:
    def by_column(loaded: Loaded) -> dict[str, str]:
        assert loaded.spec is not None
        return {column.name: column.role.value for column in loaded.spec.columns}

    return by_column
