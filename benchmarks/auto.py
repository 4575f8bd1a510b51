"""auto, told nothing, beside every scikit-learn algorithm that is told the true number of groups.

usage: python benchmarks/auto.py [--rows N] [--shops N] [--most-groups K] [--only NAME ..] [--verbose]

Sets: those of up to 10,000 rows of the clustering benchmarks (fcps, graves, sipu) in the folder that SHOAL_DATASETS
names, columns on one common scale, at most N rows of each; the adjusted Rand index is the best over the reference
labels of a set, and customers whom a reference calls noise are left out, as its authors do. And customer tables with
planted groups: simulated shops, their recency, frequency, money, tenure and basket. Everybody gets the same rows.
Scikit-learn's algorithms have their default settings, but for the true number of groups and ten starts where there are
starts.

With groups up to fifty in a set, `max_k` is 50 and the smallest share 1 % for all alike; nothing is set per set.
`--most-groups K` takes only the sets of at most K groups, and `max_k` is K.
"""

from __future__ import annotations

import argparse
import gzip
import os
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from sklearn import cluster as sk
from sklearn.mixture import GaussianMixture

import shoal
from shoal import cluster, simulate
from shoal.engine import DuckEngine, quote
from shoal.stats.agreement import adjusted_rand
from shoal.terms import Choice, ClusterSpec, Feature, FeatureTable, FeatureType, Lens, Silent

Rows = NDArray[np.float64]
Groups = NDArray[np.int64]
MOST_OUTLIERS = 0.10
MOST_ROWS = 10_000
TEXTBOOK = ("recency_days", "order_count", "net_revenue", "tenure_days", "average_order_value")
STRUCTURES = {"distinct": simulate.DISTINCT_TYPES, "touching": simulate.TOUCHING_TYPES}


@dataclass(frozen=True)
class Plain:
    """The recipe that leaves columns as they are."""

    columns: tuple[str, ...]
    choices: tuple[Choice, ...] = ()
    warnings: tuple[str, ...] = ()
    kind: str = "plain"
    categories: tuple[tuple[int, ...], ...] = ()

    @property
    def features(self) -> tuple[str, ...]:
        """Name the columns."""
        return self.columns

    def apply(self, table: FeatureTable) -> Rows:
        """Give the columns."""
        answer = table.relation.engine.arrow(f"SELECT {', '.join(self.columns)} FROM {table.relation.name}")
        return np.stack([answer.column(name).to_numpy() for name in self.columns], axis=1)

    def apply_one(self, profile: Mapping[str, Any]) -> Rows:
        """Give the columns of one row."""
        return np.array([float(profile[name]) for name in self.columns])

    def apply_many(self, profiles: Sequence[Mapping[str, Any]]) -> Rows:
        """Give the columns of some rows."""
        return np.array([self.apply_one(profile) for profile in profiles])

    def to_expressions(self) -> Mapping[str, str]:
        """Give the columns as SQL."""
        return {name: quote(name) for name in self.columns}

    def in_real_units(self, column: str, value: float) -> float:  # noqa: ARG002 - every column is as it is
        """Give a value as it is."""
        return value

    def to_dict(self) -> dict[str, Any]:
        """Give plain data."""
        return {"kind": self.kind}


@dataclass(frozen=True)
class Set:
    """Rows with one or several reference labels; 0 is noise."""

    name: str
    rows: Rows
    references: tuple[Groups, ...]


@dataclass(frozen=True)
class Score:
    """How well the groups of one set were found."""

    found: float
    words: str = ""
    outlier_share: float = 0.0


