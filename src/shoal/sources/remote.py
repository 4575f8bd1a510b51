"""Files that lie elsewhere (s3://, gs://, abfs://, https:// and others), brought to the scratch folder by name."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from shoal.engine.answers import no_driver
from shoal.errors import SourceError
from shoal.sources.address import public, scheme, split
from shoal.sources.unpack import SHARE_OF_DISK

_CHUNK = 1 << 20
_FOREIGN = (
    ("aiohttp", "ClientError"),
    ("botocore.exceptions", "BotoCoreError"),
    ("botocore.exceptions", "ClientError"),
    ("google.auth.exceptions", "GoogleAuthError"),
    ("azure.core.exceptions", "AzureError"),
)
"""What the libraries behind fsspec raise that is no OSError."""


@contextmanager
def fetched(address: str, target: Path) -> Iterator[tuple[Path, ...]]:
    """Bring a file here, or all that a pattern means; the copies are removed at the end.

    Nothing else is asked for: no other file, and no other host. Who may read is settled by the environment and the
    files that the libraries of each place look into (``AWS_PROFILE``, ``GOOGLE_APPLICATION_CREDENTIALS`` ...).

    Parameters
    ----------
    address : str
        With what is needed to sign in.
    target : Path
        A folder for the copies.

    Raises
    ------
    SourceError
        If there is no such file, or it cannot be had.
    """
    where = public(address)
    base, _ = split(address)
    target.mkdir(parents=True, exist_ok=True)
    try:
        with _in_words(where):
            system, path = _system(base, where)
            is_pattern = any(mark in path for mark in "*[") and not scheme(base).startswith("http")
            paths = sorted(system.glob(path)) if is_pattern else [path]
            if not paths:
                raise SourceError(
                    "no file matches the pattern", expected="one file at least", do="check the address", where=where
                )
            copies = tuple(target / f"{place:05}" for place in range(len(paths)))
            for one, copy in zip(paths, copies, strict=True):
                _copy(system, one, copy, where)
        yield copies
    finally:
        shutil.rmtree(target, ignore_errors=True)


def _system(address: str, where: str) -> tuple[Any, str]:
    try:
        import fsspec  # noqa: PLC0415 - an extra that not everybody has
    except ImportError as error:
        raise no_driver(f"{scheme(address)}:// addresses", "cloud", where) from error
    if scheme(address) not in fsspec.available_protocols():
        raise SourceError(
            f"nothing is known of {scheme(address)}:// addresses",
            expected="s3://, gs://, abfs://, https:// or one of a database",
            do="correct the address, or name a file",
            where=where,
        )
    try:
        system, path = fsspec.core.url_to_fs(address)
    except ImportError as error:
        raise no_driver(f"{scheme(address)}:// addresses", "cloud", where) from error
    return system, str(path)


def _copy(system: Any, path: str, target: Path, where: str) -> None:
    room = int(SHARE_OF_DISK * shutil.disk_usage(target.parent).free)
    n_bytes = 0
    with system.open(path, "rb") as source, target.open("wb") as out:
        while chunk := source.read(_CHUNK):
            n_bytes += len(chunk)
            if n_bytes > room:
                raise SourceError(
                    f"it would take more than half of the free disk ({room >> 20} MB)",
                    do="make room, or put the workspace (--out) on a larger disk",
                    where=where,
                )
            out.write(chunk)


@contextmanager
def _in_words(where: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        cause = error.__cause__ if isinstance(error.__cause__, _foreign()) else error  # a server that is not there, say
        if not isinstance(cause, (OSError, ValueError, *_foreign())):
            raise
        status = getattr(cause, "status", None)
        if isinstance(cause, PermissionError) or status in (401, 403):
            raise SourceError(
                "the place does not let you read it",
                expected="credentials that may read it",
                do="set them where its tools look for them (the environment or their own files)",
                where=where,
            ) from error
        if isinstance(cause, FileNotFoundError) or status == 404:
            raise SourceError(
                "there is no such file", expected="a file that is there", do="check the address", where=where
            ) from error
        raise SourceError(
            f"it cannot be had ({type(cause).__name__})",
            expected="an address that answers",
            do="check the address and the network, and run it again",
            where=where,
        ) from error


def _foreign() -> tuple[type[Exception], ...]:
    """Name the errors of those libraries that are in use."""
    return tuple(getattr(sys.modules[module], name) for module, name in _FOREIGN if module in sys.modules)
