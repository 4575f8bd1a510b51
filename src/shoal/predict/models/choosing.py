"""Which kind of model, with which setting: tried on customers that it has not seen, the simple one preferred."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from shoal.predict.arrays import Floats
from shoal.predict.examples import Examples, folds
from shoal.predict.facts import Facts
from shoal.predict.models.calibrate import Sigmoid, sigmoid
from shoal.predict.models.columns import Columns, columns_for
from shoal.predict.models.kinds import KINDS, Scorer
from shoal.stats.auc import auc
from shoal.stats.bootstrap import redrawn
from shoal.stats.places import Places, places

N_INNER = 3
N_DRAWS = 100

MOST_BEHIND = 0.005
"""The simple one is never preferred where it is this much of AUC behind, however little is known."""


@dataclass(frozen=True)
class Tried:
    """A kind with its best setting, on customers that it has not seen.

    Parameters
    ----------
    kind : str
    value : float
        Of its setting.
    auc : float
    behind, noise : float
        How far it is behind the best kind, and the standard error of that difference.
    log_odds : float array (n,)
    """

    kind: str
    value: float
    auc: float
    behind: float
    noise: float
    log_odds: Floats


@dataclass(frozen=True)
class Chosen:
    """The kind that is taken, beside the others.

    Parameters
    ----------
    best : Tried
    tried : tuple of Tried
        One a kind, the simplest first.
    sigmoid : Sigmoid
        What makes its scores probabilities.
    """

    best: Tried
    tried: tuple[Tried, ...]
    sigmoid: Sigmoid


@dataclass(frozen=True)
class Model:
    """A fitted model as data.

    Parameters
    ----------
    kind : str
    value : float
        Of its setting.
    columns : Columns
    scorer : Scorer
    sigmoid : Sigmoid
    """

    kind: str
    value: float
    columns: Columns
    scorer: Scorer
    sigmoid: Sigmoid

    def probabilities(self, facts: Facts) -> Floats:
        """Give how likely it is for each customer (n,)."""
        return self.sigmoid.apply(self.scorer.log_odds(self.columns.matrix(facts)))


def choose(examples: Examples, kinds: Sequence[str], *, seed: int) -> Chosen:
    """Try kinds of models in an inner cross-validation over persons, and choose.

    The kind is the simplest that is behind the best by no more than one standard error of the difference, as found by
    drawing persons again, and by less than `MOST_BEHIND`.

    Parameters
    ----------
    examples : Examples
        All that may be looked at.
    kinds : sequence of str
        Names in `KINDS`, the simplest first.
    seed : int

    References
    ----------
    The rule of one standard error: Breiman, Friedman, Olshen & Stone (1984), Classification and Regression Trees, 3.4.
    """
    scores = unseen(examples, kinds, seed=seed)
    order = {key: places(one) for key, one in scores.items()}
    once = np.ones(len(examples))
    plain = {key: auc(one, examples.happened, once) for key, one in order.items()}
    leading = {kind: max((k for k in plain if k[0] == kind), key=lambda k: plain[k]) for kind in kinds}
    best = max(leading.values(), key=lambda key: plain[key])
    noise = _noise(examples, [order[key] for key in leading.values()], order[best], seed)
    tried = tuple(
        Tried(kind, key[1], plain[key], plain[best] - plain[key], error, scores[key])
        for (kind, key), error in zip(leading.items(), noise, strict=True)
    )
    taken = next(one for one in tried if one.behind <= min(one.noise, MOST_BEHIND))
    return Chosen(taken, tried, sigmoid(taken.log_odds, examples.happened))


def unseen(examples: Examples, kinds: Sequence[str], *, seed: int) -> Mapping[tuple[str, float], Floats]:
    """Give the log-odds (n,) of every row by every kind and value, from models that have not seen the person."""
    part = folds(examples, N_INNER, part=f"inner part {seed}")
    found = {(kind, value): np.zeros(len(examples)) for kind in kinds for value in KINDS[kind].values}
    for fold in range(N_INNER):
        mine, others = np.flatnonzero(part == fold), np.flatnonzero(part != fold)
        learnt = examples.rows(others)
        columns = columns_for(learnt.facts)
        rows, told = columns.matrix(learnt.facts), columns.matrix(examples.facts.rows(mine))
        for kind in kinds:
            for value, scores in KINDS[kind].scores(rows, learnt.happened, told, seed).items():
                found[kind, value][mine] = scores
    return found


def fitted(examples: Examples, kind: str, value: float, turned: Sigmoid, *, seed: int) -> Model:
    """Fit a kind on all examples."""
    columns = columns_for(examples.facts)
    scorer = KINDS[kind].grow(columns.matrix(examples.facts), examples.happened, value, seed)
    return Model(kind, value, columns, scorer, turned)


def _noise(examples: Examples, each: Sequence[Places], best: Places, seed: int) -> list[float]:
    """Give the standard error of the distance of each from the best, over persons drawn again."""
    persons, which = np.unique(examples.person, return_inverse=True)
    which = which.reshape(-1)
    behind = np.array(
        [
            [auc(best, examples.happened, draw[which]) - auc(one, examples.happened, draw[which]) for one in each]
            for draw in redrawn(len(persons), N_DRAWS, np.random.default_rng(seed))
        ]
    )
    return [float(one) for one in behind.std(axis=0, ddof=1)]
