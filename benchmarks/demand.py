"""Demand of segments: forecasts of earlier days against what came, beside two plain ones; and how the bands hold.

usage: SHOAL_DATASETS=FOLDER python benchmarks/demand.py [--shops N] [--first-seed N] [--customers N] [--weeks N]

On Online Retail and on simulated shops (whose customers follow none of the models) `shoal predict demand --backtest`
looks ahead from eight earlier days, each time with segments formed of what was known by then, whose members stay those
of that day; each shop stands apart, then all of them together. Errors are absolute differences, added up over days,
weeks, segments and new customers, as a share of what came.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

import shoal

WAYS = {"ours": "ours", "four_weeks": "mean of four weeks", "seasonal_naive": "seasonal-naive"}


def told(results: Sequence[Mapping[str, Any]]) -> None:
    """Print the errors of all, each measure a line."""
    tried = [one for result in results for one in result["backtest"]]
    for measure in tried[0]["measures"]:
        missed = [one["measures"][measure] for one in tried]
        came = sum(one["came"] for one in missed)
        errors = ", ".join(f"{name} {sum(one[way] for one in missed) / came:.3f}" for way, name in WAYS.items())
        cells = [(one["n_lines"], one["measures"][measure]["inside"]) for one in tried]
        inside = sum(n * share for n, share in cells) / sum(n for n, _ in cells)
        print(f"  {measure}: {errors}; {inside:.1%} inside the 80 % bands, asked 75 to 85 %")
    for result in results:
        if len(results) > 1:
            continue
        for measure, others in result["compared"].items():
            less = ", ".join(
                f"{one['value']:.0%} ({one['low']:.0%} to {one['high']:.0%}) below {WAYS[other]}"
                for other, one in others.items()
            )
            print(f"  {measure}: error {less}; asked below both")


def main() -> None:
    """Print everything."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--shops", type=int, default=3)
    options.add_argument("--first-seed", type=int, default=0)
    options.add_argument("--customers", type=int, default=800)
    options.add_argument("--weeks", type=int, default=4)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if os.environ.get("SHOAL_DATASETS"):
            retail = Path(os.environ["SHOAL_DATASETS"]) / "online_retail" / "online_retail.parquet"
            shoal.run(retail, out=folder / "retail")
            result = shoal.demand(folder / "retail", weeks=chosen.weeks, backtest=True)
            print(f"Online Retail, {chosen.weeks} weeks ahead, {len(result['backtest'])} earlier days")
            told([result])
        else:
            print("Online Retail was left out: set SHOAL_DATASETS to the folder that holds it.")
        results = []
        for seed in range(chosen.first_seed, chosen.first_seed + chosen.shops):
            pq.write_table(shoal.simulate.shop(chosen.customers, seed=seed).orders, folder / f"shop_{seed}.parquet")
            shoal.run(folder / f"shop_{seed}.parquet", out=folder / f"shop_{seed}")
            results.append(shoal.demand(folder / f"shop_{seed}", weeks=chosen.weeks, backtest=True))
            print(f"shop {seed} of {chosen.customers:,} customers, {chosen.weeks} weeks ahead")
            told(results[-1:])
        if len(results) > 1:
            print(f"all {len(results)} simulated shops together")
            told(results)


if __name__ == "__main__":
    main()
