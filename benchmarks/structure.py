"""Is it real, and how many: generated groups whose number is known, and populations that have none.

usage: python benchmarks/structure.py [--every N] [--first N] [--run core|full|all] [--verbose]

200 mixtures of 2 to 9 groups (the largest overlap of two is 0.01 to 0.05 in the sense of MixSim; sizes up to 20:1;
1,000 to 3,000 customers; 2 to 15 columns; round, correlated, skewed, with up to four noise columns more, with noise
points) and 200 populations without groups (uniform, Gaussian, log-normal, correlated, heavy-tailed, banana-shaped,
copula draws with real margins from the folder that SHOAL_DATASETS names). The number of a set is its seed. All are
prepared as a run prepares them. The verdict and the number are those of `cluster.fit`: of the core run (`core`), and of
a run with k-means and the mixture as candidates (`full`). With `--run all` everybody competes, as they do in a run with
`--full`: the further candidates find groups of other shapes, and take several times as long.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from auto import Plain
from generated import mixture, null, prepared
from shoal import cluster
from shoal.engine import DuckEngine
from shoal.stats.intervals import wilson
from shoal.terms import ClusterSpec, Feature, FeatureTable, FeatureType, Lens, Silent

N_SETS = 200
ASKED = {"right k": 180, "continuum": 185}
BOTH = "both"
RUNS = {
    "core": ClusterSpec(),
    "full": ClusterSpec(candidates=("kmeans", "gaussian_mixture")),
    "all": ClusterSpec(
        candidates=("kmeans", "bisecting_kmeans", "hierarchical", "birch", "gaussian_mixture", "dbscan", "hdbscan")
    ),
}

Rows = NDArray[np.float64]


def number_of_groups(rows: Rows, spec: ClusterSpec) -> int:
    """Give the number of natural groups that are found; 1 for a continuum."""
    names = tuple(f"x{place}" for place in range(rows.shape[1]))
    ids = pa.array([f"c{place:06d}" for place in range(len(rows))])
    with tempfile.TemporaryDirectory() as spill:
        engine = DuckEngine(Path(spill))
        table = pa.table([ids, *(pa.array(column) for column in rows.T)], names=["customer_id", *names])
        relation = engine.register("feature_table", table)
        features = tuple(Feature(name, FeatureType.NUMBER, Lens.BEHAVIOUR, "", "all history", name) for name in names)
        made = FeatureTable(relation, features, (), "buyers", len(rows), datetime(2025, 1, 1, tzinfo=UTC), None)
        found = cluster.fit(made, Plain(names), spec, seed=0, min_count=11, progress=Silent())
        engine.close()
    return found.model.n_groups if found.is_natural else 1


def mixtures() -> Iterator[tuple[str, int, Rows]]:
    """Give the kind, the number of groups and the rows of each mixture."""
    for number in range(N_SETS):
        one = mixture(number)
        yield one.kind, one.k, prepared(one.rows)


def nulls() -> Iterator[tuple[str, int, Rows]]:
    """Give the same of each population without groups."""
    for number in range(N_SETS):
        kind, rows = null(number)
        yield kind, 1, prepared(rows)


def measure(
    name: str, sets: Callable[[], Iterator[tuple[str, int, Rows]]], spec: ClusterSpec, chosen: argparse.Namespace
) -> None:
    """Print how many of the sets are judged rightly, by kind, with what is asked of all of them."""
    right, all_of = Counter[str](), Counter[str]()
    began = time.perf_counter()
    for number, (kind, k, rows) in enumerate(sets()):
        if number % chosen.every != chosen.first:
            continue
        found = number_of_groups(rows, spec)
        all_of[kind] += 1
        right[kind] += found == k
        if chosen.verbose and found != k:
            print(f"  set {number}, {kind}, {len(rows):,} x {rows.shape[1]}: {found} instead of {k}", flush=True)
    n, good = all_of.total(), right.total()
    share = wilson(good, n)
    print(
        f"{name}: {good} of {n} ({share.low:.0%} to {share.high:.0%}); asked: {ASKED[name]} of {N_SETS}"
        f" ({ASKED[name] / N_SETS:.1%}): {'yes' if good * N_SETS >= ASKED[name] * n else 'no'};"
        f" {(time.perf_counter() - began) / n:.1f} s a set"
    )
    print("  " + ", ".join(f"{kind} {right[kind]} of {count}" for kind, count in all_of.items()), flush=True)


def main() -> None:
    """Measure both families with each run."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--every", type=int, default=1, metavar="N", help="only one set of so many")
    options.add_argument("--first", type=int, default=0, metavar="N", help="number of the first of them")
    options.add_argument("--run", choices=[BOTH, *RUNS], default=BOTH, help=f"{BOTH}: core and full")
    options.add_argument("--verbose", action="store_true", help="a line for each set that is judged wrongly")
    chosen = options.parse_args()
    for run in ("core", "full") if chosen.run == BOTH else (chosen.run,):
        print(f"\n{run}", flush=True)
        measure("right k", mixtures, RUNS[run], chosen)
        measure("continuum", nulls, RUNS[run], chosen)


if __name__ == "__main__":
    main()
