"""The promise of a stable segment: on fresh draws from the same source it comes back.

usage: python benchmarks/stable.py [--sources N] [--draws N] [--seed N]

Sources are generated: mixtures of two to six groups that overlap a little or much, and continua without groups
(normal, skewed, heavy-tailed, banana-shaped), of 200 to 5,000 customers with 3 to 8 features. They are cut in three
ways: k-means with a number of groups between two and seven, so that there is much to be wrong about; tiers; and what
shoal chooses for itself, on the fresh draws anew. On every draw everything is done again, from the preparation of the
features on.

A segment that was called stable on one draw comes back on another if that has a segment with a Jaccard similarity of at
least 0.75 to it, both placing the same 4,000 customers of the source. Beside it stands Hennig's rule of thumb on the
same draws, a mean of at least 0.75 over resamples as large as the data. Intervals are Wilson's.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from shoal import cluster, prepare
from shoal.cluster.kmeans import assign, kmeans
from shoal.engine import DuckEngine
from shoal.stats.agreement import jaccard
from shoal.stats.intervals import wilson
from shoal.terms import (
    ClusterSpec,
    Feature,
    FeatureTable,
    FeatureType,
    Grouping,
    Lens,
    Matrix,
    PrepareSpec,
    Recipe,
    Silent,
)

ASKED, COMES_BACK = 0.90, 0.75
SIZES = (200, 500, 1000, 2000, 5000)
N_PLACED = 4000
SHAPES = ("mixture", "mixture", "mixture", "mixture", "normal", "skewed", "heavy-tailed", "banana")
WAYS = ("k-means with k", "tiers", "auto", "k-means with k, joined")
Random = np.random.Generator


@dataclass(frozen=True)
class Source:
    """What customers are drawn from.

    Parameters
    ----------
    shape : str
    n : int
        Customers of a draw.
    k : int
        Groups that k-means is told to find.
    draw : callable
        From a number of customers and a random generator to rows (n, features).
    """

    shape: str
    n: int
    k: int
    draw: Callable[[int, Random], Matrix]


@dataclass(frozen=True)
class Told:
    """What was told of one segment on one draw, and on how many fresh draws it came back.

    Parameters
    ----------
    is_stable, by_mean : bool
        Called so by shoal, and by a mean of at least 0.75 over bootstraps of full size (k-means only).
    n_back, n_draws : int
    """

    is_stable: bool
    by_mean: bool
    n_back: int
    n_draws: int


def source(shape: str, random: Random) -> Source:
    """Make a source: its shape is given, the rest is drawn."""
    columns, n = int(random.integers(3, 9)), int(random.choice(SIZES))
    if shape == "mixture":
        k = int(random.integers(2, 7))
        centres = random.standard_normal((k, columns)) * random.uniform(1.0, 3.0)
        shares = np.maximum(random.dirichlet(np.full(k, 2.0)), 0.05)
        widths = random.uniform(0.6, 1.4, (k, 1))

        def grouped(m: int, chance: Random) -> Matrix:
            group = chance.choice(k, m, p=shares / shares.sum())
            return centres[group] + widths[group] * chance.standard_normal((m, columns))

        return Source(shape, n, k, grouped)
    mixing = np.eye(columns) + 0.5 * random.standard_normal((columns, columns))

    def smooth(m: int, chance: Random) -> Matrix:
        rows = chance.standard_normal((m, columns)) @ mixing
        if shape == "skewed":
            return np.exp(0.6 * rows)
        if shape == "heavy-tailed":
            return rows / np.sqrt(chance.chisquare(4, (m, 1)) / 4)
        if shape == "banana":
            rows[:, 1] += 0.8 * rows[:, 0] ** 2
        return rows

    return Source(shape, n, int(random.integers(2, 8)), smooth)


def table_of(engine: DuckEngine, rows: Matrix) -> FeatureTable:
    """Put customers where features are."""
    names = [f"measure_{place}" for place in range(rows.shape[1])]
    ids = pa.array([f"K{n:05d}" for n in range(len(rows))])
    relation = engine.register("drawn", pa.table([ids, *map(pa.array, rows.T)], names=["customer_id", *names]))
    features = tuple(Feature(name, FeatureType.NUMBER, Lens.BEHAVIOUR, "", "today", "") for name in names)
    return FeatureTable(relation, features, (), "known", len(rows), datetime(2025, 1, 1, tzinfo=UTC), None)


def fitted(engine: DuckEngine, rows: Matrix, spec: ClusterSpec) -> tuple[Recipe, Grouping]:
    """Prepare and group the customers of a draw."""
    table = table_of(engine, rows)
    recipe = prepare.fit(table, PrepareSpec())
    return recipe, cluster.fit(table, recipe, spec, seed=0, min_count=11, progress=Silent())


def placed(engine: DuckEngine, rows: Matrix, made: tuple[Recipe, Grouping]) -> NDArray[np.int64]:
    """Give the group of every customer."""
    recipe, grouping = made
    labels = cluster.apply(table_of(engine, rows), recipe, grouping.model)
    found = engine.arrow(f"SELECT group_id FROM {labels.relation.name} ORDER BY customer_id")
    groups: NDArray[np.int64] = found.column("group_id").to_numpy()
    return groups


def by_mean(rows: Matrix, recipe: Recipe, engine: DuckEngine, k: int) -> list[bool]:
    """Say which groups of k-means Hennig's rule of thumb calls stable."""
    matrix = recipe.apply(table_of(engine, rows))[:2000]
    groups = kmeans(matrix, k, seed=0).labels
    random = np.random.default_rng(0)
    found = []
    for _ in range(20):
        drawn = matrix[random.integers(0, len(matrix), len(matrix))]
        again = kmeans(drawn, k, seed=0, n_starts=4)
        found.append(jaccard(groups, assign(matrix, again.centroids)[0], k))
    return [bool(value >= COMES_BACK) for value in np.mean(found, axis=0)]


