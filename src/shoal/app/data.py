"""Public data: what there is, and a set's files on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shoal import datasets
from shoal.datasets import Dataset, Network, Obtained
from shoal.terms import Progress


@dataclass(frozen=True)
class Places:
    """Where sets are looked for and kept.

    Parameters
    ----------
    search : Path or None
        A folder of sets that the user has; it is looked into first and never written to.
    keep : Path
        The folder of sets that fetched files are kept in.
    """

    search: Path | None
    keep: Path


def listed(places: Places) -> dict[str, Any]:
    """Give the catalogue, and of each set whether it is on this machine."""
    return {"datasets": [{**_facts(each), "here": _here(each, places)} for each in datasets.catalogue().values()]}


def get(name: str, out: Path | None, *, places: Places, network: Network, progress: Progress) -> dict[str, Any]:
    """Bring a set to this machine, into the folder ``out/NAME`` if one is given, and say what it is."""
    dataset = datasets.find(name)
    obtained = obtain(dataset, places, network, progress, out=out)
    return {
        **_facts(dataset),
        "folder": str(obtained.folder),
        "origin": obtained.origin,
        "files": [
            {
                "name": str(path.relative_to(obtained.folder)),
                "rows": file.rows,
                "size": path.stat().st_size,
                "sha256": next(form.sha256 for form in file.forms if path == obtained.folder / form.name),
            }
            for file, path in ((file, obtained.files[file.name]) for file in dataset.file)
        ],
        "run": [str(obtained.files[each]) for each in dataset.run],
    }


def obtain(
    dataset: Dataset, places: Places, network: Network, progress: Progress, *, out: Path | None = None
) -> Obtained:
    """Bring a set's files to this machine."""
    obtained = datasets.obtain(
        dataset, search=places.search, keep=out or places.keep, network=network, progress=progress
    )
    if out is None or obtained.origin != "found" or obtained.folder.resolve() == (out / dataset.name).resolve():
        return obtained
    return datasets.copy(obtained, out / dataset.name)


def _facts(dataset: Dataset) -> dict[str, Any]:
    return {
        "name": dataset.name,
        "title": dataset.title,
        "about": dataset.about,
        "publisher": dataset.publisher,
        "home": dataset.home,
        "fetched_from": f"https://github.com/{dataset.repository}/tree/{dataset.commit}",
        "licence": dataset.licence,
        "terms": dataset.terms,
        "kinds": list(dataset.kinds),
        "n_customers": dataset.n_customers,
        "n_rows": dataset.n_rows,
        "fetched_bytes": sum(remote.size for remote in dataset.remotes),
    }


def _here(dataset: Dataset, places: Places) -> str | None:
    """Say where a set is, by the names of its files; their checksums are looked at when they are used."""
    for home in (places.search, places.keep):
        if home is not None and len(datasets.present(dataset, home / dataset.name)) == len(dataset.file):
            return str(home / dataset.name)
    return None
