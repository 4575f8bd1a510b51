"""The simulator at full size: time and memory for a million customers, beside a table of mere noise.

usage: python benchmarks/simulate.py [--customers N] [--pairs N]

The peer draws as many order lines with the same columns, each column at random and without any customer behind them,
and writes them as Parquet with pyarrow, a part at a time: what the bytes alone cost.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

OURS = """
import json, resource, sys, time
from pathlib import Path
from shoal import simulate
began = time.perf_counter()
folder = Path(sys.argv[2])
simulate.write(simulate.business(int(sys.argv[1]), seed=1), folder, format="parquet", with_truth=True)
took = time.perf_counter() - began
import pyarrow.parquet as pq
lines = pq.ParquetFile(folder / "orders.parquet").metadata.num_rows
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": took, "mebibytes": peak, "lines": lines}))
"""

NOISE = """
import json, resource, sys, time
from pathlib import Path
import numpy as np, pyarrow as pa, pyarrow.parquet as pq
began = time.perf_counter()
lines, part, draw, writer = int(sys.argv[1]), 700_000, np.random.default_rng(1), None
words = pa.array([f"product {row}" for row in range(576)])
countries = pa.array(["Germany", "France", "Netherlands", "Spain", "Denmark", "Portugal"])
for first in range(0, lines, part):
    n = min(part, lines - first)
    table = pa.table({
        "order_id": pa.array(draw.integers(500_000, 2**31, n)).cast(pa.string()),
        "customer_id": pa.array(draw.integers(10_000, 1_000_000, n)).cast(pa.string()),
        "ordered_at": pa.array(draw.integers(1_704_153_600, 1_767_225_600, n)).cast(pa.timestamp("s")),
        "product": words.take(pa.array(draw.integers(0, 576, n))),
        "category": words.take(pa.array(draw.integers(0, 8, n))),
        "quantity": pa.array(draw.integers(1, 9, n)),
        "unit_price": pa.array(draw.integers(100, 9_999, n)).cast(pa.decimal128(21, 2)),
        "country": countries.take(pa.array(draw.integers(0, 6, n))),
    })
    writer = writer or pq.ParquetWriter(Path(sys.argv[2]) / "noise.parquet", table.schema, compression="zstd")
    writer.write_table(table)
writer.close()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": time.perf_counter() - began, "mebibytes": peak, "lines": lines}))
"""


def measured(script: str, size: int) -> dict[str, float]:
    """Run a script in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "out").mkdir()
        ran = subprocess.run(
            [sys.executable, "-c", script, str(size), str(Path(folder, "out"))],
            check=True,
            capture_output=True,
            text=True,
        )
    return dict(json.loads(ran.stdout))


def main() -> None:
    """Simulate, draw noise of the same size, and print both."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--customers", type=int, default=1_000_000)
    options.add_argument("--pairs", type=int, default=1)
    chosen = options.parse_args()
    ratios = []
    for _ in range(chosen.pairs):
        ours = measured(OURS, chosen.customers)
        noise = measured(NOISE, int(ours["lines"]))
        ratios.append(ours["seconds"] / noise["seconds"])
        for who, run in (("simulated", ours), ("mere noise", noise)):
            print(
                f"{who:12}{chosen.customers:>12,} customers{int(run['lines']):>12,} lines"
                f"{run['seconds']:>8.1f} s{run['mebibytes']:>8,.0f} MiB"
            )
    print(f"ratio of the times: {statistics.median(ratios):.2f}")
    print("asked: a million customers and 20 million lines in under 300 s and 2,048 MiB")


if __name__ == "__main__":
    main()
