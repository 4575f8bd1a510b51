"""Data sets whose truth is known: mixtures of groups that overlap by a stated amount, and populations without groups.

Used by `structure.py`. Every set has a number, and the number is its seed.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from shoal.stats.humps import is_grouped

Floats = NDArray[np.float64]

N_ROWS = (1_000, 3_000)
COLUMNS = (2, 15)
GROUPS = (2, 9)
OVERLAP = (0.01, 0.05)
LARGEST_RATIO = 20.0
LEAST_SHARE = 0.025
"""No group is nearly as small as the smallest segment that is kept (2 %): a smaller one would rightly not be found."""
ROUNDEST = 0.9
"""Eccentricity of a correlated group at most: 1 - the least variance along an axis / the greatest."""
OVERLAP_ROWS = 2_000
NOISE_SHARE = 0.05
MIXTURES = ("round", "correlated", "skewed", "noise columns", "noise points")
NULLS = ("uniform", "Gaussian", "log-normal", "correlated", "heavy-tailed", "banana", "real margins")


@dataclass(frozen=True)
class Mixture:
    """Customers drawn from groups.

    Parameters
    ----------
    kind : str
    rows : float array (n, columns)
    truth : int array (n,)
        The group of each; -1 of noise points.
    k : int
    overlap : float
        Of the two groups that overlap most: the sum of the chances that either is taken for the other.
    """

    kind: str
    rows: Floats
    truth: NDArray[np.int64]
    k: int
    overlap: float


@dataclass(frozen=True)
class Groups:
    """Gaussian groups: their shares (k,), means (k, columns) and roots of covariances (k, columns, columns)."""

    shares: Floats
    means: Floats
    roots: Floats


def mixture(number: int) -> Mixture:
    """Draw mixture number 0, 1, ...: kinds and numbers of groups take turns, the rest is drawn.

    Means are uniform in the unit cube, covariances of a random shape; all covariances are scaled alike until the
    largest overlap of two groups is what was drawn. "round" groups have a variance each, equal along every axis.
    "skewed": rows go through an increasing curve, column by column, which leaves the overlap as it is. "noise columns":
    as many again as half the columns, at most four, without any group. "noise points": one in twenty customers is
    uniform over the box of the others.

    References
    ----------
    Maitra & Melnykov (2010), Simulating data to study performance of finite mixture modeling and clustering algorithms,
    Journal of Computational and Graphical Statistics 19(2).
    """
    random = np.random.default_rng([number, 1])
    kind = MIXTURES[number % len(MIXTURES)]
    k = GROUPS[0] + number // len(MIXTURES) % (GROUPS[1] - GROUPS[0] + 1)
    n, columns = int(random.integers(*N_ROWS, endpoint=True)), int(random.integers(*COLUMNS, endpoint=True))
    wanted = float(random.uniform(*OVERLAP))
    groups = scaled(_groups(k, columns, random, is_round=kind == "round"), wanted, random)
    truth = random.choice(k, n, p=groups.shares)
    noise = random.standard_normal((n, columns))
    rows = groups.means[truth] + np.einsum("nij,nj->ni", groups.roots[truth], noise)
    if kind == "skewed":
        steepness = random.uniform(0.3, 1.0, columns)
        rows = np.exp(steepness * (rows - rows.mean(axis=0)) / rows.std(axis=0))
    elif kind == "noise columns":
        rows = np.concatenate([rows, random.standard_normal((n, min(4, (columns + 1) // 2)))], axis=1)
    elif kind == "noise points":
        is_noise = random.random(n) < NOISE_SHARE
        rows[is_noise] = random.uniform(rows.min(axis=0), rows.max(axis=0), (int(is_noise.sum()), columns))
        truth = np.where(is_noise, -1, truth)
    return Mixture(kind, rows, truth, k, wanted)


def _groups(k: int, columns: int, random: np.random.Generator, *, is_round: bool) -> Groups:
    ratio = np.exp(random.uniform(0, np.log(LARGEST_RATIO)))
    while True:
        weights = np.exp(random.uniform(0, np.log(ratio), k))
        weights[random.permutation(k)[:2]] = 1.0, ratio
        if weights.min() / weights.sum() >= LEAST_SHARE:
            break
        # Few large groups and many small ones leave nobody below the least share.
        ratio = max(1.0, 0.98 * ratio)
    roots = np.empty((k, columns, columns))
    for group in range(k):
        if is_round:
            roots[group] = np.eye(columns) * np.sqrt(random.uniform(0.5, 1.5))
            continue
        spread = random.standard_normal((columns + 1, columns))
        sizes, axes = np.linalg.eigh(spread.T @ spread)
        floor, top = (1 - ROUNDEST) * sizes.max(), sizes.max()
        # Drawn together towards the greatest where the least is too small, as MixSim does.
        if sizes.min() < floor:
            sizes = top - (top - sizes) * (top - floor) / (top - sizes.min())
        roots[group] = (axes * np.sqrt(sizes / sizes.mean())) @ axes.T
    return Groups(weights / weights.sum(), random.uniform(size=(k, columns)), roots)


def scaled(groups: Groups, wanted: float, random: np.random.Generator) -> Groups:
    """Scale all covariances until the largest overlap of two groups is as wanted.

    The same standard normal numbers serve every scale, so that the overlap rises smoothly and can be bisected.
    """
    k, columns = groups.means.shape
    noise = random.standard_normal((OVERLAP_ROWS, columns))
    inverses = np.linalg.inv(groups.roots)
    logs = np.log(groups.shares) - np.linalg.slogdet(groups.roots)[1]
    # Seen from group j, a customer of group i stands at way / scale + turned.
    way = np.einsum("jab,ijb->ija", inverses, groups.means[:, None] - groups.means[None])
    turned = np.einsum("jab,ibc,nc->ijna", inverses, groups.roots, noise)
    square, cross = np.square(turned).sum(axis=3), np.einsum("ija,ijna->ijn", way, turned)
    length = np.square(way).sum(axis=2)[:, :, None]

    def overlap(scale: float) -> float:
        density = logs[None, :, None] - 0.5 * (length / scale**2 + 2 * cross / scale + square)
        own = density[np.arange(k), np.arange(k)]
        missed = np.mean(density > own[:, None], axis=2)
        return float(np.max(missed + missed.T))

    low, high = 1e-3, 10.0
    for _ in range(30):
        middle = float(np.sqrt(low * high))
        low, high = (low, middle) if overlap(middle) > wanted else (middle, high)
    return Groups(groups.shares, groups.means, groups.roots * low)


def null(number: int) -> tuple[str, Floats]:
    """Draw population number 0, 1, ... that is one: kinds take turns, size and dimension are drawn."""
    random = np.random.default_rng([number, 2])
    kind = NULLS[number % len(NULLS)]
    n, columns = int(random.integers(*N_ROWS, endpoint=True)), int(random.integers(*COLUMNS, endpoint=True))
    return kind, _NULLS[kind](random, n, columns)


def _uniform(random: np.random.Generator, n: int, columns: int) -> Floats:
    return random.uniform(size=(n, columns))


def _gaussian(random: np.random.Generator, n: int, columns: int) -> Floats:
    return random.standard_normal((n, columns))


def _log_normal(random: np.random.Generator, n: int, columns: int) -> Floats:
    return np.exp(_correlated(random, n, columns) * random.uniform(0.3, 1.2))


def _correlated(random: np.random.Generator, n: int, columns: int) -> Floats:
    rows = random.standard_normal((n, columns)) @ random.standard_normal((columns, columns))
    answer: Floats = rows / rows.std(axis=0)
    return answer


def _heavy_tailed(random: np.random.Generator, n: int, columns: int) -> Floats:
    """Draw from Student's t in many dimensions: correlated, and extreme in all columns at once."""
    freedom = random.uniform(3, 8)
    answer: Floats = _correlated(random, n, columns) / np.sqrt(random.chisquare(freedom, (n, 1)) / freedom)
    return answer


