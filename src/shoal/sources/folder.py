"""Which files of a folder may be tables, and why the others are passed over."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from shoal.errors import SourceError
from shoal.sources.json_rows import SUFFIXES as JSON_SUFFIXES
from shoal.sources.parts import partitioned
from shoal.sources.unpack import PACKED_SUFFIXES
from shoal.sources.workbook import SUFFIXES as BOOK_SUFFIXES
from shoal.terms.sources import PLANTED, SIMULATED

TABLE_SUFFIXES = (".csv", ".tsv", ".txt", ".parquet", ".pq", *JSON_SUFFIXES, *BOOK_SUFFIXES, *PACKED_SUFFIXES)

_HOME = ".shoal"


def is_folder(path: Path) -> bool:
    """Say whether a path is a folder, else that it is something at all.

    Parameters
    ----------
    path : Path

    Raises
    ------
    SourceError
        If there is nothing, or no right to look.
    """
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except FileNotFoundError as error:
        raise SourceError("there is no such file", do="check the path", where=printable(str(path))) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or str(error)
        raise SourceError(
            f"cannot be looked at ({reason})", do="check the path and its rights", where=printable(str(path))
        ) from error


def candidates(folder: Path) -> tuple[tuple[Path, ...], tuple[tuple[Path, str], ...]]:
    """Sort what a folder holds into files that may be tables, by their suffix, and the rest.

    Parameters
    ----------
    folder : Path
        Its sub-folders are not entered, but for those that are one table (partitions, parts); hidden files and
        workspaces in it are left out.

    Returns
    -------
    tuple of Path
        In order of their names.
    tuple of (Path, str)
        The others, each with the reason.

    Raises
    ------
    SourceError
        If the folder may not be read.
    """
    try:
        entries = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise SourceError(
            f"the folder cannot be read ({error.strerror})", do="check its rights", where=printable(str(folder))
        ) from error
    tables: list[Path] = []
    others: list[tuple[Path, str]] = []
    planted = _planted(folder)
    for entry in entries:
        why = _why_not(entry) or ("it is the truth of a simulated business" if entry.name in planted else "")
        pattern = partitioned(entry) if entry.is_dir() else None
        if pattern is not None:
            tables.append(pattern)
        elif why:
            others.append((entry, why))
        elif not (entry / _HOME).is_dir():
            tables.append(entry)
    return tuple(tables), tuple(others)


def _planted(folder: Path) -> frozenset[str]:
    """Name the files that hold the truth of a simulated business: in life nobody has them."""
    try:
        mark = json.loads((folder / SIMULATED).read_bytes())
    except (OSError, ValueError):
        return frozenset()
    names = mark.get("files") if isinstance(mark, dict) else None
    return frozenset(name for name in names or () if isinstance(name, str) and name.startswith(PLANTED))


def printable(name: str) -> str:
    r"""Give a name as text that can be shown, also where it is none.

    Examples
    --------
    >>> printable("caf\udce9.csv")
    'caf\\udce9.csv'
    """
    return name.encode("utf-8", "backslashreplace").decode()


def _why_not(entry: Path) -> str:
    try:
        mode = entry.stat().st_mode
    except FileNotFoundError:
        return "it is a link to nothing"
    except OSError as error:
        return f"it cannot be looked at ({error.strerror})"
    if stat.S_ISDIR(mode):
        return "" if (entry / _HOME).is_dir() else "it is a folder, and folders within folders are not entered"
    if not stat.S_ISREG(mode):
        return "it is a pipe, a socket or a device, not a file"
    return "" if entry.suffix.lower() in TABLE_SUFFIXES else "it is not a kind of file that shoal reads"
