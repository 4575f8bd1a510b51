"""What is bought together: two ways from the counts of customers who bought both of two products."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shoal.predict.arrays import Floats
from shoal.predict.products.tastes import Sparse

LINEAR_PENALTY = 0.15
"""Of the linear way, as a share of all customers; shops between a tenth and a half of this to five times it agree."""


@dataclass(frozen=True)
class Together:
    """How much having bought one product speaks for another.

    Parameters
    ----------
    weights : float array (m, m)
        Row: bought; column: what it speaks for. Nothing speaks for itself.
    """

    weights: Floats

    def scores(self, bought: Sparse) -> Floats:
        """Give customers (rows) against products, the likelier the higher."""
        found: Floats = np.asarray(bought @ self.weights)
        return found


def both(bought: Sparse) -> Floats:
    """Count the customers who bought both of two products; in the diagonal those who bought one."""
    found: Floats = (bought.T @ bought).toarray()
    return found


def cosine(counts: Floats) -> Floats:
    """Turn counts of both into likeness: both over the geometric mean of each, 0 to 1.

    Examples
    --------
    >>> cosine(np.array([[4.0, 2.0], [2.0, 4.0]]))
    array([[0. , 0.5],
           [0.5, 0. ]])
    """
    size = np.sqrt(np.maximum(np.diag(counts), 1.0))
    likeness: Floats = counts / size[:, None] / size[None, :]
    np.fill_diagonal(likeness, 0.0)
    return likeness


def fit_neighbours(bought: Sparse) -> Together:
    """Let each product speak for those that the same customers bought, by the cosine of their buyers.

    References
    ----------
    Deshpande & Karypis (2004), ACM Transactions on Information Systems 22(1); Linden, Smith & York (2003), IEEE
    Internet Computing 7(1).
    """
    return Together(cosine(both(bought)))


def fit_linear(bought: Sparse) -> Together:
    """Let each product speak for another as far as the rest of the basket does not say it already.

    Every product is foretold from all others by one penalised regression, which has a solution in closed form: the
    inverse of the counts of both, each column divided by its diagonal. What two products have in common only because a
    third goes with either counts once.

    References
    ----------
    Steck (2019), Embarrassingly Shallow Autoencoders for Sparse Data, The Web Conference.

    Examples
    --------
    >>> from scipy.sparse import csr_matrix
    >>> bought = csr_matrix(np.array([[1.0, 1.0, 0.0]] * 6 + [[0.0, 0.0, 1.0]] * 6))
    >>> fit_linear(bought).weights.round(1)
    array([[0. , 0.8, 0. ],
           [0.8, 0. , 0. ],
           [0. , 0. , 0. ]])
    """
    counts = both(bought)
    counts[np.diag_indices_from(counts)] += LINEAR_PENALTY * bought.shape[0]
    inverse = np.linalg.inv(counts)
    weights: Floats = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return Together(weights + 0.0)
