"""Erase a person from every file of a workspace."""

from __future__ import annotations

import gzip
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shoal.errors import StoreError
from shoal.privacy.erase_tables import DELIMITED, erase_csv, erase_parquet, erase_sqlite
from shoal.privacy.erase_texts import erase_html, erase_json, erase_text
from shoal.privacy.own import NOTHING, Own
from shoal.privacy.trace import KEY_COLUMNS, Trace
from shoal.store.manifest import rewriting

_HTML = frozenset({".html", ".htm", ".svg", ".xml"})
_JSON = frozenset({".json", ".jsonl", ".ndjson", ".ipynb"})
_UNFINISHED = re.compile(r"\..+\.\d+\.part")
_BLOCK = 1 << 23
_OVERLAP = 4096  # longer than any identifier in any spelling


@dataclass(frozen=True)
class ErasureReport:
    """What was done to erase a person.

    Parameters
    ----------
    files : tuple of str
        Files that were rewritten or deleted, relative to the workspace, in order.
    rows_removed : int
        Rows dropped from tables, and documents in which something was removed.
    left : mapping of file to reason
        Files that may still hold the person: they cannot be read, or their format or name cannot be changed. The
        erasure is complete when there are none; until then they are to be deleted by hand.
    """

    files: tuple[str, ...]
    rows_removed: int
    left: Mapping[str, str]

    def with_(self, other: ErasureReport) -> ErasureReport:
        """Add what a second pass did.

        Examples
        --------
        >>> ErasureReport(("a",), 1, {}).with_(ErasureReport(("a", "b"), 2, {}))
        ErasureReport(files=('a', 'b'), rows_removed=3, left={})
        """
        files = tuple(sorted({*self.files, *other.files}))
        return ErasureReport(files, self.rows_removed + other.rows_removed, {**self.left, **other.left})


def erase_from_folder(
    folder: Path,
    needles: frozenset[str],
    keys: frozenset[str],
    *,
    normalise: Callable[[str], str | None],
    key_columns: frozenset[str] = KEY_COLUMNS,
    own: Own = NOTHING,
    fence: Callable[[], None] = lambda: None,
    in_columns_only: bool = False,
) -> ErasureReport:
    """Remove a person from every file under a folder, each atomically; what is stopped halfway can be run again.

    Rows of tables are dropped (Parquet, CSV, SQLite, quarantined lines), JSON loses rows and values, other text what
    mentions the person; compressed files and archives are opened. Published files keep their version, their manifest is
    brought up to date. The bytes that a disk or a backup keeps of replaced files are beyond this.

    Parameters
    ----------
    folder : Path
        The workspace; nothing else is writing in it.
    needles : frozenset of str
        Direct identifiers: found inside longer texts from six letters on, as whole values below.
    keys : frozenset of str
        Normalised source keys and customer ids: found in key columns, else as whole values, never inside numbers.
    normalise : callable
        Raw source key to normalised key.
    key_columns : frozenset of str
        Columns in which customers stand; add those of the sources.
    own : Own
        What is shoal's own in there: those files keep their words, whoever has one of them for a key.
    fence : callable
        Called before a file is looked at and before it is changed; raises where this process may not write any more.
    in_columns_only : bool
        True where keys say nothing but in their columns: the number of a session may be any number elsewhere.

    Raises
    ------
    WorkspaceError : if another process is writing
    """
    theirs = Trace(needles, keys, normalise, key_columns, in_columns_only=in_columns_only)
    ours = Trace(needles, keys, normalise, KEY_COLUMNS & key_columns, own.words, in_columns_only=in_columns_only)
    changed: list[str] = []
    left: dict[str, str] = {}
    n_rows = 0
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not path.is_file():
            continue
        fence()
        trace = ours if own.has(name) else theirs
        if name.startswith(".shoal/spill/") or _UNFINISHED.fullmatch(path.name):
            path.unlink()  # what a stopped run left; nothing reads it again
            changed.append(name)
            continue
        try:
            n_removed = _erase(path, trace, fence)
        except StoreError as error:
            left[name] = error.found  # one broken file must not keep the person in all others
            continue
        except OSError as error:
            left[name] = f"it cannot be read or written ({error.strerror or type(error).__name__})"
            continue
        if n_removed:
            changed.append(name)
            n_rows += n_removed
        if trace.identifies(name):
            left[name] = "its name mentions the person"
        elif n_removed is None and _holds(path, trace):
            left[name] = "it mentions the person in a format that cannot be changed"
    return ErasureReport(tuple(changed), n_rows, left)


