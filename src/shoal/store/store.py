"""The store of one workspace: state, versions and the view, under ``.shoal``."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Connection

from shoal.errors import LeaseLost, NoRoom, ShoalError, StoreError, WorkspaceBusy
from shoal.store import history, lease, manifest, publication, staging, view
from shoal.store.files import UNFINISHED
from shoal.store.heartbeat import Heartbeat
from shoal.store.history import Job
from shoal.store.home import HOME, make_home
from shoal.store.lease import LeaseTerms
from shoal.store.state import State
from shoal.terms import Version

_SHORT_WAIT_MS = 2_000
"""How long a lock is waited for that nobody holds for longer than a few writes take."""


class Store:
    """What lasts of one workspace.

    Readers see the last good version at any time and do not wait for a job, only while it commits. One writer at a time
    holds the lease: every change is a transaction that compares its token, so that whoever has lost the lease changes
    nothing. Open with `Store.open`, close when done (or use it in a ``with``).

    Parameters
    ----------
    folder : Path
        The workspace.
    state : State

    Examples
    --------
    >>> import tempfile
    >>> from datetime import UTC, datetime
    >>> terms = LeaseTerms("example", clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    >>> with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder), create=True) as store:
    ...     job = store.claim(terms)
    ...     made = store.publish("main", "0a1b", "2011-12-10T00:00:00Z", {"k": 5}, lambda f: (f / "a.txt").touch())
    ...     store.current() == made, made.folder, (Path(folder) / "a.txt").exists()
    (True, '.shoal/versions/main/0a1b', True)
    """

    def __init__(self, folder: Path, state: State) -> None:
        self.folder, self._state = folder, state
        self.job: Job | None = None
        """The job that holds the lease through this store, as it began."""
        self._held: tuple[int, LeaseTerms] | None = None
        self._heartbeat: Heartbeat | None = None

    @classmethod
    def open(cls, folder: Path, *, create: bool) -> Store:
        """Open the store of a workspace, for reading; `claim` it before anything is written.

        Raises
        ------
        WorkspaceError : if there is none and ``create`` is False, or it cannot be written
        StoreError : if the state is damaged, or was written by a newer shoal
        """
        path = folder / HOME / "state.sqlite"
        if not path.exists() or path.stat().st_size == 0:  # empty: stopped while it was being made
            make_home(folder, create=create)
        return cls(folder, State(path))

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files, and of the lease where it is still held."""
        try:
            if self._held is not None:
                self.release()
        except ShoalError:
            pass  # it was lost, or cannot be written back: then it runs out by itself
        finally:
            self._state.close()

    def claim(self, terms: LeaseTerms) -> Job:
        """Become the one writer, and write down that a job has begun; then `clear` what another left behind.

        Raises
        ------
        WorkspaceBusy : if somebody else is writing; it says who, since when and what
        NoRoom : if the system gives no thread for the sign of life; the lease is held, for the end to be written down
        """
        with self._state.reading() as connection:  # a refusal need not wait for a lock
            lease.refuse_if_live(lease.read(connection), terms)
        with self._named(terms), self._state.writing(wait_ms=_SHORT_WAIT_MS) as connection:
            token = lease.take(connection, terms)
            job = Job(token, terms.doing, f"{terms.clock():%Y-%m-%dT%H:%M:%SZ}")
            history.begin(connection, job)
        self._held, self.job = (token, terms), job
        heartbeat = Heartbeat(self._beat, every_seconds=terms.seconds / 4)
        try:
            heartbeat.start()
        except RuntimeError as error:  # it is not ours to stop, so `release` must not know it
            raise NoRoom(
                "the system starts no more threads",
                do="end other programs, or raise the limit (ulimit -u)",
                where=str(self.folder),
            ) from error
        self._heartbeat = heartbeat
        return job

    def clear(self) -> None:
        """Finish or clear away what a writer that died left behind, and editions that were replaced twice."""
        with self.writing() as connection:
            self._clear(connection)
            staging.sweep_editions(self._versions, {self.folder / name for name in publication.folders(connection)})

    def release(self, job: Job | None = None, *, keep: int = 1_000) -> None:
        """Let go of the lease, with the end of the job for the history; `keep` jobs are remembered.

        Where that is stopped or fails it can be tried again.

        Raises
        ------
        LeaseLost : if it was somebody else's already
        """
        token, _ = self._lease()
        if self._heartbeat is not None:
            self._heartbeat.stop()
        shutil.rmtree(self.folder / HOME / "spill" / str(token), ignore_errors=True)
        try:
            with self._state.writing() as connection:
                lease.check(connection, token)
                if job is not None:
                    history.end(connection, job, keep=keep)
                lease.give_back(connection, token)
        except LeaseLost:
            self._held = self.job = None
            raise
        self._held = self.job = None

    def fence(self) -> None:
        """Raise `LeaseLost` unless the lease is still ours; for work on files that no transaction can hold."""
        token, _ = self._lease()
        with self.reading() as connection:
            lease.check(connection, token)

    def tidy(self, terms: LeaseTerms, also: Callable[[], object]) -> bool:
        """Finish or clear away what a stopped run left, as a reader may while nobody writes.

        What was published is not touched, whichever edition it is: another reader may be in the middle of it.

        Parameters
        ----------
        terms : LeaseTerms
        also : callable
            More to put in order at the same occasion; must not write through this store.

        Returns
        -------
        bool
            False where somebody is at work, or the place cannot be written: readers go on, the next writer tidies.
        """
        try:
            with self._state.writing(wait_ms=0) as connection:  # nobody can become the writer meanwhile
                if lease.read(connection).is_live(terms):
                    return False
                self._clear(connection)
                also()
        except (ShoalError, OSError):
            return False
        return True

    def history(self, terms: LeaseTerms) -> tuple[Job, ...]:
        """Give the jobs of this workspace, newest first."""
        with self.reading() as connection:
            found = lease.read(connection)
            return history.read(connection, running=found.token if found.is_live(terms) else None)

    @property
    def quarantine_folder(self) -> Path:
        """Where refused rows are kept; personal data with an expiry."""
        return self._own("quarantine")

    @property
    def spill_folder(self) -> Path:
        """Where the writer puts what does not fit in memory; gone when the lease is."""
        folder = self._own("spill") / str(self._lease()[0])
        folder.mkdir(exist_ok=True)
        return folder

    @property
    def state_path(self) -> Path:
        """The SQLite file."""
        return self._state.path

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction on the state that sees one moment of it."""
        with self._state.reading() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that changes the state, or files that go with it; all of it is kept, or nothing.

        Raises
        ------
        LeaseLost : if somebody else is the writer by now
        """
        token, terms = self._lease()
        with self._state.writing() as connection:
            lease.check(connection, token)
            yield connection
            # A long transaction keeps the heartbeat out, as it keeps out everybody else.
            lease.renew_if_due(connection, token, terms)

    def publish(
        self, segmentation: str, version: str, as_of: str, result: Mapping[str, Any], write: Callable[[Path], None]
    ) -> Version:
        """Publish a version: its files and its pointer appear together, or not at all.

        Parameters
        ----------
        segmentation : str
            Its name: letters, digits, ``_`` and ``-``.
        version : str
            Hash of its content. Publishing the same files again changes nothing; other files under the same version
            become a new edition of it.
        as_of : str
            ISO 8601.
        result : mapping
            The object of ``segments.json``.
        write : callable
            Fills the folder it is given; must not call this store.

        Returns
        -------
        Version
            Now the current one, its files at the top of the workspace.
        """
        home = self._versions / publication.checked(segmentation)
        staged = staging.stage(home, f"{self._lease()[0]}-{version}", write)
        shown = self._own(f"{view.PREPARED}{self._lease()[0]}")
        try:
            view.prepare(staged, shown)  # a disk that has no room for the view has none for the version
            with self.writing() as connection:
                known = publication.folder_of(connection, segmentation, version)
                place = staging.settle(staged, version, self.folder / known if known else None)
                published = Version(segmentation, version, result, place.relative_to(self.folder).as_posix())
                publication.record(connection, published, as_of)
                publication.point(connection, published)
                view.announce(connection, published.folder)
            with self.writing() as connection:
                view.refresh(connection, self.folder, shown)
        finally:
            for aside in (staged, shown):
                shutil.rmtree(aside, ignore_errors=True)
        return publication.as_read(published)

    def current(self, segmentation: str | None = None) -> Version | None:
        """Give the current version of a segmentation, or of the one that was published last; None if there is none."""
        with self.reading() as connection:
            return publication.current_of(connection, segmentation)

    def versions(self, segmentation: str) -> tuple[Version, ...]:
        """Give every version of a segmentation, in the order of their first publication."""
        with self.reading() as connection:
            return publication.versions_of(connection, segmentation)

    def segmentations(self) -> tuple[str, ...]:
        """Name the segmentations that have a current version."""
        with self.reading() as connection:
            return publication.segmentations(connection)

    def verify(self, version: Version) -> None:
        """Compare a version's files with their checksums; `StoreError` names the first that differs."""
        manifest.check(self.folder / version.folder)

    @property
    def _versions(self) -> Path:
        return self.folder / HOME / "versions"

    def _own(self, name: str) -> Path:
        folder = self.folder / HOME / name
        folder.mkdir(exist_ok=True)
        return folder

    def _lease(self) -> tuple[int, LeaseTerms]:
        if self._held is None:
            raise StoreError("something is written without the lease", do="report this", where=str(self.folder))
        return self._held

    def _beat(self) -> bool:
        token, terms = self._lease()
        with self._state.writing(wait_ms=_SHORT_WAIT_MS) as connection:
            return lease.renew(connection, token, terms)

    @contextmanager
    def _named(self, terms: LeaseTerms) -> Iterator[None]:
        """Say who holds a lock that could not be had in time, where it is known."""
        try:
            yield
        except WorkspaceBusy:
            with self._state.reading() as connection:
                lease.refuse_if_live(lease.read(connection), terms)
            raise

    def _clear(self, connection: Connection) -> None:
        """Roll a committed version's view forward, and remove what no living writer needs."""
        view.refresh(connection, self.folder)
        staging.sweep_stages(self._versions)
        own = str(self._held[0]) if self._held else ""
        home = self.folder / HOME
        for folder in (*(home / "spill").glob("*"), *home.glob(f"{view.PREPARED}*")):
            if folder.name != own:  # a spill holds rows of the sources
                shutil.rmtree(folder, ignore_errors=True)
        for path in self.folder.glob(UNFINISHED):
            path.unlink(missing_ok=True)