def _banana(random: np.random.Generator, n: int, columns: int) -> Floats:
    """Bend a Gaussian: one column follows the square of another (Haario, Saksman & Tamminen 1999)."""
    rows = _correlated(random, n, columns)
    rows[:, 1] = random.standard_normal(n) + random.uniform(0.3, 1.0) * (np.square(rows[:, 0]) - 1)
    return rows


def _real_margins(random: np.random.Generator, n: int, columns: int) -> Floats:
    """Join real columns by a Gaussian copula."""
    known = real_columns()
    picked = [known[i] for i in random.permutation(len(known))[:columns]]
    latent = norm.cdf(_correlated(random, n, len(picked)))
    return np.stack([np.quantile(values, share) for values, share in zip(picked, latent.T, strict=True)], axis=1)


_NULLS: dict[str, Callable[[np.random.Generator, int, int], Floats]] = dict(
    zip(NULLS, (_uniform, _gaussian, _log_normal, _correlated, _heavy_tailed, _banana, _real_margins), strict=True)
)

_REAL = (
    ("cc_general/CC GENERAL.csv", ("BALANCE", "PURCHASES", "CASH_ADVANCE", "PAYMENTS", "MINIMUM_PAYMENTS")),
    ("marketing_campaign/marketing_campaign.csv", ("Income", "Year_Birth")),
    ("online_shoppers/online_shoppers_intention.csv", ("ProductRelated_Duration",)),
    ("wholesale_customers/wholesale_customers.csv", ("Fresh", "Milk", "Grocery", "Frozen")),
)
"""Columns whose histogram has one hump, as they are or as logarithms; amounts of zero are left out."""


@cache
def real_columns() -> tuple[Floats, ...]:
    """Read real columns with one hump from the folder that SHOAL_DATASETS names."""
    data = os.environ.get("SHOAL_DATASETS")
    if not data:
        raise SystemExit("SHOAL_DATASETS is not set: name the folder that has the real columns in it.")
    folder = Path(data)
    answer = []
    for name, columns in _REAL:
        with (folder / name).open(newline="", encoding="utf-8") as file:
            lines = list(csv.DictReader(file))
        for column in columns:
            values = np.array([float(line[column]) for line in lines if line[column].strip()])
            answer.append(np.sort(values[values > 0]))
    return tuple(answer)


def prepared(rows: Floats) -> Floats:
    """Prepare rows as a run does by default: tails capped, skewed columns compressed, mean 0 and deviation 1.

    Compression is left out where it would not make a column less skewed, or would push one crowd around zero apart.
    """
    columns = []
    for values in rows.T:
        x = np.clip(values, *np.quantile(values, [0.005, 0.995]))
        if abs(_skewness(x)) > 1:
            sizes = np.abs(x[x != 0])
            compressed = np.sign(x) * np.log(1 + np.abs(x) / np.quantile(sizes, 0.1))
            is_parted = x.min() < 0 < x.max() and is_grouped(compressed) and not is_grouped(x)
            x = compressed if abs(_skewness(compressed)) < abs(_skewness(x)) and not is_parted else x
        columns.append((x - x.mean()) / x.std())
    return np.stack(columns, axis=1)


def _skewness(x: Floats) -> float:
    return float((((x - x.mean()) / x.std()) ** 3).mean())
