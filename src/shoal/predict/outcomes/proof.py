"""How well what happens is told: the whole way of learning, tried on customers and days that it has not seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from shoal.predict.arrays import Floats, Places
from shoal.predict.examples import Examples, cuts
from shoal.predict.facts import Facts
from shoal.predict.models.calibrate import Bin, bins, calibration_error
from shoal.predict.models.choosing import choose, fitted
from shoal.predict.models.columns import columns_for
from shoal.predict.models.kinds import KINDS, LINE
from shoal.stats.auc import auc
from shoal.stats.bootstrap import bootstrap_interval, redrawn
from shoal.stats.places import Places as Order
from shoal.stats.places import places
from shoal.terms import Interval

N_OUTER = 4
N_DRAWS = 200
RFM = ("recency_days", "order_count", "net_revenue")
"""What the simple way knows that others are held against: logistic regression on these three."""

SHARES = (0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True)
class Gain:
    """Of those to whom it happened, how many are among the likeliest customers.

    Parameters
    ----------
    share : float
        Of customers, the likeliest first.
    found : float
        Share of those to whom it happened that are among them.
    """

    share: float
    found: float


@dataclass(frozen=True)
class Proof:
    """What came of trying.

    Parameters
    ----------
    n_customers : int
        Customers told of, each by a model that has not seen them.
    n_happened : int
    is_later : bool
        Whether they were told of on a later day than those learnt from; else only persons were kept apart.
    auc : Interval
        Of the whole way: the kind is chosen anew for each part, without a look at it.
    kinds : mapping of kind to float
        AUC of each kind, with its best setting, in the same parts.
    ahead : mapping of way to Interval
        AUC of the whole way less that of another way, on the same customers.
    others : mapping of way to Interval
        AUC of those other ways.
    brier : float
        Mean squared difference of probability and what happened.
    skill : float
        How much smaller that is than with the share of everybody; 0 says nothing, 1 is never wrong.
    calibration_error : float
    bins : tuple of Bin
    gains : tuple of Gain
    """

    n_customers: int
    n_happened: int
    is_later: bool
    auc: Interval
    kinds: Mapping[str, float]
    ahead: Mapping[str, Interval]
    others: Mapping[str, Interval]
    brier: float
    skill: float
    calibration_error: float
    bins: tuple[Bin, ...]
    gains: tuple[Gain, ...]


@dataclass(frozen=True)
class Proven:
    """A proof, with the probabilities that it rests on.

    Parameters
    ----------
    proof : Proof
    told : Examples
        The customers told of.
    probability : float array (n,)
        Of each of them.
    """

    proof: Proof
    told: Examples
    probability: Floats


def prove(
    examples: Examples,
    kinds: Sequence[str],
    *,
    seed: int,
    n_outer: int = N_OUTER,
    step: Callable[[float], None] | None = None,
) -> Proven:
    """Try the whole way: for each part of the customers choose, fit and calibrate on the others, then tell of the part.

    Parameters
    ----------
    examples : Examples
    kinds : sequence of str
    seed : int
    n_outer : int
        Parts.
    step : callable or None
        Told the share of the work that is done.

    References
    ----------
    Varma & Simon (2006), BMC Bioinformatics 7: choosing inside an outer cross-validation.
    """
    whole: list[Places] = []
    odds: list[Floats] = []
    simple: list[Floats] = []
    each: dict[str, list[Floats]] = {kind: [] for kind in kinds}
    rfm = [name for name in RFM if name in examples.facts.numbers]
    for place, cut in enumerate(cuts(examples, n_outer, part=f"outer part {seed}")):
        learnt, told = examples.rows(cut.learnt), examples.rows(cut.told)
        chosen = choose(learnt, kinds, seed=seed)
        for one in chosen.tried:
            model = fitted(learnt, one.kind, one.value, chosen.sigmoid, seed=seed)
            scores = model.scorer.log_odds(model.columns.matrix(told.facts))
            each[one.kind].append(scores)
            if one.kind == chosen.best.kind:
                odds.append(chosen.sigmoid.apply(scores))
        if rfm:
            simple.append(_simple(learnt, told, rfm, seed))
        whole.append(cut.told)
        if step is not None:
            step((place + 1) / n_outer)
    told = examples.rows(np.concatenate(whole))
    probability = np.concatenate(odds)
    asides = dict(told.asides) | ({"rfm": np.concatenate(simple)} if rfm else {})
    ways = {kind: np.concatenate(scores) for kind, scores in each.items()}
    return Proven(
        _proof(told, probability, ways, asides, is_later=bool((examples.day != told.day[0]).any()), seed=seed),
        told,
        probability,
    )


def _simple(learnt: Examples, told: Examples, names: Sequence[str], seed: int) -> Floats:
    """Score by a logistic regression on recency, frequency and money."""
    known = Facts({name: learnt.facts.numbers[name] for name in names}, {})
    columns = columns_for(known)
    scorer = KINDS[LINE].grow(columns.matrix(known), learnt.happened, KINDS[LINE].values[-1], seed)
    return scorer.log_odds(columns.matrix(told.facts))


def _proof(
    told: Examples,
    probability: Floats,
    ways: Mapping[str, Floats],
    asides: Mapping[str, Floats],
    *,
    is_later: bool,
    seed: int,
) -> Proof:
    """Measure what was told against what happened, with intervals over persons."""
    happened, once = told.happened, np.ones(len(told))
    own, others = places(probability), {name: places(scores) for name, scores in asides.items()}
    persons, which = np.unique(told.person, return_inverse=True)
    draws = [draw[which.reshape(-1)] for draw in redrawn(len(persons), N_DRAWS, np.random.default_rng(seed))]

    def figure(order: Order) -> tuple[float, Floats]:
        return auc(order, happened, once), np.array([auc(order, happened, draw) for draw in draws])

    value, drawn = figure(own)
    apart = {name: figure(order) for name, order in others.items()}
    grouped = bins(probability, happened)
    brier, base = float(np.mean((probability - happened) ** 2)), float(happened.mean())
    return Proof(
        n_customers=len(told),
        n_happened=int(happened.sum()),
        is_later=is_later,
        auc=bootstrap_interval(value, drawn, least=0.0, most=1.0),
        kinds={name: auc(places(scores), happened, once) for name, scores in ways.items()},
        ahead={
            name: bootstrap_interval(value - theirs, drawn - they, least=-1.0, most=1.0)
            for name, (theirs, they) in apart.items()
        },
        others={name: bootstrap_interval(one, many, least=0.0, most=1.0) for name, (one, many) in apart.items()},
        brier=brier,
        skill=1 - brier / (base * (1 - base)) if 0 < base < 1 else 0.0,
        calibration_error=calibration_error(grouped),
        bins=grouped,
        gains=_gains(probability, happened),
    )


def _gains(probability: Floats, happened: Floats) -> tuple[Gain, ...]:
    order = np.argsort(-probability, kind="stable")
    found = np.cumsum(happened[order]) / max(happened.sum(), 1.0)
    return tuple(Gain(share, float(found[max(round(share * len(order)), 1) - 1])) for share in (*SHARES, 1.0))
