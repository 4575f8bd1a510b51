"""Wide data: 500 features of 100,000 customers through a whole run, in bounded time and memory.

usage: python benchmarks/wide.py [--customers N] [--features N]

The table is made: 30 hidden numbers with four groups in six of them, and columns that are near copies of one of them
(most), noise, categories and constants. Each part of the run is timed by its own progress messages.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import shoal
from shoal import simulate

N_HIDDEN, N_GROUPS, N_TOLD = 30, 4, 6
ASKED_SECONDS, ASKED_GIB = 60.0, 2.0


class Stages:
    """Notes when each stage began."""

    def __init__(self) -> None:
        self.began: list[tuple[str, float]] = []

    def stage(self, name: str, share: float) -> None:  # noqa: ARG002 - the protocol of progress
        """Note it."""
        self.began.append((name, time.perf_counter()))

    def step(self, share: float) -> None:
        """Pass by."""


def made(n_customers: int, n_features: int, *, seed: int = 0) -> tuple[pa.Table, pa.Table]:
    """Make the table and the truth."""
    random = np.random.default_rng(seed)
    groups = random.integers(0, N_GROUPS, n_customers)
    hidden = random.standard_normal((n_customers, N_HIDDEN))
    hidden[:, :N_TOLD] += (3.0 * random.standard_normal((N_GROUPS, N_TOLD)))[groups]
    ids = pa.array([f"K{n:07d}" for n in range(n_customers)])
    columns: dict[str, pa.Array] = {"customer_id": ids}
    for place in range(n_features):
        kind = place % 20
        name = f"measure_{place}"
        if kind == 17:
            values = pa.array(random.standard_normal(n_customers).round(6))
        elif kind == 18:
            values = pa.array(np.array(["north", "south", "east", "west"])[random.integers(0, 4, n_customers)])
        elif kind == 19:
            values = pa.array(np.full(n_customers, 7.0))
        else:
            copy = hidden[:, place % N_HIDDEN] + 0.2 * random.standard_normal(n_customers)
            values = pa.array((10 + place + (1 + place % 7) * copy).round(6))
        columns[name] = values
    return pa.table(columns), pa.table({"customer_id": ids, "type": [f"type {group}" for group in groups.tolist()]})


def write(folder: Path, n_customers: int, n_features: int) -> None:
    """Write both; in a process of its own, for its memory is not that of the run."""
    table, truth = made(n_customers, n_features)
    pq.write_table(table, folder / "customers.parquet")
    pq.write_table(truth, folder / "truth.parquet")


def main() -> None:
    """Run it and print what was asked and measured."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--customers", type=int, default=100_000)
    options.add_argument("--features", type=int, default=500)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        os.environ["SHOAL_HOME"] = name
        making = multiprocessing.get_context("spawn").Process(
            target=write, args=(Path(name), chosen.customers, chosen.features)
        )
        making.start()
        making.join()
        truth = pq.read_table(Path(name) / "truth.parquet")
        before = resource.getrusage(resource.RUSAGE_SELF)
        stages, start = Stages(), time.perf_counter()
        result = shoal.run(Path(name) / "customers.parquet", out=Path(name) / "out", progress=stages)
        seconds = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_SELF)
        report = (Path(name) / "out" / "report.html").stat().st_size / 2**20
        index = simulate.agreement(truth, result.assignments())
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    used = [feature["name"] for feature in result["features"] if feature["used"]]
    twins = sum(feature["same_as"] is not None for feature in result["features"])
    print(f"{chosen.customers:,} customers, {chosen.features} features")
    ends = [*(began for _, began in stages.began[1:]), start + seconds]
    for (stage, began), end in zip(stages.began, ends, strict=True):
        print(f"  {stage:32}{end - began:8.1f} s")
    print(f"{'wall time':34}{seconds:8.1f} s     asked: <= {ASKED_SECONDS:g}")
    print(f"{'CPU time':34}{cpu:8.1f} s")
    print(f"{'peak memory of the process':34}{after.ru_maxrss / 2**20:8.2f} GiB   asked: <= {ASKED_GIB:g}")
    print(f"used {len(used)}, {twins} said by others; report {report:.1f} MiB")
    print(f"{result['verdict']}, {result['k']} segments, adjusted Rand {index:.3f} with the {N_GROUPS} planted")


if __name__ == "__main__":
    main()
