"""The typical customer of a published segment: nobody in particular."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shoal.registry.result import FILES
from shoal.terms import Version


def common_levels(
    workspace: Path, version: Version, segment: int, features: Collection[str], *, min_count: int
) -> Mapping[str, str]:
    """Give the level of each category that most customers of a segment have.

    Parameters
    ----------
    workspace : Path
    version : Version
    segment : int
        Its id.
    features : collection of str
        Those that are no category are passed over.
    min_count : int
        A level that fewer have is not told: it would point at them.

    Returns
    -------
    mapping of feature to level
    """
    folder = workspace / version.folder
    members = pq.read_table(
        folder / FILES["assignments"], columns=["customer_id"], filters=[("segment_id", "==", segment)]
    )["customer_id"]
    path = folder / FILES["features"]
    schema = pq.read_schema(path)
    names = [name for name in features if name in schema.names and pa.types.is_string(schema.field(name).type)]
    if not names:
        return {}
    table = pq.read_table(path, columns=["customer_id", *names])
    table = table.filter(pc.is_in(table["customer_id"], members.combine_chunks()))
    found = {}
    for name in names:
        counts = pc.value_counts(table[name].drop_null()).to_pylist()
        most = min(counts, key=lambda one: (-one["counts"], one["values"]), default=None)
        if most is not None and most["counts"] >= min_count:
            found[name] = str(most["values"])
    return found
