"""The catalogue of public data: what each set is, who published it, under which terms, and the checksum of every file.

The data themselves are not part of shoal. ``catalogue.toml`` holds the facts; sets of many files list theirs in
``fetched/NAME.txt`` (SHA-256, size, path). Every checksum was computed from the publisher's files at the pinned commit.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from urllib.parse import quote

from pydantic import TypeAdapter

from shoal.errors import DatasetError, closest


@dataclass(frozen=True)
class Remote:
    """A file at its publisher.

    Parameters
    ----------
    path : str
        In the repository.
    size : int
        Bytes.
    sha256 : str
    """

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Form:
    """The same rows in another file, which shoal accepts where it finds it but does not make."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class File:
    """A file as shoal leaves it.

    Parameters
    ----------
    name : str
        With its folder, where the set has folders.
    size : int
        Bytes.
    sha256 : str
    kind : str
        What a row is: ``orders``, ``customers``, ``events``, ``texts``, ``pairs``, ``points`` or ``labels``.
    rows : int or None
        None where the publisher states no number.
    columns : mapping of name to type
        ``text, int, float, flag, day`` or ``instant``, in the order of the file.
    made : str
        How it is made from its sources; see `shoal.datasets.convert`.
    sources : tuple of Remote
    manifest : str
        Name of the list that holds the sources, where there are many.
    member : str
        Of the archive.
    also : tuple of Form
    separator : str
    nulls : tuple of str
        What stands for a missing value, beside nothing.
    trim : bool
        Whether blanks around names and values are no part of them.
    """

    name: str
    size: int
    sha256: str
    kind: str = ""
    rows: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    made: str = "as it is"
    sources: tuple[Remote, ...] = ()
    manifest: str = ""
    member: str = ""
    also: tuple[Form, ...] = ()
    separator: str = ","
    nulls: tuple[str, ...] = ()
    trim: bool = False

    @property
    def table(self) -> str:
        """The name of the table in it."""
        return self.name.rpartition("/")[2].partition(".")[0]

    @property
    def forms(self) -> tuple[Form, ...]:
        """Every file that is accepted as this one."""
        return (Form(self.name, self.size, self.sha256), *self.also)


@dataclass(frozen=True)
class Dataset:
    """A public data set.

    Parameters
    ----------
    name, title, about : str
    publisher, home : str
        Who published it first, and where that is.
    repository, commit : str
        The public copy that is fetched: ``owner/name`` on GitHub, pinned.
    licence : str
        As its publisher states it.
    terms : str
        ``open``, ``not stated`` or ``research only``: what the licence means for passing the data on.
    citation : str
    quirks : tuple of str
        What is odd in the data and was left as it is.
    figures : mapping of words to number
        Published figures; the tests hold the loader to every one of them.
    results : tuple of str
        What others have published on it.
    good_for : str
        What it is good for in shoal.
    run : tuple of str
        The files that `shoal run` is given, in order.
    no_run : str
        Why there are none.
    notes : tuple of str
        What a reader of a result on this set has to be told.
    file : tuple of File
    manifest : str
        Name of the list that holds the files, where there are many.
    n_customers, n_rows : int or None
        None where there is no such thing.
    host : str
        Serves the files of the repository.
    """

    name: str
    title: str
    about: str
    publisher: str
    home: str
    repository: str
    commit: str
    licence: str
    terms: str
    good_for: str
    citation: str = ""
    quirks: tuple[str, ...] = ()
    figures: Mapping[str, float] = field(default_factory=dict)
    results: tuple[str, ...] = ()
    run: tuple[str, ...] = ()
    no_run: str = ""
    notes: tuple[str, ...] = ()
    file: tuple[File, ...] = ()
    manifest: str = ""
    n_customers: int | None = None
    n_rows: int | None = None
    host: str = "https://raw.githubusercontent.com"

    def address(self, remote: Remote) -> str:
        """Give the address that a file is fetched from."""
        return f"{self.host}/{self.repository}/{self.commit}/{quote(remote.path)}"

    @property
    def remotes(self) -> tuple[Remote, ...]:
        """Every file at the publisher, once."""
        return tuple(dict.fromkeys(remote for file in self.file for remote in file.sources))

    @property
    def kinds(self) -> tuple[str, ...]:
        """What the rows of its files are."""
        return tuple(dict.fromkeys(file.kind for file in self.file))


@cache
def catalogue() -> Mapping[str, Dataset]:
    """Give every set by its name.

    Examples
    --------
    >>> catalogue()["cdnow"].n_customers
    23570
    """
    text = files(__package__).joinpath("catalogue.toml").read_text(encoding="utf-8")
    sets = TypeAdapter(tuple[Dataset, ...]).validate_python(tomllib.loads(text)["dataset"])
    return MappingProxyType({each.name: _with_lists(each) for each in sets})


def find(name: str) -> Dataset:
    """Give a set by its name.

    Raises
    ------
    DatasetError
        If there is none; the closest name is given.

    Examples
    --------
    >>> find("cdnow").licence
    'no formal licence; published by Fader & Hardie for research and teaching'
    """
    known = catalogue()
    if name not in known:
        raise DatasetError(
            f"there is no data set '{name}'",
            expected="one of " + ", ".join(known),
            do=closest(name, known) or "see `shoal data list`",
            where="data",
        )
    return known[name]


def _with_lists(dataset: Dataset) -> Dataset:
    own = tuple(_of_many(remote) for remote in _listed(dataset.manifest))
    described = (replace(file, sources=(*file.sources, *_listed(file.manifest))) for file in dataset.file)
    return replace(dataset, file=(*described, *own))


def _of_many(remote: Remote) -> File:
    kind = "points" if ".data." in remote.path else "labels" if ".labels" in remote.path else "notes"
    return File(remote.path, remote.size, remote.sha256, kind=kind, sources=(remote,))


def _listed(manifest: str) -> tuple[Remote, ...]:
    if not manifest:
        return ()
    lines = files(__package__).joinpath("fetched", f"{manifest}.txt").read_text(encoding="utf-8").splitlines()
    parts = (line.split(maxsplit=2) for line in lines)
    return tuple(Remote(path, int(size), sha256) for sha256, size, path in parts)
