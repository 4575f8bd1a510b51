"""What a path or an address offers: one source, or many (a folder, a pattern, a workbook, a database)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shoal.errors import SourceError
from shoal.sources.address import file_of, is_address, is_database, public, scheme, split
from shoal.sources.database import refuse_writing, tables
from shoal.sources.folder import candidates, is_folder, printable
from shoal.sources.parts import alike, grouped, is_parquet, is_pattern, matching, partitioned
from shoal.sources.workbook import is_workbook, sheet_names


@dataclass(frozen=True)
class Offered:
    """Sources, as paths (``book.xlsx#Sheet`` and ``parts/*.parquet`` among them) or addresses.

    Parameters
    ----------
    named : tuple of Path or str
        What somebody asked for; that it is no table is an error.
    found : tuple of Path or str
        What was only found there; what is no table is passed over.
    others : tuple of (str, str)
        What is passed over already, by its name, with the reason.
    """

    named: tuple[Path | str, ...] = ()
    found: tuple[Path | str, ...] = ()
    others: tuple[tuple[str, str], ...] = ()

    def __add__(self, other: Offered) -> Offered:
        return Offered(self.named + other.named, self.found + other.found, self.others + other.others)


def offered(place: Path | str) -> Offered:
    """List what a path or an address offers.

    Parameters
    ----------
    place : Path or str
        A text is taken for an address where it looks like one.

    Raises
    ------
    SourceError
        If there is nothing, or it cannot be looked at.
    """
    if not isinstance(place, str) or not is_address(place):
        return _of_path(Path(place))
    if scheme(place) == "file":
        return _of_path(_local(place))
    return _of_database(place) if is_database(place) else Offered((place,))


def _of_path(path: Path) -> Offered:
    if is_pattern(path):
        files = matching(path)
        if len(files) > 1 and all(map(is_parquet, files)) and alike(files):
            return Offered((path,))
        return sum((_of_file(file) for file in files), Offered())
    if located(path)[1]:
        return Offered((path,))
    if not is_folder(path):
        return _of_file(path)
    pattern = partitioned(path)
    return Offered((pattern,)) if pattern is not None else _of_folder(path)


def located(path: Path) -> tuple[Path, str]:
    """Part a path into the file and the sheet after its ``#``; a file of that very name wins."""
    before, hash_, part = path.name.partition("#")
    if not hash_ or not before or path.exists() or not path.with_name(before).is_file():
        return path, ""
    return path.with_name(before), part


def _of_folder(folder: Path) -> Offered:
    files, others = candidates(folder)
    found = Offered(others=tuple((printable(path.name), why) for path, why in others))
    for file in grouped(files):
        if is_pattern(file):
            found += Offered(found=(file,))
            continue
        try:
            one = _of_file(file)
        except SourceError as error:
            one = Offered(others=((printable(file.name), error.found),))
        found += Offered(found=one.named + one.found, others=one.others)
    return found


def _of_file(file: Path) -> Offered:
    """Give the sheets of a workbook, or the file itself; what cannot be looked at is said when it is loaded."""
    try:
        if not file.is_file() or not is_workbook(file):
            return Offered((file,))
    except OSError:
        return Offered((file,))
    sheets, others = sheet_names(file, printable(str(file)))
    listed = tuple(file.with_name(f"{file.name}#{sheet}") for sheet in sheets)
    hidden = tuple((f"{printable(file.name)}#{sheet}", why) for sheet, why in others)
    if not listed:
        raise SourceError(
            "the workbook has no sheet that can be seen",
            expected="one sheet at least",
            do="show the sheet, or name it after a #",
            where=printable(str(file)),
        )
    return Offered(named=listed, others=hidden) if len(listed) == 1 else Offered(found=listed, others=hidden)


def _of_database(address: str) -> Offered:
    base, part = split(address)
    if part:
        refuse_writing(part, public(address))
        return Offered((address,))
    listed = tuple(f"{base}#{table}" for table in tables(address))
    if not listed:
        raise SourceError(
            "the database holds no table that may be read",
            expected="one table at least",
            do="check the address, and the rights of the user",
            where=public(address),
        )
    return Offered(named=listed) if len(listed) == 1 else Offered(found=listed)


def _local(address: str) -> Path:
    path = file_of(address)
    if path is None:
        raise SourceError(
            "the address names no file of this machine",
            expected="file:///FOLDER/FILE",
            do="name the file by its path",
            where=public(address),
        )
    return path
