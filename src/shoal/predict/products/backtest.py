"""How suggestions of an earlier day would have done, beside what sells most and the customer's own history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from shoal.predict.arrays import Places
from shoal.predict.products.chances import Chances, came_true, kinds_of
from shoal.predict.products.interests import USUAL_WEIGHT, InterestProof, prove_interests
from shoal.predict.products.learning import N_JUDGED, Learnt, NextAsked, Proof, parted, proof
from shoal.predict.products.ranking import NOBODY, assortment, first_new, first_own, fit_way
from shoal.predict.products.tastes import Sparse, Tastes


@dataclass(frozen=True)
class NextTried:
    """One earlier day: what was suggested on it, and what was bought in the window after it.

    Parameters
    ----------
    origin : datetime
        UTC.
    horizon_days : int
    n_customers : int
        Customers of that day.
    new_way, own_way : str
        Chosen on a day before it.
    new, popular : Proof
        Products new to the customer, by that way, and by what sold most.
    own, often : Proof
        Products bought before, by that way, and by what the customer had bought most often.
    expected_new, came_new : float or None
        Of the suggestions of new products, the share that was expected to come true, and that did; None where no
        day before it could be tried.
    expected_own, came_own : float or None
    interests : InterestProof or None
    """

    origin: datetime
    horizon_days: int
    n_customers: int
    new_way: str
    own_way: str
    new: Proof
    popular: Proof
    own: Proof
    often: Proof
    expected_new: float | None
    came_new: float | None
    expected_own: float | None
    came_own: float | None
    interests: InterestProof | None


def held_against_next(
    tastes: Tastes, learnt: Learnt, bought: Sparse, asked: NextAsked, *, origin: datetime
) -> NextTried:
    """Hold what is suggested on an earlier day against what was bought after it.

    Parameters
    ----------
    tastes : Tastes
        As of that day.
    learnt : Learnt
        From a day before it.
    bought : sparse matrix
        In the window after it.
    asked : NextAsked
    origin : datetime
    """
    goods, n = assortment(tastes, asked.forbidden_words), max(N_JUDGED, asked.top)
    again, unseen = parted(tastes, bought)
    new, popular = (
        first_new(tastes, fit_way(way, tastes, goods, seed=asked.seed), goods, n) for way in (learnt.new_way, "popular")
    )
    own, often = (first_own(tastes, way, goods, n) for way in (learnt.own_way, "often"))
    expected_new, came_new = _calibration(tastes, new[:, : asked.top], bought, learnt.new_chances)
    expected_own, came_own = _calibration(tastes, own[:, : asked.top], bought, learnt.own_chances)
    weight = USUAL_WEIGHT if learnt.interests is None else learnt.interests.weight
    return NextTried(
        origin,
        asked.horizon_days,
        tastes.shape[0],
        learnt.new_way,
        learnt.own_way,
        proof(new, unseen),
        proof(popular, unseen),
        proof(own, again),
        proof(often, again),
        expected_new,
        came_new,
        expected_own,
        came_own,
        prove_interests(tastes, bought, weight),
    )


def _calibration(
    tastes: Tastes, first: Places, bought: Sparse, chances: Chances | None
) -> tuple[float | None, float | None]:
    is_told = first != NOBODY
    if chances is None or not is_told.any():
        return None, None
    expected = chances.of(kinds_of(tastes), first.shape[1])[0]
    return float(expected[is_told].mean()), float(np.mean(came_true(first, bought)[is_told]))


def said_of_next(tried: tuple[NextTried, ...]) -> tuple[str, ...]:
    """Say in words how suggestions of earlier days did."""
    said = []
    for what, ours, other, name in (
        ("products they had never bought", "new", "popular", "what sells most"),
        ("products they had bought before", "own", "often", "what they had bought most often"),
    ):
        pairs = [(getattr(one, ours), getattr(one, other)) for one in tried]
        n = sum(mine.n_customers for mine, _ in pairs)
        if not n:
            continue
        mine, theirs = (sum(pair[i].recall.value * pair[i].n_customers for pair in pairs) / n for i in (0, 1))
        reached = sum(mine.reached * mine.n_customers for mine, _ in pairs) / n
        said.append(
            f"Of the {what}, customers bought {mine:.1%} from among the ten suggested on an earlier day; {name} would"
            f" have found {theirs:.1%}. {reached:.0%} of those customers bought at least one of the ten."
        )
    return tuple(said)
