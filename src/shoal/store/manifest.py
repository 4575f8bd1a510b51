"""The manifest of a published folder: every file with its size and SHA-256, checked before anything is trusted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from shoal.errors import StoreError
from shoal.store.files import checksum, replacing, sync, write_atomically

MANIFEST = "manifest.json"

Entries = dict[str, dict[str, Any]]
"""File name, relative to the folder, to ``sha256`` and ``size``."""


def seal(folder: Path) -> Entries:
    """Describe every file of a folder in its manifest, and make all of it durable."""
    entries = {name: describe(folder / name) for name in contents(folder)}
    for name in entries:
        sync(folder / name)
    _write(folder, entries)
    for inner in sorted({(folder / name).parent for name in entries} | {folder}):
        sync(inner)
    return entries


@contextmanager
def rewriting(path: Path, fence: Callable[[], None] = lambda: None) -> Iterator[Path]:
    """Give a path beside a file, as `replacing` does, and keep the manifest right if the file is a published one.

    Between the two a crash leaves a manifest that accepts the file as it was and as it was to become. When all is
    written, and nothing replaced yet, `fence` is called; it raises where this process may not write here any more.
    """
    folder = _published_folder(path)
    with replacing(path) as beside:
        yield beside
        fence()
        if folder:
            _amend(folder, path, next=describe(beside))
    if folder:
        _amend(folder, path, **describe(path))


def read(folder: Path) -> Entries:
    """Give the entries of a folder's manifest."""
    return {name: _entry(entry) for name, entry in _load(folder).items()}


def _load(folder: Path) -> Entries:
    path = folder / MANIFEST
    try:
        entries = json.loads(path.read_bytes())["files"]
        return {str(name): {**entry, **_entry(entry)} for name, entry in entries.items()}
    except FileNotFoundError as error:
        raise StoreError("the manifest is missing", do=_REPAIR, where=str(path)) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError("the manifest is not readable", do=_REPAIR, where=str(path)) from error


def check(folder: Path) -> None:
    """Compare every file with the manifest; `StoreError` names the first that is missing or changed."""
    for name, entry in _load(folder).items():
        path = folder / name
        if not path.is_file():
            raise StoreError(
                "the file is missing", expected="the file as it was published", do=_REPAIR, where=str(path)
            )
        found = describe(path)
        if found != _entry(entry) and found != entry.get("next"):
            raise StoreError(
                "the file has changed since it was published",
                expected=f"{entry['size']} bytes with SHA-256 {entry['sha256']}",
                do=_REPAIR,
                where=str(path),
            )


def describe(path: Path) -> dict[str, Any]:
    """Give the entry of one file."""
    return {"sha256": checksum(path), "size": path.stat().st_size}


def contents(folder: Path) -> tuple[str, ...]:
    """Name the files of a folder but its manifest, relative to it, in order."""
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return tuple(sorted(name for name in names if name != MANIFEST))


def _write(folder: Path, entries: Entries) -> None:
    ordered = {name: entries[name] for name in sorted(entries)}
    write_atomically(folder / MANIFEST, json.dumps({"schema_version": 1, "files": ordered}, indent=2) + "\n")


def _amend(folder: Path, path: Path, **changes: Any) -> None:
    entries = _load(folder)
    name = path.relative_to(folder).as_posix()
    if name in entries:
        # A finished change leaves only what describes the file; one that is under way keeps both.
        kept = _entry(entries[name]) if "next" in changes else {}
        _write(folder, entries | {name: kept | changes})


def _entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {"sha256": str(entry["sha256"]), "size": int(entry["size"])}


def _published_folder(path: Path) -> Path | None:
    """Give the sealed folder that a file is in: ``.shoal/versions/<segmentation>/<version>``."""
    for folder in path.parents:
        above = folder.parent.parent
        if above.name == "versions" and above.parent.name == ".shoal" and (folder / MANIFEST).is_file():
            return folder
    return None


_REPAIR = "build again, which publishes the files anew"
