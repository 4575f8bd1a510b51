"""Implicit factorisation: customers and products as a few numbers each, whose product says what would be bought."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shoal.predict.arrays import Floats
from shoal.predict.products.tastes import Sparse

N_FACTORS, N_ROUNDS = 32, 6
PENALTY, TRUST = 30.0, 5.0
"""Of large factors; and how much more a product that was bought counts than one that was not."""

ROWS = 2_000
"""Customers or products that are solved for at a time."""


@dataclass(frozen=True)
class Factors:
    """The factors of products; those of a customer follow from what was bought.

    Parameters
    ----------
    products : float array (m, factors)
    """

    products: Floats

    def scores(self, bought: Sparse) -> Floats:
        """Give customers (rows) against products, the likelier the higher; about 0 to 1."""
        found: Floats = _solved(bought, self.products) @ self.products.T
        return found


def fit_factors(bought: Sparse, *, seed: int) -> Factors:
    """Find the factors by alternating least squares: those of customers given those of products, and again.

    Everything is weighed 1, and 1 + `TRUST` where it was bought: not having bought is weak evidence of not wanting.

    References
    ----------
    Hu, Koren & Volinsky (2008), Collaborative Filtering for Implicit Feedback Datasets, ICDM.

    Examples
    --------
    >>> from scipy.sparse import csr_matrix
    >>> halves = np.kron(np.eye(2), np.ones((40, 3)))
    >>> halves[0, 2] = 0
    >>> told = fit_factors(csr_matrix(halves), seed=0).scores(csr_matrix(halves[:1]))[0]
    >>> bool(told[2] > 5 * abs(told[3:]).max())
    True
    """
    random = np.random.default_rng(seed)
    products = random.normal(0.0, 0.1, (bought.shape[1], min(N_FACTORS, bought.shape[1])))
    turned = bought.T.tocsr()
    for _ in range(N_ROUNDS):
        products = _solved(turned, _solved(bought, products))
    return Factors(products)


def _solved(bought: Sparse, others: Floats) -> Floats:
    """Give the factors of each row that fit it best, given those of the columns."""
    n_factors = others.shape[1]
    squares = (others[:, :, None] * others[:, None, :]).reshape(len(others), -1)
    all_ = others.T @ others + PENALTY * np.eye(n_factors)
    found = np.empty((bought.shape[0], n_factors))
    for begin in range(0, bought.shape[0], ROWS):
        part = bought[begin : begin + ROWS]
        left = TRUST * (part @ squares).reshape(-1, n_factors, n_factors) + all_
        right = (1 + TRUST) * (part @ others)
        found[begin : begin + ROWS] = np.linalg.solve(left, right[:, :, None])[:, :, 0]
    return found
