"""Rules: how well few conditions give back the segments of real and simulated customers, on those held back.

usage: python benchmarks/rules.py [--sets NAME ...]

Each set is segmented twice: into groups (k-means, with the k that it chooses) and into value tiers. The sets are found
where SHOAL_DATASETS says, or fetched.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

import shoal

SETS = ("online_retail", "cdnow", "cc_general", "shop")
FORMED = ("kmeans", "value_tiers")
ASKED_MEAN, ASKED_WORST, ASKED_LIST = 0.80, 0.65, 0.85
ASKED_MS = 50
TRIED = 20
"""Customers who are explained."""


def segmented(name: str, folder: Path) -> dict[str, shoal.Result]:
    """Segment a set in both ways."""
    first = shoal.demo(folder, dataset=None if name == "shop" else name)
    return {
        how: first if first["algorithm"] == how else shoal.build(folder, settings={"cluster.algorithm": how})
        for how in FORMED
    }


def line(name: str, how: str, result: shoal.Result) -> tuple[str, list[float], float]:
    """Give the figures of one segmentation in a line, with the F1 of its rules and of its list."""
    rules: list[Any] = [segment["rule"] for segment in result["segments"] if segment["profile"]]
    scores = [rule["f1"] for rule in rules if rule is not None]
    told = result["rules"]
    n_without = len(rules) - len(scores)
    text = (
        f"{name:16}{how:13}{len(rules):>3}{n_without:>9}{statistics.mean(scores):>10.3f}{min(scores):>9.3f}"
        f"{told['macro_f1']:>10.3f}{len(told['lines']):>7}{told['accuracy']['value']:>10.3f}"
    )
    return text, scores, told["macro_f1"]


def explained(result: shoal.Result, workspace: Path) -> float:
    """Give the median milliseconds of explaining a customer, reading the version among them."""
    ids = pq.read_table(workspace / "assignments.parquet")["customer_id"].slice(0, TRIED).to_pylist()
    took = []
    for customer in ids:
        start = time.perf_counter()
        shoal.explain(customer, workspace=workspace, segmentation=result["segmentation"]["name"])
        took.append(1000 * (time.perf_counter() - start))
    return statistics.median(took)


def main() -> None:
    """Segment every set and print what its rules are worth."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sets", nargs="+", default=list(SETS), metavar="NAME")
    chosen = options.parse_args()
    lists: list[float] = []
    scores: list[float] = []
    print(
        f"{'set':16}{'formed by':13}{'k':>3}{'no rule':>9}{'mean F1':>10}{'worst':>9}{'list F1':>10}{'lines':>7}"
        f"{'accuracy':>10}",
        flush=True,
    )
    with tempfile.TemporaryDirectory() as place:
        os.environ["SHOAL_HOME"] = place
        for name in chosen.sets:
            results = segmented(name, Path(place, name))
            for how, result in results.items():
                text, found, whole = line(name, how, result)
                print(text, flush=True)
                scores += found
                lists.append(whole)
                last = result
            took = explained(last, Path(place, name))
            print(f"{'':16}one explain, with reading the version: {took:.0f} ms", flush=True)
    print(f"\nmean F1 of all rules {statistics.mean(scores):.3f}; asked: >= {ASKED_MEAN}")
    print(f"worst rule {min(scores):.3f}; asked: >= {ASKED_WORST}")
    print(f"worst list {min(lists):.3f}, mean {statistics.mean(lists):.3f}; asked: >= {ASKED_LIST}")
    print(f"asked of one explain after the version was read: < {ASKED_MS} ms")


if __name__ == "__main__":
    main()
