"""A set's files on this machine: found where the user keeps data, or kept from before, or fetched."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from shoal.datasets.convert import convert
from shoal.datasets.download import MARK, Wanted, download
from shoal.datasets.entries import Dataset, File, Remote
from shoal.datasets.network import Network
from shoal.errors import DatasetError, Fault, of_disk
from shoal.store.files import checksum, copy_atomically, write_atomically
from shoal.terms import Progress

FETCHING = ".fetching"


@dataclass(frozen=True)
class Obtained:
    """Where a set's files are.

    Parameters
    ----------
    folder : Path
    files : mapping of name to Path
        By the name in the catalogue; the file may be another form of it.
    origin : str
        ``found``, ``kept`` or ``fetched``.
    """

    folder: Path
    files: Mapping[str, Path]
    origin: Literal["found", "kept", "fetched"]


def present(dataset: Dataset, folder: Path) -> Mapping[str, Path]:
    """Give the files of a set that are in its folder, each in the first form that is there; nothing is checked."""
    places = {
        file.name: [folder / form.name for form in file.forms if (folder / form.name).is_file()]
        for file in dataset.file
    }
    return {name: found[0] for name, found in places.items() if found}


def checked(dataset: Dataset, folder: Path) -> Mapping[str, Path]:
    """Give the files of a set that are in its folder, once their checksums hold.

    Raises
    ------
    DatasetError
        If one is missing or is not the published file.
    """
    found = present(dataset, folder)
    for file in dataset.file:
        if file.name not in found:
            raise DatasetError(
                f"'{file.name}' is missing",
                expected=f"every file of {dataset.name}",
                do=f"put it there ({_source(dataset)}), or take the folder away so that it is fetched",
                where=str(folder),
            )
        _check(dataset, file, found[file.name])
    return found


def obtain(dataset: Dataset, *, search: Path | None, keep: Path, network: Network, progress: Progress) -> Obtained:
    """Bring a set's files to this machine, if they are not on it.

    Parameters
    ----------
    dataset : Dataset
    search : Path or None
        A folder of sets that is looked into first; what stands there is checked and never changed.
    keep : Path
        The folder of sets that fetched files are kept in.
    network : Network
    progress : Progress

    Raises
    ------
    DatasetError
        If a file is not the published one, or cannot be fetched. What has arrived is kept for the next call.
    """
    if search is not None and present(dataset, search / dataset.name):
        return Obtained(search / dataset.name, checked(dataset, search / dataset.name), "found")
    missing = tuple(file for file in dataset.file if not _is_whole(file, keep / dataset.name / file.name))
    if missing:
        try:
            _fetch(dataset, missing, keep, network, progress)
        except OSError as error:
            refused = of_disk(error, where=str(keep))
            if refused is None:
                raise
            raise refused from error
    files = {file.name: keep / dataset.name / file.name for file in dataset.file}
    return Obtained(keep / dataset.name, files, "fetched" if missing else "kept")


def copy(obtained: Obtained, folder: Path) -> Obtained:
    """Copy files that were found to another folder."""
    copies = {name: folder / path.relative_to(obtained.folder) for name, path in obtained.files.items()}
    for name, path in copies.items():
        copy_atomically(obtained.files[name], path)
    return Obtained(folder, copies, obtained.origin)


def _fetch(dataset: Dataset, missing: tuple[File, ...], keep: Path, network: Network, progress: Progress) -> None:
    aside = keep / f"{FETCHING}-{dataset.name}"
    made = [folder for folder in (keep, *keep.parents) if not folder.exists()]
    aside.mkdir(parents=True, exist_ok=True)
    with _alone(aside):
        try:
            arrived = _Arrived(dataset, missing, progress)
            for file in missing:
                raw = tuple(_remote(dataset, remote, aside, network, arrived) for remote in file.sources)
                _make(dataset, file, raw, keep / dataset.name / file.name)
        except BaseException:
            if not _holds_anything(aside):
                shutil.rmtree(aside)
                _take_back(made)
            raise
        shutil.rmtree(aside)


def _holds_anything(aside: Path) -> bool:
    """Say whether something has arrived to go on from; a lock is empty, and a mark is no content."""
    files = (path for path in aside.rglob("*") if path.is_file() and not path.name.endswith(MARK))
    return any(path.stat().st_size for path in files)


def _take_back(made: list[Path]) -> None:
    """Remove folders that were made for nothing, the innermost first."""
    for folder in made:
        if any(folder.iterdir()):
            return
        folder.rmdir()


def _remote(dataset: Dataset, remote: Remote, aside: Path, network: Network, arrived: _Arrived) -> Path:
    """Have a publisher's file, as it is, in the folder aside."""
    target = aside / remote.path
    if not (target.exists() and checksum(target) == remote.sha256):
        target.parent.mkdir(parents=True, exist_ok=True)
        wanted = Wanted(dataset.address(remote), remote.size, remote.sha256)
        try:
            download(wanted, target, network, lambda size: arrived.say(remote, size))
        except DatasetError as error:
            raise _with_advice(error, dataset) from error
    arrived.say(remote, remote.size)
    return target


