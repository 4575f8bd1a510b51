"""What in a workspace is shoal's own: a customer may be called like a segmentation, and that one stays."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from shoal.terms import Version

_WRITTEN = (".shoal/versions/", ".shoal/state.sqlite")


@dataclass(frozen=True)
class Own:
    """Files that shoal writes, and the words that give them their form.

    Parameters
    ----------
    files : frozenset of str
        Names of published files, copies of which stand at the top of a workspace.
    words : frozenset of str
        Names of segmentations, versions, segments, features and files, and of the entries of our documents. They are
        nobody, even where somebody is called the same.

    Examples
    --------
    >>> own = Own(frozenset({"segments.json"}), frozenset({"main"}))
    >>> own.has("segments.json"), own.has("data/segments.json"), own.has(".shoal/versions/main/0a/model.json")
    (True, False, True)
    """

    files: frozenset[str]
    words: frozenset[str]

    def has(self, name: str) -> bool:
        """Say whether a file, named relative to the workspace, is one of ours."""
        return name in self.files or name.startswith(_WRITTEN)


NOTHING = Own(frozenset(), frozenset())


def own_of(folder: Path, versions: Iterable[Version]) -> Own:
    """Collect what is shoal's own in a workspace.

    Parameters
    ----------
    folder : Path
    versions : iterable of Version
        Everything that is published.
    """
    files: set[str] = set()
    words: set[str] = set()
    for version in versions:
        place = folder / version.folder
        published = [path for path in place.rglob("*") if path.is_file()]
        files |= {path.relative_to(place).as_posix() for path in published}
        words |= {version.segmentation, version.version, PurePosixPath(version.folder).name}
        words |= {text for text in version.result.values() if isinstance(text, str)} | set(_names(version.result))
        words |= {item["name"] for part in ("segments", "features") for item in version.result.get(part, ())}
        for path in published:
            if path.suffix == ".json":
                words |= set(_names(_read(path)))
    words |= files | {PurePosixPath(name).stem for name in files}
    return Own(frozenset(files), frozenset(words))


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except ValueError:
        return None  # damaged: the erasure goes through it as text


def _names(document: Any) -> Iterator[str]:
    """Give the names of all entries of a document."""
    if isinstance(document, dict):
        for name, value in document.items():
            yield name
            yield from _names(value)
    elif isinstance(document, list):
        for value in document:
            yield from _names(value)
