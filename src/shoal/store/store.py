"""The store of one workspace: state, versions and the view, under ``.shoal``."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from shoal.errors import ConfigError, StoreError, WorkspaceError
from shoal.store import manifest, staging, view
from shoal.store.state import State
from shoal.store.tables import current, versions
from shoal.terms import Version

HOME = ".shoal"


class Store:
    """What lasts of one workspace.

    Readers see the last good version at any time; one writer at a time publishes the next. Open with `Store.open`,
    close when done (or use it in a ``with``).

    Parameters
    ----------
    folder : Path
        The workspace.
    state : State

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder), create=True) as store:
    ...     made = store.publish("main", "0a1b", "2011-12-10T00:00:00Z", {"k": 5}, lambda f: (f / "a.txt").touch())
    ...     store.current() == made, made.folder, (Path(folder) / "a.txt").exists()
    (True, '.shoal/versions/main/0a1b', True)
    """

    def __init__(self, folder: Path, state: State) -> None:
        self.folder, self._state = folder, state

    @classmethod
    def open(cls, folder: Path, *, create: bool) -> Store:
        """Open the store of a workspace, and finish or clear away what a stopped run left.

        Raises
        ------
        WorkspaceError : if there is none and ``create`` is False, or it cannot be written
        StoreError : if the state is damaged, or was written by a newer shoal
        """
        path = folder / HOME / "state.sqlite"
        if not path.exists() or path.stat().st_size == 0:  # empty: stopped while it was being made
            _make_home(folder, create=create)
        store = cls(folder, State(path))
        store._recover()
        store._sweep_spills()
        return store

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files."""
        shutil.rmtree(self.folder / HOME / "spill" / str(os.getpid()), ignore_errors=True)
        self._state.close()

    @property
    def quarantine_folder(self) -> Path:
        """Where refused rows are kept; personal data with an expiry."""
        return self._own("quarantine")

    @property
    def spill_folder(self) -> Path:
        """Where this process puts what does not fit in memory; gone when the store is closed."""
        folder = self._own("spill") / str(os.getpid())
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
        """Open a transaction that changes the state; all of it is kept, or nothing."""
        with self._state.writing() as connection:
            yield connection

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
        home = self._versions / _checked(segmentation)
        with self.writing() as connection:
            row = connection.execute(_named(segmentation, version)).first()
            staged = staging.stage(home, version, write)
            place = staging.settle(staged, version, self.folder / row.folder if row else None)
            folder = place.relative_to(self.folder).as_posix()
            _record(connection, segmentation, version, folder, as_of, result)
            _point(connection, segmentation, version)
            view.announce(connection, folder)
        with self.writing() as connection:
            view.refresh(connection, self.folder)
        return Version(segmentation, version, json.loads(_text(result)), folder)

    def current(self, segmentation: str | None = None) -> Version | None:
        """Give the current version of a segmentation, or of the one that was published last; None if there is none."""
        query = select(versions).join(
            current,
            (current.c.segmentation == versions.c.segmentation) & (current.c.version == versions.c.version),
        )
        if segmentation is not None:
            query = query.where(current.c.segmentation == segmentation)
        with self.reading() as connection:
            row = connection.execute(query.order_by(current.c.published.desc()).limit(1)).first()
        return self._version(row) if row else None

    def versions(self, segmentation: str) -> tuple[Version, ...]:
        """Give every version of a segmentation, in the order of their first publication."""
        query = select(versions).where(versions.c.segmentation == segmentation).order_by(versions.c.sequence)
        with self.reading() as connection:
            return tuple(self._version(row) for row in connection.execute(query))

    def segmentations(self) -> tuple[str, ...]:
        """Name the segmentations that have a current version."""
        with self.reading() as connection:
            rows = connection.execute(select(current.c.segmentation).order_by(current.c.segmentation))
            return tuple(str(row.segmentation) for row in rows)

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

    def _version(self, row: Row[Any]) -> Version:
        try:
            result = json.loads(row.result)
        except ValueError as error:
            raise StoreError(
                f"the result of version {row.version} is not readable", do="build again", where=str(self.state_path)
            ) from error
        return Version(row.segmentation, row.version, result, row.folder)

    def _sweep_spills(self) -> None:
        """Remove what processes that were killed left behind: rows of the sources among it."""
        for folder in (self.folder / HOME / "spill").glob("*"):
            if not _is_running(folder.name):
                shutil.rmtree(folder, ignore_errors=True)

    def _recover(self) -> None:
        """Roll a committed version's view forward and remove leftovers, unless someone is writing just now."""
        with self.reading() as connection:
            known = {self.folder / row.folder for row in connection.execute(select(versions.c.folder))}
            is_due = view.is_due(connection)
        if not is_due and all(folder in known for folder in self._versions.glob("*/*")):
            return
        try:
            with self._state.writing(wait_ms=0) as connection:
                view.refresh(connection, self.folder)
                rows = connection.execute(select(versions.c.folder)).all()
                staging.sweep(self._versions, [self.folder / row.folder for row in rows])
        except WorkspaceError:
            # Someone is publishing, or the disk is read-only: readers go on, and the next writer tidies.
            return


