"""Every algorithm on a million customers, each in a process of its own: time and peak memory, beside what is asked.

usage: python benchmarks/million.py [--customers N] [--algorithm NAME ..] [--k K]

Ten made-up features with eight groups of unequal size. Measured is `cluster.fit` and then `cluster.apply` on everyone,
without the making of the data; the peak is that of the whole process.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from auto import Plain
from shoal import cluster
from shoal.cluster.algorithms import ALGORITHMS
from shoal.engine import DuckEngine
from shoal.terms import ClusterSpec, Feature, FeatureTable, FeatureType, Lens, Silent

NAMES = ("kmeans", *ALGORITHMS, "value_tiers")
QUICK = ("hierarchical", "dbscan", "hdbscan")
MOST_SECONDS, MOST_GIB = 300.0, 4.0
COLUMNS, GROUPS = 10, 8


def customers(n: int) -> pa.Table:
    """Draw customers of eight groups, one column of features after the other, so that little is in memory at once."""
    random = np.random.default_rng(0)
    centres = 3.0 * random.standard_normal((GROUPS, COLUMNS))
    group = random.choice(GROUPS, n, p=np.arange(1, GROUPS + 1)[::-1] / (GROUPS * (GROUPS + 1) / 2))
    columns = {f"x{place}": centres[group, place] + random.standard_normal(n) for place in range(COLUMNS)}
    return pa.table({"customer_id": np.char.mod("c%07d", np.arange(n)), **columns})


def measure(name: str, n: int, k: int) -> dict[str, float]:
    """Fit and place everyone; with the peak memory of this process."""
    names = tuple(f"x{place}" for place in range(COLUMNS))
    with tempfile.TemporaryDirectory() as spill:
        engine = DuckEngine(Path(spill))
        relation = engine.create(
            "feature_table", f"SELECT * FROM {engine.register('drawn', customers(n)).name}", step=""
        )
        engine.drop("drawn")
        features = tuple(Feature(one, FeatureType.NUMBER, Lens.BEHAVIOUR, "", "all history", one) for one in names)
        table = FeatureTable(relation, features, (), "buyers", n, datetime(2025, 1, 1, tzinfo=UTC), None)
        takes_k = name not in ALGORITHMS or ALGORITHMS[name].takes_k
        spec = ClusterSpec(algorithm=name, k=k if takes_k else "auto")  # type: ignore[arg-type]
        recipe = Plain(names)
        began = time.perf_counter()
        found = cluster.fit(table, recipe, spec, seed=0, min_count=11, progress=Silent())
        fitted = time.perf_counter()
        labels = cluster.apply(table, recipe, found.model)
        placed = time.perf_counter()
        groups = len(engine.rows(f"SELECT DISTINCT group_id FROM {labels.relation.name}", step="groups"))
        engine.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return {"fit": fitted - began, "apply": placed - fitted, "groups": groups, "gib": peak}


def line(name: str, found: dict[str, float]) -> str:
    """Say what was measured, with what is asked."""
    seconds = found["fit"] + found["apply"]
    asked = [f"under {MOST_GIB:g} GiB: {'yes' if found['gib'] < MOST_GIB else 'no'}"]
    if name in QUICK:
        asked.append(f"within {MOST_SECONDS:g} s: {'yes' if seconds <= MOST_SECONDS else 'no'}")
    return (
        f"{name:20}{found['groups']:8.0f}{found['fit']:9.1f}{found['apply']:9.1f}{seconds:9.1f}{found['gib']:8.2f}  "
        + ", ".join(asked)
    )


def main() -> None:
    """Measure one algorithm after the other."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--customers", type=int, default=1_000_000)
    options.add_argument("--algorithm", nargs="*", default=list(NAMES), choices=NAMES, metavar="NAME")
    options.add_argument("--k", type=int, default=8)
    options.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.one:
        print(json.dumps(measure(chosen.algorithm[0], chosen.customers, chosen.k)))
        return
    print(f"{chosen.customers:,} customers, {COLUMNS} features; seconds and GiB")
    print(f"{'algorithm':20}{'groups':>8}{'fit':>9}{'apply':>9}{'both':>9}{'peak':>8}  asked", flush=True)
    for name in chosen.algorithm:
        mine = ["--one", "--algorithm", name, "--customers", str(chosen.customers), "--k", str(chosen.k)]
        answer = subprocess.run([sys.executable, __file__, *mine], capture_output=True, text=True, check=False)
        if answer.returncode:
            print(f"{name:20}did not finish: {answer.stderr.strip().splitlines()[-1]}", flush=True)
        else:
            print(line(name, json.loads(answer.stdout)), flush=True)


if __name__ == "__main__":
    main()
