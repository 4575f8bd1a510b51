"""Every algorithm beside scikit-learn's, with the same parameters: labels of the fit, labels of the model, criterion.

usage: python benchmarks/algorithms.py [--rows N] [--seeds N] [--most-groups K] [--only NAME ..] [--algorithm NAME ..]
                                       [--sampled N] [--verbose]

Sets: those of up to 10,000 rows of the clustering benchmarks (fcps, graves, sipu) in the folder that SHOAL_DATASETS
names, on one common scale. Everybody is told the number of groups of each reference, and the adjusted Rand index is the
best over the references. Deterministic algorithms run once; seeded ones with every seed. `apply` is the model that
places everyone, which is what shoal publishes. At the end, on planted groups, what the algorithm finds on a sample and
its model says of everyone is compared with the exact algorithm on everyone.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from sklearn import cluster as sk
from sklearn.mixture import GaussianMixture

from auto import Groups, Rows, Set, best_index, published
from shoal.cluster.algorithms import ALGORITHMS, Task
from shoal.cluster.density import knee
from shoal.cluster.kmeans import assign, kmeans
from shoal.errors import ClusterError
from shoal.stats.agreement import adjusted_rand
from shoal.terms import ClusterSpec

TOLERANCE, SURE = 0.005, 0.95
STARTS = {"kmeans": 10, "bisecting": 10, "mixture": 3}
RADIUS = 0.1
"""Of BIRCH, where the rows of a set have a standard deviation of about one."""
NEIGHBOURS = 5
AS_IN_A_RUN = " (of all, as a run has it)"
DENSITY = ("dbscan", "hdbscan")
"""As hierarchical clustering, they look at as many customers as the last part has before they take a sample."""


@dataclass(frozen=True)
class Labelled:
    """What one algorithm said of some rows, the criterion that it minimises where it has one, and who places others."""

    fit: Groups
    apply: Groups
    criterion: float = float("nan")
    place: Callable[[Rows], Groups] | None = None


Way = Callable[[Rows, int, int], Labelled]
"""From rows, number of groups and seed."""


@dataclass(frozen=True)
class Pair:
    """An algorithm of shoal and its peer."""

    name: str
    ours: Way
    peer: Way
    is_seeded: bool = False


@dataclass
class Scores:
    """Figures of one algorithm, one entry a set: means over seeds and references as they fit best."""

    ours: list[float] = field(default_factory=list)
    applied: list[float] = field(default_factory=list)
    peer: list[float] = field(default_factory=list)
    behind: list[float] = field(default_factory=list)
    allowed: list[float] = field(default_factory=list)
    criterion: list[float] = field(default_factory=list)
    short: list[str] = field(default_factory=list)


def pairs() -> list[Pair]:
    """List the algorithms that have a peer, with what both are told."""
    spec = ClusterSpec(radius=RADIUS, neighbours=NEIGHBOURS)
    listed = [
        *(
            Pair(
                f"hierarchical, {linkage}",
                _ours("hierarchical", replace(spec, linkage=linkage)),
                _agglomerative(linkage),
            )
            for linkage in ("ward", "average", "complete")
        ),
        Pair("birch", _ours("birch", spec), _birch),
        Pair("dbscan", _ours_dbscan, _dbscan),
        Pair("hdbscan", _ours("hdbscan", spec), _hdbscan),
        Pair("kmeans", _ours_kmeans, _kmeans, is_seeded=True),
        Pair("bisecting_kmeans", _ours("bisecting_kmeans", spec), _bisecting, is_seeded=True),
        Pair("kprototypes, numbers", _ours("kprototypes", spec), _kmeans, is_seeded=True),
    ]
    kinds: tuple[tuple[str, str], ...] = (("full", "full"), ("diagonal", "diag"), ("tied", "tied"))
    for mine, theirs in kinds:
        listed.append(
            Pair(
                f"gaussian_mixture, {mine}",
                _ours("gaussian_mixture", replace(spec, covariance=mine)),  # type: ignore[arg-type]
                _mixture(theirs),
                is_seeded=True,
            )
        )
    return listed


def _task(rows: Rows, k: int | None, spec: ClusterSpec, seed: int) -> Task:
    columns = tuple(f"x{place}" for place in range(rows.shape[1]))
    return Task(columns=columns, rows=rows, k=k, spec=spec, smallest=_smallest(rows), blocks=(), seed=seed)


def _smallest(rows: Rows) -> int:
    return max(5, len(rows) // 100)


def _ours(name: str, spec: ClusterSpec) -> Way:
    def way(rows: Rows, k: int, seed: int) -> Labelled:
        algorithm = ALGORITHMS[name]
        found = algorithm.find(_task(rows, k if algorithm.takes_k else None, spec, seed))
        placed = found.model.apply(rows).group
        criterion = float("nan")
        if name in ("bisecting_kmeans", "kprototypes"):
            criterion = _inertia(rows, found.labels)
        if name == "gaussian_mixture":
            criterion = _unlikelihood(rows, found.model)
        return Labelled(found.labels, placed, criterion, lambda others: found.model.apply(others).group)

    return way


def _ours_dbscan(rows: Rows, k: int, seed: int) -> Labelled:
    return _ours("dbscan", ClusterSpec(radius=knee(rows, NEIGHBOURS), neighbours=NEIGHBOURS))(rows, k, seed)


def _ours_kmeans(rows: Rows, k: int, seed: int) -> Labelled:
    found = kmeans(rows, k, seed=seed, n_starts=STARTS["kmeans"])
    return Labelled(found.labels, found.labels, found.inertia, lambda others: assign(others, found.centroids)[0])


def _agglomerative(linkage: str) -> Way:
    def way(rows: Rows, k: int, _: int) -> Labelled:
        labels = sk.AgglomerativeClustering(k, linkage=linkage).fit_predict(rows)
        return Labelled(labels, labels)

    return way


def _birch(rows: Rows, k: int, _: int) -> Labelled:
    labels = sk.Birch(threshold=RADIUS, n_clusters=k).fit_predict(rows)
    return Labelled(labels, labels)


def _dbscan(rows: Rows, _: int, __: int) -> Labelled:
    labels = sk.DBSCAN(eps=knee(rows, NEIGHBOURS), min_samples=NEIGHBOURS).fit_predict(rows)
    return Labelled(labels, labels)


def _hdbscan(rows: Rows, _: int, __: int) -> Labelled:
    labels = sk.HDBSCAN(min_cluster_size=_smallest(rows), min_samples=NEIGHBOURS, copy=True).fit_predict(rows)
    return Labelled(labels, labels)


def _kmeans(rows: Rows, k: int, seed: int) -> Labelled:
    found = sk.KMeans(k, n_init=STARTS["kmeans"], random_state=seed).fit(rows)
    return Labelled(found.labels_, found.labels_, float(found.inertia_))


def _bisecting(rows: Rows, k: int, seed: int) -> Labelled:
    found = sk.BisectingKMeans(k, n_init=STARTS["bisecting"], random_state=seed).fit(rows)
    return Labelled(found.labels_, found.labels_, _inertia(rows, found.labels_))


def _mixture(kind: str) -> Way:
    def way(rows: Rows, k: int, seed: int) -> Labelled:
        found = GaussianMixture(
            k, covariance_type=kind, n_init=STARTS["mixture"], max_iter=200, tol=1e-4, random_state=seed
        ).fit(rows)
        labels = found.predict(rows)
        return Labelled(labels, labels, -float(found.score(rows)))

    return way


def _inertia(rows: Rows, labels: Groups) -> float:
    return sum(
        float(np.square(rows[labels == group] - rows[labels == group].mean(axis=0)).sum())
        for group in np.unique(labels)
    )


def _unlikelihood(rows: Rows, model: object) -> float:
    """Give minus the mean log-likelihood, from nothing but the model that is published."""
    means, whitenings = np.array(model.means), np.array(model.whitenings)  # type: ignore[attr-defined]
    offsets = np.array(model.offsets)  # type: ignore[attr-defined]
    aways = np.stack(
        [
            offset + np.square((rows - mean) @ whitening).sum(axis=1)
            for mean, whitening, offset in zip(means, whitenings, offsets, strict=True)
        ],
        axis=1,
    )
    least = aways.min(axis=1)
    logs = -least / 2 + np.log(np.exp((least[:, None] - aways) / 2).sum(axis=1))
    return float(-(logs - rows.shape[1] * np.log(2 * np.pi) / 2).mean())


def ks_of(one: Set) -> list[int]:
    """List the numbers of groups of the references; noise is no group."""
    return sorted({len(np.unique(reference[reference > 0])) for reference in one.references})


def compare(pair: Pair, one: Set, seeds: Iterable[int], scores: Scores) -> str:
    """Let both find the groups of one set, and note how far we are behind."""
    ours, applied, peer, ratios = [], [], [], []
    for seed in seeds if pair.is_seeded else [0]:
        mine = [_tried(pair.ours, one.rows, k, seed) for k in ks_of(one)]
        theirs = [pair.peer(one.rows, k, seed) for k in ks_of(one)]
        ours.append(max(best_index(one.references, labelled.fit) for labelled in mine))
        applied.append(max(best_index(one.references, labelled.apply) for labelled in mine))
        peer.append(max(best_index(one.references, labelled.fit) for labelled in theirs))
        ratios += [a.criterion - b.criterion for a, b in zip(mine, theirs, strict=True)]
        scale = theirs[0].criterion
    error = 0.0
    if len(ours) > 1:
        error = float(np.sqrt(statistics.variance(ours) / len(ours) + statistics.variance(peer) / len(peer)))
    means = [statistics.mean(values) for values in (ours, applied, peer)]
    scores.ours.append(means[0])
    scores.applied.append(means[1])
    scores.peer.append(means[2])
    scores.behind.append(means[2] - means[0])
    scores.allowed.append(TOLERANCE + 2 * error)
    if not np.isnan(ratios).any():
        # Inertia as a share of the peer's, a likelihood as it is: it may pass through zero.
        is_inertia = not pair.name.startswith("gaussian")
        scores.criterion.append(statistics.mean(ratios) / (scale if is_inertia and scale else 1.0))
    if means[2] - means[0] > TOLERANCE + 2 * error:
        scores.short.append(f"{one.name} ({means[0]:.3f}, {means[2]:.3f})")
    return f"{means[0]:.3f} {means[1]:.3f} {means[2]:.3f}"


def _tried(way: Way, rows: Rows, k: int, seed: int) -> Labelled:
    """Let an algorithm try; who says aloud that there is nothing to find has found nothing."""
    try:
        return way(rows, k, seed)
    except ClusterError:
        nothing = np.full(len(rows), -1)
        return Labelled(nothing, nothing)


def table(found: dict[str, Scores]) -> str:
    """Give a line for each algorithm, asked and measured beside each other."""
    lines = [
        f"{'algorithm':28}{'sets':>5}{'shoal':>8}{'apply':>8}{'peer':>8}{'behind, most':>14}{'criterion':>11}"
        "  asked of the fit's labels"
    ]
    for name, scores in found.items():
        n = len(scores.ours)
        criterion = f"{statistics.mean(scores.criterion):+11.4f}" if scores.criterion else " " * 11
        asked = f"within the margin on {n - len(scores.short)} of {n} sets"
        lines.append(
            f"{name:28}{n:5}{statistics.mean(scores.ours):8.3f}{statistics.mean(scores.applied):8.3f}"
            f"{statistics.mean(scores.peer):8.3f}{max(scores.behind):14.3f}{criterion}  {asked}"
        )
    for name, scores in found.items():
        if scores.short:
            lines.append(f"  {name}, behind on (shoal, peer): {', '.join(scores.short)}")
    return "\n".join(lines)


def planted(n: int, seed: int) -> Rows:
    """Draw customers of six groups of unequal size and spread in five columns, in random order."""
    random = np.random.default_rng(seed)
    centres = random.standard_normal((6, 5)) * 4
    group = random.choice(6, n, p=[0.35, 0.25, 0.15, 0.1, 0.1, 0.05])
    spread = np.array([1.0, 0.8, 1.2, 0.9, 0.7, 0.6])[group, None]
    return np.asarray(centres[group] + spread * random.standard_normal((n, 5)))


def sampled(n: int, wanted: list[Pair]) -> str:
    """Say how far the groups of a quarter of the customers, applied to all, are those of the exact algorithm on all."""
    rows = planted(n, 1)
    rows = (rows - rows.mean(axis=0)) / rows.std()
    lines = [f"planted groups, {n:,} rows: found on a quarter and applied to all, beside the exact algorithm on all"]
    for pair in wanted:
        if pair.name.startswith("hierarchical"):
            linkage = pair.name.rpartition(" ")[2]
            peer = sk.AgglomerativeClustering(6, linkage=linkage).fit_predict(rows)
            lines.append(_agreed(f"{pair.name}{AS_IN_A_RUN}", adjusted_rand(pair.ours(rows, 6, 0).apply, peer)))
            continue
        exact, part = pair.ours(rows, 6, 0), pair.ours(rows[: n // 4], 6, 0)
        if part.place is not None:
            lines.append(_agreed(pair.name, adjusted_rand(part.place(rows), exact.fit)))
        if pair.name in DENSITY:
            lines.append(_agreed(f"{pair.name}{AS_IN_A_RUN}", adjusted_rand(exact.apply, exact.fit)))
    return "\n".join(lines)


def _agreed(name: str, index: float) -> str:
    return f"  {name:44}{index:7.3f}  asked: >= {SURE}: {'yes' if index >= SURE else 'no'}"


def main() -> None:
    """Compare and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=10_000, help="most rows of a set")
    options.add_argument("--seeds", type=int, default=20)
    options.add_argument("--most-groups", type=int, default=50, help="only sets of at most so many groups")
    options.add_argument("--only", nargs="*", default=[], metavar="NAME", help="sets whose name has one of these in it")
    options.add_argument("--algorithm", nargs="*", default=[], metavar="NAME", help="those whose name has one of these")
    options.add_argument("--sampled", type=int, default=20_000, metavar="N", help="rows of the last part; 0: none")
    options.add_argument("--verbose", action="store_true", help="a line for each set")
    chosen = options.parse_args()
    data = os.environ.get("SHOAL_DATASETS")
    if not data:
        raise SystemExit("SHOAL_DATASETS is not set: name the folder that has clustering_benchmarks in it.")
    warnings.simplefilter("ignore")  # the peers warn where they do not converge
    wanted = [one for one in pairs() if not chosen.algorithm or any(word in one.name for word in chosen.algorithm)]
    found = {pair.name: Scores() for pair in wanted}
    for one in published(Path(data) / "clustering_benchmarks", chosen.rows):
        is_wanted = not chosen.only or any(word in one.name for word in chosen.only)
        if not is_wanted or max(ks_of(one)) > chosen.most_groups:
            continue
        for pair in wanted:
            began = time.perf_counter()
            said = compare(pair, one, range(chosen.seeds), found[pair.name])
            if chosen.verbose:
                print(f"{one.name:24}{pair.name:28}{said}  {time.perf_counter() - began:6.1f} s", flush=True)
    if any(scores.ours for scores in found.values()):
        print(table(found), flush=True)
    if chosen.sampled:
        print(f"\n{sampled(chosen.sampled, wanted)}", flush=True)


if __name__ == "__main__":
    main()