def _is_running(pid: str) -> bool:
    """Say whether a process is there; where that cannot be asked without harm, it is taken to be."""
    if os.name != "posix" or not pid.isdigit():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _make_home(folder: Path, *, create: bool) -> None:
    if not create:
        raise WorkspaceError(
            "this is not a workspace",
            expected="a folder that shoal has written",
            do=f"run shoal with --out {folder.name}, or name another folder",
            where=str(folder),
        )
    if any((folder / HOME / "versions").glob("*/*/" + manifest.MANIFEST)):
        raise StoreError(
            "the state is missing although versions are published here",
            do=f"put {HOME}/state.sqlite back from a backup, or move the folder {HOME} away and run again",
            where=str(folder),
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / HOME).mkdir(mode=0o700, exist_ok=True)  # its owner's alone: the vault and the quarantine are inside
    except OSError as error:
        raise WorkspaceError(
            f"the folder cannot be made or written ({error.strerror})",
            expected="a folder, or a place where one can be made",
            do="name another with --out",
            where=str(folder),
        ) from error


def _checked(segmentation: str) -> str:
    if not re.fullmatch(r"\w[\w-]{0,63}", segmentation):
        raise ConfigError(
            f"'{segmentation}' cannot name a segmentation",
            expected="1 to 64 letters, digits, '_' or '-'",
            do="choose another name",
            where="--segmentation",
        )
    return segmentation


def _named(segmentation: str, version: str) -> Any:
    return select(versions).where(versions.c.segmentation == segmentation, versions.c.version == version)


def _record(
    connection: Connection, segmentation: str, version: str, folder: str, as_of: str, result: Mapping[str, Any]
) -> None:
    """Keep the version's row; its place in the sequence is that of its first publication."""
    values = {"folder": folder, "as_of": as_of, "result": _text(result)}
    known = (versions.c.segmentation == segmentation) & (versions.c.version == version)
    if connection.execute(update(versions).where(known).values(values)).rowcount:
        return
    last = select(func.coalesce(func.max(versions.c.sequence), 0)).where(versions.c.segmentation == segmentation)
    sequence = connection.execute(last).scalar_one() + 1
    connection.execute(insert(versions).values(segmentation=segmentation, version=version, sequence=sequence, **values))


def _point(connection: Connection, segmentation: str, version: str) -> None:
    published = connection.execute(select(func.coalesce(func.max(current.c.published), 0))).scalar_one() + 1
    statement = upsert(current).values(segmentation=segmentation, version=version, published=published)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["segmentation"], set_={"version": version, "published": published}
        )
    )


def _text(result: Mapping[str, Any]) -> str:
    return json.dumps(result, ensure_ascii=False, allow_nan=False)
