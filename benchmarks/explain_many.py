"""How long one `shoal explain` takes, of few customers and of a million.

usage: python benchmarks/explain_many.py [--sets NAME ...] [--formed HOW ...] [--customers N] [--tried N]

A set is segmented; then what was published of it is repeated under new ids until there are so many customers, each with
all their orders, so that a lookup that reads on and on shows. Customers from all over the file are explained one after
another in a process that has the version open. Sets are found where SHOAL_DATASETS says.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq

from explain import ASKED_MS, FORMED, formed
from shoal.api.outside import surroundings
from shoal.app.explain import explaining
from shoal.engine import DuckEngine, literal
from shoal.registry.result import LOOKED_UP
from shoal.store.manifest import rewriting

SETS = ("shop", "online_retail")
KEYS = ("customer_id", "source_key", "linked_key")
ORDERS = {"features": "md5(customer_id), customer_id", "assignments": "md5(customer_id), customer_id",
          "identity": "md5(customer_id), customer_id, source_key", "history_lines": "ALL"}  # fmt: skip


def repeated(folder: Path, times: int) -> None:
    """Repeat the customers of a published version under ids of their own."""
    with tempfile.TemporaryDirectory() as spill, closing(DuckEngine(Path(spill))) as engine:
        for name, order in ORDERS.items():
            path = folder / f"{name}.parquet"
            columns = pq.read_schema(path).names
            named = ", ".join(
                f"CASE WHEN i > 0 THEN {column} || '-' || i ELSE {column} END AS {column}" if column in KEYS else column
                for column in columns
            )
            with rewriting(path) as beside:
                engine.write(
                    f"SELECT * FROM (SELECT {named} FROM read_parquet({literal(str(path))}), range({times}) t(i))"
                    f" ORDER BY {order}",
                    beside,
                    rows_together=LOOKED_UP,
                )


def measured(what: str, workspace: Path, n_tried: int) -> None:
    """Explain some customers and print how long it took."""
    start = time.perf_counter()
    with explaining(workspace, None, surroundings=surroundings()) as explainer:
        opened = time.perf_counter() - start
        ids = explainer.people.assignments.ids
        chosen = [ids[(2 * place + 1) * len(ids) // (2 * n_tried)].as_py() for place in range(n_tried)]
        explainer.explain(chosen[0])
        took = []
        for customer in chosen:
            start, cpu = time.perf_counter(), time.process_time()
            explainer.explain(customer)
            took.append((1000 * (time.perf_counter() - start), 1000 * (time.process_time() - cpu)))
    waited, worked = (sorted(one) for one in zip(*took, strict=True))
    gib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{what}: {len(ids):,} customers, opened in {opened:.1f} s, at most {gib:.2f} GiB")
    for name, times in (("as waited for", waited), ("of the processor", worked)):
        print(
            f"  one explain, ms, {name:18} median {statistics.median(times):5.0f}   nine of ten within"
            f" {times[9 * len(times) // 10]:5.0f}   asked: < {ASKED_MS}",
            flush=True,
        )


def main() -> None:
    """Segment every set, explain some of its customers, then as many more."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sets", nargs="+", default=list(SETS), choices=SETS)
    options.add_argument("--formed", nargs="+", default=list(FORMED), choices=FORMED)
    options.add_argument("--customers", type=int, default=1_000_000, help="how many they are repeated to")
    options.add_argument("--tried", type=int, default=200, help="how many are explained")
    chosen = options.parse_args()
    for name, how, folder, result in formed(chosen.sets, chosen.formed):
        measured(f"{name}, {how}", folder, chosen.tried)
        version = Path(folder, ".shoal/versions", *result["segmentation"].values())
        repeated(version, -(-chosen.customers // result["n_customers"]))
        measured(f"{name}, {how}, repeated", folder, chosen.tried)


if __name__ == "__main__":
    main()