def peers() -> dict[str, Callable[[Rows, int], Groups]]:
    """Give the algorithms of scikit-learn; those that find the number of groups themselves are not told it."""
    return {
        "KMeans": lambda rows, k: sk.KMeans(k, n_init=10, random_state=0).fit_predict(rows),
        "BisectingKMeans": lambda rows, k: sk.BisectingKMeans(k, n_init=10, random_state=0).fit_predict(rows),
        "Ward": lambda rows, k: sk.AgglomerativeClustering(k).fit_predict(rows),
        "average": lambda rows, k: sk.AgglomerativeClustering(k, linkage="average").fit_predict(rows),
        "complete": lambda rows, k: sk.AgglomerativeClustering(k, linkage="complete").fit_predict(rows),
        "single": lambda rows, k: sk.AgglomerativeClustering(k, linkage="single").fit_predict(rows),
        "Birch": lambda rows, k: sk.Birch(n_clusters=k).fit_predict(rows),
        "GaussianMixture": lambda rows, k: GaussianMixture(k, n_init=10, random_state=0).fit_predict(rows),
        "Spectral": lambda rows, k: sk.SpectralClustering(k, random_state=0).fit_predict(rows),
        "Spectral, neighbours": lambda rows, k: sk.SpectralClustering(
            k, affinity="nearest_neighbors", random_state=0
        ).fit_predict(rows),
        "DBSCAN": lambda rows, _: sk.DBSCAN().fit_predict(rows),
        "HDBSCAN": lambda rows, _: sk.HDBSCAN(copy=True).fit_predict(rows),
    }


def best_index(references: tuple[Groups, ...], groups: Groups) -> float:
    """Give the adjusted Rand index with the reference that fits best."""
    return max(adjusted_rand(one[one > 0], groups[one > 0]) for one in references)


def published(folder: Path, most: int) -> Iterator[Set]:
    """Read the sets of up to 10,000 rows, a fixed sample of each."""
    for path in sorted(folder.glob("*/*.data.gz")):
        rows = _numbers(path)
        if len(rows) > MOST_ROWS:
            continue
        names = sorted(path.parent.glob(path.name.replace(".data.gz", ".labels*.gz")))
        kept = np.random.default_rng(0).permutation(len(rows))[:most]
        references = tuple(_numbers(name)[kept, 0].astype(np.int64) for name in names)
        yield Set(
            f"{path.parent.name}/{path.name.removesuffix('.data.gz')}",
            (rows[kept] - rows[kept].mean(axis=0)) / rows[kept].std(),
            references,
        )


def _numbers(path: Path) -> Rows:
    with gzip.open(path, "rt") as lines:
        return np.loadtxt(lines, ndmin=2)


def shops(n: int, n_customers: int, folder: Path) -> Iterator[Set]:
    """Simulate shops of customer types; the rows are recency, frequency, money, tenure and basket, as an analyst would.

    Logarithms, standardised.
    """
    for name, types in STRUCTURES.items():
        for seed in range(n):
            shop = simulate.shop(n_customers, seed=seed, types=types)
            here = folder / f"{name}-{seed}"
            shoal.run(simulate.write(shop, here / "data"), out=here / "out")
            features = pq.read_table(here / "out" / "features.parquet")
            rows = np.log1p(np.column_stack([np.maximum(features[column].to_numpy(), 0.0) for column in TEXTBOOK]))
            truth = dict(zip(shop.truth["customer_id"].to_pylist(), shop.truth["type"].to_pylist(), strict=True))
            _, labels = np.unique([truth[one] for one in features["customer_id"].to_pylist()], return_inverse=True)
            yield Set(
                f"shop/{name}-{seed}",
                (rows - rows.mean(axis=0)) / rows.std(axis=0),
                (labels.reshape(-1).astype(np.int64) + 1,),
            )


def auto(one: Set, spec: ClusterSpec, *, full: bool, seed: int = 0) -> Score:
    """Let shoal decide everything."""
    names = tuple(f"x{place}" for place in range(one.rows.shape[1]))
    ids = pa.array([f"c{place:06d}" for place in range(len(one.rows))])
    with tempfile.TemporaryDirectory() as spill:
        engine = DuckEngine(Path(spill))
        columns = [pa.array(column) for column in one.rows.T]
        relation = engine.register("feature_table", pa.table([ids, *columns], names=["customer_id", *names]))
        features = tuple(Feature(name, FeatureType.NUMBER, Lens.BEHAVIOUR, "", "all history", name) for name in names)
        table = FeatureTable(relation, features, (), "buyers", len(one.rows), datetime(2025, 1, 1, tzinfo=UTC), None)
        recipe = Plain(names)
        found = cluster.fit(table, recipe, spec, seed=seed, min_count=11, progress=Silent(), full=full)
        labels = found.model.apply(recipe.apply(table)).group
        engine.close()
    outliers = 0.0 if found.outliers is None else float(np.mean(labels == found.outliers))
    return Score(best_index(one.references, labels), f"{found.algorithm} {found.model.n_groups}", outliers)


