"""More customers than memory holds."""

from __future__ import annotations

import multiprocessing
import resource
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shoal import cluster, prepare
from shoal.engine import DuckEngine
from shoal.terms import ClusterSpec, Feature, FeaturesSpec, FeatureTable, FeatureType, Lens, PrepareSpec, Silent

N, COLUMNS, BATCH = 5_000_000, 20, 100_000
CENTRES = np.repeat([[-2.0], [0.0], [2.0]], COLUMNS, axis=1)
NAMES = tuple(f"x{place}" for place in range(COLUMNS))


def write(file: Path) -> None:
    """Write three groups, a batch at a time."""
    random = np.random.default_rng(0)
    schema = pa.schema([("customer_id", pa.int64()), *((name, pa.float64()) for name in NAMES)])
    with pq.ParquetWriter(file, schema) as out:
        for start in range(0, N, BATCH):
            rows = CENTRES[random.integers(0, 3, BATCH)] + random.standard_normal((BATCH, COLUMNS))
            columns = [pa.array(column) for column in (np.arange(start, start + BATCH), *rows.T)]
            out.write_table(pa.table(columns, schema=schema))


def segment(file: Path) -> tuple[int, list[int]]:
    """Give the most bytes of memory that the work took, and the sizes of the groups."""
    engine = DuckEngine(file.parent / "spill", memory_limit="200MB")
    relation = engine.create("feature_table", f"SELECT * FROM read_parquet('{file}')")
    features = tuple(Feature(name, FeatureType.NUMBER, Lens.BEHAVIOUR, "", "", "") for name in NAMES)
    table = FeatureTable(relation, features, (), "known", N, datetime(2025, 1, 1, tzinfo=UTC), None)
    recipe = prepare.fit(table, PrepareSpec(max_correlation=1.0), features=FeaturesSpec(use=NAMES))
    found = cluster.fit(table, recipe, ClusterSpec(k=3), seed=0, min_count=11, progress=Silent())
    labels = cluster.apply(table, recipe, found.model)
    sizes = engine.rows(f"SELECT count(*) FROM {labels.relation.name} GROUP BY group_id")
    engine.close()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, sorted(int(size) for (size,) in sizes)


@pytest.mark.slow
def test_customers_whom_memory_does_not_hold_are_grouped_all_the_same(tmp_path: Path) -> None:
    write(tmp_path / "features.parquet")
    with multiprocessing.get_context("spawn").Pool(1) as alone:
        peak, sizes = alone.apply(segment, (tmp_path / "features.parquet",))
    as_a_matrix = 8 * N * COLUMNS
    assert peak < as_a_matrix * 3 / 4
    assert sum(sizes) == N
    assert min(sizes) > 0.3 * N
