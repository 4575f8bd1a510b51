"""How well source keys are linked: pairs found beside pairs planted, and visitors stitched, on simulated shops.

Asked is what shared identifiers can give: a pair of keys of one person counts as linkable where both have the same
e-mail address, or the same phone however it is written; a visitor, where the lines of the file show them with exactly
one customer. Real visits are those of diginetica_sample, where ``SHOAL_DATASETS`` names the folder that has it.

Run: ``python benchmarks/linking.py [--customers N]``.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

import shoal
from shoal import sources
from shoal.engine import DuckEngine
from shoal.terms import SegmentationSpec, Silent
from shoal.unify import Memory, normalise_key, resolve
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
    print(f"\n{'visits':<28}{'visitors':>10}{'linkable':>10}{'stitched':>10}{'rate':>8}{'wrong':>7}")
    wrong = 0
    with tempfile.TemporaryDirectory() as place:
        plan = shoal.simulate.business(options.customers, seed=options.seed, files=("events",))
        shoal.simulate.write(plan, Path(place))
        wrong += _stitching("simulated shop", Path(place, "events.csv"), ("anonymous_id", "customer_id", ","))
    real = Path(os.environ.get("SHOAL_DATASETS", ""), "diginetica_sample", "sample_train-item-views.csv")
    if real.is_file():
        wrong += _stitching("diginetica_sample", real, ("session_id", "user_id", ";"))
    print(f"asked: every linkable visitor and nobody else; measured: {wrong} wrong or missing")
    sys.exit(worst < 0.98 or wrong > 0)


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


def _stitching(name: str, path: Path, form: tuple[str, str, str]) -> int:
    """Stitch the visitors of one file of events, and compare them with what its lines show."""
    visitor, customer, delimiter = form
    seen: dict[str, set[str]] = defaultdict(set)
    with path.open(newline="") as file:
        for row in csv.DictReader(file, delimiter=delimiter):
            if row[visitor]:
                seen[row[visitor]] |= {row[customer]} - {"", "NA"}
    linkable = {key: next(iter(owners)) for key, owners in seen.items() if len(owners) == 1}
    found = _stitched(path)
    wrong = len(linkable.items() ^ found.items())
    print(
        f"{name:<28}{len(seen):>10}{len(linkable):>10}{len(found):>10}{len(found) / len(seen):>8.3f}{wrong:>7}",
        flush=True,
    )
    return wrong


def _stitched(path: Path) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as place:
        engine, now = DuckEngine(Path(place)), datetime(2026, 12, 31, tzinfo=UTC)
        read = sources.load(engine, {path.name: path}, scratch=Path(place), progress=Silent(), refused=_refuse)
        loaded, _ = sources.guess(tuple(read), answers={}, now=now)
        spec = SegmentationSpec(sources=tuple(one.spec for one in loaded if one.spec))
        records = sources.read(engine, loaded, known_at=now, now=now, spec=spec, progress=Silent())
        identity = resolve(engine, records, spec.unify, Memory(b"0123456789abcdef"), as_of=now)
        assert identity.anonymous is not None  # noqa: S101 - the file has events
        rows = engine.rows(f"SELECT anonymous_key, customer_id FROM {identity.anonymous.name}")
        engine.close()
    return dict(rows)


def _refuse(path: str, error: Exception) -> None:  # noqa: ARG001 - the file is named by the error
    raise error


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
