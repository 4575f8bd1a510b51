"""What a run answers with: the object of ``segments.json``, and its files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from shoal.errors import WorkspaceError
from shoal.report import summary
from shoal.terms import Version


@dataclass(frozen=True)
class Result(Mapping[str, Any]):
    """A published segmentation: the object of ``segments.json`` as a mapping, with its files.

    Parameters
    ----------
    data : mapping
        The object of ``segments.json``.
    workspace : Path
        Copies of the files published last stand at its top.
    folder : Path
        Where the files of this version are.
    notes : tuple of str
        What was guessed and said aloud.
    """

    data: Mapping[str, Any]
    workspace: Path
    folder: Path
    notes: tuple[str, ...] = ()

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)

    def __str__(self) -> str:
        return summary(self.data)

    @property
    def report(self) -> Path:
        """The path of the HTML report."""
        return self.folder / str(self.data["files"]["report"])

    def assignments(self) -> pa.Table:
        """Read the segment of every customer.

        Raises
        ------
        WorkspaceError
            If this edition was replaced twice since, and its files are gone.
        """
        path = self.folder / self.data["files"]["assignments"]
        try:
            return pq.read_table(path)
        except FileNotFoundError as error:
            raise WorkspaceError(
                "the files of this result are no longer there: the workspace has published others since, or was moved",
                do="ask for the present result with shoal.segments(workspace)",
                where=str(path),
            ) from error

    def to_dict(self) -> dict[str, Any]:
        """Give the object of ``segments.json``."""
        return dict(self.data)


def result_of(version: Version, workspace: Path, notes: tuple[str, ...] = ()) -> Result:
    """Show a published version to the caller."""
    return Result(version.result, workspace, workspace / version.folder, notes)
