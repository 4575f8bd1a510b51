"""Prediction strength of any algorithm: found on one half of the customers, tried on the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from shoal.cluster.found import NOISE, Found, Groups
from shoal.cluster.prototypes import PrototypeModel
from shoal.errors import ClusterError
from shoal.stats.prediction_strength import prediction_strength, strength_interval
from shoal.terms import Interval, Matrix, Model

SPLITS = 2
"""Each split is used both ways, so that there are twice as many values."""

Find = Callable[[Matrix], Found]


@dataclass(frozen=True)
class Strength:
    """How well groups found among some customers hold for others.

    Parameters
    ----------
    interval : Interval
        Prediction strength.
    skill : float
        The same beyond chance: 0 where the weakest group holds together no better than any two customers do, 1 where
        it holds fully. Two large groups are strong by chance alone, and many small ones are not.
    """

    interval: Interval
    skill: float


def strength_of(find: Find, rows: Matrix, *, seed: int, n_splits: int = SPLITS) -> Strength:
    """Split customers in halves, find groups in each, and let the model of either place the other.

    A half in which the algorithm finds fewer than two groups has strength 0: groups that are sometimes none at all
    do not come back.

    Parameters
    ----------
    find : callable
        From rows to what the algorithm finds in them.
    rows : float array (n, columns), n >= 4
    seed, n_splits : int
    """
    random = np.random.default_rng(seed)
    half = len(rows) // 2
    values, skills = [], []
    for _ in range(n_splits):
        order = random.permutation(len(rows))
        halves = rows[np.sort(order[:half])], rows[np.sort(order[half : 2 * half])]
        both = tuple(_groups(find, one) for one in halves)
        for here, there in ((0, 1), (1, 0)):
            value, skill = _strength(both[there], both[here], halves[there])
            values.append(value)
            skills.append(skill)
    return Strength(strength_interval(values), float(np.mean(skills)))


def _groups(find: Find, rows: Matrix) -> Found | None:
    try:
        found = find(rows)
    except ClusterError:  # what an algorithm says where there is nothing for it to find
        return None
    return found if grouped(found).max(initial=NOISE) >= 1 else None


def _strength(own: Found | None, model_of: Found | None, rows: Matrix) -> tuple[float, float]:
    if own is None or model_of is None:
        return 0.0, 0.0
    where = _nearest(model_of.model, rows)
    value = prediction_strength(grouped(own), where)
    sizes = np.bincount(where[where >= 0]).astype(np.float64)
    by_chance = float((sizes * (sizes - 1)).sum() / (len(rows) * (len(rows) - 1)))
    return value, (value - by_chance) / (1 - by_chance) if by_chance < 1 else 0.0


def _nearest(model: Model, rows: Matrix) -> Groups:
    """Place everybody, outliers too, in the nearest group: who stays together is asked, not who stands alone."""
    everybody = replace(model, radii=()) if isinstance(model, PrototypeModel) else model
    return everybody.apply(rows).group


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
