"""How well source keys are linked: pairs found beside pairs planted, and visitors stitched, on simulated shops.

Asked is what shared identifiers can give: a pair of keys of one person counts as linkable where both have the same
e-mail address, or the same phone however it is written. Run: ``python benchmarks/linking.py [--customers N]``.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

import shoal
from shoal.unify import normalise_key
from shoal.unify.identifiers import normalise_identifier

Pair = tuple[str, str]


def main() -> None:
    """Print asked and measured beside each other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"{'shop':<28}{'keys':>8}{'pairs':>8}{'linkable':>10}{'precision':>11}{'recall':>8}{'of linkable':>13}")
    worst = 1.0
    shops = (("--duplicates 0.1", shoal.simulate.Dirt()), ("--duplicates 0.1 --dirty", shoal.simulate.DIRTY))
    for name, dirt in shops:
        with tempfile.TemporaryDirectory() as place:
            worst = min(worst, *_measure(name, dirt, Path(place), options))
    print(f"asked: precision and recall of linkable pairs near 1; measured at least {worst:.4f}")
    sys.exit(worst < 0.98)


def _measure(name: str, dirt: Any, place: Path, options: argparse.Namespace) -> tuple[float, float]:
    os.environ["SHOAL_HOME"] = str(place / "home")
    plan = shoal.simulate.business(
        options.customers, seed=options.seed, files=("orders", "customers"), duplicate_identities=0.1, dirt=dirt
    )
    shoal.simulate.write(plan, place / "shop", with_truth=True)
    with (place / "shop/truth_identities.csv").open(newline="") as file:
        persons = {row["source_key"]: row["person"] for row in csv.DictReader(file)}
    result = shoal.run([place / "shop/orders.csv", place / "shop/customers.csv"], out=place / "ws")
    record = pq.read_table(place / "ws" / result["files"]["identity"])
    members = record.filter(pc.is_null(record["linked_key"])).to_pylist()
    found = _pairs((row["customer_id"], row["source_key"]) for row in members)
    keys = {row["source_key"] for row in members}
    planted = _pairs((person, key) for key, person in persons.items() if key in keys)
    linkable = planted & _sharing(place / "shop/customers.csv", keys)
    precision = len(found & planted) / max(len(found), 1)
    recall = len(found & linkable) / max(len(linkable), 1)
    whole = len(found & planted) / max(len(planted), 1)
    print(
        f"{name:<28}{len(keys):>8}{len(planted):>8}{len(linkable):>10}{precision:>11.4f}{whole:>8.3f}{recall:>13.4f}",
        flush=True,
    )
    return precision, recall


def _pairs(owned: Iterable[Pair]) -> set[Pair]:
    groups: Mapping[str, list[str]] = defaultdict(list)
    for owner, key in owned:
        groups[owner].append(key)
    return {pair for keys in groups.values() for pair in combinations(sorted(keys), 2)}


def _sharing(customers: Path, keys: set[str]) -> set[Pair]:
    """Give the pairs of keys that share an address or a number."""

    def values() -> Iterator[Pair]:
        with customers.open(encoding="utf-8", errors="replace", newline="") as file:
            for row in csv.DictReader(file):
                key = normalise_key(row["customer_id"])
                for field in ("email", "phone"):
                    value = normalise_identifier(field, row[field])
                    if key is not None and key in keys and value is not None:
                        yield f"{field}:{value}", key

    return _pairs(set(values()))


if __name__ == "__main__":
    main()
