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
    The edition before stays until the one after has been published too; see `sweep_editions`.
    """
    home = staged.parent
    if published is not None and _same(published, staged):
        shutil.rmtree(staged)
        return published
    first = home / version
    taken = [number for place, number in map(_edition, home.iterdir()) if place == first]
    number = max(taken, default=0) + 1
    place = first if number == 1 else home / f"{version}.{number}"
    staged.rename(place)
    sync(home)
    return place


def sweep_stages(versions: Path) -> None:
    """Remove the stages of runs that were stopped; nobody ever read them."""
    for folder in sorted(versions.glob(f"*/{STAGE}*")):
        shutil.rmtree(folder)


def sweep_editions(versions: Path, published: Collection[Path]) -> None:
    """Remove what no row names but the edition before each published one, which a reader may still have open.

    Only for a writer. What is later than its row is the place of a run that was stopped before it was committed.
    """
    newest = dict(map(_edition, published))
    folders = sorted(folder for folder in versions.glob("*/*") if folder.is_dir())
    older = sorted(found for found in map(_edition, folders) if found[1] < newest.get(found[0], 0))
    before = dict(older)  # the last of a version is the greatest
    for folder in folders:
        first, number = _edition(folder)
        if folder not in published and number != before.get(first):
            shutil.rmtree(folder)


def _edition(folder: Path) -> tuple[Path, int]:
    """Read ``VERSION`` as the first edition of a version and ``VERSION.N`` as its N-th: the first's place, and N."""
    version, _, number = folder.name.partition(".")
    return folder.with_name(version or folder.name), int(number) if number.isdecimal() else 1


def _same(published: Path, staged: Path) -> bool:
    try:
        manifest.check(published)
    except StoreError:
        return False  # the staged files take the place of damaged ones
    return manifest.read(published) == manifest.read(staged)