def told(one: Set, peer: Callable[[Rows, int], Groups]) -> Score:
    """Give an algorithm the true number of groups of each reference, and keep its best."""
    ks = sorted({len(np.unique(reference[reference > 0])) for reference in one.references})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Score(max(best_index(one.references, peer(one.rows, k)) for k in ks))


def table(kind: str, scores: Mapping[str, list[Score]]) -> str:
    """Give the means of one kind of sets, with what is asked."""
    means = {who: statistics.mean(score.found for score in listed) for who, listed in scores.items()}
    mine = [who for who in scores if who.startswith("shoal")]
    single = max((who for who in scores if who not in mine), key=lambda who: means[who])
    lines = [f"{kind} ({len(scores[single])} sets), mean adjusted Rand index"]
    for who in scores:
        asked = ""
        if who == mine[0]:
            asked = f"asked: above {means[single]:.3f} ({single}): {'yes' if means[who] > means[single] else 'no'}"
        lines.append(f"  {who:26}{means[who]:7.3f}  {asked}".rstrip())
    worst = max(score.outlier_share for score in scores[mine[0]])
    lines.append(f"  most customers of a set called outliers: {worst:.1%}; asked of shops: at most {MOST_OUTLIERS:.0%}")
    return "\n".join(lines)


def measure(sets: Iterator[Set], spec: ClusterSpec, *, is_verbose: bool) -> dict[str, list[Score]]:
    """Let everybody try every set."""
    scores: dict[str, list[Score]] = {}
    for one in sets:
        began = time.perf_counter()
        row = {"shoal, full": auto(one, spec, full=True)}
        seconds = time.perf_counter() - began
        row["shoal, core run"] = auto(one, spec, full=False)
        row |= {name: told(one, peer) for name, peer in peers().items()}
        for who, score in row.items():
            scores.setdefault(who, []).append(score)
        if is_verbose:
            best = max((who for who in row if not who.startswith("shoal")), key=lambda who: row[who].found)
            full, core = row["shoal, full"], row["shoal, core run"]
            print(
                f"{one.name:24}{len(one.rows):6,} rows  full {full.found:.3f} ({full.words}, {seconds:.0f} s)"
                f"  core {core.found:.3f} ({core.words})  best single {row[best].found:.3f} ({best})",
                flush=True,
            )
    return scores


def main() -> None:
    """Measure both kinds of sets and print what was asked beside it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=2_000, help="most rows of a set")
    options.add_argument("--shops", type=int, default=5, help="shops of each structure")
    options.add_argument("--customers", type=int, default=2_000)
    options.add_argument("--most-groups", type=int, default=50)
    options.add_argument("--only", nargs="*", default=[], metavar="NAME", help="sets whose name has one of these in it")
    options.add_argument("--verbose", action="store_true", help="a line for each set")
    chosen = options.parse_args()
    data = os.environ.get("SHOAL_DATASETS")
    if not data:
        raise SystemExit("SHOAL_DATASETS is not set: name the folder that has clustering_benchmarks in it.")
    spec = ClusterSpec(max_k=chosen.most_groups, min_segment_share=0.01)

    def wanted(sets: Iterator[Set]) -> Iterator[Set]:
        return (
            one
            for one in sets
            if (not chosen.only or any(word in one.name for word in chosen.only))
            and max(len(np.unique(labels[labels > 0])) for labels in one.references) <= chosen.most_groups
        )

    with tempfile.TemporaryDirectory() as name:
        os.environ["SHOAL_HOME"] = name
        kinds = {
            "published sets": (published(Path(data) / "clustering_benchmarks", chosen.rows), spec),
            "planted shops": (shops(chosen.shops, chosen.customers, Path(name)), ClusterSpec()),
        }
        for kind, (sets, settings) in kinds.items():
            scores = measure(wanted(sets), settings, is_verbose=chosen.verbose)
            if scores:
                print(f"\n{table(kind, scores)}\n", flush=True)


if __name__ == "__main__":
    main()
