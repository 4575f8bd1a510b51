"""Planted truth: how much of what can be told apart is found, on clean and dirty files, and where nothing is.

usage: python benchmarks/planted.py [--customers N] [--seeds N] [--first N] [--only KIND] [--dirty LEVEL]

A is the adjusted Rand index of the Bayes classifier that knows the rates (`simulate.ceiling`): the most that can be
asked on average. Beside shoal stands what an analyst gets with scikit-learn who is told the true number of types:
recency, frequency, money, tenure and basket, logarithms, standardised, k-means.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler

import shoal
from shoal import simulate

STRUCTURES = {"distinct": simulate.DISTINCT_TYPES, "touching": simulate.TOUCHING_TYPES}
TEXTBOOK = ("recency_days", "order_count", "net_revenue", "tenure_days", "average_order_value")
ASKED_RATIO, ASKED_LOSS, ASKED_CONTINUUM = 0.85, 0.05, 0.95


@dataclass(frozen=True)
class Found:
    """What was said of one shop.

    Parameters
    ----------
    ceiling, ours, dirty, textbook : float
        Adjusted Rand indices: of the Bayes classifier, of shoal on the clean and on the dirty files, of k-means.
    k : int
    """

    ceiling: float
    ours: float
    dirty: float
    textbook: float
    k: int

    @property
    def ratio(self) -> float:
        """Give shoal's index as a share of the ceiling."""
        return self.ours / self.ceiling

    @property
    def loss(self) -> float:
        """Give what the dirt costs."""
        return self.ours - self.dirty


def told_the_truth(folder: Path, truth: pa.Table) -> float:
    """Give the adjusted Rand index of the textbook's k-means with the true number of types."""
    features = pq.read_table(folder / "features.parquet")
    rows = np.log1p(np.column_stack([np.maximum(features[name].to_numpy(), 0.0) for name in TEXTBOOK]))
    groups = KMeans(simulate.n_types(truth), n_init=10, random_state=0).fit_predict(
        StandardScaler().fit_transform(rows)
    )
    return simulate.agreement(truth, pa.table({"customer_id": features["customer_id"], "segment_id": groups}))


def dirty_files(
    n_customers: int, seed: int, types: tuple[simulate.CustomerType, ...], dirt: float, folder: Path
) -> tuple[Path, ...]:
    """Write the files of the same customers as an ordinary export has them: some of every kind of dirt."""
    shares = {kind: min(share * dirt, 1.0) for kind, share in simulate.DIRTY.shares().items()}
    plan = simulate.Business(n_customers, seed, types=types, dirt=simulate.Dirt(**shares))
    return simulate.write(plan, folder)


def planted(structure: str, n_customers: int, seed: int, dirt: float, folder: Path) -> Found:
    """Simulate a shop, clean and dirty, and let everyone say what they see."""
    types = STRUCTURES[structure]
    clean = simulate.shop(n_customers, seed=seed, types=types)
    result = shoal.run(simulate.write(clean, folder / "data"), out=folder / "clean")
    on_dirty = shoal.run(dirty_files(n_customers, seed, types, dirt, folder / "soiled"), out=folder / "dirty")
    return Found(
        ceiling=simulate.ceiling(clean, types).adjusted_rand.value,
        ours=simulate.agreement(clean.truth, result.assignments()),
        dirty=simulate.agreement(clean.truth, on_dirty.assignments()),
        textbook=told_the_truth(folder / "clean", clean.truth),
        k=result["k"],
    )


def is_continuum(n_customers: int, seed: int, folder: Path) -> bool:
    """Let shoal judge one smooth population."""
    smooth = simulate.smooth_shop(n_customers, seed=seed)
    return bool(shoal.run(simulate.write(smooth, folder / "data"), out=folder / "out")["verdict"] == "continuum")


def table(structure: str, found: list[Found]) -> str:
    """Give the figures of one structure, with what is asked beside them."""
    head = f"{structure + ' types':34}{'least':>8}{'median':>8}{'most':>8}  asked"
    rows: list[tuple[str, Callable[[Found], float], str]] = [
        ("ceiling A", lambda one: one.ceiling, ""),
        ("shoal run, told nothing", lambda one: one.ours, ""),
        (
            "  as a share of A",
            lambda one: one.ratio,
            _met(f">= {ASKED_RATIO}", [f.ratio >= ASKED_RATIO for f in found]),
        ),
        ("shoal run, dirty files", lambda one: one.dirty, ""),
        ("  lost to the dirt", lambda one: one.loss, _met(f"<= {ASKED_LOSS}", [f.loss <= ASKED_LOSS for f in found])),
        ("scikit-learn k-means, told k", lambda one: one.textbook, ""),
    ]
    lines = [f"{who:34}{_spread([value(one) for one in found])}  {asked}".rstrip() for who, value, asked in rows]
    return "\n".join([head, *lines, f"groups found: {sorted(one.k for one in found)}"])


def _spread(values: list[float]) -> str:
    return "".join(f"{value:8.3f}" for value in (min(values), statistics.median(values), max(values)))


def _met(asked: str, is_met: list[bool]) -> str:
    return f"{asked}: {sum(is_met)} of {len(is_met)}"


def main() -> None:
    """Run shops of every kind and print what was said of them."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--customers", type=int, default=2_000)
    options.add_argument("--seeds", type=int, default=20, help="shops of each kind")
    options.add_argument("--first", type=int, default=0, metavar="N", help="the first seed")
    options.add_argument("--only", choices=(*STRUCTURES, "smooth"), help="one kind of shops")
    options.add_argument("--dirty", type=float, default=1.0, metavar="LEVEL", help="times the ordinary dirt")
    chosen = options.parse_args()
    n, seeds = chosen.seeds, range(chosen.first, chosen.first + chosen.seeds)
    with tempfile.TemporaryDirectory() as name:
        os.environ["SHOAL_HOME"] = name
        print(
            f"{n} shops of each kind, {chosen.customers:,} customers;"
            f" {chosen.dirty:g} times the ordinary dirt in the dirty copies",
            flush=True,
        )
        for structure in STRUCTURES if chosen.only is None else {chosen.only} & STRUCTURES.keys():
            found = [
                planted(structure, chosen.customers, seed, chosen.dirty, Path(name) / f"{structure}-{seed}")
                for seed in seeds
            ]
            print(f"\n{table(structure, found)}", flush=True)
        if chosen.only in (None, "smooth"):
            smooth = [is_continuum(chosen.customers, seed, Path(name) / f"smooth-{seed}") for seed in seeds]
            asked = math.ceil(round(ASKED_CONTINUUM * n, 6))
            print(f"\nsmooth shops called a continuum: {sum(smooth)} of {n}; asked: {asked}")


if __name__ == "__main__":
    main()
