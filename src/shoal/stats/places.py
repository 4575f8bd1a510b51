"""The places of values in rising order, for figures that look at order alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Places:
    """Where each value stands among the different ones; equal values share a place.

    Parameters
    ----------
    of : int array (n,)
        0 for the smallest value.
    n : int
        Different values.
    """

    of: NDArray[np.intp]
    n: int

    def weights(self, weights: Floats) -> Floats:
        """Add the weights (n,) that stand in each place, an array (places,)."""
        there: Floats = np.bincount(self.of, weights=weights, minlength=self.n).astype(np.float64)
        return there

    def ranks(self, weights: Floats) -> Floats:
        """Give the middle rank of each value (n,) where each counts as often as its weight says."""
        there = self.weights(weights)
        return (np.cumsum(there) - there / 2)[self.of]


def places(values: ArrayLike) -> Places:
    """Find the places of values.

    Parameters
    ----------
    values : array (n,)

    Examples
    --------
    >>> places([30.0, 10.0, 30.0]).ranks(np.ones(3))
    array([2. , 0.5, 2. ])
    """
    different, of = np.unique(np.asarray(values), return_inverse=True)
    return Places(of.reshape(-1), len(different))
