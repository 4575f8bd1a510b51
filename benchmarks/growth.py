"""How time and memory of k-means grow from 100,000 to 10 million customers, of whom memory holds a part.

usage: python benchmarks/growth.py [--most N] [--features N] [--k N] [--memory SIZE]

Every size is worked on in a process of its own: its features lie in a Parquet file, the engine may use so much memory
and spills the rest to the disk. What is looked at before (is there structure, how many groups) sees a bounded sample,
costs the same at every size, and is timed apart; what counts is the rest: the matrix is prepared, the centroids move to
rest on everybody, and everybody is placed. The exponent is the slope between the smallest and the largest, on
logarithms.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import resource
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from shoal import cluster, prepare
from shoal.cluster.groupings import group
from shoal.cluster.rows import sample_rows
from shoal.cluster.study import look
from shoal.engine import DuckEngine
from shoal.terms import ClusterSpec, Feature, FeaturesSpec, FeatureTable, FeatureType, Lens, PrepareSpec, Silent

LEAST, ASKED_EXPONENT = 100_000, 1.1
BATCH = 100_000
N_GROUPS = 6


@dataclass(frozen=True)
class Size:
    """What was measured at one size."""

    n: int
    bytes_of_matrix: int
    looking: float
    wall: float
    cpu: float
    mebibytes: float
    said: str


def write(file: Path, n: int, features: int) -> None:
    """Write skewed features of customers in overlapping groups, a batch at a time."""
    random = np.random.default_rng(0)
    centres = 1.3 * random.standard_normal((N_GROUPS, features))
    names = [f"feature_{place}" for place in range(features)]
    schema = pa.schema([("customer_id", pa.int64()), *((name, pa.float64()) for name in names)])
    with pq.ParquetWriter(file, schema) as out:
        for start in range(0, n, BATCH):
            m = min(BATCH, n - start)
            rows = centres[random.integers(0, N_GROUPS, m)] + random.standard_normal((m, features))
            columns = [np.arange(start, start + m), *np.exp(rows / 2).T]
            out.write_table(pa.table([pa.array(column) for column in columns], schema=schema))


def measured(file: Path, n: int, features: int, k: int, memory: str) -> Size:
    """Segment one file."""
    engine = DuckEngine(file.parent / "spill", memory_limit=memory)
    relation = engine.create("feature_table", f"SELECT * FROM read_parquet('{file}')")
    names = tuple(f"feature_{place}" for place in range(features))
    defined = tuple(Feature(name, FeatureType.NUMBER, Lens.BEHAVIOUR, "", "", "") for name in names)
    table = FeatureTable(relation, defined, (), "known", n, datetime(2025, 1, 1, tzinfo=UTC), None)
    spec = ClusterSpec(k=k)
    started = time.perf_counter()
    recipe = prepare.fit(table, PrepareSpec(), features=FeaturesSpec(use=names))
    study = look(table, recipe, spec, sample_rows(table, recipe, spec.sample_size), 0, 11, Silent())
    looked, cpu = time.perf_counter(), time.process_time()
    found = group(study, "kmeans", k, None, Silent())
    cluster.apply(table, recipe, found.model)
    wall, cpu = time.perf_counter() - looked, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    engine.close()
    return Size(n, 8 * n * features, looked - started, wall, cpu, peak, found.evidence.reason)


def sizes(most: int) -> list[int]:
    """Give sizes half a power of ten apart, the last one whole."""
    steps = round(2 * math.log10(most / LEAST))
    return [round(LEAST * (most / LEAST) ** (step / steps)) for step in range(steps + 1)]


def main() -> None:
    """Work on every size and print what was asked and measured."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--most", type=int, default=10_000_000)
    options.add_argument("--features", type=int, default=10)
    options.add_argument("--k", type=int, default=N_GROUPS)
    options.add_argument("--memory", default="1GB", help="that the engine may use")
    chosen = options.parse_args()
    print(f"{chosen.features} features, k = {chosen.k}, {chosen.memory} of memory for the engine")
    print(f"{'customers':>12}{'matrix, MB':>12}{'looking, s':>12}{'wall, s':>10}{'CPU, s':>10}{'peak, MB':>10}")
    found: list[Size] = []
    for n in sizes(chosen.most):
        with tempfile.TemporaryDirectory() as folder, multiprocessing.get_context("spawn").Pool(1) as alone:
            file = Path(folder) / "features.parquet"
            write(file, n, chosen.features)
            one = alone.apply(measured, (file, n, chosen.features, chosen.k, chosen.memory))
        found.append(one)
        figures = f"{one.looking:12.1f}{one.wall:10.1f}{one.cpu:10.1f}{one.mebibytes:10.0f}"
        print(f"{n:12,}{one.bytes_of_matrix / 1e6:12.0f}{figures}", flush=True)
    print(found[-1].said)
    ratio = math.log(found[-1].n / found[0].n)
    for name, ends in (("wall time", [one.wall for one in found]), ("CPU time", [one.cpu for one in found])):
        print(f"{name} grows as n^{math.log(ends[-1] / ends[0]) / ratio:.2f}   asked: <= n^{ASKED_EXPONENT}")


if __name__ == "__main__":
    main()
