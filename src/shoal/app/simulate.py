"""Simulating a business: its files, written for somebody who tries things on them."""

from __future__ import annotations

from pathlib import Path

from shoal import simulate as room
from shoal.app.workspace import in_words
from shoal.errors import WorkspaceError
from shoal.simulate.files import Format
from shoal.terms import Progress


def simulate(
    plan: room.Business, out: Path, *, file_format: Format, with_truth: bool, progress: Progress
) -> tuple[Path, ...]:
    """Write the files of a business into a folder, or say why they cannot be written there.

    Raises
    ------
    ConfigError
        If a file stands there that shoal did not simulate.
    WorkspaceError
        If the folder cannot be made or written.
    NoRoom
        If a disk is full, or the memory too small.
    """
    with in_words(out):
        try:
            out.mkdir(parents=True, exist_ok=True)
        except FileNotFoundError as error:  # what a file system that holds no files of its own says
            raise WorkspaceError(
                "the folder cannot be made there", do="name another place with --out", where=str(out)
            ) from error
        return room.write(plan, out, format=file_format, with_truth=with_truth, progress=progress)