class _Arrived:
    """Tells the progress how much of a set has arrived."""

    def __init__(self, dataset: Dataset, missing: tuple[File, ...], progress: Progress) -> None:
        self._name, self._progress = dataset.name, progress
        self._sizes = {remote: 0 for file in missing for remote in file.sources}
        self._total = sum(remote.size for remote in self._sizes)

    def say(self, remote: Remote, size: int) -> None:
        self._sizes[remote] = size
        here = sum(self._sizes.values())
        self._progress.stage(
            f"fetching {self._name}, {here / 1e6:.1f} of {self._total / 1e6:.1f} MB", here / self._total
        )


def _make(dataset: Dataset, file: File, raw: tuple[Path, ...], target: Path) -> None:
    data = convert(file, [path.read_bytes() for path in raw])
    if hashlib.sha256(data).hexdigest() != file.sha256:  # the sources are the published ones, so the mistake is ours
        raise Fault(
            f"what was made of {dataset.name} is not '{file.name}' as the catalogue knows it",
            do="please report it",
            where="convert",
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(target, data)


def _check(dataset: Dataset, file: File, path: Path) -> None:
    form = next(form for form in file.forms if path.name == form.name.rpartition("/")[2])
    size = path.stat().st_size
    if size != form.size or checksum(path) != form.sha256:
        raise DatasetError(
            f"this is not the published file: {size:,} bytes, "
            + ("with another checksum" if size == form.size else "with another length"),
            expected=f"{form.size:,} bytes with the SHA-256 {form.sha256}",
            do=f"replace it ({_source(dataset)}), or take it away so that it is fetched",
            where=str(path),
        )


def _is_whole(file: File, path: Path) -> bool:
    """Say whether a kept file is as it was left; a damaged one is made again."""
    return path.is_file() and path.stat().st_size == file.size and checksum(path) == file.sha256


def _with_advice(error: DatasetError, dataset: Dataset) -> DatasetError:
    """Say where a person can get the set and where to put it."""
    names = ", ".join(f"'{file.name}'" for file in dataset.file[:3]) + (" ..." if len(dataset.file) > 3 else "")
    by_hand = (
        f"{_source(dataset)}; put {names} into a folder '{dataset.name}' and name the folder above it in SHOAL_DATASETS"
        f" (their checksums are in docs/datasets/{dataset.name}.md)"
    )
    return DatasetError(error.found, expected=error.expected, do=f"{error.do}: {by_hand}", where=error.where)


def _source(dataset: Dataset) -> str:
    return f"published by {dataset.publisher}, {dataset.home}"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep two processes from fetching the same set at once; the lock goes with the process."""
    with (folder / "lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DatasetError(
                "another shoal is fetching this set", do="wait for it, then try again", where=str(folder)
            ) from error
        yield