def _erase(path: Path, trace: Trace, fence: Callable[[], None]) -> int | None:
    """Erase from one file by what it is: by its first bytes, then by its name; None where its format is unknown."""
    with path.open("rb") as file:
        start = file.read(4096)
    for magic, erase in _BY_MAGIC.items():
        if start.startswith(magic):
            return erase(path, trace, fence)
    suffix = path.suffix.lower()
    if suffix in DELIMITED:
        return erase_csv(path, trace, fence)
    if suffix in _HTML:
        return erase_html(path, trace, fence)
    if suffix in _JSON:
        return erase_json(path, trace, fence)
    is_text = b"\0" not in start or start.startswith((b"\xff\xfe", b"\xfe\xff"))
    return erase_text(path, trace, fence) if is_text else None


def _holds(path: Path, trace: Trace) -> bool:
    """Look through the bytes of a file of an unknown format, block by block."""
    tail = b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if trace.is_in(tail + block):
                return True
            tail = block[-_OVERLAP:]
    return False


def _erase_gzip(path: Path, trace: Trace, fence: Callable[[], None]) -> int:
    with _opened(path) as aside:
        inner = aside / path.name.removesuffix(".gz")
        with gzip.open(path, "rb") as packed, inner.open("wb") as file:
            shutil.copyfileobj(packed, file)
        n_removed = _inside(path, inner, trace, fence)
        if n_removed:
            with (
                rewriting(path, fence) as beside,
                beside.open("wb") as raw,
                inner.open("rb") as file,
                gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed,
            ):
                shutil.copyfileobj(file, packed)
    return n_removed


def _erase_zip(path: Path, trace: Trace, fence: Callable[[], None]) -> int:
    with _opened(path) as aside, zipfile.ZipFile(path) as archive:
        n_removed, members = 0, []
        for place, member in enumerate(archive.infolist()):
            inner = aside / f"{place}{Path(member.filename).suffix}"
            with archive.open(member) as packed, inner.open("wb") as file:
                shutil.copyfileobj(packed, file)
            n_removed += _inside(path, inner, trace, fence)
            members.append((member, inner))
        if n_removed:
            with rewriting(path, fence) as beside, zipfile.ZipFile(beside, "w") as out:
                for member, inner in members:
                    out.writestr(member, inner.read_bytes(), member.compress_type)
    return n_removed


def _inside(archive: Path, inner: Path, trace: Trace, fence: Callable[[], None]) -> int:
    n_removed = _erase(inner, trace, fence)
    if n_removed is None and _holds(inner, trace):
        raise StoreError("a file inside mentions the person and cannot be changed", where=str(archive))
    return n_removed or 0


@contextmanager
def _opened(path: Path) -> Iterator[Path]:
    """Give a folder to unpack in, beside the file: what is unpacked must not reach another disk."""
    try:
        with tempfile.TemporaryDirectory(dir=path.parent) as aside:
            yield Path(aside)
    except (zipfile.BadZipFile, RuntimeError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise StoreError(f"the archive cannot be opened ({error})", do="delete it by hand", where=str(path)) from error


_BY_MAGIC: dict[bytes, Callable[[Path, Trace, Callable[[], None]], int]] = {
    b"PAR1": erase_parquet,
    b"SQLite format 3\0": erase_sqlite,
    b"\x1f\x8b": _erase_gzip,
    b"PK\x03\x04": _erase_zip,
}
