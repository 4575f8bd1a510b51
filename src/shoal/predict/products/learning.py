"""Which way of suggesting is best: tried on an earlier day, judged by what was bought after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.errors import PredictError
from shoal.predict.arrays import Floats, Places
from shoal.predict.products.chances import Chances, came_true, count_chances
from shoal.predict.products.interests import InterestProof, try_interests
from shoal.predict.products.ranking import NEW_WAYS, OWN_WAYS, assortment, first_new, first_own, fit_way
from shoal.predict.products.tastes import Sparse, Tastes
from shoal.stats.intervals import Z_95, mean_interval
from shoal.terms import Interval

N_JUDGED = 10
"""Suggestions that a way is judged by, whatever is shown of them."""

MOST_JUDGED = 20_000
"""Customers on whom ways are tried; it is a sample of them where there are more."""

LEAST_JUDGED = 30
"""With fewer customers who bought something of the kind, no way is chosen by its luck with them."""

WITHOUT_PROOF = ("neighbours", "often")
"""What is done where nothing can be tried."""


@dataclass(frozen=True)
class NextAsked:
    """What is to be predicted of products.

    Parameters
    ----------
    horizon_days : int
        Days ahead in which a suggestion may come true.
    top : int
        Products a customer is told of.
    way : str
        One of `NEW_WAYS`, or ``auto``: the one that did best on an earlier day.
    forbidden : tuple of str
        Products and categories that are never suggested.
    seed : int
    """

    horizon_days: int = 90
    top: int = 5
    way: str = "auto"
    forbidden: tuple[str, ...] = ()
    seed: int = 0

    @property
    def forbidden_words(self) -> frozenset[str]:
        """Give what is forbidden in small letters."""
        return frozenset(one.strip().casefold() for one in self.forbidden)


def refuse_unusable_next(asked: NextAsked) -> None:
    """Refuse what means nothing."""
    if not 1 <= asked.horizon_days <= 3650:
        raise PredictError(f"a horizon of {asked.horizon_days} days", expected="1 to 3650 days", where="predict next")
    if not 1 <= asked.top <= 20:
        raise PredictError(f"{asked.top} products a customer", expected="1 to 20", where="predict next")
    if asked.way not in ("auto", *NEW_WAYS):
        raise PredictError(f"'{asked.way}'", expected="auto, " + ", ".join(NEW_WAYS), where="predict next")


@dataclass(frozen=True)
class Proof:
    """How a way of suggesting did on an earlier day.

    Parameters
    ----------
    recall : Interval
        Of what a customer bought of the kind, the share that was among the first ten; the mean of customers.
    reached : float
        Share of those customers who bought at least one of the ten.
    n_customers : int
        Who bought something of the kind.
    """

    recall: Interval
    reached: float
    n_customers: int


@dataclass(frozen=True)
class Learnt:
    """What an earlier day taught.

    Parameters
    ----------
    new_way, own_way : str
    new, own : mapping of way to Proof
        Empty where nothing could be tried.
    new_chances, own_chances : Chances or None
    interests : InterestProof or None
        None without categories, or where nothing could be tried.
    """

    new_way: str
    own_way: str
    new: Mapping[str, Proof]
    own: Mapping[str, Proof]
    new_chances: Chances | None = None
    own_chances: Chances | None = None
    interests: InterestProof | None = None

    def told(self) -> dict[str, object]:
        """Give all of it but the counts, for a result."""
        return {
            "new": {"way": self.new_way, "proofs": dict(self.new)},
            "own": {"way": self.own_way, "proofs": dict(self.own)},
            "interests": self.interests,
        }


def untaught(asked: NextAsked) -> Learnt:
    """Give what is done where no earlier day can be looked at."""
    return Learnt(WITHOUT_PROOF[0] if asked.way == "auto" else asked.way, WITHOUT_PROOF[1], {}, {})


def why_untaught(n_days: int, asked: NextAsked) -> str:
    """Say why no earlier day can be looked at, how much is missing, and what is possible meanwhile.

    Examples
    --------
    >>> why_untaught(100, NextAsked())[:76]
    'Orders are known for 100 days, and to try 90 days ahead takes 180: 80 days a'
    """
    wanted, known = 2 * asked.horizon_days, "1 day" if n_days == 1 else f"{n_days} days"
    sooner = f"; --horizon {n_days // 2} can be tried already" if n_days >= 14 else ""
    return (
        f"Orders are known for {known}, and to try {asked.horizon_days} days ahead takes {wanted}:"
        f" {wanted - n_days} days are missing. Meanwhile suggestions rest on what is bought together, and nothing says"
        f" how often they come true{sooner}."
    )


def learn(tastes: Tastes, bought: Sparse, asked: NextAsked) -> Learnt:
    """Try every way on an earlier day and choose: the best, or a simpler one that is as good within chance.

    Parameters
    ----------
    tastes : Tastes
        Of the earlier day.
    bought : sparse matrix
        What was bought in the window after it.
    asked : NextAsked
    """
    goods = assortment(tastes, asked.forbidden_words)
    ways = NEW_WAYS if asked.way == "auto" else tuple(dict.fromkeys(("popular", asked.way)))
    n, judged, bought = max(N_JUDGED, asked.top), tastes.first(MOST_JUDGED), bought[:MOST_JUDGED]
    news = {way: first_new(judged, fit_way(way, tastes, goods, seed=asked.seed), goods, n) for way in ways}
    owns = {way: first_own(judged, way, goods, n) for way in OWN_WAYS}
    again, unseen = parted(judged, bought)
    recalls = {way: recall(first[:, :N_JUDGED], unseen) for way, first in news.items()}
    own_recalls = {way: recall(first[:, :N_JUDGED], again) for way, first in owns.items()}
    new_way = chosen_way(recalls, "neighbours") if asked.way == "auto" else asked.way
    own_way = chosen_way(own_recalls, WITHOUT_PROOF[1])
    return Learnt(
        new_way,
        own_way,
        {way: proof(news[way], unseen) for way in ways},
        {way: proof(owns[way], again) for way in OWN_WAYS},
        count_chances(judged, news[new_way], bought),
        count_chances(judged, owns[own_way], bought),
        try_interests(judged, bought),
    )


def parted(tastes: Tastes, bought: Sparse) -> tuple[Sparse, Sparse]:
    """Part what was bought into what the customer had bought before, and what was new; sent back before is neither."""
    known = tastes.matrix()
    again = bought.multiply(known).tocsr()
    unseen = (bought - again - bought.multiply(tastes.sent_back_matrix())).tocsr()
    unseen.eliminate_zeros()
    return again, unseen


def recall(first: Places, bought: Sparse) -> Floats:
    """Give the share of what was bought that was among the first, of each customer who bought something."""
    n_bought = np.asarray(bought.sum(axis=1)).ravel()
    who = n_bought > 0
    share: Floats = came_true(first, bought)[who].sum(axis=1) / n_bought[who]
    return share


def proof(first: Places, bought: Sparse) -> Proof:
    """Say how a way did."""
    shares = recall(first[:, :N_JUDGED], bought)
    if not len(shares):
        return Proof(Interval(0.0, 0.0, 1.0), 0.0, 0)
    return Proof(mean_interval(shares), float(np.mean(shares > 0)), len(shares))


def chosen_way(recalls: Mapping[str, NDArray[np.float64]], default: str) -> str:
    """Choose the way of most recall, or the simplest that is as good within chance.

    Two ways are compared on the same customers: the difference must surely be above nothing.

    Examples
    --------
    >>> simple, better = np.tile([0.1, 0.3], 50), np.tile([0.2, 0.4], 50)
    >>> chosen_way({"simple": simple, "better": better}, "other")
    'better'
    >>> chosen_way({"simple": simple, "better": simple + np.tile([0.2, -0.19], 50)}, "other")
    'simple'
    """
    if min(len(one) for one in recalls.values()) < LEAST_JUDGED:
        return default
    best = max(recalls, key=lambda way: float(recalls[way].mean()))
    for way, shares in recalls.items():  # the simplest first
        more = recalls[best] - shares
        if way == best or more.mean() <= Z_95 * more.std(ddof=1) / np.sqrt(len(more)):
            return way
    return best
