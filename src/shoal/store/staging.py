"""Folders of published files: filled aside, sealed, and renamed into place in one move."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from pathlib import Path

from shoal.errors import StoreError
from shoal.store import manifest
from shoal.store.files import naming, sync

STAGE = ".staging-"


def stage(home: Path, name: str, write: Callable[[Path], None]) -> Path:
    """Fill a folder that nobody sees yet, and seal it; what fails leaves nothing behind.

    Parameters
    ----------
    home : Path
        The folder of the segmentation.
    name : str
        No other writer's, not even that of one who has lost the lease and does not know it yet.
    write : callable
    """
    made = [folder for folder in (home, *home.parents) if not folder.exists()]
    folder = home / f"{STAGE}{name}"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        with naming(folder):
            folder.mkdir(parents=True)
            write(folder)
            manifest.seal(folder)
            for parent in made:
                sync(parent.parent)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def settle(staged: Path, version: str, published: Path | None) -> Path:
    """Give a staged folder its place, or drop it for the same files that are published already.

    A version that is published again with other files (a document that names another path, say) becomes another
    edition beside the first: published files are never changed, and a reader in the middle of them is not disturbed.
    """
    home = staged.parent
    if published is not None and _same(published, staged):
        shutil.rmtree(staged)
        return published
    place, edition = home / version, 1
    while place.exists():
        edition += 1
        place = home / f"{version}.{edition}"
    staged.rename(place)
    sync(home)
    return place


def sweep(versions: Path, keep: Collection[Path]) -> None:
    """Remove every folder that no row names: stages and places of runs that were stopped, and former editions."""
    for folder in sorted(versions.glob("*/*")):
        if folder.is_dir() and folder not in keep:
            shutil.rmtree(folder)


def _same(published: Path, staged: Path) -> bool:
    try:
        manifest.check(published)
    except StoreError:
        return False  # the staged files take the place of damaged ones
    return manifest.read(published) == manifest.read(staged)
