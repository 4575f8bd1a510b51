"""Prediction strength of any algorithm: found on one part of the customers, tried on others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from shoal.cluster.density import joined
from shoal.cluster.found import NOISE, Found, Groups
from shoal.cluster.gaussian import GaussianModel
from shoal.cluster.prototypes import PrototypeModel
from shoal.errors import ClusterError
from shoal.stats.prediction_strength import prediction_strength, strength_interval
from shoal.terms import Interval, Matrix, Model

PART_ROWS = 400
"""Groups are found on halves that have so many customers; of fewer the halves would be too thin to show a crescent or a
chain, and two larger parts overlap."""
LARGEST_PART = 0.8


@dataclass(frozen=True)
class Parted:
    """Groups of some rows, and how they part other rows.

    Parameters
    ----------
    labels : int array (n,)
        Outliers are noise.
    place : callable
        From rows to the nearest group of each; outliers have one too, as who stays together is asked, not who stands
        alone.
    memberships : callable or None
        From rows to the share of each in each group; None where membership is all or nothing.
    """

    labels: Groups
    place: Callable[[Matrix], Groups]
    memberships: Callable[[Matrix], Matrix] | None = None


Part = Callable[[Matrix], Parted]
Measure = Callable[[Groups, Groups], float]


def by_model(there: Found) -> Parted:
    """Let the model of what was found place others."""
    model = replace(there.model, radii=()) if isinstance(there.model, PrototypeModel) else there.model
    soft = model.memberships if isinstance(model, GaussianModel) else None
    return Parted(grouped(there), lambda rows: model.apply(rows).group, soft)


def by_neighbour(rows: Matrix, labels: Groups) -> Parted:
    """Let others follow their nearest neighbour: as good as a model of many prototypes, and made in no time.

    Outliers are neighbours of the group that they would join.
    """
    from scipy.spatial import cKDTree  # noqa: PLC0415 - only where such algorithms are compared

    own, tree = joined(rows, labels, 0.0), cKDTree(rows)
    return Parted(labels, lambda others: own[tree.query(others)[1]])


@dataclass(frozen=True)
class Strength:
    """How well groups found among some customers hold for others.

    Parameters
    ----------
    interval : Interval
        Prediction strength, or what was measured in its place.
    skill : float
        The same beyond chance: 0 where groups hold together no better than any two customers do, 1 where they hold
        fully. Two large groups are strong by chance alone, and many small ones are not.
    """

    interval: Interval
    skill: float


def strength_of(part: Part, rows: Matrix, *, seed: int, measure: Measure = prediction_strength) -> Strength:
    """Find groups in two parts of the customers, and let those of either place whom only the other has.

    The parts are halves. Of few customers they are larger, up to four fifths, and overlap; customers who are in both
    are not judged, and there are more pairs of parts, until everybody is judged about twice. A part in which the
    algorithm finds fewer than two groups has strength 0: groups that are sometimes none at all do not come back.

    Parameters
    ----------
    part : callable
        From rows to the groups that the algorithm finds in them.
    rows : float array (n, columns), n >= 10
    seed : int
    measure : callable
        From groups of their own and where others place them, to how well the groups hold.
    """
    random = np.random.default_rng(seed)
    n = len(rows)
    size = max(n // 2, min(round(LARGEST_PART * n), PART_ROWS))
    values, skills = [], []
    for _ in range(round(n / (n - size))):
        order = random.permutation(n)
        parts = np.sort(order[:size]), np.sort(order[-size:])
        both = tuple(_groups(part, rows[one]) for one in parts)
        for here, there in ((0, 1), (1, 0)):
            alone = ~np.isin(parts[there], parts[here], assume_unique=True)
            value, skill = _strength(both[there], both[here], rows[parts[there]], alone, measure)
            values.append(value)
            skills.append(skill)
    return Strength(strength_interval(values), float(np.mean(skills)))


def _groups(part: Part, rows: Matrix) -> Parted | None:
    try:
        parted = part(rows)
    except ClusterError:  # what an algorithm says where there is nothing for it to find
        return None
    return parted if parted.labels.max(initial=NOISE) >= 1 else None


def _strength(
    own: Parted | None, other: Parted | None, rows: Matrix, judged: NDArray[np.bool_], measure: Measure
) -> tuple[float, float]:
    if own is None or other is None:
        return 0.0, 0.0
    where = other.place(rows[judged])
    groups = own.labels[judged]
    value = measure(groups, where)
    sizes = np.bincount(where[where >= 0]).astype(np.float64)
    by_chance = float((sizes * (sizes - 1)).sum() / (len(where) * (len(where) - 1)))
    return value, (value - by_chance) / (1 - by_chance) if by_chance < 1 else 0.0


def grouped(found: Found) -> Groups:
    """Give the groups that an algorithm found; outliers, who are the last group of the model, are noise."""
    return _without_outliers(found.model, found.labels)


def placed(model: Model, rows: Matrix) -> Groups:
    """Place rows with a model; outliers are noise."""
    return _without_outliers(model, model.apply(rows).group)


def _without_outliers(model: Model, group: Groups) -> Groups:
    if isinstance(model, PrototypeModel) and model.outliers is not None:
        return np.where(group == model.outliers, NOISE, group)
    return group
