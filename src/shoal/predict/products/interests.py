"""Interest in categories: which share of a customer's next purchases falls into each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.predict.arrays import Floats
from shoal.predict.products.tastes import Sparse, Tastes

WEIGHTS = (1.0, 3.0, 10.0, 30.0)
"""How many purchases what is usual may count as."""

USUAL_WEIGHT = 3.0
"""What it counts as where nothing could be tried."""

N_TOLD = 3
"""Categories that a customer is told of."""

MOST_CATEGORIES = 100
"""Categories that shares are told of, so that many customers times many categories do not fill the memory; the others
count as one."""


@dataclass(frozen=True)
class Interests:
    """The shares of categories of each customer, as Dirichlet distributions.

    Parameters
    ----------
    categories : tuple of str (c,)
        In the order of the alphabet.
    parameters : float array (customers, c + 1)
        Of the distributions: own purchases, those long past counting less, and what is usual. The last column is of all
        other categories together, 0 where there are none.
    """

    categories: tuple[str, ...]
    parameters: Floats

    @property
    def shares(self) -> Floats:
        """Give the mean share of each category, and of all others together (customers, c + 1)."""
        found: Floats = self.parameters / self.parameters.sum(axis=1, keepdims=True)
        return found

    def first(self) -> tuple[NDArray[np.intp], Floats, Floats, Floats]:
        """Give the categories of most interest, with their shares and the 95 % interval of each.

        Returns
        -------
        int array (customers, told), and three float arrays of the same shape
        """
        from scipy.special import betaincinv  # noqa: PLC0415 - only predictions of products need it

        first = np.argsort(-self.parameters[:, :-1], axis=1, kind="stable")[:, :N_TOLD]
        a = np.take_along_axis(self.parameters, first, axis=1)
        rest = self.parameters.sum(axis=1, keepdims=True) - a
        b = np.maximum(rest, 1e-9)  # one category alone
        return first, a / (a + b), betaincinv(a, b, 0.025), betaincinv(a, b, 0.975)


@dataclass(frozen=True)
class InterestProof:
    """How the interests of an earlier day did.

    Parameters
    ----------
    weight : float
        What is usual counts as so many purchases; chosen there.
    first_share : float
        Of what was bought in the window, the share that fell into the customer's first category.
    usual_share : float
        The share that fell into the category that sells most.
    n_bought : int
        Products bought in the window whose category is known, each once a customer.
    """

    weight: float
    first_share: float
    usual_share: float
    n_bought: int


def fit_interests(tastes: Tastes, weight: float = USUAL_WEIGHT) -> Interests | None:
    """Tell the interests of customers; None where no product has a category.

    The shares of a customer are taken to be drawn from a Dirichlet distribution about what is usual; own purchases,
    each counting half for every 60 days that it lies back, draw them away from it.

    References
    ----------
    Gelman et al. (2013), Bayesian Data Analysis, 3rd edition, section 3.4.
    """
    categories = _most_bought(tastes)
    if not categories:
        return None
    counts = _by_category(tastes, categories, tastes.matrix(tastes.faded))
    usual = counts.sum(axis=0)
    usual[:-1] += 1.0 / len(categories)
    usual[-1] += (len({*tastes.categories} - {None}) - len(categories)) / len(categories)
    return Interests(categories, counts + weight * usual / usual.sum())


def _most_bought(tastes: Tastes) -> tuple[str, ...]:
    """Name the categories that are told of, in the order of the alphabet: those most bought, where there are many."""
    bought = np.bincount(tastes.product, minlength=len(tastes.products))
    sums: dict[str, int] = {}
    for category, n in zip(tastes.categories, bought.tolist(), strict=True):
        if category is not None:
            sums[category] = sums.get(category, 0) + n
    return tuple(sorted(sorted(sums, key=lambda one: (-sums[one], one))[:MOST_CATEGORIES]))


def try_interests(tastes: Tastes, bought: Sparse) -> InterestProof | None:
    """Choose how much the usual counts: so that what was bought after an earlier day was likeliest on it."""
    likelihoods = {weight: _likelihood(tastes, bought, weight) for weight in WEIGHTS}
    return prove_interests(tastes, bought, max(WEIGHTS, key=lambda weight: likelihoods[weight]))


def prove_interests(tastes: Tastes, bought: Sparse, weight: float) -> InterestProof | None:
    """Hold the interests of an earlier day against what was bought after it; None where there is nothing to hold."""
    found = fit_interests(tastes, weight)
    came = None if found is None else _by_category(tastes, found.categories, bought)
    if found is None or came is None or not came.any():
        return None
    first = found.first()[0][:, 0]
    usual = int(np.argmax(found.parameters[:, :-1].sum(axis=0)))
    inside = came[np.arange(len(came)), first].sum()
    return InterestProof(weight, float(inside / came.sum()), float(came[:, usual].sum() / came.sum()), int(came.sum()))


def _likelihood(tastes: Tastes, bought: Sparse, weight: float) -> float:
    from scipy.special import xlogy  # noqa: PLC0415 - only predictions of products need it

    found = fit_interests(tastes, weight)
    if found is None:
        return 0.0
    return float(xlogy(_by_category(tastes, found.categories, bought), found.shares).sum())


def _by_category(tastes: Tastes, categories: tuple[str, ...], values: Sparse) -> Floats:
    """Add up customers against products to customers against categories; in the last column all other categories."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - only predictions of products need it

    place = {category: column for column, category in enumerate(categories)}
    others = len(categories)
    pairs = [(row, place.get(one, others)) for row, one in enumerate(tastes.categories) if one is not None]
    rows, columns = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    into = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(tastes.categories), others + 1))
    found: Floats = (values @ into).toarray()
    return found
