"""Tables in many Parquet files: which files of a folder are one table, and how they are read as one."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable
from pathlib import Path

from shoal.errors import SourceError
from shoal.sources.footer import column_names

_SUFFIXES = (".parquet", ".pq")
_NUMBER = re.compile(r"[0-9a-fA-F]{8,}|\d+")
_PARTITION = re.compile(r"[^=/]+=[^/]*")
_ALIKE = 0.5
"""Share of all columns that every part must have, for them to be one table."""


def is_pattern(path: Path) -> bool:
    """Say whether a path is a pattern for many files, and not the name of one.

    Examples
    --------
    >>> is_pattern(Path("sales/*.parquet"))
    True
    """
    return glob.has_magic(str(path)) and not path.exists()


def matching(pattern: Path) -> tuple[Path, ...]:
    """List the files that a pattern means, in order, without hidden ones.

    Raises
    ------
    SourceError
        If there are none.
    """
    files = tuple(path for path in _meant(pattern) if path.is_file())
    if not files:
        raise SourceError(
            "no file matches the pattern",
            expected="one file at least",
            do="check the folder, and the names in it",
            where=str(pattern),
        )
    return files


def is_parquet(path: Path) -> bool:
    """Say whether a file is Parquet by its name."""
    return path.suffix.lower() in _SUFFIXES


def alike(files: Iterable[Path]) -> bool:
    """Say whether Parquet files are parts of one table: they share most of their columns."""
    columns = [set(column_names(file, str(file))) for file in files]
    return len(set.intersection(*columns)) >= _ALIKE * len(set.union(*columns))


def differing(files: Iterable[Path]) -> tuple[str, ...]:
    """List the columns that some parts have and others lack, in order."""
    columns = [column_names(file, str(file)) for file in files]
    shared = set.intersection(*map(set, columns))
    return tuple(dict.fromkeys(name for names in columns for name in names if name not in shared))


def grouped(files: Iterable[Path]) -> tuple[Path, ...]:
    """Put a pattern in the place of Parquet files that are parts of one table.

    Parts have names that differ only in numbers (``orders_2024.parquet``, ``orders_2025.parquet``) or have all the
    very same columns. A file that cannot be looked at stays by itself.
    """
    tables = list(files)
    parquet = [file for file in tables if is_parquet(file)]
    if len(parquet) > 1 and _same(parquet):
        pattern = parquet[0].with_name("*" + parquet[0].suffix)
        if _means(pattern, parquet):
            return _with(tables, parquet, pattern)
    patterns: dict[Path, list[Path]] = {}
    for file in parquet:
        stem = re.sub(r"\*[-_.]?(?=\*)", "", _NUMBER.sub("*", glob.escape(file.stem)))
        patterns.setdefault(file.with_name(stem + file.suffix), []).append(file)
    for pattern, members in patterns.items():
        if len(members) > 1 and _means(pattern, members) and _are_alike(members):
            tables = list(_with(tables, members, pattern))
    return tuple(tables)


def partitioned(folder: Path) -> Path | None:
    """Give the pattern of a folder that is one table: of partitions (``year=2025``), or named ``.parquet``."""
    try:
        inner = [path for path in folder.iterdir() if not path.name.startswith((".", "_"))]
    except OSError:
        return None
    if any(path.is_dir() and _PARTITION.fullmatch(path.name) for path in inner):
        return folder / "**" / "*.parquet"
    return folder / "*.parquet" if is_parquet(folder) else None


def has_partitions(pattern: Path) -> bool:
    """Say whether a pattern goes through folders of partitions."""
    return "**" in pattern.parts


def _same(files: list[Path]) -> bool:
    try:
        return len({frozenset(column_names(file, str(file))) for file in files}) == 1
    except (SourceError, OSError):
        return False


def _are_alike(files: list[Path]) -> bool:
    try:
        return alike(files)
    except (SourceError, OSError):
        return False


def _means(pattern: Path, files: list[Path]) -> bool:
    """Say whether a pattern means these files and no others."""
    return _meant(pattern) == sorted(files)


def _meant(pattern: Path) -> list[Path]:
    return sorted(map(Path, glob.glob(str(pattern), recursive=True)))  # noqa: PTH207 - it may be absolute, or not


def _with(tables: list[Path], parts: list[Path], pattern: Path) -> tuple[Path, ...]:
    return tuple(dict.fromkeys(pattern if table in parts else table for table in tables))
