"""The workspace: a folder with its engine, its store and its sources."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from shoal import privacy, sources
from shoal.engine import DuckEngine
from shoal.errors import SourceError, WorkspaceError
from shoal.settings import Project, read_project, write_project
from shoal.store import Store, write_atomically
from shoal.terms import Engine, Loaded, Progress, Silent, SourceSpec

CONFIG = "shoal.toml"
SCRIPT = "run.py"
FRAME = "frame:"


@dataclass(frozen=True)
class Surroundings:
    """What a face knows and the rest of shoal is told.

    Parameters
    ----------
    now : datetime
        The face's clock, UTC; events later than this are implausible.
    home : Path
        Where the user's secret is kept, outside every workspace.
    memory_limit : str
        Of the engine, such as ``2GB``.
    """

    now: datetime
    home: Path
    memory_limit: str = "2GB"


@dataclass
class Workspace:
    """A folder with its engine, store and sources; made by `opened`.

    Parameters
    ----------
    folder : Path
    engine : Engine
    store : Store
    surroundings : Surroundings
    frames : mapping of name to table
        Tables handed over by the Python API, under ``frame:NAME``.
    """

    folder: Path
    engine: Engine
    store: Store
    surroundings: Surroundings
    frames: Mapping[str, pa.Table] = field(default_factory=dict)
    _loaded: dict[str, Loaded] = field(default_factory=dict, repr=False)

    @property
    def now(self) -> datetime:
        """The face's clock."""
        return self.surroundings.now

    @property
    def secret(self) -> bytes:
        """The key of keyed hashes, made on first use in the user's home."""
        return privacy.load_secret(self.surroundings.home / "secret.key")

    def relative(self, path: Path) -> str:
        """Write a path as it stands in shoal.toml: relative to the workspace, with forward slashes."""
        return Path(os.path.relpath(path.resolve(), self.folder.resolve())).as_posix()

    def load(self, paths: tuple[str, ...], progress: Progress) -> tuple[Loaded, ...]:
        """Bring sources into the engine, as they stand; what was brought in before is not read again."""
        wanted = {path: self._input(path) for path in paths if path not in self._loaded}
        for loaded in sources.load(self.engine, wanted, scratch=self.store.spill_folder, progress=progress):
            self._loaded[loaded.path] = loaded
        return tuple(self._loaded[path] for path in paths)

    def ingested(self, specs: tuple[SourceSpec, ...], progress: Progress | None = None) -> tuple[Loaded, ...]:
        """Give the sources of a segmentation, each with what its columns mean."""
        loaded = self.load(tuple(spec.path for spec in specs), progress or Silent())
        return tuple(replace(one, spec=spec) for one, spec in zip(loaded, specs, strict=True))

    def project(self) -> Project:
        """Read shoal.toml.

        Raises
        ------
        WorkspaceError
            If there is none.
        """
        path = self.folder / CONFIG
        if not path.is_file():
            raise WorkspaceError(
                "there is no shoal.toml",
                expected="a workspace made by `shoal run`",
                do="run `shoal run PATH... --out DIR` first, or name the right folder with --workspace",
                where=str(self.folder),
            )
        return read_project(path.read_text(encoding="utf-8"))

    def keep_project(self, project: Project) -> None:
        """Write shoal.toml."""
        write_atomically(self.folder / CONFIG, write_project(project))

    def keep_script(self, text: str) -> None:
        """Write run.py."""
        write_atomically(self.folder / SCRIPT, text)

    def _input(self, path: str) -> Path | pa.Table:
        if not path.startswith(FRAME):
            return self.folder / path
        if path not in self.frames:
            raise SourceError(
                "this source was a table in a Python program, which is not here now",
                expected="a file",
                do="run it from Python again with the table, or save the table and change the path in shoal.toml",
                where=path,
            )
        return self.frames[path]


@contextmanager
def opened(
    folder: Path,
    *,
    create: bool,
    surroundings: Surroundings,
    frames: Mapping[str, pa.Table] | None = None,
) -> Iterator[Workspace]:
    """Open a workspace, and give everything back at the end, whatever happens.

    Raises
    ------
    WorkspaceError
        If the folder is no workspace and `create` is false, or cannot be written.
    """
    with Store.open(folder, create=create) as store:
        privacy.delete_expired(store, surroundings.now.date())
        engine = DuckEngine(store.spill_folder, memory_limit=surroundings.memory_limit)
        try:
            yield Workspace(folder, engine, store, surroundings, dict(frames or {}))
        finally:
            engine.close()
