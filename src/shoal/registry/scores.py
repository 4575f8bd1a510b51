"""Who is in which segment now: customers placed by a published version, without a new one."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from shoal.errors import ConfigError
from shoal.registry.assignments import assignments_sql, canonical, formula_safe
from shoal.registry.by_customer import reading
from shoal.registry.load import Fitted
from shoal.registry.plain import instant
from shoal.registry.result import FILES
from shoal.store.files import replacing
from shoal.terms import Labels, Version


def write_scores(
    labels: Labels, fitted: Fitted, version: Version, *, as_of: datetime, path: Path
) -> list[dict[str, Any]]:
    """Write the segment of every customer to a file, with the columns of ``assignments.csv``.

    Parameters
    ----------
    labels : Labels
    fitted : Fitted
    version : Version
        That placed them.
    as_of : datetime
    path : Path
        Ends in ``.csv`` or ``.parquet``; replaced whole or not at all.

    Returns
    -------
    list of dict
        ``id``, ``name``, ``n_customers`` of every segment of the version.
    """
    if path.suffix not in (".csv", ".parquet"):
        raise ConfigError(f"a file that ends in '{path.suffix}'", expected=".csv or .parquet", where="--out")
    names = {int(segment["id"]): str(segment["name"]) for segment in version.result["segments"]}
    groups = {group: (id_, names[id_]) for group, id_ in fitted.segment_of_group.items()}
    at = instant(as_of)
    query = assignments_sql(
        labels.relation.name,
        groups,
        segmentation=version.segmentation,
        version=version.version,
        assigned_at=f"TIMESTAMPTZ '{at}'",
    )
    engine = labels.relation.engine
    scored = engine.create("shoal_scores", query, step="scores")
    with replacing(path) as beside:
        if path.suffix == ".parquet":
            engine.write(canonical(scored.name), beside, step="write scores")
        else:
            engine.write(formula_safe(scored.name, at), beside, format="csv", step="write scores")
    counted = engine.rows(f"SELECT segment_id, count(*) FROM {scored.name} GROUP BY segment_id", step="count scores")
    sizes = Counter({int(id_): int(n) for id_, n in counted})
    return [{"id": id_, "name": name, "n_customers": sizes[id_]} for id_, name in sorted(names.items())]


def read_assignments(folder: Path, version: Version) -> pa.Table:
    """Read who is in which segment of a version.

    Parameters
    ----------
    folder : Path
        The workspace.
    version : Version

    Raises
    ------
    StoreError
        If the file is missing or damaged.
    """
    path = folder / version.folder / FILES["assignments"]
    with reading(path):
        return pq.read_table(path)
