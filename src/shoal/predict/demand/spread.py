"""How far what comes lies from what was expected: chance, what all share, and the bands that follow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shoal.predict.arrays import Floats

CHANCES = tuple(0.05 * 2.0**power for power in range(12))
SHARED = (0.0, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 1.0)
"""Values that are tried."""

COVERAGE = 0.8
"""Of the bands."""


@dataclass(frozen=True)
class Spread:
    """How forecasts miss.

    Parameters
    ----------
    chance : float
        Variance per thing expected, in units of its size: 1 for orders that know nothing of each other.
    shared : float
        Relative error that many customers have in common.
    reach : float
        Within so many deviations lay 80 % of what came.
    """

    chance: float
    shared: float
    reach: float

    def variance(self, mean: Floats, size: Floats) -> Floats:
        """Give the variance about what is expected."""
        found: Floats = self.chance * size * mean + (self.shared * mean) ** 2
        return found

    def bounds(self, mean: Floats, size: Floats) -> tuple[Floats, Floats]:
        """Give the band of what is expected."""
        off = self.reach * np.sqrt(self.variance(mean, size))
        return np.maximum(mean - off, 0.0), mean + off


def fit_spread(mean: Floats, came: Floats, size: Floats, *, n_free: float = np.inf) -> Spread:
    """Learn from what was expected on earlier days and what came.

    The two parts of the variance are those under which the errors are likeliest, taken to be normal; the bands are not:
    they reach as far as 80 % of the errors did, in units of that deviation.

    Parameters
    ----------
    mean, came, size : float arrays of one shape
    n_free : float
        Errors that know nothing of each other; with few, the band is wider as Student's distribution is.

    References
    ----------
    McCullagh & Nelder (1989), Generalized Linear Models, chapter 9; Vovk, Gammerman & Shafer (2005), Algorithmic
    Learning in a Random World, chapter 2.

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> mean = np.full(2000, 50.0)
    >>> found = fit_spread(mean, random.poisson(50.0, 2000).astype(float), np.ones(2000))
    >>> found.shared <= 0.06, round(found.reach, 1)
    (True, 1.3)
    """
    mean, came, size = (np.asarray(one, dtype=np.float64).ravel() for one in (mean, came, size))
    held = mean > 0
    mean, came, size = mean[held], came[held], size[held]
    if not len(mean):
        return Spread(CHANCES[0], SHARED[0], 0.0)
    chance, shared = (np.array(one).ravel()[:, None] for one in np.meshgrid(CHANCES, SHARED, indexing="ij"))
    variance = chance * (size * mean) + shared**2 * mean**2
    best = int(np.argmin((np.log(variance) + (came - mean) ** 2 / variance).mean(axis=1)))
    scaled = (came - mean) / np.sqrt(variance[best])
    # one more than there are: an error to come is one of them, and may be the largest
    within = np.quantile(np.abs(scaled), min(COVERAGE * (1 + 1 / len(scaled)), 1.0))
    return Spread(float(chance[best, 0]), float(shared[best, 0]), float(within) * _student(n_free))


def _student(n_free: float) -> float:
    """Say how much wider than the normal one Student's band of the same coverage is."""
    from scipy.special import ndtri, stdtrit  # noqa: PLC0415 - only predictions need it

    above = (1 + COVERAGE) / 2
    return 1.0 if np.isinf(n_free) else float(stdtrit(max(n_free, 1.0), above) / ndtri(above))
