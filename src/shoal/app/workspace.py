"""The workspace: a folder with its engine, its store and its sources."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from shoal import privacy, sources
from shoal.engine import DuckEngine
from shoal.errors import NoRoom, SourceError, WorkspaceError, of_disk
from shoal.settings import Project, known_zone, read_project, write_project
from shoal.store import LeaseTerms, Store, write_atomically
from shoal.terms import Examined, Loaded, PlannedFix, Progress, Silent, SourceSpec
from shoal.terms.sources import file_name

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
    engine : DuckEngine
    store : Store
    surroundings : Surroundings
    frames : mapping of name to table
        Tables handed over by the Python API, under ``frame:NAME``.
    cells : int
        Rows times columns of each source that findings are sought in.
    """

    folder: Path
    engine: DuckEngine
    store: Store
    surroundings: Surroundings
    frames: Mapping[str, pa.Table] = field(default_factory=dict)
    _given: dict[str, str] = field(default_factory=dict, repr=False)
    cells: int = sources.QUICK
    _loaded: dict[str, Loaded] = field(default_factory=dict, repr=False)
    _examined: tuple[Any, tuple[Examined, ...]] | None = field(default=None, repr=False)

    @property
    def now(self) -> datetime:
        """The face's clock."""
        return self.surroundings.now

    @property
    def secret(self) -> bytes:
        """The key of keyed hashes, made on first use in the user's home."""
        return privacy.load_secret(self.surroundings.home / "secret.key")

    def relative(self, place: Path | str) -> str:
        """Write a path as it stands in shoal.toml: relative to the workspace, with forward slashes.

        An address keeps no password there; the one that was given is used as long as this workspace is open.
        """
        if isinstance(place, str) and sources.is_address(place):
            file = sources.file_of(place)
            address = sources.with_file(place, self.relative(file)) if file else place
            shown = sources.public(address)
            self._given[shown] = address
            return shown
        return Path(os.path.relpath(Path(place).resolve(), self.folder.resolve())).as_posix()

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
            notes.append(f"{sources.printable(file_name(path))} was passed over: {error.found}.")

        wanted = {path: self._input(path) for path in paths if path not in self._loaded}
        scratch = self.store.spill_folder
        for loaded in sources.load(self.engine, wanted, scratch=scratch, progress=progress, refused=refused):
            self._loaded[loaded.path] = loaded
        return tuple(self._loaded[path] for path in paths if path in self._loaded), tuple(notes)

    def ingested(self, specs: tuple[SourceSpec, ...], progress: Progress | None = None) -> tuple[Loaded, ...]:
        """Give the sources of a segmentation, each with what its columns mean."""
        loaded, _ = self.load(tuple(spec.path for spec in specs), progress or Silent())
        return tuple(replace(one, spec=spec) for one, spec in zip(loaded, specs, strict=True))

    @contextmanager
    def apart(self, name: str) -> Iterator[Workspace]:
        """Give the same workspace with an engine whose relations stand apart from those that are there; they go again.

        The sources that were brought in are read there too, and not brought in again.
        """
        with self.engine.apart(name) as engine:
            loaded = {
                path: replace(one, relation=replace(one.relation, engine=engine)) for path, one in self._loaded.items()
            }
            yield replace(self, engine=engine, _loaded=loaded)

    def examined(self, loaded: tuple[Loaded, ...], timezone: str) -> tuple[Examined, ...]:
        """Look through sources for what is wrong with them; once, whether their repairs are listed yet or not."""
        asked = tuple(replace(one.spec, fixes=None) for one in loaded if one.spec is not None), known_zone(timezone)
        if self._examined is None or self._examined[0] != asked or not _lists(loaded, self._examined[1]):
            found = sources.examine(self.engine, loaded, now=self.now, timezone=timezone, cells=self.cells)
            self._examined = (asked, found)
        return self._examined[1]

    def project(self) -> Project:
        """Read shoal.toml.

        Raises
        ------
        WorkspaceError
            If there is none.
        """
        return project_of(self.folder)

    def keep_project(self, project: Project, fixes: tuple[PlannedFix, ...] = ()) -> None:
        """Write shoal.toml, with what the repairs of its sources do and those that are proposed."""
        with self.store.writing():
            write_atomically(self.folder / CONFIG, write_project(project, fixes))

    def keep_script(self, text: str) -> None:
        """Write run.py."""
        with self.store.writing():
            write_atomically(self.folder / SCRIPT, text)

    def _input(self, path: str) -> Path | str | pa.Table:
        if sources.is_address(path):
            file = sources.file_of(path)
            return sources.with_file(path, str(self.folder / file)) if file else self._given.get(path, path)
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


def project_of(folder: Path) -> Project:
    """Read the shoal.toml of a workspace.

    Raises
    ------
    WorkspaceError
        If there is none.
    """
    path = folder / CONFIG
    if not path.is_file():
        raise WorkspaceError(
            "there is no shoal.toml",
            expected="a workspace made by `shoal run`",
            do="run `shoal run PATH... --out DIR` first, or name the right folder with --workspace",
            where=str(folder),
        )
    return read_project(path.read_text(encoding="utf-8"))


def _lists(loaded: tuple[Loaded, ...], examined: tuple[Examined, ...]) -> bool:
    """Say whether the sources list just the repairs that were planned for them, or none yet."""
    pairs = zip(loaded, examined, strict=True)
    return all(one.spec is not None and one.spec.fixes in (None, seen.applied) for one, seen in pairs)


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
