"""The study of a ready matrix, from elbow to stability, beside what an analyst writes with scikit-learn.

usage: python benchmarks/matrix.py [--customers N] [--features N] [--seed N]

The peer runs KMeans for k = 2 to 10 (k-means++, ten starts) on everybody, with elbow and a silhouette on 10,000
customers. shoal does k = 1 to 10 with elbow, silhouette, gap (20 references), the test of structure, and stability (20
resamples) of the best three; what a sample chose rests on 100,000 customers and passes over everybody once, for each k;
the k with the widest silhouette then comes to rest on everybody, as the chosen one does in a run. Each works in a
process of its own, loads the same single-precision file, and uses both cores if it can. The inertia is then measured
here, for both alike, over all customers in double precision.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from shoal import prepare
from shoal.cluster.centroid import CentroidModel
from shoal.cluster.choice import GAP_ROWS, gap_statistic
from shoal.cluster.everyone import everyone
from shoal.cluster.gate import gated
from shoal.cluster.groupings import group
from shoal.cluster.kmeans import assign, settle
from shoal.cluster.refine import REST
from shoal.cluster.rows import sample_rows
from shoal.cluster.study import Study, look
from shoal.engine import DuckEngine
from shoal.terms import (
    ClusterSpec,
    Evidence,
    Feature,
    FeaturesSpec,
    FeatureTable,
    FeatureType,
    Grouping,
    Lens,
    Matrix,
    PrepareSpec,
    Silent,
    Stability,
)

MOST_GROUPS, TOP, REFERENCES = 10, 3, 20
FIRST = 100_000
ASKED_TIMES, ASKED_EXCESS = 10.0, 0.001
SHARES = (0.30, 0.22, 0.16, 0.13, 0.11, 0.08)
AS_IT_IS = PrepareSpec(outliers="keep", skew="none", scale="none", max_correlation=1.0)


@dataclass(frozen=True)
class Studied:
    """What a study gave, and took.

    Parameters
    ----------
    centroids : mapping of k to float array (k, features)
    silhouettes : mapping of k to float
    seconds, cpu : float
    mebibytes : float
        Peak memory of its process.
    stabilities : mapping of k to (float, float)
        Mean and low end of the adjusted Rand index; of the best three.
    gap_k : int or None
    """

    centroids: dict[int, Matrix]
    silhouettes: dict[int, float]
    seconds: float = 0.0
    cpu: float = 0.0
    mebibytes: float = 0.0
    stabilities: dict[int, Stability | None] | None = None
    gap_k: int | None = None


def customers(n: int, features: int, seed: int) -> Matrix:
    """Draw customers of six groups of unequal size and width that overlap, in random order."""
    random = np.random.default_rng(seed)
    centres = 1.3 * random.standard_normal((len(SHARES), features))
    widths = random.uniform(0.7, 1.4, (len(SHARES), features))
    groups = random.choice(len(SHARES), size=n, p=SHARES)
    rows = centres[groups] + widths[groups] * random.standard_normal((n, features))
    scaled: Matrix = rows / rows.std(axis=0)
    return scaled


def textbook(file: Path) -> Studied:
    """Do what the textbook does."""
    from sklearn.cluster import KMeans
    from sklearn.metrics import silhouette_score

    rows = np.load(file)
    centroids, silhouettes = {}, {}
    for k in range(2, MOST_GROUPS + 1):
        fitted = KMeans(k, init="k-means++", n_init=10, max_iter=300, random_state=0).fit(rows)
        sample = min(10_000, len(rows))
        centroids[k] = fitted.cluster_centers_.astype(np.float64)
        silhouettes[k] = float(silhouette_score(rows, fitted.labels_, sample_size=sample, random_state=0))
    return Studied(centroids, silhouettes)


def shoals(file: Path) -> Studied:
    """Do what shoal does once a feature table is there."""
    engine = DuckEngine(file.parent / "spill")
    table = feature_table(engine, np.load(file))
    recipe = prepare.fit(table, AS_IT_IS, features=FeaturesSpec(use=tuple(f.name for f in table.features)))
    spec = ClusterSpec(max_k=MOST_GROUPS)
    rows = sample_rows(table, recipe, spec.sample_size)
    study = look(table, recipe, spec, rows, 0, 11, Silent())
    everybody = everyone(table, recipe)
    first, rest = everybody.first(FIRST), REST * float(np.sqrt(rows.var(axis=0).sum()))
    centroids = {
        k: everybody.means(settle(first, start, rest=rest)) for k, start in enumerate(study.curve.centroids, 1)
    }
    everybody.drop()
    gap = gap_statistic(rows[:GAP_ROWS], MOST_GROUPS, seed=0, n_references=REFERENCES)
    silhouettes = {row.k: row.silhouette for row in study.curve.by_k if row.silhouette is not None}
    best = sorted(silhouettes, key=lambda k: -silhouettes[k])[:TOP]
    stabilities = {k: gated(study, _grouping(study, centroids[k]), full=False).evidence.stability for k in best}
    chosen = group(replace(study, spec=replace(spec, k=best[0])), "kmeans", best[0], None, Silent())
    engine.close()
    return Studied(centroids | {best[0]: _centroids(chosen)}, silhouettes, stabilities=stabilities, gap_k=gap.best_k)


def _grouping(study: Study, centroids: Matrix) -> Grouping:
    model = CentroidModel(study.recipe.columns, tuple(tuple(row) for row in centroids.tolist()))
    return Grouping("kmeans", model, study.verdict, is_natural=True, evidence=Evidence())


def _centroids(grouping: Grouping) -> Matrix:
    if not isinstance(grouping.model, CentroidModel):
        raise TypeError(f"k-means gave a {type(grouping.model).__name__}")
    return np.array(grouping.model.centroids)


def feature_table(engine: DuckEngine, rows: Matrix) -> FeatureTable:
    """Let the engine know the rows as features of customers."""
    names = tuple(f"feature_{place}" for place in range(rows.shape[1]))
    ids = pa.array(np.arange(len(rows)))
    columns = [pa.array(np.ascontiguousarray(column)) for column in rows.T]
    relation = engine.register("feature_table", pa.table([ids, *columns], names=["customer_id", *names]))
    features = tuple(Feature(name, FeatureType.NUMBER, Lens.BEHAVIOUR, "", "", "") for name in names)
    return FeatureTable(relation, features, (), "known", len(rows), datetime(2025, 1, 1, tzinfo=UTC), None)


def measured(work: Callable[[Path], Studied], file: Path) -> Studied:
    """Do the work in a process of its own, with its time and memory."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_timed, (work, file))


