"""Reading the record of merges of a published version."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from shoal.errors import StoreError
from shoal.registry.result import FILES
from shoal.terms import Version


def read_merges(workspace: Path, version: Version) -> pa.Table | None:
    """Read which source key is which customer of a version, why, and since when.

    Parameters
    ----------
    workspace : Path
    version : Version

    Returns
    -------
    Table or None
        As `Identity.merges`; None where the version was published before there was such a record.

    Raises
    ------
    StoreError : if the record is damaged
    """
    path = workspace / version.folder / FILES["identity"]
    if not path.is_file():
        return None
    try:
        return pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise StoreError("the record of merges cannot be read", do="build again", where=str(path)) from error
