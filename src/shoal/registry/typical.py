"""The typical customer of each published segment: nobody in particular."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from shoal.registry.by_customer import reading
from shoal.registry.result import FILES
from shoal.terms import Version


def common_levels(
    workspace: Path, version: Version, features: Collection[str], *, min_count: int
) -> Mapping[int, Mapping[str, str]]:
    """Give the level of each category that most customers of each segment have.

    Parameters
    ----------
    workspace : Path
    version : Version
    features : collection of str
        Those that are no category are passed over.
    min_count : int
        A level that fewer have is not told: it would point at them.

    Returns
    -------
    mapping of segment id to level by feature
    """
    folder = workspace / version.folder
    kept, placed = folder / FILES["features"], folder / FILES["assignments"]
    with reading(kept):
        schema = pq.read_schema(kept)
    names = [name for name in features if name in schema.names and pa.types.is_string(schema.field(name).type)]
    found: dict[int, dict[str, str]] = defaultdict(dict)
    if not names:
        return found
    with reading(placed):
        members = pq.read_table(placed, columns=["customer_id", "segment_id"])
    with reading(kept):
        table = pq.read_table(kept, columns=["customer_id", *names]).join(members, "customer_id")
    for name in names:
        counts = table.group_by(["segment_id", name]).aggregate([([], "count_all")]).to_pylist()
        for row in sorted(counts, key=lambda row: (-row["count_all"], str(row[name]))):
            if row[name] is not None and row["count_all"] >= min_count:
                found[row["segment_id"]].setdefault(name, str(row[name]))
    return found
