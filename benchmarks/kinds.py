"""All kinds of records beside orders only: what events, messages, contacts, reviews and holdings add to segments.

usage: python benchmarks/kinds.py [--customers N] [--seed N] [--sectors NAME,NAME]

One business of each sector is simulated with all its files and given to shoal twice: its order lines alone, and the
whole folder. Both are compared with the planted types by the adjusted Rand index. A is that of the Bayes classifier
that knows the rates (`simulate.ceiling`), who reads orders and customers; there is none where plans are billed.
"""

from __future__ import annotations

import argparse
import math
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pyarrow import csv

import shoal
from shoal import simulate
from shoal.simulate.sectors import Sector

ASKED_LOSS = 0.02
HEAD = f"{'sector':16}{'A':>7}{'orders only':>13}{'k':>4}{'all kinds':>11}{'k':>4}{'gained':>8}  features added"


@dataclass(frozen=True)
class Found:
    """What one run says of a business.

    Parameters
    ----------
    agreement : float
        Adjusted Rand index with the planted types.
    k : int
    features : tuple of str
        Those that segments were formed on.
    """

    agreement: float
    k: int
    features: tuple[str, ...]


def found(sources: Path, truth: pa.Table, out: Path) -> Found:
    """Run shoal on a file or a folder."""
    result = shoal.run(sources, out=out)
    used = tuple(feature["name"] for feature in result["features"] if feature["used"])
    return Found(simulate.agreement(truth, result.assignments()), result["k"], used)


def ceiling_of(sector: Sector, n_customers: int, seed: int) -> float:
    """Give the ceiling of the same customers without campaigns; not a number where plans are billed."""
    if sector.plans:
        return math.nan
    clean = simulate.shop(n_customers, seed=seed, sector=sector, types=sector.types)
    return simulate.ceiling(clean, sector.types).adjusted_rand.value


def line_of(name: str, n_customers: int, seed: int, folder: Path) -> tuple[str, float]:
    """Simulate one sector and give its row of the table, and what all kinds gain."""
    data = folder / name
    simulate.write(simulate.business(n_customers, seed=seed, sector=name, files=None), data, with_truth=True)
    as_text = csv.ConvertOptions(column_types={"customer_id": pa.string()})
    truth = csv.read_csv(data / "truth.csv", convert_options=as_text)
    orders = found(data / "orders.csv", truth, folder / f"{name}-orders")
    everything = found(data, truth, folder / f"{name}-all")
    most = ceiling_of(simulate.SECTORS[name], n_customers, seed)
    gained = everything.agreement - orders.agreement
    more = ", ".join(feature for feature in everything.features if feature not in orders.features)
    row = (
        f"{name:16}{'-' if math.isnan(most) else format(most, '.3f'):>7}{orders.agreement:13.3f}{orders.k:4}"
        f"{everything.agreement:11.3f}{everything.k:4}{gained:+8.3f}  {more or 'none'}"
    )
    return row, gained


def main() -> None:
    """Print a row a sector, and what is asked."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--customers", type=int, default=1_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--sectors", default=",".join(simulate.SECTORS), metavar="NAME,NAME")
    chosen = options.parse_args()
    gains = []
    print(HEAD, flush=True)
    with tempfile.TemporaryDirectory() as name:
        os.environ["SHOAL_HOME"] = name
        for sector in chosen.sectors.split(","):
            row, gained = line_of(sector, chosen.customers, chosen.seed, Path(name))
            gains.append(gained)
            print(row, flush=True)
    kept_up = sum(gain >= -ASKED_LOSS for gain in gains)
    print(f"all kinds at least as well as orders only, within {ASKED_LOSS}: {kept_up} of {len(gains)}; asked: all")


if __name__ == "__main__":
    main()