def judged(engine: DuckEngine, one: Source, way: str, n_draws: int, random: Random) -> list[Told]:
    """Group a draw and fresh ones, and see which segments come back."""
    spec = {
        "k-means with k": ClusterSpec(algorithm="kmeans", k=one.k),
        "k-means with k, joined": ClusterSpec(algorithm="kmeans", k=one.k, unstable="merge"),
        "tiers": ClusterSpec(algorithm="value_tiers"),
        "auto": ClusterSpec(),
    }[way]
    rows = one.draw(one.n, random)
    recipe, grouping = fitted(engine, rows, spec)
    found = grouping.evidence.stability
    if found is None or grouping.model.n_groups < 2:
        return []
    rule = by_mean(rows, recipe, engine, one.k) if way == "k-means with k" else [False] * len(found.groups)
    everyone = one.draw(N_PLACED, random)
    groups = placed(engine, everyone, (recipe, grouping))
    back = np.zeros(grouping.model.n_groups, dtype=np.int64)
    for _ in range(n_draws):
        fresh = placed(engine, everyone, fitted(engine, one.draw(one.n, random), spec))
        back += jaccard(groups, fresh, grouping.model.n_groups) >= COMES_BACK
    return [
        Told(bool(found.is_stable(found.groups[group])), rule[group], int(back[group]), n_draws)
        for group in range(grouping.model.n_groups)
    ]


def line(name: str, told: list[Told], asked: str = "") -> str:
    """Say how many of some segments came back, with the interval."""
    n, back = sum(one.n_draws for one in told), sum(one.n_back for one in told)
    if n == 0:
        return f"  {name:34}{0:9,}         –"
    share = wilson(back, n)
    return f"  {name:34}{len(told):9,}{share.value:10.3f}  ({share.low:.3f} to {share.high:.3f})  {asked}".rstrip()


def main() -> None:
    """Measure the promise, for each way of cutting."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sources", type=int, default=64)
    options.add_argument("--draws", type=int, default=2, help="fresh draws of each source")
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    print(f"{chosen.sources} sources, {chosen.draws} fresh draws of each; asked: {ASKED:.0%} of what is called stable")
    print(f"{'':36}{'segments':>9}{'came back':>10}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        engine = DuckEngine(Path(folder))
        for way in WAYS:
            told: dict[bool, list[Told]] = {True: [], False: []}
            for number in range(chosen.sources):
                random = np.random.default_rng([chosen.seed, number])
                one = source(SHAPES[number % len(SHAPES)], random)
                told[one.shape == "mixture"] += judged(engine, one, way, chosen.draws, random)
            every = told[True] + told[False]
            print(way)
            print(line("called stable", [one for one in every if one.is_stable], f"asked {ASKED:.2f}"))
            print(line("  of mixtures", [one for one in told[True] if one.is_stable]))
            print(line("  of continua", [one for one in told[False] if one.is_stable]))
            print(line("not called stable", [one for one in every if not one.is_stable]), flush=True)
            if way == "k-means with k":
                print(line("mean of full bootstraps >= 0.75", [one for one in every if one.by_mean]), flush=True)
        engine.close()


if __name__ == "__main__":
    main()
