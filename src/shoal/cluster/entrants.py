"""What each algorithm brings to a comparison: its own number of groups, and how far its groups can be trusted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from shoal.cluster.algorithms import ALGORITHMS, Task
from shoal.cluster.bells import MOST_OVERLAP, best, overlap, way_down
from shoal.cluster.centroid import CentroidModel
from shoal.cluster.found import NOISE, Found, found
from shoal.cluster.gaussian import GaussianModel
from shoal.cluster.kmeans import kmeans
from shoal.cluster.strength import Strength, grouped, placed, strength_of
from shoal.errors import ClusterError
from shoal.stats.moat import NEIGHBOURS, Terrain, moats, terrain
from shoal.stats.prediction_strength import ENOUGH
from shoal.stats.rounding import significant
from shoal.stats.valley import shallowest_valley
from shoal.terms import ClusterSpec, Matrix

APART = 0.2
"""Groups with a moat this wide are parted where nobody stands: rings, chains and touching crowds begin there."""
DEEP = 0.4
"""Or with a valley this deep on the way between every two centres: crowds that touch have no moat, but valleys."""
HELD = 0.6
"""Strength that is asked of bells told apart. They have a look at chance of their own, and half of the customers know a
group of a few dozen badly: that four of five of them stay together (64 % of their pairs) is as much as can be had. Of a
group that is cut in two, half of the pairs stay together."""
SHAPES = ("dbscan", "hdbscan")
"""Their groups have any shape, so that the way between two centres says nothing of them."""
SURE_AGREEMENT = 0.95
GRAINS = (1, 3)
"""Of hdbscan: the finest that the business allows, and a coarser one that chance moves less."""
MOST_TRIED = 2
"""Numbers of groups of one algorithm whose strength is measured."""


@dataclass(frozen=True)
class Ask:
    """What an algorithm is asked for.

    Parameters
    ----------
    k : int or None
        None where it finds the number itself.
    grain : int
        Groups of at least so many times the smallest size; hdbscan parts a crowd at every chance grain that is allowed.
    """

    k: int | None = None
    grain: int = 1


@dataclass(frozen=True)
class Entrant:
    """An algorithm with the number of groups that suits it best.

    Parameters
    ----------
    algorithm : str
    ask : Ask
        What to ask it for.
    n_groups : int
        Found, outliers not counted.
    moat : float
        The narrowest around any of its groups; -1 with fewer than two groups.
    valley : float
        The lower bound of the shallowest between two centres; 0 where groups may have any shape.
    agreement : float
        Share of the customers that its model places where it did.
    outlier_share : float
        Share of the customers that its model calls outliers.
    fault : str
        Why it cannot be chosen, in words; empty where it can.
    strength : Strength or None
        None where it has a fault.
    overlap : float
        Of a mixture, of the two groups that overlap most; 1 for the others, which say nothing of it.
    """

    algorithm: str
    ask: Ask
    n_groups: int
    moat: float
    valley: float
    agreement: float
    outlier_share: float
    fault: str
    strength: Strength | None = None
    overlap: float = 1.0

    @property
    def is_apart(self) -> bool:
        """Whether every group is parted from the others, as its algorithm sees them: found, not cut."""
        return self.moat >= APART or self.valley >= DEEP or self.is_told_apart

    @property
    def is_told_apart(self) -> bool:
        """Whether its groups are bells that few customers could be taken for members of two of."""
        return self.n_groups > 1 and self.overlap <= MOST_OVERLAP

    @property
    def skill(self) -> float:
        """The strength beyond chance; 0 where it was not measured."""
        return 0.0 if self.strength is None else self.strength.skill

    @property
    def asked(self) -> float:
        """The strength that is asked of it."""
        return HELD if self.is_told_apart else ENOUGH

    @property
    def is_strong(self) -> bool:
        """Whether its groups would be found again."""
        return self.strength is not None and self.strength.interval.value >= self.asked


@dataclass(frozen=True)
class Limits:
    """What the business allows.

    Parameters
    ----------
    most_groups : int
    smallest_share : float
        Of all customers, in the smallest group.
    most_outliers : float
        Largest share of the customers outside every group.
    """

    most_groups: int
    smallest_share: float
    most_outliers: float


def enter(name: str, task: Task, numbers: tuple[int, ...], limits: Limits, *, is_judged: bool = True) -> Entrant:
    """Let an algorithm find groups, for the number of them that suits it best.

    It tries the numbers that criteria voted for; a mixture those with the most evidence. Of those without a
    fault the most groups that stand apart are taken; where none do, the strongest beyond chance.

    Parameters
    ----------
    name : str
    task : Task
        With the sample; its k is not looked at.
    numbers : tuple of int
    limits : Limits
    is_judged : bool
        Whether strength is measured; without, the widest moat stands for it.
    """
    land = terrain(task.rows)
    tried = [_tried(name, task, ask, land, limits) for ask in _asks(name, task, numbers, limits)]
    sound = sorted((one for one in tried if not one.fault), key=_by_moat, reverse=True)
    if not sound:
        return max(tried, key=lambda one: one.n_groups)
    if not is_judged:
        return max(sound, key=lambda one: one.moat)
    judged = [_judged(one, task) for one in sound[:MOST_TRIED]]
    return max(judged, key=lambda one: (one.is_strong and one.is_apart, _n_apart(one), one.skill))


def _by_moat(one: Entrant) -> tuple[bool, int, float]:
    return one.is_apart, _n_apart(one), one.moat


def _n_apart(one: Entrant) -> int:
    return one.n_groups if one.is_apart else 0


def _asks(name: str, task: Task, numbers: tuple[int, ...], limits: Limits) -> tuple[Ask, ...]:
    if name == "hdbscan":
        return tuple(Ask(grain=grain) for grain in GRAINS)
    if name in ALGORITHMS and not ALGORITHMS[name].takes_k:
        return (Ask(),)
    if name == "gaussian_mixture":
        return _bell_asks(task, limits)
    return tuple(Ask(k) for k in numbers)


def _bell_asks(task: Task, limits: Limits) -> tuple[Ask, ...]:
    """Ask for the number of bells with the most evidence: of those told apart, and of all that are large enough."""
    smallest = limits.smallest_share * len(task.rows)
    listed = list(way_down(task.rows, limits.most_groups, seed=task.seed))
    apart = best(listed, limits.most_groups, smallest).k
    large = [one for one in listed if one.smallest >= smallest and one.k <= limits.most_groups]
    return tuple(Ask(k) for k in sorted({apart, max(large, key=lambda one: one.evidence, default=listed[-1]).k}))


def asking(spec: ClusterSpec, name: str, k: int | None) -> ClusterSpec:
    """Give the settings with which auto asks an algorithm for its groups.

    Density is measured over as many customers whatever the sample: over fewer, hdbscan sees crowds in every handful.
    """
    neighbours = spec.neighbours or (NEIGHBOURS if name == "hdbscan" else None)
    # A small bell that may take any shape takes that of its few customers.
    covariance = "drawn" if name == "gaussian_mixture" and spec.covariance == "full" else spec.covariance
    return replace(spec, k="auto" if k is None else k, neighbours=neighbours, covariance=covariance)


def finder(name: str, task: Task, ask: Ask) -> Callable[[Matrix], Found]:
    """Give what finds groups among any rows; a part of the sample asks for groups that are as much smaller."""
    spec = asking(task.spec, name, ask.k)

    def find(rows: Matrix) -> Found:
        smallest = max(NEIGHBOURS, round(ask.grain * task.smallest * len(rows) / len(task.rows)))
        here = replace(task, rows=rows, k=ask.k, spec=spec, smallest=smallest)
        return _kmeans(here) if name == "kmeans" else ALGORITHMS[name].find(here)

    return find


def _kmeans(task: Task) -> Found:
    best = kmeans(
        task.rows, task.k or 1, seed=task.seed, n_starts=task.spec.n_starts, max_iterations=task.spec.max_iterations
    )
    model = CentroidModel(task.columns, tuple(tuple(row) for row in significant(best.centroids).tolist()))
    return found(model, task.rows, best.labels)


def _tried(name: str, task: Task, ask: Ask, land: Terrain, limits: Limits) -> Entrant:
    try:
        there = finder(name, task, ask)(task.rows)
    except ClusterError as error:
        return Entrant(name, ask, 0, -1.0, 0.0, 1.0, 0.0, error.found)
    groups = grouped(there)
    sizes = np.bincount(groups[groups >= 0], minlength=1)
    n_groups = int((sizes > 0).sum())
    outliers = float(np.mean(placed(there.model, task.rows) == NOISE))
    entrant = Entrant(
        algorithm=name,
        ask=ask,
        n_groups=n_groups,
        moat=float(moats(land, groups).min(initial=1.0)) if n_groups > 1 else -1.0,
        valley=shallowest_valley(task.rows, groups).low if n_groups > 1 and name not in SHAPES else 0.0,
        agreement=there.agreement,
        outlier_share=outliers,
        fault="",
        overlap=overlap(there.model.memberships(task.rows)) if isinstance(there.model, GaussianModel) else 1.0,
    )
    return replace(entrant, fault=_fault(entrant, int(sizes.min()) / len(task.rows), limits))


def _fault(one: Entrant, smallest_share: float, limits: Limits) -> str:
    if one.n_groups < 2:
        return "it finds no two groups"
    if one.outlier_share > limits.most_outliers:
        most = limits.most_outliers
        return (
            f"it leaves {one.outlier_share:.0%} of the customers out of every group, more than the {most:.0%} allowed"
        )
    if one.n_groups > limits.most_groups:
        return f"it finds {one.n_groups} groups, more than the {limits.most_groups} allowed"
    if smallest_share < limits.smallest_share:
        least = limits.smallest_share
        return f"its smallest group has {smallest_share:.1%} of the customers, fewer than the {least:.1%} allowed"
    if one.agreement < SURE_AGREEMENT:
        return f"its model places only {one.agreement:.0%} of the customers where it did itself"
    return ""


def _judged(one: Entrant, task: Task) -> Entrant:
    return replace(one, strength=strength_of(finder(one.algorithm, task, one.ask), task.rows, seed=task.seed))
