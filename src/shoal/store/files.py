"""Files that are either wholly there or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

UNFINISHED = ".*.part"
"""The names of files that somebody was writing when they were stopped."""


def write_atomically(path: Path, data: bytes | str) -> None:
    """Write a file so that a reader, or a crash, meets either the old content or the new.

    Parameters
    ----------
    path : Path
        Its folder exists.
    data : bytes or str
        Text is written as UTF-8, line ends as they stand.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "note.txt"
    ...     write_atomically(path, "first")
    ...     write_atomically(path, "second")
    ...     path.read_text(), len(list(path.parent.iterdir()))
    ('second', 1)
    """
    with replacing(path) as beside:
        beside.write_bytes(data.encode() if isinstance(data, str) else data)


def copy_atomically(source: Path, target: Path) -> None:
    """Copy a file over another as `write_atomically` does; folders are made as needed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with replacing(target) as beside:
        shutil.copyfile(source, beside)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a path beside a file; what is written there takes the file's place if nothing fails."""
    with naming(path), replacing_together() as beside:
        yield beside(path)


@contextmanager
def replacing_together() -> Iterator[Callable[[Path], Path]]:
    """Give a function that gives a path beside a file; what is written there takes the places of all if nothing fails.

    No file takes its place before all are whole and would survive a loss of power.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with replacing_together() as beside:
    ...         for name in ("a", "b"):
    ...             _ = beside(Path(folder, name)).write_text(name)
    ...         before = [path.name for path in Path(folder).glob("[ab]")]
    ...     before, sorted(path.name for path in Path(folder).iterdir())
    ([], ['a', 'b'])
    """
    parts: dict[Path, Path] = {}

    def beside(path: Path) -> Path:
        # The process id keeps two writers of one file apart; the later of them wins, whole.
        return parts.setdefault(path, path.with_name(f".{path.name}.{os.getpid()}.part"))

    try:
        yield beside
        for path, part in parts.items():
            with naming(path):
                sync(part)
        for path, part in parts.items():
            with naming(path):
                part.replace(path)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
    for folder in {path.parent for path in parts}:
        with naming(folder):
            sync(folder)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Say in an error of the system what it was about: a full disk is reported without a name."""
    try:
        yield
    except OSError as error:
        if error.filename is None and error.errno is not None:
            error.filename = str(path)
        raise


def sync(path: Path) -> None:
    """Make sure that a file, or the names in a folder, would survive a loss of power."""
    if path.is_dir():
        if os.name != "posix":
            return  # only POSIX systems can open a folder, and only they need it
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    else:
        with path.open("r+b") as file:
            os.fsync(file.fileno())


def checksum(path: Path) -> str:
    """Give the SHA-256 of a file as hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
