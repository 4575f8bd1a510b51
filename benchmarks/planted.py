"""Planted truth: whether the types are found, and one smooth population is called a continuum.

usage: python benchmarks/planted.py [--customers N] [--seeds N]

Beside shoal stands what an analyst gets with scikit-learn who is told the true number of types: recency, frequency,
money, tenure and basket, logarithms, standardised, k-means.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler

import shoal
from shoal import simulate

TEXTBOOK = ("recency_days", "order_count", "net_revenue", "tenure_days", "average_order_value")


def told_the_truth(folder: Path, truth: pa.Table) -> float:
    """Give the adjusted Rand index of the textbook's k-means with the true number of types."""
    features = pq.read_table(folder / "features.parquet")
    rows = np.log1p(np.column_stack([np.maximum(features[name].to_numpy(), 0.0) for name in TEXTBOOK]))
    groups = KMeans(simulate.n_types(truth), n_init=10, random_state=0).fit_predict(
        StandardScaler().fit_transform(rows)
    )
    return simulate.agreement(truth, pa.table({"customer_id": features["customer_id"], "segment_id": groups}))


def main() -> None:
    """Run shops of both kinds and print what was said of them."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--customers", type=int, default=2_000)
    options.add_argument("--seeds", type=int, default=20)
    chosen = options.parse_args()
    ours: list[float] = []
    peers: list[float] = []
    ks: list[int] = []
    verdicts = {"shop": 0, "smooth": 0}
    with tempfile.TemporaryDirectory() as name:
        os.environ["SHOAL_HOME"] = name
        for seed in range(chosen.seeds):
            folder = Path(name) / f"distinct-{seed}"
            shop = simulate.shop(chosen.customers, seed=seed)
            result = shoal.run(simulate.write(shop, folder / "data"), out=folder)
            verdicts["shop"] += result["verdict"] == "clusters"
            ks.append(result["k"])
            ours.append(simulate.agreement(shop.truth, result.assignments()))
            peers.append(told_the_truth(folder, shop.truth))
            folder = Path(name) / f"smooth-{seed}"
            smooth = simulate.smooth_shop(chosen.customers, seed=seed)
            result = shoal.run(simulate.write(smooth, folder / "data"), out=folder)
            verdicts["smooth"] += result["verdict"] == "continuum"
    n = chosen.seeds
    print(
        f"{n} shops of six types, {chosen.customers:,} customers: 'clusters' {verdicts['shop']} of {n}, k {sorted(ks)}"
    )
    print(f"{n} smooth shops: 'continuum' {verdicts['smooth']} of {n}")
    print(f"{'adjusted Rand index':24}{'least':>8}{'median':>8}{'most':>8}")
    for who, values in (("shoal run, told nothing", ours), ("scikit-learn, told k", peers)):
        print(f"{who:24}{min(values):8.3f}{statistics.median(values):8.3f}{max(values):8.3f}")


if __name__ == "__main__":
    main()