def _timed(work: Callable[[Path], Studied], file: Path) -> Studied:
    started = time.perf_counter()
    answer = work(file)
    seconds, usage = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF)
    return replace(answer, seconds=seconds, cpu=usage.ru_utime + usage.ru_stime, mebibytes=usage.ru_maxrss / 1024)


def report(ours: Studied, peer: Studied, rows: Matrix) -> None:
    """Print both beside each other, with what is asked."""
    inertias = [{k: float(assign(rows, one)[1].sum()) for k, one in each.centroids.items()} for each in (ours, peer)]
    print(f"{'k':>4}{'inertia, shoal':>18}{'scikit-learn':>18}{'excess':>10}{'silhouettes':>16}")
    for k, theirs in inertias[1].items():
        widths = f"{ours.silhouettes[k]:9.3f}{peer.silhouettes[k]:7.3f}"
        print(f"{k:4}{inertias[0][k]:18.1f}{theirs:18.1f}{inertias[0][k] / theirs - 1:+10.4%}{widths}")
    excess = max(inertias[0][k] / theirs - 1 for k, theirs in inertias[1].items())
    for k, stability in (ours.stabilities or {}).items():
        if stability is not None:
            overall = stability.overall
            print(f"stability of {k}: {overall.value:.3f} ({overall.low:.3f} to {overall.high:.3f}),", end=" ")
            print(f"{stability.n_resamples} resamples")
    print(f"gap with {REFERENCES} references: {ours.gap_k}\n")
    print(f"{'':26}{'shoal':>10}{'scikit-learn':>14}{'ratio':>8}  asked")
    for name, mine, theirs, asked in (
        ("wall time, s", ours.seconds, peer.seconds, f">= {ASKED_TIMES:g}"),
        ("CPU time, s", ours.cpu, peer.cpu, ""),
        ("peak memory, MB", ours.mebibytes, peer.mebibytes, ""),
    ):
        print(f"{name:26}{mine:10.1f}{theirs:14.1f}{theirs / mine:8.1f}  {asked}".rstrip())
    print(f"{'largest excess of inertia':26}{excess:+10.4%}{'':22}  <= {ASKED_EXCESS:.1%}")


def main() -> None:
    """Make the matrix, let both study it, and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--customers", type=int, default=1_000_000)
    options.add_argument("--features", type=int, default=10)
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "matrix.npy"
        np.save(file, customers(chosen.customers, chosen.features, chosen.seed).astype(np.float32))
        print(f"{chosen.customers:,} customers, {chosen.features} features", flush=True)
        ours = measured(shoals, file)
        print(f"shoal: {ours.seconds:.1f} s", flush=True)
        peer = measured(textbook, file)
        report(ours, peer, np.load(file).astype(np.float64))


if __name__ == "__main__":
    main()
