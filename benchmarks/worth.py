"""What segments are worth: how well those of earlier days told what customers did next, beside other ways.

usage: python benchmarks/worth.py [--data FOLDER] [--shops N]

Public shops are segmented in two ways: as shoal chooses for itself (k-means or tiers), and by k-means with six groups.
On up to four earlier days everything is done again on what was known by then. A figure is the rank
correlation of what was expected with what customers spent or ordered, or how often of two customers the one who stayed
away was named (AUC), with its 95 % interval over customers.

Below stand shops in which every customer orders by chance alone, so that nothing can be told: 95 of 100 intervals, or
more, must hold chance (0, or 0.5 of AUC).
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

import shoal
from shoal.stats.intervals import wilson

DATA = Path(os.environ.get("SHOAL_DATASETS", "../shared/data"))
SHOPS = (
    "online_retail/online_retail.parquet",
    "cdnow/cdnow_master.parquet",
    "apparel_simulated/apparel_trans.csv",
)
SEGMENTED: Mapping[str, Mapping[str, Any]] = {
    "auto": {"cluster.candidates": ["kmeans"]},
    "k-means, 6": {"cluster.algorithm": "kmeans", "cluster.k": 6},
}
WAYS = ("segments", "value_tiers", "rfm_grid", "log_spend", "model")
ASKED = 0.95
DAYS = 500


def worth_of(source: Any, out: Path, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Segment a shop, and give what its segments were worth."""
    found: dict[str, Any] = shoal.run(source, out=out, full=True, settings=settings).to_dict()["evidence"]["worth"]
    return found


def table(name: str, source: Path, folder: Path) -> None:
    """Print the figures of one shop."""
    for way, settings in SEGMENTED.items():
        worth = worth_of(source, folder / f"{name}_{len(way)}", settings)
        if worth["why_not"]:
            print(f"{name}, {way}: {worth['why_not']}", flush=True)
            continue
        origins, customers = len(worth["origins"]), worth["n_customers"]
        print(f"{name}, {way}: {customers:,} customers, {origins} origins, {worth['horizon_days']} days after each")
        print(f"  {'':20}" + "".join(f"{each:>24}" for each in WAYS))
        for one in worth["outcomes"]:
            cells = [_cell(one["by"].get(each)) for each in WAYS]
            print(f"  {one['outcome'] + ', ' + one['measure']:20}" + "".join(f"{cell:>24}" for cell in cells))
            ahead = [_cell(one["ahead"].get(each)) for each in WAYS]
            print(f"  {'  segments ahead by':20}" + "".join(f"{cell:>24}" for cell in ahead), flush=True)


def _cell(figure: Mapping[str, float] | None) -> str:
    return "–" if figure is None else f"{figure['value']:.3f} ({figure['low']:.3f}, {figure['high']:.3f})"


def by_chance(random: np.random.Generator) -> pa.Table:
    """Make a shop in which every customer orders on any day with the same chance, for any sum."""
    n_customers = int(random.integers(300, 700))
    n_orders = int(n_customers * random.uniform(3.0, 7.0))
    days: NDArray[np.int64] = random.integers(DAYS, size=n_orders)
    return pa.table(
        {
            "customer": [f"K{who:04d}" for who in random.integers(n_customers, size=n_orders)],
            "date": [date(2024, 1, 1) + timedelta(int(day)) for day in days],
            "amount": random.lognormal(3.0, 0.8, n_orders).round(2),
        }
    )


def covered(n_shops: int, folder: Path) -> None:
    """Print how many intervals hold chance where there is nothing but chance."""
    held: dict[str, list[bool]] = defaultdict(list)
    for number in range(n_shops):
        shop = by_chance(np.random.default_rng([5, number]))
        worth = worth_of({"orders": shop}, folder / f"chance_{number}", SEGMENTED["k-means, 6"])
        for one in worth["outcomes"]:
            chance = 0.5 if one["measure"] == "auc" else 0.0
            for way, figure in one["by"].items():
                held[way].append(figure["low"] <= chance <= figure["high"])
            held["ahead of tiers"].append(
                one["ahead"]["value_tiers"]["low"] <= 0 <= one["ahead"]["value_tiers"]["high"]
            )
    print(f"{n_shops} shops of nothing but chance: share of intervals that hold it, asked {ASKED:.2f} or more")
    for way, values in held.items():
        share = wilson(sum(values), len(values))
        print(f"  {way:18}{len(values):6,}{share.value:8.3f}  ({share.low:.3f} to {share.high:.3f})", flush=True)


def main() -> None:
    """Print both tables."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, default=DATA)
    options.add_argument("--shops", type=int, default=24, help="shops of nothing but chance")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name in SHOPS:
            if (chosen.data / name).is_file():
                table(Path(name).parent.name, chosen.data / name, folder)
        covered(chosen.shops, folder)


if __name__ == "__main__":
    main()
