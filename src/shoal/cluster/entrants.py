"""What each algorithm brings to a comparison: its own number of groups, and how far its groups can be trusted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from shoal.cluster.algorithms import ALGORITHMS, Task
from shoal.cluster.bells import MOST_OVERLAP, Bells, best, found_bells, overlap, way_down
from shoal.cluster.centroid import CentroidModel
from shoal.cluster.found import NOISE, Found, found
from shoal.cluster.kmeans import kmeans
from shoal.cluster.strength import Parted, Strength, by_model, by_neighbour, placed, strength_of
from shoal.errors import ClusterError
from shoal.stats.density_validity import density_validity
from shoal.stats.moat import NEIGHBOURS, Terrain, moats, terrain
from shoal.stats.prediction_strength import ENOUGH, company, prediction_strength
from shoal.stats.rounding import significant
from shoal.stats.valley import shallowest_valley
from shoal.terms import ClusterSpec, Matrix

APART = 0.2
"""Groups with a moat this wide are parted where nobody stands: rings, chains and touching crowds begin there."""
DEEP = 0.4
"""Or with a valley this deep on the way between every two centres: crowds that touch have no moat, but valleys."""
SHAPES = ("dbscan", "hdbscan")
"""Their groups have any shape, so that the way between two centres says nothing of them."""
JOINING, ROOM = 3.0, 0.8
"""A density method may leave out so many times the outliers that are allowed: those with a group nearby join it, until
there are four fifths of what is allowed, which leaves room for whom the model places otherwise."""
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
    validity : float or None
        Density validity of what a density method found.
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
    validity: float | None = None

    @property
    def emptiness(self) -> float:
        """How empty it is between the groups, by moat or valley, whichever tells more: 1 is enough."""
        return max(self.moat / APART, self.valley / DEEP)

    @property
    def is_apart(self) -> bool:
        """Whether every group is parted from the others, as its algorithm sees them: found, not cut."""
        return self.emptiness >= 1 or self.is_told_apart

    @property
    def is_surrounded(self) -> bool:
        """Whether every group has emptiness all around, not only on the way to the centres of the others."""
        return self.moat >= APART

    @property
    def may_be_natural(self) -> bool:
        """Whether chance is asked about: centres cut any crowd firmly, density and bells begin where it is crowded."""
        return self.is_apart or self.algorithm in (*SHAPES, "gaussian_mixture")

    @property
    def is_told_apart(self) -> bool:
        """Whether its groups are bells that few customers could be taken for members of two of."""
        return self.n_groups > 1 and self.overlap <= MOST_OVERLAP

    @property
    def skill(self) -> float:
        """The strength beyond chance; 0 where it was not measured."""
        return 0.0 if self.strength is None else self.strength.skill

    @property
    def is_strong(self) -> bool:
        """Whether its groups would be found again."""
        return self.strength is not None and self.strength.interval.value >= ENOUGH


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


def enter(name: str, task: Task, numbers: tuple[int, ...], limits: Limits) -> Entrant:
    """Let an algorithm find groups, for the number of them that suits it best.

    It tries the numbers that criteria voted for; a mixture those with the most evidence, hdbscan two grains. Of those
    without a fault the most groups that stand apart are taken, of a density method those of the highest density
    validity; where none do, the strongest beyond chance.

    Parameters
    ----------
    name : str
    task : Task
        With the sample; its k is not looked at.
    numbers : tuple of int
    limits : Limits
    """
    tried = tries(name, task, numbers, limits, with_validity=True)
    sound = sorted((one for one in tried if not one.fault), key=_by_emptiness, reverse=True)
    judged = list[Entrant]()
    for one in sound[:MOST_TRIED]:
        judged.append(_judged(one, task, limits))
        if judged[-1].is_strong and judged[-1].is_apart:
            break  # the next has fewer groups, or narrower moats
    if not judged:
        return max(tried, key=lambda one: one.n_groups)
    return max(judged, key=lambda one: (not one.fault, one.is_strong, *_by_emptiness(one)[:2], one.skill))


def tries(
    name: str, task: Task, numbers: tuple[int, ...], limits: Limits, *, with_validity: bool = False
) -> tuple[Entrant, ...]:
    """Give the groups for each number that is tried, before their strength and the model that places others.

    Parameters
    ----------
    name, task, numbers, limits
        As of `enter`.
    with_validity : bool
        Whether density validity is measured of what density methods find.
    """
    land = terrain(task.rows)
    if name == "gaussian_mixture":
        bells = ((Ask(one.k), by_model(found_bells(task.columns, task.rows, one))) for one in _bells(task, limits))
        return tuple(_tried(name, ask, there, task, land, limits) for ask, there in bells)
    answer = []
    for ask in _asks(name, numbers):
        try:
            there = parter(name, task, ask)(task.rows)
            one = _tried(name, ask, there, task, land, limits)
            validity = density_validity(task.rows, there.labels) if with_validity and name in SHAPES else None
            answer.append(replace(one, validity=validity))
        except ClusterError as error:
            answer.append(Entrant(name, ask, 0, -1.0, 0.0, 1.0, 0.0, error.found))
    return tuple(answer)


def _by_emptiness(one: Entrant) -> tuple[bool, float, float]:
    """Order what an algorithm finds: what stands apart, then most groups; of density methods the validity decides."""
    more = _n_apart(one) if one.validity is None else one.validity
    return one.is_apart, more, one.emptiness


def _n_apart(one: Entrant) -> int:
    return one.n_groups if one.is_apart else 0


def _asks(name: str, numbers: tuple[int, ...]) -> tuple[Ask, ...]:
    if name == "hdbscan":
        return tuple(Ask(grain=grain) for grain in GRAINS)
    if name in ALGORITHMS and not ALGORITHMS[name].takes_k:
        return (Ask(),)
    return tuple(Ask(k) for k in numbers)


def _bells(task: Task, limits: Limits) -> tuple[Bells, ...]:
    """Give the bells with the most evidence: of those told apart, and of all that are large enough."""
    smallest = limits.smallest_share * len(task.rows)
    listed = list(way_down(task.rows, limits.most_groups, seed=task.seed))
    apart = best(listed, limits.most_groups, smallest)
    large = [one for one in listed if one.smallest >= smallest and one.k <= limits.most_groups]
    likeliest = max(large, key=lambda one: one.evidence, default=listed[-1])
    return (apart,) if likeliest is apart else (apart, likeliest)


def asking(spec: ClusterSpec, name: str, k: int | None) -> ClusterSpec:
    """Give the settings with which auto asks an algorithm for its groups.

    Density is measured over as many customers whatever the sample: over fewer, hdbscan sees crowds in every handful.
    """
    neighbours = spec.neighbours or (NEIGHBOURS if name == "hdbscan" else None)
    # A small bell that may take any shape takes that of its few customers.
    covariance = "drawn" if name == "gaussian_mixture" and spec.covariance == "full" else spec.covariance
    return replace(spec, k="auto" if k is None else k, neighbours=neighbours, covariance=covariance)


def most_outliers(spec: ClusterSpec) -> float:
    """Give the share of outliers that an algorithm may leave: what it is asked for by name is done as it does it."""
    return ROOM * spec.max_outlier_share if spec.algorithm == "auto" else 1.0


def finder(name: str, task: Task, ask: Ask) -> Callable[[Matrix], Found]:
    """Give what finds groups among any rows, with the model that places others."""

    def find(rows: Matrix) -> Found:
        here = _part_of(task, name, ask, rows)
        return _kmeans(here) if name == "kmeans" else ALGORITHMS[name].find(here)

    return find


def parter(name: str, task: Task, ask: Ask) -> Callable[[Matrix], Parted]:
    """Give what finds groups among any rows; where a model takes time, others follow their neighbour."""
    alone = ALGORITHMS[name].alone if name in ALGORITHMS else None
    if alone is None:
        find = finder(name, task, ask)
        return lambda rows: by_model(find(rows))
    return lambda rows: by_neighbour(rows, alone(_part_of(task, name, ask, rows)))


def _part_of(task: Task, name: str, ask: Ask, rows: Matrix) -> Task:
    """Give the task for a part of the sample, which asks for groups that are as much smaller."""
    smallest = max(NEIGHBOURS, round(ask.grain * task.smallest * len(rows) / len(task.rows)))
    spec = asking(task.spec, name, ask.k)
    return replace(task, rows=rows, k=ask.k, spec=spec, smallest=smallest, most_outliers=most_outliers(spec))


def _kmeans(task: Task) -> Found:
    best = kmeans(
        task.rows, task.k or 1, seed=task.seed, n_starts=task.spec.n_starts, max_iterations=task.spec.max_iterations
    )
    model = CentroidModel(task.columns, tuple(tuple(row) for row in significant(best.centroids).tolist()))
    return found(model, task.rows, best.labels)


def _tried(name: str, ask: Ask, there: Parted, task: Task, land: Terrain, limits: Limits) -> Entrant:
    groups, memberships = there.labels, there.memberships
    sizes = np.bincount(groups[groups >= 0], minlength=1)
    n_groups = int((sizes > 0).sum())
    entrant = Entrant(
        algorithm=name,
        ask=ask,
        n_groups=n_groups,
        moat=float(moats(land, groups).min(initial=1.0)) if n_groups > 1 else -1.0,
        valley=shallowest_valley(task.rows, groups).low if n_groups > 1 and name not in SHAPES else 0.0,
        agreement=1.0,
        outlier_share=float(np.mean(groups == NOISE)),
        fault="",
        overlap=1.0 if memberships is None else overlap(memberships(task.rows)),
    )
    most = JOINING * limits.most_outliers
    return replace(entrant, fault=_fault(entrant, int(sizes.min()) / len(task.rows), limits, most))


def _fault(one: Entrant, smallest_share: float, limits: Limits, most: float) -> str:
    if one.n_groups < 2:
        return "it finds no two groups"
    if one.outlier_share > most:
        allowed = limits.most_outliers
        return f"it leaves {one.outlier_share:.0%} of the customers out of every group, and {allowed:.0%} are allowed"
    if one.n_groups > limits.most_groups:
        return f"it finds {one.n_groups} groups, more than the {limits.most_groups} allowed"
    if smallest_share < limits.smallest_share:
        least = limits.smallest_share
        return f"its smallest group has {smallest_share:.1%} of the customers, fewer than the {least:.1%} allowed"
    if one.agreement < SURE_AGREEMENT:
        return f"its model places only {one.agreement:.0%} of the customers where it did itself"
    return ""


def _judged(one: Entrant, task: Task, limits: Limits) -> Entrant:
    """Make the model that places others, and measure whether it does, and whether the groups would be found again."""
    there = finder(one.algorithm, task, one.ask)(task.rows)
    outliers = float(np.mean(placed(there.model, task.rows) == NOISE))
    known = replace(one, agreement=there.agreement, outlier_share=outliers)
    # Groups, and so the smallest of them, are as they were; the model may place others outside.
    fault = _fault(known, 1.0, limits, limits.most_outliers)
    if fault:
        return replace(known, fault=fault)
    return replace(known, strength=strength(one, task))


def strength(one: Entrant, task: Task) -> Strength:
    """Measure whether the groups of an algorithm would be found again among the rows of a task.

    Bells told apart are looked at against chance by themselves, number and all. What is asked of them is whether
    customers stay together: a group of a few dozen, known badly from half of them, is no reason to drop eight others.

    Parameters
    ----------
    one : Entrant
    task : Task
    """
    measure = company if one.is_told_apart else prediction_strength
    return strength_of(parter(one.algorithm, task, one.ask), task.rows, seed=task.seed, measure=measure)
