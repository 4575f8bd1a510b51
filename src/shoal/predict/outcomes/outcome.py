"""Learning what will happen: what may be learnt from, which model, how well it does, all from earlier days."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from shoal.errors import PredictError, closest
from shoal.predict.arrays import Floats
from shoal.predict.examples import Examples
from shoal.predict.models.choosing import Model, choose, fitted
from shoal.predict.models.columns import columns_for
from shoal.predict.models.kinds import BOOSTED, FOREST, KINDS, LINE, TREE
from shoal.predict.outcomes.leaks import Leak, leaks
from shoal.predict.outcomes.proof import N_OUTER, Proof, prove
from shoal.predict.outcomes.twins import twins
from shoal.terms import Feature, Kind, Target

LEAST_EACH = 25
"""Customers to whom it happened, and to whom it did not, below whom nothing can be learnt and tried."""

LEAST_ROWS = 2_000
_COST: Mapping[str, float] = {LINE: 5e-6, TREE: 1e-6, FOREST: 8e-6, BOOSTED: 4e-6}
"""Seconds a cell, all values of the setting: measured on one core of a laptop."""

_DROPPED = (FOREST, BOOSTED, TREE, LINE)
"""What is left untried first where time is short: what costs most for what it tells."""

_PASSES = 3.0
"""Cells that one part of the outer division has to be gone through, in times of all of them."""


@dataclass(frozen=True)
class Learning:
    """How is learnt.

    Parameters
    ----------
    kinds : tuple of str
        Kinds of models that compete, the simplest first.
    budget : float
        Seconds that learning may take, as estimated from the size of the data: no clock decides, so that the same
        data and the same budget give the same model.
    trusted : tuple of str
        Features that are learnt from even if they seem to give the outcome away.
    n_outer : int
        Parts of the outer division of customers.
    seed : int
    """

    kinds: tuple[str, ...] = tuple(KINDS)
    budget: float = 120.0
    trusted: tuple[str, ...] = ()
    n_outer: int = N_OUTER
    seed: int = 0


def how_to_learn(models: Sequence[str] = (), trusted: Sequence[str] = (), budget: float = 120.0) -> Learning:
    """Say how is learnt.

    Parameters
    ----------
    models : sequence of str
        Kinds that compete, in any order; empty means all.
    trusted : sequence of str
    budget : float

    Raises
    ------
    PredictError
        If there is no such kind, or the budget is nothing.

    Examples
    --------
    >>> how_to_learn(["random_forest", "decision_tree"]).kinds
    ('decision_tree', 'random_forest')
    """
    unknown = [kind for kind in models if kind not in KINDS]
    if unknown:
        raise PredictError(
            f"'{unknown[0]}' is no kind of model",
            expected=", ".join(KINDS),
            do=closest(unknown[0], KINDS),
            where="--models",
        )
    if not budget > 0:
        raise PredictError(f"a budget of {budget:g} seconds", expected="more than 0", where="--budget")
    kinds = tuple(kind for kind in KINDS if not models or kind in models)
    return Learning(kinds, budget, tuple(trusted))


@dataclass(frozen=True)
class Weighed:
    """A kind of model that competed.

    Parameters
    ----------
    kind, setting : str
    value : float
        Of the setting.
    auc : float
        On customers that it has not seen.
    behind, noise : float
        How far behind the best, and the standard error of that.
    chosen : bool
    """

    kind: str
    setting: str
    value: float
    auc: float
    behind: float
    noise: float
    chosen: bool


@dataclass(frozen=True)
class LearntOutcome:
    """A model, with what there is to say of it.

    Parameters
    ----------
    model : Model
    weighed : tuple of Weighed
    proof : Proof
    leaks : tuple of Leak
    unseen : mapping of person to float
        Where a label tells: probabilities of the customers who have one, each by a model that has not seen them.
    warnings : tuple of str
    """

    model: Model
    weighed: tuple[Weighed, ...]
    proof: Proof
    leaks: tuple[Leak, ...]
    unseen: Mapping[str, float]
    warnings: tuple[str, ...]


def learn_outcome(
    examples: Examples,
    features: Sequence[Feature],
    target: Target,
    how: Learning,
    *,
    step: Callable[[float], None] | None = None,
) -> LearntOutcome:
    """Learn from examples: refuse what cannot be learnt from, leave out what leaks, prove, choose, fit.

    Parameters
    ----------
    examples : Examples
    features : sequence of Feature
        Those of the examples.
    target : Target
    how : Learning
    step : callable or None
        Told the share of the work that is done.

    Raises
    ------
    PredictError
        If it happened to nobody, to everybody, or to too few to tell; or nothing is known that could tell.
    """
    refuse_unteachable(examples, target)
    found = leaks(examples, features, seed=how.seed, trusted=how.trusted)
    honest = examples.without([leak.feature for leak in found if leak.feature])
    honest = honest.without(twins(honest.facts))
    n_columns = len(columns_for(honest.facts).each) if honest.facts.names else 0
    if not n_columns:
        raise PredictError(
            "nothing is known of customers that tells one from another"
            + (", but what gives the outcome away" if found else ""),
            expected="at least one feature that was known before",
            do="add data of what customers do" + ("; or name a feature with --trust" if found else ""),
            where="predict",
        )
    some, kinds, said = within(honest, n_columns, how)
    proven = prove(some, kinds, seed=how.seed, n_outer=how.n_outer, step=step)
    chosen = choose(some, kinds, seed=how.seed)
    model = fitted(some, chosen.best.kind, chosen.best.value, chosen.sigmoid, seed=how.seed)
    # where days tell, what was told of somebody on an earlier day is not what is to be told of them now
    is_label = target.kind is Kind.CUSTOMERS
    unseen = zip(proven.told.person.tolist(), proven.probability.tolist(), strict=True) if is_label else ()
    return LearntOutcome(
        model,
        tuple(
            Weighed(one.kind, KINDS[one.kind].setting, one.value, one.auc, one.behind, one.noise, one is chosen.best)
            for one in chosen.tried
        ),
        proven.proof,
        found,
        dict(unseen),
        tuple(said) + tuple(_of_leak(leak) for leak in found),
    )


def refuse_unteachable(examples: Examples, target: Target) -> None:
    """Refuse examples from which nothing can be learnt, and say what is missing."""
    n, n_yes = len(examples), int(examples.happened.sum())
    if not n:
        raise PredictError(
            "there is nobody of whom it is known whether it happened",
            expected="customers of an earlier day",
            where="predict",
        )
    words = f"whether a customer {target.in_words}"
    if n_yes in (0, n):
        who = f"all {n:,}" if n_yes else f"none of {n:,}"
        raise PredictError(
            f"{words}: true of {who} customers on the earlier days, so there is nothing to tell apart",
            expected="some of both",
            do="ask for something that happens to some"
            if target.kind is Kind.CUSTOMERS
            else "choose another horizon, or ask for something that happens to some",
            where="predict",
        )
    fewer = min(n_yes, n - n_yes)
    if fewer < LEAST_EACH:
        instead = "wait until more is known" if target.kind is Kind.CUSTOMERS else "choose a longer horizon, or wait"
        side = "true" if n_yes <= n - n_yes else "not true"
        raise PredictError(
            f"{words}: {side} of {fewer} customers only, of {n:,}",
            expected=f"at least {LEAST_EACH} of both; {LEAST_EACH - fewer} more are needed",
            do=f"{instead}; the share of all is all that can be said meanwhile: {n_yes / n:.1%}",
            where="predict",
        )


def within(examples: Examples, n_columns: int, how: Learning) -> tuple[Examples, tuple[str, ...], tuple[str, ...]]:
    """Keep learning within its budget: fewer customers first, then fewer kinds; with what to say of it.

    Parameters
    ----------
    examples : Examples
    n_columns : int
    how : Learning
    """
    kinds, n, said = how.kinds, len(examples), []

    def seconds(rows: int, some: Sequence[str]) -> float:
        return rows * n_columns * sum(_COST[kind] for kind in some) * _PASSES * (how.n_outer + 1)

    while len(kinds) > 1 and seconds(min(n, LEAST_ROWS), kinds) > how.budget:
        dropped = next(kind for kind in _DROPPED if kind in kinds)
        kinds = tuple(kind for kind in kinds if kind != dropped)
        said.append(f"{dropped.replace('_', ' ').capitalize()} was not tried: it would take longer than the budget.")
    rows = n
    if seconds(n, kinds) > how.budget:
        rows = max(min(n, LEAST_ROWS), int(n * how.budget / seconds(n, kinds)))
        said.append(f"Learnt from {rows:,} of {n:,} examples, drawn at random, to stay within {how.budget:g} seconds.")
    return (examples if rows == n else _drawn(examples, rows)), kinds, tuple(said)


def _drawn(examples: Examples, rows: int) -> Examples:
    """Draw examples: rows of a day are in random order already, so that every so manieth is a random sample."""
    return examples.rows(np.unique(np.linspace(0, len(examples) - 1, rows).round().astype(np.intp)))


def _of_leak(leak: Leak) -> str:
    if not leak.feature:
        return f"{leak.why[0].upper()}{leak.why[1:]}."
    return (
        f"'{leak.feature}' was left out, for it seems to give the outcome away: {leak.why}."
        f" If it was surely known before, say --trust {leak.feature}."
    )


def probabilities(unseen: Mapping[str, float], known: Floats, persons: Sequence[str]) -> Floats:
    """Give the probability of each customer; of those of whom the outcome is known, from a model that did not see it.

    Parameters
    ----------
    unseen : mapping of person to float
        Probabilities by models that have not seen them.
    known : float array (n,)
        What the model says.
    persons : sequence of str
        Their ids.
    """
    return np.array([unseen.get(who, one) for who, one in zip(persons, known.tolist(), strict=True)])
