"""The workspace: a folder with its engine, its store and its sources."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from shoal import privacy, sources
from shoal.errors import NoRoom, SourceError, WorkspaceError, of_disk
from shoal.settings import Project, read_project, write_project
from shoal.store import LeaseTerms, Store, write_atomically
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
        The face's clock when it was asked, UTC; events later than this are implausible.
    home : Path
        Where the user's secret is kept, outside every workspace.
    clock : callable
        The face's clock, for what is written into the history and for the lease: never for a result.
    stopwatch : callable
        Seconds of a clock that only goes forward.
    peak_memory : callable
        The most bytes that the process has held so far.
    memory_limit : str
        Of the engine, such as ``2GB``.
    kept_jobs : int
        Jobs that the history remembers.
    lease_seconds : float
        How long a writer that does not answer is waited for.
    postgres : str
        Address of a PostgreSQL in which features are computed; empty means in the workspace's own engine.
    """

    now: datetime
    home: Path
    clock: Callable[[], datetime]
    stopwatch: Callable[[], float]
    peak_memory: Callable[[], int]
    memory_limit: str = "2GB"
    kept_jobs: int = 1_000
    lease_seconds: float = 30.0
    postgres: str = field(default="", repr=False)


@dataclass
class Workspace:
    """A folder with its engine, store and sources, in the hands of its one writer; made by `jobs.working`.

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

    def load(
        self, paths: tuple[str, ...], progress: Progress, *, optional: Collection[str] = ()
    ) -> tuple[tuple[Loaded, ...], tuple[str, ...]]:
        """Bring sources into the engine, as they stand; what was brought in before is not read again.

        Of the optional ones, those that are no tables are passed over, each with a note.
        """
        notes: list[str] = []

        def refused(path: str, error: SourceError) -> None:
            if path not in optional:
                raise error
            notes.append(f"{sources.printable(path.rpartition('/')[2])} was passed over: {error.found}.")

        wanted = {path: self._input(path) for path in paths if path not in self._loaded}
        scratch = self.store.spill_folder
        for loaded in sources.load(self.engine, wanted, scratch=scratch, progress=progress, refused=refused):
            self._loaded[loaded.path] = loaded
        return tuple(self._loaded[path] for path in paths if path in self._loaded), tuple(notes)

    def ingested(self, specs: tuple[SourceSpec, ...], progress: Progress | None = None) -> tuple[Loaded, ...]:
        """Give the sources of a segmentation, each with what its columns mean."""
        loaded, _ = self.load(tuple(spec.path for spec in specs), progress or Silent())
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
        with self.store.writing():
            write_atomically(self.folder / CONFIG, write_project(project))

    def keep_script(self, text: str) -> None:
        """Write run.py."""
        with self.store.writing():
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
def reading(folder: Path, *, surroundings: Surroundings) -> Iterator[Store]:
    """Open what a workspace has published, beside whoever writes there; nothing of it is changed.

    What a stopped run left, and what has had its time, is put in order on the way if nobody is at work.

    Raises
    ------
    WorkspaceError
        If the folder is no workspace.
    """
    with in_words(folder), Store.open(folder, create=False) as store:
        today = surroundings.now.date()
        store.tidy(lease_terms("reading", surroundings), also=lambda: privacy.delete_expired(store, today))
        yield store


@contextmanager
def in_words(folder: Path) -> Iterator[None]:
    """Say in our words what a disk, the system or its memory refused."""
    try:
        yield
    except OSError as error:
        said = of_disk(error, where=str(folder))
        if said is None:
            raise
        raise said from error
    except MemoryError as error:
        raise NoRoom(
            "the work needs more memory than the machine has",
            do="end other programs, or give fewer rows or features",
            where=str(folder),
        ) from error


def lease_terms(doing: str, surroundings: Surroundings) -> LeaseTerms:
    """Say on what terms the lease of a workspace is asked for."""
    return LeaseTerms(doing, surroundings.clock, surroundings.lease_seconds)
