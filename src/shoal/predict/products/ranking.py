"""Which products come first for each customer: among those never bought, and among the customer's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from shoal.predict.arrays import Floats, Places
from shoal.predict.products.factors import fit_factors
from shoal.predict.products.tastes import Sparse, Tastes
from shoal.predict.products.together import fit_linear, fit_neighbours

NEW_WAYS = ("popular", "neighbours", "linear", "factors")
"""Ways to put products first that a customer never bought, the simplest first."""

OWN_WAYS = ("often", "lately", "rebuying")
"""Ways to put a customer's own products first, the simplest first; ``often`` is the customer's own history."""

MOST_PRODUCTS, MOST_CUSTOMERS = 3_000, 50_000
"""The models know the products with most buyers, and learn from a sample of customers."""

ROWS = 1_000
"""Customers who are looked at together."""

NOBODY = -1
"""In the place of a product where there is none."""


class Ranker(Protocol):
    """Says how much speaks for each product."""

    def scores(self, bought: Sparse) -> Floats:
        """Give customers (rows) against products, the likelier the higher."""


@dataclass(frozen=True)
class Popular:
    """The same for everyone: what most customers bought, of late.

    Parameters
    ----------
    popularity : float array (m,)
    """

    popularity: Floats

    def scores(self, bought: Sparse) -> Floats:
        """Give everyone the same."""
        return np.tile(self.popularity, (bought.shape[0], 1))


@dataclass(frozen=True)
class Assortment:
    """The products that may be suggested.

    Parameters
    ----------
    columns : int array
        Places of the products that models know, in order.
    is_offered : bool array (m,)
        Of all products: sold of late, known to the models and not forbidden.
    """

    columns: Places
    is_offered: NDArray[np.bool_]


def assortment(tastes: Tastes, forbidden: frozenset[str]) -> Assortment:
    """Decide what may be suggested.

    Parameters
    ----------
    tastes : Tastes
    forbidden : frozenset of str
        Products and categories, in small letters.
    """
    buyers = np.bincount(tastes.product, minlength=tastes.shape[1])
    most = np.argsort(-buyers, kind="stable")[:MOST_PRODUCTS]
    columns = np.sort(most[buyers[most] > 0])
    is_known = np.zeros(tastes.shape[1], dtype=bool)
    is_known[columns] = True
    named = zip(tastes.products, tastes.categories, strict=True)
    allowed = [
        product.strip().casefold() not in forbidden and (category or "").strip().casefold() not in forbidden
        for product, category in named
    ]
    return Assortment(columns, is_known & tastes.is_on_offer & np.array(allowed))


def fit_way(way: str, tastes: Tastes, goods: Assortment, *, seed: int) -> Ranker:
    """Fit one of `NEW_WAYS`; customers are in random order, so that the first are a sample."""
    if way == "popular":
        faded = np.bincount(tastes.product, 0.5 ** (tastes.days_ago / 30.0), minlength=tastes.shape[1])
        return Popular(faded[goods.columns].astype(np.float64))
    bought = tastes.matrix()[:MOST_CUSTOMERS, goods.columns]
    if way == "neighbours":
        return fit_neighbours(bought)
    return fit_linear(bought) if way == "linear" else fit_factors(bought, seed=seed)


def first_new(tastes: Tastes, ranker: Ranker, goods: Assortment, n: int) -> Places:
    """Put the products first that speak most for themselves among those a customer never bought.

    Returns
    -------
    int array (customers, n)
        Places of products, the likeliest first; `NOBODY` where there are no more.
    """
    bought = tastes.matrix()
    back = tastes.sent_back_matrix()
    first = np.full((tastes.shape[0], n), NOBODY, dtype=np.intp)
    hidden = ~goods.is_offered[goods.columns]
    buyers = np.bincount(tastes.product, minlength=tastes.shape[1])[goods.columns]
    nudge = 1e-9 * buyers / max(buyers.max(initial=0), 1)  # where nothing speaks for either, what more people bought
    for begin in range(0, tastes.shape[0], ROWS):
        rows = slice(begin, begin + ROWS)
        known = bought[rows][:, goods.columns]
        scores = ranker.scores(known) + nudge
        scores[:, hidden] = -np.inf
        scores[(known + back[rows][:, goods.columns]).nonzero()] = -np.inf
        first[rows] = _first(scores, goods.columns, n)
    return first


def _first(scores: Floats, columns: Places, n: int) -> Places:
    """Give the places of the highest scores of each row; of equal ones, the first."""
    most = min(n, scores.shape[1])
    chosen = np.sort(np.argpartition(-scores, most - 1, axis=1)[:, :most], axis=1)
    held = np.take_along_axis(scores, chosen, axis=1)
    order = np.argsort(-held, axis=1, kind="stable")
    places = columns[np.take_along_axis(chosen, order, axis=1)]
    places[np.isneginf(np.take_along_axis(held, order, axis=1))] = NOBODY
    return np.pad(places, ((0, 0), (0, n - most)), constant_values=NOBODY)


def first_own(tastes: Tastes, way: str, goods: Assortment, n: int) -> Places:
    """Put the customer's own products first that will be bought again; the same form as `first_new`."""
    score = _own_scores(tastes, way)
    rows = np.flatnonzero(goods.is_offered[tastes.product])
    order = rows[np.lexsort((tastes.product[rows], -score[rows], tastes.customer[rows]))]
    who = tastes.customer[order]
    place = np.arange(len(who)) - np.searchsorted(who, who)
    first = np.full((tastes.shape[0], n), NOBODY, dtype=np.intp)
    near = place < n
    first[who[near], place[near]] = tastes.product[order[near]]
    return first


def _own_scores(tastes: Tastes, way: str) -> Floats:
    if way == "often":
        return tastes.n_days - tastes.days_ago * 1e-6  # of two bought as often, the one bought last
    if way == "lately":
        return tastes.faded
    n_products = tastes.shape[1]
    buyers = np.bincount(tastes.product, minlength=n_products)
    again = np.bincount(tastes.product, tastes.n_days > 1, minlength=n_products)
    usual = again.sum() / max(buyers.sum(), 1)
    rate = (again + 10 * usual) / (buyers + 10)  # ten buyers like all others keep a product of one buyer in bounds
    found: Floats = tastes.faded * rate[tastes.product]
    return found
